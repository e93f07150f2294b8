"""One payment told by two kinds of notice: typed from a page or cheque stub, and by an 835.

They name the payer differently, so that they are no copies of each other by their key. The same
plan, number, day and amount are the same money where one of them was typed: it is never posted
twice. Two 835s whose payers differ are two payments.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from msgspec.structs import replace as restate

from adapters.edi.envelope import read_transactions
from domain.identifiers import ArchiveId, PlanKey
from domain.notice import Notice
from domain.posting import UNKNOWN_PLAN
from domain.remittance import (
    REMITTANCE,
    NoRemittance,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
)
from hub.handler import Work
from hub.lookups import TRACE
from hub.services.claim_matching import find_claims
from hub.services.matches import Match
from hub.services.our_numbers import compact
from hub.services.remittance_files import RemittanceFile, archived_remittance
from hub.services.remittance_notice import Duplicate, Judgement, Park, Post, conflict, is_same_day
from hub.wiring import Hub

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Told:
    """How a notice that came in was told: typed, or by the plan's own file.

    `agrees` says whether an earlier notice pays the same.
    """

    typed: bool
    agrees: Callable[[Notice], bool]


def told_otherwise(hub: Hub, judgement: Judgement, told: Told) -> Judgement:
    """The judgement, where the payment was told before by a notice that is no copy of this one.

    One that agrees with this one is a duplicate, another a conflict. One that never added up is
    superseded by this one where it does.
    """
    if not isinstance(judgement, Post | Park) or judgement.notice.plan_key == UNKNOWN_PLAN:
        return judgement
    if isinstance(judgement, Park) and judgement.because != "unbalanced":
        return judgement
    others = list(_others(hub, judgement.notice, told))
    standing = [
        other
        for other in others
        if isinstance(other, PostedRemittance | PostingRemittance)
        and other.notice.deposit == judgement.notice.deposit
    ]
    if standing:
        return _beside_first(hub, judgement, standing[0], told)
    parked = [
        other.notice.remittance_id
        for other in others
        if isinstance(other, ParkedRemittance) and other.because == "unbalanced"
    ]
    if isinstance(judgement, Post) and judgement.supersedes is None and len(parked) == 1:
        return replace(judgement, supersedes=parked[0])
    return judgement


def _beside_first(
    hub: Hub, judgement: Post | Park, other: PostedRemittance | PostingRemittance, told: Told
) -> Judgement:
    """What becomes of it beside the notice that stands posted."""
    first = other.notice
    if isinstance(judgement, Post) and told.agrees(first):
        posted = isinstance(other, PostedRemittance)
        return Duplicate(first.remittance_id, "posted" if posted else "posting")
    # under the first one's id, so that a person can say which of the two holds
    return conflict(hub, restate(judgement.notice, remittance_id=first.remittance_id))


def _others(hub: Hub, notice: Notice, told: Told) -> Iterator[Remittance]:
    """Other notices of the same plan, number and day, one of them or this one typed."""
    if not (notice.trace and notice.moves_bank_money):
        return
    ids = hub.log.find(TRACE, notice.trace)
    for remittance_id, known in hub.handler.states(REMITTANCE, ids).items():
        if isinstance(known, NoRemittance) or remittance_id == notice.remittance_id:
            continue
        other = known.notice
        if (
            (other.plan_key, other.holds) == (notice.plan_key, notice.holds)
            and other.moves_bank_money
            and is_same_day(notice, other)
            and (told.typed or _is_typed(hub, other))
        ):
            yield known


def _is_typed(hub: Hub, notice: Notice) -> bool:
    """Whether a notice was read from a sheet, and not from a file of the plan's."""
    content = hub.log.archive.get(ArchiveId(notice.source.archive_id))
    return next(iter(read_transactions(content)), None) is None


def pays_the_same(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether a remittance and an earlier notice pay the same for the same claims, and beside."""
    known = archived_remittance(hub, first)

    def compare(work: Work) -> bool:
        plan = first.plan_key
        return _paid(hub, work, plan, file) == _paid(hub, work, plan, known)

    return _beside(file) == _beside(known) and hub.handler.attempt(compare)


def _paid(hub: Hub, work: Work, plan: PlanKey, file: RemittanceFile) -> dict[str, int]:
    """What is paid for each claim, those at nothing too; none of ours goes by its number."""
    paid: dict[str, int] = {}
    claims = file.claims()
    while some := list(islice(claims, _AT_ONCE)):
        matches = find_claims(work, hub.log, plan, some)
        for payment, match in zip(some, matches, strict=True):
            stated = compact(payment.payer_control or payment.claim_number)
            key = match.claim_id if isinstance(match, Match) else stated
            paid[key] = paid.get(key, 0) + (payment.paid or 0)
    return paid


def _beside(file: RemittanceFile) -> Counter[tuple[str, int]]:
    """What is paid or kept beside the claims, by reason and amount."""
    return Counter((each.reason, each.amount) for each in file.provider_adjustments())
