"""Which claim payments of a remittance wait for a person, and why: by place, code and words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from domain.identifiers import StreamId
from domain.notices.notice import Notice
from domain.notices.parked_money import PARKED_MONEY, ParkedMoney, WaitingItem
from hub.services.notices.claim_payments import parked_id, posting_id
from hub.store.chunks import chunks
from hub.wiring import Hub

_AT_ONCE = 1_000
# a payment that is simply none of ours is kept without a problem
_NONE_OF_OURS = ("match.none-of-ours", "no claim of ours has its numbers, or bills what it pays")


class WaitingClaim(msgspec.Struct, frozen=True):
    """One claim payment that no claim took: its count in the remittance, and why.

    No number of it is repeated: what is none of ours may be anything.
    """

    clp: int
    code: str
    why: str


def waiting_claims(hub: Hub, notice: Notice) -> tuple[WaitingClaim, ...]:
    """Those of a posted remittance that still wait, in its order."""
    places = parked_places(notice, range(1, notice.claims + 1))
    found: list[WaitingClaim] = []
    for some in chunks(places, _AT_ONCE):
        streams = hub.log.read_streams(some)
        found += waiting_of(streams[each] for each in some)
    return tuple(found)


def waiting_of(streams: Iterable[Sequence[Any]]) -> Iterator[WaitingClaim]:
    """Those of some places that wait, by the facts of each place; the last that says why counts."""
    for facts in streams:
        state: ParkedMoney = PARKED_MONEY.fold(facts)
        if isinstance(state, WaitingItem):
            problems = [each.problems for each in facts if "problems" in each.__struct_fields__]
            told = [(each.code, each.what) for each in problems[-1]] or [_NONE_OF_OURS]
            yield WaitingClaim(state.item.ordinal, told[0][0], "; ".join(what for _, what in told))


def parked_places(notice: Notice, ordinals: Iterable[int]) -> Sequence[StreamId]:
    """The streams in which claim payments of a remittance wait."""
    return [StreamId(parked_id(posting_id(notice, at))) for at in ordinals]
