"""What a unit of care truly costs: programmes, and the cost agreed with each partner, by date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NewType, assert_never

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import Malformed, PartnerCode
from domain.money import Money, show_money
from domain.period import Period
from domain.problem import Problem, Refused, refuse
from domain.service_line import Service

ProgrammeKey = NewType("ProgrammeKey", str)
"""The short name of a programme: lower-case letters, digits and dashes."""


class Programme(msgspec.Struct, frozen=True):
    """A named set of services that is planned and funded as one thing.

    It serves one county and one population, empty where it is open to any. Care that has no
    procedure code, which nobody can be billed for, belongs to it where `takes_uncoded`. Minutes
    become units by `minutes_per_unit` where a partner gave no units.
    """

    key: ProgrammeKey
    name: str
    services: tuple[Service, ...]
    county: str = ""
    population: str = ""
    minutes_per_unit: int = 30
    takes_uncoded: bool = False

    def holds(self, service: Service | None) -> bool:
        """Whether care of a service, or without one, belongs to it."""
        return self.takes_uncoded if service is None else service in self.services

    def units(self, stated: int | None, minutes: int | None) -> int:
        """The units of one encounter: as stated, else its minutes rounded, and never below one."""
        if stated is not None:
            return stated
        return max(1, (2 * (minutes or 0) + self.minutes_per_unit) // (2 * self.minutes_per_unit))


class UnitCost(msgspec.Struct, frozen=True):
    """The cost of a unit in cents for a partner in a programme, and where it was approved.

    `service` narrows it to one service of the programme (a group costs less for each member);
    empty, it is the cost of every service that has none of its own.
    """

    partner_code: PartnerCode
    programme: ProgrammeKey
    per_unit: Money
    period: Period
    source: str
    service: Service | None = None

    @property
    def where(self) -> str:
        """What it is the cost of, for a reader."""
        service = f", {self.service}" if self.service else ""
        return f"cost of {self.partner_code} in {self.programme}{service}, {self.period}"


def short_key(text: str) -> str:
    """The short name of a programme or fund; raises `Malformed` for anything else."""
    key = text.strip()
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", key):
        raise Malformed(
            f"{text!r} is not lower-case letters, digits and dashes", "write it like prop-10"
        )
    return key


# commands


@dataclass(frozen=True)
class StateProgramme:
    """A programme is set up, or stated anew."""

    programme: Programme


@dataclass(frozen=True)
class AgreeCost:
    """The cost of a unit is agreed or approved."""

    cost: UnitCost


@dataclass(frozen=True)
class WithdrawCost:
    """An agreed cost is taken back; what was drawn under it stays until somebody returns it."""

    cost: UnitCost
    reason: str


CostCommand = StateProgramme | AgreeCost | WithdrawCost

# events


@event("cost-book.programme-stated", version=1)
class ProgrammeStated(Fact, frozen=True):
    """A programme is as it is stated here."""

    programme: Programme


@event("cost-book.cost-agreed", version=1)
class CostAgreed(Fact, frozen=True):
    """A unit costs this much in a period."""

    cost: UnitCost


@event("cost-book.cost-withdrawn", version=1)
class CostWithdrawn(Fact, frozen=True):
    """An agreed cost no longer holds."""

    cost: UnitCost
    reason: str


CostFact = ProgrammeStated | CostAgreed | CostWithdrawn

# states


@dataclass(frozen=True)
class CostBook:
    """The programmes and costs that now stand, in the order in which they were stated."""

    programmes: tuple[Programme, ...] = ()
    costs: tuple[UnitCost, ...] = ()

    def programme(self, key: str) -> Programme | None:
        """The programme with a key."""
        return next((each for each in self.programmes if each.key == key), None)


# decide


def decide(book: CostBook, command: CostCommand) -> tuple[CostFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match command:
        case StateProgramme(programme=programme) if programme in book.programmes:
            return ()
        case StateProgramme(programme=programme):
            return _state(book, programme)
        case AgreeCost(cost=cost) if cost in book.costs:
            return ()
        case AgreeCost(cost=cost):
            problems = tuple(_cost_problems(book, cost))
            return Refused(problems) if problems else (CostAgreed(cost=cost),)
        case WithdrawCost(cost=cost, reason=reason) if cost in book.costs:
            return (CostWithdrawn(cost=cost, reason=reason),)
        case WithdrawCost(cost=cost):
            return refuse(
                "cost.no-such-cost",
                what=f"no cost of {show_money(cost.per_unit)} stands",
                where=cost.where,
                fix="look at the costs that stand: hub programme list",
            )
        case _:
            assert_never(command)


# rules


def _state(book: CostBook, programme: Programme) -> tuple[CostFact, ...] | Refused:
    problems = tuple(_programme_problems(programme))
    if not problems:
        problems = tuple(_charged_twice(_with(book, programme)))
    return Refused(problems) if problems else (ProgrammeStated(programme=programme),)


def _programme_problems(programme: Programme) -> Iterator[Problem]:
    where = f"programme {programme.key}"
    if not programme.services and not programme.takes_uncoded:
        yield Problem(
            code="programme.holds-nothing",
            what="it has no service, and takes no care without a code",
            where=where,
            fix="name its services: --service",
        )
    if programme.minutes_per_unit <= 0:
        yield Problem(
            code="programme.minutes-below-one",
            what=f"a unit has {programme.minutes_per_unit} minutes",
            where=where,
            fix="say how many minutes a unit has: --minutes-per-unit",
        )


def _cost_problems(book: CostBook, cost: UnitCost) -> Iterator[Problem]:
    """A unit has one cost on any day, in one programme."""
    programme = book.programme(cost.programme)
    if programme is None:
        yield Problem(
            code="cost.no-programme",
            what=f"there is no programme {cost.programme}",
            where=cost.where,
            fix="set it up first: hub programme add",
        )
    elif cost.service and cost.service not in programme.services:
        yield Problem(
            code="cost.service-elsewhere",
            what=f"{cost.service} is no service of {cost.programme}",
            where=cost.where,
            fix="look at its services: hub programme list",
        )
    if cost.per_unit < 0:
        yield Problem(
            code="cost.below-zero",
            what=f"a unit costs {show_money(cost.per_unit)}",
            where=cost.where,
            fix="give the cost in dollars and cents",
        )
    if cost.period.last_day < cost.period.first_day:
        yield Problem(
            code="cost.ends-before-start",
            what=f"it starts {cost.period.first_day} and ends {cost.period.last_day}",
            where=cost.where,
            fix="give a last day on or after the first",
        )
    for known in book.costs:
        if _same_thing(known, cost) and known.period.overlaps(cost.period):
            yield Problem(
                code="cost.costs-overlap",
                what=f"a unit already costs {show_money(known.per_unit)} for {known.period}",
                where=cost.where,
                fix="take the standing cost back: hub programme withdraw-cost",
            )
    if programme is not None:
        yield from _charged_twice(replace(book, costs=(*book.costs, cost)))


def _same_thing(one: UnitCost, other: UnitCost) -> bool:
    return (one.partner_code, one.programme, one.service) == (
        other.partner_code,
        other.programme,
        other.service,
    )


def _charged_twice(book: CostBook) -> Iterator[Problem]:
    """The same care of a partner may cost something in one programme only."""
    pairs = [
        (one, other)
        for at, one in enumerate(book.costs)
        for other in book.costs[at + 1 :]
        if one.partner_code == other.partner_code
        and one.programme != other.programme
        and one.period.overlaps(other.period)
    ]
    for one, other in pairs:
        first, second = book.programme(one.programme), book.programme(other.programme)
        if first and second and (shared := _shared(first, one, second, other)):
            yield Problem(
                code="cost.charged-twice",
                what=f"{shared} would be charged to {one.programme} and to {other.programme}",
                where=other.where,
                fix="let each service of a partner belong to one programme at a time",
            )


def _shared(first: Programme, one: UnitCost, second: Programme, other: UnitCost) -> str:
    """A service that two costs of different programmes are both for; empty where there is none."""
    if first.takes_uncoded and second.takes_uncoded and not (one.service or other.service):
        return "care without a code"
    mine = (one.service,) if one.service else first.services
    theirs = (other.service,) if other.service else second.services
    return str(next((service for service in mine if service in theirs), ""))


def _with(book: CostBook, programme: Programme) -> CostBook:
    others = tuple(each for each in book.programmes if each.key != programme.key)
    return replace(book, programmes=(*others, programme))


# evolve


def evolve(book: CostBook, fact: CostFact) -> CostBook:
    """The cost book after the fact."""
    match fact:
        case ProgrammeStated(programme=programme):
            return _with(book, programme)
        case CostAgreed(cost=cost):
            return replace(book, costs=(*book.costs, cost))
        case CostWithdrawn(cost=gone):
            return replace(book, costs=tuple(each for each in book.costs if each != gone))
        case _:
            assert_never(fact)


COST_BOOK: Decider[CostBook, CostCommand, CostFact] = Decider(
    name="cost-book",
    initial=CostBook(),
    decide=decide,
    evolve=evolve,
    facts=(ProgrammeStated, CostAgreed, CostWithdrawn),
    commands=(StateProgramme, AgreeCost, WithdrawCost),
    states=(CostBook,),
)
