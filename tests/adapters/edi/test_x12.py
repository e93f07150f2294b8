"""Files cut into segments, and segments written."""

import io
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.x12 import (
    DEFAULT,
    DelimiterInText,
    Delimiters,
    Segment,
    Tokenizer,
    read_segments,
    write_segments,
)
from tests.support.edi import REMITTANCE, interchange


def _ids(source: bytes) -> list[str]:
    return [segment.id for segment in read_segments(source)]


def _values(source: bytes) -> list[list[str]]:
    return [segment.elements for segment in read_segments(source)]


class _Drops(io.BytesIO):
    """A source that gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 7))


def test_every_sample_is_cut_into_segments_that_stand_where_they_say(samples: Path) -> None:
    files = sorted(samples.glob("*/*.edi"))
    assert len(files) > 200
    for path in files:
        content = path.read_bytes()
        segments = list(read_segments(content))
        assert segments, path.name
        assert [segment.number for segment in segments] == list(range(1, len(segments) + 1))
        for segment in segments:
            place = content[segment.offset : segment.end]
            assert place.startswith(segment.id.encode()), (path.name, segment.number)
            assert segment.id.isalnum(), (path.name, segment.number)


def test_blocks_of_any_size_give_the_same_segments(samples: Path) -> None:
    for path in sorted(samples.glob("835/*.edi")):
        content = path.read_bytes()
        assert list(read_segments(_Drops(content))) == list(read_segments(content))


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "\n", "\r\n"])
def test_a_block_cut_in_one_go_is_as_if_cut_one_by_one(end: str) -> None:
    content = interchange(REMITTANCE * 300, end=end)
    at = content.index(b"BPR")  # blanks before a segment have its block cut one by one
    uneven = content[:at] + b" " + content[at:].replace(b"BPR", b" BPR")
    found, slowly = list(read_segments(content)), list(read_segments(uneven))
    assert [segment.elements for segment in found] == [segment.elements for segment in slowly]
    assert [segment.length for segment in found] == [segment.length for segment in slowly]
    for segments, source in ((found, content), (slowly, uneven)):
        for segment in segments:
            place = source[segment.offset : segment.end].decode().rstrip("~\r\n")
            assert place == "*".join(segment.elements)


def test_what_is_read_is_written_byte_for_byte(samples: Path) -> None:
    for name in (
        "835/lfh-005010X221A1-managed-care.edi",
        "837P/lfh-005010X222A2-autoaccident.edi",
        "999/cosyte-999-accept.edi",
        "277CA/cosyte-277ca.edi",
    ):
        content = (samples / name).read_bytes()
        tokenizer = Tokenizer(content)
        segments = [_composites(segment, ":") for segment in tokenizer]
        ends = "\n" if b"~\n" in content else ""
        written = write_segments(segments, tokenizer.delimiters, ends)
        assert written.rstrip() == content.rstrip(), name


def _composites(segment: Segment, mark: str) -> Sequence[str | Sequence[str]]:
    if segment.id == "ISA":
        return segment.elements
    return [text.split(mark) if mark in text else text for text in segment.elements]


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "\n", "\r\n", "\r", "\x1d", "!", "\\"])
def test_any_terminator_is_understood(end: str) -> None:
    assert _values(interchange(REMITTANCE, end=end))[1:] == _values(interchange(REMITTANCE))[1:]


def test_delimiters_come_from_each_header() -> None:
    both = interchange(REMITTANCE) + interchange(REMITTANCE, end="\n", mark="|")
    tokenizer = Tokenizer(both)
    marks = [tokenizer.delimiters for segment in tokenizer if segment.id == "ST"]
    assert marks == [DEFAULT, Delimiters("|", "^", ":", "\n")]


def test_two_interchanges_that_end_their_segments_alike_have_each_its_separator() -> None:
    one, other = interchange(REMITTANCE), interchange(REMITTANCE, mark="|")
    assert _values(one + other) == _values(one) + _values(other)
    assert _values(one[: one.index(b"IEA")] + other) == _values(one)[:-1] + _values(other)


@pytest.mark.parametrize("before", ["\ufeff", "  \r\n", "Dear plan, VISA*CARD:\n\n", "\0\0"])
def test_text_before_the_header_is_skipped(before: str) -> None:
    plain = interchange(REMITTANCE)
    shifted = list(read_segments(before.encode() + plain))
    assert [segment.elements for segment in shifted] == _values(plain)
    assert shifted[0].offset == len(before.encode())


def test_text_between_two_interchanges_is_skipped() -> None:
    one = interchange(REMITTANCE)
    assert _values(one + b"\n-- next file --\n" + one) == _values(one) * 2


def test_a_line_between_two_interchanges_of_lines_is_a_segment_wherever_a_block_ends() -> None:
    one = interchange(REMITTANCE, end="\n")
    for length in range(1 << 14, (1 << 14) + 40):  # the block ends somewhere around the IEA
        note = b"NTE*ADD*" + b"X" * (length - len(one) - 30) + b"\n"
        first = one.replace(b"SE*", note + b"SE*", 1)
        ids = _ids(first + b"A NOTE\n" + one)
        assert ids == [*_ids(first), "A NOTE", *_ids(one)]


def test_an_interchange_begins_where_the_one_before_has_no_trailer() -> None:
    one = interchange(REMITTANCE)
    cut = one[: one.index(b"IEA")]
    assert _ids(cut + interchange(REMITTANCE, end="\n", mark="|")) == _ids(one)[:-1] + _ids(one)


def test_an_unpadded_header_is_understood() -> None:
    content = interchange(REMITTANCE)
    isa, rest = content[:106], content[106:]
    tight = b"*".join(part.strip() for part in isa[:-1].split(b"*")) + b"~"
    assert _values(tight + rest)[1:] == _values(content)[1:]


def test_a_letter_in_isa11_names_no_repetition_separator() -> None:
    tokenizer = Tokenizer(interchange(REMITTANCE).replace(b"*^*00501", b"*U*00401"))
    list(tokenizer)
    assert tokenizer.delimiters.repetition is None


@given(st.integers(min_value=20, max_value=90))
def test_a_file_wrapped_at_a_fixed_width_reads_the_same(width: int) -> None:
    content = interchange(REMITTANCE, end="~")
    lines = [content[at : at + width] for at in range(0, len(content), width)]
    assert _values(b"\r\n".join(lines)) == _values(content)


def test_a_file_cut_off_anywhere_gives_the_segments_before_the_cut() -> None:
    content = interchange(REMITTANCE)
    whole = _values(content)
    for length in range(len(content)):
        found = _values(content[:length])
        assert found[:-1] == whole[: len(found[:-1])]
        for segment in read_segments(content[:length]):
            assert segment.end <= length


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_are_read_without_failing(noise: bytes) -> None:
    content = interchange(REMITTANCE)
    for segment in read_segments(content[:200] + noise + content[200:]):
        assert segment.length > 0


@given(st.binary(max_size=300))
def test_bytes_that_hold_no_header_hold_no_segment(noise: bytes) -> None:
    assert list(read_segments(noise)) == []


def test_text_is_utf_8_or_else_latin_1() -> None:
    for encoding in ("utf-8", "latin-1"):
        content = interchange(["N1*PR*Café ÿ»"]).decode().encode(encoding)
        assert ["N1", "PR", "Café ÿ»"] in _values(content)


_TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_characters="*~:^", exclude_categories=("Cc", "Zs", "Zl", "Zp", "Cs")
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.lists(_TEXT | st.lists(_TEXT, min_size=2, max_size=4), min_size=1), max_size=8))
def test_what_is_written_is_read(segments: list[list[str | list[str]]]) -> None:
    written = [["ZZ", *segment] for segment in segments]
    header = next(read_segments(interchange([]))).elements
    content = write_segments([header, *written])
    flat = [
        [text if isinstance(text, str) else ":".join(text) for text in segment]
        for segment in written
    ]
    assert _values(content)[1:] == flat


def test_a_segment_that_was_read_is_written_as_it_stands() -> None:
    read = Segment("SVC", ["SVC", "HC:98960:", "A^B", ""], 1, 0, 0)
    assert write_segments([read]) == b"SVC*HC:98960:*A^B*~\n"
    for mark in "*~":
        with pytest.raises(DelimiterInText) as raised:
            write_segments([Segment("NM1", ["NM1", "QC", f"INVENTED{mark}NAME"], 1, 0, 0)])
        assert str(raised.value) == "a delimiter stands in the text of NM102"


def test_empty_elements_at_the_end_are_left_out() -> None:
    assert write_segments([["CLM", "A", "", ["HC", "98960", ""], "", ""]]) == b"CLM*A**HC:98960~\n"
    assert write_segments([["SE", "1"]], line_ends="") == b"SE*1~"


@pytest.mark.parametrize("mark", ["*", "~", ":", "^"])
def test_a_delimiter_in_a_text_is_never_written(mark: str) -> None:
    with pytest.raises(DelimiterInText) as raised:
        write_segments([["NM1", "QC", f"INVENTED{mark}NAME"]])
    assert str(raised.value) == "a delimiter stands in the text of NM102"


def test_a_letter_or_digit_ends_no_segment() -> None:
    content = interchange(REMITTANCE, end="A")
    assert list(read_segments(content)) == []
    whole = content + b"\n" + interchange(REMITTANCE)
    assert len(list(read_segments(whole))) == len(REMITTANCE) + 6


def test_a_segment_as_long_as_the_file_takes_time_in_proportion_to_it() -> None:
    content = interchange([*REMITTANCE, "NTE*" + "A" * 24_000_000])
    begun = time.process_time()
    assert sum(segment.length for segment in read_segments(io.BytesIO(content))) > 24_000_000
    assert time.process_time() - begun < 4  # it was nine where each block made a new text


def test_trailers_one_after_another_are_segments_like_any_other() -> None:
    content = interchange(REMITTANCE)
    more = content.rstrip() + b"IEA*1*2~\nIEA*1*3~\t\nIEA*1*4~" + content
    ids = [segment.id for segment in read_segments(more)]
    once = [segment.id for segment in read_segments(content)]
    assert ids == [*once, "IEA", "IEA", "IEA", *once]
