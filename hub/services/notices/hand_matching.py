"""A person says which claim money of a remittance is about, or takes it away again; both stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_recoveries import UndoPosting
from domain.identifiers import ClaimId, ClaimNumber
from domain.money import Money, show_money
from domain.notices.notice import Notice
from domain.notices.parked_money import (
    PARKED_MONEY,
    UNMATCHED,
    DisplaceMoney,
    NoItem,
    ParkedItem,
    ParkedMoney,
    ParkMoney,
    PlacedItem,
    ReleasedItem,
    ReturnMoney,
    WaitingItem,
)
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask, Work, certain
from hub.lookups import POSTED, posting_place
from hub.services.billing.claims import find_claim
from hub.services.billing.reopened_voids import billed_meanwhile
from hub.services.matching.matches import BY_A_PERSON, match_problem
from hub.services.matching.named_otherwise import named_otherwise
from hub.services.matching.plan_numbers import plan_numbers_of
from hub.services.notices.claim_payments import is_of_plan, parked_claim, parked_id
from hub.services.notices.late_matching import Placing, out_of, place_what_waited, take
from hub.services.notices.places import Place, does_not_wait, no_claims_own, notice_at, posting_at
from hub.services.notices.provider_adjustments import (
    PLACEABLE,
    Parts,
    parked_adjustment,
    place,
)
from hub.services.notices.remittance_files import archived_remittance, claim_payment
from hub.wiring import Hub


@dataclass(frozen=True)
class Part:
    """A claim, and how much of the money is about it; all of it where no amount is stated."""

    number: ClaimNumber
    amount: Money | None = None


@dataclass(frozen=True)
class Moved:
    """What was placed or taken away: cents of cash effect, and the claims it is about.

    `hub_own` where it is, or was until now, the hub's own by what a person said. `doubts` are what
    the payment itself says against that claim.
    """

    place: Place
    amount: Money
    claims: tuple[ClaimNumber, ...] = ()
    hub_own: bool = False
    doubts: tuple[Problem, ...] = ()


def match_by_hand(
    hub: Hub, where: Place, parts: Sequence[Part], why: str, *, dry_run: bool = False
) -> Moved | Refused:
    """Have claims take what waits at a place, all of it; a dry run writes nothing."""
    notice = notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice

    learnt: set[str] = set()

    def once(work: Work) -> Moved | Refused:
        item_id = parked_id(posting_at(notice, where))
        money: ParkedMoney = work.state(PARKED_MONEY, item_id)
        if not isinstance(money, WaitingItem):
            return does_not_wait(hub, notice, where, money)
        payment = None if where.is_adjustment else claim_payment(hub, notice, where.ordinal)
        shares = _parts(hub, work, money.item, where, parts)
        if isinstance(shares, Refused):
            return shares
        if refused := take(hub, work, money, shares, Placing("person", BY_A_PERSON, why), payment):
            return _not_taken(where, refused[1])
        doubts = _doubts(hub, work, where, shares, payment)
        if not dry_run:
            work.commit()
            learnt.update(plan_numbers_of(payment) if payment else ())
        numbers = tuple(part.number for part in parts)
        return Moved(where, money.item.amount, numbers, doubts=doubts)

    moved = hub.handler.attempt(once)
    # what the person told brings the plan's numbers of the claim to what waits for them
    place_what_waited(hub, notice.plan_key, learnt)
    return moved


def _doubts(
    hub: Hub, work: Work, where: Place, shares: Parts, payment: ClaimPayment | None
) -> tuple[Problem, ...]:
    """What a claim payment says against the one claim that a person names for it."""
    claims: list[Claim] = [work.state(CLAIM, claim_id) for claim_id, _ in shares]
    return tuple(
        doubt
        for claim in claims
        if payment is not None and not isinstance(claim, NoClaim)
        for doubt in named_otherwise(hub.log, payment, claim.account, where.words)
    )


def unmatch(hub: Hub, where: Place, why: str, *, dry_run: bool = False) -> Moved | Refused:
    """Take what was posted at a place away from its claims, or from the hub, to wait again."""
    notice = notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice

    def once(work: Work) -> Moved | Refused:
        money: ParkedMoney = work.state(PARKED_MONEY, parked_id(posting_at(notice, where)))
        if isinstance(money, ReleasedItem) and money.is_hub_own:
            moved: Moved | Refused = _taken_from_hub(work, where, money.item, why)
        elif isinstance(money, WaitingItem | ReleasedItem):
            return _with_no_claim(where)
        else:
            moved = _taken_from_claims(hub, work, notice, where, money, why)
        if not dry_run and isinstance(moved, Moved):
            work.commit()
        return moved

    moved = hub.handler.attempt(once)
    hub.projector.catch_up()
    return moved


def _taken_from_hub(work: Work, where: Place, item: ParkedItem, why: str) -> Moved:
    again = ReturnMoney(item.paid_on, why)
    certain(work.decide(Ask(PARKED_MONEY, item.item_id, again)))
    return Moved(where, item.amount, hub_own=True)


def _taken_from_claims(
    hub: Hub, work: Work, notice: Notice, where: Place, money: NoItem | PlacedItem, why: str
) -> Moved | Refused:
    if isinstance(money, PlacedItem):
        item, claims = money.item, [(p.claim_id, p.posting_id) for p in money.placements]
        ask = Ask(PARKED_MONEY, item.item_id, DisplaceMoney(why))
    else:
        found = _item(hub, notice, where)
        if isinstance(found, Refused):
            return found
        item, claims = found, _holders(hub, work, found)
        ask = Ask(PARKED_MONEY, item.item_id, ParkMoney(item, taken_from_claim=True))
    if refused := _take_away(hub, work, notice, where, (item, claims)):
        return refused
    decided = work.decide(ask)
    if isinstance(decided, Refused):
        return decided
    return Moved(where, item.amount, tuple(_number(work, each) for each, _ in claims))


def _item(hub: Hub, notice: Notice, where: Place) -> ParkedItem | Refused:
    """What stands at a place that never waited, read again from the archived file."""
    if where.is_adjustment:
        moved = archived_remittance(hub, notice).provider_adjustments()
        if 1 <= where.ordinal <= len(moved):
            return parked_adjustment(notice, moved[where.ordinal - 1], where.ordinal)
    elif 1 <= where.ordinal <= notice.claims:
        payment = claim_payment(hub, notice, where.ordinal)
        return parked_claim(notice, payment, UNMATCHED)
    return no_claims_own(hub, notice, where)


def _holders(hub: Hub, work: Work, item: ParkedItem) -> list[tuple[ClaimId, str]]:
    """The claims that took it when the remittance was posted, each with its posting."""
    found = hub.log.find(POSTED, item.posting_id)
    work.load(CLAIM, found)
    claims: list[Claim] = [work.state(CLAIM, each) for each in found]
    accounts = [each.account for each in claims if not isinstance(each, NoClaim)]
    return [
        (account.body.claim_id, posting)
        for account in accounts
        for posting in account.posted
        if posting_place(posting) == item.posting_id
    ]


def _take_away(
    hub: Hub,
    work: Work,
    notice: Notice,
    where: Place,
    taken: tuple[ParkedItem, Sequence[tuple[ClaimId, str]]],
) -> Refused | None:
    """Undo what the claims took, all of it or nothing: a part would leave money with two."""
    item, claims = taken
    asks = [_undo(item, *each) for each in claims]
    if refused := billed_meanwhile(work, asks):
        return refused
    are_undone = place(work, hub.log, asks)
    return None if claims and are_undone else no_claims_own(hub, notice, where)


def _undo(item: ParkedItem, claim_id: str, posting: str) -> Ask:
    return Ask(CLAIM, claim_id, UndoPosting(posting, out_of(item, f"{posting}/undone")))


def _parts(
    hub: Hub, work: Work, item: ParkedItem, where: Place, parts: Sequence[Part]
) -> Parts | Refused:
    """The claims with their parts of the money, in the sign of a PLB."""
    problems: list[Problem] = []
    shares: list[tuple[str, Money]] = []
    sign = 1 if item.amount < 0 else -1
    for part in parts:
        claim_id = find_claim(hub, part.number)
        if isinstance(claim_id, Refused):
            problems += claim_id.problems
        elif not is_of_plan(work, claim_id, item.plan_key):
            fix = f"name a claim of {item.plan_key}, the plan that pays this"
            problems.append(match_problem("other-plan", 1, f"{where.words}, {part.number}", fix))
        else:
            whole = abs(item.amount) if part.amount is None else part.amount
            shares.append((claim_id, sign * whole))
    problems += _part_problems(item, where, parts)
    return Refused(tuple(problems)) if problems else shares


def _part_problems(item: ParkedItem, where: Place, parts: Sequence[Part]) -> Iterable[Problem]:
    if item.kind == "claim" and (len(parts) != 1 or parts[0].amount is not None):
        yield Problem(
            "match.one-claim",
            "a claim payment is about one claim, whole",
            where.words,
            "name one claim, and no amount",
        )
    if any(part.amount is not None and part.amount <= 0 for part in parts):
        yield Problem(
            "match.part-not-above-zero",
            "a part of the money is zero or below",
            where.words,
            "state what is about each claim as an amount above zero",
        )
    if len(parts) > 1 and any(part.amount is None for part in parts):
        yield Problem(
            "match.amount-missing",
            "the money is about several claims, and one of them has no amount",
            where.words,
            "state what is about each: --claim NUMBER=12.34",
        )
    elif not parts or len(parts) > 1 or parts[0].amount is not None:
        placed, whole = sum(part.amount or 0 for part in parts), abs(item.amount)
        if placed != whole:
            yield Problem(
                "match.not-whole",
                f"{show_money(placed)} of {show_money(whole)} would be with a claim",
                where.words,
                "say where all of it belongs, on one claim or on several",
            )
    if item.kind == "adjustment" and item.amount > 0 and item.code not in PLACEABLE:
        yield Problem(
            "match.not-for-a-claim",
            f"the plan added {show_money(item.amount)} ({item.code}), which no claim takes",
            where.words,
            "ask the plan what it is for; where it is the hub's own: "
            "hub remittance match --plb N --hub-own",
        )


def _number(work: Work, claim_id: str) -> ClaimNumber:
    claim: Claim = work.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    return claim.account.body.number


def _with_no_claim(where: Place) -> Refused:
    return refuse(
        "match.waits-already",
        what="it is with no claim",
        where=where.words,
        fix="match it: hub remittance match",
    )


def _not_taken(where: Place, problems: tuple[Problem, ...]) -> Refused:
    return (
        Refused(problems)
        if problems
        else refuse(
            "match.not-taken",
            what="the claim cannot take it",
            where=where.words,
            fix="look at the claim: hub claim show",
        )
    )
