"""The hub's own money that stands in for one partner's debt, until that is recouped.

One stream for each partner. Whoever asks for it needs a second person who agrees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never, get_args

from domain.decider import Decider
from domain.event import Fact, event
from domain.four_eyes import name_problems, second_person_problems
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, hub_advance_account, reversed_entries
from domain.problem import Problem, Refused, refuse

# commands


@dataclass(frozen=True)
class AskHubAdvance:
    """The hub puts its own money into the bank for a partner's debt; `reference` names it."""

    partner_code: PartnerCode
    reference: str
    amount: Money
    bank_on: date
    by: str
    asked_on: date


@dataclass(frozen=True)
class ApproveHubAdvance:
    """A second person agrees."""

    reference: str
    by: str


@dataclass(frozen=True)
class ReturnHubAdvance:
    """The hub takes its money back; `free` is what the debt does not need any more, in cents."""

    reference: str
    amount: Money
    returned_on: date
    by: str
    free: Money
    asked_on: date


HubAdvanceCommand = AskHubAdvance | ApproveHubAdvance | ReturnHubAdvance

# events


@event("hub-advance.asked", version=1)
class HubAdvanceAsked(Fact, frozen=True):
    """Somebody asked that the hub's own money stand in for a debt."""

    partner_code: PartnerCode
    reference: str
    amount: Money
    bank_on: date
    by: str


@event("hub-advance.given", version=1)
class HubAdvanceGiven(Fact, frozen=True):
    """A second person agreed: the hub's own money is in the bank."""

    partner_code: PartnerCode
    reference: str
    amount: Money
    bank_on: date
    by: str
    entries: Entries


@event("hub-advance.returned", version=1)
class HubAdvanceReturned(Fact, frozen=True):
    """The hub took its money back."""

    partner_code: PartnerCode
    reference: str
    amount: Money
    returned_on: date
    by: str
    entries: Entries


HubAdvanceFact = HubAdvanceAsked | HubAdvanceGiven | HubAdvanceReturned

# states


@dataclass(frozen=True)
class NoHubAdvance:
    """The hub's money stands in for nothing."""


@dataclass(frozen=True)
class HubAdvance:
    """What was asked for, given and returned, each by its reference."""

    partner_code: PartnerCode
    asked: Mapping[str, HubAdvanceAsked] = field(default_factory=dict)
    given: Mapping[str, HubAdvanceGiven] = field(default_factory=dict)
    returned: Mapping[str, HubAdvanceReturned] = field(default_factory=dict)

    @property
    def standing(self) -> Money:
        """What was given and not returned, in cents."""
        given = sum(each.amount for each in self.given.values())
        return given - sum(each.amount for each in self.returned.values())


HubAdvanceState = NoHubAdvance | HubAdvance
Decision = tuple[HubAdvanceFact, ...] | Refused

# decide


def decide(state: HubAdvanceState, command: HubAdvanceCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match state, command:
        case _, AskHubAdvance() as ask:
            return _ask(state, ask)
        case HubAdvance(), ApproveHubAdvance(reference=reference) if reference in state.given:
            return ()
        case HubAdvance(), ApproveHubAdvance(reference=reference, by=by) if (
            reference in state.asked
        ):
            return _give(state.asked[reference], by)
        case HubAdvance(), ReturnHubAdvance() as ask:
            return _return(state, ask)
        case _, ApproveHubAdvance(reference=reference) | ReturnHubAdvance(reference=reference):
            return refuse(
                "hub-advance.unknown",
                what="nothing of the hub's own was asked for or given under this reference",
                where=f"hub advance {reference}",
                fix="look at what there is: hub hub-advance list",
            )


# rules


def _ask(state: HubAdvanceState, ask: AskHubAdvance) -> Decision:
    known = state.asked.get(ask.reference) if isinstance(state, HubAdvance) else None
    if known and (known.amount, known.bank_on) == (ask.amount, ask.bank_on):
        return ()
    where = _where(ask.partner_code, ask.reference)
    problems = [*name_problems(ask.by, where), *_amount_problems(ask.amount, where)]
    problems += _day_problems(ask.bank_on, ask.asked_on, where)
    if known:
        problems.append(_differs(where))
    if problems:
        return Refused(tuple(problems))
    return (
        HubAdvanceAsked(
            partner_code=ask.partner_code,
            reference=ask.reference,
            amount=ask.amount,
            bank_on=ask.bank_on,
            by=ask.by,
        ),
    )


def _give(asked: HubAdvanceAsked, by: str) -> Decision:
    where = _where(asked.partner_code, asked.reference)
    problems = tuple(second_person_problems(asked.by, by, where))
    if problems:
        return Refused(problems)
    return (
        HubAdvanceGiven(
            partner_code=asked.partner_code,
            reference=asked.reference,
            amount=asked.amount,
            bank_on=asked.bank_on,
            by=by,
            entries=_entries(asked.partner_code, asked.amount),
        ),
    )


def _return(state: HubAdvance, ask: ReturnHubAdvance) -> Decision:
    """Only what stands, and only what the debt does not need any more."""
    known = state.returned.get(ask.reference)
    if known and (known.amount, known.returned_on) == (ask.amount, ask.returned_on):
        return ()
    where = _where(state.partner_code, ask.reference)
    problems = [*name_problems(ask.by, where), *_amount_problems(ask.amount, where)]
    problems += _day_problems(ask.returned_on, ask.asked_on, where)
    if known:
        problems.append(_differs(where))
    free = min(ask.free, state.standing)
    if ask.amount > free:
        problems.append(
            Problem(
                code="hub-advance.still-needed",
                what=f"{show_money(ask.amount)} is asked back; {show_money(state.standing)} "
                f"stands and {show_money(max(0, free))} of it is free",
                where=where,
                fix="wait until the partner's debt is recouped, or ask for what is free",
            )
        )
    if problems:
        return Refused(tuple(problems))
    return (
        HubAdvanceReturned(
            partner_code=state.partner_code,
            reference=ask.reference,
            amount=ask.amount,
            returned_on=ask.returned_on,
            by=ask.by,
            entries=reversed_entries(_entries(state.partner_code, ask.amount)),
        ),
    )


def _amount_problems(amount: Money, where: str) -> Iterator[Problem]:
    if amount <= 0:
        yield Problem(
            code="hub-advance.of-nothing",
            what=f"the amount is {show_money(amount)}",
            where=where,
            fix="give an amount above zero",
        )


def _day_problems(day: date, today: date, where: str) -> Iterator[Problem]:
    if day > today:
        yield Problem(
            code="hub-advance.not-yet",
            what=f"the bank's day is {day}; today is {today}",
            where=where,
            fix="record it once the money has moved",
        )


def _differs(where: str) -> Problem:
    return Problem(
        code="hub-advance.differs",
        what="this reference was used before, with another day or amount",
        where=where,
        fix="look at what there is: hub hub-advance list",
    )


def _entries(partner: PartnerCode, amount: Money) -> Entries:
    return balanced((Entry(BANK, amount), Entry(hub_advance_account(partner), -amount)))


def _where(partner: PartnerCode, reference: str) -> str:
    return f"hub advance for {partner}, {reference}"


# evolve


def evolve(state: HubAdvanceState, fact: HubAdvanceFact) -> HubAdvance:
    """What stands after the fact."""
    known = state if isinstance(state, HubAdvance) else HubAdvance(fact.partner_code)
    match fact:
        case HubAdvanceAsked():
            return replace(known, asked={**known.asked, fact.reference: fact})
        case HubAdvanceGiven():
            return replace(known, given={**known.given, fact.reference: fact})
        case HubAdvanceReturned():
            return replace(known, returned={**known.returned, fact.reference: fact})
        case _:
            assert_never(fact)


HUB_ADVANCE: Decider[HubAdvanceState, HubAdvanceCommand, HubAdvanceFact] = Decider(
    name="hub-advance",
    initial=NoHubAdvance(),
    decide=decide,
    evolve=evolve,
    facts=get_args(HubAdvanceFact),
    commands=get_args(HubAdvanceCommand),
    states=get_args(HubAdvanceState),
)
