"""One payment told by two notices that are no copies of each other by their key.

Two of one payer and number that are about the same claims contradict each other, whatever day and
amount they state: a person says which holds. A notice typed from a page or cheque stub names the
payer otherwise than the 835: there the same plan, number, day and amount are the same money. Two
835s whose payers differ are two payments.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from adapters.edi.envelope import read_transactions
from domain.identifiers import ArchiveId, PlanKey
from domain.notices.notice import Notice
from domain.notices.remittance import (
    REMITTANCE,
    NoRemittance,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    WithdrawingRemittance,
    WithdrawnRemittance,
)
from domain.notices.remittance_states import KnownRemittance
from domain.posting import UNKNOWN_PLAN
from hub.handler import Work
from hub.lookups import TRACE
from hub.services.matching.claim_matching import find_claims
from hub.services.matching.matches import Match
from hub.services.matching.our_numbers import compact
from hub.services.notices.remittance_files import RemittanceFile, archived_remittance
from hub.services.notices.remittance_notice import (
    Duplicate,
    Judgement,
    Park,
    Post,
    conflict,
    gives_way,
    is_same_day,
)
from hub.wiring import Hub

_AT_ONCE = 1_000
_STOOD = PostedRemittance | PostingRemittance | WithdrawingRemittance | WithdrawnRemittance


# unverified default: a bank need not pay a cheque that is older than six months (UCC 4-404), so
# until then its number stands for it; numbers are used again after years
NEAR_DAYS = 180


def _nothing(_: Notice) -> bool:
    return False


@dataclass(frozen=True)
class Told:
    """How a notice that came in was told: typed, or by the plan's own file.

    `agrees` says whether an earlier notice pays the same, `overlaps` whether it is about some of
    the same claims.
    """

    typed: bool
    agrees: Callable[[Notice], bool]
    overlaps: Callable[[Notice], bool] = _nothing


def told_otherwise(hub: Hub, judgement: Judgement, told: Told) -> Judgement:
    """The judgement, where the payment was told before by a notice that is no copy of this one.

    One that agrees with this one is a duplicate, another a conflict. One that could not be used is
    superseded by this one where it can.
    """
    if not isinstance(judgement, Post | Park) or (
        isinstance(judgement, Park) and judgement.because != "unbalanced"
    ):
        return judgement
    others = list(_others(hub, judgement.notice))
    found: Judgement = judgement
    if judgement.notice.plan_key != UNKNOWN_PLAN:
        found = _told_by_another_kind(hub, judgement, others, told)
    if not isinstance(found, Post) or found.resumed:
        return found
    near = _near(hub, found.notice, others, told)
    # what shares no claim with another may be a second part of one transfer
    first = next((each for each in near if told.overlaps(each)), None)
    if first is not None:
        return conflict(hub, found.notice, first)
    return replace(found, beside=near[0]) if near else found


def _near(hub: Hub, notice: Notice, others: Iterable[KnownRemittance], told: Told) -> list[Notice]:
    """The posted notices of the same payer and number that are near in days."""
    stood = sorted(others, key=lambda each: isinstance(each, WithdrawnRemittance))
    return [
        other.notice
        for other in stood
        if isinstance(other, _STOOD)
        and abs((other.notice.paid_on - notice.paid_on).days) <= NEAR_DAYS
        and _is_payer(hub, other.notice, notice, told)
    ]


def _is_payer(hub: Hub, first: Notice, notice: Notice, told: Told) -> bool:
    """Whether both are of one payer; what is typed names it by any name."""
    if _even(first.payer) == _even(notice.payer):
        return True
    return notice.plan_key != UNKNOWN_PLAN and (told.typed or _is_typed(hub, first))


def _even(payer: str) -> str:
    return " ".join(payer.upper().split())


def _told_by_another_kind(
    hub: Hub, judgement: Post | Park, others: Iterable[KnownRemittance], told: Told
) -> Judgement:
    """The judgement beside notices of which one is typed, or this one is."""
    notice = judgement.notice
    others = [other for other in others if told.typed or _is_typed(hub, other.notice)]
    standing = [
        other
        for other in others
        if isinstance(other, PostedRemittance | PostingRemittance)
        and is_same_day(notice, other.notice)
        and other.notice.deposit == notice.deposit
    ]
    if standing:
        return _beside_first(hub, judgement, standing[0], told)
    parked = [
        other.notice.remittance_id
        for other in others
        if isinstance(other, ParkedRemittance) and gives_way(other, notice)
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
    return conflict(hub, judgement.notice, first)


def _others(hub: Hub, notice: Notice) -> Iterator[KnownRemittance]:
    """Other notices of the same plan and number that move money too."""
    if not (notice.trace and notice.moves_bank_money):
        return
    ids = hub.log.find(TRACE, notice.trace)
    for remittance_id, known in hub.handler.states(REMITTANCE, ids).items():
        if isinstance(known, NoRemittance) or remittance_id == notice.remittance_id:
            continue
        other = known.notice
        same = (other.plan_key, other.holds) == (notice.plan_key, notice.holds)
        if same and other.moves_bank_money:
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


def is_about_the_same(hub: Hub, file: RemittanceFile, first: Notice) -> bool:
    """Whether a remittance is about some of the claims of an earlier notice."""
    known = archived_remittance(hub, first)

    def compare(work: Work) -> bool:
        plan = first.plan_key
        both = _paid(hub, work, plan, file).keys() & _paid(hub, work, plan, known).keys()
        return bool(both - {""})

    return hub.handler.attempt(compare)


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
