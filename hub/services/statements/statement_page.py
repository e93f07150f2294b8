"""A statement as a page to print, in its reader's words."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from adapters.pages.page import Page, Table
from domain.money import Money, show_money
from domain.statements.statement import StatementBody
from domain.statements.statement_groups import LineGroup, told_lines
from domain.statements.statement_parts import StatementLine
from hub.services.care.visit_labels import Labels, told
from hub.services.partner_words import PartnerWords
from hub.services.statements.statement_balance import (
    Row,
    debt_sentences,
    question_sentences,
    since_rows,
    standing_rows,
    told_balance,
)
from hub.services.statements.statement_content import (
    count_after,
    count_differs,
    count_rows,
    count_title,
    group_says,
    heading,
    line_says,
    notice_title,
    open_rows,
    year_rows,
)
from hub.services.statements.statement_reasons import reason_rows
from hub.services.statements.statement_rules import rounding_sentences, rule_rows
from hub.services.statements.statements import ShownStatement

_LEFT = 2  # the day and what it is; figures stand behind them


def statement_page(words: PartnerWords, shown: ShownStatement, labels: Labels) -> Page:
    """The statement: balance, payment notices, what waits, visits and the year on one sheet.

    Every line that moved stands behind them.
    """
    body = shown.body
    title, sentences = heading(words, shown)
    groups = told_lines(body.lines)
    return Page(
        title=title,
        language=words.language,
        sentences=sentences,
        tables=(
            *_balance(words, shown),
            *_summary(words, groups),
            *_open(words, body, labels),
            _counts(words, shown),
            *_year(words, body),
        ),
        notes=tuple(_notes(words, shown)),
        one_sheet=False,
        further=(
            *_notices(words, groups, labels),
            *_rules(words, body),
            *_reasons(words, body),
            *_details(words, groups, labels),
        ),
    )


def _notes(words: PartnerWords, shown: ShownStatement) -> Iterator[str]:
    body = shown.body
    if not body.lines:
        yield words("lines.none")
    if not body.open_items:
        yield words("open.none")
    if debt := " ".join(debt_sentences(words, body)):
        yield debt
    if body.short:
        yield words("short.text")
    if after := count_after(words, shown):
        yield after
    if differs := count_differs(words, body.encounters):
        yield differs
    yield " ".join(question_sentences(words, shown))


def _balance(words: PartnerWords, shown: ShownStatement) -> Iterator[Table]:
    headers = (words("balance.what"), words("balance.amount"))
    rows = _money_rows([*told_balance(words, shown)])
    yield Table(words("balance.title"), headers, rows, has_total=True)
    now = [*since_rows(words, shown), *standing_rows(words, shown.body)]
    if standing := _money_rows(now):
        yield Table(words("balance.standing"), headers, standing)


def _money_rows(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    return tuple((text, show_money(cents)) for text, cents in rows)


def _summary(words: PartnerWords, groups: Sequence[LineGroup]) -> Iterator[Table]:
    """A row for each payment notice, and all of them together."""
    if not groups:
        return
    titled = ((notice_title(words, group.first), group) for group in groups)
    sums = [
        (title, _sums([group for _, group in found]))
        for title, found in groupby(titled, key=lambda each: each[0])
    ]
    headers = tuple(words(f"lines.{name}") for name in ("notice", "plan_paid", "fee", "net"))
    rows = [(title, *map(show_money, amounts)) for title, amounts in sums]
    total = (words("lines.total"), *map(show_money, _sums(groups)))
    yield Table(words("lines.notices"), headers, (*rows, total), has_total=True)


def _sums(groups: Sequence[LineGroup]) -> tuple[Money, Money, Money]:
    return (
        sum(group.plan_paid for group in groups),
        sum(group.fee for group in groups),
        sum(group.net for group in groups),
    )


def _notices(words: PartnerWords, groups: Sequence[LineGroup], labels: Labels) -> Iterator[Table]:
    """A table for each payment notice."""
    titled = ((notice_title(words, group.first), group) for group in groups)
    for title, found in groupby(titled, key=lambda each: each[0]):
        of_notice = [group for _, group in found]
        rows = [_group_row(words, group, labels) for group in of_notice]
        total = (words("lines.total"), *[""] * 4, *map(show_money, _sums(of_notice)))
        yield Table(title, _headers(words), (*rows, total), has_total=True, left=_LEFT)


def _headers(words: PartnerWords) -> tuple[str, ...]:
    names = ("visit_on", "why", "units", "rate", "billed", "plan_paid", "fee", "net")
    return tuple(words(f"lines.{name}") for name in names)


def _group_row(words: PartnerWords, group: LineGroup, labels: Labels) -> tuple[str, ...]:
    if group.kind == "line":
        return _line_row(words, group.first, labels)
    what = f"{group.service or ''}: {group_says(words, group)}"
    return ("", what, "", "", "", *map(show_money, (group.plan_paid, group.fee, group.net)))


def _line_row(words: PartnerWords, line: StatementLine, labels: Labels) -> tuple[str, ...]:
    visits = told((labels[each] for each in line.encounters if each in labels), words("lines.row"))
    is_payment = line.kind == "payment" and line.service is not None
    service = f"{line.service}: " if line.service else ""
    figures = (
        str(line.units) if is_payment else "",
        show_money(line.rate) if is_payment and line.rate is not None else "",
        show_money(line.billed) if is_payment else "",
        *map(show_money, (line.plan_paid, line.fee, line.net)),
    )
    named = f"{line.claim}, {visits}" if visits else line.claim
    return (str(line.service_on or ""), f"{service}{line_says(words, line)} ({named})", *figures)


def _details(words: PartnerWords, groups: Sequence[LineGroup], labels: Labels) -> Iterator[Table]:
    """The single lines of every change of price or terms."""
    lines = [line for group in groups if group.kind != "line" for line in group.lines]
    if lines:
        rows = tuple(_line_row(words, line, labels) for line in lines)
        yield Table(words("lines.detail"), _headers(words), rows, left=_LEFT)


def _rules(words: PartnerWords, body: StatementBody) -> Iterator[Table]:
    if rows := tuple(rule_rows(words, body)):
        names = ("lines.plan", "lines.service", "lines.rule")
        headers = tuple(words(name) for name in names)
        rounded = (("", "", sentence) for sentence in rounding_sentences(words, body))
        yield Table(words("lines.rules_title"), headers, (*rows, *rounded), left=3)


def _reasons(words: PartnerWords, body: StatementBody) -> Iterator[Table]:
    if rows := tuple(reason_rows(words, body)):
        headers = (words("reasons.code"), words("reasons.meaning"))
        yield Table(words("reasons.title"), headers, rows, left=2)


def _open(words: PartnerWords, body: StatementBody, labels: Labels) -> Iterator[Table]:
    if rows := tuple(open_rows(words, body, labels)):
        headers = tuple(words(f"open.{name}") for name in ("who", "what", "count", "amount", "by"))
        yield Table(words("open.title"), headers, rows, left=2)


def _counts(words: PartnerWords, shown: ShownStatement) -> Table:
    body = shown.body
    rows = tuple((text, str(month), str(all_)) for text, month, all_ in count_rows(words, body))
    headers = (
        words("counts.place"),
        words("counts.of_month", month=body.month),
        words("counts.so_far"),
    )
    return Table(count_title(words, shown), headers, rows, has_total=True)


def _year(words: PartnerWords, body: StatementBody) -> Iterator[Table]:
    if body.year is not None:
        rows: list[tuple[str, Money]] = list(year_rows(words, body))
        headers = (words("balance.what"), words("balance.amount"))
        title = words("year.title", year=body.year.year)
        yield Table(title, headers, _money_rows(rows))
