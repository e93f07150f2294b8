"""`hub plan`: who pays, under which rules, at which rates."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.fee_schedule import FeeSchedule, Rate
from domain.money import show_money
from domain.plan import AdoptedPlan, PlanRules
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, read_file, table, wrapped
from hub.services import plans

app = typer.Typer(name="plan", help="Plans: who pays, by which dated rules.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The plan's key, as hub plan list shows it.")]


@app.command("list", epilog="Example: hub plan list --json")
def list_all(as_json: AsJson = False) -> None:
    """Show every plan that has a file, and whether the hub has taken it up."""
    with open_hub(as_json=as_json) as hub:
        known = plans.list_plans(hub)
    rows = []
    for adapter, adopted in known:
        state = "not adopted" if adopted is None else "adopted"
        if adopted is not None and adopted.profile != adapter.profile:
            state = "its file has changed: adopt it again"
        rows.append((adapter.profile.key, adapter.profile.route.form, adapter.profile.name, state))
    names = ("key", "form", "name", "state")
    document = {"plans": [dict(zip(names, row, strict=True)) for row in rows]}
    finish(document, table(("Key", "Billed by", "Name", "State"), rows), as_json=as_json)


@app.command("adopt", epilog="Example: hub plan adopt KEY")
def adopt(key: Key, as_json: AsJson = False) -> None:
    """Work with a plan under the rules its file now states; the ledger remembers them."""
    with open_hub(as_json=as_json) as hub:
        adopted = accepted(plans.adopt(hub, key), as_json=as_json)
    outcome = "adopted" if adopted.is_new else "changed" if adopted.changed else "unchanged"
    unverified = [each for each in adopted.plan.profile.rules if each.verified_on is None]
    document = {
        "outcome": outcome,
        "key": key,
        "unverified_periods": [str(r.period) for r in unverified],
    }
    lines = [f"{adopted.plan.profile.name}: {outcome}"]
    if unverified:
        lines += wrapped(
            f"{len(unverified)} of its {len(adopted.plan.profile.rules)} periods of rules are not "
            f"confirmed by anybody. Ask the plan before you bill: hub plan show {key}",
        )
    finish(document, lines, as_json=as_json)


@app.command("show", epilog="Example: hub plan show KEY --json")
def show(key: Key, as_json: AsJson = False) -> None:
    """Show an adopted plan: its rules by date with their sources, and its rates."""
    with open_hub(as_json=as_json) as hub:
        plan = accepted(plans.find_plan(hub, key), as_json=as_json)
        rates = plans.find_rates(hub, plan.profile.key)
    document = {"plan": plan.profile, "rates": [_rate(each) for each in rates.rates]}
    finish(document, _shown(plan, rates), as_json=as_json)


@app.command("rates", epilog="Example: hub plan rates KEY --file rates.csv --dry-run")
def rates(
    key: Key,
    file: Annotated[
        Path,
        typer.Option("--file", help="CSV: code, modifiers, rate, first day, last day, source."),
    ],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Publish what a unit of each service is charged: all rows of the sheet, or none."""
    content = read_file(file, as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        published = accepted(
            plans.publish_rates(hub, key, content, dry_run=dry_run), as_json=as_json
        )
    document = {
        "outcome": "would be published" if dry_run else "published",
        "key": key,
        "added": [_rate(each) for each in published.added],
        "unchanged": published.unchanged,
    }
    count = f"{len(published.added)} new, {published.unchanged} known before"
    finish(document, [f"rates of {key}: {count}{' (dry run)' if dry_run else ''}"], as_json=as_json)


def _rate(rate: Rate) -> dict[str, object]:
    return {
        "service": str(rate.service),
        "per_unit": show_money(rate.per_unit),
        "period": str(rate.period),
        "source": rate.source,
    }


def _shown(plan: AdoptedPlan, schedule: FeeSchedule) -> Iterator[str]:
    profile = plan.profile
    yield f"{profile.name} ({profile.key}), billed by {profile.route.form}"
    for rules in profile.rules:
        yield ""
        yield from _rules(rules)
    yield ""
    rows = [
        (str(r.service), show_money(r.per_unit), str(r.period), r.source) for r in schedule.rates
    ]
    yield from table(("Service", "A unit", "Days", "Source"), rows)


def _rules(rules: PlanRules) -> Iterator[str]:
    confirmed = f"confirmed {rules.verified_on}" if rules.verified_on else "NOT CONFIRMED"
    yield f"{rules.period}  {confirmed}"
    yield from wrapped(
        f"file within {rules.filing_limit_days} days, correct within "
        f"{rules.correction_limit_days}, paid within {rules.payment_days}, "
        f"{rules.units_per_day} units a day",
        first="  ",
    )
    yield from wrapped(", ".join(rules.edits), first="  checks    ", rest=" " * 12)
    services = ", ".join(str(each.service) for each in rules.services)
    yield from wrapped(services, first="  services  ", rest=" " * 12)
    yield from wrapped(rules.source, first="  source    ", rest=" " * 12)
