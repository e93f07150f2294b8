"""A file comes in: its bytes are kept, each transaction is recognised, read, and acted upon."""

from collections.abc import Iterator
from hashlib import sha256

from msgspec.structs import replace

from adapters.edi.claims.checks.foreign_claims import ForeignClaims
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import (
    Transaction,
    TransactionHeader,
    Transactions,
    read_transactions,
)
from adapters.edi.recognise import is_supported, kind_of
from adapters.edi.remittances.read_835 import refusal
from adapters.sheets.remittance_sheet import (
    RemittanceSheet,
    check_remittance,
    read_remittance_sheet,
)
from adapters.sheets.roster_sheet import (
    RosterSheet,
    check_roster,
    is_roster,
    read_roster_sheet,
)
from adapters.sheets.sheet import Sheet
from domain.identifiers import ArchiveId, ReceivedFileId
from domain.problem import Problem, Refused
from domain.received_file import (
    RECEIVED_FILE,
    KnownFile,
    NoFile,
    ReceivedFile,
    RecordFile,
    TransactionReceipt,
)
from hub.collector import seldom_collected
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.matching.claim_matching import is_ours
from hub.services.months.roster_files import RosterArrival, sheet_roster, x12_roster
from hub.services.months.rosters import inspect_roster, receive_roster
from hub.services.notices.remittance_files import Arrival, sheet_arrival, x12_arrival
from hub.services.notices.remittances import (
    inspect_remittance,
    receive_remittance,
)
from hub.services.receiving.file_kinds import other_kind
from hub.services.receiving.summaries import has_summary, summary
from hub.services.results import FileResult, TransactionResult, outcome_of, shown
from hub.services.sending.acknowledgements import inspect_acknowledgement, post_acknowledgement
from hub.wiring import Hub

_ACKNOWLEDGEMENTS = frozenset({"TA1", "999", "277CA"})
_NOT_KEPT = ArchiveId("")


@seldom_collected()
def receive_file(hub: Hub, content: bytes, name: str) -> FileResult:
    """Keep the bytes, act upon each transaction, and record what became of it.

    The same bytes again add nothing and say what became of them; only what was parked for want of
    a setting or a plan that is known by now is posted.
    """
    digest = sha256(content).hexdigest()
    file_id = ReceivedFileId(outside_id("file", digest))
    archived = hub.log.archive.put(content, media="application/octet-stream")
    known: ReceivedFile = hub.handler.state(RECEIVED_FILE, file_id)
    result = _Reading(hub, name, archived.archive_id, changes=True).read(content, digest)
    if isinstance(known, KnownFile):
        result = _again(known, result)
    receipts = () if isinstance(known, KnownFile) else tuple(_receipts(result))
    hub.run(Ask(RECEIVED_FILE, file_id, RecordFile(file_id, archived.archive_id, receipts)))
    return result


@seldom_collected()
def inspect_file(hub: Hub, content: bytes, name: str) -> FileResult:
    """What receiving the file would lead to; nothing is changed and nothing kept."""
    digest = sha256(content).hexdigest()
    result = _Reading(hub, name, _NOT_KEPT, changes=False).read(content, digest)
    known: ReceivedFile = hub.handler.state(RECEIVED_FILE, outside_id("file", digest))
    return result if isinstance(known, NoFile) else _again(known, result)


class _Reading:
    """One file being read, to change the hub or only to say what it would change."""

    def __init__(self, hub: Hub, name: str, archive_id: ArchiveId, *, changes: bool) -> None:
        self._hub = hub
        self._name = name
        self._archive_id = archive_id
        self._changes = changes
        self._foreign = ForeignClaims(name)

    def read(self, content: bytes, digest: str) -> FileResult:
        """The results of all its transactions; a file without an interchange may be a sheet."""
        reading = read_transactions(content)
        results = tuple(self._transactions(reading, content))
        problems = tuple(finding.in_file(self._name) for finding in reading.findings)
        if not reading.interchanges:
            problems += (_no_interchange(self._name),)
        if not reading.interchanges and not _is_meant_as_x12(content):
            results, problems = self._sheet(content)
        return FileResult(
            file=self._name,
            sha256=digest,
            outcome=outcome_of(results),
            transactions=results,
            problems=problems,
        )

    def _transactions(self, reading: Transactions, content: bytes) -> Iterator[TransactionResult]:
        for transaction in reading:
            kind = kind_of(transaction.header)
            if not is_supported(kind, transaction.header.version):
                yield self._unsupported(transaction, kind)
            elif kind == "820":
                yield self._roster(x12_roster(content, transaction, self._archive_id))
            elif has_summary(kind):
                yield summary(transaction, self._name, received=self._changes)
            elif kind == "835":
                yield self._remittance(x12_arrival(content, transaction, self._archive_id))
            elif kind in _ACKNOWLEDGEMENTS:
                act = post_acknowledgement if self._changes else inspect_acknowledgement
                yield act(self._hub, transaction, self._archive_id, self._name)
            else:
                yield self._claims(transaction, kind)

    def _remittance(self, arrival: Arrival) -> TransactionResult:
        act = receive_remittance if self._changes else inspect_remittance
        return act(self._hub, arrival, self._name)

    def _roster(self, arrival: RosterArrival) -> TransactionResult:
        act = receive_roster if self._changes else inspect_roster
        return act(self._hub, arrival, self._name)

    def _sheet(self, content: bytes) -> tuple[tuple[TransactionResult, ...], tuple[Problem, ...]]:
        sheet = _read_sheet(content, self._name)
        if isinstance(sheet, Refused):
            return (), sheet.problems
        if isinstance(sheet, RosterSheet):
            return (self._roster(sheet_roster(sheet, len(content), self._archive_id)),), ()
        return (self._remittance(sheet_arrival(sheet, len(content), self._archive_id)),), ()

    def _claims(self, transaction: Transaction, kind: str) -> TransactionResult:
        """Claims of somebody else: counted and checked as ours are, but the hub is no plan."""
        claims = billed = 0
        problems: list[Problem] = []
        ours = False
        reading = read_837p(transaction)
        for claim in reading.claims:
            claims += 1
            if claims == 1:
                ours = is_ours(self._hub.log, claim.number)
            billed += claim.charge or 0
            problems += (finding.in_file(self._name) for finding in claim.findings)
            problems += self._foreign.problems_of(claim)
        return TransactionResult(
            kind=kind,
            control=transaction.header.shown_control,
            outcome="unsupported",
            claims=claims,
            billed=shown(billed),
            problems=(
                *((self._not_received(transaction, claims, ours=ours),) if self._changes else ()),
                *(finding.in_file(self._name) for finding in reading.findings),
                *problems,
            ),
        )

    def _not_received(self, transaction: Transaction, claims: int, *, ours: bool) -> Problem:
        holds = f"it holds {claims} claim{'' if claims == 1 else 's'}"
        return Problem(
            code="file.claims-are-sent-not-received",
            what=f"{holds} that this hub sent"
            if ours
            else f"{holds}; the hub sends claims and receives answers",
            where=f"{self._name}, transaction {transaction.header.ordinal}",
            fix="nothing to do: see them with hub claim list"
            if ours
            else "import the visits behind them: hub encounter import",
        )

    def _unsupported(self, transaction: Transaction, kind: str) -> TransactionResult:
        header = transaction.header
        older = refusal(header) if kind == "835" else None
        problem = (
            older.in_file(self._name) if older else _kind_unsupported(self._name, header, kind)
        )
        return TransactionResult(
            kind=kind,
            control=header.shown_control,
            outcome="unsupported",
            problems=(problem,),
        )


def _kind_unsupported(name: str, header: TransactionHeader, kind: str) -> Problem:
    return Problem(
        code="file.kind-unsupported",
        what=f"{kind} in version {header.shown_version} is not read here",
        where=f"{name}, transaction {header.ordinal}, segment {header.first_segment}",
        fix="ask the sender for one of these in 5010: 270, 271, 276, 277, 277CA, 278, "
        "820, 834, 835, 837P, 999, TA1",
    )


def _is_meant_as_x12(content: bytes) -> bool:
    """Whether a file without a readable interchange begins like one, as plain text."""
    return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:3] == b"ISA"


def _read_sheet(content: bytes, name: str) -> RemittanceSheet | RosterSheet | Refused:
    """A sheet is a roster where it has the columns of one and is no remittance sheet."""
    sheet = read_remittance_sheet(content)
    if isinstance(sheet, Sheet):
        return check_remittance(sheet)
    roster = read_roster_sheet(content)
    if isinstance(roster, Sheet) and is_roster(roster):
        return check_roster(roster)
    return other_kind(content, name) or sheet


def _no_interchange(name: str) -> Problem:
    return Problem(
        code="file.no-interchange",
        what="it begins like an X12 file and holds no whole interchange header",
        where=name,
        fix="ask the sender for the whole file, as plain text",
    )


def _receipts(result: FileResult) -> Iterator[TransactionReceipt]:
    for ordinal, each in enumerate(result.transactions, start=1):
        yield TransactionReceipt(ordinal, each.kind, each.control, each.outcome, each.subject or "")


def _again(known: KnownFile, result: FileResult) -> FileResult:
    """The same bytes: what could not be used says so again, all else is a duplicate of itself."""
    firsts = {receipt.ordinal: receipt for receipt in known.transactions}
    transactions = tuple(
        _as_duplicate(each, firsts.get(ordinal))
        for ordinal, each in enumerate(result.transactions, start=1)
    )
    return replace(result, transactions=transactions, outcome=outcome_of(transactions))


def _as_duplicate(result: TransactionResult, first: TransactionReceipt | None) -> TransactionResult:
    if first is None or result.outcome in {"unsupported", "unreadable"}:
        return result
    if result.outcome not in {"duplicate", first.outcome}:
        return result  # what it waited for has come
    if result.outcome != "duplicate" and (result.subject or "") != first.subject:
        return result  # it is known by now what it is about
    was = result.was or first.outcome
    return replace(result, outcome="duplicate", was=was)
