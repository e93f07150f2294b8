"""One payment told by two notices that are no copies of each other by their key.

Two of one payer and number that are about the same claims contradict each other, whatever day and
amount they state: a person says which holds. A notice typed from a page or cheque stub names the
payer otherwise than the 835: there the same plan, number, day and amount are the same money. Two
835s whose payers differ are two payments. What is parked is corrected by a notice of the same
payment alone; one about other claims is posted, and the first goes on waiting.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
from hub.lookups import TRACE
from hub.services.notices.compared_notices import (
    covers,
    is_about_the_same,
    is_within,
    pays_the_same,
)
from hub.services.notices.remittance_files import (
    SHEET,
    Arrival,
    archived_arrival,
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

_STOOD = PostedRemittance | PostingRemittance | WithdrawingRemittance | WithdrawnRemittance


# unverified default: a bank need not pay a cheque that is older than six months (UCC 4-404), so
# until then its number stands for it; numbers are used again after years
NEAR_DAYS = 180


def _nothing(_: Notice) -> bool:
    return False


def _anything(_: Notice) -> bool:
    return True


@dataclass(frozen=True)
class Told:
    """How a notice that came in was told: typed, or by the plan's own file.

    `agrees` says whether an earlier notice pays the same, `overlaps` whether it is about some of
    the same claims, `shares_months` whether a roster pays some of the same months. By `covers` this
    one pays or takes back all the claims that the earlier one does, by `is_within` that one does.
    """

    typed: bool
    agrees: Callable[[Notice], bool]
    overlaps: Callable[[Notice], bool] = _nothing
    shares_months: Callable[[Notice], bool] = _nothing
    covers: Callable[[Notice], bool] = _anything
    is_within: Callable[[Notice], bool] = _anything


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
    return told_by(hub, archived_arrival(hub, notice))


def told_by(hub: Hub, arrival: Arrival) -> Told:
    """How a payment notice for claims was told."""
    file = arrival.file
    return Told(
        arrival.kind == SHEET,
        agrees=partial(pays_the_same, hub, file),
        overlaps=partial(is_about_the_same, hub, file),
        covers=partial(covers, hub, file),
        is_within=partial(is_within, hub, file),
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
            and _is_meant(notice, other.notice, told, told.is_within)
            and _is_payer(hub, other.notice, notice, told)
        ):
            return replace(copy_of(other), told=(_copy_does_not_add_up(notice),))
    return None


def _corrected(
    hub: Hub, notice: Notice, others: Iterable[KnownRemittance], told: Told
) -> tuple[Notice, ...]:
    """The parked notices that could not be used, and that this one corrects.

    Of several of doubted days nobody knows which: a person says so.
    """
    found = [
        other
        for other in others
        if isinstance(other, ParkedRemittance)
        and _gives_way(other, notice, told)
        and _is_payer(hub, other.notice, notice, told)
    ]
    several = sum(other.because == "day" for other in found) > 1
    return tuple(other.notice for other in found if not (several and other.because == "day"))


def _gives_way(parked: ParkedRemittance, notice: Notice, told: Told) -> bool:
    """Whether a notice corrects what is parked: it never added up, or its day was doubted."""
    match parked.because:
        case "day":
            return _is_same(notice, parked.notice, told)
        case "unbalanced":
            return _is_meant(notice, parked.notice, told, told.covers)
        case "conflict":
            return False
        case _:
            # what could not be used then comes again, and now can
            return notice.digest == parked.notice.digest and is_same_day(notice, parked.notice)


def _is_meant(
    notice: Notice, other: Notice, told: Told, right_has_all: Callable[[Notice], bool]
) -> bool:
    """Whether of two notices of a day, one of which does not add up, both are of one payment.

    They are where neither has a claim, and where they share one and state the same amount. Of
    another amount the right one has to be about all that the wrong one is about: else that is more
    than a wrong copy.
    """
    if not is_same_day(notice, other):
        return False
    if not (notice.claims or other.claims):
        return True
    is_one_amount = notice.deposit == other.deposit
    return _is_same(notice, other, told) and (is_one_amount or right_has_all(other))


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
