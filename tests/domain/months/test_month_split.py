"""A month's payment shared by its partners: by hand-made figures, and in any order."""

from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.agreements.period_rules import SplitBy
from domain.care.lead_care import LEAD_CARE, LeadCare, NameLead
from domain.identifiers import PartnerCode
from domain.months.month_contacts import Contacts
from domain.months.month_split import (
    MONTH_SPLIT,
    DecidedSplit,
    MonthSplitMoved,
    MonthSplitWaits,
    NoSplit,
    parts_of,
)
from domain.posting import Entry
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import given
from tests.support.splits import (
    ACCEPT,
    DECLINE,
    LATER,
    LEAD_WANTED,
    LPV,
    ORC,
    TWICE_AND_ONCE,
    WAITS,
    ZED,
    contact,
    decide_split,
    settle,
)

DECIDED = given(MONTH_SPLIT).after(decide_split())


@pytest.mark.parametrize(
    ("by", "lead", "expected"),
    [
        ("contacts", None, {ORC: 1, LPV: 2}),
        ("first-contact", None, {ORC: 1}),
        ("lead-care-manager", LPV, {LPV: 1}),
        ("lead-care-manager", None, {}),
    ],
)
def test_each_rule_says_who_has_how_much(
    by: SplitBy, lead: PartnerCode | None, expected: dict[PartnerCode, int]
) -> None:
    assert Contacts(TWICE_AND_ONCE.partners, lead).weights(by) == expected


def test_partners_whose_first_contact_is_on_one_day_share_alike() -> None:
    both = Contacts((contact(ORC, 2), contact(LPV, 2, 5)))
    assert both.weights("first-contact") == {ORC: 1, LPV: 1}


def test_by_contacts_the_payment_moves_to_those_who_saw_the_member() -> None:
    (moved,) = DECIDED.when(settle((LPV, 9000)))  # type: ignore[misc]
    assert isinstance(moved, MonthSplitMoved)
    # a third of 90.00 is ORC's
    assert moved.entries == (Entry("partner:ORC", -3000), Entry("partner:LPV", 3000))
    assert [(part.partner_code, part.cents) for part in moved.parts] == [(ORC, 3000), (LPV, -3000)]
    assert moved.posting_id == "split-1/1"


def test_a_cent_that_cannot_be_divided_goes_to_whoever_saw_the_member_first() -> None:
    three = Contacts((contact(ZED, 1), contact(ORC, 2), contact(LPV, 3)))
    split = given(MONTH_SPLIT).after(decide_split(contacts=three), settle((LPV, 10_000)))
    assert split.state.has == {ZED: 3334, ORC: 3333, LPV: -6667}


def test_a_month_whose_payment_is_undone_leaves_everybody_at_zero() -> None:
    undone = DECIDED.after(settle((LPV, 9000)), settle())
    assert undone.state.has == {}
    sums: dict[str, int] = {}
    for fact in undone.facts:
        for entry in fact.entries if isinstance(fact, MonthSplitMoved) else ():
            sums[entry.account] = sums.get(entry.account, 0) + entry.cents
    assert set(sums.values()) == {0}


def test_another_partners_claim_may_come_to_pay_the_month() -> None:
    # LPV's payment was undone and ORC's claim is paid 60.00: LPV has two thirds of that
    again = DECIDED.after(settle((LPV, 9000)), settle((LPV, 0), (ORC, 6000)))
    assert again.state.has == {ORC: -4000, LPV: 4000}


def test_how_a_month_is_split_is_decided_once() -> None:
    again = DECIDED.when(decide_split(contacts=LATER))
    assert isinstance(again, Refused)
    assert again.codes == ["month-split.decided-already"]
    assert DECIDED.when(decide_split()) == ()


def test_a_later_contact_is_a_difference_until_a_person_says_what_it_means() -> None:
    state = DECIDED.state
    assert isinstance(state, DecidedSplit)
    assert state.differs(LATER)
    assert not state.differs(TWICE_AND_ONCE)
    declined = DECIDED.after(DECLINE).state
    assert not declined.differs(LATER)
    assert declined.differs(Contacts((*LATER.partners, contact(PartnerCode("YEW"), 8))))
    accepted = DECIDED.after(settle((LPV, 8000)), ACCEPT, settle((LPV, 8000)))
    # of four contacts two are LPV's, one each ORC's and ZED's
    assert accepted.state.has == {ZED: 2000, ORC: 2000, LPV: -4000}


def test_without_a_lead_care_manager_nothing_is_decided() -> None:
    refused = given(MONTH_SPLIT).when(decide_split("lead-care-manager"))
    assert isinstance(refused, Refused)
    assert refused.codes == ["month-split.no-lead"]


def test_the_lead_care_manager_of_a_day_is_the_last_one_named_before() -> None:
    first = NameLead(b.PLAN_KEY, b.MEMBER_ID, LPV, date(2026, 1, 1))
    second = NameLead(b.PLAN_KEY, b.MEMBER_ID, ORC, date(2026, 3, 31))
    mended = NameLead(b.PLAN_KEY, b.MEMBER_ID, ZED, date(2026, 3, 31))
    leads: LeadCare = given(LEAD_CARE).after(second, first).state
    on = [leads.on(day) for day in (date(2025, 12, 31), date(2026, 3, 30), date(2026, 3, 31))]
    assert on == [None, LPV, ORC]
    again: LeadCare = given(LEAD_CARE).after(second, first, mended).state
    assert again.on(date(2026, 4, 1)) == ZED


HELD = st.lists(st.tuples(st.sampled_from((LPV, ORC, ZED)), st.integers(-(10**6), 10**6)))


@drawn(st.dictionaries(st.sampled_from((LPV, ORC)), st.integers(1, 9), min_size=1), HELD)
def test_the_parts_come_to_zero_and_to_the_share_of_each(
    weights: dict[PartnerCode, int], held: list[tuple[PartnerCode, int]]
) -> None:
    parts = parts_of(weights, held)
    assert sum(parts.values()) == 0
    total = sum(cents for _, cents in held)
    for code in (LPV, ORC, ZED):
        own = sum(cents for each, cents in held if each == code)
        exact = total * weights.get(code, 0)
        has = (own + parts.get(code, 0)) * sum(weights.values())
        assert abs(has - exact) < sum(weights.values())


@drawn(st.lists(HELD, max_size=5), HELD)
def test_what_each_has_depends_on_what_stands_alone(
    before: list[list[tuple[PartnerCode, int]]], last: list[tuple[PartnerCode, int]]
) -> None:
    through = DECIDED.after(*(settle(*held) for held in before), settle(*last))
    assert through.state.has == DECIDED.after(settle(*last)).state.has


def test_what_waits_for_a_person_is_noted_once_until_one_acts() -> None:
    (noted,) = DECIDED.when(WAITS)  # type: ignore[misc]
    assert isinstance(noted, MonthSplitWaits)
    assert DECIDED.after(WAITS).when(WAITS) == ()
    for acted in (ACCEPT, DECLINE):
        state = DECIDED.after(WAITS, acted).state
        assert isinstance(state, DecidedSplit)
        assert state.waiting is None
    wanted = given(MONTH_SPLIT).after(LEAD_WANTED)
    assert wanted.state == NoSplit(LEAD_WANTED.waiting)
    decided = wanted.after(decide_split()).state
    assert isinstance(decided, DecidedSplit)
    assert decided.waiting is None
