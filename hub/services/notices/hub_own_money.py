"""A person says that a provider adjustment which waits is the hub's own: a rebate, an incentive.

Any reason may be, for its code alone does not tell (domain.md 7.4); what the plan kept is then the
hub's cost. `unmatch` of `hand_matching` takes it back; both facts stay.
"""

from domain.notices.parked_money import (
    PARKED_MONEY,
    ParkedMoney,
    ReleasedItem,
    ReleaseMoney,
    WaitingItem,
)
from domain.posting import hub_own_account
from domain.problem import Refused, refuse
from hub.handler import Ask, Work
from hub.services.notices.claim_payments import parked_id
from hub.services.notices.hand_matching import Moved
from hub.services.notices.places import Place, does_not_wait, notice_at, posting_at
from hub.wiring import Hub


def say_hub_own(hub: Hub, where: Place, why: str, *, dry_run: bool = False) -> Moved | Refused:
    """What waits at a place leaves suspense for the hub's own account; a dry run writes nothing.

    It counts for the day on which the plan paid it. The same again changes nothing.
    """
    if not where.is_adjustment:
        return pays_a_claim(where)
    notice = notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice

    def once(work: Work) -> Moved | Refused:
        money: ParkedMoney = work.state(PARKED_MONEY, parked_id(posting_at(notice, where)))
        match money:
            case WaitingItem(item=item):
                pass
            case ReleasedItem(item=item) if money.is_hub_own:
                pass
            case _:
                return does_not_wait(hub, notice, where, money)
        own = ReleaseMoney(hub_own_account(item.plan_key), item.paid_on, why)
        decided = work.decide(Ask(PARKED_MONEY, item.item_id, own))
        if isinstance(decided, Refused):
            return decided
        if not dry_run:
            work.commit()
        return Moved(where, item.amount, hub_own=True)

    moved = hub.handler.attempt(once)
    hub.projector.catch_up()
    return moved


def pays_a_claim(where: Place) -> Refused:
    """A claim payment is about a claim, whoever says otherwise."""
    return refuse(
        "match.pays-a-claim",
        what="a claim payment is never the hub's own by saying so",
        where=where.words,
        fix="say which claim it is about: --claim NUMBER",
    )
