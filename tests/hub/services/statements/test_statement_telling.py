"""Statements: when a month may be issued, and how what became of a payment is told."""

import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.period import Month
from domain.problem import Refused
from hub.services.care.visit_labels import visit_labels
from hub.services.notices.conflicts import Exchanged, accept_remittance
from hub.services.notices.paid_twice import Accepted, accept_second
from hub.services.partner_words import LANGUAGES, statement_words
from hub.services.statements.statement_forms import Form, statement_file
from hub.services.statements.statement_run import run_statements
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, issue_statement, show_statement
from hub.wiring import Hub
from projections.partner_statement import PARTNER_STATEMENT
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, era
from tests.support.paid import receive, send
from tests.support.paying import issue

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


@pytest.fixture
def paid(billing: Billing) -> Billing:
    """53.32 are paid on 10 March: fee 8.00, LPV's part 45.32."""
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5332), day="20260310"))
    return billing


def codes(found: object) -> tuple[str, ...]:
    assert isinstance(found, Refused), found
    return tuple(found.codes)


def drawn(hub: Hub) -> ShownStatement:
    found = show_statement(hub, LPV, APRIL)
    assert not isinstance(found, Refused), found
    return found


def text(hub: Hub, shown: ShownStatement, language: str = "en") -> str:
    labels = visit_labels(hub, shown.body, initials=False)
    lines = statement_text(statement_words(language), shown, labels)
    return " ".join(" ".join(lines).split())


# before its month has ended


def test_a_month_that_still_runs_is_issued_only_where_that_is_asked_for(paid: Billing) -> None:
    head = paid.hub.log.head()
    assert codes(issue_statement(paid.hub, LPV, APRIL)) == ("statement.month-not-ended",)
    assert codes(run_statements(paid.hub, APRIL)) == ("statement.month-not-ended",) * 2
    assert (
        codes(run_statements(paid.hub, APRIL, dry_run=True)) == ("statement.month-not-ended",) * 2
    )
    assert paid.hub.log.head() == head
    run = run_statements(paid.hub, APRIL, early=True)
    assert not isinstance(run, Refused)
    assert [each.body.number for each in run.issued] == ["LPV-2026-04", "ORC-2026-04"]
    # what was issued is given again, early or not
    again = run_statements(paid.hub, APRIL)
    assert not isinstance(again, Refused)
    assert len(again.before) == 2


def test_a_run_says_before_what_moved_in_earlier_months_without_a_statement(paid: Billing) -> None:
    """45.32 moved in March: April's statement would state them, and March could have none."""

    def told(*, dry_run: bool) -> list[tuple[str, int]]:
        run = run_statements(paid.hub, APRIL, early=True, dry_run=dry_run)
        assert not isinstance(run, Refused)
        found = [each for each in run.for_a_person if each.why == "earlier-months"]
        return [(each.number, each.cents) for each in found]

    assert told(dry_run=True) == [("LPV-2026-04", 4532)]
    issue(paid.hub, LPV, MARCH)
    assert told(dry_run=True) == []
    assert told(dry_run=False) == []


# what became of it


def test_a_denial_that_was_paid_later_waits_for_nobody(billing: Billing) -> None:
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 0, 5332, status="4", because="CO*16"), trace="T1"))
    before = text(billing.hub, drawn(billing.hub))
    assert "CO-16: something is missing in the claim. The hub acts next." in before
    receive(billing, era(Clp(sent_as, 5332), trace="T2", day="20260412"))
    shown = drawn(billing.hub)
    told = text(billing.hub, shown)
    assert [line.paid_later_on for line in shown.body.lines] == [date(2026, 4, 12), None]
    assert "the plan paid it later, by the notice of 2026-04-12" in told
    assert "CO-16: something is missing in the claim. " in told
    assert "The hub acts next." not in told


def test_a_second_payment_accepted_is_told_under_its_notices_own_day(billing: Billing) -> None:
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5332), trace="T1", day="20260402"))
    receive(billing, era(Clp(sent_as, 5332), trace="T2", day="20260403"))
    assert isinstance(accept_second(billing.hub, sent_as[:11], "two visits"), Accepted)
    told = text(billing.hub, drawn(billing.hub))
    assert "Payment notice T2 of 2026-04-03" in told
    assert "notice T2 of 2026-04-15" not in told
    assert "53.32 waited for a person at the hub and waits no more" in told
    assert "-53.32 waits" not in told


def test_a_notice_that_was_withdrawn_is_told_as_that_and_not_as_set_off(paid: Billing) -> None:
    """The plan sent another notice T1; a person said that the second one holds."""
    (claim,) = paid.hub.projector.live.rows(PARTNER_STATEMENT)
    sent_as = paid.claim(claim.number).account.sends[-1].sent_as
    receive(paid, era(Clp(sent_as, 4000, 5332), day="20260310"))
    assert isinstance(accept_remittance(paid.hub, "T1", "the plan said so"), Exchanged)
    shown = drawn(paid.hub)
    assert {line.arrival for line in shown.body.lines} == {"withdrawn", "awaited"}
    told = text(paid.hub, shown)
    assert (
        "Payment notice T1 of 2026-03-10, withdrawn: another notice of the same payment took its "
        "place"
    ) in told
    assert "set it off" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_that_only_denies_is_told_to_come_to_nothing(
    billing: Billing, language: str
) -> None:
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 0, 5332, status="4", because="CO*16"), trace="T1"))
    shown, words = drawn(billing.hub), statement_words(language)
    assert [line.arrival for line in shown.body.lines] == ["no-money"]
    told = text(billing.hub, shown, language)
    assert words("lines.no-money") in told
    assert words("lines.set-off") not in told


@pytest.mark.parametrize(
    ("care", "who", "to_fix", "with_hub"),
    [({"service": None}, "partner", 1, 0), ({"service_on": date(2024, 1, 5)}, "hub", 0, 1)],
)
def test_a_held_visit_waits_on_the_same_side_in_the_list_and_in_the_table(
    billing: Billing, care: dict[str, Any], who: str, to_fix: int, with_hub: int
) -> None:
    """A row without a code is the partner's to mend; a plan not known for that day the hub's."""
    billing.visit("M1", **care)
    assert billing.built() == []
    shown = drawn(billing.hub)
    (item,) = [each for each in shown.body.open_items if each.kind == "held-visit"]
    counts = shown.body.encounters
    assert (item.who, counts.fix_needed, counts.waiting_hub) == (who, to_fix, with_hub)
    assert "visit that cannot be billed as it stands" in text(billing.hub, shown)


def test_the_count_of_visits_says_as_of_which_day_it_is(billing: Billing) -> None:
    """Paid in March, taken back in April: March states the payment, the visit is paid no more."""
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, 5332), trace="T1", day="20260310"))
    taken = era(Clp(sent_as, -5332, status="22"), states=-5332, trace="T2", day="20260405")
    receive(billing, taken)
    draft = show_statement(billing.hub, LPV, MARCH)
    assert not isinstance(draft, Refused)
    after = (
        "What happened after 2026-03-31 counts here too; its money stands in the next statement."
    )
    assert "each in exactly one place, as they stand today" in text(billing.hub, draft)
    assert after in text(billing.hub, draft)
    issued = issue_statement(billing.hub, LPV, MARCH)
    assert not isinstance(issued, Refused)
    assert issued.body.lines[0].outcome == "paid"
    assert issued.body.month_encounters.paid == 0
    assert "each in exactly one place, as they stood on 2026-04-15" in text(billing.hub, issued)
    forms: tuple[Form, ...] = ("html", "xlsx")
    for form in forms:
        content = statement_file(billing.hub, issued, form, "en")
        told = content.decode() if form == "html" else str(_visits(content))
        assert "as they stood on 2026-04-15" in told
    april = issue_statement(billing.hub, LPV, APRIL, early=True)
    assert not isinstance(april, Refused)
    assert "counts here too" not in text(billing.hub, april)


def _visits(content: bytes) -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Visits").to_python()
    )
