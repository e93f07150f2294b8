"""`hub forecast`: when the money of claims that are with plans should come."""

from collections.abc import Iterator
from typing import Annotated

import typer

from domain.money import show_money
from hub.cli.filters import partner_asked, plan_asked
from hub.cli.frame import AsJson, finish, open_hub, table, wrapped
from hub.services.prompt_pay.pay_forecast import (
    Expected,
    Forecast,
    Habit,
    by_partner,
    forecast,
    weeks_of,
)

app = typer.Typer()

_GROSS = "Amounts are what plans should pay, before the hub's fee."


@app.command("forecast", epilog="Example: hub forecast --plan KEY --json")
def show(
    plan: Annotated[str, typer.Option("--plan", help="Only from this plan.")] = "",
    partner: Annotated[str, typer.Option("--partner", help="Only for this partner's care.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what plans should pay and when: by the law's clock, and by their habit."""
    with open_hub(as_json=as_json) as hub:
        made = forecast(
            hub,
            plan=plan_asked(hub, plan, as_json=as_json),
            partner=partner_asked(hub, partner, as_json=as_json),
        )
    finish(_document(made), _lines(made), as_json=as_json)


def _document(made: Forecast) -> dict[str, object]:
    return {
        "weeks": [
            {
                "plan_key": week.plan_key,
                "begins_on": week.begins_on,
                "by_clock": show_money(week.by_clock),
                "by_habit": show_money(week.by_habit),
            }
            for week in weeks_of(made)
        ],
        "partners": {code: show_money(cents) for code, cents in by_partner(made).items()},
        "habits": [
            {
                "plan_key": habit.plan_key,
                "days": habit.days,
                "claims": habit.claims,
                "from_receipt": habit.from_receipt,
            }
            for habit in made.habits
        ],
        "claims": [_claim(each) for each in made.claims],
        "announced": [
            {
                "plan_key": row.plan_key,
                "trace": row.trace,
                "paid_on": row.paid_on,
                "deposit": show_money(row.deposit),
                "awaited": show_money(row.awaited),
            }
            for row in made.announced
        ],
    }


def _claim(claim: Expected) -> dict[str, object]:
    return {
        "number": claim.number,
        "partner_code": claim.partner_code,
        "plan_key": claim.plan_key,
        "amount": None if claim.amount is None else show_money(claim.amount),
        "by_clock": claim.by_clock,
        "by_habit": claim.by_habit,
        "receipt_proven": claim.proven,
    }


def _lines(made: Forecast) -> Iterator[str]:
    if not made.claims:
        yield "no claim is with a plan"
    else:
        yield from table(
            ("plan", "week of", "by the clock", "by habit"),
            (
                (
                    week.plan_key,
                    str(week.begins_on),
                    show_money(week.by_clock),
                    show_money(week.by_habit),
                )
                for week in weeks_of(made)
            ),
        )
        for code, cents in by_partner(made).items():
            yield f"for {code}: {show_money(cents)}"
        yield from wrapped(_GROSS)
        yield from _doubts(made)
    for habit in made.habits:
        yield from wrapped(_habit(habit))
    if made.announced:
        yield "announced, and not in the bank yet:"
        for row in made.announced:
            amount = show_money(row.awaited)
            yield from wrapped(
                f"{row.plan_key}, {row.paid_on}, {amount}, remittance {row.trace}", first="  "
            )


def _doubts(made: Forecast) -> Iterator[str]:
    unproven = sum(not claim.proven for claim in made.claims)
    unpriced = sum(claim.amount is None for claim in made.claims)
    last_days = [claim.by_clock for claim in made.claims if claim.by_clock]
    overdue = sum(day < made.today for day in last_days)
    contested = len(made.claims) - len(last_days)
    if overdue:
        yield from wrapped(f"{overdue} of {len(made.claims)} claims are past their last day")
    if contested:
        yield from wrapped(f"{contested} are contested: the plan waits for information")
    if unproven:
        yield from wrapped(f"{unproven} are counted from their sending: no receipt is proven")
    if unpriced:
        yield from wrapped(f"{unpriced} have no rate, so nothing is expected for them")


def _habit(habit: Habit) -> str:
    return (
        f"{habit.plan_key} pays after {habit.days} days (median of its last {habit.claims} paid "
        f"claims; {habit.from_receipt} counted from a proven receipt, the rest from sending)"
    )
