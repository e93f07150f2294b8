"""Where segments that no field holds go when a claim is written: the guide's place, in their order.

A kept segment never goes before one that stood before it, so that reading gives them back alike.
Source: the positions of 005010X222A1.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from operator import itemgetter

from adapters.edi.values import Verbatim

Places = Mapping[str, int]
"""The place of a segment by its name, or by name and first element: ``NM1*PR``.

``""`` is the place of a kept segment of any other name.
"""

BILLING: Places = {"": 1, "NM1*85": 2, "PER": 3, "NM1*87": 4, "NM1": 5}
SUBSCRIBER: Places = {"": 1, "NM1*IL": 2, "PER": 3, "NM1*PR": 4, "NM1": 5}
PATIENT: Places = {"": 1, "NM1*QC": 2, "PER": 3, "NM1": 4}
CLAIM: Places = {
    "DTP": 1,
    "PWK": 2,
    "CN1": 3,
    "AMT": 4,
    "REF": 5,
    "K3": 6,
    "NTE": 7,
    "CR1": 8,
    "CR2": 9,
    "CRC": 10,
    "HI": 11,
    "": 12,
    "HCP": 13,
    **dict.fromkeys(("NM1*DN", "NM1*P3", "NM1*82", "NM1*77", "NM1*DQ"), 14),
    "NM1": 15,
    "SBR": 16,
}
OTHER_INSURANCE: Places = {
    "CAS": 1,
    "AMT": 2,
    "OI": 3,
    "MOA": 4,
    "": 5,
    "NM1*IL": 6,
    "NM1*PR": 7,
    "NM1": 8,
}
LINE: Places = {
    "SV5": 1,
    "PWK": 2,
    "CR1": 3,
    "CR3": 4,
    "CRC": 5,
    "DTP": 6,
    "QTY": 7,
    "MEA": 8,
    "CN1": 9,
    "REF": 10,
    "AMT": 11,
    "K3": 12,
    "NTE": 13,
    "PS1": 14,
    "": 15,
    "HCP": 16,
    "LIN": 17,
    **dict.fromkeys((f"NM1*{role}" for role in ("82", "QB", "77", "DQ", "DK", "DN", "P3")), 18),
    "NM1": 19,
    "SVD": 20,
    "LQ": 21,
}
LINE_DECISION: Places = {"CAS": 1, "DTP": 2, "AMT": 3, "": 4}


def kept_text(kept: Verbatim) -> list[str]:
    """The kept segments as text, as they stand."""
    return ["*".join(segment.elements) for segment in kept.segments]


def with_kept(written: list[str], kept: Verbatim, places: Places) -> list[str]:
    """The segments of a level, and those kept beside them, each at its place."""
    if not kept.segments:
        return written
    own = _placed(written, places, first=0)
    others = _placed(kept_text(kept), places, first=places[""])
    # what is out of order follows the one before it at once: `merge` looks at the first of each
    return [text for _, text in merge(own, others, key=itemgetter(0))]


def _placed(texts: Sequence[str], places: Places, first: int) -> Iterator[tuple[int, str]]:
    """Each text with its place; one that has none of its own follows the one before it."""
    place = first
    for text in texts:
        name, _, rest = text.partition("*")
        place = places.get(f"{name}*{rest.partition('*')[0]}", places.get(name, place))
        yield place, text
