"""A plan's money by year: care, administration, interest apart, what was taken back net."""

from datetime import date
from typing import Any

import pytest

from domain.claims.claim import CLAIM
from hub.handler import Ask
from hub.services.books.medical_loss import PlanYear, medical_loss
from tests.support import builders as b
from tests.support.billing import Billing

PAID_LATE = date(2027, 1, 8)
WHOLE = b.answer(1, 5332)


@pytest.fixture
def number(billing: Billing) -> str:
    """A claim of 53.32 for care in 2026; of what is paid the hub keeps 15 percent."""
    billing.visit()
    (made,) = billing.built()
    billing.sent()
    return made


def asked(billing: Billing, number: str, command: Any) -> None:
    billing.done(Ask(CLAIM, billing.claim(number).account.body.claim_id, command))


def split(billing: Billing, year: int, **also: Any) -> list[PlanYear]:
    return medical_loss(billing.hub, year, **also)


def test_partners_money_is_care_and_the_hubs_fee_is_administration(
    billing: Billing, number: str
) -> None:
    billing.answered(number, WHOLE)
    (row,) = split(billing, 2026)
    assert (row.plan_key, row.care, row.administration) == (b.PLAN_KEY, 4532, 800)
    assert row.basis_points == 8499
    assert split(billing, 2025) == []


def test_the_year_is_that_of_the_care_unless_that_of_the_payment_is_asked_for(
    billing: Billing, number: str
) -> None:
    billing.answered(number, WHOLE, on=PAID_LATE)
    assert [row.care for row in split(billing, 2026)] == [4532]
    assert split(billing, 2027) == []
    assert split(billing, 2026, year_of="paid") == []
    assert [row.care for row in split(billing, 2027, year_of="paid")] == [4532]


def test_interest_stands_apart(billing: Billing, number: str) -> None:
    billing.answered(number, WHOLE)
    asked(billing, number, b.interest(120))
    (row,) = split(billing, 2026)
    assert (row.care, row.administration) == (4532, 800)
    assert (row.care_interest, row.administration_interest) == (120, 0)


def test_a_reversal_leaves_nothing_on_either_side(billing: Billing, number: str) -> None:
    billing.answered(number, WHOLE)
    asked(billing, number, b.undo(5332))
    assert split(billing, 2026) == [PlanYear(b.PLAN_KEY)]
    assert split(billing, 2026)[0].basis_points is None


def test_what_is_paid_twice_waits_and_is_in_neither(billing: Billing, number: str) -> None:
    billing.answered(number, WHOLE)
    billing.answered(number, WHOLE, place="r9/1", control="P9")
    (row,) = split(billing, 2026)
    assert (row.care, row.administration, row.waiting) == (4532, 800, 5332)
