"""A statement as rows of a sheet: everything that moved, from the opening to the closing balance.

The column of the partner's part, added up over all rows above the closing balance, comes to it.
What stands below tells in a column of its own what of it may be paid out; and how to question it.
"""

from collections.abc import Iterator

from adapters.sheets.write_sheet import Amount, Cell, Worksheet
from domain.statements.statement import StatementBody
from domain.statements.statement_groups import LineGroup, told_lines
from domain.statements.statement_parts import StatementLine
from hub.services.care.visit_labels import Labels, VisitLabel, told
from hub.services.partner_words import PartnerWords
from hub.services.statements.statement_balance import (
    balance_rows,
    question_sentences,
    since_rows,
    standing_rows,
)
from hub.services.statements.statement_content import (
    count_rows,
    count_title,
    group_says,
    line_says,
    numbers_told,
    open_rows,
    year_rows,
)
from hub.services.statements.statement_reasons import reason_codes, remark_codes
from hub.services.statements.statement_rules import fee_says
from hub.services.statements.statements import ShownStatement

_HEADERS = (
    "sheet.statement",
    "sheet.kind",
    "sheet.notice",
    "sheet.notice_on",
    "sheet.bank_on",
    "lines.visit_on",
    "sheet.row",
    "sheet.member",
    "lines.claim",
    "sheet.line",
    "lines.service",
    "lines.units",
    "lines.rate",
    "lines.billed",
    "lines.plan_paid",
    "sheet.upstream",
    "lines.fee",
    "sheet.fee_rule",
    "lines.net",
    "sheet.codes",
    "sheet.original",
    "sheet.original_on",
    "sheet.original_in",
    "sheet.detail_of",
    "sheet.standing",
)
_EMPTY: tuple[Cell, ...] = (None,) * len(_HEADERS)
_KIND, _NET = _HEADERS.index("sheet.kind"), _HEADERS.index("lines.net")
_STANDING = _HEADERS.index("sheet.standing")


def sheet_headers(words: PartnerWords) -> tuple[str, ...]:
    """What stands above the columns."""
    return tuple(words(name) for name in _HEADERS)


def sheet_rows(
    words: PartnerWords, shown: ShownStatement, labels: Labels
) -> Iterator[tuple[Cell, ...]]:
    """All that moved, then what of the balance may be paid out, then how to question it."""
    body = shown.body
    yield from _moved_rows(words, shown, labels)
    for text, cents in (*since_rows(words, shown), *standing_rows(words, body)):
        yield _told(body, text, _STANDING, Amount(cents))
    if question := " ".join(question_sentences(words, shown)):
        yield _told(body, question, _STANDING, None)


def _moved_rows(
    words: PartnerWords, shown: ShownStatement, labels: Labels
) -> Iterator[tuple[Cell, ...]]:
    """The opening balance, every line, everything else that moved, the closing balance.

    Lines that one change moved are told by what they are part of.
    """
    body = shown.body
    first, *between, last = balance_rows(words, shown)
    yield _total(body, *first)
    for group in told_lines(body.lines):
        for line in group.lines:
            yield _line(words, body, group, line, labels)
    of_lines = {words(f"balance.{name}") for name in ("payments", "taken_back", "interest")}
    for text, cents in between:
        if text not in of_lines:
            yield _total(body, text, cents)
    yield _total(body, *last)


def workbook(words: PartnerWords, shown: ShownStatement, labels: Labels) -> Iterator[Worksheet]:
    """What moved, then on worksheets of their own what the paper tells beside it."""
    body = shown.body
    yield body.number, sheet_headers(words), sheet_rows(words, shown, labels)
    so_far = words("counts.so_far")
    yield (
        words("sheet.visits"),
        [count_title(words, shown), words("counts.of_month", month=body.month), so_far],
        [*count_rows(words, body)],
    )
    names = ("who", "what", "count", "amount", "by", "numbers")
    yield (
        words("sheet.open"),
        [words(f"open.{name}") for name in names],
        [
            (
                *row[:2],
                each.count,
                Amount(each.amount),
                each.due_on,
                numbers_told(words, each, labels),
            )
            for row, each in zip(open_rows(words, body, labels), body.open_items, strict=True)
        ],
    )
    yield (
        words("sheet.year"),
        [words("balance.what"), words("balance.amount")],
        [(text, Amount(cents)) for text, cents in year_rows(words, body)],
    )


def _total(body: StatementBody, text: str, cents: int) -> tuple[Cell, ...]:
    return _told(body, text, _NET, Amount(cents))


def _told(body: StatementBody, text: str, at: int, cell: Cell) -> tuple[Cell, ...]:
    row = list(_EMPTY)
    row[0], row[_KIND], row[at] = body.number, text, cell
    return tuple(row)


def _line(
    words: PartnerWords,
    body: StatementBody,
    group: LineGroup,
    line: StatementLine,
    labels: Labels,
) -> tuple[Cell, ...]:
    visits = [labels[each] for each in line.encounters if each in labels]
    original = line.original
    is_paid = line.kind == "payment" and line.service is not None
    return (
        body.number,
        line_says(words, line),
        line.trace,
        line.notice_on or line.paid_on,
        line.bank_on,
        line.service_on,
        told((VisitLabel(label.row, own=label.own) for label in visits), words("lines.row")),
        told((VisitLabel(0, label.initials) for label in visits), ""),
        line.claim,
        line.line,
        str(line.service or ""),
        line.units if is_paid else None,
        Amount(line.rate) if is_paid and line.rate is not None else None,
        Amount(line.billed) if is_paid else None,
        Amount(line.plan_paid),
        Amount(line.upstream) if line.upstream else None,
        Amount(line.fee),
        fee_says(words, body, line),
        Amount(line.net),
        " ".join((*reason_codes(line), *remark_codes(line))),
        original.trace if original else "",
        original.paid_on if original else None,
        original.statement if original else "",
        "" if group.kind == "line" else f"{group.service or ''}: {group_says(words, group)}",
        None,
    )
