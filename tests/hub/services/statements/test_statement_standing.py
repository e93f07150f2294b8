"""What of a balance may be paid now: of one moment, each part by what it is, adding to the cent.

The hub keeps 15 percent: of 50.00 LPV has 42.50, of 60.00 51.00, of 40.00 34.00, of 20.00 17.00.
Today is 15 April 2026; payouts are paid on that day.
"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.identifiers import ClaimNumber
from domain.period import Month
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.places import Place
from hub.services.partner_words import LANGUAGES, statement_words
from hub.services.payments.payouts import cover_now
from hub.services.statements.statement_forms import statement_file
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import ShownStatement, issue_statement, show_statement
from hub.wiring import Hub
from tests.support.billing import LPV, ORC, Billing
from tests.support.hubs import reopened
from tests.support.paying import (
    APRIL,
    answers,
    approved,
    banked,
    confirmed,
    issue,
    notice,
    paid_by_answer,
    proposed,
    receive,
    sent,
    written,
)

FEBRUARY, MARCH, MAY = Month(2026, 2), Month(2026, 3), Month(2026, 5)
Since = list[tuple[str, str, int]]


def stated(hub: Hub, month: Month = MARCH) -> ShownStatement:
    """The statement of a month, issued; it says what its draft said."""
    draft = show_statement(hub, LPV, month)
    found = issue_statement(hub, LPV, month)
    assert not isinstance(found, Refused), found
    assert not isinstance(draft, Refused), draft
    assert draft.body == found.body
    return found


def parts(shown: ShownStatement) -> dict[str, int]:
    """Every part of the balance that is not nothing; they come to it."""
    body = shown.body
    assert sum(body.parts) == max(body.balance, 0)
    names = ("payable", "under_way", "waiting", "later", "short")
    return {name: getattr(body, name) for name in names if getattr(body, name)}


def since(shown: ShownStatement) -> Since:
    return [(move.kind, move.number, move.cents) for move in shown.body.since]


def told(shown: ShownStatement, language: str = "en") -> str:
    lines = statement_text(statement_words(language), shown, {})
    return " ".join(" ".join(lines).split())


def paid_for_february(billing: Billing) -> tuple[Hub, str]:
    """LPV has 42.50 of February, in the bank and stated; the claim's CLM01."""
    hub, first = billing.hub, sent(billing, "M1")
    receive(hub, notice((first, "50.00"), amount="50.00", day="20260210"))
    banked(hub, 5000)
    issue(hub, LPV, FEBRUARY)
    confirmed(hub)
    return hub, first


# the month's end and today


def test_what_was_paid_out_since_is_told_as_that_and_waits_for_no_plan(billing: Billing) -> None:
    hub, _ = paid_for_february(billing)
    more = notice((sent(billing, "M2"), "40.00"), amount="40.00", trace="T2", day="20260310")
    receive(hub, more)
    banked(hub, 4000, "T2")
    paid_by_answer(hub, approved(hub, LPV))
    shown = stated(hub)
    assert (shown.body.closing, shown.body.balance) == (4250 + 3400, 3400)
    assert since(shown) == [("payout.paid", "LPV-P0001", -4250)]
    assert parts(shown) == {"payable": 3400}
    text = told(shown)
    assert "Owed to you, counting all until 2026-03-31 76.50" in text
    assert "Since then: payment to you LPV-P0001 of 2026-04-15, by W10 -42.50" in text
    assert "Owed to you on 2026-04-15 34.00" in text
    assert "waiting for the plan" not in text


def test_a_payout_above_what_is_left_makes_a_debt_of_today(billing: Billing) -> None:
    """Of 42.50 25.50 are taken back in March; the 42.50 were sent before that."""
    hub, first = paid_for_february(billing)
    approved(hub, LPV)
    written(hub)
    other = sent(billing, "M2", ORC)
    kept = ((f"WO:{first}", "30.00"),)
    more = notice((other, "30.00"), amount="0", trace="T2", day="20260310", kept=kept)
    receive(hub, more)
    answers(hub, "LPV-P0001,paid,W10,,2026-04-15,42.50")
    shown = stated(hub)
    assert (shown.body.closing, shown.body.balance) == (4250 - 2550, 1700 - 4250)
    assert parts(shown) == {}
    assert (
        "You owe the hub on 2026-04-15; the next statement tells how that is met 25.50"
    ) in told(shown)


def test_what_was_taken_back_since_is_told_as_that_and_waits_for_no_plan(billing: Billing) -> None:
    """After March 50.00 are taken back and 20.00 paid: 42.50 - 17.00 of the partner's."""
    hub, first = billing.hub, sent(billing, "M1")
    receive(hub, notice((first, "50.00"), amount="50.00", day="20260310"))
    banked(hub, 5000)
    second = sent(billing, "M2")
    kept = ((f"WO:{first}", "20.00"),)
    receive(hub, notice((second, "20.00"), amount="0", trace="T2", kept=kept))
    shown = stated(hub)
    assert (shown.body.closing, shown.body.balance) == (4250, 4250)
    assert since(shown) == [("paid", "T2", 1700), ("taken-back", "T2", -1700)]
    assert parts(shown) == {"payable": 4250}
    text = told(shown)
    assert (
        "Since then: your part of money the plan took back, payment number T2 of 2026-04-10 -17.00"
    ) in text
    assert "waiting for the plan" not in text


def test_what_came_since_is_the_next_statements_but_for_what_it_makes_up_for(
    billing: Billing,
) -> None:
    """After March 20.00 are taken back and 60.00 paid: 51.00 come, 17.00 go, 34.00 stay over."""
    hub, first = billing.hub, sent(billing, "M1")
    receive(hub, notice((first, "50.00"), amount="50.00", day="20260310"))
    banked(hub, 5000)
    second = sent(billing, "M2")
    kept = ((f"WO:{first}", "20.00"),)
    receive(hub, notice((second, "60.00"), amount="40.00", trace="T2", kept=kept))
    waiting = show_statement(hub, LPV, MARCH)
    assert not isinstance(waiting, Refused)
    # its 51.00 are not in the bank yet, and what it took back is gone already
    assert parts(waiting) == {"payable": 4250 - 1700, "waiting": 5100}
    assert "Owed to you today 76.50" in told(waiting)
    banked(hub, 4000, "T2")
    shown = stated(hub)
    assert (shown.body.closing, shown.body.balance) == (4250, 4250 - 1700 + 5100)
    assert parts(shown) == {"payable": 4250, "later": 3400}
    assert "came since then and is paid by the next statement 34.00" in told(shown)


def test_what_only_came_since_is_told_by_the_next_statement_alone(billing: Billing) -> None:
    hub = billing.hub
    receive(hub, notice((sent(billing, "M1"), "50.00"), amount="50.00", day="20260310"))
    receive(hub, notice((sent(billing, "M2"), "20.00"), amount="20.00", trace="T2"))
    banked(hub, 2000, "T2")
    shown = stated(hub)
    assert (since(shown), parts(shown)) == ([], {"waiting": 4250})
    assert "waiting for the plan's money to arrive 42.50" in told(shown)


def test_what_is_on_its_way_may_not_be_paid_again(billing: Billing) -> None:
    hub, _ = paid_for_february(billing)
    assert proposed(hub, LPV) == {"LPV-P0001": 4250}
    more = notice((sent(billing, "M2"), "40.00"), amount="40.00", trace="T2", day="20260310")
    receive(hub, more)
    banked(hub, 4000, "T2")
    shown = stated(hub)
    assert (shown.body.closing, since(shown)) == (7650, [])
    assert parts(shown) == {"payable": 3400, "under_way": 4250}
    assert "of it, on its way to you 42.50" in told(shown)


def test_what_a_wrong_match_took_and_gave_back_waits_for_the_bank_once(billing: Billing) -> None:
    """34.00 of a notice that is not in the bank; before it was matched rightly it was M2's."""
    hub, _ = paid_for_february(billing)
    wrong, right = (ClaimNumber(sent(billing, member)[:11]) for member in ("M2", "M3"))
    receive(hub, notice(("THEIR-77", "40.00"), amount="40.00", trace="T2", day="20260310"))
    where = Place("T2", 1)
    assert isinstance(match_by_hand(hub, where, [Part(wrong, None)], "by its day"), Moved)
    assert isinstance(unmatch(hub, where, "it was about another"), Moved)
    taken = show_statement(hub, LPV, MARCH)
    assert not isinstance(taken, Refused)
    assert (parts(taken), cover_now(hub).room[LPV]) == ({"payable": 4250}, 4250)
    assert isinstance(match_by_hand(hub, where, [Part(right, None)], "by its member"), Moved)
    assert cover_now(hub).room[LPV] == 4250
    shown = stated(hub)
    assert (shown.body.closing, parts(shown)) == (7650, {"payable": 4250, "waiting": 3400})


_STALE = "LPV-P0001,stale,W10,,2026-06-20,42.50"
_VOID = "LPV-P0001,void,W10,,2026-05-05,42.50"


@pytest.mark.parametrize("order", [(_STALE, _VOID), (_VOID, _STALE)], ids=["later first", "last"])
def test_a_void_told_for_two_days_counts_alike_whichever_was_told_first(
    billing: Billing, order: tuple[str, str]
) -> None:
    """Stale on 20 June and void since 5 May: May's statement tells the one that holds, alone."""
    hub, _ = paid_for_february(billing)
    paid_by_answer(hub, approved(hub, LPV))
    more = sent(billing, "M2")
    hub.close()
    later = reopened(hub.settings.folder, standing_clock(datetime(2026, 6, 20, 19, tzinfo=UTC)))
    receive(later, notice((more, "40.00"), amount="40.00", trace="T2", day="20260612"))
    for each in order:
        answers(later, each)
    shown = stated(later, MAY)
    assert (since(shown), parts(shown)) == ([], {"payable": 4250})
    assert [(move.kind, move.paid_as, str(move.on)) for move in shown.body.moves] == [
        ("payout.paid", "W10", "2026-04-15"),
        ("payout.voided", "W10", "2026-05-05"),
    ]
    later.close()


# in every form and language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_of_payouts_alone_says_which_warrant_was_void_and_no_more(
    billing: Billing, language: str
) -> None:
    hub, _ = paid_for_february(billing)
    paid_by_answer(hub, approved(hub, LPV))
    answers(hub, "LPV-P0001,void,W10,,2026-04-15,42.50")
    shown, words = show_statement(hub, LPV, APRIL), statement_words(language)
    assert not isinstance(shown, Refused)
    text = told(shown, language)
    assert (
        words("balance.payout-voided-as", number="LPV-P0001", day="2026-04-15", paid_as="W10")
        in text
    )
    # the balance tells them: it is not that nothing moved
    assert words("lines.none") in text
    if language == "en":
        assert "No payment notices in this statement." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_what_may_be_paid_and_how_to_question_it(
    billing: Billing, language: str
) -> None:
    """76.50 are owed for March; 42.50 of them were paid out since; 34.00 may be paid."""
    hub, _ = paid_for_february(billing)
    more = notice((sent(billing, "M2"), "40.00"), amount="40.00", trace="T2", day="20260310")
    receive(hub, more)
    banked(hub, 4000, "T2")
    paid_by_answer(hub, approved(hub, LPV))
    shown = stated(hub)
    words = statement_words(language)
    payable = words("balance.payable")
    assert f"{payable} 34.00" in told(shown, language)
    html = statement_file(hub, shown, "html", language).decode()
    assert "LPV-P0001" in html
    assert "-42.50" in html
    for form in ("csv", "xlsx"):
        content = statement_file(hub, shown, form, language)
        headers, *rows = _csv(content) if form == "csv" else _sheet(content)
        kind, of_balance = (
            headers.index(words("sheet.kind")),
            headers.index(words("sheet.standing")),
        )
        told_so = {row[kind]: row[of_balance] for row in rows}
        assert float(told_so[payable]) == 34.0
        assert -42.5 in [float(cell) for cell in told_so.values() if cell not in {"", None}]
        # 15 April and 30 days
        assert any("2026-05-15" in str(text) for text in told_so)
    assert b'"under_way": "0.00"' in statement_file(hub, shown, "json", language)


def _csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
