"""What a remittance says of itself, judged before anything is posted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from adapters.edi.envelope_faults import CUT_OFF
from adapters.edi.remittances.read_835 import Survey835
from adapters.edi.remittances.remittance import RemittanceHeader
from domain.event import Source
from domain.identifiers import PartnerCode, PlanKey, RemittanceId
from domain.money import Money, show_money
from domain.notices.remittance import (
    REMITTANCE,
    NoRemittance,
    Notice,
    ParkedBecause,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
    WithdrawingRemittance,
    WithdrawnRemittance,
    knows,
)
from domain.posting import UNKNOWN_PLAN
from domain.problem import Problem
from hub.ids import outside_id
from hub.lookups import DIGEST
from hub.services.notices.stated_day import day_stated, why_doubted
from hub.services.notices.whose_bank import (
    Payee,
    PaysDepartment,
    PaysHub,
    PaysPartner,
    PaysStranger,
    payee_of,
)
from hub.wiring import Hub

Known = Literal["posted", "parked", "posting"]


@dataclass(frozen=True)
class Duplicate:
    """It came before; `was` is what became of it then, `told` that it stated another day."""

    remittance_id: RemittanceId
    was: Known
    told: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Park:
    """It waits whole for a person."""

    notice: Notice
    because: ParkedBecause
    problem: Problem


@dataclass(frozen=True)
class Post:
    """It balances and is the hub's; `notice` is that of an earlier posting that did not end.

    `corrects` is a parked notice of the same payment, of another amount or a doubtful day.
    `beside` is another notice of the same payer and number that is about other claims.
    """

    notice: Notice
    resumed: bool
    corrects: Notice | None = None
    beside: Notice | None = None

    @property
    def supersedes(self) -> RemittanceId | None:
        """The parked notice that leaves suspense for this one."""
        return self.corrects.remittance_id if self.corrects else None


@dataclass(frozen=True)
class NotPostable:
    """Nothing of it can be posted: it cannot be read."""

    problem: Problem


Judgement = Duplicate | Park | Post | NotPostable


def judge(
    hub: Hub,
    survey: Survey835,
    source: Source,
    plan_of: Callable[[RemittanceHeader], PlanKey],
    claims_are_ours: Callable[[], bool],
) -> Judgement:
    """What receiving this remittance leads to; nothing is changed.

    `claims_are_ours` is asked where the payer is no plan of ours: whether it pays our claims.
    """
    header = survey.header
    if header.paid is None:
        return NotPostable(_unreadable(header))
    if any(finding.code == CUT_OFF for finding in survey.findings):
        return NotPostable(_cut_off(header))
    notice = _notice(hub, survey, header.paid, source, plan_of(header))
    known: Remittance = hub.handler.state(REMITTANCE, notice.remittance_id)
    if isinstance(known, PostingRemittance) and knows(known, notice.digest):
        return Post(known.notice, resumed=True)
    unusable = why_not(hub, survey, notice, claims_are_ours) or _doubted(hub, survey, notice)
    if isinstance(known, ParkedRemittance) and known.because != "conflict" and not unusable:
        return Post(notice, resumed=False)
    if duplicate := _duplicate(hub, notice, known, is_usable=not unusable):
        return duplicate
    if isinstance(known, NoRemittance):
        if unusable:
            return Park(notice, *unusable)
        return Post(notice, resumed=False)
    return conflict(hub, notice, known.notice)


def _notice(hub: Hub, survey: Survey835, paid: Money, source: Source, plan_key: PlanKey) -> Notice:
    header, totals = survey.header, survey.totals
    digest = hub.ids.digest("remittance", survey.digest)
    return Notice(
        remittance_id=_remittance_id(header, digest),
        plan_key=plan_key,
        payer=header.payer_name or header.payer,
        trace=header.trace,
        method=header.method,
        moves_bank_money=header.moves_money,
        paid_on=day_stated(survey) or hub.today,
        deposit=paid,
        billed=totals.billed,
        paid=totals.paid,
        adjusted=totals.provider_adjustments,
        claims=totals.claims,
        digest=digest,
        source=source,
        stated_on=header.effective_on,
        paid_to=_paid_to(hub, header, plan_key),
    )


def _paid_to(hub: Hub, header: RemittanceHeader, plan_key: PlanKey) -> PartnerCode | None:
    match payee_of(hub, header, plan_key):
        case PaysPartner(partner=partner, is_agreed=True):
            return partner.code
        case _:
            return None


def _remittance_id(header: RemittanceHeader, digest: str) -> RemittanceId:
    """DESIGN 4, Duplicates: payer, trace, date and amount; without money moved the contents too."""
    names = [
        header.payer,
        header.trace,
        str(header.effective_on or "none"),
        str(header.paid),
        *([] if header.moves_money else [digest]),
    ]
    return RemittanceId(outside_id("remittance", *names))


def _duplicate(hub: Hub, notice: Notice, known: Remittance, *, is_usable: bool) -> Duplicate | None:
    """The same contents under the same key; or under one that differs by a missing date only.

    One that can be used is no copy of one whose day is doubted: it brings the day.
    """
    if not isinstance(known, NoRemittance) and knows(known, notice.digest):
        was = "parked" if known.notice.digest != notice.digest else standing(known)
        return Duplicate(known.notice.remittance_id, was)
    for other_id in hub.log.find(DIGEST, notice.digest):
        other: Remittance = hub.handler.state(REMITTANCE, other_id)
        if isinstance(other, NoRemittance) or not _is_copy(notice, other.notice):
            continue
        waits_for_day = isinstance(other, ParkedRemittance) and other.because == "day"
        if not (is_usable and waits_for_day):
            return Duplicate(other.notice.remittance_id, standing(other))
    return None


def _is_copy(notice: Notice, other: Notice) -> bool:
    """A notice without money is no copy of the payment that it announces."""
    return (
        is_same_day(notice, other)
        and notice.trace == other.trace
        and notice.digest == other.digest
        and notice.moves_bank_money == other.moves_bank_money
    )


def is_same_day(notice: Notice, other: Notice) -> bool:
    """Whether two notices may be of one day: a day that is not stated fits any."""
    return None in {notice.stated_on, other.stated_on} or notice.stated_on == other.stated_on


def standing(known: Remittance) -> Known:
    """What became of it, in one word."""
    match known:
        case PostedRemittance() | WithdrawingRemittance() | WithdrawnRemittance():
            return "posted"
        case PostingRemittance():
            return "posting"
        case _:
            return "parked"


def why_not(
    hub: Hub, survey: Survey835, notice: Notice, claims_are_ours: Callable[[], bool]
) -> tuple[ParkedBecause, Problem] | None:
    """Why it cannot be posted as it stands, by the settings and plans of today."""
    if survey.totals.balanced is not True:
        return "unbalanced", _unbalanced(notice, survey)
    if found := _payee_problem(notice, payee_of(hub, survey.header, notice.plan_key)):
        return found
    if notice.plan_key == UNKNOWN_PLAN and claims_are_ours():
        return "payer", _stranger(notice)
    return None


def _doubted(hub: Hub, survey: Survey835, notice: Notice) -> tuple[ParkedBecause, Problem] | None:
    problem = why_doubted(survey, notice, hub.today)
    return ("day", problem) if problem else None


def conflict_id(first: str, digest: str) -> RemittanceId:
    """The id of a notice with these contents that contradicts the first of its payment."""
    return RemittanceId(outside_id("remittance", first, digest))


def conflict(hub: Hub, notice: Notice, first: Notice) -> Judgement:
    """What contradicts the first notice of its payment waits beside it."""
    other_id = conflict_id(first.remittance_id, notice.digest)
    known: Remittance = hub.handler.state(REMITTANCE, other_id)
    if not isinstance(known, NoRemittance):
        return Duplicate(other_id, standing(known))
    parked = replace(notice, remittance_id=other_id)
    return Park(
        parked,
        "conflict",
        Problem(
            code="remittance.conflict",
            what=f"{_said(first)} of the same payer and trace is known and says something else "
            f"than this one, {_said(notice)}",
            where=f"remittance {notice.trace}",
            fix="ask the plan which of the two holds, then say so: hub remittance accept, with "
            "--beside if both do; until then this one waits in suspense",
        ),
    )


def _said(notice: Notice) -> str:
    claims = "1 claim" if notice.claims == 1 else f"{notice.claims} claims"
    return f"{show_money(notice.deposit)} of {notice.paid_on} for {claims}"


def told_beside(post: Post) -> tuple[Problem, ...]:
    """What other notices of the same payer and number it takes the place of, or stands beside."""
    told: list[Problem] = []
    where = f"remittance {post.notice.trace}"
    if post.corrects is not None:
        told.append(
            Problem(
                code="remittance.took-its-place",
                what=f"{_said(post.corrects)} of the same payer and trace waited in suspense, and "
                "does no longer: this one is the same payment",
                where=where,
                fix="nothing; ask the plan if both should hold",
            )
        )
    if post.beside is not None:
        told.append(
            Problem(
                code="remittance.number-again",
                what=f"{_said(post.beside)} of the same payer and trace is posted too; this one "
                "is about other claims",
                where=where,
                fix="nothing where one transfer brings both; else ask the plan which of them holds",
            )
        )
    return tuple(told)


def told_of_copy(notice: Notice, first: Notice) -> tuple[Problem, ...]:
    """That a copy states another day than the notice that is known."""
    if is_same_day(notice, first):
        return ()
    return (
        Problem(
            code="remittance.copy-of-another-day",
            what=f"it is of {notice.stated_on}; the same payment is known as of {first.paid_on}",
            where=f"remittance {notice.trace}",
            fix="nothing was posted again; ask the plan which day holds if it matters",
        ),
    )


def _unreadable(header: RemittanceHeader) -> Problem:
    return Problem(
        code="remittance.no-amount",
        what="BPR02 states no amount in dollars and cents",
        where=f"remittance {header.trace}, segment {header.segment}, BPR02",
        fix="ask the plan for a corrected remittance; the file is kept and nothing was posted",
    )


def _cut_off(header: RemittanceHeader) -> Problem:
    return Problem(
        code="remittance.cut-off",
        what="the file ends in the middle of it, so nobody knows what is missing",
        where=f"remittance {header.trace}",
        fix="ask the sender for the whole file; nothing of this one was posted",
    )


def _unbalanced(notice: Notice, survey: Survey835) -> Problem:
    if survey.totals.residual is None:
        return Problem(
            code="remittance.unbalanced",
            what="amounts in it cannot be read, so nobody knows whether it adds up",
            where=_place(notice.trace),
            fix="ask the plan for a corrected remittance; until then the money waits in suspense",
        )
    return Problem(
        code="remittance.unbalanced",
        what=f"it states {show_money(notice.deposit)}; claims and provider adjustments come to "
        f"{show_money(notice.paid - notice.adjusted)}, a difference of "
        f"{show_money(notice.residual)}",
        where=f"{_place(notice.trace)}, {'BPR02' if survey.header.segment else 'Total paid'}",
        fix="ask the plan for a corrected remittance; until then the money waits in suspense"
        if survey.header.segment
        else "check the amounts of the sheet, and hand it in again; if the plan states them so, "
        "ask it for a corrected one; until then the money waits in suspense",
    )


def _place(trace: str) -> str:
    return f"remittance {trace}" if trace else "a remittance without a trace number"


def _stranger(notice: Notice) -> Problem:
    return Problem(
        code="remittance.payer-unknown",
        what=f"{notice.payer or 'somebody'} pays claims of ours and is no plan that the hub knows",
        where=f"remittance {notice.trace}, N1*PR and TRN03",
        fix="if it is one of the plans, add the name under remitters in its profile, adopt it "
        "again (hub plan adopt) and receive the file again; until then the money waits in suspense",
    )


def _payee_problem(notice: Notice, payee: Payee) -> tuple[ParkedBecause, Problem] | None:
    """The hub posts what lands at its own bank, or at a partner's where a contract says so."""
    where = f"remittance {notice.trace}, N1*PE"
    match payee:
        case PaysHub() | PaysPartner(is_agreed=True):
            return None
        case PaysPartner(partner=partner):
            return "partner", Problem(
                code="remittance.payee-is-a-partner",
                what=f"it pays {partner.code} itself, and no contract of {partner.code} with "
                f"{notice.plan_key} has the plan pay the partner",
                where=where,
                fix="ask the plan to pay the hub; or add the contract in the role "
                "administrative-partner (hub contract add) and receive the file again",
            )
        case PaysDepartment():
            return "department", Problem(
                code="remittance.payee-shares-the-tin",
                what="it pays another department: the TIN is the hub's, the NPI is not",
                where=where,
                fix="it is not the hub's money; hand the notice on to that department, and tell "
                "the plan if claims of the hub's are in it",
            )
        case PaysStranger():
            return "payee", _not_ours(notice)


def _not_ours(notice: Notice) -> Problem:
    return Problem(
        code="remittance.payee-not-the-hub",
        what="it pays somebody whose NPI or TIN is not the hub's",
        where=f"remittance {notice.trace}, N1*PE",
        fix="look whose money it is; if hub.toml has a wrong NPI or TIN, mend it and receive the "
        "file again; until then the money waits in suspense",
    )
