"""Names and addresses in the characters that every receiver of X12 understands."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

_NOT_BASIC = re.compile(r"""[^A-Z0-9 !"&'()+,\-./;?=]""")
_MEANT = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',  # curved quotation marks
        "\u2010": "-",
        "\u2013": "-",
        "\u2014": "-",  # dashes
        "Đ": "D",
        "Ð": "D",
        "Ø": "O",
        "Ł": "L",
        "Æ": "AE",
        "Œ": "OE",
        "Þ": "TH",
    }
)
_KEPT = 1 << 14  # members and partners come again in every batch


class TextChange(msgspec.Struct, frozen=True, gc=False):
    """A text that was changed to fit the file: where, and which characters; never the text."""

    where: str
    characters: str


@lru_cache(_KEPT)
def basic(text: str) -> str:
    """The text in upper case, accents taken off, delimiters and other marks made blanks."""
    upper = text.upper()
    if upper.isascii() and not _NOT_BASIC.search(upper):
        return " ".join(upper.split())
    plain = unicodedata.normalize("NFKD", upper.translate(_MEANT))
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(_NOT_BASIC.sub(" ", letters.upper()).split())


def changes(where: str, text: str) -> Iterator[TextChange]:
    """What `basic` changes in a text, upper case and doubled blanks not counted."""
    changed = sorted(set(_NOT_BASIC.findall(text.upper())))  # in an order that spells no name
    if changed:
        yield TextChange(where, "".join(changed))
