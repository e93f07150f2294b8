"""The day and the words of a posting: by the bank, else the plan, else when it was recorded."""

from datetime import date
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from domain.books.account_class import class_of
from domain.books.booking import NOTICE_FACTS, POSTING_FACTS, booking_of, own_day
from domain.claims.claim_facts import ClaimMoneyMoved, MoneyKind
from domain.event import Fact
from domain.notices.parked_money import MoneyReleased, MoneyReturned
from domain.statements.statement import STATEMENT, IssueStatement
from projections.trial_balance import TRIAL_BALANCE
from tests.support import builders as b
from tests.support.given import given
from tests.support.lives import EXAMPLES
from tests.support.statements import statement as issued_statement

RECORDED = date(2026, 5, 20)
TOLD: dict[type[Fact], Any] = {
    type(fact): fact for example in EXAMPLES for stream in example.streams for fact in stream.facts
}


@pytest.mark.parametrize("kind", POSTING_FACTS, ids=lambda kind: kind.stored_name)
def test_every_fact_that_posts_has_words_of_its_own(kind: type[Fact]) -> None:
    booking = booking_of(TOLD[kind], None, position=1, recorded_on=RECORDED, read=None)
    assert booking.what != kind.stored_name.replace(".", " ").replace("-", " ")
    assert "." not in booking.what


@pytest.mark.parametrize("kind", get_args(MoneyKind))
def test_every_kind_of_money_has_words_of_its_own(kind: MoneyKind) -> None:
    fact = replace(TOLD[ClaimMoneyMoved], kind=kind)
    booking = booking_of(fact, None, position=1, recorded_on=RECORDED, read=None)
    assert booking.kind == kind
    assert booking.what != kind.replace("-", " ") or kind == "interest"


@pytest.mark.parametrize(
    ("kind", "to", "what"),
    [
        (MoneyReleased, "hub-own:acme", "the hub's own, as a person said"),
        (MoneyReturned, "hub-own:acme", "the hub's own no longer: it waits again"),
        (MoneyReleased, "payable:acme", "money that goes back to the plan"),
        (MoneyReleased, "deposit:acme", "money that waits no longer"),
    ],
)
def test_what_left_suspense_is_told_by_where_it_went(kind: type[Fact], to: str, what: str) -> None:
    fact = replace(TOLD[kind], to=to)
    booking = booking_of(fact, None, position=1, recorded_on=RECORDED, read=None)
    assert booking.what == what


def test_whatever_posts_is_in_the_trial_balance() -> None:
    assert set(TRIAL_BALANCE.facts) == set(POSTING_FACTS)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("claim.adjudicated", b.PAID_ON),
        ("claim.money-moved", b.PAID_ON),
        ("claim.month-settled", b.PAID_ON),
        ("remittance.parked", b.PAID_ON),
        ("money.parked", b.PAID_ON),
        ("deposit.matched", b.BANK_LINE.bank_on),
        ("deposit.unmatched", b.BANK_LINE.bank_on),
    ],
)
def test_the_own_day_is_the_banks_or_the_plans(name: str, day: date) -> None:
    (fact,) = (TOLD[kind] for kind in POSTING_FACTS if kind.stored_name == name)
    assert own_day(fact, None) == day
    booking = booking_of(fact, None, position=1, recorded_on=RECORDED, read=None)
    assert booking.dated == booking.booked_on == day


@pytest.mark.parametrize("name", ["remittance.superseded", "remittance.posted"])
def test_what_is_about_a_whole_notice_takes_its_day_and_place(name: str) -> None:
    (fact,) = (TOLD[kind] for kind in POSTING_FACTS if kind.stored_name == name)
    booking = booking_of(fact, b.NOTICE, position=1, recorded_on=RECORDED, read=b.SOURCE)
    assert (booking.dated, booking.trace, booking.source) == (
        b.NOTICE.paid_on,
        b.NOTICE.trace,
        b.SOURCE,
    )


def test_what_states_no_day_is_booked_when_it_was_recorded() -> None:
    (fact,) = (TOLD[kind] for kind in POSTING_FACTS if kind.stored_name == "remittance.posted")
    booking = booking_of(fact, None, position=1, recorded_on=RECORDED, read=None)
    assert booking.dated == booking.booked_on == RECORDED


def test_notices_are_known_from_the_facts_that_hold_them() -> None:
    assert {kind.stored_name for kind in NOTICE_FACTS} == {
        "remittance.parked",
        "remittance.posting-started",
    }


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("bank", "cash"),
        ("partner:LPV", "pass-through"),
        ("suspense:unmatched-claim", "pass-through"),
        ("carried:acme", "pass-through"),
        ("deposit:acme", "pass-through"),
        ("reserve:LPV", "pass-through"),
        ("hub-fee:acme", "own"),
        ("hub-own:acme", "own"),
        ("fund:prop-10", "grant"),
        ("novel:thing", "unclassed"),
    ],
)
def test_pass_through_money_is_told_from_the_hubs_own(account: str, expected: str) -> None:
    assert class_of(account) == expected


def test_what_a_statement_settles_is_booked_on_the_last_day_of_its_month() -> None:
    """Or on the day of issue, where the statement was issued before its month ended."""
    (fact,) = (TOLD[kind] for kind in POSTING_FACTS if kind.stored_name == "statement.issued")
    assert (own_day(fact, None), fact.issued_on) == (b.PAID_ON, b.PAID_ON)
    after = given(STATEMENT).when(IssueStatement(issued_statement(), date(2026, 5, 3)))
    assert isinstance(after, tuple)
    assert own_day(after[0], None) == date(2026, 4, 30)
