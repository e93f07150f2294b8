"""Braiding: the cost of care beside what pays for it, each source kept apart, to the cent.

For each partner, programme and month the sources always come to the cost: what Medi-Cal came to,
then each fund in its turn as far as its restriction and its budget allow, Prop 10 last, and the
gap that is left. What was drawn already stays while the cost still bears it; what Medi-Cal paid
later shows as the difference between drawn and due, and a person returns it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.braid.cost import Programme
from domain.braid.fund_terms import GAP_KINDS, FundKey, FundTerms, GapKind, Need, ProgrammeMonth
from domain.money import Money, split


@dataclass(frozen=True)
class CostedCare:
    """Care of one kind on one day, in cents: what it costs and what plans came to for it.

    `kind` and `reason` say why plans do not cover it whole.
    """

    service_on: date
    service: str
    units: int
    cost: Money
    net: Money
    kind: GapKind
    reason: str


@dataclass(frozen=True)
class Shortfall:
    """What the care of a programme month costs, and what Medi-Cal leaves of it.

    `medi_cal` is what counts towards the cost, below zero where plans took back more than they
    paid; `above_cost` is what they paid beyond it. `needs` come to what nobody has covered yet,
    and never to more than the cost: what a takeback adds on top is in `taken_back`.
    """

    use: ProgrammeMonth
    programme: Programme
    units: int
    cost: Money
    medi_cal: Money
    above_cost: Money
    needs: tuple[Need, ...]

    @property
    def taken_back(self) -> Money:
        """What plans took back beyond what they paid; no fund stands in for it."""
        return max(0, -self.medi_cal)


@dataclass(frozen=True)
class FundStanding:
    """A fund as it stands: what is left of it, and what it was drawn for, in cents."""

    terms: FundTerms
    left: Money
    drawn: Mapping[ProgrammeMonth, Money] = field(default_factory=dict)
    is_open: bool = True


@dataclass(frozen=True)
class Due:
    """What a fund owes to a programme month, made up of `needs`, and what was drawn for it."""

    fund_key: FundKey
    drawn: Money
    needs: tuple[Need, ...]

    @property
    def cents(self) -> Money:
        """What is due."""
        return sum(need.cents for need in self.needs)

    @property
    def true_up(self) -> Money:
        """What is still to draw; below zero what is to be returned."""
        return self.cents - self.drawn


@dataclass(frozen=True)
class Braided:
    """The sources of a programme month; `gap` is what none of them covers, with its reasons."""

    shortfall: Shortfall
    dues: tuple[Due, ...]
    gap: tuple[Need, ...]

    @property
    def gap_cents(self) -> Money:
        """What no source covers."""
        return sum(need.cents for need in self.gap) + self.shortfall.taken_back


def shortfall(
    use: ProgrammeMonth, programme: Programme, care: Sequence[CostedCare], medi_cal: Money
) -> Shortfall:
    """What Medi-Cal leaves of the cost of a programme month, told by care and reason.

    `medi_cal` is all that plans came to, for care that is no longer counted too. Where the care
    short of its cost comes to more than the whole is short, each bears its part of what others
    were paid above theirs.
    """
    cost = sum(each.cost for each in care)
    applied = min(medi_cal, cost)
    missing: Counter[tuple[GapKind, date, str, str]] = Counter()
    for each in care:
        missing[each.kind, each.service_on, each.service, each.reason] += each.cost - each.net
    keys = sorted(missing)
    weights = [max(0, missing[key]) for key in keys]
    if not any(weights):  # only money about other care is short: each bears it by its cost
        costs = Counter(dict.fromkeys(keys, 0))
        for each in care:
            costs[each.kind, each.service_on, each.service, each.reason] += each.cost
        weights = [max(0, costs[key]) for key in keys]
    parts = split(cost - max(0, applied), weights)
    needs = tuple(
        Need(kind, day, day, service, reason, cents)
        for (kind, day, service, reason), cents in zip(keys, parts, strict=True)
        if cents
    )
    units = sum(each.units for each in care)
    return Shortfall(use, programme, units, cost, applied, medi_cal - applied, needs)


def braid(months: Iterable[Shortfall], funds: Iterable[FundStanding]) -> tuple[Braided, ...]:
    """Every programme month with its sources, the oldest month first.

    A fund that cannot cover a month's needs is divided among them in proportion, to the cent.
    """
    in_turn = sorted(funds, key=lambda each: each.terms.turn)
    left = {each.terms.key: each.left if each.is_open else 0 for each in in_turn}
    ordered = sorted(months, key=lambda each: each.use)
    return tuple(
        braided
        for month in dict.fromkeys(each.use.month for each in ordered)
        for braided in _one_month(
            [each for each in ordered if each.use.month == month], in_turn, left
        )
    )


def _one_month(
    months: Sequence[Shortfall], funds: Sequence[FundStanding], left: dict[FundKey, Money]
) -> Iterator[Braided]:
    open_needs = {each.use: each.needs for each in months}
    dues: dict[ProgrammeMonth, list[Due]] = {each.use: [] for each in months}
    for fund in funds:
        key = fund.terms.key
        admitted = {each.use: _admitted(fund, each, open_needs[each.use]) for each in months}
        kept = {use: min(cents, fund.drawn.get(use, 0)) for use, cents in admitted.items()}
        wanted = {use: cents - kept[use] for use, cents in admitted.items()}
        extra = _shared(left[key], wanted)
        left[key] -= sum(extra.values())
        for each in months:
            use, drawn = each.use, fund.drawn.get(each.use, 0)
            paid, open_needs[use] = _taken(fund, each, open_needs[use], kept[use] + extra[use])
            if paid or drawn:
                dues[use].append(Due(key, drawn, paid))
    for each in months:
        yield Braided(each, tuple(dues[each.use]), open_needs[each.use])


def _admitted(fund: FundStanding, month: Shortfall, needs: Iterable[Need]) -> Money:
    return sum(need.cents for need in needs if _pays(fund, month, need))


def _pays(fund: FundStanding, month: Shortfall, need: Need) -> bool:
    return fund.terms.admits(month.programme, month.use.partner_code, need)


def _shared(left: Money, wanted: Mapping[ProgrammeMonth, Money]) -> Mapping[ProgrammeMonth, Money]:
    """What each gets of what is left: what it wants, or its part."""
    if left >= sum(wanted.values()):
        return wanted
    return dict(zip(wanted, split(left, list(wanted.values())), strict=True))


def _taken(
    fund: FundStanding, month: Shortfall, needs: Iterable[Need], amount: Money
) -> tuple[tuple[Need, ...], tuple[Need, ...]]:
    """The needs that a fund pays with an amount, and those that stay open, kind by kind."""
    paid, still = [], []
    for need in sorted(needs, key=lambda each: (GAP_KINDS.index(each.kind), each)):
        cents = min(amount, need.cents) if _pays(fund, month, need) else 0
        amount -= cents
        paid.append(_with_cents(need, cents))
        still.append(_with_cents(need, need.cents - cents))
    return tuple(each for each in paid if each.cents), tuple(each for each in still if each.cents)


def _with_cents(need: Need, cents: Money) -> Need:
    return Need(need.kind, need.first_day, need.last_day, need.service, need.reason, cents)


def by_reason(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Needs of the same service, kind and reason as one, over the days from first to last."""
    together: dict[tuple[GapKind, str, str], list[Need]] = {}
    for need in needs:
        together.setdefault((need.kind, need.service, need.reason), []).append(need)
    return tuple(
        Need(
            kind,
            min(each.first_day for each in same),
            max(each.last_day for each in same),
            service,
            reason,
            sum(each.cents for each in same),
        )
        for (kind, service, reason), same in sorted(together.items())
    )
