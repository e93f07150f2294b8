"""A second, simple counter of what stands in a file; it shares no code with what reads files.

It holds the whole file, goes from one segment to the next, and adds up. Its rules are ours, said
once more in other code:

- An interchange begins with ``ISA`` that no letter or digit precedes, and a separator that is
  neither letter nor digit nor blank; sixteen of them follow within 1,024 characters, what stands
  before the twelfth's end (ISA12) is digits, and two characters follow the sixteenth, line breaks
  left out of account: component separator and terminator. The terminator is the first character
  after the component separator that is no blank, unless that is a letter or digit: then it is the
  very next one, a line break: a letter or digit ends no segment. Text before the first interchange
  is not counted.
- A segment goes to the next terminator or the end of the file; blanks around it and line breaks in
  it do not count. One that begins an interchange changes the marks. Between an IEA and the next
  interchange a text without a terminator is skipped.
- A transaction is what stands between ST and the next ISA, GS, ST, SE, GE, IEA or the end.
- An amount is an optional sign, up to fifteen digits, and decimals of which the third and later
  ones are zeros; blanks around it do not count. Anything else at the place of an amount is
  unreadable, an empty element too, except where `MAY_BE_EMPTY` says so. A triplet of a CAS and a
  pair of a PLB have an amount where they have anything.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

BLANK = " \t\r\n\0\x1a"
ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA"}
PLACES: dict[str, dict[str, tuple[int, ...]]] = {
    "835": {"BPR": (2,), "CLP": (3, 4), "SVC": (2, 3)},
    "837": {"CLM": (2,), "SV1": (2,)},
    "820": {"BPR": (2,), "RMR": (4,), "ADX": (1,)},
}
"""By ST01, the elements of each segment that state money; CAS and PLB besides, see `amounts_of`."""

MAY_BE_EMPTY = {"SVC03"}
_AMOUNT = re.compile(r"[+-]?(\d{1,15}(\.\d{0,2}0*)?|\.\d{1,2}0*)\Z", re.ASCII)


@dataclass(frozen=True)
class Marks:
    """The characters that cut an interchange."""

    element: str
    component: str
    segment: str


@dataclass
class Counted:
    """What one transaction holds: how often each segment, and the sum of each place in cents.

    `unreadable` is how often a place of a segment, by its number in the file, states no amount.
    """

    kind: str
    version: str = ""
    segments: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, elements: Sequence[str], number: int) -> None:
        """Count one segment."""
        self.segments[elements[0]] += 1
        for place, text in amounts_of(self.kind, elements):
            self.sums[place] += cents_of(text) or 0
            if not is_readable(place, text):
                self.unreadable[place, number] += 1


def count(content: bytes) -> list[Counted]:
    """Every transaction of a file in order; each TA1 outside of them counts as one."""
    found: list[Counted] = []
    inside, version = False, ""
    for number, elements in enumerate(segments(content), start=1):
        name = elements[0]
        if name in ENVELOPE:
            inside = name == "ST"
            if name in ("ISA", "GE", "IEA"):
                version = ""
            elif name == "GS":
                version = _at(elements, 8).strip()
            elif name == "ST":
                found.append(Counted(_at(elements, 1), _at(elements, 3) or version))
        elif inside:
            found[-1].add(elements, number)
        elif name == "TA1":
            found.append(Counted("TA1", version))
            found[-1].add(elements, number)
    return found


def segments(content: bytes) -> Iterator[list[str]]:
    """The elements of every segment."""
    text = content.decode("latin-1")
    at = _find(text, 0)
    marks = None if at < 0 else marks_at(text, at)
    while marks and at < len(text):
        end = text.find(marks.segment, at)
        end = len(text) if end < 0 else end
        piece = text[at:end].strip(BLANK)
        begin = at + len(text[at:end]) - len(text[at:end].lstrip(BLANK))
        if begin > at and (anew := marks_at(text, begin)) and piece:
            at, marks = begin, anew
            continue
        at = end + 1
        if piece:
            elements = piece.replace("\r", "").replace("\n", "").split(marks.element)
            elements = elements if piece.isascii() else [_utf8(text) for text in elements]
            yield elements
            if elements[0] == "IEA":
                following = _find(text, at)
                if following >= 0 and marks.segment not in text[at:following].lstrip(BLANK):
                    at = following
        marks = marks_at(text, at) or marks


def marks_at(text: str, at: int) -> Marks | None:
    """The marks of the interchange that begins at `at`; None where none does."""
    if not text.startswith("ISA", at):
        return None
    head = text[at : at + 1024]
    mark = head[3:4]
    if not mark or mark.isalnum() or mark.isspace():
        return None
    fields = head.split(mark, 16)
    if len(fields) < 17 or not "".join(fields[12].split()).isdigit():
        return None
    tail = fields[16].lstrip("\r\n")
    if len(tail) < 2:
        return None
    after = tail[1:].lstrip(BLANK)
    end = after[0] if after and not after[0].isalnum() else tail[1]
    return None if end.isalnum() else Marks(mark, tail[0], end)


def amounts_of(kind: str, elements: Sequence[str]) -> Iterable[tuple[str, str]]:
    """The places of money in one segment and what stands there."""
    name = elements[0]
    if name == "CAS" and kind in ("835", "837"):
        for at in range(2, len(elements), 3):  # reason, amount, quantity
            if any(elements[at : at + 3]):
                yield "CAS", _at(elements, at + 1)
    elif name == "PLB" and kind == "835":
        for at in range(3, len(elements), 2):  # reason with reference, amount
            if any(elements[at : at + 2]):
                yield "PLB", _at(elements, at + 1)
    for at in PLACES.get(kind, {}).get(name, ()):
        yield f"{name}{at:02d}", _at(elements, at)


def places_of(kind: str) -> set[str]:
    """The names of all places of money in transactions of this ST01."""
    repeated = {"835": {"CAS", "PLB"}, "837": {"CAS"}}.get(kind, set())
    single = PLACES.get(kind, {}).items()
    return repeated | {f"{name}{at:02d}" for name, elements in single for at in elements}


def is_readable(place: str, text: str) -> bool:
    """Whether an amount stands there, or nothing where nothing may."""
    return cents_of(text) is not None or (not text and place in MAY_BE_EMPTY)


def cents_of(text: str) -> int | None:
    """The amount in cents; None where the text states none."""
    written = text.strip()
    return int(Decimal(written) * 100) if _AMOUNT.match(written) else None


def _find(text: str, start: int) -> int:
    at = text.find("ISA", start)
    while at >= 0 and (text[max(at - 1, start) : at].isalnum() or not marks_at(text, at)):
        at = text.find("ISA", at + 1)
    return at


def _at(elements: Sequence[str], at: int) -> str:
    return elements[at] if at < len(elements) else ""


def _utf8(text: str) -> str:
    """An element as UTF-8 where it is that; a file may mix."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text
