"""A roster that pays months comes in: judged like a payment notice, then posted or parked."""

from collections import Counter
from dataclasses import replace
from itertools import islice

from msgspec.structs import replace as struct_replace

from domain.money import show_money
from domain.notices.notice import Notice
from domain.notices.remittance import (
    Outcome,
)
from domain.posting import UNKNOWN_PLAN
from domain.problem import Problem, Refused
from hub.services.bank.deposits import match_remittance
from hub.services.months.roster_files import SHEET, RosterArrival, RosterFile, archived_roster
from hub.services.months.roster_posting import foresee_roster, post_roster
from hub.services.months.roster_rows import told_rows
from hub.services.notices.judged_notices import (
    outcome_of_judgement,
    subject_of_judgement,
    take_in,
    told_of_judgement,
    unfinished,
)
from hub.services.notices.plan_finder import PlanFinder
from hub.services.notices.remittance_notice import (
    Duplicate,
    Judgement,
    NotPostable,
    Park,
    Post,
    judge,
)
from hub.services.notices.same_payment import Told, told_otherwise
from hub.services.results import TransactionResult, shown
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE

_LOOKED_AT_ONCE = 1_000
_TAKES_MONEY = "D"  # 005010X218 BPR03: debit


def inspect_roster(hub: Hub, arrival: RosterArrival, name: str) -> TransactionResult:
    """What receiving it would lead to; nothing is changed."""
    judgement = _judged(hub, arrival)
    outcome = None
    if isinstance(judgement, Post) and not judgement.resumed:
        outcome = foresee_roster(hub, judgement.notice, arrival.file)
    return _result(arrival, name, judgement, outcome)


def receive_roster(hub: Hub, arrival: RosterArrival, name: str) -> TransactionResult:
    """Post it, park it, or say what became of it before."""
    judgement = _judged(hub, arrival)

    def posted(posting: Post) -> Outcome | Refused:
        file = archived_roster(hub, posting.notice) if posting.resumed else arrival.file
        return _post(hub, posting, file)

    return take_in(
        hub,
        judgement,
        lambda outcome: _result(arrival, name, judgement, outcome),
        posted,
        lambda notice, result: _with_suspense(hub, notice, result),
    )


def resume_rosters(hub: Hub) -> None:
    """Go on with every roster whose posting a stop left open."""
    for notice in unfinished(hub, "months"):
        _post(hub, Post(notice, resumed=True), archived_roster(hub, notice))


def _post(hub: Hub, judgement: Post, file: RosterFile) -> Outcome | Refused:
    outcome = post_roster(hub, judgement.notice, file, supersedes=judgement.supersedes)
    if not isinstance(outcome, Refused):
        match_remittance(hub, judgement.notice)
    return outcome


def _judged(hub: Hub, arrival: RosterArrival) -> Judgement:
    if _takes(arrival):
        return NotPostable(_takes_money(arrival))
    file = arrival.file
    found = judge(
        hub, arrival.survey, arrival.source, PlanFinder(hub), lambda: names_ours(hub, file)
    )
    match found:
        case Park(notice=notice) | Post(notice=notice):
            known = replace(found, notice=struct_replace(notice, holds="months"))
            told = Told(
                arrival.kind == SHEET,
                agrees=lambda first: _pays_the_same(hub, file, first),
                shares_months=lambda first: _shares_months(hub, file, first),
            )
            return told_otherwise(hub, known, told)
        case _:
            return found


def _pays_the_same(hub: Hub, file: RosterFile, first: Notice) -> bool:
    """Whether a roster and an earlier one pay the same months of the same members."""
    known = archived_roster(hub, first)
    return _months(hub, file, first) == _months(hub, known, first)


def _shares_months(hub: Hub, file: RosterFile, first: Notice) -> bool:
    """Whether a roster and an earlier one pay some of the same months of the same members."""
    known = archived_roster(hub, first)
    both = (_months(hub, each, first) for each in (file, known))
    ours, theirs = ({(member, month) for member, month, _ in each} for each in both)
    return not ours.isdisjoint(theirs)


def _months(hub: Hub, file: RosterFile, first: Notice) -> Counter[tuple[str, str, int]]:
    rows = told_rows(hub.log, list(file.rows()), first.plan_key)
    return Counter(
        (
            str(row.member_id or row.payment.paid_for.key),
            str(row.month or ""),
            row.payment.amount or 0,
        )
        for row in rows
    )


def names_ours(hub: Hub, file: RosterFile) -> bool:
    """Whether a roster pays for members of ours."""
    rows = file.rows()
    while some := list(islice(rows, _LOOKED_AT_ONCE)):
        if any(row.member_id for row in told_rows(hub.log, some, UNKNOWN_PLAN)):
            return True
    return False


def _result(
    arrival: RosterArrival, name: str, judgement: Judgement, outcome: Outcome | None
) -> TransactionResult:
    header, totals = arrival.survey.header, arrival.survey.totals
    problem = judgement.problem if isinstance(judgement, Park | NotPostable) else None
    found = tuple(finding.in_file(name) for finding in arrival.survey.findings)
    waiting = outcome.unmatched if outcome else None
    told = (_waiting(header.trace, waiting),) if waiting else ()
    judged = told_of_judgement(arrival.survey, judgement)
    return TransactionResult(
        kind=arrival.kind,
        control=arrival.control,
        payer=header.payer_name or header.payer,
        trace=header.trace,
        outcome="unsupported" if _takes(arrival) else outcome_of_judgement(judgement),
        was=judgement.was if isinstance(judgement, Duplicate) else None,
        deposit=shown(header.paid),
        payments=totals.claims,
        paid=shown(totals.paid),
        provider_adjustments=shown(totals.provider_adjustments),
        balanced=totals.balanced is True,
        residual=shown(totals.residual),
        waiting_rows=waiting,
        subject=subject_of_judgement(judgement),
        problems=(*((problem,) if problem else ()), *judged, *told, *found),
    )


def _with_suspense(hub: Hub, notice: Notice, result: TransactionResult) -> TransactionResult:
    """The result with what was left in suspense."""
    row = hub.projector.live.get(REMITTANCE_BALANCE, notice.remittance_id)
    return struct_replace(result, suspense=show_money(row.suspense if row else 0))


def _waiting(trace: str, rows: int) -> Problem:
    counted = "1 row tells" if rows == 1 else f"{rows} rows tell"
    return Problem(
        code="roster.rows-wait",
        what=f"{counted} of no month that is known to be a partner's; the money waits in suspense",
        where=f"roster {trace}",
        fix="look at them: hub roster list --waiting",
    )


def _takes(arrival: RosterArrival) -> bool:
    """Whether it takes money from the one it is sent to: read, and no payment of a plan."""
    return arrival.survey.header.credit_debit == _TAKES_MONEY


def _takes_money(arrival: RosterArrival) -> Problem:
    header = arrival.survey.header
    return Problem(
        code="roster.takes-money",
        what="it takes money from the one it is sent to (BPR03 is D, debit)",
        where=f"roster {header.trace}, segment {header.segment}, BPR03",
        fix="ask the sender what it is; it is kept, and nothing of it was posted",
    )
