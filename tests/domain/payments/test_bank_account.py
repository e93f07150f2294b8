"""Bank accounts: checked where they enter, and never shown whole."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.identifiers import Malformed
from domain.payments.bank_account import bank_account
from tests.support import planted


def test_a_routing_number_is_checked_by_its_check_digit() -> None:
    # 3 * 0 + 7 * 1 + 1 * 1 + 3 * 0 + 7 * 0 + 1 * 0 + 3 * 0 + 7 * 1 + 1 * 5 = 20
    assert bank_account("011000015", "00001234", "checking").routing == "011000015"
    with pytest.raises(Malformed, match="check digit"):
        bank_account("011000016", "00001234", "checking")


@over(st.integers(0, 8), st.integers(1, 9))
def test_every_single_wrong_digit_of_a_routing_number_is_found(at: int, by: int) -> None:
    right = "011000015"
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    with pytest.raises(Malformed):
        bank_account(wrong, "00001234", "checking")


@pytest.mark.parametrize("account", ["1234", "1" * 18, "12A45", ""])
def test_an_account_number_is_digits_of_which_most_stay_hidden(account: str) -> None:
    with pytest.raises(Malformed) as told:
        bank_account("011000015", account, "checking")
    assert not account or account not in told.value.what


def test_blanks_and_dashes_are_taken_out() -> None:
    assert bank_account("0110-0001-5", "0000 1234", "savings").account == "00001234"


def test_printing_it_shows_the_last_four_digits_and_no_more() -> None:
    account = bank_account(planted.ROUTING, planted.BANK_ACCOUNT, "checking")
    assert planted.planted_in(repr(account)) == []
    assert account.ends in repr(account)
    assert len(account.ends) == 4
