"""Which claim payments of a remittance wait for a person, and why: by place, code and words."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from domain.event import Fact
from domain.identifiers import StreamId
from domain.notice import Notice
from domain.parked_money import MoneyParked
from hub.services.claim_payments import parked_id, posting_id
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
    """Those of a posted remittance, in its order, as they were when it was posted."""
    places = parked_places(notice, range(1, notice.claims + 1))
    found: list[WaitingClaim] = []
    for some in chunks(places, _AT_ONCE):
        streams = hub.log.read_streams(some)
        found += waiting_of(fact for each in some for fact in streams[each][:1])
    return tuple(found)


def waiting_of(facts: Iterable[Fact]) -> Iterator[WaitingClaim]:
    """What facts tell of claim payments that wait."""
    for fact in facts:
        if isinstance(fact, MoneyParked):
            told = [(each.code, each.what) for each in fact.problems] or [_NONE_OF_OURS]
            yield WaitingClaim(fact.item.ordinal, told[0][0], "; ".join(what for _, what in told))


def parked_places(notice: Notice, ordinals: Iterable[int]) -> Sequence[StreamId]:
    """The streams in which claim payments of a remittance wait."""
    return [StreamId(parked_id(posting_id(notice, at))) for at in ordinals]
