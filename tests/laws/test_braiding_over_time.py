"""Plans pay, take back and pay again while funds are drawn: no cost is ever charged twice."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.braid.braiding import (
    Braided,
    CostedCare,
    Due,
    FundStanding,
    braid,
    by_reason,
    shortfall,
)
from domain.braid.fund import FUND, AmendBudget, DrawFund, OpenFund, RegisterFund, ReturnDraw
from domain.braid.fund_terms import FundKey, FundTerms, Need
from domain.money import Money
from domain.problem import Refused
from tests.support import builders as b
from tests.support import funds as f
from tests.support.given import Given
from tests.support.given import given as stream

COST = 12_240
COUNTY = replace(f.TERMS, key=FundKey("county"), kind="county", order=1)


@dataclass
class Keeper:
    """Somebody who keeps two funds for one programme month, by the book."""

    funds: dict[FundKey, Given]
    ordinal: int = 0
    made: list[tuple[FundKey, str]] = field(default_factory=list)

    def fund(self, key: FundKey) -> OpenFund:
        found = self.funds[key].state
        assert isinstance(found, OpenFund)
        return found

    def drawn(self) -> Money:
        return sum(self.fund(key).drawn for key in self.funds)

    def braided(self, medi_cal: Money) -> Braided:
        care = CostedCare(b.SERVED_ON, str(b.CHW), 2, COST, medi_cal, "below-cost", "rate")
        standings = [
            FundStanding(fund.terms, fund.left, {f.USE: fund.drawn})
            for fund in (self.fund(key) for key in self.funds)
        ]
        (found,) = braid([shortfall(f.USE, f.PROGRAMME, [care], medi_cal)], standings)
        return found

    def amend(self, key: FundKey, budget: Money) -> None:
        ask = AmendBudget(budget, "voted")
        if not isinstance(self.funds[key].when(ask), Refused):
            self.funds[key] = self.funds[key].after(ask)

    def give_back(self, medi_cal: Money) -> None:
        for due in self.braided(medi_cal).dues:
            back = -due.true_up
            for key, number in reversed(self.made):
                if key != due.fund_key or back <= 0:
                    continue
                kept = self.fund(key).draws[number].kept
                ask = ReturnDraw(number, max(0, kept - back), "the plan paid", b.PAID_ON)
                self.funds[key] = self.funds[key].after(ask)
                back -= min(kept, back)

    def draw(self, medi_cal: Money) -> None:
        for due in self.braided(medi_cal).dues:
            if due.true_up > 0:
                self._draw(due, medi_cal)

    def _draw(self, due: Due, medi_cal: Money) -> None:
        self.ordinal += 1
        (need,) = by_reason(due.needs)
        ask = _asked(due, replace(need, cents=due.true_up), self.ordinal, medi_cal, self.drawn())
        if isinstance(self.funds[due.fund_key].when(ask), Refused):
            return  # something stands above the cost and is to be returned first
        self.funds[due.fund_key] = self.funds[due.fund_key].after(ask)
        self.made.append((due.fund_key, ask.draw.number))
        assert self.drawn() + max(0, min(medi_cal, COST)) <= COST


def _asked(due: Due, need: Need, ordinal: int, medi_cal: Money, others: Money) -> DrawFund:
    return f.draw(
        need,
        ordinal=ordinal,
        fund_key=due.fund_key,
        cost=COST,
        medi_cal=min(medi_cal, COST),
        others=others,
    )


def _registered(terms: FundTerms, budget: Money) -> Given:
    return stream(FUND).after(RegisterFund(terms, budget))


CENTS = st.integers(0, 15_000)
STEPS = st.lists(st.tuples(st.integers(-3_000, 15_000), st.booleans(), CENTS), max_size=8)


@given(STEPS, CENTS, CENTS)
@settings(max_examples=300)
def test_however_plans_pay_no_cost_is_charged_twice(
    steps: list[tuple[Money, bool, Money]], county: Money, prop_10: Money
) -> None:
    keeper = Keeper(
        {COUNTY.key: _registered(COUNTY, county), f.TERMS.key: _registered(f.TERMS, prop_10)}
    )
    for medi_cal, gives_back, budget in steps:
        keeper.amend(COUNTY.key, budget)
        if gives_back:
            keeper.give_back(medi_cal)
        keeper.draw(medi_cal)
        keeper.draw(medi_cal)  # the second time draws nothing new
        if gives_back:
            found = keeper.braided(medi_cal)
            assert found.shortfall.medi_cal + keeper.drawn() + found.gap_cents == COST
        for key in keeper.funds:
            assert keeper.fund(key).left >= 0
