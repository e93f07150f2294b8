"""A person says whose month a roster row pays that waits."""

from dataclasses import dataclass

from adapters.edi.rosters.member_payment import MemberPayment
from domain.care.member import MEMBER, NumberMember
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import PartnerCode
from domain.months.member_month import MEMBER_MONTH, KnownMonth, MemberMonth, shares_months
from domain.notices.notice import Notice
from domain.period import Month
from domain.problem import Problem, Refused, refuse
from hub import lookups
from hub.handler import Ask, Work, certain
from hub.services.billing.claims import find_claim
from hub.services.months.member_months import month_id
from hub.services.months.month_owners import Owner, owner_by_contract
from hub.services.months.roster_placing import roster_notice, some_rows
from hub.services.months.roster_rows import RowPlacing, ToldRow, told_rows
from hub.wiring import Hub
from projections.roster_rows import ROSTER_ROWS, ParkedRow


@dataclass(frozen=True)
class Named:
    """What a person says of a row: by a claim of the month, or by whose month it is.

    `month` is needed where neither row nor claim tells it.
    """

    claim: str = ""
    partner: str = ""
    month: Month | None = None
    why: str = ""


def place_by_hand(
    hub: Hub, trace: str, ordinal: int, named: Named, *, dry_run: bool = False
) -> ParkedRow | Refused:
    """Place one row as a person says; the row as it then stands."""
    row = _waiting_row(hub, trace, ordinal)
    if isinstance(row, Refused):
        return row
    notice = roster_notice(hub, row.remittance_id)
    assert notice is not None
    (payment,) = some_rows(hub, notice, {ordinal})

    def once(work: Work) -> Problem | Refused | None:
        refused = _Naming(hub, work, notice, payment, named).take()
        if refused is None and not dry_run:
            work.commit()
        return refused

    answer = hub.handler.attempt(once)
    if isinstance(answer, Problem):
        return Refused((answer,))
    if isinstance(answer, Refused):
        return answer
    hub.projector.catch_up()
    return hub.projector.live.get(ROSTER_ROWS, row.row_id) or row


def _waiting_row(hub: Hub, trace: str, ordinal: int) -> ParkedRow | Refused:
    rows = hub.projector.live.rows(ROSTER_ROWS, trace=trace)
    found = [row for row in rows if row.ordinal == ordinal and row.state == "waiting"]
    if len(found) == 1:
        return found[0]
    return refuse(
        "roster.row-not-waiting",
        what=f"{len(found) or 'no'} row{'s' if len(found) > 1 else ''} {ordinal} of it waits",
        where=f"roster {trace}",
        fix="look at those that wait: hub roster list --waiting",
    )


@dataclass(frozen=True)
class _Naming:
    """One row on its way to the month that a person names."""

    hub: Hub
    work: Work
    notice: Notice
    payment: MemberPayment
    named: Named

    @property
    def where(self) -> str:
        """How problems call the row."""
        return f"roster {self.notice.trace}, row {self.payment.ordinal}"

    def take(self) -> Problem | Refused | None:
        """Let the month take the row; None where it did, else why not."""
        told = self._told()
        if isinstance(told, Refused):
            return told
        owner = self._owner(told)
        if isinstance(owner, Problem):
            return owner
        placing = RowPlacing(self.hub, self.work, self.notice)
        known = placing.gather([told], owner)
        teaches = self._learn(told)
        return placing.take(told, known, by="person", why=self.named.why, teaches=teaches)

    def _told(self) -> ToldRow | Refused:
        """The row with what the person adds; who it names itself is never overruled."""
        (row,) = told_rows(self.hub.log, [self.payment], self.notice.plan_key)
        body = _claim(self.hub, self.work, self.named.claim) if self.named.claim else None
        if isinstance(body, Refused):
            return body
        member = row.member_id or (body.member_id if body else None)
        month = row.month or self.named.month or (_month_of(body) if body else None)
        contradicts = body is not None and body.member_id != member
        if member is not None and month is not None and not contradicts:
            return ToldRow(self.payment, member, month)
        missing = "its member is told" if member is None else "its month is told"
        return refuse(
            "roster.row-names-another" if contradicts else "roster.row-lacks",
            what="the row names another member than the claim does"
            if contradicts
            else f"neither by the row nor by what you say {missing}",
            where=self.where,
            fix="name a claim of the month (--claim), or give the month (--month)",
        )

    def _owner(self, row: ToldRow) -> Owner | Problem:
        """Whose the month is by what the person says; one that was decided stays as it is."""
        plan, (member, month) = self.notice.plan_key, row.key
        if self.named.claim:
            found = _of_claim(certain(_claim(self.hub, self.work, self.named.claim)), self.where)
        else:
            code = PartnerCode(self.named.partner)
            found = owner_by_contract(self.hub, plan, code, month, self.where)
        known: MemberMonth = self.work.state(MEMBER_MONTH, month_id(plan, member, month))
        if not isinstance(known, KnownMonth) or known.is_free or isinstance(found, Problem):
            return found
        if known.body.partner_code == found.partner_code:
            return found
        return Problem(
            code="roster.month-is-anothers",
            what=f"the month is {known.body.partner_code}'s, as {known.body.number}",
            where=self.where,
            fix="whose a month is, is decided once; place the row with that partner",
        )

    def _learn(self, row: ToldRow) -> bool:
        """From now on the plan's number of the member is known by itself; whether that is new.

        One that was told wrongly before is learnt no more.
        """
        member, _ = row.key
        plan, number = self.notice.plan_key, row.payment.paid_for.key
        if not number or row.payment.paid_for.cin:
            return False
        if self.hub.log.find(lookups.DISOWNED_NUMBER, lookups.plans_member(plan, number)):
            return False
        return bool(certain(self.work.decide(Ask(MEMBER, member, NumberMember(plan, number)))))


def _of_claim(body: ClaimBody, where: str) -> Owner | Problem:
    if shares_months(body.terms):
        return Owner(body.partner_code, body.contract_id, body.terms, "person")
    return Problem(
        code="roster.claim-shares-no-month",
        what=f"the terms of claim {body.number} share no month's payment",
        where=where,
        fix="name a claim under terms by the month, or the partner (--partner)",
    )


def _claim(hub: Hub, work: Work, number: str) -> ClaimBody | Refused:
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    claim: Claim = work.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    return claim.account.body


def _month_of(body: ClaimBody) -> Month | None:
    months = {Month.of(line.service_on) for line in body.lines}
    return months.pop() if len(months) == 1 else None
