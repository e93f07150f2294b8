"""What became of each visit that a partner handed in?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.care.encounter import (
    EncounterClaimed,
    EncounterCorrected,
    EncounterFact,
    EncounterFreed,
    EncounterHeld,
    EncounterRecorded,
    NotBillable,
    Report,
)
from domain.identifiers import (
    ArchiveId,
    ClaimId,
    EncounterId,
    MemberId,
    PartnerCode,
    PartnerId,
    PlanKey,
)
from domain.problem import Problem
from projections.projection import Projection

EncounterState = Literal["ready", "held", "not-billable", "claimed"]


class EncounterStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A visit, and where it now is.

    `service` reads ``98960 U2``, empty where the partner gave no code. `reasons` are codes: those
    of its problems, or why nobody is to be billed. `archive_id` and `row_number` tell where it was
    read, empty and 0 where it was typed in; `key` is the digest that knows it again.
    """

    encounter_id: EncounterId
    partner_id: PartnerId
    partner_code: PartnerCode
    member_id: MemberId | None
    plan_key: PlanKey | None
    service_on: date
    service: str
    units: int | None
    minutes: int | None = None
    state: EncounterState
    reasons: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    claim_id: ClaimId | None = None
    line: int = 0
    archive_id: ArchiveId | None = None
    row_number: int = 0
    key: str


def _keys(fact: EncounterFact) -> Iterable[str]:
    if isinstance(fact, EncounterRecorded | EncounterCorrected):
        return (fact.report.encounter_id,)
    return (fact.encounter_id,)


def _evolve(
    _key: str, known: EncounterStatus | None, fact: EncounterFact
) -> EncounterStatus | None:
    if isinstance(fact, EncounterRecorded):
        return _stated(fact.report, fact.not_billable)
    if known is None:
        return None
    match fact:
        case EncounterCorrected():
            return _corrected(known, fact)
        case EncounterHeld(problems=problems):
            codes = tuple(problem.code for problem in problems)
            return replace(known, state="held", reasons=codes, problems=problems)
        case EncounterClaimed(claim_id=claim_id, line=line):
            return replace(
                known, state="claimed", reasons=(), problems=(), claim_id=claim_id, line=line
            )
        case EncounterFreed():
            return replace(known, state="ready", claim_id=None, line=0)
        case _:
            assert_never(fact)


def _corrected(known: EncounterStatus, fact: EncounterCorrected) -> EncounterStatus:
    stated = _stated(fact.report, fact.not_billable)
    if known.claim_id is None:
        return stated
    return replace(stated, state="claimed", reasons=(), claim_id=known.claim_id, line=known.line)


def _stated(report: Report, not_billable: NotBillable | None) -> EncounterStatus:
    visit, source = report.care, report.source
    return EncounterStatus(
        encounter_id=report.encounter_id,
        partner_id=report.partner_id,
        partner_code=report.partner_code,
        member_id=report.member_id,
        plan_key=visit.plan_key,
        service_on=visit.service_on,
        service=str(visit.service) if visit.service else "",
        units=visit.units,
        minutes=visit.minutes,
        state="not-billable" if not_billable else "ready",
        reasons=(not_billable,) if not_billable else (),
        archive_id=ArchiveId(source.archive_id) if source else None,
        row_number=source.segment if source else 0,
        key=report.key,
    )


ENCOUNTER_STATUS: Projection[EncounterStatus] = Projection(
    name="encounter_status",
    version=3,
    row=EncounterStatus,
    indexes=("partner_code", "state"),
    facts=get_args(EncounterFact),
    keys=_keys,
    evolve=_evolve,
)
