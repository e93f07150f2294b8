"""Every well-formed sample, read as segments and written again, is the same file, byte for byte.

Well formed is a file that begins with its interchange and ends each segment alike: the terminator,
then the same line end, or none; after the last one a line end may stand or be missing. Files that
are not are in `ODD`, each with why; what they say is read all the same.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from adapters.edi.x12 import DEFAULT, Delimiters, Segment, Tokenizer, read_segments, write_segments

ODD = {
    "277CA/stupidedi-old-X214-2-good.edi": "text stands before the interchange",
    "834/pyx12-example834_5010.edi": "some of its segments end with a blank before the line end",
    "837I/vscode-edi-X223-837I-two-claims-for-the-same-provider.edi": "it has some empty lines",
}
_LINE_END = re.compile(rb"(\r\n|\n|\r)?")


def test_a_well_formed_file_is_written_as_it_was_read_byte_for_byte(samples: Path) -> None:
    files = {f"{path.parent.name}/{path.name}": path for path in samples.glob("*/*.edi")}
    assert len(files) == 220
    different = {
        name for name, path in files.items() if _written(path.read_bytes()) != path.read_bytes()
    }
    assert different == set(ODD)


def test_a_file_that_is_not_well_formed_says_the_same_once_written(samples: Path) -> None:
    for name in ODD:
        content = (samples / name).read_bytes()
        assert _values(_written(content)) == _values(content), name


def _values(content: bytes) -> list[list[str]]:
    return [segment.elements for segment in read_segments(content)]


def _written(content: bytes) -> bytes:
    """Each interchange with the delimiters and the line end that its first segment has."""
    whole, line_end, delimiters = b"", b"", DEFAULT
    for delimiters, segments in _interchanges(content):
        line_end = _line_end(content, segments[0].end)
        whole += write_segments(segments, delimiters, line_end.decode())
    if delimiters.segment in "\r\n":
        return whole
    return whole.removesuffix(line_end) + _line_end(content, len(content.rstrip(b" \t\r\n")))


def _line_end(content: bytes, at: int) -> bytes:
    found = _LINE_END.match(content, at)
    return found[0] if found else b""


def _interchanges(content: bytes) -> Iterator[tuple[Delimiters, list[Segment]]]:
    tokenizer = Tokenizer(content)
    segments: list[Segment] = []
    delimiters = tokenizer.delimiters
    for segment in tokenizer:
        if segment.id == "ISA":
            if segments:
                yield delimiters, segments
            segments, delimiters = [], tokenizer.delimiters
        segments.append(segment)
    yield delimiters, segments
