"""Every encounter handed in, each in exactly one place."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, assert_never

from domain.identifiers import ArchiveId, EncounterId, PartnerCode
from domain.period import Month
from domain.received_file import RefusedRow
from domain.statements.statement_parts import EncounterCount
from hub.views import View
from projections.claim_journey import WaitingOn
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.due_visit import held_by
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.received_files import RECEIVED_FILES, ReceivedFile

Where = Literal[
    "fix_needed",
    "waiting_hub",
    "waiting_plan",
    "paid",
    "part_paid",
    "not_payable",
    "not_billable",
]
_PAID: dict[str, Where] = {"paid": "paid", "covered": "paid", "part-paid": "part_paid"}
_ACTS: dict[WaitingOn, Where] = {
    "partner": "fix_needed",
    "hub": "waiting_hub",
    "plan": "waiting_plan",
    "nobody": "not_payable",
}
_TO_FIX = frozenset({"fix-and-send", "fix-and-send-again"})


def count_encounters(view: View, partner: PartnerCode | None = None) -> EncounterCount:
    """The count of one partner's encounters, or of all; rows that were refused are among them.

    What was handed in is what the sheets brought as new, and what was typed in. A refused row
    counts until it is taken in from the same file, or from another under the same number of the
    partner's; one that has no such number and comes again in another file counts there anew.
    """
    of_partner: dict[str, Any] = {"partner_code": partner} if partner else {}
    encounters = view.rows(ENCOUNTER_STATUS, **of_partner)
    files = view.rows(RECEIVED_FILES, **of_partner)
    places = Counter[str](encounter_places(view, encounters).values())
    refused = len(refused_rows(files, encounters))
    taken_in = sum(file.taken_in for file in files)
    typed_in = sum(each.archive_id is None for each in encounters)
    places["fix_needed"] += refused
    return EncounterCount(handed_in=taken_in + typed_in + refused, **places)


def count_month(view: View, partner: PartnerCode, month: Month) -> EncounterCount:
    """The count of a partner's encounters of one month of care, without rows that were refused."""
    rows = view.rows(ENCOUNTER_STATUS, partner_code=partner)
    of_month = [each for each in rows if each.service_on in month.period]
    places = Counter[str](encounter_places(view, of_month).values())
    return EncounterCount(handed_in=len(of_month), **places)


def encounter_places(view: View, encounters: Iterable[EncounterStatus]) -> dict[EncounterId, Where]:
    """Where each encounter stands: in exactly one place."""
    encounters = list(encounters)
    claim_ids = {each.claim_id for each in encounters if each.claim_id}
    claims = view.get_many(CLAIM_STATUS, sorted(claim_ids))
    return {each.encounter_id: _place(each, claims) for each in encounters}


def _place(encounter: EncounterStatus, claims: dict[str, ClaimStatus]) -> Where:
    match encounter.state:
        case "held":
            return _ACTS[held_by(encounter.reasons)]
        case "not-billable":
            return "not_billable"
        case "ready":
            return "waiting_hub"
        case "claimed":
            claim = claims.get(encounter.claim_id or "")
            return "waiting_hub" if claim is None else _place_of_line(encounter, claim)
        case _:
            assert_never(encounter.state)


def _place_of_line(encounter: EncounterStatus, claim: ClaimStatus) -> Where:
    """A paid line is paid while a correction is on its way; a denied one waits for its answer.

    One that a correction dropped is asked for no more: the plan does not pay it.
    """
    lines = [line for line in claim.lines if encounter.encounter_id in line.encounters]
    if not lines:
        return "not_payable"
    if paid := _PAID.get(lines[0].outcome or ""):
        return paid
    return "fix_needed" if claim.next_step in _TO_FIX else _ACTS[claim.waiting_on]


def refused_rows(
    files: Iterable[ReceivedFile], encounters: Iterable[EncounterStatus]
) -> list[tuple[ArchiveId, RefusedRow]]:
    """The rows that nobody took in yet, with their file; those of one number in several are one."""
    taken_in = {each.key for each in encounters}
    refused = [
        (file.archive_id, row) for file in files for row in file.refused if row.key not in taken_in
    ]
    numbered = {row.key: (at, row) for at, row in refused if row.key}
    return [*numbered.values(), *((at, row) for at, row in refused if not row.key)]
