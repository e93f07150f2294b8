"""What each payee was paid in a calendar year, by the day of its warrant."""

from datetime import date

from adapters.disbursements.return_thresholds import Threshold, common_thresholds
from domain.payments.payee import W9
from hub.services.agreements.payees import record_w9
from hub.services.payments.advances import give_advance
from hub.services.payments.payout_totals import PayeeTotal, YearTotals, year_totals
from hub.services.payments.payouts import approve_payouts
from hub.wiring import Hub
from tests.support.billing import LPV, ORC, Billing
from tests.support.paying import ADA, BEN, answers, approved, owed, paid_by_answer

LOW = (Threshold(2000, "34.00", "test"),)


def totals(hub: Hub, year: int = 2026) -> YearTotals:
    return year_totals(hub, year, LOW)


def of(found: YearTotals, code: str) -> PayeeTotal:
    return next(each for each in (*found.payees, *found.exempt) if each.partner_code == code)


def test_payments_count_for_the_year_of_their_warrant(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub))
    found = totals(hub)
    assert [(each.partner_code, each.total) for each in found.payees] == [(LPV, 4250), (ORC, 3400)]
    assert totals(hub, 2025).payees == ()


def test_a_return_is_due_from_the_threshold_on(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub))
    # 34.00 is the threshold itself
    assert [each.is_due for each in totals(hub).payees] == [True, True]
    higher = (Threshold(2000, "34.01", "test"),)
    assert [each.is_due for each in year_totals(hub, 2026, higher).payees] == [True, False]
    assert year_totals(hub, 2027, common_thresholds()).threshold is None


def test_what_is_void_counts_for_no_year_and_a_reissue_for_its_own(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub))
    answers(
        hub,
        "LPV-P0001,void,W10,,2026-04-15,42.50",
        "ORC-P0001,reissued,W9,W11,2026-04-15,34.00",
    )
    assert [(each.partner_code, each.total) for each in totals(hub).payees] == [(ORC, 3400)]


def test_seed_money_is_cash_too_and_shown_apart(billing: Billing) -> None:
    hub = owed(billing)
    give_advance(hub, LPV, 500, reason="seed money", by=ADA)
    approve_payouts(hub, ["LPV-P0001"], by=BEN)
    paid_by_answer(hub, {"LPV-P0001": 500})
    paid_by_answer(hub, approved(hub, LPV), warrant="X")
    found = of(totals(hub), LPV)
    assert (found.statements, found.advances, found.total, found.payments) == (4250, 500, 4750, 2)


def test_exempt_payees_stand_apart_and_missing_forms_are_told(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub))
    record_w9(hub, ORC, W9("exempt", "", None, "government entity"))
    found = totals(hub)
    assert [each.partner_code for each in found.exempt] == [ORC]
    assert of(found, ORC).is_due is False
    assert found.without_w9 == (LPV,)
    record_w9(hub, LPV, W9("on-file", "ein", date(2026, 1, 5)))
    assert totals(hub).without_w9 == ()


def test_what_was_sent_and_not_answered_counts_for_no_year(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    assert totals(hub).payees == ()
