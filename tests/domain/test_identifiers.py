"""Numbers that are told from mistyped ones."""

import string

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.identifiers import (
    ClaimNumber,
    Malformed,
    PartnerCode,
    SendNumber,
    cin,
    claim_number,
    line_control_number,
    npi,
    place_of_service,
    read_line_control_number,
    read_send_number,
    send_number,
)

CHARACTERS = string.digits + string.ascii_uppercase
CODES = st.text(string.ascii_uppercase, min_size=3, max_size=3).map(PartnerCode)
SENDS = st.builds(
    send_number, st.builds(claim_number, CODES, st.integers(1, 99_999_999)), st.integers(1, 99)
)


@for_all(SENDS, st.integers(0, 13), st.sampled_from(CHARACTERS))
def test_every_single_wrong_character_is_found(sent: str, at: int, wrong: str) -> None:
    mistyped = sent[:at] + wrong + sent[at + 1 :]
    assert mistyped == sent or read_send_number(mistyped) is None


@for_all(SENDS, st.integers(0, 12))
def test_every_swap_of_neighbours_is_found(sent: str, at: int) -> None:
    swapped = sent[:at] + sent[at + 1] + sent[at] + sent[at + 2 :]
    assert swapped == sent or read_send_number(swapped) is None


def test_every_swap_and_every_wrong_character_in_whole_ranges_are_found() -> None:
    for count in range(1, 400):
        sent = send_number(claim_number(PartnerCode("LPV"), count * 9973), count % 99 + 1)
        for at in range(13):
            swapped = sent[:at] + sent[at + 1] + sent[at] + sent[at + 2 :]
            assert swapped == sent or read_send_number(swapped) is None


@for_all(SENDS, st.integers(1, 99))
def test_a_line_number_leads_back_to_claim_sending_and_line(sent: SendNumber, line: int) -> None:
    control = line_control_number(sent, line)
    assert read_line_control_number(control) == (sent[:11], int(sent[11:13]), line)


@for_all(SENDS, st.integers(1, 99))
def test_the_numbers_fit_what_plans_give_back(sent: SendNumber, line: int) -> None:
    # 005010X222A1 CLM01: receivers need keep no more than 20 characters
    assert len(sent) == 14
    assert len(line_control_number(sent, line)) <= 20


@for_all(st.text(max_size=20))
def test_any_text_is_read_or_is_not_ours(text: str) -> None:
    assert read_send_number(text) is None or len(text) == 14
    assert read_line_control_number(text) is None or len(text) == 16


def test_digits_of_other_scripts_are_not_ours() -> None:
    assert read_send_number("LPV" + "\u0663" * 10 + "A") is None
    sent = send_number(ClaimNumber("LPV00000042"), 1)
    assert read_line_control_number(sent + "\u00b2\u00b2") is None


def test_a_mistyped_npi_is_told_from_a_right_one() -> None:
    assert npi(" 1234567893 ") == "1234567893"
    with pytest.raises(Malformed, match="fails its check digit"):
        npi("1234567890")


def test_a_wrong_cin_is_never_repeated() -> None:
    with pytest.raises(Malformed) as wrong:
        cin("1234567A")
    assert "1234567A" not in wrong.value.what + wrong.value.fix


def test_a_dropped_leading_zero_is_put_back() -> None:
    assert place_of_service("2") == "02"
