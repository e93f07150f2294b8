"""``hub remittance match`` and ``unmatch``: what a person says money is about."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from domain.claims.claim_facts import Told
from domain.identifiers import ClaimNumber, PlanKey
from domain.money import NotAnAmount, read_money, show_money
from domain.problem import Refused, refuse
from hub.cli.frame import (
    AsJson,
    DryRun,
    accepted,
    finish,
    misused,
    open_hub,
    problem_lines,
    read_day,
    refused,
    table,
)
from hub.cli.match_words import told_words, waits_words
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.hub_own_money import pays_a_claim, say_hub_own
from hub.services.notices.places import Place, Which
from hub.services.notices.remittance_matches import Went
from hub.services.notices.stated_payment import StatedPlace

Trace = Annotated[str, typer.Argument(help="The remittance's trace or cheque number, or its id.")]
Clp = Annotated[
    int | None, typer.Option("--clp", min=1, help="The claim payment, counted from 1 in it.")
]
Plb = Annotated[
    int | None, typer.Option("--plb", min=1, help="The provider adjustment, counted from 1.")
]
Plan = Annotated[
    str | None, typer.Option("--plan", help="The plan that paid, where several have the trace.")
]
PaidOn = Annotated[
    str | None,
    typer.Option("--paid-on", help="The day of it, where several have the trace: 2026-04-10."),
]


def told_document(told: Told | None) -> dict[str, object] | None:
    """The same for JSON; nothing where no remittance told it."""
    if told is None:
        return None
    return {
        "by": told.by,
        "score": told.score,
        "lines": list(told.lines),
        "words": told_words(told),
    }


def went_document(went: Went) -> dict[str, object]:
    """A claim payment or provider adjustment, and the claim that took it."""
    return {
        "segment": went.segment,
        "ordinal": went.ordinal,
        "amount": show_money(went.amount),
        "claim": went.number,
        "told_by": told_document(went.told_by),
        "account": went.account or None,
        "by_code": went.by_code,
    }


def went_lines(every: Sequence[Went]) -> Iterator[str]:
    """The same as a table, where there is any."""
    if not every:
        return
    cells = [
        (
            f"{went.segment} {went.ordinal}",
            f"{show_money(went.amount):>10}",
            went.number or "-",
            told_words(went.told_by) if went.told_by else _where(went),
        )
        for went in every
    ]
    yield from table(("place", "amount", "claim", "how that was told, or where it waits"), cells)


def _where(went: Went) -> str:
    return waits_words(went.account, by_code=went.by_code) if went.account else "-"


def stated_document(stated: StatedPlace) -> dict[str, object]:
    """What a notice states at one place, of which nothing is posted."""
    return {
        "segment": stated.segment,
        "ordinal": stated.ordinal,
        "amount": None if stated.amount is None else show_money(stated.amount),
        "names": stated.names,
    }


def stated_lines(named: str, every: Sequence[StatedPlace]) -> Iterator[str]:
    """The same as a table, and how one place of it is looked at; `named` is the notice."""
    if not every:
        return
    cells = [
        (
            f"{each.segment} {each.ordinal}",
            f"{'-' if each.amount is None else show_money(each.amount):>10}",
            each.names or "-",
        )
        for each in every
    ]
    yield from table(("place", "amount", "names"), cells)
    first = every[0]
    place = f"--{first.segment.lower()} {first.ordinal}"
    yield f"nothing of it is posted; look at it: hub remittance look {named} {place}"


def match_command(  # noqa: PLR0913, PLR0917 - each is an option of the command
    trace: Trace,
    why: Annotated[str, typer.Option(help="How you know.")],
    claims: Annotated[
        list[str] | None,
        typer.Option("--claim", help="The claim; NUMBER=12.34 where it is about several."),
    ] = None,
    hub_own: Annotated[
        bool,
        typer.Option("--hub-own", help="With --plb: it is about no claim, and the hub's own."),
    ] = False,
    clp: Clp = None,
    plb: Plb = None,
    plan: Plan = None,
    paid_on: PaidOn = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say which claim money that waits is about, or that it is the hub's own.

    It leaves suspense; hub remittance unmatch takes it back.
    """
    where = place_of(trace, clp, plb, which_of(plan, paid_on), as_json=as_json)
    if bool(claims) == hub_own:
        misused(_either_or(where, both=hub_own), as_json=as_json)
    if hub_own and not where.is_adjustment:
        misused(pays_a_claim(where), as_json=as_json)
    parts = [_part(each, as_json=as_json) for each in claims or ()]
    with open_hub(as_json=as_json) as hub:
        if hub_own:
            answer = say_hub_own(hub, where, why, dry_run=dry_run)
        else:
            answer = match_by_hand(hub, where, parts, why, dry_run=dry_run)
        moved = accepted(answer, as_json=as_json)
    what = "is now the hub's own" if hub_own else "is now with"
    _finish(moved, what, dry_run=dry_run, as_json=as_json)


def unmatch_command(  # noqa: PLR0913, PLR0917 - as above
    trace: Trace,
    why: Annotated[str, typer.Option(help="What was wrong.")],
    clp: Clp = None,
    plb: Plb = None,
    plan: Plan = None,
    paid_on: PaidOn = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take money away from the claim that took it, or from the hub; it waits again."""
    where = place_of(trace, clp, plb, which_of(plan, paid_on), as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        moved = accepted(unmatch(hub, where, why, dry_run=dry_run), as_json=as_json)
    what = "waits again, no longer the hub's own" if moved.hub_own else "waits again, taken from"
    _finish(moved, what, dry_run=dry_run, as_json=as_json)


def _finish(moved: Moved, what: str, *, dry_run: bool, as_json: bool) -> None:
    claims = ", ".join(moved.claims)
    doubts = [line for each in moved.doubts for line in problem_lines(each, word="look at it")]
    text = f"{show_money(moved.amount)} of {moved.place.words} {what} {claims}".rstrip()
    finish(
        {
            "trace": moved.place.trace,
            "ordinal": moved.place.ordinal,
            "kind": "adjustment" if moved.place.is_adjustment else "claim",
            "amount": show_money(moved.amount),
            "claims": list(moved.claims),
            "hub_own": moved.hub_own,
            "dry_run": dry_run,
            "problems": moved.doubts,
        },
        [f"would be: {text}" if dry_run else text, *doubts],
        as_json=as_json,
        problems=moved.doubts,
    )


def which_of(plan: str | None, paid_on: str | None) -> Which:
    """Which remittance is meant, as the options say."""
    return Which(PlanKey(plan) if plan else None, read_day(paid_on) if paid_on else None)


def place_of(trace: str, clp: int | None, plb: int | None, which: Which, *, as_json: bool) -> Place:
    """The place that the options name; ends the command where they name none, or two."""
    if (at := clp or plb) and not (clp and plb):
        return Place(trace, at, plb is not None, which)
    return misused(
        refuse(
            "match.place",
            what="it must be either a claim payment or a provider adjustment",
            where=f"remittance {trace}",
            fix="state --clp N or --plb N, one of them",
        ),
        as_json=as_json,
    )


def _either_or(where: Place, *, both: bool) -> Refused:
    told = "both claims and the hub are named" if both else "neither a claim nor the hub is named"
    return refuse(
        "match.claim-or-hub-own",
        what=f"{told}; all of it is about claims, or all of it is the hub's own",
        where=where.words,
        fix="state --claim NUMBER or --hub-own, one of them",
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
