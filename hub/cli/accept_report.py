"""``hub remittance accept`` and ``reissued``: which of two notices of one payment holds."""

from typing import Annotated

import typer

from domain.money import show_money
from domain.notices.notice import Notice
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, problem_lines, read_day
from hub.services.bank.named_deposits import shown_id
from hub.services.notices.conflicts import (
    Exchanged,
    accept_beside,
    accept_remittance,
    reissue_remittance,
)

NoticeName = Annotated[
    str, typer.Argument(metavar="TRACE", help="The trace or cheque number, or the notice's id.")
]


def accept_command(
    name: NoticeName,
    why: Annotated[str, typer.Option(help="How you know that it holds.")],
    beside: Annotated[bool, typer.Option("--beside", help="Both hold: withdraw nothing.")] = False,
    paid_on: Annotated[
        str, typer.Option(metavar="DAY", help="The day of a payment whose stated day is doubted.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Post a parked notice in place of the posted one that it contradicts, or beside it."""
    day = read_day(paid_on) if paid_on else None
    with open_hub(as_json=as_json) as hub:
        found = (
            accept_beside(hub, name, why, paid_on=day, both=beside, dry_run=dry_run)
            if beside or day
            else accept_remittance(hub, name, why, dry_run=dry_run)
        )
        done = accepted(found, as_json=as_json)
    _finish(done, dry_run=dry_run, as_json=as_json)


def reissued_command(
    old: Annotated[
        str, typer.Argument(metavar="TRACE", help="The number of the payment that never came.")
    ],
    new: Annotated[str, typer.Option("--as", help="The number of the one made in its place.")],
    why: Annotated[str, typer.Option(help="How you know.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Undo what a payment that never came had brought; it was made anew under another number."""
    with open_hub(as_json=as_json) as hub:
        done = accepted(reissue_remittance(hub, old, new, why, dry_run=dry_run), as_json=as_json)
    _finish(done, dry_run=dry_run, as_json=as_json)


def _finish(done: Exchanged, *, dry_run: bool, as_json: bool) -> None:
    finish(
        {
            "trace": done.accepted.trace,
            "accepted": _document(done.accepted),
            "withdrawn": _document(done.withdrawn) if done.withdrawn else None,
            "dry_run": dry_run,
            "problems": done.told,
        },
        _lines(done, dry_run=dry_run),
        as_json=as_json,
    )


def _document(notice: Notice) -> dict[str, object]:
    return {
        "remittance_id": notice.remittance_id,
        "claims": notice.claims,
        "paid": show_money(notice.paid),
        "provider_adjustments": show_money(notice.adjusted),
        "deposit": show_money(notice.deposit),
    }


def _lines(done: Exchanged, *, dry_run: bool) -> list[str]:
    will = "would be " if dry_run else ""
    lines = [f"{will}posted     {_told(done.accepted)}"]
    if done.withdrawn:
        lines.append(f"{will}withdrawn  {_told(done.withdrawn)}")
    if done.outcome:
        ours, rest = done.outcome.matched, done.outcome.unmatched + done.outcome.parked
        lines.append(f"claims that hold: {ours} with their claims, {rest} waiting")
    for problem in done.told:
        lines += problem_lines(problem, word="look at")
    return lines


def _told(notice: Notice) -> str:
    count = "1 claim" if notice.claims == 1 else f"{notice.claims} claims"
    which = f"of {notice.paid_on}, id {shown_id(notice.remittance_id)}"
    return f"remittance {notice.trace} {which}: {count}, {show_money(notice.deposit)}"
