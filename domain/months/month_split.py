"""A month's payment shared among the partners that saw the member, by the rule of its contract.

How it is split is decided once, from the contacts that were known then. What each partner has of it
is a function of the money that stands: a month whose payment is undone leaves everybody at zero. A
contact that becomes known later is a difference, which a person accepts or declines.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.agreements.period_rules import SplitBy
from domain.agreements.terms import ByTheMonth
from domain.claims.claim_facts import MoneyKind
from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    MemberId,
    MonthSplitId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money, split
from domain.months.month_contacts import Contacts
from domain.period import Month
from domain.posting import Entries, Entry, balanced, partner_account
from domain.problem import Problem, Refused, refuse, wrong_moment


class SplitBody(msgspec.Struct, frozen=True):
    """A member's month with a plan, and how its payment is split.

    `number` is the claim that the plan paid, or the number of the month where a roster paid it;
    `rule` is what the hub keeps before the rest is split.
    """

    split_id: MonthSplitId
    number: ClaimNumber
    plan_key: PlanKey
    member_id: MemberId
    month: Month
    rule: ByTheMonth
    by: SplitBy
    contacts: Contacts

    @property
    def claim(self) -> ClaimNumber:
        """The claim of the first contact: by it commands find the month, whatever paid it."""
        return next((each.number for each in self.contacts.partners), self.number)

    @property
    def where(self) -> str:
        """How messages call it."""
        return f"member month {self.month} of claim {self.claim}, {self.plan_key}"


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """What of a month waits for a person, by the number of a claim with care in it.

    Nobody is known to lead the care, or contacts became known after it was split; `cents` are at
    stake.
    """

    for_what: Literal["lead", "later-contacts"]
    number: ClaimNumber
    plan_key: PlanKey
    month: Month
    cents: Money


class SplitPart(msgspec.Struct, frozen=True, gc=False):
    """What a partner has by the split beside its own claims: `cents`, `moved` of them just now.

    `number` and `claim_id` are its own claim of the month; without one, the claim that was paid.
    """

    partner_code: PartnerCode
    number: ClaimNumber
    cents: Money
    moved: Money
    claim_id: ClaimId | None = None


# commands


@dataclass(frozen=True)
class DecideSplit:
    """A month that is over was paid: its split is decided."""

    body: SplitBody


@dataclass(frozen=True)
class SettleSplit:
    """What each partner's own claims of the month have of its payment, as it now stands.

    `remittance_id` and `paid_on` tell which payment is shared, and of which day.
    """

    held: tuple[tuple[PartnerCode, Money], ...]
    remittance_id: RemittanceId
    paid_on: date


@dataclass(frozen=True)
class AcceptContacts:
    """A person lets the split follow contacts that became known later, and says why."""

    contacts: Contacts
    why: str


@dataclass(frozen=True)
class DeclineContacts:
    """A person leaves the split as it was decided, and says why."""

    contacts: Contacts
    why: str


@dataclass(frozen=True)
class NoteWaiting:
    """What of the month waits for a person now; none where nothing does."""

    split_id: MonthSplitId
    waiting: Waiting | None


MonthSplitCommand = DecideSplit | SettleSplit | AcceptContacts | DeclineContacts | NoteWaiting

# events


@event("month-split.decided", version=1)
class MonthSplitDecided(Fact, frozen=True):
    """It was decided how a member's month is split."""

    body: SplitBody


@event("month-split.moved", version=1)
class MonthSplitMoved(Fact, frozen=True):
    """Parts of a month's payment changed hands between partners.

    `posting_id` tells it apart from all other moves. The hub's fee stays where it is.
    """

    split_id: MonthSplitId
    number: ClaimNumber
    plan_key: PlanKey
    member_id: MemberId
    month: Month
    rule: ByTheMonth
    by: SplitBy
    posting_id: str
    remittance_id: RemittanceId
    paid_on: date
    parts: tuple[SplitPart, ...]
    entries: Entries

    @property
    def kind(self) -> MoneyKind:
        """What moved the money."""
        return "month-split"

    @property
    def cash(self) -> str:
        """None: money that is there already changes hands."""
        return ""


@event("month-split.contacts-accepted", version=1)
class ContactsAccepted(Fact, frozen=True):
    """A person let the split follow later contacts."""

    split_id: MonthSplitId
    contacts: Contacts
    why: str


@event("month-split.contacts-declined", version=1)
class ContactsDeclined(Fact, frozen=True):
    """A person left the split as it was decided."""

    split_id: MonthSplitId
    contacts: Contacts
    why: str


@event("month-split.waits", version=1)
class MonthSplitWaits(Fact, frozen=True):
    """Something of a month began to wait for a person, or ceased to by itself."""

    split_id: MonthSplitId
    waiting: Waiting | None


MonthSplitFact = (
    MonthSplitDecided | MonthSplitMoved | ContactsAccepted | ContactsDeclined | MonthSplitWaits
)

# states


@dataclass(frozen=True)
class NoSplit:
    """Nothing was decided; `waiting` tells where that waits for a person."""

    waiting: Waiting | None = None


@dataclass(frozen=True)
class DecidedSplit:
    """How the month is split, and what each partner has by it beside its own claims.

    `moves` counts the postings, `told_with` is the notice and day of the last. `declined` are
    contacts that were left out by a person.
    """

    body: SplitBody
    has: Mapping[PartnerCode, Money] = field(default_factory=dict)
    moves: int = 0
    told_with: tuple[RemittanceId, date] | None = None
    declined: Contacts | None = None
    waiting: Waiting | None = None

    @property
    def weights(self) -> dict[PartnerCode, int]:
        """How the payment is divided."""
        return self.body.contacts.weights(self.body.by)

    def differs(self, contacts: Contacts) -> bool:
        """Whether contacts would split it otherwise, and no person has declined them."""
        weights = contacts.weights(self.body.by)
        return bool(weights) and weights != self.weights and contacts != self.declined


SplitMonth = NoSplit | DecidedSplit

# decide


def decide(month: SplitMonth, command: MonthSplitCommand) -> tuple[MonthSplitFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match month, command:
        case NoSplit(waiting=known) | DecidedSplit(waiting=known), NoteWaiting() as ask:
            same = known == ask.waiting
            return () if same else (MonthSplitWaits(split_id=ask.split_id, waiting=ask.waiting),)
        case NoSplit(), DecideSplit(body=body):
            problem = undecided(body)
            return Refused((problem,)) if problem else (MonthSplitDecided(body=body),)
        case DecidedSplit(body=known), DecideSplit(body=asked):
            return () if known == asked else _decided(known)
        case DecidedSplit() as known, SettleSplit() as ask:
            return _settle(known, ask)
        case DecidedSplit(body=body), AcceptContacts(contacts=contacts) if (
            body.contacts == contacts
        ):
            return ()
        case DecidedSplit() as known, AcceptContacts(contacts=contacts, why=why):
            return _accept(known, contacts, why)
        case DecidedSplit(declined=known), DeclineContacts(contacts=asked) if known == asked:
            return ()
        case DecidedSplit(body=body), DeclineContacts(contacts=contacts, why=why):
            return (ContactsDeclined(split_id=body.split_id, contacts=contacts, why=why),)
        case _:
            return wrong_moment("month-split", "member month", month, command)


# rules


def undecided(body: SplitBody) -> Problem | None:
    """A split needs somebody to have the money."""
    if body.contacts.weights(body.by):
        return None
    return Problem(
        code="month-split.no-lead",
        what="the month goes to the lead care manager, and nobody is recorded as that",
        where=body.where,
        fix="record who it was: hub member-month lead CLAIM --from DAY",
    )


def parts_of(
    weights: Mapping[PartnerCode, int], held: Iterable[tuple[PartnerCode, Money]]
) -> dict[PartnerCode, Money]:
    """What each partner has by the split beside its own claims; together they come to zero."""
    own = Counter[PartnerCode]()
    for code, cents in held:
        own[code] += cents
    shares = split(own.total(), list(weights.values()))
    parts = dict(zip(weights, shares, strict=True))
    return {
        code: cents
        for code in dict.fromkeys((*weights, *own))
        if (cents := parts.get(code, 0) - own[code])
    }


def _part(body: SplitBody, code: PartnerCode, cents: Money, moved: Money) -> SplitPart:
    own = next((each for each in body.contacts.partners if each.partner_code == code), None)
    if own is None:
        return SplitPart(code, body.number, cents, moved)
    return SplitPart(code, own.number, cents, moved, own.claim_id)


def _decided(known: SplitBody) -> Refused:
    return refuse(
        "month-split.decided-already",
        what=f"it is split by {known.by.replace('-', ' ')} already, as was known then",
        where=known.where,
        fix="accept the later contacts, or decline them: hub member-month list",
    )


def _settle(known: DecidedSplit, ask: SettleSplit) -> tuple[MonthSplitFact, ...]:
    body = known.body
    now = parts_of(known.weights, ask.held)
    if now == known.has:
        return ()
    codes = dict.fromkeys((*now, *known.has))
    moves = {code: now.get(code, 0) - known.has.get(code, 0) for code in codes}
    parts = tuple(
        _part(body, code, now.get(code, 0), cents) for code, cents in moves.items() if cents
    )
    return (
        MonthSplitMoved(
            split_id=body.split_id,
            number=body.number,
            plan_key=body.plan_key,
            member_id=body.member_id,
            month=body.month,
            rule=body.rule,
            by=body.by,
            posting_id=f"{body.split_id}/{known.moves + 1}",
            remittance_id=ask.remittance_id,
            paid_on=ask.paid_on,
            parts=parts,
            entries=balanced(Entry(partner_account(p.partner_code), -p.moved) for p in parts),
        ),
    )


def _accept(
    known: DecidedSplit, contacts: Contacts, why: str
) -> tuple[MonthSplitFact, ...] | Refused:
    body = msgspec.structs.replace(known.body, contacts=contacts)
    if problem := undecided(body):
        return Refused((problem,))
    return (ContactsAccepted(split_id=body.split_id, contacts=contacts, why=why),)


# evolve


def evolve(month: SplitMonth, fact: MonthSplitFact) -> SplitMonth:
    """The split after the fact."""
    if isinstance(fact, MonthSplitDecided):
        return DecidedSplit(fact.body)
    if isinstance(fact, MonthSplitWaits):
        return replace(month, waiting=fact.waiting)
    if isinstance(month, NoSplit):
        return month
    match fact:
        case MonthSplitMoved():
            return _moved(month, fact)
        case ContactsAccepted(contacts=contacts):
            body = msgspec.structs.replace(month.body, contacts=contacts)
            return replace(month, body=body, declined=None, waiting=None)
        case ContactsDeclined(contacts=contacts):
            return replace(month, declined=contacts, waiting=None)
        case _:
            assert_never(fact)


def _moved(month: DecidedSplit, fact: MonthSplitMoved) -> DecidedSplit:
    has = {**month.has, **{part.partner_code: part.cents for part in fact.parts}}
    standing = {code: cents for code, cents in has.items() if cents}
    told_with = (fact.remittance_id, fact.paid_on)
    return replace(month, has=standing, moves=month.moves + 1, told_with=told_with)


MONTH_SPLIT: Decider[SplitMonth, MonthSplitCommand, MonthSplitFact] = Decider(
    name="month-split",
    initial=NoSplit(),
    decide=decide,
    evolve=evolve,
    facts=get_args(MonthSplitFact),
    commands=get_args(MonthSplitCommand),
    states=get_args(SplitMonth),
)
