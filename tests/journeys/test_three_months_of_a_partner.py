"""Three months of a partner: paid, held back, taken back, met from the reserve, recouped.

The hub keeps 15% of what plans pay; 10% of plan payments are held back.

March   the plan pays 50.00: fee 7.50, the partner's part 42.50; held back 5.00; owed 37.50.
April   it takes the 50.00 back: the partner's part -42.50; 37.50 - 42.50 = -5.00, met by the 5.00.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.agreements.partner import PARTNER, LeavePartner
from domain.agreements.pay_terms import AdvanceRule, DebtRule, PayRule, ReserveRule
from domain.identifiers import PartnerCode
from domain.payments.partner_debt import DebtInvoice
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import StatementBody
from hub.clock import Clock, standing_clock
from hub.handler import Ask
from hub.services.bank.deposits import record_deposit
from hub.services.payments.partner_debts import invoice_debt, receive_debt
from hub.services.receiving.receiving import receive_file
from hub.services.statements.statement_run import StatementRun, run_statements
from hub.services.statements.statements import show_statement
from hub.services.terms.pay_terms import agree_pay_rule, pay_standing
from tests.support.billing import LPV, ORC, Billing, ready_hub
from tests.support.edi import interchange
from tests.support.hubs import reopened
from tests.support.paid import accounts
from tests.support.paid_out import give_ahead, pay_out

MARCH, APRIL, MAY, JUNE = (Month(2026, month) for month in range(3, 7))
RESERVE = ReserveRule(MARCH, "contract, 7", basis_points=1000, months=12)
DEBT = DebtRule(MARCH, "contract, 8", statements=2)


def at(year: int, month: int, day: int) -> Clock:
    return standing_clock(datetime(year, month, day, 19, tzinfo=UTC))


def agreed(billing: Billing, *rules: PayRule, partner: PartnerCode = LPV) -> None:
    for rule in rules:
        found = agree_pay_rule(billing.hub, partner, rule)
        assert not isinstance(found, Refused), found


def sent(billing: Billing, member: str) -> str:
    billing.visit(member)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def notice(trace: str, day: str, amount: str, *claims: tuple[str, str], kept: str = "") -> bytes:
    """A payment notice; `kept` is a claim of which 50.00 is kept (PLB WO)."""
    return interchange(
        [
            f"BPR*I*{amount}*C*ACH*CCP***********{day}",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            *[f"CLP*{at_}*1*{paid}*{paid}**MC*ICN-{at_}*11*1" for at_, paid in claims],
            *([f"PLB*1234567893*20261231*WO:{kept}*50.00"] if kept else []),
        ]
    )


def paid(billing: Billing, content: bytes) -> None:
    (found,) = receive_file(billing.hub, content, "f.835").transactions
    assert found.outcome == "posted", found


def banked(billing: Billing, trace: str, amount: int) -> None:
    found = record_deposit(billing.hub, bank_on=date(2026, 3, 12), amount=amount, trace=trace)
    assert not isinstance(found, Refused), found


def later(billing: Billing, clock: Clock) -> Billing:
    """The same hub on a later day."""
    folder = billing.hub.settings.folder
    billing.hub.close()
    return Billing(reopened(folder, clock), billing.count)


def run(billing: Billing, month: Month) -> StatementRun:
    found = run_statements(billing.hub, month)
    assert isinstance(found, StatementRun), found
    return found


def body(billing: Billing, month: Month, partner: PartnerCode = LPV) -> StatementBody:
    found = show_statement(billing.hub, partner, month)
    assert not isinstance(found, Refused), found
    return found.body


def settled(shown: StatementBody) -> list[tuple[str, int]]:
    return [(each.kind, each.cents) for each in shown.settlements]


def for_a_person(done: StatementRun) -> list[tuple[str, str, int]]:
    return [(each.number, each.why, each.cents) for each in done.for_a_person]


@pytest.fixture
def march(tmp_path: Path) -> Billing:
    """50.00 is paid and in the bank; statements for March are issued on 1 April."""
    billing = ready_hub(tmp_path, at(2026, 3, 9))
    agreed(billing, RESERVE, DEBT)
    first = sent(billing, "M1")
    paid(billing, notice("T1", "20260310", "50.00", (first, "50.00")))
    billing = later(billing, at(2026, 4, 1))
    banked(billing, "T1", 5000)
    run(billing, MARCH)
    return billing


def test_a_tenth_of_the_plans_payment_is_held_back(march: Billing) -> None:
    shown = body(march, MARCH)
    assert settled(shown) == [("reserve-held", -500)]
    assert (shown.net, shown.closing, shown.payable, shown.reserve) == (4250, 3750, 3750, 500)
    held = {name: cents for name, cents in accounts(march).items() if name.endswith(":LPV")}
    assert held == {"partner:LPV": -3750, "reserve:LPV": -500}


def taken_back(billing: Billing) -> Billing:
    """In April the plan keeps the 50.00 of March, out of 60.00 that it pays ORC."""
    first = billing.claim("LPV00000001").account.sends[-1].sent_as
    billing.visit("M2", partner=ORC)
    (number,) = billing.built()
    billing.sent()
    other = billing.claim(number).account.sends[-1].sent_as
    paid(billing, notice("T2", "20260410", "10.00", (other, "60.00"), kept=first))
    return later(billing, at(2026, 5, 1))


def test_a_takeback_below_zero_is_met_from_the_reserve(march: Billing) -> None:
    """37.50 - 42.50 = -5.00; the 5.00 that were held meet it, and nothing of ORC's is touched."""
    billing = taken_back(march)
    run(billing, APRIL)
    shown = body(billing, APRIL)
    assert (shown.opening, shown.net, settled(shown)) == (3750, -4250, [("reserve-used", 500)])
    assert (shown.closing, shown.reserve, shown.recoupment) == (0, 0, None)
    (line,) = shown.lines
    assert line.original is not None
    assert (line.kind, line.original.trace, line.original.statement) == (
        "takeback",
        "T1",
        "LPV-2026-03",
    )
    assert body(billing, APRIL, ORC).closing == 5100  # 60.00 less 15%


def paid_out(billing: Billing) -> None:
    """The 37.50 of March are paid out, as its payout tells."""
    pay_out(billing, LPV, 3750, on=date(2026, 4, 5), about="LPV-2026-03")


def test_partner_balance_below_zero(march: Billing) -> None:
    """After a payout the takeback leaves -37.50: what next payments bring meets it first.

    April: 37.50 - 37.50 paid out - 42.50 = -42.50; the reserve of 5.00 meets part: -37.50.
    May: the plan pays 80.00, the part is 68.00; -37.50 + 68.00 = 30.50, of which 8.00 are held.
    """
    paid_out(march)
    billing = taken_back(march)
    done = run(billing, APRIL)
    shown = body(billing, APRIL)
    assert [(move.kind, move.cents) for move in shown.moves] == [("payout.paid", -3750)]
    assert (shown.closing, shown.payable, settled(shown)) == (-3750, 0, [("reserve-used", 500)])
    plan = shown.recoupment
    assert plan is not None
    assert (plan.owed, plan.from_reserve, plan.statements) == (3750, 500, 2)
    assert plan.invoice_with == JUNE
    assert ("LPV-2026-04", "below-zero", 3750) in for_a_person(done)
    third = sent(billing, "M3")
    paid(billing, notice("T3", "20260510", "80.00", (third, "80.00")))
    billing = later(billing, at(2026, 6, 1))
    run(billing, MAY)
    shown = body(billing, MAY)
    assert (shown.opening, shown.net, settled(shown)) == (-3750, 6800, [("reserve-held", -800)])
    assert (shown.closing, shown.recoupment) == (2250, None)


def test_a_debt_that_statements_do_not_meet_is_to_be_invoiced(march: Billing) -> None:
    paid_out(march)
    billing = taken_back(march)
    run(billing, APRIL)
    billing = later(billing, at(2026, 7, 1))
    run(billing, MAY)
    done = run(billing, JUNE)
    assert ("LPV-2026-06", "invoice-due", 3750) in for_a_person(done)


def test_a_debt_is_invoiced_and_paid_and_the_next_statement_tells_it(march: Billing) -> None:
    """37.50 are owed and asked for; 10.00 come, then 27.50: the balance is zero again."""
    paid_out(march)
    billing = taken_back(march)
    run(billing, APRIL)
    early = invoice_debt(billing.hub, LPV)
    assert isinstance(early, Refused)
    assert list(early.codes) == ["partner-debt.statements-first"]
    billing = later(billing, at(2026, 7, 1))
    run(billing, MAY)
    run(billing, JUNE)
    asked = invoice_debt(billing.hub, LPV)
    assert isinstance(asked, DebtInvoice), asked
    assert (asked.number, asked.cents, asked.due_on) == ("LPV-D0001", 3750, date(2026, 7, 31))
    assert ("LPV-2026-06", "invoiced", 3750) in for_a_person(run(billing, JUNE))
    again = invoice_debt(billing.hub, LPV)
    assert isinstance(again, Refused)
    assert list(again.codes) == ["partner-debt.not-owed"]
    billing = later(billing, at(2026, 8, 3))
    for cents, reference in ((1000, "cheque 880"), (2750, "cheque 881"), (2750, "cheque 881")):
        found = receive_debt(
            billing.hub, LPV, "LPV-D0001", amount=cents, on=date(2026, 7, 20), reference=reference
        )
        assert not isinstance(found, Refused), found
    assert "partner:LPV" not in accounts(billing)
    july = Month(2026, 7)
    run(billing, july)
    shown = body(billing, july)
    assert [(move.kind, move.cents) for move in shown.moves] == [
        ("partner-debt.paid", 1000),
        ("partner-debt.paid", 2750),
    ]
    assert (shown.opening, shown.closing, shown.recoupment) == (-3750, 0, None)
    nothing = invoice_debt(billing.hub, LPV)
    assert isinstance(nothing, Refused)
    assert list(nothing.codes) == ["partner-debt.nothing-stated"]


def test_partner_left_with_a_reserve(march: Billing) -> None:
    """It left on 30 April 2026; plans may ask for 365 days, so it goes back in April 2027."""
    march.done(Ask(PARTNER, LPV, LeavePartner(date(2026, 4, 30))))
    standing = pay_standing(march.hub, LPV)
    assert not isinstance(standing, Refused)
    assert [(each.cents, each.back_in) for each in standing.held] == [(500, Month(2027, 4))]
    billing = later(march, at(2027, 4, 1))
    run(billing, Month(2027, 3))
    assert settled(body(billing, Month(2027, 3))) == []
    assert body(billing, Month(2027, 3)).reserve == 500
    billing = later(billing, at(2027, 5, 1))
    run(billing, Month(2027, 4))
    shown = body(billing, Month(2027, 4))
    assert settled(shown) == [("reserve-released", 500)]
    assert (shown.closing, shown.reserve) == (4250, 0)
    assert accounts(billing)["partner:LPV"] == -4250
    assert "reserve:LPV" not in accounts(billing)


def test_an_advance_is_recouped_from_what_statements_bring(march: Billing) -> None:
    """100.00 were given ahead; half of April's part of 68.00 is taken: 34.00, 66.00 are left."""
    give_ahead(march, LPV, 10_000, on=date(2026, 4, 2))
    agreed(march, AdvanceRule(APRIL, "letter of 2026-04-02", basis_points=5000))
    second = sent(march, "M2")
    paid(march, notice("T2", "20260410", "80.00", (second, "80.00")))
    billing = later(march, at(2026, 5, 1))
    run(billing, APRIL)
    shown = body(billing, APRIL)
    assert settled(shown) == [("reserve-held", -800), ("advance-recouped", -3400)]
    assert (shown.closing, shown.advance) == (3750 + 6800 - 800 - 3400, 6600)
    assert accounts(billing)["advance:LPV"] == 6600


def test_a_run_that_is_done_again_issues_nothing(march: Billing) -> None:
    head = march.hub.log.head()
    again = run(march, MARCH)
    assert (again.issued, len(again.before), march.hub.log.head()) == ((), 2, head)


def test_a_dry_run_tells_all_and_issues_nothing(march: Billing) -> None:
    head = march.hub.log.head()
    found = run_statements(march.hub, APRIL, early=True, dry_run=True)
    assert isinstance(found, StatementRun)
    assert ([each.body.number for each in found.issued], march.hub.log.head()) == (
        ["LPV-2026-04", "ORC-2026-04"],
        head,
    )


def test_every_balance_is_that_of_the_ledger(march: Billing) -> None:
    """What statements closed with is what the accounts hold, settlements and payouts included."""
    paid_out(march)
    billing = taken_back(march)
    run(billing, APRIL)
    held = accounts(billing)
    for code in (LPV, ORC):
        shown = body(billing, APRIL, code)
        assert -held.get(f"partner:{code}", 0) == shown.closing
        assert -held.get(f"reserve:{code}", 0) == shown.reserve


def test_no_rule_reaches_back_to_a_statement_that_was_issued(march: Billing) -> None:
    found = agree_pay_rule(march.hub, LPV, ReserveRule(MARCH, "too late", basis_points=2000))
    assert isinstance(found, Refused)
    assert list(found.codes) == ["pay-terms.statement-issued"]
