"""Cases of the monthly statement: what moved many lines at once is one line with its detail.

500 visits of one unit are billed at 26.66 each. The plan pays 20.00 for each, of which the hub
keeps 15%: 3.00, and the partner gets 17.00. Then it raises its price to 24.00 for days already
past: each line is undone and paid anew, 4.00 more, 3.40 of it the partner's.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.claims.claim_facts import ClaimOpened
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import StatementBody
from domain.statements.statement_groups import told_lines
from domain.statements.statement_parts import EncounterCount
from hub.clock import standing_clock
from hub.services.partner_words import statement_words
from hub.services.statements.statement_page import statement_page
from hub.services.statements.statements import issue_statement, show_statement
from tests.support.billing import LPV, Billing, ready_hub
from tests.support.edi import interchange
from tests.support.paid import facts, receive

MAY, JUNE = Month(2026, 5), Month(2026, 6)
LINES = 500
DAYS = 125  # one visit a member and day
RATE, PAID, RAISED = 2666, 2000, 2400


@pytest.fixture
def billing(tmp_path: Path) -> Billing:
    """A hub on 1 July 2026."""
    return ready_hub(tmp_path, standing_clock(datetime(2026, 7, 1, 19, tzinfo=UTC)))


def billed(billing: Billing, lines: int) -> list[tuple[str, int]]:
    """So many visits of one unit on days of their own, sent; each claim's CLM01 and lines."""
    for at in range(lines):
        day = date(2026, 1, 2) + timedelta(days=at % DAYS)
        billing.visit(f"M{at // DAYS + 1}", service_on=day, units=1, minutes=30)
    billing.built()
    billing.sent()
    opened = [fact for fact in facts(billing, ClaimOpened) if isinstance(fact, ClaimOpened)]
    numbers = [fact.body.number for fact in opened]
    accounts = [billing.claim(number).account for number in numbers]
    return [(each.sends[-1].sent_as, len(each.body.lines)) for each in accounts]


def _claim(sent_as: str, lines: int, paid: int, status: str) -> Iterator[str]:
    sign = -1 if status == "22" else 1
    cut = sign * (RATE - paid)
    charge, whole = _d(sign * RATE * lines), _d(sign * paid * lines)
    yield f"CLP*{sent_as}*{status}*{charge}*{whole}**MC*I{sent_as}"
    for line in range(1, lines + 1):
        yield f"SVC*HC:98960:U2*{_d(sign * RATE)}*{_d(sign * paid)}**1"
        yield f"CAS*CO*45*{_d(cut)}"
        yield f"REF*6R*{sent_as}{line:02d}"


def notice(trace: str, day: str, total: int, *segments: str) -> bytes:
    return interchange(
        [
            f"BPR*I*{_d(total)}*C*ACH*CCP***********{day}",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            *segments,
        ]
    )


def _d(cents: int) -> str:
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def statement(billing: Billing) -> StatementBody:
    found = issue_statement(billing.hub, LPV, JUNE)
    assert not isinstance(found, Refused), found
    return found.body


def repriced(billing: Billing, lines: int) -> StatementBody:
    """All lines are paid, stated for May, then paid anew at another price; June's statement."""
    sent = billed(billing, lines)
    first = [s for sent_as, count in sent for s in _claim(sent_as, count, PAID, "1")]
    assert receive(billing, notice("T1", "20260512", PAID * lines, *first)).outcome == "posted"
    found = issue_statement(billing.hub, LPV, MAY)
    assert not isinstance(found, Refused)
    assert found.body.net == 1700 * lines
    undone = [s for sent_as, count in sent for s in _claim(sent_as, count, PAID, "22")]
    again = [s for sent_as, count in sent for s in _claim(sent_as, count, RAISED, "1")]
    more = notice("T2", "20260610", (RAISED - PAID) * lines, *undone, *again)
    assert receive(billing, more).outcome == "posted"
    return statement(billing)


def test_500_retroactive_repricings_is_one_line_with_detail(billing: Billing) -> None:
    body = repriced(billing, LINES)
    (group,) = told_lines(body.lines)
    assert (group.kind, group.count, str(group.service)) == ("repriced", LINES, "98960 U2")
    assert (group.plan_paid, group.fee, group.net) == (200_000, 30_000, 170_000)
    assert group.days == (date(2026, 1, 2), date(2026, 5, 6))
    shown = show_statement(billing.hub, LPV, JUNE)
    assert not isinstance(shown, Refused)
    page = statement_page(statement_words("en"), shown, {})
    by_caption = {table.caption: table for table in page.further}
    told = next(table for caption, table in by_caption.items() if "T2" in caption)
    assert [row[-3:] for row in told.rows] == [("2000.00", "300.00", "1700.00")] * 2
    assert "500 lines, visits 2026-01-02 to 2026-05-06" in told.rows[0][1]
    detail = next(table for caption, table in by_caption.items() if "Line by line" in caption)
    assert len(detail.rows) == 2 * LINES  # each undone and paid anew


def test_what_was_repriced_is_no_takeback_in_the_balance(billing: Billing) -> None:
    """Of two lines 8.00 more are paid: 6.80 are the partner's, and nothing was taken back."""
    body = repriced(billing, 2)
    assert (body.net, body.opening, body.closing) == (680, 3400, 4080)
    shown = show_statement(billing.hub, LPV, JUNE)
    assert not isinstance(shown, Refused)
    page = statement_page(statement_words("en"), shown, {})
    texts = [row[0] for row in page.tables[0].rows]
    assert "Your part of money the plans took back" not in texts


def test_a_correction_of_other_units_is_told_line_by_line(billing: Billing) -> None:
    """One unit undone, two paid anew: that is another payment, not another price."""
    billing.visit("M1", service_on=date(2026, 3, 2), units=2, minutes=60)
    (number,) = billing.built()
    billing.sent()
    at = billing.claim(number).account.sends[-1].sent_as

    def told(status: str, paid: int, units: int) -> list[str]:
        sign = -1 if status == "22" else 1
        return [
            f"CLP*{at}*{status}*{_d(sign * 5332)}*{_d(sign * paid)}**MC*ICN1",
            f"SVC*HC:98960:U2*{_d(sign * 5332)}*{_d(sign * paid)}**{units}",
            f"CAS*CO*45*{_d(sign * (5332 - paid))}",
            f"REF*6R*{at}01",
        ]

    receive(billing, notice("T1", "20260512", 2000, *told("1", 2000, 1)))
    receive(billing, notice("T2", "20260610", 2000, *told("22", 2000, 1), *told("1", 4000, 2)))
    groups = told_lines(statement(billing).lines)
    assert [group.kind for group in groups] == ["line", "line", "line"]


@pytest.mark.parametrize("missing", ["paid", "not_payable", "waiting_plan"])
def test_a_visit_that_is_in_no_place_is_seen(missing: str) -> None:
    count = EncounterCount(
        handed_in=7,
        fix_needed=1,
        waiting_hub=1,
        waiting_plan=1,
        paid=1,
        part_paid=1,
        not_payable=1,
        not_billable=1,
    )
    assert count.adds_up
    assert not EncounterCount(**{**_places(count), missing: 0}).adds_up


def _places(count: EncounterCount) -> dict[str, int]:
    return {name: getattr(count, name) for name in count.__struct_fields__}
