"""No cent is lost, and none changes hands because files came in another order."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.agreements.contract import ByTheMonth, PercentOfPaid, PerUnit, Terms
from domain.agreements.shares import PaidLine
from domain.agreements.terms import PerClaim, PerLine, Upstream, WholePayment
from domain.care.authorization import AUTHORIZATION, GrantAuthorization, ReserveUnits, UseUnits
from domain.claims.attribution import (
    PAID_TWICE,
    RECOVERY,
    ClaimMoney,
    LivePayment,
    attribute,
)
from domain.claims.claim import CLAIM
from domain.claims.claim_account import ClaimAccount, month_paid_from
from domain.claims.claim_money import SettleMonth
from domain.identifiers import ClaimId, RemittanceId
from domain.money import read_money, show_money, split
from domain.posting import hub_fee_account, partner_account, suspense_account
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import Given, given

RULES = st.one_of(
    st.integers(0, 10_000).map(PercentOfPaid),
    st.integers(0, 9_000).map(PerUnit),
    st.integers(0, 10_000).map(ByTheMonth),
    st.integers(0, 9_000).map(PerClaim),
    st.integers(0, 9_000).map(PerLine),
    st.just(WholePayment()),
)
CHAINS = st.none() | st.builds(Upstream, st.just("lead"), st.integers(0, 9_000).map(PerClaim))
TERMS = st.builds(
    Terms,
    RULES,
    st.just("as agreed"),
    fee_on_interest=st.booleans(),
    capitated=st.booleans(),
    cap=st.none() | st.integers(0, 5_000),
    upstream=CHAINS,
)
ANY_TERMS = st.builds(
    lambda terms, returns: replace(terms, fee_returns=returns), TERMS, st.booleans()
)
CENTS = st.integers(0, 50_000)
LINES = (b.line(1), b.line(2, units=3, charge=9000))


@dataclass(frozen=True)
class Sequence:
    """A claim under some terms, and what a plan sends about it in some order."""

    terms: Terms
    commands: tuple[object, ...]

    @property
    def end(self) -> Given:
        """The claim after all of it."""
        sent = given(CLAIM).after(b.open_claim(*LINES, terms=self.terms), b.submit())
        return sent.after(*self.commands)


@st.composite
def payments(draw: st.DrawFn) -> list[object]:
    """Payments on different days, and reversals of some of them."""
    told: list[object] = []
    for count in range(draw(st.integers(1, 4))):
        day = b.PAID_ON + timedelta(count * 2)
        amounts = [draw(CENTS), draw(CENTS)]
        units = (draw(st.integers(1, 2)), draw(st.integers(1, 3)))
        control = draw(st.sampled_from(("P1", "P2")))
        answers = [b.answer(at + 1, amounts[at], units[at]) for at in range(2)]
        told.append(b.pay(*answers, place=f"p{count}/1", on=day, control=control))
        if sum(amounts) and draw(st.booleans()):
            day += timedelta(draw(st.integers(0, 3)))
            told.append(b.undo(sum(amounts), place=f"u{count}/2", on=day, control=control))
    return told


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    """Payments, reversals, takebacks, announcements and interest in any order."""
    told = draw(payments())
    for count in range(draw(st.integers(0, 3))):
        amount = draw(st.integers(-60_000, 60_000))
        told.append(b.take(amount, place=f"t{count}/9"))
    if draw(st.booleans()):
        told.append(b.interest(draw(st.integers(-500, 500)), place="i/8"))
    return Sequence(draw(ANY_TERMS), tuple(draw(st.permutations(told))))


def account_of(stream: Given) -> ClaimAccount:
    """The claim's account."""
    account: ClaimAccount = stream.state.account
    return account


@for_all(st.integers(-(10**9), 10**9), st.lists(st.integers(-900, 900), min_size=1, max_size=8))
def test_the_parts_of_a_split_add_up(total: int, weights: list[int]) -> None:
    if sum(weights) == 0:
        total = 0
    parts = split(total, weights)
    assert sum(parts) == total
    assert split(-total, weights) == tuple(-part for part in parts)


@for_all(st.integers(0, 10**9), st.lists(st.integers(0, 900), min_size=1, max_size=8))
def test_no_part_is_a_cent_off_its_proportion(total: int, weights: list[int]) -> None:
    whole = sum(weights) or 1
    for part, weight in zip(split(total if sum(weights) else 0, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole or not sum(weights)


@for_all(st.integers(-(10**12), 10**12))
def test_an_amount_is_read_as_it_is_shown(cents: int) -> None:
    assert read_money(show_money(cents)) == cents


@for_all(sequences())
def test_the_shares_of_a_claim_are_all_that_was_received(told: Sequence) -> None:
    account = account_of(told.end)
    assert sum(share.cents for share in account.shares) == account.money.received


@for_all(sequences())
def test_every_posting_sums_to_zero_and_the_postings_make_the_shares(told: Sequence) -> None:
    sums: dict[tuple[str, int], int] = {}
    for fact in told.end.facts:
        entries = getattr(fact, "entries", ())
        assert sum(entry.cents for entry in entries) == 0
        for entry in entries:
            key = (entry.account, entry.line)
            sums[key] = sums.get(key, 0) - entry.cents
    cash = b.money().cash
    held = {(share.account, share.line): share.cents for share in account_of(told.end).shares}
    assert {key: cents for key, cents in sums.items() if cents and key[0] != cash} == held


@for_all(sequences(), st.randoms(use_true_random=False))
def test_the_order_of_files_never_matters(told: Sequence, random: Random) -> None:
    shuffled = list(told.commands)
    random.shuffle(shuffled)
    one = account_of(told.end)
    other = account_of(Sequence(told.terms, tuple(shuffled)).end)
    assert set(one.shares) == set(other.shares)
    assert one.results == other.results
    assert one.payer_control == other.payer_control


MONTH = Terms(ByTheMonth(1000), "as agreed")


def told_in_order(steps: tuple[tuple[str, object], ...]) -> dict[str, Given]:
    """Three claims of one member month, each told of the others' payments as they come."""
    sent = given(CLAIM).after(b.open_claim(*LINES, terms=MONTH), b.submit())
    claims = dict.fromkeys(("a", "b", "c"), sent)
    for at, (name, command) in enumerate(steps):
        claims[name] = claims[name].after(command)
        for other in claims:
            rest = [account_of(claim) for each, claim in claims.items() if each != other]
            settle = SettleMonth(b.money(f"s{at}/1"), month_paid_from(rest))
            claims[other] = claims[other].after(settle)
    return claims


@st.composite
def months(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Payments, denials, reversals and takebacks of the claims of one member month."""
    steps: list[tuple[str, object]] = []
    for name in ("a", "b", "c"):
        for count in range(draw(st.integers(0, 2))):
            day = b.PAID_ON + timedelta(draw(st.integers(0, 4)))
            amounts: list[int] = [draw(st.sampled_from((0, 0, 40_000, 30_000))) for _ in range(2)]
            answers = [b.answer(at + 1, amounts[at], 2) for at in range(2)]
            steps.append((name, b.pay(*answers, place=f"{name}{count}/1", on=day)))
            way = draw(st.sampled_from(("stands", "reversal", "takeback")))
            if way == "reversal" and any(amounts):
                steps.append((name, b.undo(sum(amounts), place=f"u{name}{count}/2", on=day)))
            if way == "takeback":
                steps.append((name, b.take(sum(amounts), place=f"t{name}{count}/9")))
    return steps


@for_all(months(), st.randoms(use_true_random=False))
def test_a_member_month_ends_the_same_in_whatever_order_its_claims_are_answered(
    steps: list[tuple[str, object]], random: Random
) -> None:
    shuffled = list(steps)
    random.shuffle(shuffled)
    one, other = told_in_order(tuple(steps)), told_in_order(tuple(shuffled))
    for name in one:
        ours, theirs = account_of(one[name]), account_of(other[name])
        assert set(ours.shares) == set(theirs.shares)
        assert ours.results == theirs.results
        assert sum(share.cents for share in ours.shares) == ours.money.received


@for_all(months())
def test_one_claim_of_a_member_month_at_most_pays_the_partner(
    steps: list[tuple[str, object]],
) -> None:
    accounts = [account_of(claim) for claim in told_in_order(tuple(steps)).values()]
    assert sum(partner_share(account) > 0 for account in accounts) <= 1
    if any(account.pays_month_from for account in accounts):
        assert not any(each.outcome == "denied" for one in accounts for each in one.results)


@for_all(sequences())
def test_the_same_notices_three_times_have_one_effect(told: Sequence) -> None:
    once = told.end
    assert once.after(*told.commands).after(*told.commands).facts == once.facts


@for_all(TERMS, CENTS, CENTS, st.sampled_from(("reversal", "takeback")))
def test_a_line_fully_taken_back_leaves_every_account_at_zero(
    terms: Terms, first: int, second: int, way: str
) -> None:
    whole = first + second
    back = b.undo(whole) if way == "reversal" else b.take(whole)
    paid = b.pay(b.answer(1, first, 2), b.answer(2, second, 3))
    account = account_of(Sequence(terms, (paid, back)).end)
    assert account.shares == ()


@for_all(st.integers(0, 9_000), CENTS, CENTS, st.sampled_from(("reversal", "takeback")))
def test_a_fee_that_stays_is_all_that_is_left_of_a_payment_taken_back(
    fee: int, first: int, second: int, way: str
) -> None:
    whole = first + second
    back = b.undo(whole) if way == "reversal" else b.take(whole)
    paid = b.pay(b.answer(1, first, 2), b.answer(2, second, 3))
    terms = Terms(PerClaim(fee), "as agreed", fee_returns=False)
    account = account_of(Sequence(terms, (back, paid)).end)
    kept = min(fee, whole)
    assert partner_share(account) == -kept
    assert held(account, hub_fee_account(b.PLAN_KEY)) == kept


@for_all(TERMS, CENTS, CENTS, st.integers(0, 200_000))
def test_a_recovery_never_charges_the_partner_more_than_its_share(
    terms: Terms, first: int, second: int, taken: int
) -> None:
    paid = b.pay(b.answer(1, first, 2), b.answer(2, second, 3))
    before = account_of(Sequence(terms, (paid,)).end)
    after = account_of(Sequence(terms, (paid, b.take(taken))).end)
    assert 0 <= partner_share(after) <= partner_share(before)
    above = max(taken - first - second, 0)
    assert held(after, suspense_account(RECOVERY)) == -above


def partner_share(account: ClaimAccount) -> int:
    """What the partner holds of the claim."""
    return held(account, partner_account(b.PARTNER_CODE))


def held(account: ClaimAccount, name: str) -> int:
    """What an account holds of the claim, all lines together."""
    return sum(share.cents for share in account.shares if share.account == name)


@for_all(TERMS, st.lists(st.integers(1, 50_000), min_size=2, max_size=4))
def test_only_the_first_payment_of_a_line_is_shared(terms: Terms, amounts: list[int]) -> None:
    live = tuple(
        LivePayment(b.PAID_ON, RemittanceId(f"r{at}"), 1, "P1", (PaidLine(1, paid, 2),))
        for at, paid in enumerate(amounts)
    )
    shares = attribute(terms, b.PARTNER_CODE, b.PLAN_KEY, ClaimMoney(payments=live))
    twice = [s.cents for s in shares if s.account == suspense_account(PAID_TWICE)]
    assert sum(twice) == sum(amounts[1:])


@for_all(
    st.one_of(st.none(), st.integers(0, 20)),
    st.lists(
        st.tuples(
            st.sampled_from(("c1", "c2")), st.integers(0, 8), st.integers(0, 8), st.booleans()
        ),
        max_size=8,
    ),
)
def test_units_left_reserved_and_used_are_all_that_was_granted(
    units: int | None, steps: list[tuple[str, int, int, bool]]
) -> None:
    stream = given(AUTHORIZATION).after(GrantAuthorization(replace(b.GRANT, units=units)))
    for claim_id, one, other, reserve in steps:
        before = stream.state.left
        ask = ReserveUnits(ClaimId(claim_id), one)
        use = UseUnits(ClaimId(claim_id), used=one, reserved=other)
        command = ask if reserve else use
        if isinstance(stream.when(command), Refused):
            continue
        held_before = stream.state.draw(ClaimId(claim_id)).reserved
        stream = stream.after(command)
        draws = stream.state.draws.values()
        assert all(draw.reserved >= 0 and draw.used >= 0 for draw in draws)
        drawn = sum(draw.reserved + draw.used for draw in draws)
        assert stream.state.left is None or stream.state.left + drawn == units
        if reserve and before is not None and one > held_before:
            assert stream.state.left >= 0
