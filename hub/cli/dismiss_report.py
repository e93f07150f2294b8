"""``hub remittance dismiss`` and ``reopen``: what is parked holds for nothing, or waits again."""

from typing import Annotated

import typer

from domain.money import show_money
from domain.notices.notice import Notice
from hub.cli.accept_report import NoticeName
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, wrapped
from hub.services.notices.dismissals import dismiss_remittance, reopen_remittance
from hub.services.notices.notice_standing import standing_of

_BACK = "to take that back: hub remittance reopen"


def dismiss_command(
    name: NoticeName,
    why: Annotated[str, typer.Option(help="How you know that nothing is to come of it.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say that a parked notice holds for nothing; its money leaves suspense."""
    with open_hub(as_json=as_json) as hub:
        notice = accepted(dismiss_remittance(hub, name, why, dry_run=dry_run), as_json=as_json)
    _finish(notice, "dismissed", _BACK, dry_run=dry_run, as_json=as_json)


def reopen_command(
    name: NoticeName,
    why: Annotated[str, typer.Option(help="Why it is to wait again.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let a notice that was dismissed wait again."""
    with open_hub(as_json=as_json) as hub:
        notice = accepted(reopen_remittance(hub, name, why, dry_run=dry_run), as_json=as_json)
        again = standing_of(hub, notice.remittance_id)
    _finish(notice, "waits again", again, dry_run=dry_run, as_json=as_json)


def _finish(notice: Notice, what: str, next_step: str, *, dry_run: bool, as_json: bool) -> None:
    text = f"{what}: remittance {notice.trace} of {notice.paid_on}, {show_money(notice.deposit)}"
    finish(
        {
            "trace": notice.trace,
            "remittance_id": notice.remittance_id,
            "paid_on": notice.paid_on,
            "deposit": show_money(notice.deposit),
            "claims": notice.claims,
            "dry_run": dry_run,
        },
        [f"would be: {text}"] if dry_run else [text, *wrapped(next_step)],
        as_json=as_json,
    )
