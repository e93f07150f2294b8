"""Money that goes back to a plan: by cheque, or because the plan takes it back itself."""

from datetime import date

from domain.problem import Refused
from hub.services.notices.paid_twice import Accepted, accept_second
from hub.services.notices.places import Place
from hub.services.payments.refunds import (
    Found,
    approve_refund,
    propose_refund,
    send_refund,
    void_refund,
)
from projections.refund_status import RefundStatus
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, adds_up, due, receive, send

PARTNER, FEE, DEPOSIT = "partner:LPV", "hub-fee:acme", "deposit:acme"
TWICE, PAYABLE, ABOVE = "suspense:paid-twice", "payable:acme", "suspense:recovery-above-payment"
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
PAID_ONCE = {PARTNER: -THEIRS, FEE: -OURS}
FINDER, KEEPER = "A. Finder", "B. Keeper"


def done(row: RefundStatus | Refused) -> RefundStatus:
    assert isinstance(row, RefundStatus), row
    return row


def codes(row: RefundStatus | Refused) -> list[str]:
    assert isinstance(row, Refused), row
    return row.codes


def paid_twice(billing: Billing) -> str:
    """A claim that is paid on the 10th and again on the 12th of April."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1"), trace="T1"))
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN2"), trace="T2", day="20260412"))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, TWICE: -CHARGE, **PAID_ONCE}
    return sent


def proposed(billing: Billing, sent: str, amount: int | None = None) -> str:
    found = Found(sent[:11], "the plan paid it again", amount)
    return done(propose_refund(billing.hub, found, FINDER)).number


def approved(billing: Billing, sent: str, amount: int | None = None) -> str:
    number = proposed(billing, sent, amount)
    done(approve_refund(billing.hub, number, KEEPER))
    adds_up(billing)
    return number


def mailed(billing: Billing, sent: str, amount: int | None = None) -> str:
    number = approved(billing, sent, amount)
    done(send_refund(billing.hub, number, "10077"))
    adds_up(billing)
    return number


# by cheque


def test_what_was_paid_twice_goes_back_by_cheque_within_sixty_days(billing: Billing) -> None:
    sent = paid_twice(billing)
    number = proposed(billing, sent)
    assert number == f"{sent[:11]}-R1"
    (item,) = due(billing, "refund-owed")
    # 60 days after the 12th of April, when the second payment was stated
    assert (item.due_on, item.who, item.amount) == (date(2026, 6, 11), "hub", CHARGE)
    assert accounts(billing)[TWICE] == -CHARGE
    done(approve_refund(billing.hub, number, KEEPER))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PAYABLE: -CHARGE, **PAID_ONCE}
    assert due(billing, "paid-twice") == []
    row = done(send_refund(billing.hub, number, "10077", date(2026, 4, 15)))
    assert (row.state, row.cheque, row.sent_on) == ("sent", "10077", date(2026, 4, 15))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, "bank": -CHARGE, **PAID_ONCE}
    assert due(billing, "refund-owed") == []
    adds_up(billing)


def test_who_found_it_never_agrees_to_it_alone(billing: Billing) -> None:
    number = proposed(billing, paid_twice(billing))
    assert codes(approve_refund(billing.hub, number, "a. FINDER")) == ["staff.same-person"]
    assert accounts(billing)[TWICE] == -CHARGE


def test_a_part_that_was_paid_too_much_is_given_back_by_all_who_shared_it(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    mailed(billing, sent, 1000)
    # 10.00 is 8.50 of the partner and 1.50 of the hub
    assert accounts(billing) == {
        DEPOSIT: CHARGE,
        "bank": -1000,
        PARTNER: -(THEIRS - 850),
        FEE: -(OURS - 150),
    }


def test_no_more_goes_back_than_the_plan_paid_and_did_not_take_back(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    too_much = Found(sent[:11], "all of it and more", CHARGE + 1)
    assert codes(propose_refund(billing.hub, too_much, FINDER)) == ["refund.more-than-stands"]
    assert codes(propose_refund(billing.hub, Found(sent[:11], "?"), FINDER)) == ["refund.no-amount"]
    number = proposed(billing, sent, CHARGE)
    receive(billing, era(Clp(sent, -CHARGE, status="22"), states=0, trace="T2", plb=[FB_OUT]))
    assert codes(approve_refund(billing.hub, number, KEEPER)) == ["refund.more-than-stands"]


FB_OUT = Plb("FB", "", -CHARGE)


def test_a_dry_run_moves_nothing(billing: Billing) -> None:
    sent = paid_twice(billing)
    before = billing.hub.log.head().position
    found = Found(sent[:11], "the plan paid it again")
    assert done(propose_refund(billing.hub, found, FINDER, dry_run=True)).amount == CHARGE
    assert billing.hub.log.head().position == before


def test_another_refund_of_the_claim_is_no_takeback_of_the_plan(billing: Billing) -> None:
    """Two were agreed to; the plan took nothing, so both go out. Then it takes 5.00 itself."""
    sent = paid_twice(billing)
    first, second = (approved(billing, sent, cents) for cents in (4000, 1000))
    assert done(send_refund(billing.hub, first, "10077")).state == "sent"
    receive(billing, era(plb=[Plb("WO", sent, 500), Plb("FB", "", -500)], trace="T3"))
    assert codes(send_refund(billing.hub, second, "10078")) == ["refund.taken-back-by-plan"]
    adds_up(billing)


def test_one_cheque_carries_several_refunds_only_to_one_plan_on_one_day(billing: Billing) -> None:
    sent = paid_twice(billing)
    first, second = (approved(billing, sent, cents) for cents in (4000, 1000))
    done(send_refund(billing.hub, first, "10077"))
    same_day, next_day = date(2026, 4, 15), date(2026, 4, 16)
    assert codes(send_refund(billing.hub, second, " 10077", next_day)) == ["refund.cheque-taken"]
    assert done(send_refund(billing.hub, second, "10077", same_day)).state == "sent"
    adds_up(billing)


def test_a_second_payment_is_not_accepted_while_it_is_to_go_back(billing: Billing) -> None:
    sent = paid_twice(billing)
    number = proposed(billing, sent)
    refused = accept_second(billing.hub, sent[:11], "two visits")
    assert isinstance(refused, Refused)
    assert refused.codes == ["paid-twice.refund-open"]
    assert number in refused.problems[0].what
    done(void_refund(billing.hub, number, "the second payment is right"))
    assert isinstance(accept_second(billing.hub, sent[:11], "two visits"), Accepted)


def test_every_step_is_done_once(billing: Billing) -> None:
    number = mailed(billing, paid_twice(billing))
    before = billing.hub.log.head().position
    done(send_refund(billing.hub, number, "10077"))
    assert codes(approve_refund(billing.hub, number, KEEPER)) == ["refund.wrong-moment"]
    assert billing.hub.log.head().position == before


def test_a_cheque_that_came_back_is_in_the_bank_and_the_money_waits_again(
    billing: Billing,
) -> None:
    sent = paid_twice(billing)
    number = mailed(billing, sent)
    done(void_refund(billing.hub, number, "the post returned it"))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, TWICE: -CHARGE, **PAID_ONCE}
    adds_up(billing)
    assert [item.due_on for item in due(billing, "paid-twice")] == [date(2026, 6, 11)]
    assert mailed(billing, sent) == f"{sent[:11]}-R2"
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, "bank": -CHARGE, **PAID_ONCE}


def test_what_was_never_ours_goes_back_whole(billing: Billing) -> None:
    receive(billing, era(Clp("STRANGER", 3000), day="20260410"))
    found = Found(Place("T1", 1), "not our member")
    row = done(propose_refund(billing.hub, found, FINDER))
    assert (row.number, row.due_on, row.partner_code) == ("ACME-R1", date(2026, 6, 9), None)
    done(approve_refund(billing.hub, row.number, KEEPER))
    assert accounts(billing) == {DEPOSIT: 3000, PAYABLE: -3000}
    assert due(billing, "parked-payment") == []
    done(send_refund(billing.hub, row.number, "10078"))
    assert accounts(billing) == {DEPOSIT: 3000, "bank": -3000}
    adds_up(billing)
    done(void_refund(billing.hub, row.number, "it was ours after all"))
    assert accounts(billing) == {DEPOSIT: 3000, "suspense:unmatched-claim": -3000}
    assert len(due(billing, "parked-payment")) == 1
    adds_up(billing)


# the plan helps itself


def test_a_refund_is_settled_by_a_reversal_in_its_place(billing: Billing) -> None:
    sent = paid_twice(billing)
    number = approved(billing, sent)
    undone = era(Clp(sent, -CHARGE, status="22", payer_control="ICN2"), plb=[FB_OUT], trace="T3")
    receive(billing, undone)
    # owed to the plan, and kept by it: the one meets the other once the refund is void
    assert accounts(billing)[PAYABLE] == -CHARGE
    assert codes(send_refund(billing.hub, number, "10077")) == ["refund.taken-back-by-plan"]
    done(void_refund(billing.hub, number, "the plan undid the second payment"))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, "carried:acme": -CHARGE, **PAID_ONCE}
    adds_up(billing)


def test_a_refund_is_settled_by_a_takeback_in_its_place(billing: Billing) -> None:
    sent = paid_twice(billing)
    (other,) = send(billing, "M2")
    number = approved(billing, sent)
    kept = era(
        Clp(other, CHARGE, payer_control="ICN7"), plb=[Plb("WO", "ICN2", CHARGE)], trace="T3"
    )
    receive(billing, kept)
    assert codes(send_refund(billing.hub, number, "10077")) == ["refund.taken-back-by-plan"]
    done(void_refund(billing.hub, number, "the plan kept it from the next payment"))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -2 * THEIRS, FEE: -2 * OURS}
    adds_up(billing)


def test_cheque_mailed_for_the_second_payment_which_the_plan_undoes_too(
    billing: Billing,
) -> None:
    """The plan has the second payment twice; the first one stands, and no partner bears it."""
    sent = paid_twice(billing)
    number = mailed(billing, sent)
    undone = era(Clp(sent, -CHARGE, status="22", payer_control="ICN2"), plb=[FB_OUT], trace="T3")
    receive(billing, undone)
    in_twice = {DEPOSIT: 2 * CHARGE, "bank": -CHARGE, "carried:acme": -CHARGE, ABOVE: CHARGE}
    assert accounts(billing) == in_twice | PAID_ONCE
    assert [r.outcome for r in billing.claim(sent[:11]).account.results] == ["paid"]
    (item,) = due(billing, "recovery-above-payment")
    assert item.amount == CHARGE
    # the plan sends our cheque back uncashed
    done(void_refund(billing.hub, number, "the plan returned it"))
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, "carried:acme": -CHARGE, **PAID_ONCE}
    adds_up(billing)


def test_72_for_a_mailed_cheque(billing: Billing) -> None:
    """The plan writes off the debt that our cheque paid; that it says so moves nobody's money."""
    sent = paid_twice(billing)
    mailed(billing, sent)
    (other,) = send(billing, "M2")
    receipt = era(
        Clp(other, CHARGE, payer_control="ICN7"),
        plb=[Plb("WO", "ICN2", CHARGE), Plb("72", "ICN2", -CHARGE)],
        trace="T3",
    )
    receive(billing, receipt)
    assert accounts(billing) == {
        DEPOSIT: 3 * CHARGE,
        "bank": -CHARGE,
        PARTNER: -2 * THEIRS,
        FEE: -2 * OURS,
    }


def test_72_with_no_cheque_known(billing: Billing) -> None:
    """The plan thanks for a cheque that the hub never sent: both of its lines cancel out."""
    sent, other = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    thanks = era(
        Clp(other, CHARGE, payer_control="ICN7"),
        plb=[Plb("WO", "ICN1", CHARGE), Plb("72", "ICN1", -CHARGE)],
        trace="T2",
    )
    receive(billing, thanks)
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -2 * THEIRS, FEE: -2 * OURS}


def test_cheque_mailed_and_the_plan_also_offsets(billing: Billing) -> None:
    """It is recovered twice: the partner bears it once, the plan owes the rest."""
    sent, other = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    mailed(billing, sent, CHARGE)
    assert accounts(billing) == {DEPOSIT: CHARGE, "bank": -CHARGE}
    offset = era(
        Clp(other, 2 * CHARGE, payer_control="ICN7"), plb=[Plb("WO", "ICN1", CHARGE)], trace="T2"
    )
    receive(billing, offset)
    held = accounts(billing)
    assert held.pop(ABOVE) == CHARGE
    # 106.64 of the second claim is 90.64 and 16.00
    assert held == {DEPOSIT: 2 * CHARGE, "bank": -CHARGE, PARTNER: -9064, FEE: -1600}
    (item,) = due(billing, "recovery-above-payment")
    assert (item.who, item.amount) == ("hub", CHARGE)


# a person says why it is right


def test_a_second_payment_that_a_person_accepts_is_shared_like_the_first(
    billing: Billing,
) -> None:
    sent = paid_twice(billing)
    why = "two visits went under one number"
    tried = accept_second(billing.hub, sent[:11], why, dry_run=True)
    assert tried == Accepted(billing.claim(sent[:11]).account.body.number, "T2", CHARGE)
    assert accounts(billing)[TWICE] == -CHARGE
    assert accept_second(billing.hub, sent[:11], why) == tried
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -2 * THEIRS, FEE: -2 * OURS}
    adds_up(billing)
    assert due(billing, "paid-twice") == []
    again = accept_second(billing.hub, sent[:11], why)
    assert isinstance(again, Refused)
    assert again.codes == ["paid-twice.none"]


def test_of_several_second_payments_a_person_says_which_is_right(billing: Billing) -> None:
    sent = paid_twice(billing)
    third = era(Clp(sent, CHARGE, payer_control="ICN3"), trace="T3", day="20260413")
    receive(billing, third)
    unclear = accept_second(billing.hub, sent[:11], "one of them is right")
    assert isinstance(unclear, Refused)
    assert unclear.codes == ["paid-twice.several"]
    assert isinstance(accept_second(billing.hub, sent[:11], "right", trace="T2"), Accepted)
    assert accounts(billing)[TWICE] == -CHARGE
    # what is left to be given back was paid on the 13th of April
    assert [item.due_on for item in due(billing, "paid-twice")] == [date(2026, 6, 12)]
