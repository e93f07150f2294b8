"""Files of data that people write: what they say, or every reason against it."""

from collections.abc import Iterator

import msgspec
import pytest

from adapters.toml_file import read_toml
from domain.problem import Problem, Refused


class Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some data."""

    colours: tuple[str, ...]


def _faults(found: Colours) -> Iterator[str]:
    for each in found.colours:
        if not each:
            yield "a colour has no name"


def _problem(what: str) -> Problem:
    return Problem("colours.not-usable", what, "colours.toml", "mend the file")


def _read(text: bytes) -> Colours | Refused:
    return read_toml(text, Colours, _faults, _problem)


def test_a_file_says_what_its_shape_holds() -> None:
    assert _read(b'colours = ["red"]') == Colours(("red",))


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (b"colours = [\xff]", ["it is not text in UTF-8"]),
        (b'colours = ["red"]\ncolours', ["it is not written as TOML, at its end"]),
        (b'colours\n = ["red"]', ["it is not written as TOML, line 1"]),
        (b'shades = ["red"]', ["Object contains unknown field `shades`"]),
        (b'colours = ["", "red", ""]', ["a colour has no name"] * 2),
    ],
)
def test_every_reason_why_a_file_cannot_be_used_is_told(content: bytes, reasons: list[str]) -> None:
    refused = _read(content)
    assert isinstance(refused, Refused)
    assert [each.what for each in refused.problems] == reasons
