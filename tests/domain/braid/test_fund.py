"""A fund pays what it may, what it has, and nothing that another source covers."""

from hypothesis import given as any_given
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.braid.fund import FUND, AmendBudget, DrawFund, FundCommand, OpenFund, ReturnDraw
from domain.braid.fund_facts import DrawReturned, FundDrawn
from domain.braid.fund_terms import FundKey, FundTerms, Restriction
from domain.period import Period
from domain.posting import Entry
from domain.problem import Refused
from tests.support import builders as b
from tests.support import funds as f
from tests.support.given import given, problems

OPEN = given(FUND).after(f.REGISTER)


def test_a_draw_sets_money_apart_for_the_partner_and_a_return_brings_it_back() -> None:
    drawn = OPEN.after(f.draw())
    (fact,) = drawn.facts[1:]
    assert isinstance(fact, FundDrawn)
    assert fact.entries == (Entry("fund:prop-10", 5_000), Entry("fund:prop-10:LPV", -5_000))
    (back,) = drawn.after(f.RETURN).facts[2:]
    assert isinstance(back, DrawReturned)
    assert back.entries == (Entry("fund:prop-10", -3_500), Entry("fund:prop-10:LPV", 3_500))
    assert drawn.after(f.RETURN).state.left == 98_500


def test_money_received_does_not_change_what_may_be_drawn() -> None:
    assert OPEN.after(f.RECEIVE).state.left == OPEN.state.left == 100_000


def test_each_part_of_a_restriction_is_kept() -> None:
    programme, partner = f.PROGRAMME, b.PARTNER_CODE
    assert f.TERMS.admits(programme, partner, f.NEED)
    for limit in (
        Restriction(partners=("ORC",)),  # type: ignore[arg-type]
        Restriction(programmes=("doula",)),  # type: ignore[arg-type]
        Restriction(services=(b.GROUP,)),
        Restriction(counties=("Elsewhere",)),
        Restriction(populations=("adults",)),
        Restriction(pays_for=("denied",)),
    ):
        terms = replace(f.TERMS, restriction=limit)
        assert not terms.admits(programme, partner, f.NEED)
    past = replace(f.TERMS, period=Period(b.SERVED_ON.replace(day=3)))
    assert not past.admits(programme, partner, f.NEED)
    longer = replace(f.NEED, last_day=b.YEAR.last_day.replace(year=2027))
    assert not f.TERMS.admits(programme, partner, longer)


def test_a_second_draw_gets_what_the_first_has_left() -> None:
    first = f.draw(replace(f.NEED, cents=60_000), cost=200_000)
    drawn = OPEN.after(first)
    second = f.draw(replace(f.NEED, cents=40_001), ordinal=2, cost=200_000, others=60_000)
    assert problems(drawn.when(second)) == ["fund.draw-above-left"]
    whole = f.draw(replace(f.NEED, cents=40_000), ordinal=2, cost=200_000, others=60_000)
    assert drawn.after(whole).state.left == 0


def test_prop_10_comes_last_and_a_payer_of_last_resort_before_it() -> None:
    def terms(key: str, kind: str, order: int, *, last: bool) -> FundTerms:
        restriction = Restriction(last_resort=last)
        return replace(f.TERMS, key=FundKey(key), kind=kind, order=order, restriction=restriction)

    funds = [
        terms("tobacco", "prop-10", 0, last=False),
        terms("last", "county", 0, last=True),
        terms("second", "county", 2, last=False),
        terms("first-b", "ipp", 1, last=False),
        terms("first-a", "path", 1, last=False),
    ]
    in_turn = [each.key for each in sorted(funds, key=lambda each: each.turn)]
    assert in_turn == ["first-a", "first-b", "second", "last", "tobacco"]


def test_a_closed_fund_takes_money_back_and_gives_none() -> None:
    closed = OPEN.after(f.draw(), f.CLOSE)
    assert problems(closed.when(f.draw(f.NEED, ordinal=2))) == ["fund.wrong-moment"]
    assert closed.after(f.RETURN).state.left == 98_500


COMMANDS = st.one_of(
    st.builds(
        lambda cents, ordinal, cost: f.draw(
            replace(f.NEED, cents=cents), ordinal=ordinal, cost=cost
        ),
        st.integers(-100, 80_000),
        st.integers(1, 4),
        st.integers(0, 150_000),
    ),
    st.builds(
        lambda ordinal, kept: ReturnDraw(f"LPV-home-visits-2026-03-{ordinal}", kept, "", b.PAID_ON),
        st.integers(1, 4),
        st.integers(-100, 80_000),
    ),
    st.builds(AmendBudget, st.integers(-100, 150_000), st.just("voted")),
)


@any_given(st.lists(COMMANDS, max_size=12))
@settings(max_examples=300)
def test_whatever_is_asked_no_fund_goes_below_zero_and_twice_adds_nothing(
    commands: list[FundCommand],
) -> None:
    stream = OPEN
    for command in commands:
        if isinstance(stream.when(command), Refused):
            continue
        stream = stream.after(command)
        assert stream.when(command) == ()
        fund = stream.state
        assert isinstance(fund, OpenFund)
        assert fund.left >= 0
        assert fund.drawn + fund.left == fund.budget
        assert all(0 <= standing.kept <= standing.draw.amount for standing in fund.draws.values())
    posted = sum(
        entry.cents
        for fact in stream.facts
        for entry in getattr(fact, "entries", ())
        if entry.account == "fund:prop-10:LPV"
    )
    assert posted == -stream.state.drawn


@any_given(st.integers(1, 9_000), st.integers(0, 20_000), st.integers(-9_000, 20_000))
def test_no_draw_makes_the_sources_more_than_the_cost(cents: int, cost: int, net: int) -> None:
    ask: DrawFund = f.draw(replace(f.NEED, cents=cents), cost=cost, medi_cal=net)
    refused = problems(OPEN.when(ask))
    assert (refused == []) == (cents + max(0, net) <= cost)
