"""A remittance is posted once, to the claims of its plan, whatever copies and orders arrive."""

from datetime import date

import pytest

from domain.identifiers import ClaimNumber, send_number
from domain.notices.deposit import KnownDeposit
from domain.notices.parked_money import MoneyParked
from hub.services.bank.deposits import record_deposit
from hub.services.billing.claims import Restatement, correct_claim
from hub.services.notices import remittance_posting
from hub.services.notices.remittances import resume_postings
from hub.services.receiving.receiving import inspect_file, receive_file
from hub.services.results import TransactionResult
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

BANK_DAY = date(2026, 4, 13)


def codes(result: TransactionResult) -> list[str]:
    return [problem.code for problem in result.problems]


# copies


def test_a_parked_copy_after_its_balanced_one_is_known_and_books_nothing(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    wrong = era(Clp(sent, 4000, billed=CHARGE), states=CHARGE)
    right = era(Clp(sent, CHARGE))
    assert receive(billing, wrong).outcome == "parked"
    assert receive(billing, right).outcome == "posted"
    before = accounts(billing)
    again = receive(billing, wrong)
    assert (again.outcome, again.was) == ("duplicate", "parked")
    copy = receive(billing, wrong + b"\n")
    assert (copy.outcome, copy.was) == ("duplicate", "parked")
    assert accounts(billing) == before


@pytest.mark.parametrize("days", [("", "20260410"), ("20260410", "")])
def test_a_copy_that_lacks_the_date_is_a_duplicate_in_either_order(
    billing: Billing, days: tuple[str, str]
) -> None:
    (sent,) = send(billing, "M1")
    first, second = (era(Clp(sent, CHARGE), day=day) for day in days)
    assert receive(billing, first).outcome == "posted"
    again = receive(billing, second)
    assert (again.outcome, again.was) == ("duplicate", "posted")


def test_the_same_payment_of_another_amount_and_day_is_for_a_person(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day="20260410"))
    other = era(Clp(sent, 4000, billed=CHARGE), day="20260411")
    assert receive(billing, other).outcome == "parked"


def test_a_notice_without_money_does_not_hide_the_payment_it_announces(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    assert receive(billing, era(Clp(sent, CHARGE), handling="H")).outcome == "posted"
    assert receive(billing, era(Clp(sent, CHARGE))).outcome == "posted"
    assert accounts(billing)["deposit:acme"] == CHARGE


def test_a_corrected_notice_of_another_amount_frees_what_was_parked(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), states=CHARGE + 200))
    assert accounts(billing)["suspense:unbalanced-remittance"] == -(CHARGE + 200)
    assert receive(billing, era(Clp(sent, CHARGE))).outcome == "posted"
    assert "suspense:unbalanced-remittance" not in accounts(billing)
    assert accounts(billing)["deposit:acme"] == CHARGE
    states = {row.state for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE)}
    assert states == {"superseded", "posted"}


# whole or not at all


def test_a_file_that_is_cut_off_posts_nothing_and_leaves_room_for_the_whole_one(
    billing: Billing,
) -> None:
    paid, denied = send(billing, "M1", "M2")
    whole = era(Clp(paid, CHARGE), Clp(denied, 0, billed=CHARGE, payer_control="ICN2"))
    cut = whole[: whole.index(b"CLP*" + denied.encode())]
    result = receive(billing, cut)
    assert (result.outcome, codes(result)[0]) == ("unreadable", "remittance.cut-off")
    assert accounts(billing) == {}
    assert receive(billing, whole).outcome == "posted"


def test_a_posting_that_stopped_goes_on_with_the_copy_it_began_with(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(billing, "M1", "M2", "M3")
    claims = [Clp(each, CHARGE, payer_control=f"ICN{at}") for at, each in enumerate(sent)]
    monkeypatch.setattr(remittance_posting, "CHUNK", 1)
    stop_after_one_chunk(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        receive_file(billing.hub, era(*claims), "notice.835")
    monkeypatch.undo()
    monkeypatch.setattr(remittance_posting, "CHUNK", 1)
    assert receive(billing, era(*reversed(claims))).outcome == "posted"
    assert accounts(billing)["deposit:acme"] == 3 * CHARGE
    assert [billing.claim(each[:11]).account.money.paid for each in sent] == [CHARGE] * 3


def test_a_posting_that_stopped_is_finished_by_the_next_command(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(billing, "M1", "M2")
    monkeypatch.setattr(remittance_posting, "CHUNK", 1)
    stop_after_one_chunk(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        receive_file(billing.hub, era(*(Clp(each, CHARGE) for each in sent)), "notice.835")
    monkeypatch.undo()
    billing.hub.projector.catch_up()
    resume_postings(billing.hub)
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert (row.state, row.law_holds) == ("posted", True)


def stop_after_one_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program stops when the second chunk is about to be posted."""
    chunk_class = remittance_posting.Chunk
    post, calls = chunk_class.post, []

    def stopping(chunk: object, work: object) -> object:
        calls.append(chunk)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return post(chunk, work)  # type: ignore[arg-type]

    monkeypatch.setattr(chunk_class, "post", stopping)


# whose claims


def test_a_number_of_another_plan_never_moves_a_claims_money(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE, payer_control="20260001")))
    partner = accounts(billing)["partner:LPV"]
    foreign = era(
        Clp("FOREIGN1", 7000, payer_control="20260001"),
        plb=[Plb("WO", "REFUND 20260001", 3000)],
        trace="T2",
        payer="SOME OTHER PLAN",
    )
    receive(billing, foreign)
    assert accounts(billing)["partner:LPV"] == partner
    assert accounts(billing)["suspense:plb-wo"] == 3000


def test_claims_of_ours_paid_by_a_stranger_wait_until_the_stranger_is_known(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    result = receive(billing, era(Clp(sent, CHARGE), payer="SOME OTHER PLAN"))
    assert (result.outcome, codes(result)[0]) == ("parked", "remittance.payer-unknown")
    assert accounts(billing)["suspense:unknown-payer"] == -CHARGE


def test_a_remittance_for_another_payee_waits_and_says_so(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    result = receive(billing, era(Clp(sent, CHARGE), payee="1999999919"))
    assert (result.outcome, codes(result)[0]) == ("parked", "remittance.payee-not-the-hub")


def test_a_reversal_of_a_line_that_a_correction_dropped_is_taken(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M1", service_on=date(2026, 3, 3))
    (number,) = billing.built()
    billing.sent()
    claim = billing.claim(number).account
    first, second = claim.body.lines
    whole = first.charge + second.charge
    receive(billing, era(Clp(claim.sends[-1].sent_as, whole)))
    dropped = Restatement("billed in error", drop_lines=(second.line,), drop_paid_lines=True)
    correct_claim(billing.hub, number, dropped)
    billing.sent()
    again = billing.claim(number).account.sends[-1].sent_as
    answer = era(
        Clp(claim.sends[-1].sent_as, -whole, status="22"),
        Clp(again, first.charge, payer_control="ICN2"),
        trace="T2",
        day="20260412",
    )
    assert receive(billing, answer).parked_claims == 0
    assert billing.claim(number).account.money.received == first.charge
    assert not any(name.startswith("suspense") for name in accounts(billing))


# money beside claims


def test_interest_goes_to_claims_that_took_their_payment_or_to_nobody(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    billing.visit("M2")
    (unsent,) = billing.built()
    result = receive(
        billing,
        era(
            Clp(sent, CHARGE, segments=("AMT*I*1.00",)),
            Clp(
                send_number(ClaimNumber(unsent), 1),
                CHARGE,
                payer_control="I2",
                segments=("AMT*I*2.00",),
            ),
            plb=[Plb("L6", "", -300)],
        ),
    )
    assert result.parked_claims == 1
    assert accounts(billing)["suspense:plb-l6"] == -300


def test_interest_without_a_reference_finds_the_claims_that_state_it(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(
        billing,
        era(
            Clp(first, CHARGE, segments=("AMT*I*1.00",)),
            Clp(second, CHARGE, payer_control="I2", segments=("AMT*I*2.00",)),
            plb=[Plb("L6", "", -300)],
        ),
    )
    interest = [billing.claim(each[:11]).account.money.interest for each in (first, second)]
    assert interest == [100, 200]


def test_a_text_in_place_of_a_reason_never_becomes_the_name_of_an_account(
    billing: Billing,
) -> None:
    receive(billing, era(Clp("X", 5000), plb=[Plb("SOME TEXT", "R", -300)]))
    assert accounts(billing)["suspense:plb-unknown"] == -300


def test_an_acknowledged_takeback_names_the_claim_and_is_charged_to_its_partner(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(plb=[Plb("WO", sent, CHARGE)], trace="T2", states=-CHARGE))
    assert not any(name.startswith(("partner", "hub-fee")) for name in accounts(billing))


# the bank


def test_a_deposit_and_its_remittance_meet_in_either_order(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE)))
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T1")
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T2")
    receive(billing, era(Clp(second, CHARGE), trace="T2"))
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert [row.bank_on for row in rows] == [BANK_DAY, BANK_DAY]
    assert accounts(billing)["bank"] == 2 * CHARGE


def test_a_deposit_without_a_trace_waits_for_a_person(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="")
    receive(billing, era(Clp(sent, CHARGE), trace=""))
    assert "bank" not in accounts(billing)


def test_two_remittances_of_one_trace_and_amount_leave_the_deposit_to_a_person(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp("X9", CHARGE), payer="SOME OTHER PLAN"))
    answer = record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T1")
    assert isinstance(answer, KnownDeposit)
    assert answer.left == CHARGE


def test_a_posted_remittance_that_comes_again_still_meets_its_deposit(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    notice = era(Clp(sent, CHARGE))
    receive(billing, notice)
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="T1")
    receive(billing, notice)
    assert accounts(billing)["bank"] == CHARGE


# looking only


def test_inspecting_says_what_receiving_would_and_changes_nothing(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    before = billing.hub.log.head().position
    (seen,) = inspect_file(billing.hub, era(Clp(sent, CHARGE)), "notice.835").transactions
    assert (seen.outcome, seen.paid) == ("posted", "53.32")
    assert billing.hub.log.head().position == before


def test_money_of_claims_of_ours_that_stays_in_suspense_needs_a_person(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    assert receive(billing, era(Clp(sent, CHARGE))).suspense == "0.00"
    result = receive_file(billing.hub, era(Clp(sent, CHARGE), trace="T2"), "notice.835")
    (again,) = result.transactions
    assert (again.outcome, again.unmatched_claims, again.parked_claims) == ("posted", 0, 0)
    assert (again.suspense, codes(again)) == ("53.32", ["remittance.in-suspense"])
    assert result.exit_code == 3


def test_an_amount_that_cannot_be_read_is_counted_and_never_taken_for_zero(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    content = era(Clp(sent, CHARGE)).replace(b"*53.32**MC", b"*53.3Z**MC")
    (seen,) = inspect_file(billing.hub, content, "notice.835").transactions
    assert (seen.outcome, seen.unreadable_claims) == ("parked", 1)
    assert seen.results == {"unreadable": 1}
    assert seen.problems[0].what == (
        "amounts in it cannot be read, so nobody knows whether it adds up"
    )


def test_what_begins_like_x12_is_not_taken_for_a_sheet(billing: Billing) -> None:
    for content in (b"ISA*00*   ", b"\xef\xbb\xbf\nISA*00*"):
        result = receive_file(billing.hub, content, "notice.835")
        assert result.outcome == "unreadable"
        assert [problem.code for problem in result.problems] == ["file.no-interchange"]


def test_a_remittance_of_an_older_version_is_refused_by_name(billing: Billing) -> None:
    content = era(Clp("A1", CHARGE)).replace(b"005010X221A1", b"004010X091A1")
    result = receive(billing, content)
    assert result.outcome == "unsupported"
    (problem,) = result.problems
    assert problem.code == "remittance.version-unsupported"
    assert problem.what == "the remittance is written to 004010X091A1; 005010X221A1 is read"
    assert problem.where == "notice.835, segment 3, GS08 or ST03"


def test_a_claim_parked_for_its_sums_says_which_and_nothing_else(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    uneven = era(Clp(sent, CHARGE, segments=("XYZ*1", "CAS*CO*45*1")))
    result = receive(billing, uneven)
    assert (result.outcome, result.parked_claims) == ("posted", 1)
    facts = (each.fact for page in billing.hub.log.read() for each in page)
    (parked,) = [each for each in facts if isinstance(each, MoneyParked)]
    (problem,) = parked.problems
    assert problem.what == "claim 1 is billed 53.32 and adjusted by 1.00, but paid 53.32"
