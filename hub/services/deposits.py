"""Money in the bank meets the remittance that announced it."""

from datetime import date

from domain.deposit import (
    DEPOSIT,
    BankLine,
    Deposit,
    MatchRemittance,
    RecordDeposit,
    UnmatchedDeposit,
)
from domain.identifiers import DepositId
from domain.money import Money
from domain.problem import Refused
from domain.remittance import (
    REMITTANCE,
    MatchDeposit,
    Notice,
    PostedRemittance,
    Remittance,
)
from hub.handler import Ask, certain
from hub.ids import outside_id
from hub.lookups import DEPOSIT_TRACE, TRACE
from hub.wiring import Hub


def record_deposit(
    hub: Hub, *, bank_on: date, amount: Money, trace: str
) -> tuple[BankLine, Notice | None] | Refused:
    """A line of the bank's statement, and the remittance it was matched to at once, if any.

    The same day, amount and trace is the same deposit.
    """
    deposit_id = DepositId(outside_id("deposit", str(bank_on), str(amount), trace))
    line = BankLine(deposit_id, bank_on, amount, trace)
    recorded = hub.run(Ask(DEPOSIT, deposit_id, RecordDeposit(line)))
    if isinstance(recorded, Refused):
        return recorded
    return line, _match(hub, line)


def match_remittance(hub: Hub, notice: Notice) -> BankLine | None:
    """The deposit that a remittance announced, where the bank had it first; None if it has not."""
    if not notice.moves_bank_money:
        return None
    for deposit_id in hub.log.find(DEPOSIT_TRACE, notice.trace):
        deposit: Deposit = hub.handler.state(DEPOSIT, deposit_id)
        if isinstance(deposit, UnmatchedDeposit) and deposit.line.amount == notice.deposit:
            _join(hub, deposit.line, notice)
            return deposit.line
    return None


def _match(hub: Hub, line: BankLine) -> Notice | None:
    if not line.trace:
        return None
    for remittance_id in hub.log.find(TRACE, line.trace):
        remittance: Remittance = hub.handler.state(REMITTANCE, remittance_id)
        if not isinstance(remittance, PostedRemittance):
            continue
        notice = remittance.notice
        free = remittance.deposit_id in {None, line.deposit_id}
        if free and notice.moves_bank_money and notice.deposit == line.amount:
            _join(hub, line, notice)
            return notice
    return None


def _join(hub: Hub, line: BankLine, notice: Notice) -> None:
    certain(
        hub.run(
            Ask(
                DEPOSIT,
                line.deposit_id,
                MatchRemittance(notice.remittance_id, notice.plan_key, notice.deposit),
            ),
            Ask(REMITTANCE, notice.remittance_id, MatchDeposit(line.deposit_id, line.bank_on)),
        )
    )
