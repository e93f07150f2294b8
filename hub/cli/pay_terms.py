"""``hub partner reserve`` and ``hub partner recoup``: how a partner is paid."""

from typing import Annotated

import typer

from domain.agreements.pay_terms import AdvanceRule, DebtRule, PayRule, ReserveRule, rule_name
from domain.money import NotAnAmount, read_money, show_money
from hub.cli.asked import month_named, partner_named
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, read_day, table
from hub.services.terms.pay_terms import PayStanding, agree_pay_rule, pay_standing

reserve = typer.Typer(
    name="reserve", help="What is held back from a partner for takebacks.", no_args_is_help=True
)
recoup = typer.Typer(
    name="recoup", help="How advances and debts are taken back.", no_args_is_help=True
)

Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]
From = Annotated[str, typer.Option("--from", help="The first statement's month, like 2026-03.")]
Source = Annotated[str, typer.Option(help="Where that was agreed.")]
Percent = Annotated[str, typer.Option(help="Percent, like 10 or 2.5.")]
Amount = Annotated[str, typer.Option(help="Dollars and cents a statement, in place of a percent.")]


@reserve.command(
    "agree",
    epilog="Example: hub partner reserve agree LPV --from 2026-04 --percent 5 --months 12 "
    "--source 'contract, section 7'",
)
def agree_reserve(  # noqa: PLR0913, PLR0917 - one option for each thing that may be agreed
    partner: Partner,
    first_month: From,
    source: Source,
    percent: Percent = "0",
    amount: Amount = "0",
    months: Annotated[int, typer.Option(help="How many months it stays held.")] = 12,
    release_on: Annotated[str, typer.Option(help="A day on which all goes back.")] = "",
    keep_days: Annotated[int, typer.Option(help="Days it stays held after a partner left.")] = 365,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Hold back a part of each statement's plan payments, from a month on."""
    rule = ReserveRule(
        first_month=month_named(first_month),
        source=source,
        basis_points=_cents(percent),
        cents=_cents(amount),
        months=months,
        release_on=read_day(release_on) if release_on else None,
        keep_days=keep_days,
    )
    _agree(partner, rule, dry_run=dry_run, as_json=as_json)


@recoup.command(
    "advance",
    epilog="Example: hub partner recoup advance LPV --from 2026-05 --percent 25 "
    "--source 'letter of 2026-02-01'",
)
def agree_advance(  # noqa: PLR0913, PLR0917 - as above
    partner: Partner,
    first_month: From,
    source: Source,
    percent: Percent = "0",
    amount: Amount = "0",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take an advance back out of what each statement brings, from a month on."""
    rule = AdvanceRule(month_named(first_month), source, _cents(percent), _cents(amount))
    _agree(partner, rule, dry_run=dry_run, as_json=as_json)


@recoup.command(
    "debt",
    epilog="Example: hub partner recoup debt LPV --from 2026-05 --statements 3 --pay-days 30 "
    "--source 'contract, section 8'",
)
def agree_debt(  # noqa: PLR0913, PLR0917 - as above
    partner: Partner,
    first_month: From,
    source: Source,
    statements: Annotated[int, typer.Option(help="Statements before an invoice.")] = 3,
    pay_days: Annotated[int, typer.Option(help="Days to pay that invoice.")] = 30,
    keep_reserve: Annotated[
        bool, typer.Option("--keep-reserve", help="Leave the reserve alone.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say how a balance below zero is met: the reserve, so many statements, an invoice."""
    rule = DebtRule(month_named(first_month), source, not keep_reserve, statements, pay_days)
    _agree(partner, rule, dry_run=dry_run, as_json=as_json)


@reserve.command("show", epilog="Example: hub partner reserve show LPV")
def show_reserve(partner: Partner, as_json: AsJson = False) -> None:
    """Show what is held back, since when, and when it goes back."""
    _show(partner, as_json=as_json)


@recoup.command("show", epilog="Example: hub partner recoup show LPV --json")
def show_recoup(partner: Partner, as_json: AsJson = False) -> None:
    """Show what a partner has to give back, and how that is met."""
    _show(partner, as_json=as_json)


def _agree(partner: str, rule: PayRule, *, dry_run: bool, as_json: bool) -> None:
    code = partner_named(partner)
    with open_hub(as_json=as_json) as hub:
        before = accepted(pay_standing(hub, code), as_json=as_json).terms
        after = accepted(agree_pay_rule(hub, code, rule, dry_run=dry_run), as_json=as_json)
    unchanged = before.rules == after.rules
    end = ": unchanged" if unchanged else ""
    said = f"{code} from {rule.first_month}: {rule_name(rule)}{end}"
    document = {
        "partner": code,
        "rule": rule_document(rule),
        "agreed": not dry_run,
        "unchanged": unchanged,
    }
    finish(document, [f"would be: {said}" if dry_run else said], as_json=as_json)


def _show(partner: str, *, as_json: bool) -> None:
    with open_hub(as_json=as_json) as hub:
        standing = accepted(pay_standing(hub, partner_named(partner)), as_json=as_json)
    finish(standing_document(standing), _lines(standing), as_json=as_json)


def rule_document(rule: PayRule) -> dict[str, object]:
    """A rule as a program reads it."""
    return {
        "name": rule_name(rule),
        "first_month": str(rule.first_month),
        "source": rule.source,
    }


def standing_document(standing: PayStanding) -> dict[str, object]:
    """How a partner is paid, as a program reads it: amounts as texts with two decimals."""
    plan = standing.recoupment
    return {
        "partner": standing.details.code,
        "rules": [rule_document(rule) for rule in standing.terms.rules],
        "held": [
            {
                "held_in": str(each.held_in),
                "amount": show_money(each.cents),
                "back_in": str(each.back_in) if each.back_in else None,
            }
            for each in standing.held
        ],
        "reserve": show_money(sum(each.cents for each in standing.held)),
        "advance": show_money(standing.advance),
        "owes": show_money(plan.owed if plan else 0),
        "invoice_with": str(plan.invoice_with) if plan else None,
        "unpaid_invoices": {at: show_money(cents) for at, cents in standing.unpaid.items()},
    }


def _lines(standing: PayStanding) -> list[str]:
    lines = [f"{standing.details.code} {standing.details.name}"]
    lines += [f"from {rule.first_month}: {rule_name(rule)}" for rule in standing.terms.rules]
    if not standing.terms.rules:
        lines.append("nothing was agreed: nothing is held, no advance is taken back")
    rows = [
        (str(each.held_in), show_money(each.cents), str(each.back_in or "no rule tells"))
        for each in standing.held
    ]
    lines += table(("Held in", "Amount", "Goes back in"), rows) if rows else []
    lines.append(f"advance left: {show_money(standing.advance)}")
    if plan := standing.recoupment:
        lines.append(f"owes {show_money(plan.owed)}; invoice with {plan.invoice_with}")
        if not plan.confirmed:
            lines.append("how debts are met was not agreed: hub partner recoup debt")
    lines += [f"invoice {at}: {show_money(cents)} left" for at, cents in standing.unpaid.items()]
    return lines


def _cents(text: str) -> int:
    try:
        return read_money(text)
    except NotAnAmount as wrong:
        raise typer.BadParameter(str(wrong)) from None
