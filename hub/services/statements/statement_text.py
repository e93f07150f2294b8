"""A statement as its partner reads it on a screen: plain words, lines of 80 columns.

Only the partner words of the glossary are used; no member is named.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from domain.money import Money, show_money
from domain.statements.statement import StatementBody
from domain.statements.statement_groups import LineGroup, told_lines
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
    notice_title,
    open_rows,
    year_rows,
)
from hub.services.statements.statement_reasons import reason_rows
from hub.services.statements.statement_rules import rounding_sentences, rule_rows
from hub.services.statements.statements import ShownStatement

_WIDTH = 80
_WORDS = 66  # what is left of a line beside an amount


def statement_text(words: PartnerWords, shown: ShownStatement, labels: Labels) -> list[str]:
    """The statement as lines of text."""
    body = shown.body
    title, sentences = heading(words, shown)
    return [
        title,
        *(line for sentence in sentences for line in _wrapped(sentence, "")),
        "",
        *_amounts([*told_balance(words, shown)]),
        *_amounts([*since_rows(words, shown)]),
        *_amounts([*standing_rows(words, body)], indent="  "),
        *_told(_debt(words, body)),
        "",
        *_movements(words, told_lines(body.lines), labels),
        *_rules(words, body),
        *_waiting(words, body, labels),
        *_visits(words, shown),
        *_year(words, body),
        *_told(question_sentences(words, shown)),
    ]


def _debt(words: PartnerWords, body: StatementBody) -> Iterator[str]:
    yield from debt_sentences(words, body)
    if body.short:
        yield words("short.text")


def _told(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from _wrapped(sentence, "")


def _amounts(rows: Sequence[Row], indent: str = "") -> Iterator[str]:
    for text, cents in rows:
        *first, last = wrap(f"{indent}{text}", _WORDS, subsequent_indent=f"{indent}  ")
        yield from first
        yield f"{last:<{_WORDS}}{show_money(cents):>13}"


def _movements(words: PartnerWords, groups: Sequence[LineGroup], labels: Labels) -> Iterator[str]:
    if not groups:
        yield words("lines.none")
        yield ""
        return
    names = ("visit_on", "service", "units", "plan_paid", "fee", "net")
    day, service, units, *figures = (words(f"lines.{name}") for name in names)
    yield f"{day:<11}{service:<11}{units:>9}{''.join(f'{each:>16}' for each in figures)}"
    titled = ((notice_title(words, group.first), group) for group in groups)
    for title, of_notice in groupby(titled, key=lambda each: each[0]):
        yield from _wrapped(title, "")
        for _, group in of_notice:
            yield from _movement(words, group, labels)
    total = [sum(each) for each in zip(*(_sums(group) for group in groups), strict=True)]
    yield _row(words("lines.total"), "", "", total)
    yield ""


def _movement(words: PartnerWords, group: LineGroup, labels: Labels) -> Iterator[str]:
    line = group.first
    by_itself = group.kind == "line"
    day = str(line.service_on) if by_itself and line.service_on else ""
    units = str(line.units) if by_itself and line.kind == "payment" and line.line else ""
    yield _row(day, str(line.service or ""), units, _sums(group))
    visits = (labels[each] for each in line.encounters if each in labels)
    row = told(visits, words("lines.row"))
    named = ", ".join(part for part in (line.claim, row) if part)
    says = group_says(words, group)
    yield from _wrapped(f"{named}: {says}" if by_itself else says, "    ")


def _sums(group: LineGroup) -> tuple[Money, Money, Money]:
    return group.plan_paid, group.fee, group.net


def _row(day: str, service: str, units: str, amounts: Sequence[Money]) -> str:
    figures = "".join(f"{show_money(cents):>16}" for cents in amounts)
    return f"{day:<11}{service:<11}{units:>9}{figures}"


def _rules(words: PartnerWords, body: StatementBody) -> Iterator[str]:
    if rules := list(rule_rows(words, body)):
        yield words("lines.rules_title")
        for plan, service, rule in rules:
            told = ", ".join(part for part in (plan, service) if part)
            yield from _wrapped(f"{told}: {rule}", "  ")
        for sentence in rounding_sentences(words, body):
            yield from _wrapped(sentence, "  ")
        yield ""
    if reasons := list(reason_rows(words, body)):
        yield words("reasons.title")
        for code, meaning in reasons:
            yield from _wrapped(f"{code}: {meaning}", "  ")
        yield ""


def _waiting(words: PartnerWords, body: StatementBody, labels: Labels) -> Iterator[str]:
    yield words("open.title")
    rows = list(open_rows(words, body, labels))
    if not rows:
        yield f"  {words('open.none')}"
    for item, (_, what, count, amount, by) in zip(body.open_items, rows, strict=True):
        parts = [f"{words(f'open.on_{item.who}')}: {count}, {what}"]
        parts += [amount] if amount else []
        parts += [f"{words('open.by')} {by}"] if by else []
        yield from _wrapped("; ".join(parts), "  ")
    yield ""


def _visits(words: PartnerWords, shown: ShownStatement) -> Iterator[str]:
    body = shown.body
    yield from _wrapped(count_title(words, shown), "")
    month, so_far = words("counts.of_month", month=body.month), words("counts.so_far")
    yield f"{'':<34}{month:>22}{so_far:>22}"
    for text, of_month, of_all in count_rows(words, body):
        yield f"  {text:<32}{of_month:>22}{of_all:>22}"
    for sentence in (count_after(words, shown), count_differs(words, body.encounters)):
        yield from _wrapped(sentence, "  ")
    yield ""


def _year(words: PartnerWords, body: StatementBody) -> Iterator[str]:
    if body.year is not None:
        yield words("year.title", year=body.year.year)
        yield from _amounts([*year_rows(words, body)], indent="  ")
        yield ""


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
