"""Where each payment of a remittance went, and how that was told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.claims.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, Told
from domain.event import Fact
from domain.identifiers import ClaimNumber, StreamId
from domain.money import Money
from domain.notices.notice import Notice
from domain.notices.parked_money import (
    NOT_TAKEN,
    PARKED_MONEY,
    MoneyParked,
    MoneyRefused,
    NoItem,
    ParkedMoney,
    ReleasedItem,
    WaitingItem,
)
from domain.notices.remittance import REMITTANCE, PostedRemittance, PostingRemittance, Remittance
from domain.problem import Problem
from hub.lookups import POSTED, posting_place
from hub.services.notices.claim_payments import parked_id, posting_id
from hub.services.notices.provider_adjustments import own_account, place_of_adjustment
from hub.services.notices.remittance_files import archived_remittance
from hub.store.chunks import chunks
from hub.wiring import Hub

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Went:
    """A claim payment (CLP) or provider adjustment (PLB) and one claim that took it, or none.

    `amount` is its cash effect in cents. `account` is where it is that no claim took; `by_code`
    where its code alone says so.
    """

    segment: str
    ordinal: int
    amount: Money
    number: ClaimNumber | None = None
    told_by: Told | None = None
    account: str = ""
    by_code: bool = False


@dataclass(frozen=True)
class _Place:
    segment: str
    ordinal: int
    posting_id: str
    by_code: Went | None = None


def where_it_went(hub: Hub, remittance_id: str) -> Iterator[Went]:
    """Every claim payment of a posted remittance in its order, then every provider adjustment."""
    state: Remittance = hub.handler.state(REMITTANCE, remittance_id)
    if isinstance(state, PostingRemittance | PostedRemittance):
        for some in chunks(list(_places(hub, state.notice)), _AT_ONCE):
            yield from _went(hub, some)


def why_not_taken(hub: Hub, notice: Notice) -> Iterator[Problem]:
    """Why a claim of ours did not take what a posted remittance states for it, by its place."""
    places = [parked_id(posting_id(notice, at)) for at in range(1, notice.claims + 1)]
    for some in chunks(places, _AT_ONCE):
        for facts in hub.log.read_streams(StreamId(each) for each in some).values():
            for fact in facts:
                if isinstance(fact, MoneyParked | MoneyRefused) and fact.item.reason == NOT_TAKEN:
                    at = f"remittance {notice.trace}, CLP {fact.item.ordinal}"
                    yield from (replace(each, where=at) for each in fact.problems)


def _places(hub: Hub, notice: Notice) -> Iterator[_Place]:
    for at in range(1, notice.claims + 1):
        yield _Place("CLP", at, posting_id(notice, at))
    moved = archived_remittance(hub, notice).provider_adjustments()
    for at, each in enumerate(moved, start=1):
        account = own_account(notice, each) if each.amount and notice.paid_to is None else None
        own = Went("PLB", at, -each.amount, account=account, by_code=True) if account else None
        yield _Place("PLB", at, place_of_adjustment(notice, at), own)


def _went(hub: Hub, places: Sequence[_Place]) -> Iterator[Went]:
    parked = hub.handler.states(PARKED_MONEY, [parked_id(each.posting_id) for each in places])
    holders = hub.log.find_many(POSTED, [each.posting_id for each in places])
    claims = {claim_id for found in holders.values() for claim_id in found}
    streams = hub.log.read_streams(StreamId(each) for each in sorted(claims))
    standing = [fact for facts in streams.values() for fact in _standing(facts)]
    by_place: dict[str, list[ClaimAdjudicated | ClaimMoneyMoved]] = {}
    for fact in standing:
        by_place.setdefault(posting_place(fact.posting_id), []).append(fact)
    for place in places:
        money: ParkedMoney = parked[parked_id(place.posting_id)]
        at = (place.segment, place.ordinal)
        if isinstance(money, WaitingItem):
            yield Went(*at, money.item.amount, account=money.item.account)
        elif isinstance(money, ReleasedItem):
            yield Went(*at, money.item.amount, account=money.to)
        elif place.by_code and isinstance(money, NoItem) and place.posting_id not in by_place:
            yield place.by_code
        for fact in by_place.get(place.posting_id, ()):
            amount = fact.paid if isinstance(fact, ClaimAdjudicated) else fact.amount
            yield Went(*at, amount, fact.number, fact.told_by)


def _standing(facts: Iterable[Fact]) -> list[ClaimAdjudicated | ClaimMoneyMoved]:
    """The postings of a claim that no person has undone."""
    posted = [each for each in facts if isinstance(each, ClaimAdjudicated | ClaimMoneyMoved)]
    undone = {each.undoes for each in posted if isinstance(each, ClaimMoneyMoved)}
    return [
        each for each in posted if each.posting_id not in undone and not getattr(each, "undoes", "")
    ]
