"""``hub remittance match`` and ``unmatch``: what a person says money is about."""

from typing import Annotated

import typer

from domain.identifiers import ClaimNumber
from domain.money import NotAnAmount, read_money, show_money
from domain.problem import Refused, refuse
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, refused
from hub.services.hand_matching import Moved, Part, Place, match_by_hand, unmatch

Trace = Annotated[str, typer.Argument(help="The remittance's trace or cheque number.")]
Clp = Annotated[
    int | None, typer.Option("--clp", min=1, help="The claim payment, counted from 1 in it.")
]
Plb = Annotated[
    int | None, typer.Option("--plb", min=1, help="The provider adjustment, counted from 1.")
]


def match_command(  # noqa: PLR0913, PLR0917 - each is an option of the command
    trace: Trace,
    claims: Annotated[
        list[str],
        typer.Option("--claim", help="The claim; NUMBER=12.34 where it is about several."),
    ],
    why: Annotated[str, typer.Option(help="How you know.")],
    clp: Clp = None,
    plb: Plb = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say which claim money that waits is about; it leaves suspense."""
    where = _place(trace, clp, plb, as_json=as_json)
    parts = [_part(each, as_json=as_json) for each in claims]
    with open_hub(as_json=as_json) as hub:
        moved = accepted(match_by_hand(hub, where, parts, why, dry_run=dry_run), as_json=as_json)
    _finish(moved, "is now with", dry_run=dry_run, as_json=as_json)


def unmatch_command(
    trace: Trace,
    why: Annotated[str, typer.Option(help="What was wrong.")],
    clp: Clp = None,
    plb: Plb = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take money away from the claim that took it; it waits in suspense again."""
    where = _place(trace, clp, plb, as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        moved = accepted(unmatch(hub, where, why, dry_run=dry_run), as_json=as_json)
    _finish(moved, "waits again, taken from", dry_run=dry_run, as_json=as_json)


def _finish(moved: Moved, what: str, *, dry_run: bool, as_json: bool) -> None:
    claims = ", ".join(moved.claims)
    text = f"{show_money(moved.amount)} of {moved.place.words} {what} {claims}"
    finish(
        {
            "trace": moved.place.trace,
            "ordinal": moved.place.ordinal,
            "kind": "adjustment" if moved.place.is_adjustment else "claim",
            "amount": show_money(moved.amount),
            "claims": list(moved.claims),
            "dry_run": dry_run,
        },
        [f"would be: {text}" if dry_run else text],
        as_json=as_json,
    )


def _place(trace: str, clp: int | None, plb: int | None, *, as_json: bool) -> Place:
    if clp is not None and plb is None:
        return Place(trace, clp)
    if plb is not None and clp is None:
        return Place(trace, plb, is_adjustment=True)
    return refused(
        refuse(
            "match.place",
            what="it must be either a claim payment or a provider adjustment",
            where=f"remittance {trace}",
            fix="state --clp N or --plb N, one of them",
        ),
        as_json=as_json,
    )


def _part(text: str, *, as_json: bool) -> Part:
    number, stated, amount = text.partition("=")
    if not stated:
        return Part(ClaimNumber(number))
    try:
        return Part(ClaimNumber(number), read_money(amount))
    except NotAnAmount:
        return refused(_not_an_amount(text), as_json=as_json)


def _not_an_amount(text: str) -> Refused:
    return refuse(
        "match.not-an-amount",
        what=f"what follows the equals sign of {text} is no amount",
        where="--claim",
        fix="write dollars and cents: --claim LPV00000001=12.34",
    )
