"""What a remittance says of itself, judged before anything is posted."""

import dataclasses
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
    DismissedRemittance,
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
from domain.notices.remittance_states import KnownRemittance
from domain.problem import Problem
from hub.ids import outside_id
from hub.lookups import DIGEST
from hub.services.notices.stated_day import day_stated, why_doubted
from hub.services.notices.unusable_notices import Unusable, why_not
from hub.services.notices.whose_bank import PaysPartner, payee_of
from hub.wiring import Hub

Known = Literal["posted", "parked", "posting", "dismissed"]


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

    `corrects` are parked notices of the same payment, of other amounts or doubtful days.
    `beside` is another notice of the same payer and number that is about other claims.
    """

    notice: Notice
    resumed: bool
    corrects: tuple[Notice, ...] = ()
    beside: Notice | None = None

    @property
    def supersedes(self) -> tuple[RemittanceId, ...]:
        """The parked notices that leave suspense for this one."""
        return tuple(each.remittance_id for each in self.corrects)


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
        return Park(notice, *unusable) if unusable else Post(notice, resumed=False)
    if isinstance(known, DismissedRemittance):
        if unusable:
            return _park_beside(hub, notice, known.notice, unusable)
        return Post(notice, resumed=False)
    # one that does not add up can never hold, so nobody is asked which of the two does
    if unusable and unusable[0] == "unbalanced":
        return _park_beside(hub, notice, known.notice, unusable)
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

    One that can be used is no copy of one that could not: it brings the day, or the payee.
    """
    if not isinstance(known, NoRemittance) and knows(known, notice.digest):
        was = standing(known) if known.notice.digest == notice.digest else "parked"
        return dataclasses.replace(copy_of(known), was=was)
    for other_id in hub.log.find(DIGEST, notice.digest):
        other: Remittance = hub.handler.state(REMITTANCE, other_id)
        if isinstance(other, NoRemittance) or not _is_copy(notice, other.notice):
            continue
        could_not = isinstance(other, ParkedRemittance) and other.because != "conflict"
        if not (is_usable and could_not):
            return copy_of(other)
    return None


def copy_of(known: KnownRemittance) -> Duplicate:
    """What came before, and what became of it."""
    told = (_was_dismissed(known.notice),) if isinstance(known, DismissedRemittance) else ()
    return Duplicate(known.notice.remittance_id, standing(known), told)


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
        case DismissedRemittance():
            return "dismissed"
        case _:
            return "parked"


def _doubted(hub: Hub, survey: Survey835, notice: Notice) -> Unusable | None:
    problem = why_doubted(survey, notice, hub.today)
    return ("day", problem) if problem else None


def conflict_id(first: str, digest: str) -> RemittanceId:
    """The id of a notice with these contents that contradicts the first of its payment."""
    return RemittanceId(outside_id("remittance", first, digest))


def _park_beside(hub: Hub, notice: Notice, first: Notice, why: Unusable) -> Park | Duplicate:
    """What cannot be used waits beside the first notice of its payment, under an id of its own."""
    other_id = conflict_id(first.remittance_id, notice.digest)
    known: Remittance = hub.handler.state(REMITTANCE, other_id)
    if not isinstance(known, NoRemittance):
        return copy_of(known)
    return Park(replace(notice, remittance_id=other_id), *why)


def conflict(hub: Hub, notice: Notice, first: Notice) -> Park | Duplicate:
    """What contradicts the first notice of its payment waits beside it."""
    problem = Problem(
        code="remittance.conflict",
        what=f"{_said(first)} of the same payer and trace is known and says something else "
        f"than this one, {_said(notice)}",
        where=f"remittance {notice.trace}",
        fix="ask the plan which of the two holds, then say so: hub remittance accept, with "
        "--beside if both do, hub remittance dismiss if the first does; until then this one "
        "waits in suspense",
    )
    return _park_beside(hub, notice, first, ("conflict", problem))


def _said(notice: Notice) -> str:
    claims = "1 claim" if notice.claims == 1 else f"{notice.claims} claims"
    return f"{show_money(notice.deposit)} of {notice.paid_on} for {claims}"


def _was_dismissed(notice: Notice) -> Problem:
    return Problem(
        code="remittance.was-dismissed",
        what="it waited before, and a person dismissed it",
        where=f"remittance {notice.trace}",
        fix="nothing was posted; if it holds after all: hub remittance reopen, then accept it or "
        "receive it again",
    )


def told_beside(post: Post) -> tuple[Problem, ...]:
    """What other notices of the same payer and number it takes the place of, or stands beside."""
    where = f"remittance {post.notice.trace}"
    told = [
        Problem(
            code="remittance.took-its-place",
            what=f"{_said(corrected)} of the same payer and trace waited in suspense, and does no "
            "longer: this one is the same payment",
            where=where,
            fix="nothing; ask the plan if both should hold",
        )
        for corrected in post.corrects
    ]
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
