"""A remittance comes in: judged, then posted, parked, or known already."""

from collections.abc import Iterable, Mapping
from itertools import islice

from msgspec.structs import replace

from adapters.edi.remittances.remittance import (
    RemittanceHeader,
)
from domain.money import Money, show_money
from domain.notices.parked_money import PARKED_MONEY, ParkedMoney, WaitingItem
from domain.notices.remittance import (
    Notice,
    Outcome,
)
from domain.problem import Problem, Refused
from hub.services.bank.deposits import match_remittance
from hub.services.known import correction_days
from hub.services.matching.claim_matching import names_ours
from hub.services.notices.claim_payments import parked_id
from hub.services.notices.judged_notices import (
    outcome_of_judgement,
    subject_of_judgement,
    take_in,
    told_of_judgement,
    unfinished,
)
from hub.services.notices.plan_finder import PlanFinder
from hub.services.notices.provider_adjustments import place_of_adjustment
from hub.services.notices.remittance_files import (
    Arrival,
    RemittanceFile,
    archived_remittance,
)
from hub.services.notices.remittance_matches import why_not_taken
from hub.services.notices.remittance_notice import (
    Duplicate,
    Judgement,
    NotPostable,
    Park,
    Post,
    judge,
)
from hub.services.notices.remittance_posting import foresee, post
from hub.services.notices.same_payment import told_by, told_otherwise
from hub.services.notices.waiting_claims import waiting_claims
from hub.services.reasons import results_and_reasons
from hub.services.results import TransactionResult, shown
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE

_GROUPS = frozenset({"CO", "CR", "OA", "PI", "PR"})  # 005010X221A1 CAS01, and CR of older ones
_LOOKED_AT_ONCE = 1_000


def inspect_remittance(hub: Hub, arrival: Arrival, name: str) -> TransactionResult:
    """What receiving it would lead to; nothing is changed."""
    judgement = _judged(hub, arrival, PlanFinder(hub))
    outcome, waiting = None, None
    if isinstance(judgement, Post) and not judgement.resumed:
        outcome, waiting = foresee(hub, judgement.notice, arrival.file)
    results, reasons = results_and_reasons(arrival.file.claims())
    result = _result(arrival, name, judgement, outcome)
    return replace(result, results=results, reasons=reasons, waiting=waiting or None)


def receive_remittance(hub: Hub, arrival: Arrival, name: str) -> TransactionResult:
    """Post it, park it, or say what became of it before."""
    plans = PlanFinder(hub)
    judgement = _judged(hub, arrival, plans)

    def posted(posting: Post) -> Outcome | Refused:
        file = archived_remittance(hub, posting.notice) if posting.resumed else arrival.file
        return _post(hub, posting, file, plans)

    return take_in(
        hub,
        judgement,
        lambda outcome: _result(arrival, name, judgement, outcome),
        posted,
        lambda notice, result: _with_suspense(hub, notice, result),
    )


def resume_postings(hub: Hub) -> None:
    """Go on with every remittance whose posting a stop left open."""
    for notice in unfinished(hub, "claims"):
        resumed = Post(notice, resumed=True)
        _post(hub, resumed, archived_remittance(hub, notice), PlanFinder(hub))


def _post(hub: Hub, posting: Post, file: RemittanceFile, plans: PlanFinder) -> Outcome | Refused:
    notice = posting.notice
    days = correction_days(plans.plan(notice.plan_key), notice.paid_on)
    outcome = post(hub, notice, file, correction_days=days, supersedes=posting.supersedes)
    if not isinstance(outcome, Refused):
        match_remittance(hub, notice)
    return outcome


def _judged(hub: Hub, arrival: Arrival, plans: PlanFinder) -> Judgement:
    file = arrival.file
    found = judge(hub, arrival.survey, arrival.source, plans, lambda: pays_ours(hub, file))
    return told_otherwise(hub, found, told_by(hub, arrival))


def pays_ours(hub: Hub, file: RemittanceFile) -> bool:
    """Whether a remittance pays claims that carry numbers of ours."""
    claims = file.claims()
    while some := list(islice(claims, _LOOKED_AT_ONCE)):
        if names_ours(hub.log, some):
            return True
    return False


def _result(
    arrival: Arrival, name: str, judgement: Judgement, outcome: Outcome | None
) -> TransactionResult:
    header, totals = arrival.survey.header, arrival.survey.totals
    problem = judgement.problem if isinstance(judgement, Park | NotPostable) else None
    found = tuple(finding.in_file(name) for finding in arrival.survey.findings)
    return TransactionResult(
        kind=arrival.kind,
        control=arrival.control,
        payer=header.payer_name or header.payer,
        trace=header.trace,
        outcome=outcome_of_judgement(judgement),
        was=judgement.was if isinstance(judgement, Duplicate) else None,
        deposit=shown(header.paid),
        claims=totals.claims,
        billed=shown(totals.billed),
        paid=shown(totals.paid),
        adjustments=_by_group(totals.adjustments),
        provider_adjustments=shown(totals.provider_adjustments),
        balanced=totals.balanced is True,
        residual=shown(totals.residual),
        unreadable_claims=totals.unread_claims or None,
        unmatched_claims=outcome.unmatched if outcome else None,
        parked_claims=outcome.parked if outcome else None,
        paid_to=_paid_to(judgement),
        subject=subject_of_judgement(judgement),
        problems=(
            *((problem,) if problem else ()),
            *told_of_judgement(arrival.survey, judgement),
            *_unmatched(outcome, header, _paid_to(judgement)),
            *found,
        ),
    )


def _by_group(adjustments: Mapping[str, Money]) -> dict[str, str]:
    """The sums as they are shown; what is no group of X12 may be anything, a name among it."""
    sums: dict[str, Money] = {}
    for group, cents in adjustments.items():
        known = group if group in _GROUPS else "other"
        sums[known] = sums.get(known, 0) + cents
    return {group: show_money(cents) for group, cents in sums.items()}


def _paid_to(judgement: Judgement) -> str | None:
    """The partner whose bank the money lands at; None for the hub's."""
    return judgement.notice.paid_to if isinstance(judgement, Park | Post) else None


def _unmatched(
    outcome: Outcome | None, header: RemittanceHeader, paid_to: str | None
) -> tuple[Problem, ...]:
    if not outcome or not outcome.unmatched:
        return ()
    if outcome.unmatched == 1:
        what, they, their = "1 claim payment is with no claim of ours", "it waits", "its"
    else:
        what = f"{outcome.unmatched} claim payments are with no claim of ours"
        they, their = "they wait", "their"
    waits = f"{they} for a person" if paid_to else f"{their} money waits in suspense"
    return (
        Problem(
            code="remittance.claims-unmatched",
            what=f"{what}; {waits}",
            where=f"remittance {header.trace}",
            fix=f"look at them: hub remittance show --matches {header.trace}".rstrip(),
        ),
    )


def _with_suspense(hub: Hub, notice: Notice, result: TransactionResult) -> TransactionResult:
    """The result with what was left in suspense, told where no other problem tells of it."""
    row = hub.projector.live.get(REMITTANCE_BALANCE, notice.remittance_id)
    waits = row.suspense if row else 0
    why = why_not_taken(hub, notice) if result.parked_claims else ()
    some_wait = result.unmatched_claims or result.parked_claims
    stated = replace(
        result,
        suspense=show_money(waits),
        waiting=waiting_claims(hub, notice) if some_wait else None,
        problems=(*why, *result.problems),
    )
    if some_wait:
        what = _adjustments_wait(hub, notice)
    else:
        what = f"{show_money(waits)} of it waits in suspense for a person" if waits else ""
    if not what:
        return stated
    problem = Problem(
        code="remittance.in-suspense",
        what=what,
        where=f"remittance {notice.trace}",
        fix=f"see what it is: hub due; hub remittance show --matches {notice.trace}".rstrip(),
    )
    return replace(stated, problems=(problem, *stated.problems))


def _adjustments_wait(hub: Hub, notice: Notice) -> str:
    """What of the provider adjustments waits beside claims that do; nothing where none does."""
    moved = archived_remittance(hub, notice).provider_adjustments()
    places = [parked_id(place_of_adjustment(notice, at)) for at in range(1, len(moved) + 1)]
    states: Iterable[ParkedMoney] = hub.handler.states(PARKED_MONEY, places).values()
    waiting = [each.item.amount for each in states if isinstance(each, WaitingItem)]
    if not waiting:
        return ""
    which = f"{len(waiting)} provider adjustments wait"
    which = "1 provider adjustment waits" if len(waiting) == 1 else which
    return f"{which} too, {show_money(sum(waiting))} in suspense for a person"
