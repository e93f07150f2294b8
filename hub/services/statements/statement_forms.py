"""A statement as a file: to print, for a spreadsheet, for a program; the same figures in each."""

from pathlib import Path
from typing import Literal, get_args

import msgspec

from adapters.pages.write_html import write_html
from adapters.pages.write_pdf import write_pdf
from adapters.sheets.write_sheet import write_csv, write_workbook
from domain.money import show_money
from domain.problem import Refused, refuse
from domain.statements.statement import StatementBody
from hub.services.care.visit_labels import visit_labels
from hub.services.partner_words import statement_words
from hub.services.statements.statement_content import YEAR_ROWS
from hub.services.statements.statement_page import statement_page
from hub.services.statements.statement_sheet import sheet_headers, sheet_rows, workbook
from hub.services.statements.statements import ShownStatement
from hub.wiring import Hub

Form = Literal["pdf", "html", "xlsx", "csv", "json"]
FORMS: tuple[Form, ...] = get_args(Form)
FOLDER = "statements"

_AMOUNTS = (
    "opening",
    "closing",
    "payable",
    "under_way",
    "waiting",
    "later",
    "short",
    "reserve",
    "advance",
)
_LINE_AMOUNTS = (
    "billed",
    "plan_paid",
    "upstream",
    "hub_own",
    "waiting",
    "fee",
    "invoiced",
    "direct",
    "net",
)
_YEAR_AMOUNTS = (*YEAR_ROWS, "direct", "repaid")


def statement_file(hub: Hub, shown: ShownStatement, form: Form, language: str) -> bytes:
    """The statement in one form; `language` is one of those there are words in.

    The same statement gives the same bytes, as long as its members' records say the same. The form
    for programs names no member, and has no language.
    """
    body = shown.body
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(statement_document(shown)), indent=2) + b"\n"
    words = statement_words(language)
    labels = visit_labels(hub, body, initials=True)
    if form == "csv":
        return write_csv(sheet_headers(words), sheet_rows(words, shown, labels))
    if form == "xlsx":
        return write_workbook(workbook(words, shown, labels))
    page = statement_page(words, shown, labels)
    return write_pdf(page) if form == "pdf" else write_html(page)


def write_statement(
    hub: Hub, shown: ShownStatement, form: Form, language: str, path: Path | None = None
) -> Path | Refused:
    """Write a form of the statement; without `path` into the folder `statements` of the hub.

    Nothing is overwritten but by the same bytes.
    """
    content = statement_file(hub, shown, form, language)
    place = path or default_path(hub, shown.body, form, language)
    try:
        if path is None:
            place.parent.mkdir(exist_ok=True)
        if place.exists() and place.read_bytes() == content:
            return place
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return refuse(
            "statement.file-exists",
            what="there is another file of that name",
            where=str(place),
            fix="name another file: --out FILE",
        )
    except OSError as error:
        return refuse(
            "statement.not-written",
            what=f"it cannot be written: {error.strerror}",
            where=str(place),
            fix="name another file: --out FILE",
        )
    return place


def default_path(hub: Hub, body: StatementBody, form: Form, language: str) -> Path:
    """Where a form lies when nobody says where: named by number and, but for English, language."""
    suffix = "" if language == "en" or form == "json" else f".{language}"
    return hub.settings.folder / FOLDER / f"{body.number}{suffix}.{form}"


def statement_document(shown: ShownStatement) -> dict[str, object]:
    """The statement as a program reads it: amounts as texts with two decimals, no member named."""
    body = shown.body
    document = msgspec.to_builtins(body)
    _show(document, _AMOUNTS)
    for line in document["lines"]:
        _show(line, _LINE_AMOUNTS)
        line["rate"] = None if line["rate"] is None else show_money(line["rate"])
        for adjustment in line["adjustments"]:
            adjustment["amount"] = show_money(adjustment["amount"])
    for name in ("settlements", "moves", "since"):
        for each in document[name]:
            each["amount"] = show_money(each.pop("cents"))
    for each in document["open_items"]:
        each["amount"] = show_money(each["amount"])
    if document["year"] is not None:
        _show(document["year"], _YEAR_AMOUNTS)
    if document["recoupment"] is not None:
        _show(document["recoupment"], ("owed", "from_reserve"))
    return {
        "issued": shown.issued_on is not None,
        "issued_on": shown.issued_on,
        "month_name": str(body.month),
        "net": show_money(body.net),
        "balance": show_money(body.balance),
        **document,
    }


def _show(document: dict[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        cents = document[name]
        assert isinstance(cents, int)
        document[name] = show_money(cents)
