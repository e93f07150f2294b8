"""Codes are parted as people paste them, and never where they could mean something else."""

import pytest

from adapters.edi.typed_codes import part_codes


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["CO-45,CO-97"], ("CO-45", "CO-97")),
        (["M15;N290", "CO-45,"], ("M15", "N290", "CO-45")),
        (["CO 45 CO 97; N 290"], ("CO 45", "CO 97", "N 290")),
        (["CARC", "45"], ("CARC 45",)),
        (["pr - 45", "A3 : 21 : 85"], ("pr-45", "A3:21:85")),
        (["M15 N290"], ("M15", "N290")),
    ],
)
def test_commas_semicolons_and_blanks_part_codes(words: list[str], parts: tuple[str, ...]) -> None:
    assert part_codes(words) == parts


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["1 97"], ("1", "97")),  # never 197
        (["508 21"], ("508", "21")),  # the name of a list, and a code itself
        (["CO", "45"], ("CO", "45")),
        (["CO XYZ"], ("CO", "XYZ")),
        (["U D"], ("U", "D")),
    ],
)
def test_what_could_be_two_codes_stays_two(words: list[str], parts: tuple[str, ...]) -> None:
    assert part_codes(words) == parts


@pytest.mark.parametrize("words", [[""], [","], [" "], ["CARC"], ["-"]])
def test_what_is_no_code_is_kept_to_be_told(words: list[str]) -> None:
    assert part_codes(words) == tuple(words)
