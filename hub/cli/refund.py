"""``hub refund``: money that goes back to plans."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from domain.money import Money, NotAnAmount, read_money, show_money
from domain.problem import Refused, refuse
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, read_day, refused, wrapped
from hub.services.notices.places import Place
from hub.services.payments.refunds import (
    Found,
    approve_refund,
    gives_up,
    propose_refund,
    same_cheque,
    send_refund,
    void_refund,
)
from projections.refund_status import REFUND_STATUS, RefundStatus

app = typer.Typer(name="refund", help="Money that goes back to plans.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The refund's number.")]
By = Annotated[str, typer.Option("--by", help="Who does it; HUB_ACTOR if left out.")]
Reason = Annotated[str, typer.Option("--why", help="Why, for the record.")]


class State(StrEnum):
    """How far a refund can have come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    VOIDED = "voided"


@app.command(
    epilog='Example: hub refund propose LPV00000012 --why "paid twice, see 4471 and 4502". Without '
    "--amount it is what waits as paid twice. For what waits at a place of a payment notice: "
    'hub refund propose --remittance 4471 --clp 3 --why "not our member". A second person agrees '
    "before anything moves; the plan may wait 60 days from the day it was found."
)
def propose(  # noqa: PLR0913, PLR0917 - one option for each thing that may be stated
    why: Reason,
    claim: Annotated[str, typer.Argument(help="The claim's number.")] = "",
    amount: Annotated[str, typer.Option(help="Dollars and cents that go back.")] = "",
    found_on: Annotated[str, typer.Option(help="The day it was found to be too much.")] = "",
    remittance: Annotated[str, typer.Option(help="A notice in which it waits.")] = "",
    clp: Annotated[int, typer.Option("--clp", min=0, help="The claim payment there.")] = 0,
    plb: Annotated[int, typer.Option("--plb", min=0, help="The provider adjustment.")] = 0,
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record that money is to go back to a plan."""
    about = _about(claim, remittance, clp, plb)
    if isinstance(about, Refused):
        refused(about, as_json=as_json)
    found = Found(
        about,
        why,
        _cents(amount, as_json=as_json) if amount else None,
        read_day(found_on) if found_on else None,
    )
    with open_hub(as_json=as_json) as hub:
        row = accepted(propose_refund(hub, found, by, dry_run=dry_run), as_json=as_json)
        sources = gives_up(hub, row)
    _finish(row, _whose(sources), {"from": _amounts(sources)}, dry_run=dry_run, as_json=as_json)


@app.command(
    epilog="Example: hub refund approve LPV00000012-R1 --by 'B. Keeper'. From then on it is owed "
    "to the plan, and whoever had shares of it gives them up."
)
def approve(number: Number, by: By = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Agree, as a second person, that it goes back."""
    with open_hub(as_json=as_json) as hub:
        row = accepted(approve_refund(hub, number, by, dry_run=dry_run), as_json=as_json)
        sources = gives_up(hub, row) if dry_run and row.state == "proposed" else {}
    _finish(row, _whose(sources), {"from": _amounts(sources)}, dry_run=dry_run, as_json=as_json)


@app.command(
    epilog="Example: hub refund sent LPV00000012-R1 --cheque 10077 --on 2026-04-20. Where the plan "
    "took it back itself meanwhile, nothing is sent: hub refund void. One cheque may carry several "
    "refunds to one plan on one day."
)
def sent(
    number: Number,
    cheque: Annotated[str, typer.Option(help="The number of the cheque.")],
    on: Annotated[str, typer.Option(help="The day it went out; today if left out.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record the cheque by which it went out."""
    day = read_day(on) if on else None
    with open_hub(as_json=as_json) as hub:
        row = accepted(send_refund(hub, number, cheque, day, dry_run=dry_run), as_json=as_json)
        others = [each.number for each in same_cheque(hub, row.number, cheque)]
    also = f"that cheque carries {', '.join(others)} too" if others else ""
    _finish(row, also, {"same_cheque": others}, dry_run=dry_run, as_json=as_json)


@app.command(
    epilog='Example: hub refund void LPV00000012-R1 --why "the plan took it back by a reversal"'
)
def void(number: Number, why: Reason, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take a refund back: it was wrong, the cheque came back, or the plan took it itself."""
    with open_hub(as_json=as_json) as hub:
        row = accepted(void_refund(hub, number, why, dry_run=dry_run), as_json=as_json)
    _finish(row, "", {}, dry_run=dry_run, as_json=as_json)


@app.command(name="list", epilog="Example: hub refund list --state approved")
def list_(
    state: Annotated[State | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what goes back to plans, the most urgent first."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        rows = view.rows(REFUND_STATUS, state=state.value) if state else view.rows(REFUND_STATUS)
    found = sorted(rows, key=lambda row: (row.due_on, row.number))
    finish({"refunds": [_document(row) for row in found]}, _listed(found), as_json=as_json)


def _about(claim: str, remittance: str, clp: int, plb: int) -> str | Place | Refused:
    if claim and not remittance:
        return claim
    if remittance and not claim and bool(clp) != bool(plb):
        return Place(remittance, clp or plb, is_adjustment=bool(plb))
    return refuse(
        "refund.about-what",
        what="it must be about a claim, or about one place in a payment notice",
        where="hub refund propose",
        fix="name the claim, or state --remittance TRACE with --clp N or --plb N",
    )


def _cents(amount: str, *, as_json: bool) -> Money:
    try:
        return read_money(amount)
    except NotAnAmount:
        why = refuse(
            "refund.not-an-amount",
            what=f"{amount} is no amount",
            where="--amount",
            fix="write dollars and cents: --amount 12.34",
        )
        return refused(why, as_json=as_json)


def _finish(
    row: RefundStatus, also: str, document: dict[str, object], *, dry_run: bool, as_json: bool
) -> None:
    lines = list(_told(row))
    if dry_run:
        lines[0] = f"would be: {lines[0]}"
    lines += wrapped(also, first="  ", rest="  ") if also else ()
    finish(_document(row) | document | {"dry_run": dry_run}, lines, as_json=as_json)


def _amounts(sources: Mapping[str, Money]) -> dict[str, str]:
    return {account: show_money(cents) for account, cents in sources.items()}


def _whose(sources: Mapping[str, Money]) -> str:
    """Whose money goes back, in words; the rest of what waits comes from who shared it."""
    parts = [f"{show_money(cents)} {_place(account)}" for account, cents in sources.items()]
    return f"approved, it comes from: {', '.join(parts)}" if parts else ""


def _place(account: str) -> str:
    kind, _, name = account.partition(":")
    match kind:
        case "partner":
            return f"of {name}'s money"
        case "hub-fee":
            return "of the hub's fee"
        case "suspense":
            return f"that waits as {name.replace('-', ' ')}"
        case _:
            return f"of {account}"


def _document(row: RefundStatus) -> dict[str, object]:
    document: dict[str, object] = msgspec.to_builtins(row)
    return document | {"amount": show_money(row.amount)}


def _listed(rows: Sequence[RefundStatus]) -> Iterator[str]:
    if not rows:
        yield "nothing goes back to a plan"
    for row in rows:
        yield from _told(row)


def _told(row: RefundStatus) -> Iterator[str]:
    yield f"{row.number}: {show_money(row.amount)} to {row.plan_key}, {_step(row)}"
    yield from wrapped(f"for {row.about}: {row.reason}", first="  ", rest="  ")


def _step(row: RefundStatus) -> str:
    match row.state:
        case "sent":
            return f"sent {row.sent_on} by cheque {row.cheque}"
        case "voided":
            return "voided"
        case _:
            return f"{row.state}, due by {row.due_on}"
