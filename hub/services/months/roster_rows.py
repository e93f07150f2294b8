"""The rows of a roster find the months that they pay; those that do not wait in suspense."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.edi.rosters.member_payment import MemberPayment
from domain.claims.claim import CLAIM
from domain.claims.claim_money import MoneySource
from domain.event import Source
from domain.identifiers import ClaimNumber, MemberId, MemberMonthId, PlanKey, RosterRowId
from domain.months.member_month import (
    MEMBER_MONTH,
    KnownMonth,
    MemberMonth,
    MonthBody,
    NoMonth,
    OpenMonth,
    PostRow,
    SettleRosterMonth,
)
from domain.months.roster_row import (
    ROSTER_ROW,
    ParkRow,
    PlacedBy,
    PlaceRow,
    RosterItem,
    RosterRow,
    WaitingRow,
)
from domain.notices.notice import Notice
from domain.notices.remittance import Outcome
from domain.period import Month
from domain.problem import Problem
from hub import lookups
from hub.handler import Ask, Work, certain
from hub.ids import outside_id
from hub.services.months.member_months import (
    Sharing,
    first_payment,
    month_id,
    monthly_claims,
    settle_claims,
)
from hub.services.months.month_owners import Owner, month_owners
from hub.store.log import FactLog
from hub.wiring import Hub

_SHOWN = 6  # characters of a month's id that its number has


@dataclass(frozen=True)
class ToldRow:
    """A row with what is known of it: its member and its month, None where that is not told."""

    payment: MemberPayment
    member_id: MemberId | None
    month: Month | None

    @property
    def key(self) -> tuple[MemberId, Month]:
        """The member and the month of a row that tells both."""
        assert self.member_id is not None
        assert self.month is not None
        return self.member_id, self.month


def told_rows(log: FactLog, payments: Sequence[MemberPayment], plan: PlanKey) -> list[ToldRow]:
    """The rows with the members that their numbers name, looked up for all of them together.

    A CIN tells first, then the number by which the plan is known to call a member. One that a
    person found to be told wrongly tells nothing more.
    """
    cins = dict.fromkeys(each.paid_for.cin for each in payments if each.paid_for.cin)
    keys = {each.paid_for.key for each in payments if not each.paid_for.cin} - {""}
    plans = {key: lookups.plans_member(plan, key) for key in sorted(keys)}
    found = dict(log.find_many(lookups.CIN, list(cins)))
    numbered = log.find_many(lookups.PLANS_MEMBER, list(plans.values()))
    wrong = log.find_many(lookups.DISOWNED_NUMBER, list(plans.values()))
    found |= {key: numbered[named] for key, named in plans.items() if not wrong[named]}
    return [
        ToldRow(
            each, MemberId(ids[0]) if (ids := found.get(each.paid_for.key)) else None, each.month
        )
        for each in payments
    ]


MemberInMonth = tuple[MemberId, Month]


@dataclass(frozen=True)
class Gathered:
    """What is known of the months of some rows, looked up for all of them together.

    `owners` say whose a month is that was not decided before, or why that is not certain; `claims`
    are those under monthly terms.
    """

    owners: Mapping[MemberInMonth, Owner | Problem]
    claims: Mapping[MemberInMonth, tuple[str, ...]]


@dataclass(frozen=True)
class RowPlacing:
    """Rows of one roster on their way to their months; nothing is written until `work` commits."""

    hub: Hub
    work: Work
    notice: Notice

    def place(self, payments: Sequence[MemberPayment]) -> Outcome:
        """Post each row with the month it pays, or park it."""
        rows = told_rows(self.hub.log, payments, self.notice.plan_key)
        known = self.gather(rows)
        placed = 0
        for row in rows:
            why = self._why_not(row, known)
            if why is None:
                self._post(row, self.money(row), known)
                placed += 1
            else:
                ask = ParkRow(self.item(row), (why,))
                certain(self.work.decide(Ask(ROSTER_ROW, ask.item.row_id, ask)))
        return Outcome(placed, len(rows) - placed, 0)

    def take(
        self,
        row: ToldRow,
        known: Gathered,
        *,
        by: PlacedBy = "hub",
        why: str = "",
        teaches: bool = False,
    ) -> Problem | None:
        """Post a row that waits, out of suspense; None where that was done, else why not."""
        item = self.item(row)
        waits: RosterRow = self.work.state(ROSTER_ROW, item.row_id)
        if not isinstance(waits, WaitingRow):
            return None
        if waits.times and by == "hub":
            return taken_away(f"roster {item.trace}, row {item.ordinal}")
        if problem := self._why_not(row, known):
            return problem
        body = self._post(row, out_of(waits.item, waits.posting_id), known)
        ask = PlaceRow(body.month_id, body.number, by, why, teaches)
        certain(self.work.decide(Ask(ROSTER_ROW, item.row_id, ask)))
        return None

    def gather(self, rows: Iterable[ToldRow], owner: Owner | None = None) -> Gathered:
        """What is known of the months of these rows; `owner` is whose a person says they are."""
        plan, work = self.notice.plan_key, self.work
        wanted = list(dict.fromkeys(row.key for row in rows if row.member_id and row.month))
        work.load(MEMBER_MONTH, [month_id(plan, *each) for each in wanted])
        new = [each for each in wanted if not isinstance(self._month(*each), KnownMonth)]
        where = f"roster {self.notice.trace}"
        owners: Mapping[MemberInMonth, Owner | Problem] = (
            dict.fromkeys(new, owner) if owner else month_owners(self.hub, work, plan, new, where)
        )
        keys = {each: lookups.member_month(plan, *each) for each in wanted}
        found = self.hub.log.find_many(lookups.MEMBER_MONTH, list(keys.values()))
        work.load(CLAIM, [claim_id for each in found.values() for claim_id in each])
        claims = {each: monthly_claims(work, found[key]) for each, key in keys.items()}
        return Gathered(owners, claims)

    def item(self, row: ToldRow) -> RosterItem:
        """The row as it waits."""
        notice, payment = self.notice, row.payment
        money = self.money(row)
        return RosterItem(
            row_id=row_stream(money.posting_id),
            posting_id=money.posting_id,
            remittance_id=notice.remittance_id,
            plan_key=notice.plan_key,
            trace=notice.trace,
            ordinal=payment.ordinal,
            member_id=row.member_id,
            month=row.month,
            amount=payment.amount or 0,
            paid_on=notice.paid_on,
            cash=notice.cash,
            source=_source(notice, payment),
        )

    def money(self, row: ToldRow) -> MoneySource:
        """Where the money of a row comes from as its roster states it."""
        notice = self.notice
        return MoneySource(
            posting_id=f"{notice.remittance_id}/row-{row.payment.ordinal}",
            remittance_id=notice.remittance_id,
            cash=notice.cash,
            paid_on=notice.paid_on,
            source=_source(notice, row.payment),
        )

    def _why_not(self, row: ToldRow, known: Gathered) -> Problem | None:
        where = f"roster {self.notice.trace}, row {row.payment.ordinal}"
        if row.member_id is None or row.month is None:
            return _untold(row, where)
        if isinstance(self._month(row.member_id, row.month), KnownMonth):
            return None
        owner = known.owners.get((row.member_id, row.month))
        if isinstance(owner, Owner):
            return None
        assert owner is not None
        return Problem(owner.code, owner.what, where, owner.fix)

    def _month(self, member: MemberId, month: Month) -> MemberMonth:
        stream = month_id(self.notice.plan_key, member, month)
        state: MemberMonth = self.work.state(MEMBER_MONTH, stream)
        return NoMonth() if isinstance(state, KnownMonth) and state.is_free else state

    def _post(self, row: ToldRow, money: MoneySource, known: Gathered) -> MonthBody:
        """Let the month take the row; its claims are told what changed."""
        work, month, claims = self.work, self._month(*row.key), known.claims[row.key]
        body = month.body if isinstance(month, KnownMonth) else self._body(row, known)
        stream = body.month_id
        certain(work.decide(Ask(MEMBER_MONTH, stream, OpenMonth(body))))
        elsewhere = first_payment(work, Sharing(claims, ()))
        certain(work.decide(Ask(MEMBER_MONTH, stream, SettleRosterMonth(money, elsewhere))))
        ask = PostRow(money, row.payment.ordinal, row.payment.amount or 0)
        certain(work.decide(Ask(MEMBER_MONTH, stream, ask)))
        settle_claims(work, claims, stream, money)
        return body

    def _body(self, row: ToldRow, known: Gathered) -> MonthBody:
        member, month = row.key
        owner = known.owners[member, month]
        assert isinstance(owner, Owner)
        stream = month_id(self.notice.plan_key, member, month)
        return MonthBody(
            month_id=stream,
            number=month_number(owner, month, stream),
            plan_key=self.notice.plan_key,
            member_id=member,
            month=month,
            partner_code=owner.partner_code,
            contract_id=owner.contract_id,
            terms=owner.terms,
            found_by=owner.found_by,
        )


def row_stream(posting_id: str) -> RosterRowId:
    """The stream of a row that waits, or waited, at a place of a roster."""
    return RosterRowId(outside_id("roster-row", posting_id))


def month_number(owner: Owner, month: Month, stream: MemberMonthId) -> ClaimNumber:
    """What people call a month by: whose it is, the month, and which one of them."""
    return ClaimNumber(f"{owner.partner_code}-{month}-{stream[:_SHOWN].upper()}")


def _source(notice: Notice, payment: MemberPayment) -> Source:
    whole = notice.source
    return Source(
        whole.archive_id, whole.transaction, payment.segment, payment.offset, payment.length
    )


def taken_away(where: str) -> Problem:
    """Why a row waits that a person took away from a month."""
    return Problem(
        code="roster.row-unplaced",
        what="a person took it away from the month that had it",
        where=where,
        fix="say whose month it is: hub roster place",
    )


def out_of(item: RosterItem, posting_id: str) -> MoneySource:
    """The suspense account in which a row waits, as what a posting's money comes from."""
    return MoneySource(
        posting_id=posting_id,
        remittance_id=item.remittance_id,
        cash=item.account,
        paid_on=item.paid_on,
        source=item.source,
    )


def _untold(row: ToldRow, where: str) -> Problem:
    if row.month is None:
        return Problem(
            code="month.month-unsaid",
            what="the row does not say for which one month it is",
            where=where,
            fix="ask the plan, then say it: hub roster place",
        )
    if not row.payment.paid_for.numbers:
        return Problem(
            code="month.member-unsaid",
            what="the row names no member by number",
            where=where,
            fix="ask the plan for whom it is, then say it by a claim: hub roster place",
        )
    return Problem(
        code="month.member-unknown",
        what="none of our members has the number of this row",
        where=where,
        fix="import the member, with the plan's number (hub member import), then: hub roster place",
    )
