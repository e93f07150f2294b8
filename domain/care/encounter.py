"""Care given, as the partner reported it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal, assert_never

import msgspec

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import (
    AuthorizationNumber,
    ClaimId,
    Diagnosis,
    EncounterId,
    MemberId,
    PartnerCode,
    PartnerId,
    PlaceOfService,
    PlanKey,
)
from domain.problem import Problem, Refused, refuse, wrong_moment
from domain.service_line import Service

NotBillable = Literal["no-cin", "member-not-covered", "service-not-billed"]


class Care(msgspec.Struct, frozen=True):
    """What a partner reported of one encounter; nothing in it tells who the member is.

    `units` and `minutes` are as reported, empty where the sheet has none. `service` is empty
    where the partner gave no code: care that nobody bills. `plan_key` is the plan that the
    partner believes covers the member, empty where it did not say.
    """

    service_on: date
    service: Service | None
    units: int | None
    minutes: int | None
    start: time | None
    place: PlaceOfService
    diagnoses: tuple[Diagnosis, ...]
    authorization: AuthorizationNumber | None
    plan_key: PlanKey | None


class Report(msgspec.Struct, frozen=True):
    """One encounter as handed in: by whom, about whom, and how it is known again.

    `key` tells whether a row was handed in before, `content` whether it says the same; both are
    keyed digests, so neither can be guessed back. `member_id` is empty where the row had no CIN.
    """

    encounter_id: EncounterId
    partner_id: PartnerId
    partner_code: PartnerCode
    member_id: MemberId | None
    key: str
    content: str
    care: Care
    source: Source | None

    @property
    def name(self) -> str:
        """What people call it; no id, and nobody's name."""
        row = self.source.segment if self.source else 0
        return encounter_name(self.partner_code, self.care.service_on, row)


def encounter_name(partner: PartnerCode, day: date, row: int) -> str:
    """Whose encounter it is, of which day, in which row of the sheet; 0 where it was in none."""
    return f"{partner} encounter of {day}{f', row {row}' if row else ''}"


# commands


@dataclass(frozen=True)
class RecordEncounter:
    """A partner hands in an encounter. `not_billable` is why nobody is to be billed, if so."""

    report: Report
    not_billable: NotBillable | None


@dataclass(frozen=True)
class CorrectEncounter:
    """A person states an encounter anew, before or after it was billed."""

    report: Report
    not_billable: NotBillable | None


@dataclass(frozen=True)
class HoldEncounter:
    """The hub may not bill it as it stands, and says why."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ClaimEncounter:
    """A claim bills it, or a corrected claim states it as it now is.

    `content` is that of the report which the line was drawn from, empty where nobody read one.
    """

    claim_id: ClaimId
    line: int
    content: str | None = None


@dataclass(frozen=True)
class FreeEncounter:
    """The claim that billed it is void; it may be billed again."""

    claim_id: ClaimId


EncounterCommand = (
    RecordEncounter | CorrectEncounter | HoldEncounter | ClaimEncounter | FreeEncounter
)

# events


@event("encounter.recorded", version=1)
class EncounterRecorded(Fact, frozen=True):
    """An encounter was handed in."""

    report: Report
    not_billable: NotBillable | None


@event("encounter.corrected", version=1)
class EncounterCorrected(Fact, frozen=True):
    """An encounter was stated anew."""

    report: Report
    not_billable: NotBillable | None


@event("encounter.held", version=1)
class EncounterHeld(Fact, frozen=True):
    """An encounter may not be billed as it stands."""

    encounter_id: EncounterId
    partner_code: PartnerCode
    problems: tuple[Problem, ...]


@event("encounter.claimed", version=1)
class EncounterClaimed(Fact, frozen=True):
    """A claim bills the encounter."""

    encounter_id: EncounterId
    partner_code: PartnerCode
    claim_id: ClaimId
    line: int


@event("encounter.freed", version=1)
class EncounterFreed(Fact, frozen=True):
    """No claim bills the encounter any more."""

    encounter_id: EncounterId
    partner_code: PartnerCode
    claim_id: ClaimId


EncounterFact = (
    EncounterRecorded | EncounterCorrected | EncounterHeld | EncounterClaimed | EncounterFreed
)

# states


@dataclass(frozen=True)
class NoEncounter:
    """Nothing was handed in."""


@dataclass(frozen=True)
class ReadyEncounter:
    """Waits to be billed."""

    report: Report


@dataclass(frozen=True)
class HeldEncounter:
    """Waits for what the problems say."""

    report: Report
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class NotBillableEncounter:
    """Counted, never billed."""

    report: Report
    reason: NotBillable


@dataclass(frozen=True)
class ClaimedEncounter:
    """A claim bills it; `is_changed` tells that it was corrected since its line was drawn."""

    report: Report
    claim_id: ClaimId
    is_changed: bool = False


Encounter = NoEncounter | ReadyEncounter | HeldEncounter | NotBillableEncounter | ClaimedEncounter

# decide


def decide(encounter: Encounter, command: EncounterCommand) -> tuple[EncounterFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match encounter, command:
        case NoEncounter(), RecordEncounter(report=report, not_billable=reason):
            return _record(report, reason)
        case NoEncounter(), _:
            return wrong_moment("encounter", "encounter", encounter, command)
        case _, RecordEncounter(report=report):
            return _handed_in_again(encounter.report, report)
        case _, CorrectEncounter(report=report, not_billable=reason):
            return _correct(encounter, report, reason)
        case ReadyEncounter() | HeldEncounter(), HoldEncounter(problems=problems):
            return _hold(encounter, problems)
        case ReadyEncounter() | HeldEncounter(), ClaimEncounter() as ask:
            return _claim(encounter.report, ask)
        case ClaimedEncounter(claim_id=known), ClaimEncounter() as ask if known == ask.claim_id:
            return _claim(encounter.report, ask) if encounter.is_changed else ()
        case ClaimedEncounter(claim_id=known), FreeEncounter() as ask if known == ask.claim_id:
            return (
                EncounterFreed(
                    encounter_id=encounter.report.encounter_id,
                    partner_code=encounter.report.partner_code,
                    claim_id=known,
                ),
            )
        case _, FreeEncounter():
            return ()  # that claim does not bill it, so there is nothing to free
        case _:
            return wrong_moment("encounter", encounter.report.name, encounter, command)


# rules


def _record(report: Report, reason: NotBillable | None) -> tuple[EncounterFact, ...] | Refused:
    problems = tuple(_care_problems(report))
    if problems:
        return Refused(problems)
    return (EncounterRecorded(report=report, not_billable=reason),)


def _care_problems(report: Report) -> Iterator[Problem]:
    """An encounter says how much care was given, and never less than something."""
    for word, amount in (("units", report.care.units), ("minutes", report.care.minutes)):
        if amount is not None and amount <= 0:
            yield Problem(
                code="encounter.no-care",
                what=f"{word} is {amount}",
                where=report.name,
                fix=f"give {word} above zero, or leave the row out",
            )


def _handed_in_again(known: Report, asked: Report) -> tuple[EncounterFact, ...] | Refused:
    """The same row twice adds nothing; the same row saying something else is a correction."""
    if known.content == asked.content:
        return ()
    return refuse(
        "encounter.differs",
        what="this row was handed in before and says something else now",
        where=known.name,
        fix="if the new row is right, run: hub encounter correct",
    )


def _correct(
    encounter: ReadyEncounter | HeldEncounter | NotBillableEncounter | ClaimedEncounter,
    report: Report,
    reason: NotBillable | None,
) -> tuple[EncounterFact, ...] | Refused:
    known = encounter.reason if isinstance(encounter, NotBillableEncounter) else None
    if (encounter.report.content, known) == (report.content, reason):
        return ()
    if isinstance(encounter, ClaimedEncounter) and reason is not None:
        return refuse(
            "encounter.billed-already",
            what=f"it is billed, and would become not billable ({reason})",
            where=encounter.report.name,
            fix="void the claim first: hub claim void",
        )
    problems = tuple(_care_problems(report))
    if problems:
        return Refused(problems)
    kept = msgspec.structs.replace(report, encounter_id=encounter.report.encounter_id)
    return (EncounterCorrected(report=kept, not_billable=reason),)


def _hold(
    encounter: ReadyEncounter | HeldEncounter, problems: tuple[Problem, ...]
) -> tuple[EncounterFact, ...]:
    if isinstance(encounter, HeldEncounter) and encounter.problems == problems:
        return ()
    return (
        EncounterHeld(
            encounter_id=encounter.report.encounter_id,
            partner_code=encounter.report.partner_code,
            problems=problems,
        ),
    )


def _claim(report: Report, ask: ClaimEncounter) -> tuple[EncounterFact, ...] | Refused:
    """A claim states an encounter as it is, not as it was before a correction."""
    if ask.content not in {None, report.content}:
        return refuse(
            "encounter.changed-meanwhile",
            what="it was corrected while a claim was drawn from it",
            where=report.name,
            fix="give the command again; it reads the encounter as it now stands",
        )
    return (
        EncounterClaimed(
            encounter_id=report.encounter_id,
            partner_code=report.partner_code,
            claim_id=ask.claim_id,
            line=ask.line,
        ),
    )


# evolve


def evolve(encounter: Encounter, fact: EncounterFact) -> Encounter:
    """The encounter after the fact."""
    match fact:
        case EncounterRecorded(report=report, not_billable=reason):
            return NotBillableEncounter(report, reason) if reason else ReadyEncounter(report)
        case EncounterCorrected(report=report, not_billable=reason):
            if isinstance(encounter, ClaimedEncounter):
                return replace(encounter, report=report, is_changed=True)
            return NotBillableEncounter(report, reason) if reason else ReadyEncounter(report)
        case EncounterHeld(problems=problems):
            if isinstance(encounter, NoEncounter):
                return encounter
            return HeldEncounter(encounter.report, problems)
        case EncounterClaimed(claim_id=claim_id):
            if isinstance(encounter, NoEncounter):
                return encounter
            return ClaimedEncounter(encounter.report, claim_id)
        case EncounterFreed():
            if isinstance(encounter, NoEncounter):
                return encounter
            return ReadyEncounter(encounter.report)
        case _:
            assert_never(fact)


ENCOUNTER: Decider[Encounter, EncounterCommand, EncounterFact] = Decider(
    name="encounter",
    initial=NoEncounter(),
    decide=decide,
    evolve=evolve,
    facts=(
        EncounterRecorded,
        EncounterCorrected,
        EncounterHeld,
        EncounterClaimed,
        EncounterFreed,
    ),
    commands=(
        RecordEncounter,
        CorrectEncounter,
        HoldEncounter,
        ClaimEncounter,
        FreeEncounter,
    ),
    states=(
        NoEncounter,
        ReadyEncounter,
        HeldEncounter,
        NotBillableEncounter,
        ClaimedEncounter,
    ),
)
