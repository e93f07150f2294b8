"""A place in a payment notice as a person names it, which notice that is, and what is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.identifiers import PlanKey
from domain.notices.notice import Notice
from domain.notices.parked_money import (
    PARKED_MONEY,
    NoItem,
    ParkedItem,
    ParkedMoney,
    PlacedItem,
    ReleasedItem,
    WaitingItem,
)
from domain.notices.remittance import REMITTANCE, NoRemittance, PostedRemittance, Remittance
from domain.notices.remittance_states import KnownRemittance
from domain.posting import hub_own_account
from domain.problem import Refused, refuse
from hub.lookups import POSTED, TRACE
from hub.services.bank.named_deposits import near_remittances, remittances_named, shown_id
from hub.services.matching.matches import match_problem
from hub.services.notices.claim_payments import parked_id, posting_id
from hub.services.notices.provider_adjustments import own_account, place_of_adjustment
from hub.services.notices.remittance_files import archived_remittance
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance


@dataclass(frozen=True)
class Which:
    """Which remittance is meant where several have one trace: by plan, by day, or both."""

    plan: PlanKey | None = None
    paid_on: date | None = None

    def means(self, notice: Notice) -> bool:
        """Whether a remittance can be meant."""
        return self.plan in {None, notice.plan_key} and self.paid_on in {None, notice.paid_on}

    @property
    def words(self) -> str:
        """As it stands in messages."""
        plan = f" from {self.plan}" if self.plan else ""
        return plan + (f" of {self.paid_on}" if self.paid_on else "")


@dataclass(frozen=True)
class Place:
    """A place in a remittance as people name it: its trace, and the claim payment or PLB there.

    Its id may stand in place of the trace: that always tells which is meant.
    """

    trace: str
    ordinal: int
    is_adjustment: bool = False
    which: Which = Which()

    @property
    def words(self) -> str:
        """As it stands in messages."""
        segment = "PLB" if self.is_adjustment else "CLP"
        return f"remittance {self.trace}{self.which.words}, {segment} {self.ordinal}"


def notice_at(hub: Hub, where: Place) -> Notice | Refused:
    """The one posted remittance that a place can be in."""
    known = _known(hub, where)
    posted = [each.notice for each in known if isinstance(each, PostedRemittance)]
    if posted or not known:
        return _the_one(hub, where, posted)
    return _not_posted(hub, where, known[0].notice)


def any_notice_at(hub: Hub, where: Place) -> Notice | Refused:
    """The one remittance that a place can be in: the posted one, else whatever became of it."""
    known = _known(hub, where)
    posted = [each.notice for each in known if isinstance(each, PostedRemittance)]
    return _the_one(hub, where, posted or [each.notice for each in known])


def posting_at(notice: Notice, where: Place) -> str:
    """The posting id of a place, for ever."""
    at = where.ordinal
    return place_of_adjustment(notice, at) if where.is_adjustment else posting_id(notice, at)


def parked_at(hub: Hub, where: Place) -> ParkedItem | Refused:
    """What waits at a place."""
    notice = notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice
    money: ParkedMoney = hub.handler.state(PARKED_MONEY, parked_id(posting_at(notice, where)))
    if isinstance(money, WaitingItem):
        return money.item
    return does_not_wait(hub, notice, where, money)


def does_not_wait(
    hub: Hub, notice: Notice, where: Place, money: NoItem | PlacedItem | ReleasedItem
) -> Refused:
    """Where it is instead, and how it would wait again."""
    what, fix = "nothing waits there", "take it away from its claim first: hub remittance unmatch"
    match money:
        case NoItem() if not hub.log.find(POSTED, posting_at(notice, where)):
            return no_claims_own(hub, notice, where)
        case ReleasedItem() if money.is_hub_own:
            what = "it is the hub's own, as a person said"
            fix = "take it back first: hub remittance unmatch"
        case ReleasedItem(to=account):
            what = f"it left suspense for {account}"
            fix = "void that refund first: hub refund list, hub refund void"
        case PlacedItem():
            what = "it is with a claim already"
    return refuse("match.does-not-wait", what=what, where=where.words, fix=fix)


def no_claims_own(hub: Hub, notice: Notice, where: Place) -> Refused:
    """Why a place never waited and no claim took it: by its code, or there is none such."""
    if not where.is_adjustment:
        return nothing_there(where, notice.claims)
    moved = archived_remittance(hub, notice).provider_adjustments()
    at = where.ordinal
    account = own_account(notice, moved[at - 1]) if at <= len(moved) else None
    if account is None:
        return nothing_there(where, len(moved))
    is_own = account == hub_own_account(notice.plan_key)
    whose = "it is the hub's own by its code" if is_own else "the plan carries it, as its code says"
    return refuse(
        "match.told-by-its-code",
        what=f"{whose}, which no matching changes",
        where=where.words,
        fix=f"see where all of it is: hub remittance show {where.trace} --matches",
    )


def nothing_there(where: Place, count: int) -> Refused:
    """A place that the remittance does not have, which has so many of its kind."""
    kind = "provider adjustment" if where.is_adjustment else "claim payment"
    has = f"it has 1 {kind}" if count == 1 else f"it has {count or 'no'} {kind}s"
    what = f"no claim took what stands there; {has}" if where.ordinal <= count else has
    return refuse(
        "match.no-such-place",
        what=what,
        where=where.words,
        fix=f"look at what it has: hub remittance show {where.trace} --matches",
    )


def _known(hub: Hub, where: Place) -> list[KnownRemittance]:
    named = (row.remittance_id for row in remittances_named(hub.projector.live, where.trace))
    ids = {*hub.log.find(TRACE, where.trace), where.trace, *named}
    states: list[Remittance] = list(hub.handler.states(REMITTANCE, ids).values())
    known = [each for each in states if not isinstance(each, NoRemittance)]
    return [each for each in known if where.which.means(each.notice)]


def _the_one(hub: Hub, where: Place, meant: Sequence[Notice]) -> Notice | Refused:
    if len(meant) == 1:
        return meant[0]
    if meant:
        choices = sorted(
            f"{each.plan_key} {each.paid_on}, id {shown_id(each.remittance_id)}" for each in meant
        )
        fix = f"say which by --plan or --paid-on, or by its id: {'; '.join(choices)}"
        return Refused((match_problem("several-payments", len(meant), where.words, fix),))
    near = near_remittances(hub.projector.live, where.trace)
    return refuse(
        "match.no-such-payment",
        what=f"no remittance{where.which.words} has the number {where.trace}",
        where=where.words,
        fix=f"{near}list them: hub remittance list",
    )


def _not_posted(hub: Hub, where: Place, notice: Notice) -> Refused:
    row: RemittanceBalance | None = hub.projector.live.get(REMITTANCE_BALANCE, notice.remittance_id)
    place = f"--{'plb' if where.is_adjustment else 'clp'} {where.ordinal}"
    return refuse(
        "match.no-such-payment",
        what=f"it is {row.state if row else 'not posted'}: nothing of it is with a claim, or waits "
        "for one",
        where=where.words,
        fix=f"look at it: hub remittance look {where.trace} {place}; then accept or dismiss it",
    )
