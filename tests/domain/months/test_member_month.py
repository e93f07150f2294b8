"""A roster pays a member's month once; a drop takes back the shares that were recorded."""

from datetime import date
from itertools import permutations
from random import Random

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.agreements.terms import ByTheMonth, PercentOfPaid, PerUnit, Terms
from domain.months.member_month import MEMBER_MONTH, KnownMonth, OpenMonth
from domain.problem import Refused
from tests.support import builders as b
from tests.support import months as m
from tests.support.given import given

LATER = date(2026, 5, 15)
OPENED = given(MEMBER_MONTH).after(m.open_month())
PARTNER, FEE = "partner:LPV", "hub-fee:acme"


def shares(*commands: object) -> dict[str, int]:
    state = OPENED.after(*commands).state
    assert isinstance(state, KnownMonth)
    received = state.money.received
    assert sum(share.cents for share in state.shares) == received
    return {share.account: share.cents for share in state.shares}


def test_a_row_is_shared_by_the_terms_of_the_month() -> None:
    assert shares(m.row(10_000)) == {PARTNER: 9_000, FEE: 1_000}


def test_the_same_row_twice_has_one_effect() -> None:
    assert OPENED.after(m.row()).when(m.row()) == ()


def test_a_drop_leaves_every_account_at_zero() -> None:
    assert shares(m.row(10_000), m.row(-10_000, "p2/1", on=LATER)) == {}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_rows_and_drops_end_the_same_in_any_order(order: tuple[int, ...]) -> None:
    rows = (
        m.row(10_000),
        m.row(-10_000, "p2/1", on=LATER),
        m.row(11_001, "p3/1", on=date(2026, 6, 15)),
    )
    # 10 percent of 110.01 is 11.00 and a tenth of a cent
    assert shares(*(rows[at] for at in order)) == {PARTNER: 9_901, FEE: 1_100}


def test_a_drop_of_a_part_takes_from_each_share_in_proportion() -> None:
    assert shares(m.row(10_000), m.row(-4_000, "p2/1")) == {PARTNER: 5_400, FEE: 600}


def test_a_drop_larger_than_its_row_charges_no_more_than_the_row_gave() -> None:
    above = {"suspense:recovery-above-payment": -5_000}
    assert shares(m.row(10_000), m.row(-15_000, "p2/1")) == above


def test_a_drop_before_its_row_waits() -> None:
    early = {"suspense:reversal-without-payment": -10_000}
    drop = m.row(-10_000, "p2/1", on=LATER)
    assert shares(drop) == early
    assert shares(drop, m.row(10_000)) == {}


def test_a_second_row_of_the_month_is_paid_twice() -> None:
    second = m.row(10_000, "p2/1", on=LATER)
    assert shares(m.row(10_000), second) == {
        PARTNER: 9_000,
        FEE: 1_000,
        "suspense:paid-twice": 10_000,
    }


def test_a_month_that_a_claim_paid_before_is_paid_twice_by_its_row() -> None:
    before = m.claim_pays("r1/1", on=date(2026, 4, 1))
    assert shares(m.row(10_000), before) == {"suspense:paid-twice": 10_000}
    assert shares(before, m.row(10_000)) == {"suspense:paid-twice": 10_000}


def test_a_row_that_came_before_the_claims_payment_stays_the_partners() -> None:
    after = m.claim_pays("r1/1", on=LATER)
    assert shares(m.row(10_000), after) == {PARTNER: 9_000, FEE: 1_000}


def test_the_row_is_the_partners_once_the_claims_payment_is_gone() -> None:
    before = m.claim_pays("r1/1", on=date(2026, 4, 1))
    assert shares(m.row(10_000), before, m.claim_pays()) == {PARTNER: 9_000, FEE: 1_000}


def test_a_month_whose_last_row_a_person_took_away_may_become_anothers() -> None:
    other = replace(m.open_month().body, terms=Terms(ByTheMonth(2_000), "20 percent"))
    emptied = OPENED.when(m.row()), OPENED.after(m.row(), m.undo()).when(OpenMonth(other))
    assert not any(isinstance(each, Refused) for each in emptied)
    assert isinstance(OPENED.after(m.row()).when(OpenMonth(other)), Refused)


def test_a_row_is_taken_away_once() -> None:
    assert OPENED.after(m.row(), m.undo()).when(m.undo()) == ()


def test_whose_a_month_is_is_decided_once() -> None:
    other = m.open_month()
    moved = replace(other.body, terms=Terms(ByTheMonth(2_000), "20 percent"))
    refused = OPENED.when(type(other)(moved))
    assert isinstance(refused, Refused)
    assert refused.codes == ["month.decided-already"]


@pytest.mark.parametrize(
    ("terms", "usable"),
    [
        (b.PERCENT, False),
        (Terms(PerUnit(2_000), "20.00 a unit"), False),
        (Terms(PercentOfPaid(1_000), "10 percent", capitated=True), True),
    ],
)
def test_only_terms_that_share_a_month_share_a_row(terms: Terms, *, usable: bool) -> None:
    decision = given(MEMBER_MONTH).when(m.open_month(terms))
    assert isinstance(decision, Refused) is not usable


ROWS = st.lists(
    st.tuples(
        st.sampled_from([10_000, 10_001, 33, -10_000, -33, -4_000, -15_000]), st.integers(1, 28)
    ),
    max_size=6,
)
CLAIM_ON = st.none() | st.integers(1, 28)


@any_of(ROWS, CLAIM_ON, st.randoms())
def test_a_row_that_is_taken_away_had_never_come(
    stated: list[tuple[int, int]], claim_on: int | None, chance: Random
) -> None:
    commands: list[object] = [
        m.row(cents, f"p{at}/1", on=date(2026, 5, day)) for at, (cents, day) in enumerate(stated)
    ]
    if claim_on is not None:
        commands.append(m.claim_pays("r1/1", on=date(2026, 5, claim_on)))
    wrong = chance.choice([4_000, 10_000, -33, -10_000])
    on = date(2026, 5, chance.randint(1, 28))
    with_it = [*commands, m.row(wrong, "w/1", on=on), m.row(77, "w/2", on=on)]
    chance.shuffle(with_it)
    taken = shares(*with_it, m.undo("w/1", on=on), m.undo("w/2", on=on))
    assert taken == shares(*commands)


@any_of(ROWS, CLAIM_ON, st.randoms())
def test_no_order_of_rows_drops_and_claims_matters_and_no_drop_charges_the_partner(
    stated: list[tuple[int, int]], claim_on: int | None, chance: Random
) -> None:
    commands: list[object] = [
        m.row(cents, f"p{at}/1", on=date(2026, 5, day)) for at, (cents, day) in enumerate(stated)
    ]
    if claim_on is not None:
        commands.append(m.claim_pays("r1/1", on=date(2026, 5, claim_on)))
    first = shares(*commands)
    chance.shuffle(commands)
    assert shares(*commands) == first
    assert sum(first.values()) == sum(cents for cents, _ in stated)
    assert first.get(PARTNER, 0) >= 0
    assert first.get(FEE, 0) >= 0
