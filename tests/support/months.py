"""Months of members that rosters pay, and rows that wait: invented, with their commands."""

from datetime import date

from domain.agreements.terms import Terms
from domain.evidence import KeepEvidence
from domain.identifiers import (
    ArchiveId,
    ClaimNumber,
    ContractId,
    MemberMonthId,
    RemittanceId,
    RosterRowId,
)
from domain.months.member_month import (
    MEMBER_MONTH,
    MonthBody,
    OpenMonth,
    PostRow,
    SettleRosterMonth,
    UndoRow,
)
from domain.months.roster_row import ROSTER_ROW, ParkRow, PlaceRow, RosterItem, UnplaceRow
from domain.posting import deposit_account
from tests.support import builders as b
from tests.support.given import given

MONTH_ID = MemberMonthId("month-1")
MONTH_NUMBER = ClaimNumber("LPV-2026-03-1F00D1")


def open_month(terms: Terms = b.MONTHLY) -> OpenMonth:
    """LPV's month of March 2026, its hub keeping 10 percent unless told otherwise."""
    return OpenMonth(
        MonthBody(
            month_id=MONTH_ID,
            number=MONTH_NUMBER,
            plan_key=b.PLAN_KEY,
            member_id=b.MEMBER_ID,
            month=b.MARCH,
            partner_code=b.PARTNER_CODE,
            contract_id=ContractId("contract-1"),
            terms=terms,
            found_by="claim",
        )
    )


def row(amount: int = 10_000, place: str = "p1/1", *, on: date = b.PAID_ON) -> PostRow:
    """A roster pays the month, or drops it."""
    return PostRow(b.money(place, on=on), int(place.partition("/")[2]), amount)


def claim_pays(elsewhere: str = "", *, on: date = b.PAID_ON) -> SettleRosterMonth:
    """A claim pays the month from this place on; none where it is not given."""
    remittance, _, ordinal = elsewhere.partition("/")
    place = (on, RemittanceId(remittance), int(ordinal)) if elsewhere else None
    return SettleRosterMonth(b.money(elsewhere or "r9/9"), place)


def undo(place: str = "p1/1", *, on: date = b.PAID_ON) -> UndoRow:
    """A person takes the row away that stands at a place."""
    money = b.money(f"{place}/undone", on=on)
    return UndoRow(b.money(place, on=on).posting_id, int(place.partition("/")[2]), money)


ITEM = RosterItem(
    row_id=RosterRowId("row-1"),
    posting_id="p1/row-2",
    remittance_id=RemittanceId("p1"),
    plan_key=b.PLAN_KEY,
    trace="ROSTER1",
    ordinal=2,
    member_id=None,
    month=b.MARCH,
    amount=10_000,
    paid_on=b.PAID_ON,
    cash=deposit_account(b.PLAN_KEY),
    source=b.SOURCE,
)
PARK_ROW = ParkRow(ITEM, (b.PROBLEM,))
PLACE_ROW = PlaceRow(MONTH_ID, MONTH_NUMBER, "person", "the plan said so")
UNPLACE_ROW = UnplaceRow(ITEM, MONTH_NUMBER, (b.PROBLEM,), "it is another's")

KEEP_PAGE = KeepEvidence(
    RemittanceId("remittance-1"), ArchiveId("archive-9"), "application/pdf", b.PAID_ON
)
MONTHS_REFUSED = (
    given(MEMBER_MONTH).when(open_month(b.PERCENT)),
    given(MEMBER_MONTH).after(open_month()).when(open_month(Terms(b.MONTHLY.rule, "as before"))),
    given(MEMBER_MONTH).when(row()),
    given(ROSTER_ROW).when(PLACE_ROW),
)
