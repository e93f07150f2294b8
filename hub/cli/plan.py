"""`hub plan`: who pays, under which rules, at which rates."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from domain.agreements.fee_schedule import FeeSchedule, Rate, RateEnded, RateWithdrawn
from domain.agreements.plan import AdoptedPlan, PlanRules, PromptPay
from domain.money import show_money
from hub.cli.frame import (
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    read_file,
    table,
    wrapped,
)
from hub.services.agreements import plans
from hub.services.agreements import rates as standing
from hub.services.agreements.rates import ChangedRate

_DAY = "YYYY-MM-DD"

app = typer.Typer(name="plan", help="Plans: who pays, by which dated rules.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The plan's key, as hub plan list shows it.")]
ServiceText = Annotated[str, typer.Option("--service", help='Code and modifiers, like "98960 U2".')]
Reason = Annotated[str, typer.Option("--reason", help="Why, with the plan's notice.")]


@app.command("list", epilog="Example: hub plan list --json")
def list_all(as_json: AsJson = False) -> None:
    """Show every plan that has a file, and whether the hub has taken it up."""
    with open_hub(as_json=as_json) as hub:
        known = plans.list_plans(hub)
    rows = []
    for adapter, adopted in known:
        state = "not adopted" if adopted is None else "adopted"
        if adopted and adopted.profile != adapter.profile.confirmed_as(adopted.profile):
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
        periods = len(adopted.plan.profile.rules)
        of_all = f"{len(unverified)} of its {periods} periods of rules"
        verb = "is" if len(unverified) == 1 else "are"
        lines += wrapped(
            f"{'Its only period of rules' if periods == 1 else of_all} {verb} not confirmed by "
            f"anybody. Ask the plan before you bill: hub plan show {key}",
        )
        lines += wrapped(
            f"Once the plan confirms them, say on which day: hub plan confirm {key} --on {_DAY}",
        )
    finish(document, lines, as_json=as_json)


@app.command(
    "confirm",
    epilog="Example: hub plan confirm KEY --on 2026-03-01. Ask the plan first: hub plan show has "
    "every rule with its source. What its file says otherwise later is not confirmed again.",
)
def confirm(
    key: Key,
    on: Annotated[str, typer.Option("--on", help="The day on which the plan said so.")],
    first_day: Annotated[
        str, typer.Option("--first-day", help="Only the rules that begin on this day.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Keep that the plan confirmed its rules, services and how late payment is reckoned."""
    said_on, begun = read_day(on), read_day(first_day) if first_day else None
    with open_hub(as_json=as_json) as hub:
        answer = plans.confirm(hub, key, on=said_on, first_day=begun, dry_run=dry_run)
        found = accepted(answer, as_json=as_json)
    profile = found.plan.profile
    left = [str(each.period) for each in profile.rules if each.verified_on is None]
    outcome = "confirmed" if found.changed else "unchanged"
    document = {
        "outcome": f"would be {outcome}" if dry_run else outcome,
        "key": key,
        "confirmed_on": said_on,
        "unverified_periods": left,
        "late_payment_confirmed": profile.prompt_pay.verified_on is not None,
    }
    lines = [f"{profile.name}: {document['outcome']}"]
    if left:
        lines += wrapped(f"not confirmed yet: {', '.join(left)}")
    finish(document, lines, as_json=as_json)


@app.command("show", epilog="Example: hub plan show KEY --json")
def show(key: Key, as_json: AsJson = False) -> None:
    """Show an adopted plan: its rules by date with their sources, and its rates."""
    with open_hub(as_json=as_json) as hub:
        plan = accepted(plans.find_plan(hub, key), as_json=as_json)
        rates = plans.find_rates(hub, plan.profile.key)
        past = standing.past_rates(hub, plan.profile.key)
    document = {
        "plan": plan.profile,
        "rates": [_rate(each) for each in rates.rates],
        "past_rates": [_rate(each.rate) | {"became": _became(each)} for each in past],
    }
    finish(document, (*_shown(plan, rates), *_past(past)), as_json=as_json)


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
    lines = [f"rates of {key}: {count}{' (dry run)' if dry_run else ''}"]
    finish(document, (*lines, *_listed(published.added)), as_json=as_json)


@app.command(
    "end-rate",
    epilog='Example: hub plan end-rate KEY --service "98960 U2" --last-day 2026-06-30 '
    '--reason "plan notice of 2026-05-20"',
)
def end_rate(
    key: Key,
    service: ServiceText,
    last_day: Annotated[str, typer.Option("--last-day", help="Last day on which it holds.")],
    reason: Reason,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let the rate that stands on a day end with that day; what was charged stays."""
    day = read_day(last_day)
    with open_hub(as_json=as_json) as hub:
        answer = standing.end_rate(hub, key, service, last_day=day, reason=reason, dry_run=dry_run)
        changed = accepted(answer, as_json=as_json)
    _finish_changed(changed, f"ends {day}", dry_run=dry_run, as_json=as_json)


@app.command(
    "withdraw-rate",
    epilog='Example: hub plan withdraw-rate KEY --service "98960 U2" --on 2026-07-01 '
    '--reason "overtaken by a ballot"',
)
def withdraw_rate(
    key: Key,
    service: ServiceText,
    reason: Reason,
    on: Annotated[
        str, typer.Option("--on", help="A day of the rate you mean, where there are several.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take an announced rate back whole; what was charged stays, the history shows it."""
    day = read_day(on) if on else None
    with open_hub(as_json=as_json) as hub:
        answer = standing.withdraw_rate(hub, key, service, on=day, reason=reason, dry_run=dry_run)
        changed = accepted(answer, as_json=as_json)
    _finish_changed(changed, "is withdrawn", dry_run=dry_run, as_json=as_json)


def _finish_changed(changed: ChangedRate, became: str, *, dry_run: bool, as_json: bool) -> None:
    outcome = "would change" if dry_run else "changed"
    if not changed.is_new:
        outcome = "unchanged"
    rate = changed.rate
    document = {"outcome": outcome, "key": changed.plan_key, "rate": _rate(rate), "became": became}
    words = (
        f"{changed.plan_key}, {rate.service}: {show_money(rate.per_unit)} for {rate.period} "
        f"{became}{' (dry run)' if dry_run else ''}"
        f"{'' if changed.is_new else '; it did so before'}"
    )
    finish(document, wrapped(words), as_json=as_json)


def _rate(rate: Rate) -> dict[str, object]:
    return {
        "service": str(rate.service),
        "per_unit": show_money(rate.per_unit),
        "period": str(rate.period),
        "source": rate.source,
    }


def _listed(rates: Sequence[Rate]) -> Iterator[str]:
    rows = [(str(r.service), show_money(r.per_unit), str(r.period), r.source) for r in rates]
    if rows:
        yield from table(("Service", "A unit", "Days", "Source"), rows)


def _past(changes: Sequence[RateEnded | RateWithdrawn]) -> Iterator[str]:
    """Rates as they once stood, and what became of them."""
    rows = [
        (
            str(each.rate.service),
            show_money(each.rate.per_unit),
            str(each.rate.period),
            f"{_became(each)}: {each.reason}",
        )
        for each in changes
    ]
    if rows:
        yield ""
        yield from table(("Before", "A unit", "Days", "What became of it"), rows)


def _became(change: RateEnded | RateWithdrawn) -> str:
    return f"ended {change.last_day}" if isinstance(change, RateEnded) else "withdrawn"


def _shown(plan: AdoptedPlan, schedule: FeeSchedule) -> Iterator[str]:
    profile = plan.profile
    yield f"{profile.name} ({profile.key}), billed by {profile.route.form}"
    for rules in profile.rules:
        yield ""
        yield from _rules(rules)
    yield ""
    yield from _prompt_pay(profile.prompt_pay)
    if None in {profile.prompt_pay.verified_on, *(each.verified_on for each in profile.rules)}:
        yield ""
        yield from wrapped(
            "Once the plan confirms what is not confirmed: "
            f"hub plan confirm {profile.key} --on {_DAY}"
        )
    yield ""
    yield from _listed(schedule.rates) if schedule.rates else ("no rates yet: hub plan rates",)


def _prompt_pay(known: PromptPay) -> Iterator[str]:
    confirmed = f"confirmed {known.verified_on}" if known.verified_on else "NOT CONFIRMED"
    yield f"late payment  {confirmed}"
    yield from wrapped(
        f"claims received before 2026 within {known.working_days} working days; a payment is as "
        f"expected within {show_money(known.tolerance)} of it",
        first="  ",
    )
    signed = ", ".join(known.receipt_from) or "nobody known: no receipt is proven"
    yield from wrapped(signed, first="  receipts from  ", rest=" " * 17)
    if known.source:
        yield from wrapped(known.source, first="  source    ", rest=" " * 12)


def _rules(rules: PlanRules) -> Iterator[str]:
    confirmed = f"confirmed {rules.verified_on}" if rules.verified_on else "NOT CONFIRMED"
    yield f"{rules.period}  {confirmed}"
    yield from wrapped(
        f"file within {rules.filing_limit_days} days, correct within "
        f"{rules.correction_limit_days}, paid within {rules.payment_days}, "
        f"voids answered within {rules.void_days}, {rules.units_per_day} units a day",
        first="  ",
    )
    yield from wrapped(", ".join(rules.edits), first="  checks    ", rest=" " * 12)
    services = ", ".join(str(each.service) for each in rules.services)
    yield from wrapped(services, first="  services  ", rest=" " * 12)
    yield from wrapped(rules.source, first="  source    ", rest=" " * 12)
