"""One payment told by two notices that are no copies of each other by their key.

Two of one payer and number that are about the same claims contradict each other, whatever day and
amount they state: a person says which holds. A notice typed from a page or cheque stub names the
payer otherwise than the 835: there the same plan, number, day and amount are the same money. Two
835s whose payers differ are two payments. What is parked is corrected by a notice of the same
payment alone; one about other claims is posted, and the first goes on waiting.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TypeGuard

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.remittance import evened
from domain.identifiers import ArchiveId, PlanKey
from domain.notices.notice import Notice
from domain.notices.remittance import (
    REMITTANCE,
    NoRemittance,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
    WithdrawingRemittance,
    WithdrawnRemittance,
)
from domain.notices.remittance_states import KnownRemittance
from domain.posting import UNKNOWN_PLAN
from domain.problem import Problem
from hub.handler import Work
from hub.lookups import TRACE
from hub.services.matching.claim_matching import find_claims
from hub.services.matching.matches import Match
from hub.services.matching.our_numbers import compact
from hub.services.notices.remittance_files import (
    SHEET,
    RemittanceFile,
    archived_arrival,
    archived_remittance,
)
from hub.services.notices.remittance_notice import (
    Duplicate,
    Judgement,
    Park,
    Post,
    conflict,
    copy_of,
    is_same_day,
    standing,
    told_of_copy,
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
    the same claims, `shares_months` whether a roster pays some of the same months.
    """

    typed: bool
    agrees: Callable[[Notice], bool]
    overlaps: Callable[[Notice], bool] = _nothing
    shares_months: Callable[[Notice], bool] = _nothing


def told_otherwise(hub: Hub, judgement: Judgement, told: Told) -> Judgement:
    """The judgement, where the payment was told before by a notice that is no copy of this one.

    One that agrees with this one is a duplicate, another a conflict. One that could not be used is
    superseded by this one where it can.
    """
    if isinstance(judgement, Park) and judgement.because == "unbalanced":
        return _right_one(hub, judgement.notice, told) or judgement
    if not _may_be_known(judgement):
        return judgement
    notice = judgement.notice
    if isinstance(judgement, Post) and (first := _other_of_its_key(hub, notice, told)):
        return conflict(hub, notice, first)
    others = list(_others(hub, notice))
    found: Judgement = _copy(hub, judgement, others, told) or judgement
    if isinstance(found, Post | Park) and notice.plan_key != UNKNOWN_PLAN:
        found = _told_by_another_kind(hub, found, others, told)
    if not _may_be_known(found):
        return found
    near = _near(hub, found, others, told)
    # what shares no claim with another may be a second part of one transfer
    first = next((each for each in near if told.overlaps(each)), None)
    if first is not None:
        return conflict(hub, notice, first)
    if isinstance(found, Park):
        return found
    corrects = _corrected(hub, notice, others, told)
    return replace(found, corrects=corrects, beside=near[0] if near else None)


def told_by_archive(hub: Hub, notice: Notice) -> Told:
    """How a notice was told that came in before; of a roster its contents alone are compared."""
    if notice.holds == "months":
        return Told(typed=False, agrees=_nothing)
    arrival = archived_arrival(hub, notice)
    return Told(
        arrival.kind == SHEET,
        agrees=partial(pays_the_same, hub, arrival.file),
        overlaps=partial(is_about_the_same, hub, arrival.file),
    )


def _may_be_known(judgement: Judgement) -> TypeGuard[Post | Park]:
    """Whether it could be used if its day were known: only that can be told before."""
    match judgement:
        case Post(resumed=resumed):
            return not resumed
        case Park(because=because):
            return because == "day"
        case _:
            return False


def _other_of_its_key(hub: Hub, notice: Notice, told: Told) -> Notice | None:
    """The parked notice of the same payer, number, day and amount, if it is of other claims."""
    known: Remittance = hub.handler.state(REMITTANCE, notice.remittance_id)
    if not isinstance(known, ParkedRemittance):
        return None
    parked = known.notice
    if not (notice.claims or parked.claims):
        return None  # nothing but the key tells them apart
    return None if _is_same(notice, parked, told) else parked


def _copy(
    hub: Hub, judgement: Post | Park, others: Iterable[KnownRemittance], told: Told
) -> Duplicate | None:
    """The first of two with the same payer, number, amount and contents, whatever day they state.

    Where no day can be believed, one that waits for its day is the first too.
    """
    notice = judgement.notice
    if not (notice.claims and notice.moves_bank_money):
        return None
    for other in others:
        first = other.notice
        waits = isinstance(other, ParkedRemittance) and other.because == "day"
        stands = isinstance(other, PostedRemittance | PostingRemittance)
        if (
            (stands or (waits and isinstance(judgement, Park)))
            and (first.deposit, first.digest) == (notice.deposit, notice.digest)
            and _is_payer(hub, first, notice, told)
        ):
            return Duplicate(first.remittance_id, standing(other), told_of_copy(notice, first))
    return None


def _right_one(hub: Hub, notice: Notice, told: Told) -> Duplicate | None:
    """The posted notice that adds up, of the payment of this one, which does not.

    Had this one come first, it would have given way to it.
    """
    for other in _others(hub, notice):
        if (
            isinstance(other, PostedRemittance | PostingRemittance)
            and _may_be_meant(notice, other.notice, told)
            and _is_payer(hub, other.notice, notice, told)
        ):
            return replace(copy_of(other), told=(_copy_does_not_add_up(notice),))
    return None


def _corrected(
    hub: Hub, notice: Notice, others: Iterable[KnownRemittance], told: Told
) -> Notice | None:
    """The parked notice that could not be used and this one corrects, where there is just one."""
    found = [
        other.notice
        for other in others
        if isinstance(other, ParkedRemittance)
        and _gives_way(other, notice, told)
        and _is_payer(hub, other.notice, notice, told)
    ]
    return found[0] if len(found) == 1 else None


def _gives_way(parked: ParkedRemittance, notice: Notice, told: Told) -> bool:
    """Whether a notice corrects what is parked: it never added up, or its day was doubted."""
    match parked.because:
        case "day":
            return _is_same(notice, parked.notice, told)
        case "unbalanced":
            return _may_be_meant(notice, parked.notice, told)
        case "conflict":
            return False
        case _:
            # what could not be used then comes again, and now can
            return notice.digest == parked.notice.digest and is_same_day(notice, parked.notice)


def _may_be_meant(notice: Notice, other: Notice, told: Told) -> bool:
    """Whether of two notices of a day, one of which does not add up, both are of one payment."""
    no_claims = not (notice.claims or other.claims)
    return is_same_day(notice, other) and (no_claims or _is_same(notice, other, told))


def _is_same(notice: Notice, other: Notice, told: Told) -> bool:
    """Whether two notices are of the same payment: of the same contents, or about the same."""
    if notice.holds != other.holds:
        return False
    if notice.digest == other.digest:
        return True
    return told.overlaps(other) or told.shares_months(other) or told.agrees(other)


def _near(
    hub: Hub, judgement: Post | Park, others: Iterable[KnownRemittance], told: Told
) -> list[Notice]:
    """The posted notices of the same payer and number that are near in days.

    A day that is doubted says nothing of how near.
    """
    notice = judgement.notice
    if not notice.moves_bank_money:
        return []
    stood = sorted(others, key=lambda each: isinstance(each, WithdrawnRemittance))
    return [
        other.notice
        for other in stood
        if isinstance(other, _STOOD)
        and (
            isinstance(judgement, Park)
            or abs((other.notice.paid_on - notice.paid_on).days) <= NEAR_DAYS
        )
        and _is_payer(hub, other.notice, notice, told)
    ]


def _is_payer(hub: Hub, first: Notice, notice: Notice, told: Told) -> bool:
    """Whether both are of one payer; what is typed names it by any name."""
    if evened(first.payer) == evened(notice.payer):
        return True
    return notice.plan_key != UNKNOWN_PLAN and (told.typed or _is_typed(hub, first))


def _told_by_another_kind(
    hub: Hub, judgement: Post | Park, others: Sequence[KnownRemittance], told: Told
) -> Judgement:
    """The judgement beside posted notices of which one is typed, or this one is."""
    notice = judgement.notice
    if not notice.moves_bank_money:
        return judgement
    for other in others:
        first = other.notice
        if (
            isinstance(other, PostedRemittance | PostingRemittance)
            and is_same_day(notice, first)
            and first.deposit == notice.deposit
            and (told.typed or _is_typed(hub, first))
        ):
            if told.agrees(first):
                return copy_of(other)
            return conflict(hub, notice, first)
    return judgement


def _others(hub: Hub, notice: Notice) -> Iterator[KnownRemittance]:
    """Other notices of the same plan and number that move money, or not, as this one does."""
    if not notice.trace:
        return
    ids = hub.log.find(TRACE, notice.trace)
    for remittance_id, known in hub.handler.states(REMITTANCE, ids).items():
        if isinstance(known, NoRemittance) or remittance_id == notice.remittance_id:
            continue
        if _kind(known.notice) == _kind(notice):
            yield known


def _copy_does_not_add_up(notice: Notice) -> Problem:
    return Problem(
        code="remittance.unbalanced-copy",
        what="it does not add up, and the same payment is posted by a notice that does",
        where=f"remittance {notice.trace}",
        fix="nothing was posted; ask the plan if it means another payment",
    )


def _kind(notice: Notice) -> tuple[PlanKey, str, bool]:
    return notice.plan_key, notice.holds, notice.moves_bank_money


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
