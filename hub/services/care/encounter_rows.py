"""Rows of an encounter sheet: known again by their key, decided, and written by the hundred."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from adapters.sheets.cells import is_nothing, read_number_text
from adapters.sheets.encounters import EncounterRow
from domain.agreements.partner import PartnerDetails
from domain.agreements.plan import AdoptedPlan
from domain.care.encounter import (
    ENCOUNTER,
    Care,
    ClaimedEncounter,
    CorrectEncounter,
    EncounterCorrected,
    NoEncounter,
    NotBillable,
    RecordEncounter,
    Report,
)
from domain.care.member import MEMBER, KnownMember
from domain.event import Source
from domain.identifiers import (
    ArchiveId,
    Cin,
    ClaimId,
    EncounterId,
    Malformed,
    MemberId,
    PlaceOfService,
    PlanKey,
)
from domain.problem import Problem, Refused
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask
from hub.services.known import plans
from hub.services.rows import RefusedSheetRow, RowBatch, row_problem
from hub.wiring import Hub

ANY_PLACE = PlaceOfService("99")  # "other place of service": what a sheet without places leaves
_ENCOUNTER = "encounter"


@dataclass(frozen=True)
class HandedIn:
    """Who handed in which file, and whether its rows correct what is known."""

    partner: PartnerDetails
    archive_id: ArchiveId
    size: int
    corrects: bool


@dataclass(frozen=True)
class CheckedRow:
    """A row by its number in the sheet, with the partner's own number for it as it was written."""

    row: int
    row_id: str
    checked: EncounterRow | Refused


class EncounterRows:
    """Takes rows a thousand at a time and keeps count of what became of each.

    `refused_keys` are the keys of refused rows that the partner gave a number of its own; `billed`
    are the claims that bill what was corrected, by row.
    """

    def __init__(self, hub: Hub, handed_in: HandedIn, *, dry_run: bool) -> None:
        self._hub = hub
        self._from = handed_in
        self._batch = RowBatch(hub, dry_run)
        self._plans: dict[PlanKey, AdoptedPlan] = {}
        self._members: dict[Cin, KnownMember] = {}
        self._encounters: dict[str, EncounterId] = {}
        self._alike = Counter[tuple[object, ...]]()
        self.refused: list[RefusedSheetRow] = []
        self.refused_keys: dict[int, str] = {}
        self.billed: dict[int, ClaimId] = {}
        self.counts = Counter[str]()
        self.not_billable = Counter[NotBillable]()
        self.rows = 0

    def take(self, some: list[CheckedRow]) -> None:
        """Decide a list of rows and write what they add."""
        rows = [each.checked for each in some if isinstance(each.checked, EncounterRow)]
        self._look_up_members(rows)
        keys = {row.row: self._key(row) for row in rows}
        self._look_up_encounters(list(keys.values()))
        outcomes: dict[int, tuple[str, NotBillable | None]] = {}
        for each in some:
            self.rows += 1
            outcome = self._outcome(each, keys)
            if isinstance(outcome, RefusedSheetRow):
                self.refused.append(outcome)
            else:
                outcomes[each.row] = outcome
        for late in self._batch.append():
            self.refused.append(late)
            del outcomes[late.row]
            self.billed.pop(late.row, None)
        self._count(outcomes)
        self._keep_keys([each for each in some if each.row not in outcomes])

    def _outcome(
        self, row: CheckedRow, keys: dict[int, str]
    ) -> tuple[str, NotBillable | None] | RefusedSheetRow:
        if isinstance(row.checked, Refused):
            return RefusedSheetRow(row.row, row.checked.problems)
        return self._take(row.checked, keys[row.row])

    def _keep_keys(self, refused: list[CheckedRow]) -> None:
        for row in refused:
            with suppress(Malformed):
                key = self._row_key(read_number_text(row.row_id))
                if not is_nothing(row.row_id) and not self._says_otherwise(row, key):
                    self.refused_keys[row.row] = key

    def _says_otherwise(self, row: CheckedRow, key: str) -> bool:
        """Whether it was refused for what is known under its number: it may be another visit."""
        known = self._batch.state(ENCOUNTER, self._encounters.get(key, ""))
        return isinstance(row.checked, EncounterRow) and not isinstance(known, NoEncounter)

    def _count(self, outcomes: dict[int, tuple[str, NotBillable | None]]) -> None:
        for outcome, reason in outcomes.values():
            if outcome == "recorded" and reason is not None:
                self.not_billable[reason] += 1
            else:
                self.counts[outcome] += 1

    def _look_up_members(self, rows: list[EncounterRow]) -> None:
        """The members of the rows and the plans that cover them: one query for each kind."""
        cins = dict.fromkeys(row.cin for row in rows if row.cin and row.cin not in self._members)
        found = self._hub.log.find_many(lookups.CIN, list(cins))
        ids = {Cin(cin): streams[0] for cin, streams in found.items() if streams}
        states = self._hub.handler.states(MEMBER, ids.values())
        for cin, stream_id in ids.items():
            if isinstance(member := states[stream_id], KnownMember):
                self._members[cin] = member
        keys = {c.plan_key for member in self._members.values() for c in member.coverages}
        self._plans |= plans(self._hub, keys - set(self._plans))

    def _look_up_encounters(self, keys: list[str]) -> None:
        unseen = [key for key in dict.fromkeys(keys) if key not in self._encounters]
        found = self._hub.log.find_many(lookups.ENCOUNTER, unseen)
        for key, ids in found.items():
            self._encounters[key] = EncounterId(ids[0] if ids else self._hub.ids.new())
        self._batch.load(ENCOUNTER, (ids[0] for ids in found.values() if ids))

    def _key(self, row: EncounterRow) -> str:
        """What tells whether the row was handed in before.

        The partner's own row id where the sheet has one; else who, when, what, and the how-manieth
        such row in the file it is.
        """
        if row.row_id is not None:
            return self._row_key(row.row_id)
        member = self._members.get(row.cin) if row.cin else None
        who = member.member_id if member else row.cin
        alike = (who, row.service_on, row.code, row.modifiers, row.start)
        self._alike[alike] += 1
        parts = msgspec.json.encode((*alike, self._alike[alike])).decode()
        partner = self._from.partner.partner_id
        return self._hub.ids.digest(_ENCOUNTER, f"{partner}\0without row id\0{parts}")

    def _row_key(self, row_id: str) -> str:
        return self._hub.ids.digest(_ENCOUNTER, f"{self._from.partner.partner_id}\0{row_id}")

    def _take(
        self, row: EncounterRow, key: str
    ) -> tuple[str, NotBillable | None] | RefusedSheetRow:
        if row.cin and row.cin not in self._members:
            return row_problem(
                row.row,
                "CIN",
                "encounter.member-unknown",
                what="no member with this CIN is known",
                fix="import the member first (hub member import), then this file again",
            )
        encounter_id = self._encounters[key]
        known = self._batch.state(ENCOUNTER, encounter_id)
        if self._from.corrects and isinstance(known, NoEncounter):
            return row_problem(
                row.row,
                "Row ID",
                "encounter.unknown",
                what="this row was never handed in, so there is nothing to correct",
                fix="hand it in: hub encounter import",
            )
        reason = self._not_billable(row)
        report = self._report(row, key, encounter_id)
        command = CorrectEncounter if self._from.corrects else RecordEncounter
        decision = self._batch.decide(
            row.row, [Ask(ENCOUNTER, encounter_id, command(report, reason))]
        )
        if isinstance(decision, Refused):
            return RefusedSheetRow(row.row, _at_row(row.row, decision.problems))
        if not decision:
            return "unchanged", None
        corrected = isinstance(decision[0], EncounterCorrected)
        if isinstance(known, ClaimedEncounter):
            self.billed[row.row] = known.claim_id
        return ("corrected" if corrected else "recorded"), reason

    def _not_billable(self, row: EncounterRow) -> NotBillable | None:
        """Why nobody is to be billed, if so: nobody known, nobody covering, nobody paying."""
        if row.cin is None:
            return "no-cin"
        if row.code is None:
            return "service-not-billed"
        coverage = self._members[row.cin].plan_on(row.service_on)
        if coverage is None:
            return "member-not-covered"
        plan = self._plans.get(coverage.plan_key)
        rules = plan.profile.rules_on(row.service_on) if plan else None
        # another modifier can be put right, so such a row is kept for billing and held there
        if rules and row.code not in {known.service.code for known in rules.services}:
            return "service-not-billed"
        return None

    def _report(self, row: EncounterRow, key: str, encounter_id: EncounterId) -> Report:
        member_id = self._members[row.cin].member_id if row.cin else None
        reported = _care(row)
        return Report(
            encounter_id=encounter_id,
            partner_id=self._from.partner.partner_id,
            partner_code=self._from.partner.code,
            member_id=member_id,
            key=key,
            content=self._content(member_id, reported),
            care=reported,
            source=Source(
                archive_id=self._from.archive_id,
                transaction=1,
                segment=row.row,
                offset=0,
                length=self._from.size,
            ),
        )

    def _content(self, member_id: MemberId | None, care: Care) -> str:
        text = msgspec.json.encode((member_id, care)).decode()
        return self._hub.ids.digest("encounter-content", text)


def _care(row: EncounterRow) -> Care:
    return Care(
        service_on=row.service_on,
        service=Service(row.code, row.modifiers) if row.code else None,
        units=row.units,
        minutes=row.minutes,
        start=row.start,
        place=row.place or ANY_PLACE,
        diagnoses=row.diagnoses,
        authorization=row.authorization,
        plan_key=row.plan,
    )


def _at_row(row: int, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems of an encounter, pointing at the row that a person has in front of them."""
    return tuple(msgspec.structs.replace(each, where=f"row {row}") for each in problems)
