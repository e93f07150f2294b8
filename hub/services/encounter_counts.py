"""Every encounter handed in, each in exactly one place."""

from collections import Counter
from collections.abc import Set as AbstractSet

from domain.identifiers import ArchiveId, PartnerCode
from domain.statement import EncounterCount
from hub.views import View
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.received_files import RECEIVED_FILES

_ANSWERED = frozenset({"answered", "closed"})
_PAID = {"paid": "paid", "covered": "paid", "part-paid": "part_paid"}


def count_encounters(view: View, partner: PartnerCode | None = None) -> EncounterCount:
    """The count of one partner's encounters, or of all; rows that were refused are among them."""
    encounters = (
        view.rows(ENCOUNTER_STATUS, partner_code=partner)
        if partner
        else view.rows(ENCOUNTER_STATUS)
    )
    claim_ids = {each.claim_id for each in encounters if each.claim_id}
    claims = view.get_many(CLAIM_STATUS, sorted(claim_ids))
    count = Counter(_place(each, claims) for each in encounters)
    taken_in = {(each.archive_id, each.row_number) for each in encounters}
    return EncounterCount(refused=_refused_rows(view, partner, taken_in), **count)


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
    """A paid line is paid while a correction is on its way; a denied one waits for it."""
    if claim.state == "held":
        return "held"
    outcomes = [line.outcome for line in claim.lines if encounter.encounter_id in line.encounters]
    outcome = outcomes[0] if outcomes else None
    if outcome in _PAID:
        return _PAID[outcome]
    return "denied" if outcome and claim.state in _ANSWERED else "waiting"


def _refused_rows(
    view: View, partner: PartnerCode | None, taken_in: AbstractSet[tuple[ArchiveId | None, int]]
) -> int:
    """Rows that no later reading of the same file took in."""
    return sum(
        (file.archive_id, refused.row) not in taken_in
        for file in view.rows(RECEIVED_FILES)
        if file.sheet is not None and partner in {None, file.sheet.partner_code}
        for refused in file.sheet.refused
    )
