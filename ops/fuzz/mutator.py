"""Breaks X12 files the way the field does, and in ways it has not thought of yet.

A file is cut once into segments and elements; a few mutations drawn by chance change them; then it
is written again, maybe with other marks, and its bytes are broken too. The same seed always gives
the same file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from ops.fuzz.counter import Marks, marks_at, segments
from tests.support import planted

Segment = list[str]
DETAILS = (planted.LAST_NAME, planted.FIRST_NAME, planted.CIN, "19631127", planted.STREET)
_AMOUNTS = (
    *("1e9", "++1", "1.005", "00012.", "", "-", ".", "-.5", "+0", "1,000.00", "$5", " 7 ", "NaN"),
    *("1234567890123456", "999999999999999", "9" * 400, "-0.00", "٣", "1_0", "0x10", "12.340000"),
    *("1\xa0", "inf", "1/3", "(5.00)", "5-", "00000000000000000001"),
)
_DAYS = (
    *("20260230", "00000000", "99999999", "2026", "202603011", "20260301-", "20260301-20260228"),
    *("D8", "RD8", "\uff12\uff10\uff12\uff16", "2026-03-01"),
)
_CODES = (
    *("", "XX", "?", "22", "PE", "PR", "QC", "IL", "74", "HC", "CO", "A3", "U", "WO:", ":::", "^"),
    *(
        "835",
        "837",
        "999",
        "005010X221A1",
        "005010X222A1",
        "004010X091A1",
        "A\nB",
        "\0",
        "é",
        "日本",
    ),
)
_NAMES = (
    *(
        "CLP",
        "SVC",
        "CAS",
        "PLB",
        "BPR",
        "LX",
        "NM1",
        "HL",
        "CLM",
        "SV1",
        "INS",
        "STC",
        "EB",
        "AAA",
    ),
    *(
        "LS",
        "LE",
        "RMR",
        "ENT",
        "ADX",
        "AK2",
        "IK3",
        "CTX",
        "IK5",
        "AK9",
        "TRN",
        "DTP",
        "HI",
        "SBR",
    ),
    *("ST", "SE", "GS", "GE", "ISA", "IEA", "TA1", "ZZZ", "", "A", "TOOLONG", "é"),
)
_MARKS = "*|^~:<>!\\\n\r\x1d\x1c+,;#'\"A1 \t\0"
_ENDS = ("", "\n", "\r\n", "\r", " ", "\n\n", "\x1a", "\t")
_LARGEST = 8_000_000  # bytes
_FOREWORDS = (
    b"\xef\xbb\xbf",
    b"  \r\n",
    b"Dear plan, VISA*CARD:\n\n",
    b"\0\0",
    b"ISA",
    b"XISA*",
    b"~",
)


@dataclass(frozen=True)
class Parsed:
    """A file cut into elements, with the marks of its first interchange."""

    segments: Sequence[Segment]
    marks: Marks


def parsed(content: bytes) -> Parsed:
    """What a mutation starts from."""
    text = content.decode("latin-1")
    marks = marks_at(text, max(text.find("ISA"), 0)) or Marks("*", ":", "~")
    return Parsed(list(segments(content)), marks)


def mutated(files: Sequence[Parsed], seed: str) -> bytes:
    """One broken file."""
    random = Random(seed)  # noqa: S311 - chance is what is wanted, not secrets
    chosen = random.choice(files)
    body = [list(segment) for segment in chosen.segments]
    for _ in range(_some(random)):
        change = random.choice(_CHANGES)
        change(random, body, files)
    marks = _other_marks(random, body, chosen.marks) if random.random() < 0.15 else chosen.marks
    content = _written(random, body, marks)
    while random.random() < 0.25:
        content = random.choice(_BREAKS)(random, content)
    return content[:_LARGEST]


def _some(random: Random) -> int:
    return random.choice((0, 1, 1, 1, 2, 2, 3, 5, 8))


def _at(random: Random, body: Sequence[object]) -> int:
    return random.randrange(len(body)) if body else 0


def _segment(random: Random, body: list[Segment]) -> Segment:
    return random.choice(body) if body else []


def _delete(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    at = _at(random, body)
    del body[at : at + random.choice((1, 1, 1, 2, 5))]


def _duplicate(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    at, length = _at(random, body), random.choice((1, 1, 2, 6, 20))
    times = random.choice((1, 1, 1, 2, 10, 10, 200 if random.random() < 0.05 else 1))
    body[at:at] = [list(segment) for _ in range(times) for segment in body[at : at + length]]


def _swap(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    if body:
        one, two = _at(random, body), _at(random, body)
        body[one], body[two] = body[two], body[one]


def _move(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    if body:
        segment = body.pop(_at(random, body))
        body.insert(random.randrange(len(body) + 1), segment)


def _insert(random: Random, body: list[Segment], files: Sequence[Parsed]) -> None:
    """A segment of another file, or one made up."""
    other = random.choice(files).segments
    at = random.randrange(len(body) + 1)
    if other and random.random() < 0.6:
        body.insert(at, list(random.choice(other)))
    else:
        texts = (*_AMOUNTS, *_CODES, *_DAYS)
        count = random.choice((0, 1, 3, 9, 20))
        body.insert(at, [random.choice(_NAMES), *(random.choice(texts) for _ in range(count))])


def _splice(random: Random, body: list[Segment], files: Sequence[Parsed]) -> None:
    """The head of this file and the tail of another."""
    other = random.choice(files).segments
    tail = other[_at(random, other) :]
    body[_at(random, body) :] = [list(segment) for segment in tail]


def _nest(random: Random, body: list[Segment], files: Sequence[Parsed]) -> None:
    """A whole file, or all but its interchange, inside this one."""
    other = list(random.choice(files).segments)
    cut = random.choice((0, 1, 2))
    inside = other[cut : len(other) - cut]
    at = random.randrange(len(body) + 1)
    body[at:at] = [list(segment) for segment in inside]


def _miscount(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    for segment in body:
        if segment[0] in ("SE", "GE", "IEA") and len(segment) > 1 and random.random() < 0.7:
            segment[random.randrange(1, len(segment))] = random.choice(
                ("0", "", "-1", "9" * 30, "x")
            )


def _rekind(random: Random, body: list[Segment], files: Sequence[Parsed]) -> None:
    """The transaction says that it is of the kind of another file."""
    other = random.choice(files).segments
    for name in ("GS", "ST"):
        theirs = next((segment for segment in other if segment[0] == name), None)
        for segment in body:
            if theirs and segment[0] == name:
                segment[:] = theirs


def _element(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    """Deletes, repeats, swaps, moves or clears elements of one segment."""
    segment = _segment(random, body)
    if len(segment) < 2:
        return
    at = random.randrange(1, len(segment))
    match random.randrange(5):
        case 0:
            del segment[at]
        case 1:
            segment[at:at] = [segment[at]] * random.choice((1, 2, 30))
        case 2:
            other = random.randrange(1, len(segment))
            segment[at], segment[other] = segment[other], segment[at]
        case 3:
            segment[at] = ""
        case _:
            segment.insert(random.randrange(1, len(segment)), segment.pop(at))


def _replace(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    """An odd text instead of an element, most often one of its own kind."""
    segment = _segment(random, body)
    if len(segment) < 2:
        return
    at = random.randrange(1, len(segment))
    here = segment[at]
    if here.replace(".", "").replace("-", "").isdigit() and random.random() < 0.7:
        texts: Sequence[str] = _DAYS if len(here) == 8 else _AMOUNTS
    else:
        texts = random.choice((_AMOUNTS, _CODES, _DAYS, DETAILS))
    segment[at] = random.choice(texts)


def _component(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    """Deletes, repeats, swaps components, or adds empty ones; ``:`` stands for the mark."""
    segment = _segment(random, body)
    composite = [at for at, text in enumerate(segment) if ":" in text and at]
    if not composite:
        return
    at = random.choice(composite)
    parts = segment[at].split(":")
    match random.randrange(4):
        case 0:
            del parts[_at(random, parts)]
        case 1:
            parts *= random.choice((2, 2, 20))
        case 2:
            random.shuffle(parts)
        case _:
            parts.insert(_at(random, parts), "")
    segment[at] = ":".join(parts)


def _giant(random: Random, body: list[Segment], _: Sequence[Parsed]) -> None:
    """An element far too long; seldom of a megabyte."""
    segment = _segment(random, body)
    if segment:
        size = 1_000_000 if random.random() < 0.01 else random.choice((100, 3_000, 40_000))
        segment[_at(random, segment)] = random.choice("A9 :*é") * size


_Change = Callable[[Random, list[Segment], Sequence[Parsed]], None]
_CHANGES: tuple[_Change, ...] = (
    *(_delete, _duplicate, _swap, _move, _insert, _splice, _nest, _miscount, _rekind),
    *(_element, _element, _replace, _replace, _replace, _component, _giant),
)


def _other_marks(random: Random, body: list[Segment], marks: Marks) -> Marks:
    """Other characters that cut; ISA16 says so, most often."""
    changed = replace(
        marks, **{random.choice(("element", "component", "segment")): random.choice(_MARKS)}
    )
    for segment in body:
        if segment[0] == "ISA" and len(segment) > 16 and random.random() < 0.9:
            segment[16] = changed.component
        elif segment[0] != "ISA":
            segment[:] = [text.replace(marks.component, changed.component) for text in segment]
    return changed


def _written(random: Random, body: list[Segment], marks: Marks) -> bytes:
    end = marks.segment + random.choice(_ENDS[:3] if random.random() < 0.8 else _ENDS)
    text = "".join(_up_to_largest(marks.element.join(segment) + end for segment in body))
    if random.random() < 0.05:
        width = random.choice((1, 7, 64, 80, 106, 1000))
        if len(text) < 100_000:
            text = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    charset = "utf-8" if random.random() < 0.95 else random.choice(("latin-1", "utf-16", "cp037"))
    return text.encode(charset, "replace")


def _up_to_largest(parts: Iterable[str]) -> Iterator[str]:
    """Parts up to the one that reaches the largest size: changes may have made far more of them."""
    size = 0
    for part in parts:
        yield part
        size += len(part)
        if size >= _LARGEST:
            return


def _truncate(random: Random, content: bytes) -> bytes:
    return content[: _at(random, content)]


def _behead(random: Random, content: bytes) -> bytes:
    return content[_at(random, content) :]


def _noise(random: Random, content: bytes) -> bytes:
    at, size = _at(random, content), random.choice((1, 1, 4, 100))
    return content[:at] + random.randbytes(size) + content[at + random.choice((0, size)) :]


def _flip(random: Random, content: bytes) -> bytes:
    if not content:
        return content
    at = _at(random, content)
    return content[:at] + bytes((content[at] ^ (1 << random.randrange(8)),)) + content[at + 1 :]


def _foreword(random: Random, content: bytes) -> bytes:
    before = random.choice(_FOREWORDS) * random.choice((1, 1, 1, 3, 6_000))
    return before + content if random.random() < 0.7 else content + before + content


def _twice(random: Random, content: bytes) -> bytes:
    return content * random.choice((2, 2, 3, 20)) if len(content) < 100_000 else content


_BREAKS: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_truncate, _behead, _noise, _flip, _flip, _foreword, _twice),
)
