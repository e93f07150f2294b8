"""Sources come to the cost, whatever funds there are, in whatever order they were registered."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.braid.braiding import (
    Braided,
    CostedCare,
    FundStanding,
    Shortfall,
    braid,
    by_reason,
    shortfall,
)
from domain.braid.cost import ProgrammeKey
from domain.braid.fund_terms import GAP_KINDS, FundKey, FundTerms, ProgrammeMonth, Restriction
from domain.identifiers import PartnerCode
from domain.period import Month, Period
from tests.support import builders as b
from tests.support import funds as f

CHW = str(b.CHW)
GROUP = str(b.GROUP)
DAY = b.SERVED_ON
LPV, ORC = PartnerCode("LPV"), PartnerCode("ORC")
ORC_MARCH = replace(f.USE, partner_code=ORC)
COUNTY = FundTerms(FundKey("county"), "County children's fund", "county", 1, b.YEAR, Restriction())


def care(cost: int, net: int, kind: str = "below-cost", reason: str = "rate") -> CostedCare:
    return CostedCare(DAY, CHW, 2, cost, net, kind, reason)  # type: ignore[arg-type]


def march(*given_care: CostedCare, medi_cal: int, use: ProgrammeMonth = f.USE) -> Shortfall:
    return shortfall(use, f.PROGRAMME, given_care, medi_cal)


def one(month: Shortfall, *funds: FundStanding) -> Braided:
    (braided,) = braid([month], funds)
    return braided


def dues(braided: Braided) -> dict[str, int]:
    return {due.fund_key: due.cents for due in braided.dues}


def test_the_county_pays_first_prop_10_last_and_the_rest_is_the_gap() -> None:
    # 2 units at 61.20 cost 122.40; the plan's 53.32 leaves 69.08
    month = march(care(12_240, 5_332), medi_cal=5_332)
    braided = one(month, FundStanding(f.TERMS, 3_000), FundStanding(COUNTY, 2_000))
    assert [due.fund_key for due in braided.dues] == ["county", "prop-10"]
    assert dues(braided) == {"county": 2_000, "prop-10": 3_000}
    assert braided.gap_cents == 1_908


def test_the_gap_tells_why() -> None:
    month = march(
        care(12_240, 5_332),
        care(6_120, 0, "denied", "CO-197"),
        care(6_120, 0, "not-billable", "no-cin"),
        medi_cal=5_332,
    )
    braided = one(month, FundStanding(COUNTY, 7_000))
    told = {(need.kind, need.reason): need.cents for need in braided.gap}
    # 69.08 below cost is covered first, then 0.92 of the care nobody is billed for
    assert told == {("denied", "CO-197"): 6_120, ("not-billable", "no-cin"): 6_028}


def test_a_payer_of_last_resort_waits_for_the_plan() -> None:
    month = march(care(6_120, 0, "waiting", "plan"), medi_cal=0)
    assert dues(one(month, FundStanding(f.TERMS, 100_000))) == {}
    eager = replace(COUNTY, restriction=Restriction(pays_for=GAP_KINDS))
    assert dues(one(month, FundStanding(eager, 100_000))) == {"county": 6_120}


def test_what_plans_paid_above_cost_is_told_apart() -> None:
    month = march(care(6_120, 8_000), medi_cal=8_000)
    assert (month.medi_cal, month.above_cost, month.needs) == (6_120, 1_880, ())


def test_no_fund_stands_in_for_what_a_plan_took_back_beyond_what_it_paid() -> None:
    month = march(care(6_120, -1_000), medi_cal=-1_000)
    braided = one(month, FundStanding(COUNTY, 100_000))
    assert dues(braided) == {"county": 6_120}
    assert braided.gap_cents == 1_000


def test_a_fund_that_is_short_is_divided_by_need_to_the_cent() -> None:
    first = march(care(1_000, 0), medi_cal=0)
    other = march(care(2_000, 0), medi_cal=0, use=ORC_MARCH)
    parts = [dues(each)["county"] for each in braid([first, other], [FundStanding(COUNTY, 100)])]
    assert parts == [33, 67]


def test_a_later_payment_leaves_the_draw_and_shows_the_difference() -> None:
    month = march(care(12_240, 12_000), medi_cal=12_000)
    (due,) = one(month, FundStanding(COUNTY, 0, {f.USE: 6_908})).dues
    assert (due.cents, due.drawn, due.true_up) == (240, 6_908, -6_668)


def test_what_was_drawn_stays_while_the_cost_bears_it() -> None:
    first = march(care(1_000, 0), medi_cal=0)
    late = march(care(9_000, 0), medi_cal=0, use=ORC_MARCH)
    standing = FundStanding(COUNTY, 0, {f.USE: 1_000})
    assert [dues(each) for each in braid([first, late], [standing])] == [{"county": 1_000}, {}]


def test_a_closed_fund_pays_no_more_than_it_paid() -> None:
    month = march(care(12_240, 0), medi_cal=0)
    closed = FundStanding(COUNTY, 50_000, {f.USE: 1_000}, is_open=False)
    assert dues(one(month, closed)) == {"county": 1_000}


def test_the_oldest_month_is_served_first() -> None:
    april = march(care(1_000, 0), medi_cal=0, use=replace(f.USE, month=Month(2026, 4)))
    old = march(care(1_000, 0), medi_cal=0)
    braided = braid([april, old], [FundStanding(COUNTY, 1_500)])
    assert [dues(each)["county"] for each in braided] == [1_000, 500]


def test_needs_of_one_reason_are_told_together() -> None:
    (told,) = by_reason([f.NEED, replace(f.NEED, first_day=date(2026, 3, 1), cents=5)])
    assert (told.cents, told.first_day, told.last_day) == (3_005, date(2026, 3, 1), DAY)


CENTS = st.integers(-20_000, 20_000)
CARE = st.builds(
    CostedCare,
    st.dates(date(2026, 2, 20), date(2026, 4, 10)),
    st.sampled_from([CHW, GROUP, ""]),
    st.integers(1, 8),
    st.integers(0, 20_000),
    CENTS,
    st.sampled_from(GAP_KINDS),
    st.sampled_from(["rate", "CO-197", "no-cin", "plan"]),
)
USES = [
    ProgrammeMonth(Month(2026, month), ProgrammeKey(key), partner)
    for month in (2, 3)
    for key in ("home-visits", "doula")
    for partner in (LPV, ORC)
]


def _any_of(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def months(draw: st.DrawFn) -> list[Shortfall]:
    found = []
    for use in draw(st.lists(st.sampled_from(USES), unique=True, max_size=5)):
        programme = replace(
            f.PROGRAMME,
            key=use.programme,
            county=draw(st.sampled_from(["", "Example"])),
            population=draw(st.sampled_from(["", "adults"])),
        )
        given_care = draw(st.lists(CARE, max_size=5))
        loose = draw(CENTS)  # money about care that is no longer counted
        medi_cal = sum(each.net for each in given_care) + loose
        found.append(shortfall(use, programme, given_care, medi_cal))
    return found


@st.composite
def standings(draw: st.DrawFn) -> list[FundStanding]:
    funds = []
    for at in range(draw(st.integers(0, 4))):
        last_resort = draw(st.booleans())
        kinds = draw(st.lists(st.sampled_from(GAP_KINDS), unique=True))
        restriction = Restriction(
            partners=draw(_any_of(LPV, ORC)),  # type: ignore[arg-type]
            programmes=draw(_any_of("home-visits", "doula")),  # type: ignore[arg-type]
            services=draw(_any_of(b.CHW, b.GROUP)),  # type: ignore[arg-type]
            counties=draw(_any_of("Example", "Elsewhere")),  # type: ignore[arg-type]
            populations=draw(_any_of("adults")),  # type: ignore[arg-type]
            pays_for=tuple(kind for kind in kinds if not (last_resort and kind == "waiting")),
            last_resort=last_resort,
        )
        terms = FundTerms(
            FundKey(f"fund-{at}"),
            f"Fund {at}",
            draw(st.sampled_from(["prop-10", "county", "donation"])),
            draw(st.integers(0, 2)),
            draw(st.sampled_from([b.YEAR, Period(date(2026, 3, 5), date(2026, 3, 20))])),
            restriction,
        )
        drawn = draw(st.dictionaries(st.sampled_from(USES), st.integers(0, 9_000), max_size=3))
        funds.append(FundStanding(terms, draw(st.integers(0, 30_000)), drawn, draw(st.booleans())))
    return funds


@given(months(), standings())
@settings(max_examples=300)
def test_the_sources_of_every_month_come_to_its_cost(
    found: list[Shortfall], funds: list[FundStanding]
) -> None:
    for braided in braid(found, funds):
        month = braided.shortfall
        sources = month.medi_cal + sum(dues(braided).values()) + braided.gap_cents
        assert sources == month.cost
        assert braided.gap_cents >= 0
        assert sum(dues(braided).values()) <= month.cost


@given(months(), standings())
@settings(max_examples=300)
def test_no_fund_goes_below_zero_or_pays_what_it_may_not(
    found: list[Shortfall], funds: list[FundStanding]
) -> None:
    by_key = {each.terms.key: each for each in funds}
    new: Counter[str] = Counter()
    for braided in braid(found, funds):
        for due in braided.dues:
            fund = by_key[due.fund_key]
            new[due.fund_key] += max(0, due.true_up)
            assert all(need.cents > 0 for need in due.needs)
            assert all(
                fund.terms.admits(
                    braided.shortfall.programme, braided.shortfall.use.partner_code, need
                )
                for need in due.needs
            )
            assert fund.is_open or due.true_up <= 0
    assert all(cents <= by_key[FundKey(key)].left for key, cents in new.items())


@given(months(), standings(), st.randoms())
@settings(max_examples=200)
def test_the_order_of_registering_does_not_matter(
    found: list[Shortfall], funds: list[FundStanding], chance: object
) -> None:
    shuffled, moved = list(funds), list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(moved)  # type: ignore[attr-defined]
    assert braid(moved, shuffled) == braid(found, funds)


@given(months(), standings())
@settings(max_examples=200)
def test_once_all_that_is_due_is_drawn_and_returned_nothing_more_is_due(
    found: list[Shortfall], funds: list[FundStanding]
) -> None:
    settled = []
    braided = braid(found, funds)
    for fund in funds:
        due = {
            each.shortfall.use: one_due
            for each in braided
            for one_due in each.dues
            if one_due.fund_key == fund.terms.key
        }
        drawn = {use: one_due.cents for use, one_due in due.items()}
        spent = sum(one_due.true_up for one_due in due.values() if one_due.true_up > 0)
        elsewhere = {use: cents for use, cents in fund.drawn.items() if use not in due}
        settled.append(
            FundStanding(fund.terms, fund.left - spent, {**elsewhere, **drawn}, fund.is_open)
        )
    assert all(due.true_up == 0 for each in braid(found, settled) for due in each.dues)
