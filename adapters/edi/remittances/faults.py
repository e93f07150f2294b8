"""What may be wrong in a remittance, in words: each a finding at its place."""

from adapters.edi.elements import shown, shown_code
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment


def not_an_amount(segment: Segment, element: int, loop: str) -> Finding:
    """An element that should state an amount and does not."""
    return _at(
        segment,
        element,
        loop,
        code="remittance.not-an-amount",
        should="an amount in dollars and cents",
        fix="ask the plan what the amount is; nothing was assumed in its place",
    )


def not_a_quantity(segment: Segment, element: int, loop: str) -> Finding:
    """An element that should state a number, of units mostly, and does not."""
    return _at(
        segment,
        element,
        loop,
        code="remittance.not-a-quantity",
        should="a number",
        fix="ask the plan how many units it means; the amount was read all the same",
    )


def not_a_date(segment: Segment, element: int, loop: str) -> Finding:
    """An element that should state a day and does not."""
    return _at(
        segment,
        element,
        loop,
        code="remittance.not-a-date",
        should="a day as CCYYMMDD",
        fix="ask the plan which day it means",
    )


def unknown_group(segment: Segment, loop: str) -> Finding:
    """A CAS01 that says nobody to whom the difference falls; its amounts count all the same."""
    return _at(
        segment,
        1,
        loop,
        code="remittance.unknown-group",
        should="CO, OA, PI or PR",
        fix="ask the plan to whom the difference falls; its amounts count in the balance",
    )


def no_reason(segment: Segment, element: int, loop: str) -> Finding:
    """A triplet of a CAS with an amount and no reason; the amount counts all the same."""
    return _at(
        segment,
        element,
        loop,
        code="remittance.no-reason",
        should="a reason code",
        fix="ask the plan why it adjusted this amount; it counts in the balance",
    )


def unknown_segment(segment: Segment, loop: str) -> Finding:
    """A segment that is kept though the guide does not know it where it stands."""
    return Finding(
        code="remittance.unknown-segment",
        what="a segment stands here that the guide does not know",
        fix="nothing to do for the money; ask the plan what it means",
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
    )


def empty_segment(segment: Segment, loop: str) -> Finding:
    """A CAS or PLB without any reason or amount."""
    return Finding(
        code="remittance.segment-empty",
        what=f"{segment.id} states no reason and no amount",
        fix="nothing to do for the money; ask the plan what it means",
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=shown_code(segment.id),
    )


def repeated_segment(segment: Segment, loop: str) -> Finding:
    """A second segment where the guide knows one: the first is read, the second kept."""
    return Finding(
        code="remittance.segment-repeated",
        what=f"a second {segment.id} stands where one is meant; the first was read",
        fix="ask the plan which of the two holds",
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=shown_code(segment.id),
    )


def without_claims(segment: Segment, loop: str) -> Finding:
    """A heading over no claim."""
    return Finding(
        code="remittance.heading-without-claims",
        what=f"{shown_code(segment.id)} stands over no claim",
        fix="nothing to do for the money; ask the plan whether claims are missing",
        segment=segment.number,
        offset=segment.offset,
        loop=loop or "2000",
        element=shown_code(segment.id),
    )


def _at(segment: Segment, element: int, loop: str, *, code: str, should: str, fix: str) -> Finding:
    place = f"{segment.id}{element:02d}"
    return Finding(
        code=code,
        what=f"{place} is {shown(segment.get(element))}; it should be {should}",
        fix=fix,
        segment=segment.number,
        offset=segment.offset,
        loop=loop,
        element=place,
    )
