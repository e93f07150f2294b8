"""A person takes a roster row away from the month that had it: it waits again, both facts stay."""

from dataclasses import dataclass

from domain.care.member import MEMBER, DisownNumber
from domain.identifiers import ClaimNumber, MemberMonthId
from domain.money import Money
from domain.months.member_month import MEMBER_MONTH, KnownMonth, MemberMonth, UndoRow
from domain.months.roster_row import (
    ROSTER_ROW,
    PlacedRow,
    RosterItem,
    RosterRow,
    UnplaceRow,
    WaitingRow,
)
from domain.notices.notice import Notice
from domain.notices.remittance import REMITTANCE, PostedRemittance
from domain.problem import Refused, refuse
from hub import lookups
from hub.handler import Ask, Work, certain
from hub.services.months.member_months import month_id, monthly_claims, settle_claims
from hub.services.months.roster_placing import some_rows
from hub.services.months.roster_rows import (
    RowPlacing,
    ToldRow,
    out_of,
    row_stream,
    taken_away,
    told_rows,
)
from hub.wiring import Hub


@dataclass(frozen=True)
class Unplaced:
    """A row that waits again, its cents with the roster's sign, and the month that had it."""

    trace: str
    ordinal: int
    amount: Money
    number: ClaimNumber


@dataclass(frozen=True)
class _Posted:
    """A row as a month has it: the stream of the month, and what it was posted as there.

    `taught` is the plan's number of the member, where that became known by it.
    """

    item: RosterItem
    month_id: MemberMonthId
    posting_id: str
    taught: str = ""


def unplace(
    hub: Hub, trace: str, ordinal: int, why: str, *, dry_run: bool = False
) -> Unplaced | Refused:
    """Take a row away from its month, to wait for a person; a dry run writes nothing."""
    where = f"roster {trace}, row {ordinal}"
    notice = _notice(hub, trace, where)
    if isinstance(notice, Refused):
        return notice
    payments = some_rows(hub, notice, {ordinal})
    if not payments:
        return _nothing_there(where)
    (row,) = told_rows(hub.log, payments, notice.plan_key)

    def once(work: Work) -> Unplaced | Refused:
        found = _posted(RowPlacing(hub, work, notice), row, where)
        if isinstance(found, Refused):
            return found
        month: MemberMonth = work.state(MEMBER_MONTH, found.month_id)
        if not isinstance(month, KnownMonth) or not month.posted.get(found.posting_id):
            return _nothing_there(where)
        _take_away(hub, work, month, found, why)
        if not dry_run:
            work.commit()
        return Unplaced(notice.trace, ordinal, found.item.amount, month.body.number)

    done = hub.handler.attempt(once)
    hub.projector.catch_up()
    return done


def _take_away(hub: Hub, work: Work, month: KnownMonth, found: _Posted, why: str) -> None:
    """The month gives the row up, its claims are told, and the row waits: all at once."""
    item, body = found.item, month.body
    money = out_of(item, f"{found.posting_id}/undone")
    ask = UndoRow(found.posting_id, item.ordinal, money)
    certain(work.decide(Ask(MEMBER_MONTH, found.month_id, ask)))
    key = lookups.member_month(body.plan_key, body.member_id, body.month)
    claims = monthly_claims(work, hub.log.find(lookups.MEMBER_MONTH, key))
    settle_claims(work, claims, found.month_id, money)
    if found.taught:
        disown = DisownNumber(body.plan_key, found.taught)
        certain(work.decide(Ask(MEMBER, body.member_id, disown)))
    told = (taken_away(f"roster {item.trace}, row {item.ordinal}"),)
    waits = UnplaceRow(item, body.number, told, why)
    certain(work.decide(Ask(ROSTER_ROW, item.row_id, waits)))


def _posted(placing: RowPlacing, row: ToldRow, where: str) -> _Posted | Refused:
    """Where the row stands: it was placed once it had waited, or posted as its roster came in."""
    item = placing.item(row)
    known: RosterRow = placing.work.state(ROSTER_ROW, row_stream(item.posting_id))
    if isinstance(known, PlacedRow):
        taught = row.payment.paid_for.key if known.teaches else ""
        return _Posted(known.item, known.month_id, known.posting_id, taught)
    if isinstance(known, WaitingRow):
        return refuse(
            "roster.row-waits-already",
            what="no month has it",
            where=where,
            fix="say whose month it is: hub roster place",
        )
    if row.member_id is None or row.month is None:
        return _nothing_there(where)
    return _Posted(item, month_id(item.plan_key, *row.key), item.posting_id)


def _notice(hub: Hub, trace: str, where: str) -> Notice | Refused:
    ids = {*hub.log.find(lookups.TRACE, trace), trace}
    states = hub.handler.states(REMITTANCE, ids).values()
    posted = [each.notice for each in states if isinstance(each, PostedRemittance)]
    rosters = [each for each in posted if each.holds == "months"]
    if len(rosters) == 1:
        return rosters[0]
    return refuse(
        "roster.several-rosters" if rosters else "roster.no-such-roster",
        what=f"{len(rosters) or 'no'} posted roster{'s have' if rosters else ' has'} this number",
        where=where,
        fix="name it by its id: hub remittance list --json",
    )


def _nothing_there(where: str) -> Refused:
    return refuse(
        "roster.no-such-row",
        what="the roster has no row there that a month took",
        where=where,
        fix="look at the months that it paid: hub roster list",
    )
