"""A county's codes: a CSV that the bookkeeper keeps, the first row that fits counts."""

import pytest

from adapters.books.county_codes import CountyCodes, fits_account, read_county_codes
from domain.problem import Refused

TEXT = """account,fund,object
partner:LPV,T60,5401
partner:*,T60,5400

deposit:*,T60,1100
"""


def codes(text: str) -> CountyCodes:
    found = read_county_codes(text, "codes.csv")
    assert isinstance(found, CountyCodes)
    return found


def test_the_first_row_that_fits_counts() -> None:
    found = codes(TEXT)
    assert found.columns == ("fund", "object")
    assert found.codes_of("partner:LPV") == ("T60", "5401")
    assert found.codes_of("partner:ORC") == ("T60", "5400")
    assert found.codes_of("hub-fee:acme") is None


def test_a_mark_of_a_spreadsheet_before_the_text_is_no_part_of_it() -> None:
    assert codes("\ufeff" + TEXT) == codes(TEXT)


def test_only_the_star_stands_for_other_text() -> None:
    assert fits_account("hub-*", "hub-fee:acme")
    assert not fits_account("hub-?ee:acme", "hub-fee:acme")
    assert not fits_account("partner:LP", "partner:LPV")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["county-codes.headers"]),
        ("fund,object\n", ["county-codes.headers"]),
        ("account\n", ["county-codes.headers"]),
        ("account,fund\nbank\n,T60\n", ["county-codes.cells", "county-codes.cells"]),
        ("account,fund\nbank,1\nbank,2\n", ["county-codes.account-twice"]),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(text: str, expected: list[str]) -> None:
    found = read_county_codes(text, "codes.csv")
    assert isinstance(found, Refused)
    assert found.codes == expected
