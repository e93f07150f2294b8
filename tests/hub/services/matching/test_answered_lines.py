"""Which lines of a claim a payment answers, and with what: every amount is counted by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.remittances.remittance import ClaimPayment
from adapters.edi.values import DatedAs
from domain.adjustment import Adjustment
from domain.claims.claim_account import ClaimAccount
from domain.claims.denial import complete_answer
from domain.identifiers import line_control_number, send_number
from domain.problem import Refused
from domain.service_line import Service, ServiceLine
from hub.services.matching.answered_lines import AnsweredLines, answered_lines
from tests.support import builders as b
from tests.support.stated_payments import claim_paid, paid_line

SENT = send_number(b.CLAIM_NUMBER, 1)
AGAIN = send_number(b.CLAIM_NUMBER, 2)
SECOND_DAY, THIRD_DAY = date(2026, 3, 3), date(2026, 3, 4)
ONE = b.line(1, charge=5332)
OTHER_DAY = b.line(2, charge=5332, service_on=SECOND_DAY)
GROUP_VISIT = b.line(3, charge=2550, service=b.GROUP)
SAME_AGAIN = b.line(2, charge=5332)


def account(*lines: ServiceLine, opened: tuple[ServiceLine, ...] = ()) -> ClaimAccount:
    return ClaimAccount(opened=b.body(*(opened or lines)), body=b.body(*lines))


def answers(known: ClaimAccount, payment: ClaimPayment) -> AnsweredLines:
    found = answered_lines(known, payment)
    assert not isinstance(found, Refused), found
    return found


def told(known: ClaimAccount, *lines: Any, **also: Any) -> list[tuple[int, int, int | None]]:
    """Line, cents paid and units of each answer."""
    found = answers(known, claim_paid(*lines, **also))
    return [(line.line, line.paid, line.units) for line in found.lines]


def codes(known: ClaimAccount, *lines: Any, **also: Any) -> tuple[str, ...]:
    found = answered_lines(known, claim_paid(*lines, **also))
    assert isinstance(found, Refused)
    return tuple(found.codes)


def six(line: int, sent: str = SENT) -> str:
    return str(line_control_number(sent, line))  # type: ignore[arg-type]


# by number


def test_a_line_control_number_decides_whatever_else_is_stated() -> None:
    known = account(ONE, OTHER_DAY)
    stated = paid_line("99999", 100, control=six(2), day=THIRD_DAY)
    assert told(known, stated) == [(2, 100, 2)]
    assert answers(known, claim_paid(stated)).reasons == ("line-control-number",)


@pytest.mark.parametrize("control", [six(2).lower(), f" {six(2)[:3]} {six(2)[3:]}", f"NR{six(2)}X"])
def test_a_line_control_number_is_read_through_case_blanks_and_letters(control: str) -> None:
    assert told(account(ONE, OTHER_DAY), paid_line(control=control)) == [(2, 5332, 2)]


def test_the_line_number_of_an_earlier_send_names_the_same_line() -> None:
    assert told(account(ONE, OTHER_DAY), paid_line(control=six(2, AGAIN))) == [(2, 5332, 2)]


def test_one_line_returned_as_two_of_one_number_is_answered_once() -> None:
    parts = (paid_line(billed=2666, units=1, control=six(1)),) * 2
    assert told(account(ONE, OTHER_DAY), *parts) == [(1, 5332, 2)]


def test_a_number_of_no_line_of_the_claim_leaves_it_to_a_person() -> None:
    assert codes(account(ONE), paid_line(control=six(7))) == ("remittance.line-unknown",)


# by service, day and charge


@pytest.mark.parametrize(
    "service",
    ["98960", "98960U2", "98960 u2", "98960 U2GQ", "98960U2GQ", "98960 GQ U2", "98960 GQ"],
)
def test_modifiers_may_be_dropped_glued_or_in_another_order(service: str) -> None:
    known = account(b.line(1, service=Service.read("98960 U2 GQ"), charge=5332), GROUP_VISIT)
    assert told(known, paid_line(service)) == [(1, 5332, 2)]


def test_a_modifier_that_was_not_billed_is_another_service() -> None:
    assert codes(account(ONE), paid_line("98960 U3")) == ("remittance.line-unknown",)


def test_lines_of_one_service_are_told_by_their_day() -> None:
    known = account(ONE, OTHER_DAY)
    later, first = paid_line(paid=100, day=SECOND_DAY), paid_line(paid=200)
    assert told(known, later, first) == [(1, 200, 2), (2, 100, 2)]


def test_lines_of_one_service_and_day_are_told_by_their_charge() -> None:
    known = account(ONE, b.line(2, charge=7998, units=3))
    assert told(known, paid_line(billed=7998, paid=99, units=3)) == [(2, 99, 3)]


def test_the_day_of_the_claim_stands_for_that_of_its_lines() -> None:
    known = account(ONE, OTHER_DAY)
    of_claim = (DatedAs("232", SECOND_DAY), DatedAs("233", SECOND_DAY))
    assert told(known, paid_line(day=None), dates=of_claim) == [(2, 5332, 2)]


def test_a_line_without_a_day_that_could_be_two_is_left_to_a_person() -> None:
    known = account(ONE, OTHER_DAY)
    assert codes(known, paid_line(day=None)) == ("remittance.line-unknown",)


def test_another_day_and_another_charge_is_another_line() -> None:
    assert codes(account(ONE), paid_line(billed=999, day=THIRD_DAY)) == ("remittance.line-unknown",)
    assert told(account(ONE), paid_line(day=THIRD_DAY)) == [(1, 5332, 2)]


def test_lines_that_bill_the_very_same_are_told_in_their_order_where_all_are_there() -> None:
    known = account(ONE, SAME_AGAIN)
    assert told(known, paid_line(paid=5000), paid_line(paid=0)) == [(1, 5000, 2), (2, 0, 2)]
    assert codes(known, paid_line(paid=5000)) == ("remittance.line-unknown",)


def test_a_line_at_no_charge_is_told_like_any_other() -> None:
    known = account(ONE, b.line(2, charge=0, service=b.GROUP))
    free = paid_line("98961 U2", 0, units=0)
    assert told(known, paid_line(), free) == [(1, 5332, 2), (2, 0, 0)]


@for_all(st.permutations(range(4)), st.data())
def test_the_order_of_lines_in_the_notice_never_matters(
    order: list[int], data: st.DataObject
) -> None:
    known = account(ONE, OTHER_DAY, GROUP_VISIT, b.line(4, charge=1000, service=b.GROUP))
    amounts = [data.draw(st.integers(0, 5000)) for _ in range(4)]
    stated = [
        paid_line("98960", 5332, amounts[0]),
        paid_line("98960U2", 5332, amounts[1], day=SECOND_DAY),
        paid_line("98961", 2550, amounts[2], control=six(3) if data.draw(st.booleans()) else ""),
        paid_line("98961 U2", 1000, amounts[3]),
    ]
    found = told(known, *(stated[at] for at in order))
    assert found == [(at + 1, amounts[at], 2) for at in range(4)]


# in parts


def test_one_line_returned_in_parts_without_a_number_is_answered_once() -> None:
    known = account(ONE, OTHER_DAY)
    parts = (paid_line(billed=2666, paid=2000, units=1), paid_line(billed=2666, paid=1500, units=1))
    payment = claim_paid(*parts)
    assert told(known, *parts) == [(1, 3500, 2)]
    assert answers(known, payment).reasons == ("in-parts",)


def test_parts_that_do_not_add_up_to_the_line_are_left_to_a_person() -> None:
    assert codes(account(ONE), *(paid_line(),) * 2) == ("remittance.line-unknown",) * 2


# joined


def test_lines_joined_in_one_are_paid_by_charge_to_the_cent() -> None:
    """100.01 over charges of 53.32 and 25.50: 67.65 and 32.36."""
    known = account(ONE, b.line(2, charge=2550), b.line(3, charge=1, service_on=THIRD_DAY))
    stated = paid_line("98962 U2", 7882, 10001, instead_of="98960 U2", units=1)
    found = answers(known, claim_paid(stated))
    assert [(line.line, line.paid, line.units) for line in found.lines] == [
        (1, 6765, None),
        (2, 3236, None),
    ]
    assert found.reasons == ("joined", "joined")


def test_joined_lines_of_their_own_code_keep_their_units() -> None:
    known = account(ONE, b.line(2, charge=2666, units=1))
    assert told(known, paid_line(billed=7998, units=3)) == [(1, 5332, 2), (2, 2666, 1)]


def test_a_line_named_by_number_answers_the_one_it_swallowed() -> None:
    known = account(ONE, SAME_AGAIN, b.line(3, charge=700, service_on=THIRD_DAY))
    joined = paid_line(billed=10664, paid=9001, units=4, control=six(2))
    assert told(known, joined) == [(1, 4501, 2), (2, 4500, 2)]


def test_a_line_charged_more_than_ours_answers_no_other_unless_the_charges_add_up() -> None:
    known = account(ONE, SAME_AGAIN)
    assert told(known, paid_line(billed=10663, paid=9001, control=six(2))) == [(2, 9001, 2)]


def test_a_line_that_states_two_line_numbers_answers_both() -> None:
    known = account(ONE, GROUP_VISIT)
    stated = paid_line("98962 U2", 7882, 7882, units=1, controls=(six(1), six(3)))
    assert told(known, stated) == [(1, 5332, None), (3, 2550, None)]


def test_lines_paid_under_one_code_share_the_payment_that_one_of_them_states() -> None:
    """CARC 94 and 97 are what the lines lent each other; divided, nothing of it is left."""
    known = account(b.line(1, charge=10000), b.line(2, charge=5000, service=b.GROUP))
    first = paid_line(
        "98962 U2",
        10000,
        12000,
        instead_of="98960 U2",
        units=1,
        adjustments=(("OA", "94", -5000), ("CO", "45", 3000)),
    )
    second = paid_line(
        "98962 U2", 5000, 0, instead_of="98961 U2", units=1, adjustments=(("OA", "97", 5000),)
    )
    found = answers(known, claim_paid(first, second))
    assert [(line.line, line.paid) for line in found.lines] == [(1, 8000), (2, 4000)]
    assert [line.adjustments for line in found.lines] == [
        (Adjustment("CO", "45", 2000),),
        (Adjustment("CO", "45", 1000),),
    ]


def test_a_line_denied_as_included_without_another_code_stays_denied() -> None:
    known = account(ONE, GROUP_VISIT)
    denied = paid_line("98961 U2", 2550, 0, adjustments=(("CO", "97", 2550),))
    assert told(known, paid_line(), denied) == [(1, 5332, 2), (3, 0, 2)]


def test_a_second_line_of_one_code_denied_as_included_stays_denied() -> None:
    known = account(ONE, SAME_AGAIN)
    denied = paid_line(paid=0, control=six(2), adjustments=(("CO", "97", 5332),))
    assert told(known, paid_line(control=six(1)), denied) == [(1, 5332, 2), (2, 0, 2)]


@for_all(st.integers(0, 20_000), st.lists(st.integers(1, 9_000), min_size=2, max_size=5))
def test_joined_lines_add_up_and_each_balances(paid: int, charges: list[int]) -> None:
    lines = [b.line(at, charge=charge) for at, charge in enumerate(charges, start=1)]
    whole = sum(charges)
    gone = (("CO", "45", whole - paid - 7), ("PI", "B5", 7))
    numbers = [six(line.line) for line in lines]
    stated = paid_line("98962 U2", whole, paid, controls=numbers, units=1, adjustments=gone)
    found = answers(account(*lines), claim_paid(stated)).lines
    assert sum(line.paid for line in found) == paid
    for line, charge in zip(found, charges, strict=True):
        assert charge - sum(one.amount for one in line.adjustments) == line.paid


# without lines


def test_a_payment_of_the_whole_claim_without_lines_is_left_to_the_charges() -> None:
    known = account(ONE, OTHER_DAY)
    assert answers(known, claim_paid(billed=10664, paid=8000)).lines == ()


def test_a_payment_without_lines_of_a_part_of_the_claim_is_of_the_lines_that_add_up_to_it() -> None:
    known = account(ONE, b.line(2, charge=2550), b.line(3, charge=1000))
    assert told(known, billed=6332, paid=5001) == [(1, 4211, None), (3, 790, None)]
    found = answers(known, claim_paid(billed=6332, paid=5001))
    assert found.reasons == ("charge", "charge")


def test_two_parts_of_one_charge_are_left_to_a_person() -> None:
    known = account(ONE, OTHER_DAY)
    assert codes(known, billed=5332, paid=5000) == ("remittance.lines-unsaid",)


def test_a_charge_that_no_lines_add_up_to_is_taken_for_the_whole_claim() -> None:
    assert answers(account(ONE, OTHER_DAY), claim_paid(billed=1, paid=1)).lines == ()


def test_what_a_correction_dropped_is_no_part_of_a_payment_without_lines() -> None:
    known = account(ONE, opened=(ONE, OTHER_DAY))
    assert answers(known, claim_paid(billed=5332, paid=5332)).lines == ()


def test_free_lines_share_a_payment_without_lines_evenly() -> None:
    free = (b.line(1, charge=0), b.line(2, charge=0))
    whole = complete_answer(free, (), 101, ())
    assert [line.paid for line in whole] == [51, 50]


def test_parts_of_a_unit_are_left_to_a_person() -> None:
    stated = replace(paid_line(control=six(1)), units_paid=Decimal("1.5"))
    assert codes(account(ONE), stated) == ("remittance.units-not-whole",)


def test_more_lines_than_a_claim_can_have_are_left_to_a_person() -> None:
    strange = [paid_line("99999 ZZ")] * 99
    assert len(codes(account(ONE), paid_line(), *strange[1:])) == 98
    assert len(codes(account(ONE), paid_line(), *strange)) == 100
