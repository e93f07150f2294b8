"""Encounters as partners hand them in: each row recorded once, or sent back with every reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from adapters.plans import discover, plan_names
from adapters.sheets.encounters import (
    check_encounter,
    read_encounter_sheet,
    unchecked_encounters,
)
from adapters.sheets.sheet import Sheet
from domain.claims.claim import CLAIM, KnownClaim
from domain.identifiers import ArchiveId, ClaimId, ClaimNumber, PartnerCode, ReceivedFileId
from domain.problem import Refused, refuse
from domain.received_file import (
    RECEIVED_FILE,
    KnownFile,
    RecordFile,
    RefusedRow,
    SheetReceipt,
)
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.agreements.partners import find_partner
from hub.services.care.encounter_rows import CheckedRow, EncounterRows, HandedIn
from hub.services.receiving.file_kinds import of_a_bank
from hub.services.rows import Advance, RefusedSheetRow, at_once
from hub.wiring import Hub
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus

MEDIA = "application/octet-stream"
_NOT_KEPT = ArchiveId("")


@dataclass(frozen=True)
class EncounterOptions:
    """How a sheet of encounters is taken in.

    Where it `corrects`, its rows state anew what was handed in before; otherwise a row that says
    something else than before is refused.
    """

    partner: str
    corrects: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class EncounterImport:
    """What became of the rows of an encounter sheet; each row counts once.

    `not_billable` counts, by reason, rows newly recorded as not billable; `recorded` leaves those
    out. `claims_to_correct` bill rows as they were before this correction. `was` is what became of
    the same bytes when they first came in, empty where they are new.
    """

    partner_code: PartnerCode
    sha256: str
    rows: int
    recorded: int
    corrected: int
    unchanged: int
    not_billable: dict[str, int]
    refused: tuple[RefusedSheetRow, ...]
    unknown_columns: tuple[str, ...]
    claims_to_correct: tuple[ClaimNumber, ...]
    was: SheetReceipt | None


def import_encounters(
    hub: Hub, content: bytes, options: EncounterOptions, *, advance: Advance = lambda _: None
) -> EncounterImport | Refused:
    """Take in a partner's sheet: good rows go in, the others come back with every reason.

    Rows that were handed in before and say the same change nothing, in this file or another.
    """
    partner = find_partner(hub, options.partner)
    if isinstance(partner, Refused):
        return partner
    sheet = read_encounter_sheet(content)
    if isinstance(sheet, Refused):
        return of_a_bank(content, "the file") or sheet
    digest = sha256(content).hexdigest()
    file_id = ReceivedFileId(outside_id("file", digest))
    was = _earlier(hub, file_id)
    if was and was.partner_code != partner.details.code:
        return _handed_in_by(was.partner_code)
    archive_id = _keep(hub, content, options)
    handed_in = HandedIn(partner.details, archive_id, len(content), options.corrects)
    rows = EncounterRows(hub, handed_in, dry_run=options.dry_run)
    for some in at_once(_checked(hub, sheet)):
        rows.take(some)
        advance(rows.rows)
    found = EncounterImport(
        partner_code=partner.details.code,
        sha256=digest,
        rows=rows.rows,
        recorded=rows.counts["recorded"],
        corrected=rows.counts["corrected"],
        unchanged=rows.counts["unchanged"],
        not_billable={str(reason): count for reason, count in sorted(rows.not_billable.items())},
        refused=tuple(sorted(rows.refused, key=lambda refused: refused.row)),
        unknown_columns=sheet.unknown_columns,
        claims_to_correct=_numbers(hub, rows.billed.values()),
        was=was,
    )
    if options.dry_run:
        return found
    # the rows of a correction were handed in before: only an import counts them
    receipt = None if options.corrects else _receipt(found, rows.refused_keys)
    record = RecordFile(file_id, archive_id, sheet=receipt)
    done = hub.run(Ask(RECEIVED_FILE, file_id, record))
    return done if isinstance(done, Refused) else found


def list_encounters(
    hub: Hub, *, partner: str | None = None, state: str | None = None
) -> list[EncounterStatus]:
    """Encounters of a partner, or of all, in a state, or in any; by day and row."""
    wanted = {"partner_code": partner.strip().upper() if partner else None, "state": state}
    filters: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    rows = hub.projector.live.rows(ENCOUNTER_STATUS, **filters)
    return sorted(rows, key=lambda row: (row.partner_code, row.service_on, row.row_number))


def _numbers(hub: Hub, claim_ids: Iterable[ClaimId]) -> tuple[ClaimNumber, ...]:
    claims: Iterable[KnownClaim] = hub.handler.states(CLAIM, claim_ids).values()
    return tuple(sorted(claim.account.body.number for claim in claims))


def _checked(hub: Hub, sheet: Sheet) -> Iterator[CheckedRow]:
    names, today = plan_names(discover()), hub.today
    for row in unchecked_encounters(sheet):
        yield CheckedRow(row.row, row.row_id, check_encounter(row, today=today, plans=names))


def _earlier(hub: Hub, file_id: ReceivedFileId) -> SheetReceipt | None:
    known = hub.handler.state(RECEIVED_FILE, file_id)
    return known.sheet if isinstance(known, KnownFile) else None


def _keep(hub: Hub, content: bytes, options: EncounterOptions) -> ArchiveId:
    """The file as it came in, kept for ever; a dry run keeps nothing."""
    if options.dry_run:
        return _NOT_KEPT
    return hub.log.archive.put(content, media=MEDIA).archive_id


def _receipt(found: EncounterImport, keys: Mapping[int, str]) -> SheetReceipt:
    return SheetReceipt(
        partner_code=found.partner_code,
        rows=found.rows,
        recorded=found.recorded,
        unchanged=found.unchanged,
        not_billable=sum(found.not_billable.values()),
        refused=tuple(
            RefusedRow(each.row, tuple(p.code for p in each.problems), keys.get(each.row, ""))
            for each in found.refused
        ),
    )


def _handed_in_by(code: PartnerCode) -> Refused:
    return refuse(
        "encounter.file-handed-in-already",
        what=f"the same file was handed in as {code}'s",
        where=f"partner {code}",
        fix="give that partner's code, or the file of this partner",
    )
