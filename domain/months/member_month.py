"""A month of a member that a plan pays by a roster: whose it is, and what was taken back of it.

A row of a roster pays the month, a row below zero drops it again. All is kept as sums, so that the
order in which rosters arrive never matters; a drop takes back by the shares that were recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace as struct_replace

from domain.agreements.shares import PaidLine, Shares
from domain.agreements.terms import ByTheMonth, PercentOfPaid, Terms, WholePayment, rule_name
from domain.claims.attribution import (
    ClaimMoney,
    LivePayment,
    Place,
    Reversal,
    attribute,
    movement,
    with_payment,
    with_reversal,
    without_payment,
    without_reversal,
)
from domain.claims.claim_facts import MoneyKind
from domain.claims.claim_money import MoneySource
from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import (
    ClaimNumber,
    ContractId,
    MemberId,
    MemberMonthId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money
from domain.period import Month
from domain.posting import Entries, Entry
from domain.problem import Refused, refuse, wrong_moment

FoundBy = Literal["claim", "authorization", "contract", "person"]
"""What told whose the month is: its claims, what the plan authorized, the only contract, someone"""

WHOLE_MONTH = 0  # a month has no lines: its money is about all of it


class MonthBody(msgspec.Struct, frozen=True):
    """A member's month with a plan, and by which terms it is shared: decided once.

    `number` is what people call it by; it begins with the partner's code, as a claim's does.
    """

    month_id: MemberMonthId
    number: ClaimNumber
    plan_key: PlanKey
    member_id: MemberId
    month: Month
    partner_code: PartnerCode
    contract_id: ContractId
    terms: Terms
    found_by: FoundBy


# commands


@dataclass(frozen=True)
class OpenMonth:
    """It is known whose the month is."""

    body: MonthBody


@dataclass(frozen=True)
class PostRow:
    """A roster pays the month, or drops it: `amount` is below zero then."""

    money: MoneySource
    ordinal: int
    amount: Money


@dataclass(frozen=True)
class SettleRosterMonth:
    """The first payment by which a claim pays the month; none where none stands.

    `money` is what brought the change.
    """

    money: MoneySource
    elsewhere: Place | None


@dataclass(frozen=True)
class UndoRow:
    """A person takes a row away again: the month stands as if it had never come.

    `posting_id` is what it was posted as; `money` says where it goes.
    """

    posting_id: str
    ordinal: int
    money: MoneySource


MemberMonthCommand = OpenMonth | PostRow | SettleRosterMonth | UndoRow

# events


@event("member-month.opened", version=1)
class MonthOpened(Fact, frozen=True):
    """It became known whose a member's month is; its terms are fixed.

    Again where a person took away every row that had come.
    """

    body: MonthBody


@event("member-month.money-moved", version=1)
class MonthMoneyMoved(Fact, frozen=True):
    """A roster paid a month or dropped it, or a claim came to pay it; `amount` is the cash effect.

    `money` and `shares` are what stands after it, `elsewhere` the claim's payment that pays the
    month too, `undoes` the posting that a person took away.
    """

    month_id: MemberMonthId
    number: ClaimNumber
    plan_key: PlanKey
    partner_code: PartnerCode
    month: Month
    kind: MoneyKind
    posting_id: str
    remittance_id: RemittanceId
    ordinal: int
    amount: Money
    paid_on: date
    elsewhere: Place | None
    entries: Entries
    money: ClaimMoney
    shares: Shares
    cash: str
    source: Source | None
    undoes: str = ""


MemberMonthFact = MonthOpened | MonthMoneyMoved

# states


@dataclass(frozen=True)
class NoMonth:
    """No roster paid it."""


@dataclass(frozen=True)
class KnownMonth:
    """Whose the month is, what rosters paid and dropped of it, and what each account has of it.

    `posted` are the rows, by their place in a roster. Where a person took away every one of them,
    the month `is_free` to become somebody else's.
    """

    body: MonthBody
    money: ClaimMoney = ClaimMoney()
    shares: Shares = ()
    elsewhere: Place | None = None
    posted: Mapping[str, Money] = field(default_factory=dict)
    is_free: bool = False

    @property
    def pays_from(self) -> Place | None:
        """The first row by which it stands paid; none where it is dropped."""
        return _with_drops_taken(self.money).stands_from

    @property
    def is_partners(self) -> bool:
        """Whether the rows are the partner's: not where a claim paid the month before them."""
        own, other = self.pays_from, self.elsewhere
        return other is None or (own is not None and own < other)


MemberMonth = NoMonth | KnownMonth

# decide


def decide(
    month: MemberMonth, command: MemberMonthCommand
) -> tuple[MemberMonthFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match month, command:
        case NoMonth(), OpenMonth(body=body):
            return (MonthOpened(body=body),) if shares_months(body.terms) else _no_month(body)
        case KnownMonth(is_free=True), OpenMonth(body=body):
            return (MonthOpened(body=body),) if shares_months(body.terms) else _no_month(body)
        case KnownMonth(body=known), OpenMonth(body=asked) if known == asked:
            return ()
        case KnownMonth(body=known), OpenMonth():
            return _decided(known)
        case KnownMonth() as known, PostRow() as ask:
            return _post(known, ask)
        case KnownMonth() as known, UndoRow() as ask:
            return _undo(known, ask)
        case KnownMonth(elsewhere=before) as known, SettleRosterMonth() as ask:
            return () if before == ask.elsewhere else (_settled(known, ask),)
        case _:
            return wrong_moment("month", "member month", month, command)


# rules


def shares_months(terms: Terms) -> bool:
    """Whether terms say how a month's payment is shared: by the month, or under capitation."""
    capitated = terms.capitated and isinstance(terms.rule, PercentOfPaid | WholePayment)
    return capitated or isinstance(terms.rule, ByTheMonth)


def _no_month(body: MonthBody) -> Refused:
    return refuse(
        "month.terms-share-no-month",
        what=f"a roster pays months, and the contract's rule is {rule_name(body.terms.rule)}",
        where=_where(body),
        fix="ask the plan what it pays for; the contract needs terms by the month, or capitation",
    )


def _decided(known: MonthBody) -> Refused:
    return refuse(
        "month.decided-already",
        what=f"{known.number} is {known.partner_code}'s, by its {known.found_by}",
        where=_where(known),
        fix="whose a month is, is decided once; ask the partners to settle a difference",
    )


def _where(body: MonthBody) -> str:
    return f"member month {body.number}, {body.plan_key}"


def _post(known: KnownMonth, ask: PostRow) -> tuple[MemberMonthFact, ...]:
    """The same row is posted once; one of nothing says nothing."""
    at = ask.money
    if at.posting_id in known.posted or not ask.amount:
        return ()
    if ask.amount > 0:
        paid = PaidLine(WHOLE_MONTH, ask.amount, 1)
        row = LivePayment(at.paid_on, at.remittance_id, ask.ordinal, "", (paid,))
        money = with_payment(known.money, row)
    else:
        drop = Reversal(at.paid_on, at.remittance_id, ask.ordinal, "", -ask.amount)
        money = with_reversal(known.money, drop)
    kind: MoneyKind = "payment" if ask.amount > 0 else "takeback"
    after = replace(known, money=money)
    return (_moved(known, after, at, kind, (ask.ordinal, ask.amount)),)


def _undo(known: KnownMonth, ask: UndoRow) -> tuple[MemberMonthFact, ...]:
    """What is undone already stays so."""
    amount = known.posted.get(ask.posting_id)
    if not amount:
        return ()
    at = ask.money
    place = (at.paid_on, at.remittance_id, ask.ordinal)
    without = without_payment if amount > 0 else without_reversal
    after = replace(known, money=without(known.money, place))
    moved = _moved(known, after, at, "undone", (ask.ordinal, -amount))
    return (struct_replace(moved, undoes=ask.posting_id),)


def _settled(known: KnownMonth, ask: SettleRosterMonth) -> MonthMoneyMoved:
    # one posting may settle several months
    money = replace(ask.money, posting_id=f"{ask.money.posting_id}/{known.body.number}")
    return _moved(known, replace(known, elsewhere=ask.elsewhere), money, "month", (0, 0))


def _moved(
    before: KnownMonth,
    after: KnownMonth,
    at: MoneySource,
    kind: MoneyKind,
    row: tuple[int, Money],
) -> MonthMoneyMoved:
    body, (ordinal, amount) = before.body, row
    shares = _shares(after)
    return MonthMoneyMoved(
        month_id=body.month_id,
        number=body.number,
        plan_key=body.plan_key,
        partner_code=body.partner_code,
        month=body.month,
        kind=kind,
        posting_id=at.posting_id,
        remittance_id=at.remittance_id,
        ordinal=ordinal,
        amount=amount,
        paid_on=at.paid_on,
        elsewhere=after.elsewhere,
        entries=movement(before.shares, shares, Entry(at.cash, amount)),
        money=after.money,
        shares=shares,
        cash=at.cash,
        source=at.source,
    )


def _shares(month: KnownMonth) -> Shares:
    body = month.body
    money = _with_drops_taken(month.money)
    return attribute(body.terms, body.partner_code, body.plan_key, money, theirs=month.is_partners)


def _with_drops_taken(money: ClaimMoney) -> ClaimMoney:
    """A drop that undoes no whole row takes back a part of what stands, and no more than that.

    Where no row is known at all it waits for its row.
    """
    if not (money.payments or money.undone):
        return money
    met = (
        Reversal(each.paid_on, each.remittance_id, each.ordinal, each.payer_control, each.paid)
        for each in money.undone
    )
    return struct_replace(money, reversals=tuple(met), taken=money.reversed_early)


# evolve


def evolve(month: MemberMonth, fact: MemberMonthFact) -> MemberMonth:
    """The member's month after the fact."""
    match fact:
        case MonthOpened(body=body):
            return KnownMonth(body)
        case MonthMoneyMoved():
            if not isinstance(month, KnownMonth):
                return month
            posted = _posted(month, fact)
            return replace(
                month,
                money=fact.money,
                shares=fact.shares,
                elsewhere=fact.elsewhere,
                posted=posted,
                is_free=not any(posted.values()),
            )
        case _:
            assert_never(fact)


def _posted(month: KnownMonth, fact: MonthMoneyMoved) -> Mapping[str, Money]:
    if fact.undoes:
        return {posting: cents for posting, cents in month.posted.items() if posting != fact.undoes}
    return {**month.posted, fact.posting_id: fact.amount}


MEMBER_MONTH: Decider[MemberMonth, MemberMonthCommand, MemberMonthFact] = Decider(
    name="member-month",
    initial=NoMonth(),
    decide=decide,
    evolve=evolve,
    facts=get_args(MemberMonthFact),
    commands=get_args(MemberMonthCommand),
    states=get_args(MemberMonth),
)
