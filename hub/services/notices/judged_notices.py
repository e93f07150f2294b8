"""A notice that was judged is taken in: posted, parked, or known already."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from adapters.edi.remittances.read_835 import Survey835
from domain.money import show_money
from domain.notices.deposit import DEPOSIT, DepositUnmatched, KnownDeposit
from domain.notices.notice import Holds
from domain.notices.remittance import (
    REMITTANCE,
    NoRemittance,
    Notice,
    Outcome,
    ParkRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
)
from domain.problem import Problem, Refused
from domain.received_file import TransactionOutcome
from hub.handler import Ask
from hub.services.bank.deposits import match_remittance
from hub.services.bank.named_deposits import SHOWN_OF_AN_ID
from hub.services.notices.remittance_notice import (
    Duplicate,
    Judgement,
    NotPostable,
    Park,
    Post,
    told_beside,
)
from hub.services.notices.stated_day import told_of_day
from hub.services.results import TransactionResult
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE


def take_in(
    hub: Hub,
    judgement: Judgement,
    result: Callable[[Outcome | None], TransactionResult],
    post: Callable[[Post], Outcome | Refused],
    with_suspense: Callable[[Notice, TransactionResult], TransactionResult],
) -> TransactionResult:
    """Post it, park it, or say what became of it before.

    `result` tells what came of it, `with_suspense` what a posted one left in suspense.
    """
    match judgement:
        case Park(notice=notice, because=because):
            hub.run(Ask(REMITTANCE, notice.remittance_id, ParkRemittance(notice, because)))
        case Post(notice=notice):
            before = hub.log.head().position
            outcome = post(judgement)
            if isinstance(outcome, Refused):
                return replace(result(None), outcome="parked", problems=outcome.problems)
            told = with_suspense(notice, result(outcome))
            return replace(told, problems=(*taken_apart(hub, notice, before), *told.problems))
        case Duplicate(remittance_id=remittance_id):
            known: Remittance = hub.handler.state(REMITTANCE, remittance_id)
            if isinstance(known, PostedRemittance):  # the bank may have been faster than a crash
                match_remittance(hub, known.notice)
        case NotPostable():
            pass
    return result(None)


def taken_apart(hub: Hub, notice: Notice, before: int) -> Iterator[Problem]:
    """Each deposit that another remittance lost since, for this notice has the same trace."""
    if not notice.expects_deposit:
        return
    for page in hub.log.read(before, kinds=(DepositUnmatched,)):
        for fact in (each.fact for each in page):
            if isinstance(fact, DepositUnmatched):
                deposit: KnownDeposit = hub.handler.state(DEPOSIT, fact.deposit_id)
                if deposit.part_of(fact.remittance_id) is None:
                    yield _lost(hub, deposit, fact, notice)


def _lost(hub: Hub, deposit: KnownDeposit, fact: DepositUnmatched, notice: Notice) -> Problem:
    other: Remittance = hub.handler.state(REMITTANCE, fact.remittance_id)
    assert not isinstance(other, NoRemittance)
    line = deposit.line
    short = line.deposit_id[:SHOWN_OF_AN_ID]
    return Problem(
        code="deposit.taken-apart",
        what=f"the deposit of {line.bank_on}, {show_money(line.amount)}, is matched to the notice "
        f"of {other.notice.paid_on} over {show_money(other.notice.deposit)} no longer: this one "
        "has the same trace",
        where=f"remittance {notice.trace}, deposit {short}",
        fix=f"ask the bank or the plan whose money it is: hub deposit show {short}; then say so: "
        "hub deposit match",
    )


def unfinished(hub: Hub, holds: Holds) -> Iterator[Notice]:
    """Every notice of claims, or of months, whose posting a stop left open."""
    for row in hub.projector.live.rows(REMITTANCE_BALANCE, state="posting"):
        known: Remittance = hub.handler.state(REMITTANCE, row.remittance_id)
        if isinstance(known, PostingRemittance) and known.notice.holds == holds:
            yield known.notice


def told_of_judgement(survey: Survey835, judgement: Judgement) -> tuple[Problem, ...]:
    """What a person is told of a notice that is taken in all the same."""
    match judgement:
        case Park(notice=notice):
            return told_of_day(survey, notice)
        case Post(notice=notice):
            return (*told_beside(judgement), *told_of_day(survey, notice))
        case Duplicate(told=told):
            return told
        case _:
            return ()


def outcome_of_judgement(judgement: Judgement) -> TransactionOutcome:
    """What became of a notice, or would become of it, in one word."""
    match judgement:
        case Duplicate():
            return "duplicate"
        case Park():
            return "parked"
        case NotPostable():
            return "unreadable"
        case Post():
            return "posted"


def subject_of_judgement(judgement: Judgement) -> str | None:
    """The remittance that a judgement is about; None where nothing of it can be read."""
    match judgement:
        case Duplicate(remittance_id=remittance_id):
            return remittance_id
        case Park(notice=notice) | Post(notice=notice):
            return notice.remittance_id
        case NotPostable():
            return None
