"""A payment that came without an 835 is taken in from a sheet that somebody typed.

What is kept is that sheet in our own columns, so that it can be read again for ever, and beside it
the sheet as it was handed in and the pages that it was typed from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sheets.columns import Columns
from adapters.sheets.remittance_sheet import check_remittance, read_remittance_sheet
from adapters.sheets.sheet import Sheet
from adapters.sheets.write_payment import write_remittance
from domain.evidence import EVIDENCE, KeepEvidence, Page
from domain.identifiers import RemittanceId
from domain.problem import Problem, Refused
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.receiving.receiving import inspect_file, receive_file
from hub.services.results import FileResult
from hub.wiring import Hub

_SHEET = "text/csv"
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_ANY = "application/octet-stream"


@dataclass(frozen=True)
class TypedPayment:
    """A sheet as it was typed, the plan's own columns if any, and the pages it was typed from."""

    content: bytes
    name: str
    columns: Columns | None = None
    pages: Sequence[bytes] = ()


@dataclass(frozen=True)
class Entered:
    """What became of the payment, how many pages are kept beside it now, and how many are new."""

    result: FileResult
    kept: int = 0
    added: int = 0


def enter_payment(hub: Hub, typed: TypedPayment, *, dry_run: bool = False) -> Entered | Refused:
    """Receive the payment, and keep the pages that it was typed from beside it.

    A sheet with a problem in any row is refused whole, with every problem.
    """
    content = _in_our_columns(typed)
    if isinstance(content, Refused):
        return content
    if dry_run:
        return Entered(inspect_file(hub, content, typed.name))
    result = receive_file(hub, content, typed.name)
    pages = [*typed.pages, *([typed.content] if content != typed.content else [])]
    subjects = [RemittanceId(each.subject) for each in result.transactions if each.subject]
    before = _count_pages(hub, subjects)
    for subject in subjects:
        _keep(hub, subject, pages)
    kept = _count_pages(hub, subjects)
    return Entered(result, kept, kept - before)


def pages_of(hub: Hub, remittance_id: str) -> tuple[Page, ...]:
    """The pages that are kept beside a remittance."""
    pages: tuple[Page, ...] = hub.handler.state(EVIDENCE, _stream(remittance_id)).pages
    return pages


def _in_our_columns(typed: TypedPayment) -> bytes | Refused:
    if typed.columns is None:
        return typed.content
    sheet = read_remittance_sheet(typed.content, typed.columns)
    checked = check_remittance(sheet, typed.columns) if isinstance(sheet, Sheet) else sheet
    if isinstance(checked, Refused):
        return Refused(tuple(_in_file(each, typed.name) for each in checked.problems))
    return write_remittance(checked)


def _in_file(problem: Problem, name: str) -> Problem:
    return Problem(problem.code, problem.what, f"{name}, {problem.where}", problem.fix)


def _count_pages(hub: Hub, subjects: Sequence[RemittanceId]) -> int:
    return sum(len(pages_of(hub, subject)) for subject in subjects)


def _keep(hub: Hub, remittance_id: RemittanceId, pages: Sequence[bytes]) -> None:
    """Keep the pages beside a remittance."""
    for page in pages:
        media = next((kind for start, kind in _KINDS if page.startswith(start)), _media(page))
        archived = hub.log.archive.put(page, media=media)
        ask = KeepEvidence(remittance_id, archived.archive_id, media, hub.today)
        hub.run(Ask(EVIDENCE, _stream(remittance_id), ask))


def _media(page: bytes) -> str:
    return _SHEET if b"\0" not in page[:4096] else _ANY


def _stream(remittance_id: str) -> str:
    return outside_id("evidence", remittance_id)
