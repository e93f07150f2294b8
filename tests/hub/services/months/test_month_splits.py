"""A month that three partners gave care in, paid once: to the cent, in any order of notices."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from domain.agreements.period_rules import SplitBy
from domain.identifiers import MemberId
from domain.months.month_split import MONTH_SPLIT, ContactsAccepted, ContactsDeclined, DecidedSplit
from domain.period import Month
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.billing.claims import void_claim
from hub.services.months import month_splits
from hub.services.months.month_splits import (
    LaterContacts,
    NamedLead,
    accept_contacts,
    decline_contacts,
    name_lead,
    split_months,
)
from hub.services.months.shared_months import MonthKey, SharedMonth, shared_months
from hub.services.notices.conflicts import accept_remittance
from hub.services.statements.line_money import partner_care, posted_remittances
from hub.services.statements.statement_run import StatementRun, run_statements
from hub.services.statements.statements import issue_statement
from hub.wiring import Hub
from tests.support.billing import ACME, Billing, ready_hub
from tests.support.eras import era
from tests.support.paid import accounts, due, facts, receive
from tests.support.rosters import ECM, Row, pay, roster
from tests.support.shared_care import CHARGE, YEW, ZED, join, owed, paid, seen

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


@pytest.fixture
def april(tmp_path: Path) -> Iterator[Billing]:
    """A hub in April 2026, so that March is over."""
    made = ready_hub(tmp_path, standing_clock(datetime(2026, 4, 28, 20, tzinfo=UTC)))
    yield made
    made.hub.close()


def test_by_contacts_each_partner_has_its_part(april: Billing) -> None:
    join(april)
    first, second, third = seen(april, (YEW, 2), (ZED, 9), (ZED, 16))
    receive(april, era(paid(first), paid(second, 0), paid(third, 0)))
    assert owed(april) == {YEW: 2399, ZED: 0}  # the hub keeps 2.67 of 26.66
    run = split_months(april.hub)
    assert [each.number for each in run.decided] == [first[:11]]
    # a third of 23.99 is 8.00 to the cent, two thirds are 15.99
    assert owed(april) == {YEW: 800, ZED: 1599}
    again = split_months(april.hub)
    assert (again.decided, again.moved, again.differences, again.problems) == ((), (), (), ())


def test_a_run_of_statements_looks_once_at_a_month_that_partners_share(
    april: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    looked_at: list[MonthKey] = []

    def told(hub: Hub, keys: Sequence[MonthKey]) -> tuple[SharedMonth, ...]:
        looked_at.extend(keys)
        return shared_months(hub, keys)

    monkeypatch.setattr(month_splits, "shared_months", told)
    run = run_statements(april.hub, MARCH)
    assert isinstance(run, StatementRun)
    assert [key.month for key in looked_at] == [MARCH]
    # 23.99 in halves, of the notice of April: neither statement of March states any of it yet
    assert owed(april) == {YEW: 1200, ZED: 1199}
    assert {body.partner_code for body in run.bodies} >= {YEW, ZED}


def test_months_that_were_looked_at_are_left_as_they_are(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    (shared,) = shared_months(april.hub, [MonthKey(ACME, MemberId("M2"), MARCH)])
    assert split_months(april.hub, seen={shared.key}).decided == ()
    known: set[MonthKey] = set()
    assert len(split_months(april.hub, seen=known).decided) == 1
    assert known == {shared.key}


def test_a_dry_run_tells_what_would_move_and_moves_nothing(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    head = april.hub.log.head()
    (moved,) = split_months(april.hub, dry_run=True).moved
    assert {part.partner_code: part.moved for part in moved.parts} == {YEW: -1199, ZED: 1199}
    assert april.hub.log.head() == head


@pytest.mark.parametrize(("by", "expected"), [("first-contact", 2399), ("contacts", 1199)])
def test_the_first_contact_has_all_whoever_the_plan_paid(
    april: Billing, by: SplitBy, expected: int
) -> None:
    join(april, by)
    _, second = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(second)))
    split_months(april.hub)
    # of 23.99 in halves the odd cent goes to whoever saw the member first
    assert owed(april)[YEW] == (expected if by == "first-contact" else 2399 - expected)


def test_the_lead_care_manager_at_the_end_of_the_month_has_all(april: Billing) -> None:
    join(april, "lead-care-manager")
    first, second = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    (problem,) = split_months(april.hub).problems
    assert problem.code == "month-split.no-lead"
    assert owed(april) == {YEW: 2399, ZED: 0}
    started = name_lead(april.hub, first[:11], first_day=date(2026, 1, 1))
    assert started == NamedLead(YEW, date(2026, 1, 1), is_new=True)
    assert name_lead(april.hub, first[:11], first_day=date(2026, 3, 31), partner="ZED") == (
        NamedLead(ZED, date(2026, 3, 31), is_new=True)
    )
    again = name_lead(april.hub, second[:11], first_day=date(2026, 3, 31))
    assert again == NamedLead(ZED, date(2026, 3, 31), is_new=False)
    assert split_months(april.hub).problems == ()
    assert owed(april) == {YEW: 0, ZED: 2399}


def test_a_month_is_not_split_before_it_is_over(tmp_path: Path) -> None:
    billing = ready_hub(tmp_path, standing_clock(datetime(2026, 3, 31, 20, tzinfo=UTC)))
    join(billing)
    first, _ = seen(billing, (YEW, 2), (ZED, 9))
    receive(billing, era(paid(first), day="20260325"))
    assert split_months(billing.hub).decided == ()
    assert owed(billing) == {YEW: 2399, ZED: 0}


def test_without_a_rule_the_payment_stays_with_the_claim_that_was_paid(april: Billing) -> None:
    join(april)
    number = april.visit("M1") and april.built()[0]
    april.sent()
    receive(april, era(paid(april.claim(number).account.sends[-1].sent_as)))
    assert split_months(april.hub).decided == ()


@pytest.mark.parametrize("each_time", [False, True])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_notices_never_matters(
    april: Billing, order: tuple[int, ...], *, each_time: bool
) -> None:
    join(april)
    first, second, _ = seen(april, (YEW, 2), (ZED, 9), (ZED, 16))
    notices = (
        era(paid(first), trace="T1"),
        era(paid(second, 2000), trace="T2", day="20260420"),
        era(paid(first, -CHARGE, status="22"), trace="T3", day="20260421"),
    )
    for at in order:
        receive(april, notices[at])
        if each_time:
            split_months(april.hub)
    split_months(april.hub)
    # the payment of 20.00 for ZED's claim stands: 18.00 after the fee, a third of it YEW's
    assert owed(april) == {YEW: 600, ZED: 1200}
    assert sum(accounts(april).values()) == 0


def test_a_month_that_is_undone_leaves_every_partner_at_zero(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    split_months(april.hub)
    receive(april, era(paid(first, -CHARGE, status="22"), trace="T2"))
    split_months(april.hub)
    assert owed(april) == {YEW: 0, ZED: 0}


def test_a_later_contact_waits_for_a_person_who_accepts_it(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    split_months(april.hub)
    assert owed(april) == {YEW: 1200, ZED: 1199}
    late, _ = seen(april, (ZED, 16), (ZED, 23))
    (found,) = split_months(april.hub).differences
    # of four contacts three are ZED's: 17.99 of 23.99, 6.00 more
    assert found.moves == ((YEW, -600), (ZED, 600))
    assert owed(april) == {YEW: 1200, ZED: 1199}
    accepted = accept_contacts(april.hub, late[:11], None, "ZED billed late")
    assert accepted == found
    assert owed(april) == {YEW: 600, ZED: 1799}
    assert split_months(april.hub).differences == ()
    assert accept_contacts(april.hub, late[:11], MARCH, "again") is None
    assert len(facts(april, ContactsAccepted)) == 1


def test_a_void_claim_is_no_contact(april: Billing) -> None:
    join(april)
    (first,) = seen(april, (YEW, 2))
    on = date(2026, 3, 9)
    april.visit("M2", partner=ZED, service=ECM, units=1, minutes=None, service_on=on)
    (number,) = april.built()
    void_claim(april.hub, number, reason="another member")
    receive(april, era(paid(first)))
    (body,) = split_months(april.hub).decided
    assert [each.partner_code for each in body.contacts.partners] == [YEW]


def test_a_later_contact_that_is_declined_is_listed_no_more(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    split_months(april.hub)
    (late,) = seen(april, (ZED, 16))
    declined = decline_contacts(april.hub, late[:11], None, "the month was settled")
    assert isinstance(declined, LaterContacts)
    assert split_months(april.hub).differences == ()
    assert owed(april) == {YEW: 1200, ZED: 1199}
    assert decline_contacts(april.hub, late[:11], None, "again") is None
    (fact,) = facts(april, ContactsDeclined)
    assert fact.why == "the month was settled"  # type: ignore[attr-defined]


def test_a_month_that_a_claim_has_no_care_in_is_refused(april: Billing) -> None:
    join(april)
    (number,) = seen(april, (YEW, 2))
    refused = accept_contacts(april.hub, number[:11], APRIL, "why")
    assert isinstance(refused, Refused)
    assert refused.codes == ["month-split.which-month"]
    assert isinstance(accept_contacts(april.hub, "YEW99999999", None, "why"), Refused)


def test_a_month_with_one_partner_is_decided_too_so_that_later_ones_are_differences(
    april: Billing,
) -> None:
    join(april)
    (first,) = seen(april, (YEW, 2))
    receive(april, era(paid(first)))
    run = split_months(april.hub)
    assert (len(run.decided), run.moved) == (1, ())
    seen(april, (ZED, 9))
    (found,) = split_months(april.hub).differences
    assert dict(found.moves) == {YEW: -1199, ZED: 1199}
    state = april.hub.handler.state(MONTH_SPLIT, found.body.split_id)
    assert isinstance(state, DecidedSplit)


def test_each_partners_statement_tells_what_the_split_moved(april: Billing) -> None:
    join(april)
    first, second = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first), paid(second, 0)))
    for code, net in ((YEW, [2399, -1199]), (ZED, [0, 1199])):
        issued = issue_statement(april.hub, code, APRIL, early=True)
        assert not isinstance(issued, Refused)
        lines = issued.body.lines
        assert sorted(line.net for line in lines) == sorted(net)
        assert "month-split" in {line.kind for line in lines}
        assert issued.body.closing == owed(april)[code]


def test_a_statement_that_may_not_be_issued_shares_no_month(april: Billing) -> None:
    join(april)
    first, second = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first), paid(second, 0)))
    head = april.hub.log.head()
    refused = issue_statement(april.hub, YEW, Month(2026, 5))
    assert isinstance(refused, Refused)
    assert refused.codes == ["statement.month-not-begun"]
    assert april.hub.log.head() == head


def test_a_statement_asked_for_again_shares_no_month(april: Billing) -> None:
    join(april)
    issued = issue_statement(april.hub, YEW, APRIL, early=True)
    first, second = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first), paid(second, 0)))
    head = april.hub.log.head()
    assert issue_statement(april.hub, YEW, APRIL, early=True) == issued
    assert april.hub.log.head() == head


def test_a_month_that_a_roster_pays_is_shared_like_one_that_a_claim_is_paid_for(
    april: Billing,
) -> None:
    join(april)
    seen(april, (YEW, 2))
    pay(april, roster(april, Row("M2", 10_000)))
    assert owed(april) == {YEW: 9000, ZED: 0}
    seen(april, (ZED, 9), (ZED, 16))
    split_months(april.hub)
    assert owed(april) == {YEW: 3000, ZED: 6000}
    pay(april, roster(april, Row("M2", -10_000), Row("M3", 10_000), trace="R-2"))
    split_months(april.hub)
    assert owed(april)[ZED] == 0


def test_what_each_partner_has_of_a_shared_month_is_income_of_its_own_care(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(first)))
    split_months(april.hub)
    view = april.hub.projector.live
    income = {
        code: sum(partner_care(view, code, posted_remittances(view)).net.values())
        for code in (YEW, ZED)
    }
    assert income == {YEW: 1200, ZED: 1199}


def test_a_payment_that_was_never_meant_leaves_every_partner_at_zero(april: Billing) -> None:
    join(april)
    first, _ = seen(april, (YEW, 2), (ZED, 9))
    april.visit("M1")
    (number,) = april.built()
    april.sent()
    receive(april, era(paid(first)))
    split_months(april.hub)
    other = april.claim(number).account.sends[-1].sent_as
    receive(april, era(paid(other)))  # the same trace, for another claim
    assert not isinstance(accept_remittance(april.hub, "T1", "the plan said so"), Refused)
    assert owed(april) == {YEW: -1199, ZED: 1199}
    split_months(april.hub)
    assert owed(april) == {YEW: 0, ZED: 0}
    (late,) = seen(april, (ZED, 16))
    assert accept_contacts(april.hub, late[:11], None, "ZED billed late") is not None
    assert owed(april) == {YEW: 0, ZED: 0}


def test_a_month_without_a_lead_is_due_until_one_is_named(april: Billing) -> None:
    join(april, "lead-care-manager")
    (first,) = seen(april, (YEW, 2))
    receive(april, era(paid(first)))
    issue_statement(april.hub, YEW, APRIL, early=True)
    (item,) = due(april, "month-without-lead")
    assert (item.who, item.amount, item.plan_key) == ("hub", 2399, ACME)
    assert f"hub member-month lead {first[:11]}" in item.what
    name_lead(april.hub, first[:11], first_day=date(2026, 1, 1))
    split_months(april.hub)
    assert due(april, "month-without-lead") == []


def test_later_contacts_are_due_until_a_person_judges_or_they_are_void(april: Billing) -> None:
    join(april)
    (first,) = seen(april, (YEW, 2))
    receive(april, era(paid(first)))
    split_months(april.hub)
    on = date(2026, 3, 9)
    april.visit("M2", partner=ZED, service=ECM, units=1, minutes=None, service_on=on)
    (late,) = april.built()
    split_months(april.hub)
    (item,) = due(april, "later-contacts")
    assert (item.amount, item.subject) == (1199, f"member month 2026-03 of claim {first[:11]}")
    void_claim(april.hub, late, reason="another member")
    split_months(april.hub)
    assert due(april, "later-contacts") == []
    (again,) = seen(april, (ZED, 16))
    split_months(april.hub)
    assert len(due(april, "later-contacts")) == 1
    accept_contacts(april.hub, again[:11], None, "ZED billed late")
    assert due(april, "later-contacts") == []


def test_a_month_that_a_roster_pays_is_named_by_a_claim_that_commands_find(
    april: Billing,
) -> None:
    join(april, "lead-care-manager")
    (first,) = seen(april, (YEW, 2))
    pay(april, roster(april, Row("M2", 10_000)))
    (problem,) = split_months(april.hub).problems
    assert problem.where == f"member month 2026-03 of claim {first[:11]}, acme"
