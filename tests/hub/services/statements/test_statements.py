"""Statements: each begins where the last one ended, and pays out only what is in the bank."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from msgspec.structs import replace

from domain.agreements.partner import PARTNER, LeavePartner, PartnerDetails
from domain.identifiers import PartnerCode
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import refused_row_named
from hub.clock import standing_clock
from hub.handler import Ask, Work
from hub.ids import Ids
from hub.services.bank.deposits import record_deposit
from hub.services.care.intake import EncounterOptions, import_encounters
from hub.services.care.visit_labels import visit_labels
from hub.services.moment import of_one_moment
from hub.services.partner_words import statement_words
from hub.services.receiving.receiving import receive_file
from hub.services.statements.statement_run import run_statements
from hub.services.statements.statement_text import statement_text
from hub.services.statements.statements import (
    ShownStatement,
    decide_statement,
    find_partner,
    issue_statement,
    show_statement,
)
from hub.store.errors import VersionConflict
from hub.views import View
from hub.wiring import Hub
from projections.partner_statement import PARTNER_STATEMENT
from tests.support.billing import LPV, ORC, Billing
from tests.support.edi import interchange
from tests.support.hubs import reopened

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)


def sent(billing: Billing, member: str, partner: str = LPV) -> str:
    """A new claim of a partner, sent; its CLM01."""
    billing.visit(member, partner=partner)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def notice(
    *claims: tuple[str, str],
    trace: str = "T1",
    day: str = "20260410",
    amount: str,
    method: str = "ACH",
    kept: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A payment notice: claims with what is paid, and what is kept (PLB WO) for others."""
    return interchange(
        [
            f"BPR*I*{amount}*C*{method}*CCP***********{day}",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            *[f"CLP*{at}*1*{paid}*{paid}**MC*ICN-{at}*11*1" for at, paid in claims],
            *[f"PLB*1234567893*20261231*WO:{at}*{cents}" for at, cents in kept],
        ]
    )


def received(hub: Hub, content: bytes) -> None:
    """A payment notice comes in and is posted."""
    (found,) = receive_file(hub, content, "f.835").transactions
    assert found.outcome == "posted", found


def shown(hub: Hub, code: PartnerCode = LPV, month: Month = APRIL) -> StatementBody:
    found = show_statement(hub, code, month)
    assert not isinstance(found, Refused), found
    return found[1]


def issued(hub: Hub, code: PartnerCode = LPV, month: Month = APRIL) -> StatementBody:
    found = issue_statement(hub, code, month, early=True)
    assert not isinstance(found, Refused), found
    assert found[2]
    return found[1]


def codes(found: object) -> tuple[str, ...]:
    assert isinstance(found, Refused), found
    return tuple(found.codes)


def partner(hub: Hub, code: PartnerCode = LPV) -> PartnerDetails:
    found = find_partner(hub, code)
    assert not isinstance(found, Refused)
    return found


def text(hub: Hub, body: StatementBody, language: str = "en") -> list[str]:
    draft = ShownStatement(partner(hub, body.partner_code), body, None)
    labels = visit_labels(hub, body, initials=False)
    return statement_text(statement_words(language), draft, labels)


@pytest.fixture
def paid(billing: Billing) -> Billing:
    """One claim of LPV is paid on 10 March: 50.00 by the plan, 42.50 for the partner."""
    received(billing.hub, notice((sent(billing, "M1"), "50.00"), amount="50.00", day="20260310"))
    return billing


# one after the other


def test_a_month_that_has_not_begun_has_no_statement(paid: Billing) -> None:
    assert codes(issue_statement(paid.hub, LPV, MAY)) == ("statement.month-not-begun",)
    assert codes(issue_statement(paid.hub, LPV, MAY, dry_run=True)) == (
        "statement.month-not-begun",
    )
    assert issued(paid.hub, month=APRIL).closing == 4250


def test_no_statement_is_issued_or_drawn_before_a_later_one(paid: Billing) -> None:
    issued(paid.hub, month=APRIL)
    assert codes(issue_statement(paid.hub, LPV, MARCH)) == ("statement.later-one-issued",)
    assert codes(show_statement(paid.hub, LPV, MARCH)) == ("statement.later-one-issued",)


def test_the_next_statement_begins_where_the_last_one_ended(paid: Billing) -> None:
    issued(paid.hub, month=MARCH)
    late = notice((sent(paid, "M2"), "30.00"), amount="30.00", trace="T2", day="20260312")
    received(paid.hub, late)
    april = issued(paid.hub, month=APRIL)
    assert (april.opening, [line.net for line in april.lines], april.closing) == (
        4250,
        [2550],
        6800,
    )


def test_a_dry_run_gives_what_would_be_issued_and_adds_nothing(paid: Billing) -> None:
    head = paid.hub.log.head()
    found = issue_statement(paid.hub, LPV, MARCH, dry_run=True)
    assert not isinstance(found, Refused)
    assert (found[1].closing, found[2], paid.hub.log.head()) == (4250, None, head)


def test_two_who_issue_at_once_do_not_both_state_a_line(paid: Billing) -> None:
    hub, other = paid.hub, reopened(paid.hub.settings.folder)
    work = Work(hub.log, Ids(b"index key"), "tester")
    drawn = decide_statement(hub, partner(hub), MARCH, work)
    assert not isinstance(drawn, Refused)
    assert [line.net for line in drawn.lines] == [4250]
    assert [line.net for line in issued(other, month=APRIL).lines] == [4250]
    with pytest.raises(VersionConflict):
        work.commit()
    assert codes(issue_statement(hub, LPV, MARCH)) == ("statement.later-one-issued",)
    other.close()


def test_who_comes_second_draws_the_statement_anew(paid: Billing) -> None:
    """The first try finds its draft overtaken, the second one has nothing left to state."""
    hub, other = paid.hub, reopened(paid.hub.settings.folder)
    tries: list[int] = []

    def overtaken(work: Work) -> StatementBody | Refused:
        drawn = decide_statement(hub, partner(hub), APRIL, work, early=True)
        if not tries:
            issued(other, month=MARCH)
        tries.append(len(tries))
        work.commit()
        return drawn

    body = hub.handler.attempt(overtaken)
    assert isinstance(body, StatementBody)
    assert (len(tries), body.opening, body.lines, body.closing) == (2, 4250, (), 4250)
    other.close()


# of one moment


def test_what_was_issued_can_be_drawn_again_from_the_position_it_names(paid: Billing) -> None:
    body = issued(paid.hub, month=MARCH)
    received(
        paid.hub, notice((sent(paid, "M2"), "9.00"), amount="9.00", day="20260311", trace="T2")
    )
    then = show_statement(paid.hub, LPV, MARCH, known_at=body.cut_at)
    assert not isinstance(then, Refused)
    assert (then.body, then.issued_on) == (body, None)


def test_rows_that_move_while_they_are_read_are_read_again(paid: Billing) -> None:
    hub, other = paid.hub, reopened(paid.hub.settings.folder)
    second = sent(paid, "M2")
    seen: list[int] = []

    def read(view: View, cut_at: int) -> tuple[int, int]:
        if not seen:
            received(other, notice((second, "9.00"), amount="9.00", trace="T2"))
        seen.append(cut_at)
        claims = view.rows(PARTNER_STATEMENT, partner_code=LPV)
        return cut_at, sum(len(claim.movements) for claim in claims)

    assert of_one_moment(hub, read, PARTNER_STATEMENT) == (hub.log.head().position, 2)
    assert seen[0] < seen[1]
    other.close()


def test_where_rows_never_stand_still_they_are_folded_from_the_log(paid: Billing) -> None:
    hub = paid.hub
    added: list[int] = []

    def read(view: View, cut_at: int) -> tuple[int, int]:
        if len(added) < 3:
            paid.visit("M3")
            added.append(cut_at)
        return cut_at, len(view.rows(PARTNER_STATEMENT, partner_code=LPV))

    assert of_one_moment(hub, read, PARTNER_STATEMENT) == (hub.log.head().position, 1)


def test_a_statement_is_shown_as_it_was_shown_then(paid: Billing) -> None:
    hub = paid.hub
    known = partial(show_statement, hub, LPV)
    before = known(APRIL)
    position = hub.log.head().position
    march = issued(hub, month=MARCH)
    assert known(APRIL, known_at=position) == before
    received(hub, notice((sent(paid, "M2"), "9.00"), amount="9.00", day="20260311", trace="T2"))
    assert known(MARCH, known_at=hub.log.head().position) == (
        partner(hub),
        march,
        date(2026, 4, 15),
    )


# in the bank


def banked(hub: Hub, amount: int, trace: str = "T1") -> None:
    found = record_deposit(hub, bank_on=date(2026, 4, 11), amount=amount, trace=trace)
    assert not isinstance(found, Refused), found


def test_only_what_is_in_the_bank_is_payable(paid: Billing) -> None:
    assert (shown(paid.hub).payable, shown(paid.hub).lines[0].arrival) == (0, "awaited")
    banked(paid.hub, 5000)
    body = shown(paid.hub)
    assert (body.payable, body.short, body.lines[0].arrival) == (4250, 0, "in-bank")


def test_a_cent_that_the_bank_lacks_is_short_to_those_of_its_own_notice(paid: Billing) -> None:
    other = sent(paid, "M2", ORC)
    received(paid.hub, notice((other, "50.00"), amount="50.00", trace="T2"))
    banked(paid.hub, 4999)
    banked(paid.hub, 5000, "T2")
    body, others = shown(paid.hub), shown(paid.hub, ORC)
    assert (body.payable, body.short, body.lines[0].arrival) == (4249, 1, "in-bank")
    assert (others.payable, others.short) == (4250, 0)


def test_a_cent_that_was_set_off_is_short_to_those_it_was_to_pay(paid: Billing) -> None:
    first = paid.claim("LPV00000001").account.sends[-1].sent_as
    banked(paid.hub, 4999)
    second = sent(paid, "M2", ORC)
    kept = ((first, "50.00"),)
    received(paid.hub, notice((second, "50.00"), amount="0", trace="T2", kept=kept))
    assert (shown(paid.hub).payable, shown(paid.hub).short) == (0, 0)
    assert (shown(paid.hub, ORC).payable, shown(paid.hub, ORC).short) == (4249, 1)


def test_of_what_is_half_in_the_bank_nothing_is_payable_yet(paid: Billing) -> None:
    banked(paid.hub, 2500)
    assert (shown(paid.hub).payable, shown(paid.hub).lines[0].arrival) == (0, "awaited")
    banked(paid.hub, 2500 - 1)
    assert (shown(paid.hub).payable, shown(paid.hub).short) == (4249, 1)
    banked(paid.hub, 1)
    assert (shown(paid.hub).payable, shown(paid.hub).short) == (4250, 0)


def test_what_the_bank_gave_back_is_payable_no_longer(paid: Billing) -> None:
    banked(paid.hub, 5000)
    banked(paid.hub, -5000)
    assert (shown(paid.hub).payable, shown(paid.hub).lines[0].arrival) == (0, "awaited")


@pytest.mark.parametrize("method", ["NON", "ACH"])
def test_a_payment_that_the_plan_set_off_has_nothing_to_wait_for(
    billing: Billing, method: str
) -> None:
    hub, first = billing.hub, sent(billing, "M1")
    received(hub, notice((first, "50.00"), amount="50.00"))
    banked(hub, 5000)
    second = sent(billing, "M2", ORC)
    kept = ((first, "50.00"),)
    received(hub, notice((second, "50.00"), amount="0", method=method, trace="T2", kept=kept))
    assert (shown(hub).closing, shown(hub).payable) == (0, 0)
    body = shown(hub, ORC)
    assert (body.payable, body.short, body.lines[0].arrival) == (4250, 0, "set-off")
    assert any("no money to wait for" in line for line in text(hub, body))


def test_what_the_bank_lacks_is_named_and_not_paid_out(billing: Billing) -> None:
    """The first payment never reached the bank, so what was set off against it is not there."""
    hub, first = billing.hub, sent(billing, "M1")
    received(hub, notice((first, "50.00"), amount="50.00"))
    second, third = sent(billing, "M2", ORC), sent(billing, "M3", ORC)
    kept = ((first, "50.00"),)
    received(hub, notice((second, "50.00"), amount="0", method="NON", trace="T2", kept=kept))
    received(hub, notice((third, "20.00"), amount="20.00", trace="T3"))
    banked(hub, 2000, "T3")
    body = shown(hub, ORC)
    assert (body.closing, body.payable, body.short) == (5950, 1700, 4250)
    assert any("not covered by the bank" in line for line in text(hub, body))
    banked(hub, 5000)
    assert (shown(hub, ORC).payable, shown(hub, ORC).short) == (5950, 0)


def test_a_shortfall_is_shared_by_all_who_are_owed(billing: Billing) -> None:
    """Together they are never promised more than the bank has."""
    hub, lost = billing.hub, sent(billing, "M1")
    both = (sent(billing, "M2"), "60.00"), (sent(billing, "M3", ORC), "20.00")
    received(hub, notice(*both, amount="80.00"))
    banked(hub, 8000)
    kept = (("UNKNOWN", "50.00"),)
    received(hub, notice((lost, "50.00"), amount="0", trace="T2", kept=kept))
    bodies = [shown(hub), shown(hub, ORC)]
    assert sum(body.short for body in bodies) == 5000
    assert sum(body.payable for body in bodies) == sum(body.closing for body in bodies) - 5000
    assert all(body.short > 0 for body in bodies)


def test_money_announced_without_any_waits_for_the_plan(billing: Billing) -> None:
    received(billing.hub, notice((sent(billing, "M1"), "50.00"), amount="50.00", method="NON"))
    body = shown(billing.hub)
    assert (body.payable, body.short, body.lines[0].arrival) == (0, 0, "awaited")


# in words


def test_you_owe_the_hub_stands_where_the_balance_is_below_zero(paid: Billing) -> None:
    owing = replace(shown(paid.hub), opening=-100, closing=-1350, payable=0, waiting=0)
    words = text(paid.hub, owing)
    (owed,) = [line for line in words if line.startswith("You owe the hub, counting all until")]
    assert owed.endswith(" 13.50")
    assert any(line.startswith("You owed the hub before") for line in words)
    assert not any("in the bank and payable" in line for line in words)


def test_every_line_of_a_statement_fits_the_page(billing: Billing) -> None:
    trace = "A-TRACE-NUMBER-THAT-IS-FIFTY-CHARACTERS-LONG-00001"
    paying = notice((sent(billing, "M1"), "50.00"), amount="0", trace=trace, kept=(("X", "50.00"),))
    received(billing.hub, paying)
    assert [line for line in text(billing.hub, shown(billing.hub)) if len(line) > 80] == []


def test_the_day_of_the_hub_decides_which_month_has_begun(paid: Billing) -> None:
    may = datetime(2026, 5, 1, 19, tzinfo=UTC)
    later = reopened(paid.hub.settings.folder, standing_clock(may))
    assert issued(later, month=MAY).month == MAY
    later.close()


def test_rows_that_could_not_be_taken_wait_on_the_partner_by_their_numbers(
    billing: Billing,
) -> None:
    header = "Row ID,CIN,Date of service,Code,Modifiers,Minutes,Diagnosis\n"
    bad = [f"R{at},nobody,2026-04-02,98960,U2,60,Z559\n" for at in (2, 3)]
    sheet = (header + "".join(bad)).encode()
    assert not isinstance(import_encounters(billing.hub, sheet, EncounterOptions("LPV")), Refused)
    body = shown(billing.hub)
    (waiting,) = body.open_items
    rows = [refused_row_named(each)[1] for each in waiting.subjects]
    assert (waiting.who, waiting.kind, rows) == ("partner", "refused-row", [2, 3])
    assert (waiting.count, body.encounters.fix_needed) == (2, 2)
    said = " ".join(" ".join(text(billing.hub, body)).split())
    assert (
        "Waiting on you: 2, row of your sheet we could not take: mend it and hand it in again "
        "(row 2 (R2), row 3 (R3))"
    ) in said
    spanish = " ".join(" ".join(text(billing.hub, body, "es")).split())
    assert "En espera de usted: 2, fila de su hoja" in spanish


def test_rows_that_a_partner_that_left_never_mended_bring_it_no_statement(
    billing: Billing,
) -> None:
    sheet = b"Row ID,CIN,Date of service,Code,Modifiers,Minutes,Diagnosis\nR2,nobody,,,,,\n"
    assert not isinstance(import_encounters(billing.hub, sheet, EncounterOptions("LPV")), Refused)
    billing.done(Ask(PARTNER, LPV, LeavePartner(date(2026, 4, 1))))
    run = run_statements(billing.hub, APRIL, early=True)
    assert not isinstance(run, Refused)
    assert (run.nothing, [each.body.number for each in run.issued]) == ((LPV,), ["ORC-2026-04"])
    assert issued(billing.hub).open_items[0].kind == "refused-row"  # asked for, it is given
