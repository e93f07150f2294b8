"""Money in the bank meets the remittance that announced it."""

from collections.abc import Iterable
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
    recorded = hub.run(Ask(DEPOSIT, deposit_id, RecordDeposit(line, hub.today)))
    if isinstance(recorded, Refused):
        return recorded
    return line, _match(hub, line)


def match_remittance(hub: Hub, notice: Notice) -> BankLine | None:
    """The one deposit that a remittance announced, where the bank had it first; None if not."""
    if not notice.moves_bank_money or not notice.trace:
        return None
    ids = hub.log.find(DEPOSIT_TRACE, notice.trace)
    deposits: Iterable[Deposit] = hub.handler.states(DEPOSIT, ids).values()
    waiting = [each.line for each in deposits if isinstance(each, UnmatchedDeposit)]
    same = [line for line in waiting if line.amount == notice.deposit]
    if len(same) != 1 or len(_announcing(hub, same[0])) != 1:
        return None
    _join(hub, same[0], notice)
    return same[0]


def _match(hub: Hub, line: BankLine) -> Notice | None:
    announcing = _announcing(hub, line)
    if len(announcing) != 1:  # with two of the same trace and amount a person decides
        return None
    _join(hub, line, announcing[0])
    return announcing[0]


def _announcing(hub: Hub, line: BankLine) -> list[Notice]:
    """Posted remittances of this trace and amount that no other deposit was matched to."""
    if not line.trace:
        return []
    ids = hub.log.find(TRACE, line.trace)
    remittances: Iterable[Remittance] = hub.handler.states(REMITTANCE, ids).values()
    return [
        each.notice
        for each in remittances
        if isinstance(each, PostedRemittance)
        and each.deposit_id in {None, line.deposit_id}
        and each.notice.moves_bank_money
        and each.notice.deposit == line.amount
    ]


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
