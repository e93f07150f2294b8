"""Claims from encounters: what may be billed is put together, what may not is held and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from domain.care.authorization import AUTHORIZATION, Grant, ReserveUnits
from domain.care.encounter import (
    ENCOUNTER,
    ClaimEncounter,
    HeldEncounter,
    HoldEncounter,
    ReadyEncounter,
    Report,
)
from domain.claims.claim import CLAIM, OpenClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    Diagnosis,
    MemberId,
    PartnerCode,
    PlanKey,
    claim_number,
)
from domain.money import Money
from domain.period import Month
from domain.problem import Problem, Refused
from domain.service_line import ServiceLine
from hub.handler import Ask
from hub.services.billing.bills import Bill
from hub.services.billing.judging import Judged, Unbillable, judge, units_billed
from hub.services.known import known_about
from hub.services.months.roster_placing import place_waiting
from hub.services.rows import Advance
from hub.store.chunks import chunks
from hub.wiring import Hub
from projections.encounter_status import ENCOUNTER_STATUS

COUNTER = "claim"
LINES_PER_CLAIM = 50  # 005010X222A1 2400: at most 50 lines
DIAGNOSES_PER_CLAIM = 12  # 005010X222A1 2300 HI: at most 12
POINTERS_PER_LINE = 4  # 005010X222A1 2400 SV107
_CLAIMS_PER_APPEND = 20
_HOLDS_PER_APPEND = 500


@dataclass(frozen=True)
class Draft:
    """A claim about to be opened; nothing is recorded of it yet."""

    bills: tuple[Bill, ...]
    grant: Grant | None

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """Every diagnosis of its encounters, each once, in order of care."""
        return diagnoses_of(bill.report for bill in self.bills)

    @property
    def lines(self) -> tuple[ServiceLine, ...]:
        """One line for each encounter, numbered from 1 in order of care."""
        return tuple(
            bill.line(number, pointers(bill.report, self.diagnoses))
            for number, bill in enumerate(self.bills, start=1)
        )

    @property
    def charge(self) -> Money:
        """All lines together, in cents."""
        return sum(bill.charge for bill in self.bills)


@dataclass(frozen=True)
class NewClaim:
    """A claim that was opened, or would be: `number` is empty where nothing was recorded."""

    number: ClaimNumber | None
    partner_code: PartnerCode
    plan_key: PlanKey
    member_id: MemberId
    month: Month
    lines: int
    units: int
    charge: Money
    file_by: date


@dataclass(frozen=True)
class Building:
    """What building came to: claims, encounters held, and what could not be recorded."""

    claims: tuple[NewClaim, ...]
    held: tuple[Unbillable, ...]
    problems: tuple[Problem, ...] = ()


def build_claims(
    hub: Hub,
    *,
    partner: PartnerCode | None = None,
    plan: PlanKey | None = None,
    through: date | None = None,
    dry_run: bool = False,
    advance: Advance = lambda _: None,
) -> Building:
    """Bill the care that waits, up to and including `through`, earliest care first.

    Each claim is one transaction with the units it reserves and the encounters it bills; `advance`
    is told how many are open.
    """
    judged = _judged(hub, partner=partner, plan=plan, through=through)
    drafts = _drafts(each for each in judged if isinstance(each, Judged))
    held = tuple(each for each in judged if isinstance(each, Unbillable))
    if dry_run:
        return Building(tuple(_new_claim(draft, None) for draft in drafts), held)
    _hold(hub, held)
    claims, problems = _open(hub, drafts, advance)
    if claims:  # a claim tells whose a month is that a roster paid before
        place_waiting(hub)
    return Building(tuple(claims), held, tuple(problems))


def diagnoses_of(reports: Iterable[Report]) -> tuple[Diagnosis, ...]:
    """Every diagnosis that the encounters give, each once, in the order met."""
    return tuple(dict.fromkeys(code for report in reports for code in report.care.diagnoses))


def pointers(report: Report, diagnoses: Sequence[Diagnosis]) -> tuple[int, ...]:
    """Which of the claim's diagnoses, counted from 1, an encounter points at."""
    found = [diagnoses.index(code) + 1 for code in report.care.diagnoses if code in diagnoses]
    return tuple(found[:POINTERS_PER_LINE]) or (1,)


# which encounters


def _judged(
    hub: Hub, *, partner: PartnerCode | None, plan: PlanKey | None, through: date | None
) -> list[Judged | Unbillable]:
    reports = _waiting(hub, partner, through)
    known = known_about(hub, reports)
    if plan is not None:
        reports = [
            report
            for report in reports
            if report.member_id
            and (member := known.members.get(report.member_id))
            and (coverage := member.plan_on(report.care.service_on))
            and coverage.plan_key == plan
        ]
    members = (report.member_id for report in reports if report.member_id)
    return list(judge(reports, known, units_billed(hub, members)))


def _waiting(hub: Hub, partner: PartnerCode | None, through: date | None) -> list[Report]:
    """Encounters that no claim bills; held ones are looked at anew every time."""
    only: dict[str, Any] = {"partner_code": partner} if partner else {}
    ids = [
        row.encounter_id
        for state in ("ready", "held")
        for row in hub.projector.live.rows(ENCOUNTER_STATUS, state=state, **only)
        if through is None or row.service_on <= through
    ]
    states = hub.handler.states(ENCOUNTER, ids).values()
    return [each.report for each in states if isinstance(each, ReadyEncounter | HeldEncounter)]


def _hold(hub: Hub, held: Sequence[Unbillable]) -> None:
    for some in chunks(held, _HOLDS_PER_APPEND):
        hub.run(
            *(
                Ask(ENCOUNTER, each.report.encounter_id, HoldEncounter(each.problems))
                for each in some
            )
        )


# which claims


def _drafts(judged: Iterable[Judged]) -> list[Draft]:
    """One claim per partner, member, plan, contract, authorization and month of care."""
    ordered = sorted(judged, key=_one_claim)  # stable: within a claim, care stays in order of day
    return [
        Draft(tuple(each.bill for each in some), some[0].grant)
        for _, same in groupby(ordered, key=_one_claim)
        for some in _fitting(same)
    ]


def _one_claim(judged: Judged) -> tuple[str, str, Month, str, str, str]:
    agreement, grant = judged.bill.agreement, judged.grant
    return (
        agreement.partner_code,
        agreement.plan_key,
        Month.of(judged.bill.day),
        judged.bill.member_id,
        agreement.contract_id,
        grant.authorization_id if grant else "",
    )


def _fitting(same: Iterable[Judged]) -> Iterator[list[Judged]]:
    """As many lines and diagnoses to a claim as the form has room for."""
    some: list[Judged] = []
    for each in same:
        codes = diagnoses_of(judged.bill.report for judged in (*some, each))
        if some and (len(some) == LINES_PER_CLAIM or len(codes) > DIAGNOSES_PER_CLAIM):
            yield some
            some = []
        some.append(each)
    if some:
        yield some


# opening them


def _open(
    hub: Hub, drafts: Sequence[Draft], advance: Advance
) -> tuple[list[NewClaim], list[Problem]]:
    """Several claims to an append; where one is refused, each goes by itself."""
    opened: list[NewClaim] = []
    problems: list[Problem] = []
    numbers = hub.log.take_numbers(COUNTER, len(drafts)) if drafts else range(0)
    for some in chunks(list(zip(drafts, numbers, strict=True)), _CLAIMS_PER_APPEND):
        bodies = [(draft, _body(hub, draft, number)) for draft, number in some]
        together = hub.run(*(ask for draft, body in bodies for ask in _asks(hub, draft, body)))
        for draft, body in bodies:
            done = hub.run(*_asks(hub, draft, body)) if isinstance(together, Refused) else together
            if isinstance(done, Refused):
                problems += done.problems
            else:
                opened.append(_new_claim(draft, body.number))
        advance(len(opened))
    return opened, problems


def _body(hub: Hub, draft: Draft, number: int) -> ClaimBody:
    agreement, grant = draft.bills[0].agreement, draft.grant
    return ClaimBody(
        claim_id=ClaimId(hub.ids.new()),
        number=claim_number(agreement.partner_code, number),
        partner_id=agreement.partner_id,
        partner_code=agreement.partner_code,
        plan_id=agreement.plan_id,
        plan_key=agreement.plan_key,
        member_id=draft.bills[0].member_id,
        contract_id=agreement.contract_id,
        terms=agreement.terms,
        authorization_id=grant.authorization_id if grant else None,
        authorization_number=grant.number if grant else None,
        diagnoses=draft.diagnoses,
        lines=draft.lines,
        role=agreement.role,
    )


def _asks(hub: Hub, draft: Draft, body: ClaimBody) -> Iterator[Ask]:
    yield Ask(CLAIM, body.claim_id, OpenClaim(body, hub.today, _file_by(draft)))
    if body.authorization_id is not None:
        reserve = ReserveUnits(claim_id=body.claim_id, units=body.units)
        yield Ask(AUTHORIZATION, body.authorization_id, reserve)
    contents = {bill.report.encounter_id: bill.report.content for bill in draft.bills}
    for line in body.lines:
        for encounter_id in line.encounters:
            claimed = ClaimEncounter(body.claim_id, line.line, contents[encounter_id])
            yield Ask(ENCOUNTER, encounter_id, claimed)


def _file_by(draft: Draft) -> date:
    """The day by which every line must have been sent."""
    return min(bill.file_by for bill in draft.bills)


def _new_claim(draft: Draft, number: ClaimNumber | None) -> NewClaim:
    first = draft.bills[0]
    return NewClaim(
        number=number,
        partner_code=first.agreement.partner_code,
        plan_key=first.agreement.plan_key,
        member_id=first.member_id,
        month=Month.of(first.day),
        lines=len(draft.bills),
        units=sum(bill.units for bill in draft.bills),
        charge=draft.charge,
        file_by=_file_by(draft),
    )
