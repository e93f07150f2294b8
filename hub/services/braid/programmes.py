"""Programmes and what a unit of their care truly costs with each partner."""

from dataclasses import dataclass
from datetime import date

from adapters.sheets.cells import read_cents
from domain.braid.cost import (
    COST_BOOK,
    AgreeCost,
    CostBook,
    Programme,
    ProgrammeKey,
    StateProgramme,
    UnitCost,
    WithdrawCost,
    short_key,
)
from domain.identifiers import Malformed
from domain.money import Money
from domain.period import FOREVER, Period
from domain.problem import Refused, refuse
from domain.service_line import Service
from hub.handler import Ask, Done
from hub.ids import outside_id
from hub.services.agreements.contracts import read_services
from hub.services.agreements.partners import find_partner
from hub.wiring import Hub
from projections.cost_book import COST_BOOK as COSTS
from projections.cost_book import CostedProgramme

BOOK = outside_id("cost-book")
"""The one stream of all programmes and costs: no care may be charged in two of them."""


@dataclass(frozen=True)
class UncheckedProgramme:
    """A programme as somebody typed it; services like ``98960 U2``."""

    key: str
    name: str
    services: tuple[str, ...]
    county: str = ""
    population: str = ""
    minutes_per_unit: int = 30
    takes_uncoded: bool = False


@dataclass(frozen=True)
class UncheckedCost:
    """The cost of a unit as somebody typed it."""

    programme: str
    partner: str
    per_unit: str
    first_day: date
    last_day: date | None
    source: str
    service: str = ""


def state_programme(hub: Hub, asked: UncheckedProgramme) -> Programme | Refused:
    """Set a programme up, or state it anew; the same once more changes nothing."""
    key = checked_key(asked.key, "programme")
    services = read_services(asked.services) if asked.services else ()
    if isinstance(key, Refused) or isinstance(services, Refused):
        return together(key, services)
    programme = Programme(
        ProgrammeKey(key),
        asked.name,
        services,
        asked.county,
        asked.population,
        asked.minutes_per_unit,
        asked.takes_uncoded,
    )
    done = hub.run(Ask(COST_BOOK, BOOK, StateProgramme(programme)))
    return done if isinstance(done, Refused) else programme


def agree_cost(hub: Hub, asked: UncheckedCost) -> UnitCost | Refused:
    """Record what a unit costs; the same once more changes nothing."""
    cost = _checked(hub, asked)
    if isinstance(cost, Refused):
        return cost
    done = hub.run(Ask(COST_BOOK, BOOK, AgreeCost(cost)))
    return done if isinstance(done, Refused) else cost


def withdraw_cost(hub: Hub, asked: UncheckedCost, *, reason: str) -> Done | Refused:
    """Take an agreed cost back; partner, programme, service and first day name it."""
    book: CostBook = hub.handler.state(COST_BOOK, BOOK)
    wanted = (asked.partner.strip().upper(), asked.programme, asked.service, asked.first_day)
    for cost in book.costs:
        service = str(cost.service) if cost.service else ""
        named = (cost.partner_code, cost.programme, service, cost.period.first_day)
        if named == wanted:
            return hub.run(Ask(COST_BOOK, BOOK, WithdrawCost(cost, reason)))
    return refuse(
        "cost.unknown",
        what=f"no cost of {asked.partner} in {asked.programme} starts on {asked.first_day}",
        where=f"programme {asked.programme}",
        fix="look at the costs that stand: hub programme list",
    )


def checked_key(text: str, noun: str) -> str | Refused:
    """The short name of a programme or fund."""
    try:
        return short_key(text)
    except Malformed as wrong:
        return refuse(f"{noun}.key-form", what=wrong.what, where=f"{noun} {text}", fix=wrong.fix)


def checked_amount(text: str, where: str) -> Money | Refused:
    """Cents from what somebody typed."""
    try:
        return read_cents(text)
    except Malformed as wrong:
        return refuse("fund.amount-form", what=wrong.what, where=where, fix=wrong.fix)


def together(*answers: object) -> Refused:
    """All problems of the answers that are refusals."""
    refusals = (each for each in answers if isinstance(each, Refused))
    return Refused(tuple(problem for each in refusals for problem in each.problems))


def read_service(text: str) -> Service | Refused | None:
    """A service as somebody typed it; None where nothing was."""
    found = read_services((text,)) if text else ()
    if isinstance(found, Refused):
        return found
    return found[0] if found else None


def list_programmes(hub: Hub) -> list[CostedProgramme]:
    """Every programme with the costs that stand, by key."""
    return hub.projector.live.rows(COSTS)


def _checked(hub: Hub, asked: UncheckedCost) -> UnitCost | Refused:
    partner = find_partner(hub, asked.partner)
    key = checked_key(asked.programme, "programme")
    amount = checked_amount(asked.per_unit, f"cost of {asked.partner} in {asked.programme}")
    service = read_service(asked.service)
    if (
        isinstance(partner, Refused)
        or isinstance(key, Refused)
        or isinstance(amount, Refused)
        or isinstance(service, Refused)
    ):
        return together(partner, key, amount, service)
    return UnitCost(
        partner.details.code,
        ProgrammeKey(key),
        amount,
        Period(asked.first_day, asked.last_day or FOREVER),
        asked.source,
        service,
    )
