"""Months that several partners share: invented, with their commands."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.period_rules import SplitBy
from domain.agreements.terms import ByTheMonth
from domain.care.lead_care import NameLead
from domain.identifiers import ClaimId, ClaimNumber, MonthSplitId, PartnerCode, RemittanceId
from domain.months.month_contacts import Contact, Contacts
from domain.months.month_split import (
    MONTH_SPLIT,
    AcceptContacts,
    DecideSplit,
    DeclineContacts,
    NoteWaiting,
    SettleSplit,
    SplitBody,
    Waiting,
)
from tests.support import builders as b
from tests.support.given import given

LPV, ORC, ZED = PartnerCode("LPV"), PartnerCode("ORC"), PartnerCode("ZED")


def contact(code: PartnerCode, day: int, count: int = 1) -> Contact:
    """A partner that saw the member in March."""
    number = ClaimNumber(f"{code}00000042")
    return Contact(code, date(2026, 3, day), count, number, ClaimId(f"claim-of-{code}"))


TWICE_AND_ONCE = Contacts((contact(ORC, 2), contact(LPV, 9, 2)))
LATER = Contacts((contact(ZED, 1), *TWICE_AND_ONCE.partners))


def decide_split(by: SplitBy = "contacts", contacts: Contacts = TWICE_AND_ONCE) -> DecideSplit:
    """March of a member whom LPV saw twice and ORC once; the plan paid LPV's claim."""
    return DecideSplit(
        SplitBody(
            split_id=MonthSplitId("split-1"),
            number=b.CLAIM_NUMBER,
            plan_key=b.PLAN_KEY,
            member_id=b.MEMBER_ID,
            month=b.MARCH,
            rule=ByTheMonth(1000),
            by=by,
            contacts=contacts,
        )
    )


def settle(*held: tuple[PartnerCode, int]) -> SettleSplit:
    """What partners' own claims have of the month."""
    return SettleSplit(held, RemittanceId("remittance-1"), b.PAID_ON)


ACCEPT = AcceptContacts(LATER, "ZED handed it in late")
DECLINE = DeclineContacts(LATER, "the month was settled")
LEAD = NameLead(b.PLAN_KEY, b.MEMBER_ID, ORC, date(2026, 3, 10))

LATE = Waiting("later-contacts", contact(ORC, 2).number, b.PLAN_KEY, b.MARCH, 2250)
NO_LEAD = replace(LATE, for_what="lead", cents=9000)
WAITS = NoteWaiting(MonthSplitId("split-1"), LATE)
LEAD_WANTED = NoteWaiting(MonthSplitId("split-1"), NO_LEAD)

SPLIT_LIVES = (
    (decide_split(), settle((LPV, 9000)), DECLINE, ACCEPT, settle((LPV, 9000)), settle()),
    (LEAD_WANTED, decide_split(), settle((LPV, 9000)), WAITS),
)

SPLITS_REFUSED = (
    given(MONTH_SPLIT).when(settle((LPV, 9000))),
    given(MONTH_SPLIT).when(decide_split("lead-care-manager")),
    given(MONTH_SPLIT)
    .after(decide_split())
    .when(DecideSplit(replace(decide_split().body, contacts=LATER))),
)
