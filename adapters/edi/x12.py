"""Separators, segments and elements of X12; knows nothing of healthcare.

Reading is one streaming pass that never fails: whoever knows the guide says what is wrong.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import BinaryIO

import msgspec

_BLOCK = 1 << 14
_HEADER_ROOM = 1024  # an interchange header is 106 bytes; a badly padded one is a little longer
_BLANK = " \t\r\n\0\x1a"

Element = str | Sequence[str]


class Delimiters(msgspec.Struct, frozen=True, gc=False):
    """The characters that cut an interchange; `repetition` is None where the header names none."""

    element: str = "*"
    repetition: str | None = "^"
    component: str = ":"
    segment: str = "~"


DEFAULT = Delimiters()


class Segment(msgspec.Struct, frozen=True, gc=False):
    """One segment: `elements[0]` is its id, `elements[1]` its first data element.

    `number` counts the segments of the file from 1; `offset` and `length` are bytes in the file,
    the terminator included.
    """

    id: str
    elements: list[str]
    number: int
    offset: int
    length: int

    def get(self, element: int, default: str = "") -> str:
        """The text of data element `element`, counted from 1; `default` where it is absent."""
        return self.elements[element] if element < len(self.elements) else default

    @property
    def end(self) -> int:
        """The first byte after this segment."""
        return self.offset + self.length


Writable = Segment | Sequence[Element]


class DelimiterInText(AssertionError):
    """A text to be written holds a character that would cut it; its writer should have cleaned it.

    The message names the place and never the text: it may be a personal detail.
    """


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where in a file a segment begins that was read before, and what cuts it.

    `offset` is bytes in the file, `number` counts its segments from 1.
    """

    offset: int
    number: int
    delimiters: Delimiters


class Tokenizer:
    """Cuts a file into segments; `delimiters` are those of the segments now given out.

    They are read from each ISA by its sixteen separators, so an unpadded header is understood,
    and text before the first header is skipped. Line breaks inside a segment are taken out: some
    senders wrap their files at a fixed width. A source is read in blocks, never as a whole; from
    `start` on where that is given.
    """

    def __init__(self, source: bytes | BinaryIO, start: Place | None = None) -> None:
        self.delimiters = start.delimiters if start else DEFAULT
        self._stream = io.BytesIO(source) if isinstance(source, bytes) else source
        self._text = ""  # latin-1: one character is one byte, so that positions are bytes
        self._offset = self._stream.seek(start.offset) if start else 0  # of `_text` in the file
        self._count = start.number - 1 if start else 0
        self._is_inside = start is not None
        self._ended = False

    def __iter__(self) -> Iterator[Segment]:
        return chain.from_iterable(self._blocks())

    def _blocks(self) -> Iterator[list[Segment]]:
        """Segments that the same delimiters cut, as many as are at hand."""
        if self._is_inside:
            self._more(_BLOCK)
        elif not self._to_first_header():
            return
        while self._text:
            self._more(_HEADER_ROOM)
            self.delimiters = _read_header(self._text) or self.delimiters
            segments, used = self._cut()
            yield segments
            self._count += len(segments)
            self._drop(used)
            if segments and segments[-1].id == "IEA":
                self._skip_text()
            elif used == 0 or not _begins_interchange(self._text):
                self._more(max(_BLOCK, 2 * len(self._text)))

    def _to_first_header(self) -> bool:
        self._more(_BLOCK)
        while (at := _find_header(self._text)) < 0 and not self._ended:
            self._drop(len(self._text) - _HEADER_ROOM)
            self._more(_BLOCK)
        self._drop(at)
        return at >= 0

    def _skip_text(self) -> None:
        """Drop text between two interchanges, unless it could hold a segment."""
        self._more(_BLOCK)
        at = _find_header(self._text)
        if at >= 0 and self.delimiters.segment not in self._text[:at].lstrip(_BLANK):
            self._drop(at)

    def _cut(self) -> tuple[list[Segment], int]:
        """Segments up to where delimiters may change, after an IEA or before an ISA; bytes used."""
        return self._cut_alike() or self._cut_one_by_one()

    def _cut_alike(self) -> tuple[list[Segment], int] | None:
        """All whole segments, cut in one go; None where they must be looked at one by one."""
        text = self._text.lstrip(_BLANK)
        end = _first_end(text, self.delimiters.segment)
        pieces = text.split(end)
        whole = text[: len(text) - len(pieces.pop())]
        if not (whole.isascii() and _are_alike(pieces, whole, end)):
            return None
        segments: list[Segment] = []
        separator, beyond = self.delimiters.element, len(end)
        skipped = len(self._text) - len(text)
        at = self._offset + skipped
        for number, piece in enumerate(pieces, self._count + 1):
            elements = piece.split(separator)
            size = len(piece)
            segments.append(Segment(elements[0], elements, number, at, size + 1))
            at += size + beyond
        return segments, skipped + len(whole)

    def _cut_one_by_one(self) -> tuple[list[Segment], int]:
        text, offset, number = self._text, self._offset, self._count
        separator, plain = self.delimiters.element, text.isascii()
        pieces = text.split(self.delimiters.segment)
        if not (self._ended and pieces[-1]):
            pieces.pop()
        segments: list[Segment] = []
        at = 0
        for nth, piece in enumerate(pieces, 1):
            after = at + len(piece) + 1
            body = piece.strip(_BLANK)
            if body:
                start = text.index(body, at)
                if "\n" in body or "\r" in body:
                    body = body.replace("\r", "").replace("\n", "")
                elements = body.split(separator)
                if not plain:
                    elements = [_as_utf8(element) for element in elements]
                name = elements[0]
                if name[:3] == "ISA" and start and _begins_interchange(text[start:]):
                    return segments, start
                number += 1
                segments.append(Segment(name, elements, number, offset + start, after - start))
                if name == "IEA" and "ISA" in "".join(pieces[nth : nth + 1]):
                    at = after
                    break  # the next header may follow, in other delimiters or behind text
            at = after
        if segments and segments[-1].end > offset + len(text):  # it has no terminator
            segments[-1] = msgspec.structs.replace(segments[-1], length=segments[-1].length - 1)
        return segments, at

    def _more(self, wanted: int) -> None:
        if self._ended or len(self._text) >= wanted:
            return
        parts, length = [self._text], len(self._text)
        while length < wanted and not self._ended:
            block = self._stream.read(_BLOCK)
            self._ended = not block
            parts.append(block.decode("latin-1"))
            length += len(block)
        self._text = "".join(parts)  # at once: a segment may be as long as the whole file

    def _drop(self, used: int) -> None:
        used = min(max(used, 0), len(self._text))
        self._text = self._text[used:]
        self._offset += used


def read_segments(source: bytes | BinaryIO) -> Iterator[Segment]:
    """Every segment of every interchange of a file, in order; empty where there is no ISA."""
    return iter(Tokenizer(source))


def write_segments(
    segments: Iterable[Writable],
    delimiters: Delimiters = DEFAULT,
    line_ends: str = "\n",
) -> bytes:
    """The bytes of `segments`; a nested sequence is a composite, trailing empty parts are left out.

    A `Segment` is written as it stands, its composites, repetitions and empty elements included.
    Raises `DelimiterInText` where a text holds a delimiter; an ISA is written as it stands too.
    """
    end = delimiters.segment + line_ends
    marks = [mark for mark in msgspec.structs.astuple(delimiters) if mark]
    return "".join([_written(segment, delimiters, marks) + end for segment in segments]).encode()


def _written(segment: Writable, delimiters: Delimiters, marks: Sequence[str]) -> str:
    if isinstance(segment, Segment):
        return _as_it_stands(segment, delimiters)
    if segment[0] == "ISA":
        return delimiters.element.join(str(element) for element in segment)
    # all texts at once: looking into each of them for each mark would take most of the time
    plain = "".join([text if isinstance(text, str) else "".join(text) for text in segment])
    if any(map(plain.__contains__, marks)):
        raise DelimiterInText(f"a delimiter stands in the text of {_place(segment, marks)}")
    component = delimiters.component
    texts = [
        text if isinstance(text, str) else component.join(text).rstrip(component)
        for text in segment
    ]
    return delimiters.element.join(texts).rstrip(delimiters.element)


def _as_it_stands(segment: Segment, delimiters: Delimiters) -> str:
    cutting = (delimiters.element, delimiters.segment)
    if any(mark in text for text in segment.elements for mark in cutting):
        raise DelimiterInText(
            f"a delimiter stands in the text of {_place(segment.elements, cutting)}"
        )
    return delimiters.element.join(segment.elements)


def _place(segment: Sequence[Element], marks: Sequence[str]) -> str:
    """The first element of which a text holds one of `marks`, as ``NM103``."""
    for at, element in enumerate(segment):
        text = element if isinstance(element, str) else "".join(element)
        if any(mark in text for mark in marks):
            return f"{segment[0]}{at:02d}"
    return str(segment[0])


def _first_end(text: str, terminator: str) -> str:
    """How the first segment of `text` ends: its terminator, with a line break that follows it."""
    at = text.find(terminator) + 1
    if text[at : at + 2] == "\r\n":
        return terminator + "\r\n"
    return terminator + (text[at : at + 1] if text[at : at + 1] in {"\r", "\n"} else "")


def _are_alike(pieces: Sequence[str], text: str, end: str) -> bool:
    """Whether the pieces of `text` between `end` need no second look.

    None is empty or has blanks or line breaks to take out, and none begins or ends an interchange.
    """
    if not pieces or "" in pieces or any(text.count(mark) != len(pieces) for mark in end):
        return False
    if text.startswith("IEA") or any(mark in text for mark in "\r\n\t\0\x1a" if mark not in end):
        return False
    return not any(pattern.search(text) for pattern in _oddities(end))


@lru_cache(32)
def _oddities(end: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A blank at the edge of a segment, and a segment that begins or ends an interchange.

    Each pattern begins with one plain character: that is found twice as fast as `end` is.
    """
    after = re.escape(end)
    return (
        re.compile(f" (?:{re.escape(end[0])}|(?<={after} ))"),
        re.compile(f"I[SE]A(?<={after}I[SE]A)"),
    )


def _find_header(text: str) -> int:
    """Where the first interchange header of `text` begins, or -1."""
    at = text.find("ISA")
    while at >= 0:
        if not text[at - 1 : at].isalnum() and _read_header(text[at : at + _HEADER_ROOM]):
            return at
        at = text.find("ISA", at + 1)
    return -1


def _begins_interchange(text: str) -> bool:
    # a header cut off at the end of a block is seen by its first characters
    return text[:3] == "ISA" and (
        _read_header(text[:_HEADER_ROOM]) is not None or len(text) < _HEADER_ROOM
    )


def _read_header(text: str) -> Delimiters | None:
    """The delimiters of the header `text` begins with; None where it is none."""
    separator = text[3:4]
    if text[:3] != "ISA" or not separator or separator.isalnum() or separator.isspace():
        return None
    fields = text[:_HEADER_ROOM].split(separator, 16)
    if len(fields) < 17 or not "".join(fields[12].split()).isdigit():
        return None
    ending = fields[16].lstrip("\r\n")  # wrapped at this very place
    if len(ending) < 2:
        return None
    following = ending[1:].lstrip(_BLANK)[:1]
    # a line end is the terminator, unless the file is wrapped just before the real one
    terminator = ending[1] if not following or following.isalnum() else following
    if terminator.isalnum():  # it would cut the names of segments
        return None
    repetition = fields[11].strip()
    # ISA11 of an older header is a letter (U): it names no repetition separator
    repeats = len(repetition) == 1 and not repetition.isalnum()
    return Delimiters(separator, repetition if repeats else None, ending[0], terminator)


def _as_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text
