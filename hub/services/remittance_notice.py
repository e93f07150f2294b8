"""What a remittance says of itself, judged before anything is posted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec.structs import replace

from adapters.edi.read_835 import SUPPORTED, Survey835
from adapters.edi.remittance import RemittanceHeader
from domain.event import Source
from domain.identifiers import PlanKey, RemittanceId
from domain.money import Money, show_money
from domain.problem import Problem
from domain.remittance import (
    REMITTANCE,
    NoRemittance,
    Notice,
    ParkedBecause,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
)
from hub.ids import outside_id
from hub.lookups import DIGEST
from hub.wiring import Hub

Known = Literal["posted", "parked", "posting"]


@dataclass(frozen=True)
class Duplicate:
    """It came before; `was` is what became of it then."""

    remittance_id: RemittanceId
    was: Known


@dataclass(frozen=True)
class Park:
    """It waits whole for a person."""

    notice: Notice
    because: ParkedBecause
    problem: Problem


@dataclass(frozen=True)
class Post:
    """It balances and is the hub's; `resumed` where an earlier posting of it did not end."""

    notice: Notice
    resumed: bool


@dataclass(frozen=True)
class NotPostable:
    """Nothing of it can be posted."""

    outcome: Literal["unsupported", "unreadable"]
    problem: Problem


Judgement = Duplicate | Park | Post | NotPostable


def judge(
    hub: Hub, survey: Survey835, source: Source, plan_of: Callable[[RemittanceHeader], PlanKey]
) -> Judgement:
    """What receiving this remittance leads to; nothing is changed."""
    header = survey.header
    if header.version and header.version not in SUPPORTED:
        return NotPostable("unsupported", _unsupported(header))
    if header.paid is None:
        return NotPostable("unreadable", _unreadable(header))
    notice = _notice(hub, survey, header.paid, source, plan_of(header))
    known: Remittance = hub.handler.state(REMITTANCE, notice.remittance_id)
    if isinstance(known, PostingRemittance) and known.notice.digest == notice.digest:
        return Post(notice, resumed=True)
    if duplicate := _duplicate(hub, notice, known, header.effective_on):
        return duplicate
    unusable = _why_not(hub, survey, notice)
    if isinstance(known, NoRemittance):
        return Park(notice, *unusable) if unusable else Post(notice, resumed=False)
    if isinstance(known, ParkedRemittance) and not unusable:
        return Post(notice, resumed=False)
    return _conflict(hub, notice)


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
        paid_on=header.effective_on or header.produced_on or hub.today,
        deposit=paid,
        billed=totals.billed,
        paid=totals.paid,
        adjusted=totals.provider_adjustments,
        claims=totals.claims,
        digest=digest,
        source=source,
    )


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


def _duplicate(
    hub: Hub, notice: Notice, known: Remittance, effective_on: date | None
) -> Duplicate | None:
    """The same contents under the same key; or under one that differs by a missing date only."""
    if not isinstance(known, NoRemittance) and known.notice.digest == notice.digest:
        return Duplicate(known.notice.remittance_id, _standing(known))
    for other_id in hub.log.find(DIGEST, notice.digest):
        other: Remittance = hub.handler.state(REMITTANCE, other_id)
        if isinstance(other, NoRemittance) or other.notice.trace != notice.trace:
            continue
        same_day = other.notice.paid_on == notice.paid_on
        if str(other_id) != str(notice.remittance_id) and (effective_on is None or same_day):
            return Duplicate(other.notice.remittance_id, _standing(other))
    return None


def _standing(known: Remittance) -> Known:
    match known:
        case PostedRemittance():
            return "posted"
        case PostingRemittance():
            return "posting"
        case _:
            return "parked"


def _why_not(hub: Hub, survey: Survey835, notice: Notice) -> tuple[ParkedBecause, Problem] | None:
    if survey.totals.balanced is not True:
        return "unbalanced", _unbalanced(notice)
    if not _is_the_hubs(hub, survey.header):
        return "payee", _not_ours(notice)
    return None


def _is_the_hubs(hub: Hub, header: RemittanceHeader) -> bool:
    """The payee's NPI decides, else its TIN: a county department may share the hub's TIN."""
    hub_npi, hub_tin = hub.settings.file.hub.npi, hub.settings.file.hub.tin
    if header.payee_npi and hub_npi:
        return header.payee_npi == hub_npi
    if header.payee_tin and hub_tin:
        return header.payee_tin == hub_tin
    return True


def _conflict(hub: Hub, notice: Notice) -> Judgement:
    """The same payer, trace, date and amount with other claims waits beside the first."""
    other_id = RemittanceId(outside_id("remittance", notice.remittance_id, notice.digest))
    known: Remittance = hub.handler.state(REMITTANCE, other_id)
    if not isinstance(known, NoRemittance):
        return Duplicate(other_id, _standing(known))
    parked = replace(notice, remittance_id=other_id)
    return Park(
        parked,
        "conflict",
        Problem(
            code="remittance.conflict",
            what="a remittance of the same payer, trace, date and amount has other claims",
            where=f"remittance {notice.trace}",
            fix="ask the plan which of the two holds; this one waits in suspense",
        ),
    )


def _unsupported(header: RemittanceHeader) -> Problem:
    return Problem(
        code="remittance.version-unsupported",
        what=f"it is written to {header.version}; 005010X221A1 is read",
        where="GS08 or ST03",
        fix="ask the plan for a 5010 remittance",
    )


def _unreadable(header: RemittanceHeader) -> Problem:
    return Problem(
        code="remittance.no-amount",
        what="BPR02 states no amount in dollars and cents",
        where=f"remittance {header.trace}, segment {header.segment}, BPR02",
        fix="ask the plan for a corrected remittance; the file is kept and nothing was posted",
    )


def _unbalanced(notice: Notice) -> Problem:
    return Problem(
        code="remittance.unbalanced",
        what=f"it states {show_money(notice.deposit)}; claims and provider adjustments come to "
        f"{show_money(notice.paid - notice.adjusted)}, a difference of "
        f"{show_money(notice.residual)}",
        where=f"remittance {notice.trace}, BPR02",
        fix="ask the plan for a corrected remittance; until then the money waits in suspense",
    )


def _not_ours(notice: Notice) -> Problem:
    return Problem(
        code="remittance.payee-not-the-hub",
        what="it pays somebody whose NPI or TIN is not the hub's",
        where=f"remittance {notice.trace}, N1*PE",
        fix="look whose money it is; until then it waits in suspense",
    )
