"""A second opinion before a file is sent: pyx12, where it is installed, judges what was written.

It knows the guide's loops, segments, elements and codes, and no sums. It is no part of the hub:
``pip install '.[gate]'`` brings it. What it says is told in our words, by the codes of
X12's receipts: its own messages repeat the texts of the file.
"""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from adapters.edi.codes import code_list
from adapters.edi.finding import Finding

_FIX = "hold the batch, and tell those who keep this program"
_LISTS = {"interchange": "ta1", "group": "group_error", "transaction": "transaction_error"}


def pyx12_findings(content: bytes) -> tuple[Finding, ...]:
    """Everything that pyx12 finds in a file of ours; one finding if it is not installed."""
    try:
        judge, params = import_module("pyx12.x12n_document"), import_module("pyx12.params")
    except ImportError:
        return (_not_installed(),)
    errors, receipt = io.StringIO(), io.StringIO()
    with _unheard():
        passed = judge.x12n_document(
            params.params(), io.StringIO(content.decode()), receipt, None, None, errors
        )
    found = tuple(_of_file(json.loads(errors.getvalue() or "{}")))
    return found or (() if passed else (_without_reason(),))


@contextmanager
def _unheard() -> Iterator[None]:
    """Its log would show texts of the file: names and birth dates are among them."""
    logger, silence = logging.getLogger("pyx12"), logging.NullHandler()
    before, logger.propagate = logger.propagate, False
    logger.addHandler(silence)
    try:
        yield
    finally:
        logger.removeHandler(silence)
        logger.propagate = before


def _of_file(document: dict[str, Any]) -> Iterator[Finding]:
    for interchange in document.get("interchanges", ()):
        yield from _of_envelope("interchange", interchange)
        for group in interchange.get("groups", ()):
            yield from _of_envelope("group", group)
            for transaction in group.get("transactions", ()):
                yield from _of_envelope("transaction", transaction)
                for segment in transaction.get("segments", ()):
                    yield from _of_segment(segment)


def _of_envelope(level: str, envelope: dict[str, Any]) -> Iterator[Finding]:
    for error in envelope.get("errors", ()):
        yield _finding(level, _LISTS[level], error, envelope.get("cur_line"), "")


def _of_segment(segment: dict[str, Any]) -> Iterator[Finding]:
    line, name = segment.get("cur_line"), str(segment.get("seg_id") or "")
    for error in segment.get("errors", ()):
        yield _finding("segment", "segment_error", error, line, name)
    for element in segment.get("elements", ()):
        part = element.get("subele_pos")
        place = f"{name}{element.get('ele_pos') or 0:02d}" + (f"-{part}" if part else "")
        for error in element.get("errors", ()):
            yield _finding("element", "element_error", error, line, place)


def _finding(level: str, codes: str, error: dict[str, Any], line: object, place: str) -> Finding:
    code = str(error.get("err_cde"))
    known = code_list(codes).get(code)
    return Finding(
        code=f"gate.{level}",
        what=f"pyx12: {known.words if known else 'a fault without plain words'} ({code})",
        fix=_FIX,
        segment=line if isinstance(line, int) else 0,
        element=place,
    )


def _without_reason() -> Finding:
    return Finding(code="gate.refused", what="pyx12 refuses the file and names no place", fix=_FIX)


def _not_installed() -> Finding:
    return Finding(
        code="gate.not-installed",
        what="the settings ask for a second opinion by pyx12, which is not installed",
        fix="install it: pip install '.[gate]', or take checks.pyx12 out of hub.toml",
    )
