"""A person says that a parked notice holds for nothing, or that it is to wait again after all."""

from typing import Literal

from domain.notices.notice import Notice
from domain.notices.remittance import REMITTANCE, DismissRemittance, ReopenRemittance
from domain.problem import Refused, refuse
from hub.handler import Ask
from hub.services.bank.named_deposits import remittances_named
from hub.services.notices.notice_standing import standing_of, told_apart
from hub.services.notices.withdrawals import known_notice
from hub.wiring import Hub


def dismiss_remittance(hub: Hub, name: str, why: str, *, dry_run: bool = False) -> Notice | Refused:
    """Nothing is to come of the parked notice of this trace or id; its money leaves suspense."""
    return _run(hub, name, "parked", DismissRemittance(why), dry_run=dry_run)


def reopen_remittance(hub: Hub, name: str, why: str, *, dry_run: bool = False) -> Notice | Refused:
    """The dismissed notice of this trace or id waits again, for what it waited for."""
    return _run(hub, name, "dismissed", ReopenRemittance(why), dry_run=dry_run)


def _run(
    hub: Hub,
    name: str,
    state: Literal["parked", "dismissed"],
    command: DismissRemittance | ReopenRemittance,
    *,
    dry_run: bool,
) -> Notice | Refused:
    found = _the_one(hub, name, state)
    if isinstance(found, Refused) or dry_run:
        return found
    done = hub.run(Ask(REMITTANCE, found.remittance_id, command))
    return done if isinstance(done, Refused) else found


def _the_one(hub: Hub, name: str, state: Literal["parked", "dismissed"]) -> Notice | Refused:
    view = hub.projector.live
    rows = [row for row in remittances_named(view, name) if row.state == state]
    if len(rows) == 1:
        return known_notice(hub, rows[0].remittance_id)
    if rows:
        return refuse(
            "remittance.not-one",
            what=f"{len(rows)} {state} notices have the number {name}: {told_apart(rows)}",
            where=f"remittance {name}",
            fix="name the one that you mean by its id",
        )
    return refuse(
        f"remittance.not-{state}",
        what=f"no notice of this number is {state}",
        where=f"remittance {name}",
        fix=standing_of(hub, name),
    )
