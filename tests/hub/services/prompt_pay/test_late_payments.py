"""What plans owe for paying late, from files as they come in; every figure worked by hand.

A claim of 53.32 is received on 2026-03-09, so its last day in time is 2026-04-08.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from domain.money import Money
from domain.problem import Refused
from hub.services.prompt_pay.late_payments import LateClaim, LatePayments, late_payments
from hub.services.prompt_pay.pay_clocks import (
    Learned,
    bring_information,
    contest_claim,
    prove_receipt,
)
from tests.support import answers
from tests.support.billing import ACME, BIRCHWOOD, ORC
from tests.support.eras import Clp, Plb
from tests.support.time_passing import Office, answered_line, office

RECEIVED, DUE = date(2026, 3, 9), date(2026, 4, 8)
WHOLE: Money = 5332


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Office]:
    """Nothing is billed yet."""
    made = office(tmp_path)
    yield made
    made.billing.hub.close()


def late(hub: Office) -> LatePayments:
    return late_payments(hub.billing.hub)


def only(hub: Office) -> LateClaim:
    (claim,) = late(hub).claims
    return claim


def test_what_comes_on_the_last_day_is_in_time(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("04-08", Clp(sent, WHOLE))
    hub.on("12-31")
    assert late(hub) == LatePayments((), ())


def test_interest_left_out_is_owed_with_the_penalty_and_every_figure_is_told(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    claim = only(hub)
    (part,) = claim.parts
    assert (part.proof.received_on, part.proof.by) == (RECEIVED, "277CA from ACMEINVENTED")
    assert (part.part.due_on, part.part.paid_on, part.part.days_late) == (
        DUE,
        date(2026, 5, 8),
        30,
    )
    # 53.32 x 15% x 30/365 = 0.657
    assert (claim.late_amount, claim.interest.total, claim.penalty) == (WHOLE, 65, 1500)
    assert (claim.state, claim.paid, claim.owed) == ("owed", 0, 1565)
    assert claim.payer_control == "ICN1"


def test_small_interest_may_still_come_until_ten_days_after_the_month(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-10")
    claim = only(hub)
    assert (claim.state, claim.penalty, claim.may_come_until) == (
        "may-still-come",
        0,
        date(2026, 6, 10),
    )


def test_interest_that_came_with_the_payment_leaves_nothing_owed(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE), plb=[Plb("L6", sent, -65)])
    hub.on("12-31")
    claim = only(hub)
    assert (claim.state, claim.paid, claim.owed) == ("settled", 65, 0)


def test_too_little_interest_leaves_the_rest_and_no_penalty(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE), plb=[Plb("L6", sent, -40)])
    hub.on("12-31")
    claim = only(hub)
    assert (claim.state, claim.interest_unpaid, claim.penalty) == ("owed", 25, 0)


def test_interest_that_came_too_late_leaves_the_penalty_until_that_comes(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.paid("06-20", plb=[Plb("L6", sent, -65)])
    hub.on("07-01")
    claim = only(hub)
    assert (claim.interest_unpaid, claim.penalty_unpaid, claim.owed) == (0, 1500, 1500)
    hub.paid("07-20", plb=[Plb("L3", sent, -1500)])
    hub.on("08-01")
    assert (only(hub).state, only(hub).owed) == ("settled", 0)


# proof


@pytest.mark.parametrize("category", ["A0", "A1", "A2"])
def test_the_word_of_another_clearinghouse_proves_only_that_it_was_sent(
    hub: Office, category: str
) -> None:
    (sent,) = hub.sent()
    hub.heard(sent, category=category, sender=b"OURHOUSE")
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    (missing,) = late(hub).unproven
    assert late(hub).claims == ()
    assert (missing.amount, missing.paid_on) == (WHOLE, date(2026, 5, 8))
    assert "277CA" in missing.because
    assert "ask the plan for proof" in missing.because


@pytest.mark.parametrize("category", ["A0", "A1", "A2"])
def test_any_word_of_the_designated_clearinghouse_is_proof(hub: Office, category: str) -> None:
    (sent,) = hub.sent()
    hub.heard(sent, category=category)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    assert only(hub).owed == 1565


@pytest.mark.parametrize(
    ("sender", "source", "is_proof"),
    [
        (b"OURHOUSE", b"ACME0", True),  # passed on by our clearinghouse
        (b"ACMEINVENTED", b"OURHOUSE", False),  # names another who speaks
    ],
)
def test_who_speaks_in_it_signs_it_whoever_passes_it_on(
    hub: Office, sender: bytes, source: bytes, *, is_proof: bool
) -> None:
    (sent,) = hub.sent()
    hub.heard(sent, sender=sender, source=source)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    assert [bool(late(hub).claims), bool(late(hub).unproven)] == [is_proof, not is_proof]


def test_a_claim_is_never_received_before_it_was_sent(hub: Office) -> None:
    hub.on("03-20")
    (sent,) = hub.sent()
    hub.heard(sent)  # since 2026-03-09, it says
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    (part,) = only(hub).parts
    assert (part.part.due_on, part.part.days_late) == (date(2026, 4, 19), 19)


def test_a_notice_that_has_the_claim_come_after_its_payment_proves_nothing(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("05-08", Clp(sent, WHOLE, segments=("DTM*050*20260511",)))
    hub.on("06-11")
    assert len(late(hub).unproven) == 1


def test_without_any_word_it_cannot_be_claimed_yet(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    (missing,) = late(hub).unproven
    assert missing.because == (
        "no acknowledgement says that the plan received it; ask the plan for proof, and record it: "
        "hub interest proof"
    )


def test_what_would_not_be_late_even_from_its_sending_needs_no_proof(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("04-04", Clp(sent, WHOLE))  # thirty days after the sending
    hub.on("06-11")
    assert late(hub) == LatePayments((), ())


TA1 = answers.ta1(1, "A").replace(b"260415*1200", b"260305*1200")  # as it was sent


@pytest.mark.parametrize(("receipt", "kind"), [(answers.functional(1, "A"), "999"), (TA1, "TA1")])
def test_a_receipt_for_the_file_proves_the_day_it_was_written(
    hub: Office, receipt: bytes, kind: str
) -> None:
    (sent,) = hub.sent()
    hub.on("04-20")
    hub.received(receipt)  # of 2026-04-16
    hub.paid("06-15", Clp(sent, WHOLE))
    hub.on("07-20")
    (part,) = only(hub).parts
    assert part.proof.by == f"{kind} from ACMEINVENTED"
    assert (part.proof.received_on, part.part.due_on) == (date(2026, 4, 16), date(2026, 5, 16))


def test_a_receipt_that_rejects_the_file_proves_nothing(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.received(answers.functional(1, "R"))
    hub.paid("05-20", Clp(sent, WHOLE))
    hub.on("07-20")
    assert late(hub).claims == ()


def test_the_plan_s_own_notice_proves_when_it_had_the_claim(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("05-08", Clp(sent, WHOLE, segments=("DTM*050*20260311",)))
    hub.on("06-11")
    (part,) = only(hub).parts
    assert part.proof.by == "the plan's payment notice of 2026-05-08"
    assert (part.proof.received_on, part.part.days_late) == (date(2026, 3, 11), 28)


def test_the_earliest_proof_counts(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE, segments=("DTM*050*20260311",)))
    hub.on("06-11")
    (part,) = only(hub).parts
    assert part.proof.received_on == RECEIVED


def test_what_a_person_has_proves_it_too(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    ask = partial(
        prove_receipt,
        hub.billing.hub,
        sent,
        received_on=RECEIVED,
        proof="letter of the plan of 2026-06-01",
    )
    tried = ask(dry_run=True)
    assert isinstance(tried, Learned)
    assert late(hub).claims == ()
    told = [ask() for _ in range(2)]
    assert [each.is_new for each in told if isinstance(each, Learned)] == [True, False]
    assert only(hub).owed == 1565
    assert only(hub).parts[0].proof.by == "letter of the plan of 2026-06-01"


# contested


def test_the_clock_stands_while_the_plan_waits_and_starts_anew_after(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.on("05-08")
    number = sent[:11]
    contest_claim(hub.billing.hub, number, asked_on=date(2026, 4, 8), asks="the care plan")
    (standing,) = late(hub).contested
    assert (late(hub).claims, standing.number, standing.asked_on) == ((), number, date(2026, 4, 8))
    bring_information(hub.billing.hub, number, arrived_on=date(2026, 4, 10))
    assert late(hub) == LatePayments((), ())  # in time until 2026-05-10
    hub.paid("05-20", Clp(sent, WHOLE))
    hub.on("08-01")
    (part,) = only(hub).parts
    assert (part.part.due_on, part.part.days_late) == (date(2026, 5, 10), 10)


def test_what_is_asked_too_late_stops_no_clock(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.on("05-08")
    contest_claim(hub.billing.hub, sent, asked_on=date(2026, 4, 9), asks="the care plan")
    assert late(hub).contested == ()
    assert only(hub).state == "growing"


def test_what_was_never_sent_is_with_no_plan(hub: Office) -> None:
    hub.billing.visit()
    (number,) = hub.billing.built()
    told = contest_claim(hub.billing.hub, number, asked_on=DUE, asks="the care plan")
    assert isinstance(told, Refused)
    assert told.codes == ["pay-clock.never-sent"]
    unknown = bring_information(hub.billing.hub, "LPV99999999", arrived_on=DUE)
    assert isinstance(unknown, Refused)


# which part was late


def test_a_payment_stated_anew_was_late_with_the_difference(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("04-01", Clp(sent, 4000, billed=WHOLE))
    hub.paid(
        "05-08",
        Clp(sent, -4000, billed=-WHOLE, status="22"),
        Clp(sent, WHOLE),
    )
    hub.on("06-11")
    # 13.32 x 15% x 30/365 = 0.164
    assert (only(hub).late_amount, only(hub).interest.total) == (1332, 16)


def test_of_a_claim_paid_in_parts_the_late_lines_owe(hub: Office) -> None:
    hub.billing.visit()
    hub.billing.visit(service_on=date(2026, 3, 3))
    (sent,) = hub.billed()
    hub.heard(sent)
    hub.paid("04-01", Clp(sent, WHOLE, segments=answered_line(sent, 1, "53.32")))
    hub.paid("05-08", Clp(sent, WHOLE, segments=answered_line(sent, 2, "53.32")))
    hub.on("06-11")
    claim = only(hub)
    assert (claim.late_amount, claim.interest.by_line) == (WHOLE, ((2, 65),))


def test_what_the_plan_took_back_owes_nothing(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.paid("05-20", Clp(sent, -WHOLE, status="22"))
    hub.on("06-11")
    assert late(hub).claims == ()


def test_half_of_it_taken_back_owes_half(hub: Office) -> None:
    first, second = hub.sent("M1", "M2")
    hub.heard(first, second)
    hub.paid("04-01", Clp(second, WHOLE))
    hub.paid("05-08", Clp(first, WHOLE), plb=[Plb("WO", first, 2666)])
    hub.on("06-11")
    # 26.66 x 15% x 30/365 = 0.328
    assert (only(hub).late_amount, only(hub).interest.total) == (2666, 32)


# not paid at all


def test_interest_grows_on_a_claim_that_is_not_paid_and_bears_no_penalty_yet(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.on("04-08")
    assert late(hub).claims == ()
    hub.on("05-08")
    claim = only(hub)
    assert (claim.state, claim.late_amount, claim.interest.total, claim.penalty) == (
        "growing",
        WHOLE,
        65,
        0,
    )


def test_a_claim_that_is_not_paid_and_not_proven_is_told_too(hub: Office) -> None:
    hub.sent()
    hub.on("05-08")
    (missing,) = late(hub).unproven
    assert missing.paid_on is None


# for whom


def test_a_list_for_one_plan_or_partner_holds_no_other(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, WHOLE))
    hub.on("06-11")
    asked = hub.billing.hub
    assert len(late_payments(asked, plan=ACME).claims) == 1
    assert late_payments(asked, plan=BIRCHWOOD).claims == ()
    assert late_payments(asked, partner=ORC).claims == ()
