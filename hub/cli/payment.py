"""`hub payment`: what plans paid, beside what their rates promise."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from domain.money import Money, show_money
from hub.cli.filters import partner_asked, plan_asked
from hub.cli.frame import AsJson, finish, open_hub, table, wrapped
from hub.cli.second_payment import accept_second_command
from hub.services.prompt_pay.payment_checks import (
    CheckedLine,
    MovedLine,
    check_payments,
    moved_by_rises,
)

app = typer.Typer(
    name="payment", help="Payments: what plans paid, beside their rates.", no_args_is_help=True
)

Plan = Annotated[str, typer.Option("--plan", help="Only what this plan paid.")]
Partner = Annotated[str, typer.Option("--partner", help="Only for this partner's care.")]


app.command(
    name="accept-second",
    epilog='Example: hub payment accept-second LPV00000012 --why "two visits under one number; the '
    'plan confirmed it by telephone". What is not right goes back: hub refund propose.',
)(accept_second_command)


class Says(StrEnum):
    """How a payment compares with what was expected."""

    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    AS_EXPECTED = "as-expected"
    NO_RATE = "no-rate"


@app.command("check", epilog="Example: hub payment check --plan KEY --only underpaid")
def check(
    plan: Plan = "",
    partner: Partner = "",
    only: Annotated[
        Says | None, typer.Option("--only", metavar="WORD", help=f"Only {', '.join(Says)}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare each paid line with its rate on the day of care, never above its charge."""
    with open_hub(as_json=as_json) as hub:
        found = check_payments(
            hub,
            plan=plan_asked(hub, plan, as_json=as_json),
            partner=partner_asked(hub, partner, as_json=as_json),
        )
    chosen = [each for each in found if only is None or each.verdict == only]
    document = {
        "lines": [_checked_document(each) for each in chosen],
        "difference": show_money(sum(each.difference for each in chosen)),
    }
    finish(document, _checked_lines(chosen), as_json=as_json)


@app.command("rises", epilog="Example: hub payment rises --plan KEY --json")
def rises(plan: Plan = "", partner: Partner = "", as_json: AsJson = False) -> None:
    """List what rates that rose for days past still move: the difference of each paid line."""
    with open_hub(as_json=as_json) as hub:
        found = moved_by_rises(
            hub,
            plan=plan_asked(hub, plan, as_json=as_json),
            partner=partner_asked(hub, partner, as_json=as_json),
        )
    document = {
        "sums": [
            {
                "plan_key": plan_key,
                "partner_code": code,
                "lines": count,
                "difference": show_money(cents),
            }
            for (plan_key, code), (count, cents) in _sums(found).items()
        ],
        "lines": [_moved_document(each) for each in found],
    }
    finish(document, _moved_lines(found), as_json=as_json)


def _checked_document(checked: CheckedLine) -> dict[str, object]:
    line = checked.line
    return {
        "number": checked.number,
        "line": line.line,
        "partner_code": checked.partner_code,
        "plan_key": checked.plan_key,
        "service": line.service,
        "service_on": line.service_on,
        "units": line.units,
        "units_paid": line.units_paid,
        "charge": show_money(line.charge),
        "expected": None if checked.expected is None else show_money(checked.expected),
        "paid": show_money(line.paid),
        "difference": show_money(checked.difference),
        "says": checked.verdict,
    }


def _checked_lines(found: Sequence[CheckedLine]) -> Iterator[str]:
    if not found:
        yield "no such lines"
        return
    yield from table(
        ("claim", "line", "day", "expected", "paid", "difference", "says"),
        (
            (
                each.number,
                str(each.line.line),
                str(each.line.service_on),
                "-" if each.expected is None else show_money(each.expected),
                show_money(each.line.paid),
                show_money(each.difference),
                each.verdict,
            )
            for each in found
        ),
    )
    yield f"{len(found)} lines, {show_money(sum(each.difference for each in found))} together"


def _moved_document(moved: MovedLine) -> dict[str, object]:
    return {
        "number": moved.number,
        "line": moved.line.line,
        "partner_code": moved.partner_code,
        "plan_key": moved.plan_key,
        "service": moved.line.service,
        "service_on": moved.line.service_on,
        "units_paid": moved.line.units_paid,
        "before": show_money(moved.before),
        "after": show_money(moved.after),
        "published_on": moved.published_on,
        "source": moved.source,
        "paid": show_money(moved.line.paid),
        "difference": show_money(moved.difference),
    }


def _moved_lines(found: Sequence[MovedLine]) -> Iterator[str]:
    if not found:
        yield "no rate that rose for days past moves anything"
        return
    yield from table(
        ("claim", "line", "day", "units", "before", "after", "paid", "difference"),
        (
            (
                each.number,
                str(each.line.line),
                str(each.line.service_on),
                str(each.line.units_paid),
                show_money(each.before),
                show_money(each.after),
                show_money(each.line.paid),
                show_money(each.difference),
            )
            for each in found
        ),
    )
    for (plan_key, code), (count, cents) in _sums(found).items():
        yield from wrapped(f"{plan_key}, {code}: {show_money(cents)} for {count} lines")


def _sums(found: Sequence[MovedLine]) -> dict[tuple[str, str], tuple[int, Money]]:
    """Lines and cents of each plan and partner."""
    sums: dict[tuple[str, str], tuple[int, Money]] = {}
    for each in found:
        key = (each.plan_key, each.partner_code)
        count, cents = sums.get(key, (0, 0))
        sums[key] = (count + 1, cents + each.difference)
    return dict(sorted(sums.items()))
