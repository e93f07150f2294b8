"""Numbers of ours are found in what others write, and in nothing else."""

import string

import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.identifiers import (
    ClaimNumber,
    PartnerCode,
    claim_number,
    line_control_number,
    send_number,
)
from hub.services.matching.our_numbers import (
    claim_numbers_alone,
    claim_numbers_in,
    claim_numbers_without_check,
    line_of,
    rest_of,
)

LPV42 = ClaimNumber("LPV00000042")
SENT = send_number(LPV42, 1)
LETTERS = string.ascii_letters + " -"
CODES = st.text(string.ascii_uppercase, min_size=3, max_size=3).map(PartnerCode)
SENDS = st.builds(
    send_number, st.builds(claim_number, CODES, st.integers(1, 99_999_999)), st.integers(1, 99)
)


@for_all(SENDS, st.text(LETTERS, max_size=20), st.text(LETTERS, max_size=20))
def test_any_number_of_ours_is_found_in_any_noise_of_letters(
    sent: str, before: str, after: str
) -> None:
    assert claim_numbers_in(f"{before}{sent}{after}") == (sent[:11],)


@for_all(SENDS, st.lists(st.sampled_from(" -\t"), min_size=13, max_size=13))
def test_blanks_dashes_and_case_change_nothing(sent: str, gaps: list[str]) -> None:
    spread = "".join(each + gap for each, gap in zip(sent, [*gaps, ""], strict=True))
    assert claim_numbers_in(spread) == claim_numbers_in(spread.lower()) == (sent[:11],)


@for_all(SENDS, st.integers(0, 13), st.sampled_from(string.digits + string.ascii_uppercase))
def test_no_wrong_character_is_ever_taken(sent: str, at: int, other: str) -> None:
    wrong = sent[:at] + other + sent[at + 1 :]
    assume(wrong != sent)
    assert claim_numbers_in(wrong) == ()


@for_all(st.text(max_size=60))
def test_a_random_text_holds_no_number_of_ours(text: str) -> None:
    assert claim_numbers_in(text) == ()


@for_all(st.text(string.digits + string.punctuation + " ", max_size=60))
def test_a_text_without_letters_holds_no_number_of_any_kind(text: str) -> None:
    found = (claim_numbers_in(text), claim_numbers_without_check(text), claim_numbers_alone(text))
    assert found == ((), (), ())
    assert line_of(text) is None


@for_all(SENDS, SENDS, st.text(LETTERS, max_size=9))
def test_two_numbers_in_one_text_are_both_seen(first: str, second: str, noise: str) -> None:
    assume(first[:11] != second[:11])
    assert claim_numbers_in(f"{first}{noise}{second}") == (first[:11], second[:11])


def test_two_sends_of_one_claim_are_one_claim() -> None:
    assert claim_numbers_in(f"{SENT} {send_number(LPV42, 2)}") == (LPV42,)


def test_a_day_or_a_name_may_be_run_together_with_a_number() -> None:
    assert claim_numbers_in(f"20260302{SENT}20260309") == (LPV42,)
    assert claim_numbers_in(f"TESTPERSON{SENT}WREN") == (LPV42,)


@pytest.mark.parametrize("text", [SENT[:-1], f"ACCT {SENT[:-1]}", f" {SENT[:-1].lower()}/1"])
def test_without_its_check_character_a_number_stands_alone(text: str) -> None:
    assert claim_numbers_in(text) == ()
    assert claim_numbers_without_check(text) == (LPV42,)


@pytest.mark.parametrize("text", [f"{SENT[:-1]}WREN", f"XX{SENT[:-1]}", f"{SENT[:-1]}7"])
def test_without_its_check_character_a_number_in_a_word_is_none(text: str) -> None:
    assert claim_numbers_without_check(text) == ()


@for_all(SENDS, st.integers(1, 99), st.text(LETTERS, max_size=9), st.text(LETTERS, max_size=9))
def test_a_line_is_told_in_any_noise_of_letters(
    sent: str, line: int, before: str, after: str
) -> None:
    control = line_control_number(sent, line)  # type: ignore[arg-type]
    assert line_of(f"{before}{control}{after}") == (sent[:11], line)


def test_a_line_number_that_goes_on_with_digits_is_none() -> None:
    assert line_of(f"{SENT}0120260302") is None


def test_the_rest_of_a_reference_is_what_is_no_number_of_ours() -> None:
    assert rest_of(f"{SENT} 20260302-ICN77") == "20260302-ICN77"
    assert rest_of(f"{SENT.lower()}Icn 77") == "Icn 77"
    assert rest_of(f"{SENT[:5]} {SENT[5:]} ICN-77") == "ICN77"
    assert rest_of(f"20260302 {SENT[:-1]}") == "20260302"
    assert rest_of(SENT) == ""
    assert rest_of("ICN 77") == "ICN 77"
