"""A statement as its partner reads it: plain words, lines of 80 columns.

Only the partner words of the glossary are used; no member is named.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from adapters.edi.codes import explain
from domain.money import Money, show_money
from domain.partner import PartnerDetails
from domain.statement import StatementBody
from domain.statement_parts import EncounterCount, StatementLine

_WIDTH = 80
_KINDS = {
    "payment": "",
    "reversal": "the plan cancelled its payment",
    "takeback": "the plan took this money back",
    "takeback-announced": "the plan says it will take this back",
    "interest": "interest for late payment",
    "penalty": "penalty for late payment",
    "month": "counted again with the month's payment",
    "month-split": "the month's payment, shared by all who saw the member",
    "paid-twice-accepted": "the second payment is right: it counts from now on",
    "terms-accepted": "shared again by the terms agreed since",
    "undone": "this was about something else, so it is taken out again",
}
_ARRIVALS = {
    "in-bank": "in the bank",
    "awaited": "not in the bank yet",
    "set-off": "no money to wait for: the plan set it off against other payments",
}
_OUTCOMES = {
    "paid": "paid",
    "part-paid": "paid in part",
    "covered": "covered by the month's payment",
    "denied": "the plan will not pay",
    "taken-back": "taken back",
}


_SHORT = (
    "The plan took back money that is not yours, so the bank holds less than the hub owes. You are "
    "still owed all of it; the hub has to make it good."
)


def statement_lines(details: PartnerDetails, body: StatementBody, *, issued: bool) -> list[str]:
    """The statement as lines of text."""
    return [
        *_head(details, body, issued=issued),
        *_balance(body),
        *_movements(body.lines),
        *_reasons(body.lines),
        *_visits(body.encounters),
    ]


def _head(details: PartnerDetails, body: StatementBody, *, issued: bool) -> Iterator[str]:
    kind = f"Statement {body.number}" if issued else f"Draft of statement {body.number}"
    yield f"{kind} for {body.month}"
    yield details.name
    yield ""


def _balance(body: StatementBody) -> Iterator[str]:
    moved = body.closing - body.opening
    waiting = body.closing - body.payable - body.short if body.closing > 0 else 0
    before = "Owed to you before this statement"
    yield _amount(before if body.opening >= 0 else "You owed the hub before", abs(body.opening))
    yield _amount("Added in this statement" if moved >= 0 else "Taken off in this one", abs(moved))
    yield _amount("Owed to you now" if body.closing >= 0 else "You owe the hub", abs(body.closing))
    if body.closing > 0:
        yield _amount("  of it, in the bank and payable", body.payable)
    if waiting:
        yield _amount("  of it, waiting for the plan's money to arrive", waiting)
    if body.short:
        yield _amount("  of it, not covered by the bank", body.short)
        yield from _wrapped(_SHORT, "    ")
    yield ""


def _amount(words: str, cents: Money) -> str:
    return f"{words:<50}{show_money(cents):>12}"


def _movements(lines: Sequence[StatementLine]) -> Iterator[str]:
    if not lines:
        yield "No money moved in this statement."
        yield ""
        return
    titles = (f"{'plan paid':>12}", f"{'hub fee':>10}", f"{'yours':>11}")
    yield f"{'visit on':<11}{'service':<12}{'units':>5}{''.join(titles)}"
    by_notice = sorted(lines, key=lambda line: (line.paid_on, line.trace))
    for (paid_on, trace, arrival), group in groupby(
        by_notice, key=lambda line: (line.paid_on, line.trace, line.arrival)
    ):
        yield from _wrapped(f"Payment notice {trace} of {paid_on}, {_ARRIVALS[arrival]}", "")
        for line in group:
            yield from _movement(line)
    total = [
        sum(cents) for cents in zip(*((x.plan_paid, x.fee, x.net) for x in lines), strict=True)
    ]
    yield _row("all", "", "", total)
    yield ""


def _movement(line: StatementLine) -> Iterator[str]:
    day = str(line.service_on) if line.service_on else ""
    service = str(line.service) if line.service else ""
    units = str(line.units) if line.kind == "payment" and line.line else ""
    yield _row(day, service, units, (line.plan_paid, line.fee, line.net))
    words = _KINDS[line.kind] or _OUTCOMES.get(line.outcome or "", "")
    codes = [adjustment.code for adjustment in line.adjustments]
    shown = f" ({', '.join(codes)})" if codes and line.kind == "payment" else ""
    yield from _wrapped(f"claim {line.claim}: {words}{shown}", "    ")


def _row(day: str, service: str, units: str, amounts: Sequence[Money]) -> str:
    paid, fee, net = (show_money(cents) for cents in amounts)
    return f"{day:<11}{service:<12}{units:>5}{paid:>12}{fee:>10}{net:>11}"


def _reasons(lines: Sequence[StatementLine]) -> Iterator[str]:
    """What each reason means, once, with who acts and what to do next."""
    codes = sorted({a.code for line in lines if line.kind == "payment" for a in line.adjustments})
    if not codes:
        return
    yield "What the plan's reasons mean"
    for code in codes:
        known = explain(code)
        words = f"{known.words}. Next: {known.next}." if known else "no plain words for it yet."
        yield from _wrapped(f"{code}: {words}", "  ")
    yield ""


def _visits(visits: EncounterCount) -> Iterator[str]:
    yield f"Your visits so far: {visits.handed_in} handed in"
    for words, count in (
        ("fix needed", visits.fix_needed),
        ("waiting on the hub", visits.waiting_hub),
        ("waiting on the plan", visits.waiting_plan),
        ("paid", visits.paid),
        ("paid in part", visits.part_paid),
        ("not payable", visits.not_payable),
        ("nobody can be billed for", visits.not_billable),
    ):
        yield f"  {count:>5}  {words}"
    if not visits.adds_up:
        yield from _wrapped(_DIFFERS.format(visits.placed), "  ")


_DIFFERS = (
    "These lines come to {}, not to what was handed in: ask the hub to look for the difference."
)


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
