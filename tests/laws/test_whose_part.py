"""Whatever the terms, the parts of a payment are all of it, and an order never changes a part."""

from random import Random

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.agreements.shares import (
    Addition,
    PaidLine,
    Share,
    claim_shares,
    interest_shares,
    invoiced_shares,
)
from domain.agreements.terms import (
    WHOLE,
    ByTheMonth,
    FeeRule,
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
)
from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money, split

PARTNER, PLAN = PartnerCode("LPV"), PlanKey("acme")
PERCENTAGES = st.integers(0, 10_000)
FEES = st.integers(0, 9_000)
DUE = st.sampled_from(("paid", "sent"))
FEE_RULES: st.SearchStrategy[FeeRule] = st.one_of(
    PERCENTAGES.map(PercentOfPaid), FEES.map(PerClaim), FEES.map(PerLine)
)
RULES: st.SearchStrategy[ShareRule] = st.one_of(
    FEE_RULES,
    FEES.map(PerUnit),
    PERCENTAGES.map(ByTheMonth),
    st.builds(PerClaim, FEES, DUE),
    st.sampled_from((WholePayment(), NothingBilled())),
)
CHAINS = st.one_of(
    st.none(),
    st.builds(Upstream, st.just("lead"), FEE_RULES, st.sampled_from(("gross-and-fee", "net"))),
)
PAID = st.integers(-60_000, 60_000)
LINES = st.lists(st.tuples(PAID, st.integers(0, 5)), min_size=1, max_size=5).map(
    lambda told: tuple(PaidLine(at, *each) for at, each in enumerate(told, start=1))
)


@st.composite
def any_terms(draw: st.DrawFn, *, returns: bool | None = None) -> Terms:
    """Terms of every kind, limits and chains included."""
    minimum = draw(st.integers(0, 2_000))
    return Terms(
        rule=draw(RULES),
        text="as agreed",
        fee_on_interest=draw(st.booleans()),
        fee_returns=draw(st.booleans()) if returns is None else returns,
        minimum=minimum,
        cap=draw(st.none() | st.integers(minimum, 4_000)),
        upstream=draw(CHAINS),
    )


@st.composite
def taken_back(draw: st.DrawFn) -> tuple[tuple[PaidLine, ...], tuple[Money, ...]]:
    """Lines, and what stands of each: anything from the whole payment to nothing."""
    lines = draw(LINES)
    return lines, tuple(draw(st.integers(min(line.paid, 0), max(line.paid, 0))) for line in lines)


def parts(
    terms: Terms,
    lines: tuple[PaidLine, ...],
    left: tuple[Money, ...],
    undone: tuple[PaidLine, ...] = (),
) -> list[Share]:
    return claim_shares(terms, PARTNER, PLAN, lines, left, undone=undone)


def whole(terms: Terms, lines: tuple[PaidLine, ...]) -> list[Share]:
    return parts(terms, lines, tuple(line.paid for line in lines))


def of(shares: list[Share], kind: str, line: int | None = None) -> Money:
    """What accounts of a kind hold, of one line or of all."""
    return sum(
        share.cents
        for share in shares
        if share.account.startswith(kind) and line in {None, share.line}
    )


@for_all(any_terms(), taken_back(), LINES)
def test_the_parts_of_a_claim_are_all_that_stands_of_it(
    terms: Terms, told: tuple[tuple[PaidLine, ...], tuple[Money, ...]], undone: tuple[PaidLine, ...]
) -> None:
    lines, left = told
    shares = parts(terms, lines, left, undone)
    assert sum(share.cents for share in shares) == sum(left)
    for line, stands in zip(lines, left, strict=True):
        assert sum(share.cents for share in shares if share.line == line.line) == stands


@for_all(any_terms(returns=True), LINES)
def test_taken_back_whole_leaves_zero_in_every_account(
    terms: Terms, lines: tuple[PaidLine, ...]
) -> None:
    shares = parts(terms, lines, tuple(0 for _ in lines), lines)
    assert [share for share in shares if share.cents] == []


@for_all(any_terms(), taken_back(), st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_a_part(
    terms: Terms, told: tuple[tuple[PaidLine, ...], tuple[Money, ...]], random: Random
) -> None:
    pairs = list(zip(*told, strict=True))
    random.shuffle(pairs)
    lines, left = tuple(line for line, _ in pairs), tuple(cents for _, cents in pairs)
    assert parts(terms, *told) == parts(terms, lines, left)


@for_all(any_terms(), LINES, LINES, st.randoms(use_true_random=False))
def test_the_order_of_undone_payments_never_changes_a_part(
    terms: Terms, lines: tuple[PaidLine, ...], undone: tuple[PaidLine, ...], random: Random
) -> None:
    left = tuple(line.paid for line in lines)
    units_alike = tuple(PaidLine(each.line, each.paid, 1) for each in (*undone, *undone[1:]))
    shuffled = list(units_alike)
    random.shuffle(shuffled)
    assert parts(terms, lines, left, units_alike) == parts(terms, lines, left, tuple(shuffled))


@for_all(any_terms(), LINES)
def test_a_negative_payment_mirrors_the_positive_one(
    terms: Terms, lines: tuple[PaidLine, ...]
) -> None:
    mirrored = tuple(PaidLine(line.line, -line.paid, line.units) for line in lines)
    assert [(each.line, each.account, -each.cents) for each in whole(terms, mirrored)] == [
        (each.line, each.account, each.cents) for each in whole(terms, lines)
    ]


@for_all(any_terms(), LINES)
def test_a_fee_is_never_more_than_the_payment_it_is_taken_out_of(
    terms: Terms, lines: tuple[PaidLine, ...]
) -> None:
    if isinstance(terms.rule, PerUnit):
        return
    shares = whole(terms, lines)
    for line in lines:
        for kind in ("partner:", "hub-", "upstream-fee:"):
            part = of(shares, kind, line.line)
            assert min(line.paid, 0) <= part <= max(line.paid, 0)


@for_all(
    st.sampled_from((PercentOfPaid(0), ByTheMonth(0), PerClaim(0), PerLine(0), NothingBilled())),
    CHAINS,
    taken_back(),
)
def test_with_a_fee_of_nothing_the_hub_gets_nothing(
    rule: ShareRule, chain: Upstream | None, told: tuple[tuple[PaidLine, ...], tuple[Money, ...]]
) -> None:
    terms = Terms(rule, "as agreed", fee_returns=False, upstream=chain)
    assert of(parts(terms, *told, told[0]), "hub-fee:") == 0


@for_all(PERCENTAGES, PAID)
def test_a_percentage_is_a_split_in_two_whose_odd_cent_is_the_partners(
    fee: int, paid: Money
) -> None:
    shares = whole(Terms(PercentOfPaid(fee), "as agreed"), (PaidLine(1, paid, 1),))
    assert tuple(share.cents for share in shares) == split(paid, (WHOLE - fee, fee))


@for_all(FEES, st.lists(st.integers(0, 60_000), min_size=1, max_size=5))
def test_a_fee_for_each_claim_is_one_fee_however_many_lines_were_paid(
    fee: Money, paid: list[Money]
) -> None:
    lines = tuple(PaidLine(at, cents, 1) for at, cents in enumerate(paid, start=1))
    shares = whole(Terms(PerClaim(fee), "as agreed"), lines)
    assert of(shares, "hub-fee:") == min(fee, sum(paid))


@for_all(any_terms(returns=False), taken_back())
def test_a_fee_that_stays_is_the_fee_of_the_whole_payment(
    terms: Terms, told: tuple[tuple[PaidLine, ...], tuple[Money, ...]]
) -> None:
    lines, _ = told
    assert of(parts(terms, *told), "hub-") == of(whole(terms, lines), "hub-")


@for_all(
    any_terms(returns=False),
    st.lists(st.tuples(st.integers(0, 60_000), st.just(1)), min_size=1, max_size=4),
)
def test_a_fee_that_stays_is_there_after_the_payment_was_undone(
    terms: Terms, told: list[tuple[Money, int]]
) -> None:
    lines = tuple(PaidLine(at, *each) for at, each in enumerate(told, start=1))
    paid = of(whole(terms, lines), "hub-")
    undone = parts(terms, (), (), lines)
    assert of(undone, "hub-") == max(paid, 0)
    assert of(undone, "partner:") == -max(paid, 0)


@for_all(any_terms(), taken_back())
def test_what_is_invoiced_moves_no_cash(
    terms: Terms, told: tuple[tuple[PaidLine, ...], tuple[Money, ...]]
) -> None:
    shares = invoiced_shares(terms, PARTNER, PLAN, *told)
    assert sum(share.cents for share in shares) == 0
    assert of(shares, "receivable:") == -of(shares, "hub-fee:")


@for_all(any_terms(), PAID, st.sampled_from(("interest", "penalty", "bonus")))
def test_the_parts_of_an_addition_are_all_of_it(terms: Terms, cents: Money, kind: Addition) -> None:
    shares = interest_shares(terms, PARTNER, PLAN, cents, kind)
    assert sum(share.cents for share in shares) == cents
