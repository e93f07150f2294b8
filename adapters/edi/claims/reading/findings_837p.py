"""What may be wrong in an 837P, said in one way for all its loops; never a text of the file."""

from adapters.edi.elements import shown
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

AN_AMOUNT = "an amount in dollars and cents"
A_DAY = "a day as CCYYMMDD, or two of them with a dash between"
A_NUMBER = "a number"

_FIX = "ask the sender to complete the claim"
_FIX_KEPT = "nothing was taken from it; ask the sender what it means"


def unreadable(segment: Segment, element: int, loop: str, wanted: str) -> Finding:
    """An element that does not state what it should; nothing is assumed in its place."""
    place = f"{segment.id}{element:02d}"
    return Finding(
        code="837p.unreadable",
        what=f"{place} is {shown(segment.get(element))}; it should be {wanted}",
        fix=_FIX,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=place,
    )


def missing(at: Segment, element: str, loop: str, what: str) -> Finding:
    """Something that a claim must state and does not; `at` is where it should be looked for."""
    return Finding(
        code="837p.missing",
        what=what,
        fix=_FIX,
        segment=at.number,
        offset=at.offset,
        loop=loop,
        element=element,
    )


def unknown(segment: Segment, loop: str) -> Finding:
    """A segment that the guide does not have in this loop: kept, not understood."""
    name = segment.id
    is_name = 0 < len(name) <= 3 and name.isascii() and name.isalnum()
    return Finding(
        code="837p.unknown-segment",
        what=f"the guide has no {name if is_name else 'segment of this name'} in this place",
        fix=_FIX_KEPT,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=name if is_name else "",
    )


def unknown_codes(segment: Segment, loop: str) -> Finding:
    """An HI whose codes are of a kind that the guide does not have: kept, not understood."""
    return Finding(
        code="837p.unknown-codes",
        what="the guide has no codes of this kind for a professional claim",
        fix=_FIX_KEPT,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element="HI",
    )
