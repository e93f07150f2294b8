"""What a file is that was handed in as one of a plan's, and is none: known by how it begins."""

import re

import msgspec

from adapters.bank.bank_columns import ColumnNames, common_columns
from adapters.sheets.columns import columns_of
from adapters.sheets.grid import Row, read_grids
from adapters.sheets.sheet import DEEPEST_HEADER, known_columns
from adapters.sheets.sheet_kinds import names_no_column, sheet_kind
from domain.problem import Problem, Refused, refuse

_HEAD = 4096


class FileKind(msgspec.Struct, frozen=True):
    """A kind of file that no answer of a plan comes in, and what to do instead."""

    words: str
    fix: str


_UNPACK = "unpack it and hand in the file inside"
_BEHIND = "ask the plan for the 835 file behind it, or type it in as a remittance sheet"
_AGAIN = "fetch the file again, or ask the sender for the X12 file"
_PDF = FileKind("a PDF", _BEHIND)
_PICTURE = FileKind("a picture", _BEHIND)
_PACKED = FileKind("a packed file", _UNPACK)
_ENCRYPTED = FileKind("an encrypted file", "decrypt it first, or ask the sender for it in the open")
_WORD = FileKind("a Word document", _BEHIND)
_DATABASE = FileKind(
    "a database, perhaps the hub's own", "hand in the file that the plan sent, not a database"
)
_WEB_PAGE = FileKind("a web page, perhaps a login page", f"sign in again and {_AGAIN}")
_XML = FileKind("an XML file", _AGAIN)
_JSON = FileKind("JSON, data for programs", _AGAIN)
_UTF_16 = FileKind(
    "an X12 file written as text in UTF-16", "save it as plain text (UTF-8), or ask the sender"
)
_NOISE = FileKind(
    "neither text nor a workbook: perhaps encrypted, packed or damaged",
    f"{_AGAIN} as plain text",
)
_UNKNOWN = FileKind(
    "nothing that is taken in here: it is no X12 file, and no heading of a sheet stands in it",
    "hub receive takes X12 files (835, 820, 999, 277CA, TA1), remittance sheets (hub remittance "
    "template makes an empty one) and roster sheets (hub roster template); visits go to hub "
    "encounter import, members to hub member import, authorizations to hub authorization import, "
    "rates to hub plan rates, a bank's file to hub deposit import",
)
_SHEETS = {
    "encounters": FileKind("a visit sheet", "take it in with hub encounter import"),
    "members": FileKind("a member sheet", "take it in with hub member import"),
    "authorizations": FileKind(
        "an authorization sheet", "take it in with hub authorization import"
    ),
    "rates": FileKind("a sheet of rates", "publish it with hub plan rates"),
    "written": FileKind(
        "an invoice or activity file, which the hub writes itself",
        "send it to the plan and hand in what the plan answers",
    ),
}
_BANK = FileKind("a bank's file", "take it in with hub deposit import")
# what a bank's file may have too; with any other of its columns a sheet tells of claims
_AS_BANKS_SAY = frozenset({"trace", "kind", "control", "method", "payer", "service_on"})
_STARTS = (
    (b"\x1f\x8b", _PACKED),
    (b"BZh", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"Rar!\x1a", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"-----BEGIN PGP", _ENCRYPTED),
    (b"SQLite format 3\0", _DATABASE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"{\\rtf", FileKind("a document for word processors (RTF)", _BEHIND)),
)
_PACKED_START = b"PK\x03\x04"
_WORKBOOK_PARTS = (b"[Content_Types].xml", b"xl/", b"content.xml")
_HTML = re.compile(rb"<!doctype html|<html", re.IGNORECASE)
_JSON_START = re.compile(rb'\{\s*["}]|\[\s*[{\[\]"\d]')
_UTF_16_X12 = re.compile(rb"(\xff\xfe)?I\0S\0A\0|(\xfe\xff)?\0I\0S\0A")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_MOST_CONTROL = 50  # text holds none; of chance bytes, one in nine


def other_kind(content: bytes, name: str) -> Refused | None:
    """Why a file cannot be an answer of a plan; None where only its contents could say.

    Nothing of the contents is repeated.
    """
    if not content.strip(b"\0 \t\r\n"):
        return refuse("file.empty", what="the file is empty", where=name, fix=_AGAIN)
    kind = _binary_kind(content) or _text_kind(content) or _sheet_kind(content)
    if kind is None and names_no_column(content):
        kind = _UNKNOWN
    return None if kind is None else _told(kind, name)


def of_a_bank(content: bytes, name: str) -> Refused | None:
    """Why a sheet is none of ours, where its columns are those of a bank's file."""
    return _told(_BANK, name) if _is_of_bank(content) else None


def _told(kind: FileKind, name: str) -> Refused:
    seems = "is" if kind in {_NOISE, _UNKNOWN} else "looks like"
    what = f"it {seems} {kind.words}"
    return Refused((Problem(code="file.other-kind", what=what, where=name, fix=kind.fix),))


def _binary_kind(content: bytes) -> FileKind | None:
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return _PDF
    if _UTF_16_X12.match(head):
        return _UTF_16
    if content.startswith(_PACKED_START):
        return _packed_kind(content)
    if known := next((kind for start, kind in _STARTS if content.startswith(start)), None):
        return known
    is_text_or_workbook = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0"))
    control = len(head) - len(head.translate(None, _CONTROL))
    return _NOISE if not is_text_or_workbook and control * _MOST_CONTROL > len(head) else None


def _packed_kind(content: bytes) -> FileKind | None:
    """Workbooks are packed too: one that cannot be opened is left to those who read sheets."""
    if b"word/document.xml" in content:
        return _WORD
    return None if any(part in content for part in _WORKBOOK_PARTS) else _PACKED


def _text_kind(content: bytes) -> FileKind | None:
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<") and _HTML.search(head):
        return _WEB_PAGE
    if head.startswith(b"<?xml"):
        return _XML
    return _JSON if _JSON_START.match(head) else None


def _sheet_kind(content: bytes) -> FileKind | None:
    if _is_of_bank(content):
        return _BANK
    found = sheet_kind(content)
    return _SHEETS[found] if found else None


def _is_of_bank(content: bytes) -> bool:
    grids = read_grids(content)
    if isinstance(grids, Problem):
        return False
    names = common_columns().columns
    rows = (row for grid in grids for row in grid.rows[:DEEPEST_HEADER])
    return any(_heads_bank(row, names) for row in rows)


def _heads_bank(row: Row, names: ColumnNames) -> bool:
    """Whether a row heads days, amounts and a text or two directions, and nobody's care."""
    cells = {cell.casefold() for cell in row.cells}
    day, amount, credit, debit, text = (
        not cells.isdisjoint(name.casefold() for name in each)
        for each in (names.day, names.amount, names.credit, names.debit, names.text + names.trace)
    )
    if not (day and (amount or credit) and (debit or text)):
        return False
    visit = known_columns(row, columns_of("encounters"))
    payment = known_columns(row, columns_of("remittance"))
    return visit <= {"service_on", "service"} and payment <= _AS_BANKS_SAY
