"""What can be wrong with envelopes: trailers that are missing, or that say otherwise."""

from collections.abc import Iterator

from adapters.edi.elements import shown
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

CUT_OFF = "envelope.transaction-cut-off"
"""A transaction that the end of the file cuts off: what would follow is not known."""

UNCLOSED = "envelope.transaction-unclosed"

_FIX_SENDER = "tell the sender; the contents were read all the same"


def transaction_trailer(start: Segment, trailer: Segment, count: int) -> Iterator[Finding]:
    """What an SE says otherwise than its ST and the `count` segments from it to the SE."""
    if trailer.get(1) != str(count) and trailer.get(1).lstrip("0") != str(count):
        yield Finding(
            code="envelope.segment-count",
            what=f"SE01 says {_number(trailer.get(1), 'no number of')} segments; "
            f"the transaction has {count}",
            fix=_FIX_SENDER,
            segment=trailer.number,
            offset=trailer.offset,
            element="SE01",
        )
    if trailer.get(2) != start.get(2):
        yield Finding(
            code="envelope.transaction-control-number",
            what=f"SE02 is {_number(trailer.get(2))}; ST02 is {_number(start.get(2))}",
            fix=_FIX_SENDER,
            segment=trailer.number,
            offset=trailer.offset,
            element="SE02",
        )


def trailer_faults(
    trailer: Segment, control: str, count: int, envelope: str, contents: str, counterpart: str
) -> Iterator[Finding]:
    """What a GE or IEA says otherwise than what it closes: `count` is of its `contents`."""
    if trailer.get(1).strip().lstrip("0") != str(count).lstrip("0"):
        yield Finding(
            code=f"envelope.{envelope}-count",
            what=f"{trailer.id}01 says {_number(trailer.get(1), 'no number of')} {contents}; "
            f"the {envelope} has {count}",
            fix=_FIX_SENDER,
            segment=trailer.number,
            offset=trailer.offset,
            element=f"{trailer.id}01",
        )
    if trailer.get(2).strip() != control.strip():
        yield Finding(
            code=f"envelope.{envelope}-control-number",
            what=f"{trailer.id}02 is {_number(trailer.get(2))}; "
            f"{counterpart} is {_number(control)}",
            fix=_FIX_SENDER,
            segment=trailer.number,
            offset=trailer.offset,
            element=f"{trailer.id}02",
        )


def _number(text: str, where_empty: str = "empty") -> str:
    """A count or control number as it stands; what could be a personal detail is only described."""
    return shown(text).strip("'") if text else where_empty


def unclosed(start: Segment, instead: str, code: str) -> Finding:
    """An ST that no SE closes; `instead` says what comes in its place."""
    return Finding(
        code=code,
        what=f"transaction {_number(start.get(2), 'without a number')} has no SE: {instead}",
        fix="ask the sender for the whole file; this one may be cut off",
        segment=start.number,
        offset=start.offset,
        element="ST",
    )


def without_trailer(envelope: str, start: Segment, trailer: str) -> Finding:
    """A GS or ISA that nothing closes."""
    return Finding(
        code=f"envelope.{envelope}-unclosed",
        what=f"the {envelope} has no {trailer}",
        fix="ask the sender for the whole file; this one may be cut off",
        segment=start.number,
        offset=start.offset,
        element=start.id,
    )
