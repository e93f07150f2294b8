"""One page for a public meeting: what care cost, who paid, what nobody paid. No small counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.pages.page import Page, Table
from domain.braid.braiding import Braided
from domain.money import Money, show_money
from domain.period import Month
from domain.small_counts import Hidden, hide_small
from hub.services.braid.braiding import Braid

WITHHELD = "withheld"
_WHY = {
    "below-cost": "Medi-Cal rates below the cost of care",
    "not-billable": "Care that no health plan can be billed for",
    "denied": "Health plans would not pay",
    "waiting": "Health plans have not answered yet",
    "taken-back": "Health plans took back more than they had paid",
}


@dataclass(frozen=True)
class _Sums:
    """What one programme, or all of them, comes to, in cents."""

    cost: Money = 0
    medi_cal: Money = 0
    funds: Money = 0
    gap: Money = 0

    def with_month(self, braided: Braided) -> "_Sums":
        return _Sums(
            self.cost + braided.shortfall.cost,
            self.medi_cal + braided.shortfall.medi_cal,
            self.funds + sum(due.cents for due in braided.dues),
            self.gap + braided.gap_cents,
        )

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(_dollars(each) for each in (self.cost, self.medi_cal, self.funds, self.gap))


def public_page(
    braid: Braid, hub_name: str, months: list[Month], *, threshold: int, known_on: str
) -> Page:
    """The page in English; a programme that served few people shows neither them nor its money."""
    people = _people(braid)
    hidden = hide_small({key: len(served) for key, served in people.items()}, threshold)
    span = str(months[0]) if len(months) == 1 else f"{months[0]} to {months[-1]}"
    return Page(
        title=f"{hub_name or 'The hub'}: what care cost and who paid for it, {span}",
        language="en",
        sentences=(
            "Medi-Cal health plans pay for part of what this care costs.",
            "Other funds pay as far as their givers allow, Proposition 10 last.",
            "The gap is what nobody has paid for.",
        ),
        tables=(
            _programmes(braid, people, hidden, threshold),
            _funds(braid, hidden),
            _why(braid, hidden),
        ),
        notes=(*_notes(hidden, threshold), f"Figures as the hub knew them on {known_on}."),
    )


def _people(braid: Braid) -> dict[str, set[str]]:
    people: dict[str, set[str]] = {
        braided.shortfall.use.programme: set() for braided in braid.programme_months
    }
    for served in braid.served:
        people[served.use.programme].add(served.person)
    return people


def _programmes(braid: Braid, people: dict[str, set[str]], hidden: Hidden, threshold: int) -> Table:
    names = {
        each.shortfall.use.programme: each.shortfall.programme.name
        for each in braid.programme_months
    }
    sums = {key: _Sums() for key in names}
    for braided in braid.programme_months:
        key = braided.shortfall.use.programme
        sums[key] = sums[key].with_month(braided)
    # people who are in two programmes are counted in each: the total is that of the rows
    counts = {key: len(served) for key, served in people.items()}
    rows = [
        (names[key], *_row(key, counts[key], sums[key], hidden, threshold)) for key in sorted(names)
    ]
    total = _Sums()
    for braided in braid.programme_months:
        total = total.with_month(braided)
    figures = (f"{sum(counts.values()):,}", *total.shown)
    last = ("All programmes", *((WITHHELD,) * 5 if hidden.total else figures))
    return Table(
        "Programmes",
        ("Programme", "People served", "Cost", "Medi-Cal", "Other funds", "Gap"),
        (*rows, last),
        has_total=True,
    )


def _row(key: str, count: int, sums: _Sums, hidden: Hidden, threshold: int) -> tuple[str, ...]:
    if key in hidden.small:
        return (f"<{threshold}", *(WITHHELD,) * 4)
    if key in hidden:
        return (WITHHELD,) * 5
    return (f"{count:,}", *sums.shown)


def _funds(braid: Braid, hidden: Hidden) -> Table:
    """A fund that pays only for programmes that are kept back does not show what it paid.

    Nor do the others show what they paid of the same care: the total would tell it.
    """
    now: Counter[str] = Counter()
    seen_for: dict[str, set[str]] = {fund.fund_key: set() for fund in braid.funds}
    for braided in braid.programme_months:
        for due in braided.dues:
            now[due.fund_key] += due.cents
            seen_for[due.fund_key].add(braided.shortfall.use.programme)
    telling = {
        key for key, paid_for in seen_for.items() if paid_for and all(p in hidden for p in paid_for)
    }
    rows = []
    for fund in braid.funds:
        ever = (_dollars(fund.drawn), _dollars(fund.left))
        tells = hidden.total or fund.fund_key in telling
        rows.append(
            (
                fund.terms.name,
                _dollars(fund.budget),
                WITHHELD if hidden.total or telling else _dollars(now[fund.fund_key]),
                *((WITHHELD, WITHHELD) if tells else ever),
            )
        )
    return Table("Funds", ("Fund", "Budget", "For this care", "Drawn in all", "Left"), tuple(rows))


def _why(braid: Braid, hidden: Hidden) -> Table:
    sums: Counter[str] = Counter()
    for braided in braid.programme_months:
        for need in braided.gap:
            sums[need.kind] += need.cents
        sums["taken-back"] += braided.shortfall.taken_back
    rows = tuple(
        (words, WITHHELD if hidden.total else _dollars(sums[kind])) for kind, words in _WHY.items()
    )
    return Table("Why there is a gap", ("Reason", "Amount"), rows)


def _notes(hidden: Hidden, threshold: int) -> Iterator[str]:
    if hidden.small or hidden.total:
        yield (
            f"To protect people's privacy, numbers from 1 to {threshold - 1} are shown as "
            f"<{threshold}, and what they could be worked out from is withheld."
        )
    yield "A person who was served in two programmes is counted in each."
    yield "Plans may still pay or take back money; later pages will show it."


def _dollars(cents: Money) -> str:
    whole, _, part = show_money(abs(cents)).partition(".")
    return f"{'-' if cents < 0 else ''}${int(whole):,}.{part}"
