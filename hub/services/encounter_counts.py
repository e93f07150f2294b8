"""Every encounter handed in, each in exactly one place."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from domain.identifiers import PartnerCode
from domain.statement import EncounterCount
from hub.views import View
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.received_files import RECEIVED_FILES, ReceivedFile

_ANSWERED = frozenset({"answered", "closed"})
_PAID = {"paid": "paid", "covered": "paid", "part-paid": "part_paid"}


def count_encounters(view: View, partner: PartnerCode | None = None) -> EncounterCount:
    """The count of one partner's encounters, or of all; rows that were refused are among them.

    What was handed in is what the sheets brought as new, and what was typed in. A refused row
    counts until it is taken in from the same file, or from another under the same number of the
    partner's; one that has no such number and comes again in another file counts there anew.
    """
    of_partner: dict[str, Any] = {"partner_code": partner} if partner else {}
    encounters = view.rows(ENCOUNTER_STATUS, **of_partner)
    files = view.rows(RECEIVED_FILES, **of_partner)
    claim_ids = {each.claim_id for each in encounters if each.claim_id}
    claims = view.get_many(CLAIM_STATUS, sorted(claim_ids))
    places = Counter(_place(each, claims) for each in encounters)
    refused = _refused_rows(files, {each.key for each in encounters})
    taken_in = sum(file.taken_in for file in files)
    typed_in = sum(each.archive_id is None for each in encounters)
    return EncounterCount(handed_in=taken_in + typed_in + refused, refused=refused, **places)


def _place(encounter: EncounterStatus, claims: dict[str, ClaimStatus]) -> str:
    match encounter.state:
        case "held":
            return "held"
        case "not-billable":
            return "not_billable"
        case "ready":
            return "waiting"
        case _:
            claim = claims.get(encounter.claim_id or "")
            return "waiting" if claim is None else _place_of_line(encounter, claim)


def _place_of_line(encounter: EncounterStatus, claim: ClaimStatus) -> str:
    """A paid line is paid while a correction is on its way; a denied one waits for it.

    One that a correction dropped is asked for no more: the plan does not pay it.
    """
    lines = [line for line in claim.lines if encounter.encounter_id in line.encounters]
    if not lines:
        return "denied"
    outcome = lines[0].outcome
    if outcome in _PAID:
        return _PAID[outcome]
    if claim.state == "held":
        return "held"
    return "denied" if outcome and claim.state in _ANSWERED else "waiting"


def _refused_rows(files: Iterable[ReceivedFile], taken_in: AbstractSet[str]) -> int:
    refused = [row for file in files for row in file.refused if row.key not in taken_in]
    numbered = {row.key for row in refused if row.key}
    return len(numbered) + sum(not row.key for row in refused)
