"""What a plan in a box reads is what we wrote; what it writes is what we read."""

from datetime import UTC, datetime
from random import Random

import pytest

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.claims.write_837p import claim_group, write_837p
from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import read_835, survey_835
from adapters.sheets.remittance_sheet import check_remittance, read_remittance_sheet
from adapters.sheets.write_invoice import write_invoice
from domain.problem import Refused
from hub.rehearsal.files import (
    SentFile,
    read_claims,
    read_invoice,
    write_gates,
    write_payment,
    write_payment_sheet,
    write_receipt,
)
from hub.rehearsal.payer import Desk, Paid, pay, take_in
from hub.rehearsal.scenario import Change, Pay, Reduce, Reject, Scenario, When
from tests.adapters.edi.acknowledgements.outside_judge import faults_found
from tests.support.professional_claims import INTERCHANGE, any_batch
from tests.support.sent import PAYER, paid_for, payment, scenario, sent_claim

AT = datetime(2026, 3, 20, 16, tzinfo=UTC)
BATCH = any_batch(Random(7), 40)  # noqa: S311 - invented claims


@pytest.fixture(scope="module")
def sent() -> SentFile:
    written = write_837p(BATCH, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0101")
    assert not isinstance(written, Refused)
    return read_claims(written.content)


def busy_payment() -> Paid:
    """A payment with interest, a reversal, a fresh claim, and money taken back."""
    first, second = When(cin=sent_claim(1).cin), When(cin=sent_claim(2).cin)
    plan = scenario(Pay(interest_cents=35), when=When(cin=sent_claim(3).cin))
    desk, _ = paid_for(Desk(), plan, sent_claim(1, 4, 2), sent_claim(2, 4))
    desk, _ = take_in(desk, plan, [sent_claim(3, 8), sent_claim(4, 4)])
    changes = (Change("", first, "correct", Reduce(1)), Change("", second, "take-back"))
    return pay(desk, plan, payment(*changes, trace="T2"))[1]


def test_every_claim_of_our_837p_is_read(sent: SentFile) -> None:
    assert [claim.sent_as for claim in sent.claims] == [claim.sent_as for claim in BATCH.claims]
    assert [claim.charge for claim in sent.claims] == [claim.charge for claim in BATCH.claims]


def test_every_transaction_of_a_file_is_read_and_receipted() -> None:
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(BATCH, INTERCHANGE, group, "0101", claims_per_transaction=15)
    assert not isinstance(written, Refused)
    sent = read_claims(written.content)
    assert [claim.sent_as for claim in sent.claims] == [claim.sent_as for claim in BATCH.claims]
    answer = read_999(next(iter(read_transactions(write_receipt(sent, AT)))))
    assert [(each.control, each.result) for each in answer.transactions] == [
        ("0101", "A"),
        ("0102", "A"),
        ("0103", "A"),
    ]
    assert (answer.received, answer.accepted) == (3, 3)


def test_an_invoice_sheet_says_the_same_as_the_837p(sent: SentFile) -> None:
    written = write_invoice(BATCH, "xlsx", {})
    assert not isinstance(written, Refused)
    in_x12 = {claim.sent_as: claim for claim in sent.claims}
    for claim in read_invoice(written.content).claims:
        same = in_x12[claim.sent_as]
        assert (claim.lines, claim.cin, claim.born_on) == (same.lines, same.cin, same.born_on)
        assert (claim.frequency, claim.replaces) == (same.frequency, same.replaces)


def test_the_999_accepts_our_group_by_its_number(sent: SentFile) -> None:
    answer = read_999(next(iter(read_transactions(write_receipt(sent, AT)))))
    assert (answer.outcome, answer.control_number) == ("accepted", "101")
    assert answer.findings == ()


def test_the_277ca_says_of_each_claim_what_was_decided_at_the_gate(sent: SentFile) -> None:
    plan = scenario(Reject("A7:158:IL"), when=When(cin=sent.claims[3].cin))
    _, gates = take_in(Desk(), plan, sent.claims)
    answer = read_277ca(next(iter(read_transactions(write_gates(sent, gates, AT)))))
    results = {each.trace: each.result for each in answer.answers if each.level == "claim"}
    rejected = [number for number, result in results.items() if result == "rejected"]
    assert rejected == [sent.claims[3].sent_as]
    assert len(results) == len(sent.claims)
    assert answer.findings == ()


def test_an_outside_judge_finds_nothing_in_what_is_said_at_the_gate(sent: SentFile) -> None:
    plan = scenario(Reject("A7:158:IL"), when=When(cin=sent.claims[3].cin))
    _, gates = take_in(Desk(), plan, sent.claims)
    assert faults_found(write_gates(sent, gates, AT)) == []
    assert faults_found(write_receipt(sent, AT)) == []


def test_the_835_is_read_as_it_was_meant(sent: SentFile) -> None:
    paid = busy_payment()
    content = write_payment(PAYER, sent, paid, AT)
    survey = survey_835(next(iter(read_transactions(content))))
    claims = list(read_835(next(iter(read_transactions(content)))).claims)
    assert survey.totals.balanced is True
    assert survey.header.paid == paid.amount
    assert (survey.header.payee_npi, survey.header.trace) == (BATCH.billing.npi, "T2")
    assert [(c.status, c.paid, c.interest) for c in claims] == [
        (c.status, c.paid, c.interest) for c in paid.claims
    ]
    assert [line.adjustments for c in claims for line in c.lines] == [
        line.adjustments for c in paid.claims for line in c.lines
    ]
    assert {(a.reason, a.amount) for a in survey.provider_adjustments} == {
        ("WO", 10_000),
        ("L6", -35),
    }
    assert all(claim.balanced for claim in claims)


def test_a_payment_of_nothing_moves_no_money(sent: SentFile) -> None:
    desk, _ = paid_for(Desk(), Scenario(PAYER), sent_claim(1))
    change = Change("", When(), "take-back")
    _, paid = pay(desk, Scenario(PAYER), payment(change, trace="T2"))
    survey = survey_835(next(iter(read_transactions(write_payment(PAYER, sent, paid, AT)))))
    assert (survey.header.paid, survey.header.moves_money) == (0, False)
    assert survey.totals.balanced is True


def test_the_remittance_sheet_balances_and_repeats_our_numbers() -> None:
    _, paid = paid_for(Desk(), scenario(Reduce(2)), sent_claim(1, 4, 2), sent_claim(2, 1))
    sheet = read_remittance_sheet(write_payment_sheet(PAYER, paid))
    assert not isinstance(sheet, Refused)
    read = check_remittance(sheet)
    assert not isinstance(read, Refused), read
    assert (read.total_paid, read.residual) == (paid.amount, 0)
    assert [row.residual for row in read.rows] == [0, 0, 0]
    assert [row.control for row in read.rows] == [
        line.line_control for claim in paid.claims for line in claim.lines
    ]


def test_money_kept_back_has_a_row_of_its_own_in_the_sheet() -> None:
    desk, _ = paid_for(Desk(), Scenario(PAYER), sent_claim(1))
    desk, _ = take_in(desk, Scenario(PAYER), [sent_claim(2, 8)])
    change = Change("", When(cin=sent_claim(1).cin), "take-back")
    _, paid = pay(desk, Scenario(PAYER), payment(change, trace="T2"))
    sheet = read_remittance_sheet(write_payment_sheet(PAYER, paid))
    assert not isinstance(sheet, Refused)
    read = check_remittance(sheet)
    assert not isinstance(read, Refused), read
    (kept,) = read.provider_adjustments
    assert (kept.reason, kept.reference, kept.amount) == ("WO", sent_claim(1).sent_as, 5_000)
    assert read.residual == 0
