"""The same payment told again: as a copy, under another number, or corrected."""

from datetime import date

from domain.claims.claim import AcceptedClaim, SubmittedClaim
from domain.problem import Refused
from hub.services.bank.deposits import record_deposit
from hub.services.notices.conflicts import Exchanged, reissue_remittance
from projections.due_list import DUE_LIST
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, adds_up, receive, send

BANK_DAY = date(2026, 4, 13)
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
ONCE = {"deposit:acme": CHARGE, "partner:LPV": -THEIRS, "hub-fee:acme": -OURS}


# copies


def test_same_remittance_in_two_files(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    assert receive(billing, era(Clp(sent, CHARGE))).outcome == "posted"
    assert accounts(billing) == ONCE
    other_file = era(Clp(sent, CHARGE)).replace(b"*260301*0900*", b"*260302*0901*")
    again = receive(billing, other_file)
    assert (again.outcome, again.was) == ("duplicate", "posted")
    assert accounts(billing) == ONCE


def test_reissued_cheque_with_a_new_trace(two_hubs: tuple[Billing, Billing]) -> None:
    """What the plan pays anew is paid twice until a person says that the first never came."""
    hub, other = two_hubs
    (sent,), (theirs,) = send(hub, "M1"), send(other, "M1")
    receive(hub, era(Clp(sent, CHARGE), trace="CHEQUE-1", day="20260401"))
    receive(hub, era(Clp(sent, CHARGE), trace="CHEQUE-2", day="20260420"))
    assert accounts(hub) == {
        "deposit:acme": 2 * CHARGE,
        "partner:LPV": -THEIRS,
        "hub-fee:acme": -OURS,
        "suspense:paid-twice": -CHARGE,
    }
    done = reissue_remittance(hub.hub, "CHEQUE-1", "CHEQUE-2", "the plan stopped the first")
    assert isinstance(done, Exchanged)
    adds_up(hub)
    receive(other, era(Clp(theirs, CHARGE), trace="CHEQUE-2", day="20260420"))
    assert accounts(hub) == accounts(other) == ONCE
    assert standing(hub, [sent]) == standing(other, [theirs])
    assert due_kinds(hub) == due_kinds(other)


def due_kinds(billing: Billing) -> list[tuple[str, str]]:
    return sorted((item.kind, item.who) for item in billing.hub.projector.live.rows(DUE_LIST))


def test_a_returned_eft_that_was_paid_again_is_paid_once(billing: Billing) -> None:
    """The bank had the first and gave it back; both lines stay with the notice they were for."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), trace="EFT-1", day="20260401"))
    record_deposit(billing.hub, bank_on=date(2026, 4, 2), amount=CHARGE, trace="EFT-1")
    receive(billing, era(Clp(sent, CHARGE), trace="EFT-2", day="20260410"))
    early = reissue_remittance(billing.hub, "EFT-1", "EFT-2", "returned")
    assert codes(early) == ["remittance.is-in-the-bank"]
    record_deposit(billing.hub, bank_on=date(2026, 4, 3), amount=-CHARGE, trace="EFT-1")
    assert isinstance(reissue_remittance(billing.hub, "EFT-1", "EFT-2", "returned"), Exchanged)
    record_deposit(billing.hub, bank_on=BANK_DAY, amount=CHARGE, trace="EFT-2")
    assert accounts(billing) == {"bank": CHARGE, "partner:LPV": -THEIRS, "hub-fee:acme": -OURS}
    adds_up(billing)
    assert [kind for kind, _ in due_kinds(billing) if "deposit" in kind] == []


def test_another_amount_or_payer_is_no_reissue(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), trace="T1"))
    receive(billing, era(Clp(second, 4000, billed=CHARGE), trace="T2"))
    assert codes(reissue_remittance(billing.hub, "T1", "T2", "?")) == ["remittance.no-reissue"]
    assert codes(reissue_remittance(billing.hub, "T1", "T9", "?")) == ["remittance.not-one"]


def test_same_check_number_from_two_payers(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    assert receive(billing, era(Clp(sent, CHARGE), trace="1001")).outcome == "posted"
    other = era(Clp("THEIRS-1", 7000), trace="1001", payer="SOME OTHER PLAN")
    assert receive(billing, other).outcome == "posted"
    assert accounts(billing) == {
        "deposit:acme": CHARGE,
        "partner:LPV": -THEIRS,
        "hub-fee:acme": -OURS,
        "deposit:unknown": 7000,
        "suspense:unmatched-claim": -7000,
    }


def test_corrected_resend_of_a_parked_remittance(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    parked = era(Clp(sent, 4000, billed=CHARGE), states=CHARGE)
    assert receive(billing, parked).outcome == "parked"
    assert accounts(billing) == {
        "deposit:acme": CHARGE,
        "suspense:unbalanced-remittance": -CHARGE,
    }
    assert receive(billing, era(Clp(sent, CHARGE))).outcome == "posted"
    assert accounts(billing) == ONCE


def codes(done: Exchanged | Refused) -> list[str]:
    assert isinstance(done, Refused), done
    return done.codes


def standing(billing: Billing, sent: list[str]) -> list[object]:
    """What is known of each claim but by which remittance it was told, and who acts next."""
    found = [billing.claim(each[:11]) for each in sent]
    return [
        (
            isinstance(each, SubmittedClaim | AcceptedClaim),  # with the plan
            each.account.results,
            each.account.shares,
            each.account.payer_control,
        )
        for each in found
    ]
