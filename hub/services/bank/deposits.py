"""Lines of the bank typed by hand, and deposits that a person matches to remittances."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.event import Fact
from domain.identifiers import DepositId, RemittanceId
from domain.money import Money, show_money
from domain.notices.bank_part import NEAR
from domain.notices.deposit import (
    DEPOSIT,
    BankLine,
    Deposit,
    KnownDeposit,
    RecordDeposit,
    UnmatchRemittance,
    trace_key,
)
from domain.notices.remittance import (
    REMITTANCE,
    Notice,
    PostedRemittance,
    Remittance,
    UnmatchDeposit,
)
from domain.problem import Refused, refuse
from hub.handler import Ask, Done, Work
from hub.ids import outside_id
from hub.services.bank.deposit_matching import join, match_by_trace
from hub.services.bank.same_deposit import SameDeposits
from hub.wiring import Hub


def record_deposit(hub: Hub, *, bank_on: date, amount: Money, trace: str) -> KnownDeposit | Refused:
    """A line of the bank's statement typed by hand, as it stands once its trace was followed.

    The same day, amount and trace is the same deposit, and so is a line like it that only the
    bank's file brought.
    """
    own = typed_id(bank_on, amount, trace)
    line = BankLine(own, bank_on, amount, (trace,) if trace else ())
    same = SameDeposits.of(hub.log, [line])
    states = hub.handler.states(DEPOSIT, same.ids)
    deposit_id = same.deposit_of(line, states.__getitem__, told={})
    recorded = hub.run(Ask(DEPOSIT, deposit_id, RecordDeposit(line, hub.today)))
    if isinstance(recorded, Refused):
        return recorded
    match_by_trace(hub, line.traces)
    known: KnownDeposit = hub.handler.state(DEPOSIT, deposit_id)
    return known


def typed_id(bank_on: date, amount: Money, trace: str) -> DepositId:
    """The id of a line that was typed by hand."""
    return DepositId(outside_id("deposit", str(bank_on), str(amount), trace_key(trace)))


def match_remittance(hub: Hub, notice: Notice) -> None:
    """A remittance is posted: deposits that the bank had first meet it."""
    if notice.expects_deposit:
        match_by_trace(hub, [notice.trace])


def match_deposit(
    hub: Hub, deposit_id: DepositId, remittance_ids: Sequence[RemittanceId]
) -> KnownDeposit | Refused:
    """A person says that the deposit is the money of these remittances.

    Each takes what it lacks, in the order given, and the last one a cent off too. What is left
    stays with the deposit. Of money out each gives back what the bank had of it.
    """

    def once(work: Work) -> Done | Refused:
        known: Deposit = work.state(DEPOSIT, deposit_id)
        assert isinstance(known, KnownDeposit)
        work.load(REMITTANCE, remittance_ids)
        decided = [
            answer
            for remittance_id, cents in _said(work, known, remittance_ids)
            for answer in join(work, known.line, remittance_id, cents, by="person")
        ]
        return _committed(work, decided)

    return _by_a_person(hub, deposit_id, remittance_ids, hub.handler.attempt(once))


def unmatch_deposit(
    hub: Hub, deposit_id: DepositId, remittance_ids: Sequence[RemittanceId] = ()
) -> KnownDeposit | Refused:
    """A person says that the deposit is not the money of these remittances, or of any if none."""
    known: KnownDeposit = hub.handler.state(DEPOSIT, deposit_id)
    matched = [part.remittance_id for part in known.parts]
    wanted = list(remittance_ids) or matched
    if not set(wanted) <= set(matched) or not wanted:
        return refuse(
            "deposit.not-matched",
            what="the deposit is not matched to it",
            where=f"deposit of {known.line.bank_on}, {show_money(known.line.amount)}",
            fix=f"look at what it is matched to: hub deposit show {deposit_id}",
        )
    asks = [
        ask
        for remittance_id in wanted
        for ask in (
            Ask(DEPOSIT, deposit_id, UnmatchRemittance(remittance_id, "person")),
            Ask(REMITTANCE, remittance_id, UnmatchDeposit(deposit_id)),
        )
    ]
    return _by_a_person(hub, deposit_id, wanted, hub.handler.run(asks))


def _by_a_person(
    hub: Hub, deposit_id: DepositId, remittances: Iterable[str], done: Done | Refused
) -> KnownDeposit | Refused:
    """The deposit after what a person said, and after what the traces say to that."""
    if isinstance(done, Refused):
        return done
    hub.projector.catch_up()
    known: KnownDeposit = hub.handler.state(DEPOSIT, deposit_id)
    states = hub.handler.states(REMITTANCE, remittances).values()
    traces = [each.notice.trace for each in states if isinstance(each, PostedRemittance)]
    match_by_trace(hub, (*known.line.traces, *traces))
    after: KnownDeposit = hub.handler.state(DEPOSIT, deposit_id)
    return after


def _said(
    work: Work, known: KnownDeposit, remittance_ids: Sequence[RemittanceId]
) -> Iterator[tuple[RemittanceId, Money]]:
    """Which cents of the deposit each remittance takes."""
    left = known.left
    for at, remittance_id in enumerate(remittance_ids, start=1):
        if part := known.part_of(remittance_id):  # the trace said so; now a person does
            yield remittance_id, part.cents
            continue
        state: Remittance = work.state(REMITTANCE, remittance_id)
        lacking, held = _room(state)
        cents = min(left, lacking) if left > 0 else max(left, -held)
        if at == len(remittance_ids) and 0 < left - cents <= NEAR:
            cents = left
        left -= cents
        yield remittance_id, cents


def _room(state: Remittance) -> tuple[Money, Money]:
    """What a remittance lacks, and what the bank has of it."""
    if not isinstance(state, PostedRemittance):
        return 0, 0
    return max(0, state.notice.deposit - state.in_bank), max(0, state.in_bank)


def _committed(work: Work, decided: Iterable[tuple[Fact, ...] | Refused]) -> Done | Refused:
    problems = [p for each in decided if isinstance(each, Refused) for p in each.problems]
    return Refused(tuple(problems)) if problems else work.commit()
