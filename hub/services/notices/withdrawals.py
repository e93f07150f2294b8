"""Withdrawing a payment notice: all that it posted is undone, and another holds in its place.

In steps that a stop leaves to the next command: claims give up what it posted, some at a time; then
what belonged to no claim goes back and the other one is posted in its place; then the bank's money
follows to it. Both notices stay on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import ClaimAdjudicated, ClaimMoneyMoved
from domain.claims.claim_money import MoneySource
from domain.claims.claim_recoveries import UndoPosting
from domain.identifiers import RemittanceId
from domain.notices.bank_part import held_by_bank
from domain.notices.deposit import DEPOSIT, KnownDeposit, UnmatchRemittance
from domain.notices.notice import Notice, Outcome
from domain.notices.parked_money import (
    PARKED_MONEY,
    DisplaceMoney,
    MoneyParked,
    ParkedItem,
    ParkedMoney,
    PlacedItem,
    ReleasedItem,
    ReleaseMoney,
    ReturnMoney,
    WaitingItem,
)
from domain.notices.remittance import (
    REMITTANCE,
    FinishWithdrawal,
    NoRemittance,
    PostedRemittance,
    Remittance,
    RemittancePostingStarted,
    StartPosting,
    UnmatchDeposit,
    WithdrawingRemittance,
    WithdrawnRemittance,
)
from domain.problem import Refused, refuse
from hub.handler import Ask, Done, Work, certain
from hub.services.bank.deposit_matching import join
from hub.services.bank.deposits import match_remittance
from hub.services.billing.reopened_voids import billed_meanwhile
from hub.services.known import all_plans, correction_days
from hub.services.months.roster_files import archived_roster
from hub.services.months.roster_posting import post_roster
from hub.services.notices.provider_adjustments import place
from hub.services.notices.remittance_files import archived_arrival
from hub.services.notices.remittance_posting import CHUNK, post
from hub.views import View
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance

_T = TypeVar("_T")
_AT_ONCE = 500
_WITHDRAWN = "the notice that brought it was withdrawn"


def resume_withdrawals(hub: Hub) -> None:
    """Go on with every exchange of notices that a stop left open."""
    view = hub.projector.live
    for row in view.rows(REMITTANCE_BALANCE, state="withdrawing"):
        exchange(hub, row.remittance_id)
    for row in view.rows(REMITTANCE_BALANCE, state="withdrawn"):
        if row.in_bank:
            _follow(hub, row.remittance_id)


def known_notice(hub: Hub, remittance_id: str) -> Notice:
    """A remittance as it states itself."""
    known: Remittance = hub.handler.state(REMITTANCE, remittance_id)
    assert not isinstance(known, NoRemittance)
    return known.notice


def holds_instead(view: View, row: RemittanceBalance) -> RemittanceBalance | None:
    """What holds in the place of a withdrawn notice; where that was withdrawn too, its own next."""
    last = None
    while row.withdrawn_for and (found := view.get(REMITTANCE_BALANCE, row.withdrawn_for)):
        last = row = found
    return last


def given_back(hub: Hub, standing: Notice) -> Refused | None:
    """What keeps it from being undone: money that went back for good, care billed again since."""
    claims, items = _posted_by(hub, standing.remittance_id)
    states = hub.handler.states(PARKED_MONEY, [item.item_id for item in items])
    if not any(_is_given_back(each) for each in states.values()):
        return hub.handler.attempt(partial(_billed_again, standing, claims))
    return refuse(
        "remittance.given-back",
        what="some of the posted notice was given back to the plan",
        where=f"remittance {standing.trace}",
        fix="void that refund first: hub refund list, hub refund void",
    )


def _is_given_back(money: ParkedMoney) -> bool:
    """What a person said to be the hub's own is still with the hub, and is undone with the rest."""
    return isinstance(money, ReleasedItem) and not money.is_hub_own


def _billed_again(standing: Notice, claims: "_Postings", work: Work) -> Refused | None:
    """A void that the notice answered stays answered where the care was billed again since."""
    work.load(CLAIM, claims)
    asks = [_undo(standing, each, *posted) for each in claims for posted in claims[each]]
    return billed_meanwhile(work, asks)


# in steps


def exchange(hub: Hub, withdrawing: str) -> Outcome:
    """Undo all that one notice posted, and post the one that holds in its place.

    What another command did of it meanwhile is not done again.
    """
    known: Remittance = hub.handler.state(REMITTANCE, withdrawing)
    assert isinstance(known, WithdrawingRemittance | WithdrawnRemittance)
    if isinstance(known, WithdrawingRemittance):
        _undo_all(hub, known.notice)
    holds = known_notice(hub, known.by)
    finished = Ask(REMITTANCE, withdrawing, FinishWithdrawal())
    certain(hub.handler.run([finished, Ask(REMITTANCE, known.by, StartPosting(holds, CHUNK))]))
    outcome = post_held(hub, holds)
    _follow(hub, withdrawing)
    hub.projector.catch_up()
    return outcome


def post_held(hub: Hub, holds: Notice) -> Outcome:
    """Post the notice that a person said holds; its posting has begun."""
    days = correction_days(all_plans(hub).get(holds.plan_key), holds.paid_on)
    if holds.holds == "months":
        outcome = certain(post_roster(hub, holds, archived_roster(hub, holds)))
    else:
        file = archived_arrival(hub, holds).file
        outcome = certain(post(hub, holds, file, correction_days=days))
    match_remittance(hub, holds)
    return outcome


def _undo_all(hub: Hub, notice: Notice) -> None:
    """Claims give up what the notice posted; what waited goes back to where it came in by."""
    claims, items = _posted_by(hub, notice.remittance_id)
    for some in _chunks(claims.items()):
        hub.handler.attempt(partial(_undo_claims, hub, notice, some))
    for few in _chunks(items):
        hub.handler.attempt(partial(_release, few))


_Postings = Mapping[str, Sequence[tuple[str, str]]]
"""For each claim its postings, with the account that each came in by."""


def _posted_by(hub: Hub, remittance_id: RemittanceId) -> tuple[_Postings, list[ParkedItem]]:
    """What a remittance ever posted, claim by claim, and what of it ever waited."""
    begun = next(
        each.position
        for each in hub.log.read_stream(remittance_id)  # type: ignore[arg-type]
        if isinstance(each.fact, RemittancePostingStarted)
    )
    claims: dict[str, list[tuple[str, str]]] = defaultdict(list)
    items: list[ParkedItem] = []
    kinds = (ClaimAdjudicated, ClaimMoneyMoved, MoneyParked)
    for page in hub.log.read(begun, kinds=kinds):
        for fact in (each.fact for each in page):
            if isinstance(fact, MoneyParked):
                if fact.item.remittance_id == remittance_id:
                    items.append(fact.item)
            elif isinstance(fact, ClaimAdjudicated | ClaimMoneyMoved) and _is_own(
                fact, remittance_id
            ):
                claims[fact.claim_id].append((fact.posting_id, fact.cash))
    return claims, items


def _is_own(fact: ClaimAdjudicated | ClaimMoneyMoved, remittance_id: RemittanceId) -> bool:
    """What the remittance itself posted, not what a person did about it later."""
    return fact.posting_id.startswith(f"{remittance_id}/") and fact.kind not in {
        "undone",
        "terms-accepted",
    }


def _undo_claims(
    hub: Hub, notice: Notice, claims: Sequence[tuple[str, Sequence[tuple[str, str]]]], work: Work
) -> Done:
    work.load(CLAIM, [claim_id for claim_id, _ in claims])
    asks = [
        _undo(notice, claim_id, posting, cash)
        for claim_id, postings in claims
        for posting, cash in postings
        if _stands(work, claim_id, posting)
    ]
    taken = place(work, hub.log, asks)
    assert taken, "a claim gives up whatever it took"
    return work.commit()


def _stands(work: Work, claim_id: str, posting: str) -> bool:
    claim: Claim = work.state(CLAIM, claim_id)
    return not isinstance(claim, NoClaim) and posting in claim.account.posted


def _undo(notice: Notice, claim_id: str, posting: str, cash: str) -> Ask:
    money = MoneySource(
        posting_id=f"{posting}/undone",
        remittance_id=notice.remittance_id,
        cash=cash,
        paid_on=notice.paid_on,
        source=None,
    )
    return Ask(CLAIM, claim_id, UndoPosting(posting, money))


def _release(items: Sequence[ParkedItem], work: Work) -> Done:
    work.load(PARKED_MONEY, [item.item_id for item in items])
    for item in items:
        money: ParkedMoney = work.state(PARKED_MONEY, item.item_id)
        if isinstance(money, PlacedItem):
            certain(work.decide(Ask(PARKED_MONEY, item.item_id, DisplaceMoney(_WITHDRAWN))))
        elif isinstance(money, ReleasedItem) and money.is_hub_own:
            again = ReturnMoney(item.paid_on, _WITHDRAWN)
            certain(work.decide(Ask(PARKED_MONEY, item.item_id, again)))
        elif not isinstance(money, WaitingItem):
            continue  # released before, or given back to the plan
        released = ReleaseMoney(item.cash, item.paid_on, _WITHDRAWN)
        certain(work.decide(Ask(PARKED_MONEY, item.item_id, released)))
    return work.commit()


def _follow(hub: Hub, withdrawn: str) -> None:
    """What a person matched to a notice that was withdrawn is the other's money now."""

    def once(work: Work) -> Done:
        known: Remittance = work.state(REMITTANCE, withdrawn)
        if not isinstance(known, WithdrawnRemittance) or not held_by_bank(known.parts):
            return work.commit()  # what the bank had of it, it gave back
        holds: Remittance = work.state(REMITTANCE, known.by)
        if not isinstance(holds, PostedRemittance):
            return work.commit()  # once it is posted
        for part in known.parts:
            deposit: KnownDeposit = work.state(DEPOSIT, part.deposit_id)
            matched = deposit.part_of(RemittanceId(withdrawn))
            if matched is None:
                continue
            apart = UnmatchRemittance(RemittanceId(withdrawn), matched.by)
            certain(work.decide(Ask(DEPOSIT, part.deposit_id, apart)))
            certain(work.decide(Ask(REMITTANCE, withdrawn, UnmatchDeposit(part.deposit_id))))
            lacking = holds.notice.deposit - work.state(REMITTANCE, known.by).in_bank
            if matched.by == "person" and part.cents <= lacking:
                for decision in join(work, deposit.line, known.by, part.cents, by="person"):
                    certain(decision)
        return work.commit()

    hub.handler.attempt(once)
    hub.projector.catch_up()


def _chunks(every: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(every)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
