"""``hub programme``: named sets of services, and what a unit of their care truly costs."""

from collections.abc import Iterator
from typing import Annotated

import typer

from domain.braid.cost import Programme, UnitCost
from domain.money import show_money
from hub.cli.frame import AsJson, accepted, finish, open_hub, read_day
from hub.services.braid.programmes import (
    UncheckedCost,
    UncheckedProgramme,
    agree_cost,
    list_programmes,
    state_programme,
    withdraw_cost,
)
from projections.cost_book import CostedProgramme

app = typer.Typer(
    name="programme", help="Programmes, and what their care truly costs.", no_args_is_help=True
)

Key = Annotated[str, typer.Argument(help="The programme's short name, like home-visits.")]
Partner = Annotated[str, typer.Option(help="The partner's three letters.")]
FirstDay = Annotated[str, typer.Option(help="The first day of care it holds for.")]
OneService = Annotated[str, typer.Option(help="Only this service, like '98961 U2'.")]


@app.command(epilog="Example: hub programme add home-visits --name 'Home visits' --service 98960")
def add(  # noqa: PLR0913, PLR0917 - one option for each thing that is stated
    key: Key,
    name: Annotated[str, typer.Option(help="Its name for people.")],
    service: Annotated[
        list[str] | None, typer.Option(help="A service, like '98960 U2'; once for each.")
    ] = None,
    county: Annotated[str, typer.Option(help="The county it serves; empty for any.")] = "",
    population: Annotated[str, typer.Option(help="Whom it serves; empty for anybody.")] = "",
    minutes_per_unit: Annotated[int, typer.Option(help="Minutes that make one unit.")] = 30,
    uncoded: Annotated[bool, typer.Option(help="It takes care that has no code too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set up a programme, or state it anew."""
    asked = UncheckedProgramme(
        key, name, tuple(service or ()), county, population, minutes_per_unit, uncoded
    )
    with open_hub(as_json=as_json) as hub:
        programme = accepted(state_programme(hub, asked), as_json=as_json)
    finish(_programme(programme), _lines(programme, ()), as_json=as_json)


@app.command(
    epilog="Example: hub programme cost home-visits --partner LPV --per-unit 61.20 "
    "--first-day 2026-01-01 --source 'budget of 2025-12-02'"
)
def cost(  # noqa: PLR0913, PLR0917 - one option for each thing that is stated
    key: Key,
    partner: Partner,
    per_unit: Annotated[str, typer.Option(help="Dollars and cents, like 61.20.")],
    first_day: FirstDay,
    source: Annotated[str, typer.Option(help="Where it was agreed or approved.")],
    last_day: Annotated[str, typer.Option(help="The last day of care; empty for open.")] = "",
    service: OneService = "",
    as_json: AsJson = False,
) -> None:
    """Record what a unit costs with a partner, for days of care."""
    asked = _asked(key, partner, first_day, service, (per_unit, last_day, source))
    with open_hub(as_json=as_json) as hub:
        agreed = accepted(agree_cost(hub, asked), as_json=as_json)
    finish({"outcome": "agreed", **_cost(agreed)}, [_cost_line(agreed)], as_json=as_json)


@app.command(
    "withdraw-cost",
    epilog="Example: hub programme withdraw-cost home-visits --partner LPV "
    "--first-day 2026-01-01 --reason mistyped",
)
def withdraw(
    key: Key,
    partner: Partner,
    first_day: FirstDay,
    reason: Annotated[str, typer.Option(help="Why it no longer holds.")],
    service: OneService = "",
    as_json: AsJson = False,
) -> None:
    """Take an agreed cost back; what was drawn under it stays until it is returned."""
    asked = _asked(key, partner, first_day, service, ("", "", ""))
    with open_hub(as_json=as_json) as hub:
        accepted(withdraw_cost(hub, asked, reason=reason), as_json=as_json)
    told = f"the cost of {asked.partner} in {key} from {first_day} is withdrawn: {reason}"
    finish({"outcome": "withdrawn"}, [told], as_json=as_json)


@app.command("list", epilog="Example: hub programme list --json")
def list_all(as_json: AsJson = False) -> None:
    """List the programmes with their services and costs."""
    with open_hub(as_json=as_json) as hub:
        found = list_programmes(hub)
    document = {"programmes": [_costed(each) for each in found]}
    lines = [line for each in found for line in _lines(each.programme, each.costs)]
    finish(document, lines or ["no programmes yet: hub programme add"], as_json=as_json)


def _asked(
    key: str, partner: str, first_day: str, service: str, stated: tuple[str, str, str]
) -> UncheckedCost:
    per_unit, last_day, source = stated
    return UncheckedCost(
        key,
        partner.strip().upper(),
        per_unit,
        read_day(first_day),
        read_day(last_day) if last_day else None,
        source,
        service,
    )


def _programme(programme: Programme) -> dict[str, object]:
    return {
        "programme": programme.key,
        "name": programme.name,
        "services": [str(service) for service in programme.services],
        "county": programme.county,
        "population": programme.population,
        "minutes_per_unit": programme.minutes_per_unit,
        "takes_uncoded": programme.takes_uncoded,
    }


def _costed(found: CostedProgramme) -> dict[str, object]:
    return {**_programme(found.programme), "costs": [_cost(each) for each in found.costs]}


def _cost(cost: UnitCost) -> dict[str, object]:
    return {
        "partner": cost.partner_code,
        "per_unit": show_money(cost.per_unit),
        "period": str(cost.period),
        "source": cost.source,
        "service": str(cost.service) if cost.service else "",
    }


def _lines(programme: Programme, costs: tuple[UnitCost, ...]) -> Iterator[str]:
    yield f"{programme.key}: {programme.name}"
    services = ", ".join(str(service) for service in programme.services)
    uncoded = "and care without a code" if programme.takes_uncoded else ""
    yield f"  services {' '.join(part for part in (services, uncoded) if part)}"
    serves = ", ".join(part for part in (programme.county, programme.population) if part)
    if serves:
        yield f"  serves {serves}"
    for each in costs:
        yield f"  {_cost_line(each)}"


def _cost_line(cost: UnitCost) -> str:
    service = f" for {cost.service}" if cost.service else ""
    return (
        f"{cost.partner_code}: {show_money(cost.per_unit)} a unit{service}, {cost.period}, "
        f"by {cost.source}"
    )
