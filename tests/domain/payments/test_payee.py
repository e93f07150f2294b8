"""Whom to pay: said by one, confirmed by another."""

from domain.payments.payee import PAYEE, ChangingPayee, ConfirmedPayee, ConfirmPayee, NoPayee
from domain.problem import Refused
from tests.support import payouts as q
from tests.support import planted
from tests.support.given import given

CONFIRMED = given(PAYEE).after(q.CHANGE, q.CONFIRM)


def test_what_one_person_says_holds_once_a_second_one_confirms_it() -> None:
    assert isinstance(CONFIRMED.state, ConfirmedPayee)
    assert CONFIRMED.state.pay_to == q.BY_VOUCHER


def test_whoever_asked_does_not_confirm() -> None:
    asked = CONFIRMED.after(q.TO_EFT)
    refused = asked.when(ConfirmPayee(q.SECOND))
    assert isinstance(refused, Refused)
    assert refused.codes == ["staff.same-person"]
    assert isinstance(asked.after(ConfirmPayee(q.ASKER)).state, ConfirmedPayee)


def test_until_a_change_is_settled_the_old_payee_stays() -> None:
    asked = CONFIRMED.after(q.TO_EFT)
    assert isinstance(asked.state, ChangingPayee)
    assert (asked.state.pay_to, asked.state.asked) == (q.BY_VOUCHER, q.BY_EFT)
    assert CONFIRMED.after(q.TO_EFT, q.DROP).state == CONFIRMED.state


def test_asking_for_what_holds_changes_nothing_but_drops_no_change_either() -> None:
    assert CONFIRMED.when(q.CHANGE) == ()
    assert CONFIRMED.after(q.TO_EFT).when(q.CHANGE) != ()


def test_the_form_is_kept_whatever_becomes_of_the_payee() -> None:
    stream = given(PAYEE).after(q.FORM, q.CHANGE, q.DROP)
    assert stream.state == NoPayee(q.W9_ON_FILE)
    assert stream.after(q.CHANGE, q.CONFIRM).state.w9 == q.W9_ON_FILE


def test_no_state_prints_a_bank_account() -> None:
    asked = CONFIRMED.after(q.TO_EFT)
    assert planted.planted_in(repr(asked.state) + repr(asked.facts)) == []
