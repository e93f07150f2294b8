"""What may be wrong in an acknowledgement, said in one way for all of them."""

from adapters.edi.elements import shown, shown_code
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

_FIX_VALUE = "ask the plan for a corrected acknowledgement; the rest of it was read"


def unknown_segment(segment: Segment, kind: str, loop: str = "") -> Finding:
    """A segment that the guide does not have at this place: kept, not understood."""
    return Finding(
        code="acknowledgement.unknown-segment",
        what=f"segment {shown_code(segment.id)} is not known at this place of a {kind}",
        fix="ask the plan what it means; it is kept and nothing was taken from it",
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=segment.id if _is_code(segment.id) else "",
    )


def not_an_amount(segment: Segment, element: int, loop: str) -> Finding:
    """An amount that is none."""
    return _unread("not-an-amount", "an amount in dollars and cents", segment, element, loop)


def not_a_date(segment: Segment, element: int, loop: str) -> Finding:
    """A day that is none."""
    return _unread("not-a-date", "a day as CCYYMMDD", segment, element, loop)


def not_a_number(segment: Segment, element: int, loop: str) -> Finding:
    """A number that is none."""
    return _unread("not-a-number", "a number", segment, element, loop)


def without_result(segment: int, offset: int, element: str, what: str, fix: str) -> Finding:
    """An acknowledgement, or a part of one, that says neither yes nor no."""
    return Finding("acknowledgement.no-result", what, fix, segment, offset, element=element)


def _is_code(text: str) -> bool:
    return 0 < len(text) <= 3 and text.isascii() and text.isalnum()


def _unread(kind: str, wanted: str, segment: Segment, element: int, loop: str) -> Finding:
    place = f"{segment.id}{element:02d}"
    return Finding(
        code=f"acknowledgement.{kind}",
        what=f"{place} is {shown(segment.get(element))}; it should be {wanted}",
        fix=_FIX_VALUE,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=place,
    )
