"""``hub contract differences, accept, decline``: terms that came to hold for days already past."""

from collections.abc import Iterator
from typing import Annotated

import typer

from domain.money import show_money
from domain.problem import Refused
from hub.cli.contract_options import Id
from hub.cli.contract_report import difference_document, difference_rows
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    show,
    table,
)
from hub.cli.progress import progress_of
from hub.services.terms.contract_acceptances import (
    Accepted,
    Open,
    accept_differences,
    all_open_differences,
    decline_differences,
    open_differences,
)

Claims = Annotated[
    list[str] | None, typer.Option("--claim", help="Only this claim; may be repeated.")
]
Why = Annotated[str, typer.Option("--reason", help="Why, for the history and the partner.")]


def differences_command(
    contract: Annotated[
        str, typer.Argument(help="The contract's id, or enough of it; all if left out.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the claims that a contract's terms would share otherwise, and nobody judged."""
    with open_hub(as_json=as_json) as hub:
        if contract:
            one = accepted(open_differences(hub, contract), as_json=as_json)
            found: tuple[Open, ...] = (one,) if one.differences else ()
        else:
            found = all_open_differences(hub)
    lines = [line for each in found for line in _lines(each)]
    finish(
        {"contracts": [_document(each) for each in found]},
        lines or ["nothing stands open"],
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if found else DONE,
    )


def accept_command(
    contract: Id, why: Why, claim: Claims = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Let a contract's terms share claims of earlier ones; each moves by the difference.

    Where it is stopped it goes on when it is given again.
    """
    with open_hub(as_json=as_json) as hub, progress_of("claims") as advance:
        done = accepted(
            accept_differences(
                hub,
                contract,
                why=why,
                claims=tuple(claim or ()),
                dry_run=dry_run,
                advance=advance,
            ),
            as_json=as_json,
        )
    show(Refused(done.problems), word="left")
    finish(
        {"outcome": "accepted", "dry_run": dry_run} | _accepted_document(done),
        _accepted_lines(done, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if done.problems else DONE,
        problems=done.problems,
    )


def decline_command(
    contract: Id, why: Why, claim: Claims = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Let claims keep their earlier terms; they are listed no more."""
    with open_hub(as_json=as_json) as hub:
        found = accepted(
            decline_differences(hub, contract, why=why, claims=tuple(claim or ()), dry_run=dry_run),
            as_json=as_json,
        )
    would = "would keep" if dry_run else "keep"
    opening = f"{len(found.differences)} claims {would} their terms"
    document = {"outcome": "declined", "dry_run": dry_run} | _document(found)
    finish(document, [opening, *_table(found)], as_json=as_json)


def _document(found: Open) -> dict[str, object]:
    return {
        "contract_id": found.contract.contract_id,
        "partner": found.contract.partner_code,
        "plan": found.contract.plan_key,
        "differences": [difference_document(each) for each in found.differences],
    }


def _accepted_document(done: Accepted) -> dict[str, object]:
    return {
        "contract_id": done.contract.contract_id,
        "moved": [difference_document(each) for each in done.moved],
        "partner_difference": sum(each.partner for each in done.moved),
        "unpaid": [each.number for each in done.unpaid],
        "problems": done.problems,
    }


def _accepted_lines(done: Accepted, *, dry_run: bool) -> Iterator[str]:
    code, together = done.contract.partner_code, sum(each.partner for each in done.moved)
    would = "would be " if dry_run else ""
    yield f"{len(done.moved)} claims {would}shared anew, together {show_money(together)} for {code}"
    yield from _table(Open(done.contract, done.moved))
    if done.unpaid:
        yield f"{len(done.unpaid)} claims wait until a plan has paid them: accept again then"


def _lines(found: Open) -> Iterator[str]:
    count, agreed = len(found.differences), found.contract
    yield f"{agreed.partner_code} with {agreed.plan_key}, {agreed.period}:"
    yield f"{count} claims keep the terms they were opened under; under these:"
    yield from _table(found)
    yield f"a person judges: hub contract accept {agreed.contract_id}"


def _table(found: Open) -> Iterator[str]:
    rows = list(difference_rows(found.differences))
    if rows:
        yield from table(("Claim", "Paid", found.contract.partner_code, "Every account"), rows)
