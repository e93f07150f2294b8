"""Roster rows that waited are placed once what they lacked is known."""

from collections.abc import Iterable, Sequence
from itertools import islice

from adapters.edi.rosters.member_payment import MemberPayment
from domain.identifiers import RemittanceId
from domain.notices.notice import Notice
from domain.notices.remittance import REMITTANCE, PostedRemittance, Remittance
from hub.handler import Work
from hub.services.months.roster_files import archived_roster
from hub.services.months.roster_rows import RowPlacing, told_rows
from hub.wiring import Hub
from projections.roster_rows import ROSTER_ROWS

AT_ONCE = 500


def place_waiting(hub: Hub, *, dry_run: bool = False) -> int:
    """Place every row whose month is told by now; how many were, or would be."""
    waiting = hub.projector.live.rows(ROSTER_ROWS, state="waiting")
    by_roster: dict[RemittanceId, set[int]] = {}
    for row in waiting:
        by_roster.setdefault(row.remittance_id, set()).add(row.ordinal)
    placed = sum(_place(hub, at, rows, dry_run=dry_run) for at, rows in by_roster.items())
    if placed and not dry_run:
        hub.projector.catch_up()
    return placed


def _place(hub: Hub, remittance_id: RemittanceId, ordinals: set[int], *, dry_run: bool) -> int:
    notice = roster_notice(hub, remittance_id)
    if notice is None:
        return 0
    payments = iter(some_rows(hub, notice, ordinals))
    placed = 0
    while some := list(islice(payments, AT_ONCE)):

        def once(work: Work, some: Sequence[MemberPayment] = some) -> int:
            placing = RowPlacing(hub, work, notice)
            rows = told_rows(hub.log, some, notice.plan_key)
            known = placing.gather(rows)
            taken = sum(placing.take(row, known) is None for row in rows)
            if not dry_run:
                work.commit()
            return taken

        placed += hub.handler.attempt(once)
    return placed


def roster_notice(hub: Hub, remittance_id: RemittanceId) -> Notice | None:
    """What a posted roster says of itself; None for one that is not posted, or no longer."""
    known: Remittance = hub.handler.state(REMITTANCE, remittance_id)
    return known.notice if isinstance(known, PostedRemittance) else None


def some_rows(hub: Hub, notice: Notice, ordinals: Iterable[int]) -> list[MemberPayment]:
    """Rows of a roster, read again from its archived file."""
    wanted = set(ordinals)
    rows = islice(archived_roster(hub, notice).rows(), max(wanted))
    return [row for row in rows if row.ordinal in wanted]
