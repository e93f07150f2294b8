"""What a plan says of a claim or a line, besides its money: denials, units, odd adjustments."""

from datetime import date

from domain.claims.claim import AdjudicatedClaim
from tests.support import builders as b
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, due, receive, send

THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
FOUR = 2 * CHARGE  # four units of 98960 U2


def four_units(billing: Billing) -> str:
    """A claim for four units, sent; its CLM01."""
    billing.visit("M1", units=4, minutes=120)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def part_paid(sent: str, *cas: str) -> Clp:
    """53.32 of 106.64 for two of the four units."""
    line = ("SVC*HC:98960:U2*106.64*53.32**2**4", f"DTM*472*{b.SERVED_ON:%Y%m%d}", *cas)
    return Clp(sent, CHARGE, billed=FOUR, because="", segments=(*line, f"REF*6R*{sent}01"))


def test_0_denial_is_work_never_a_write_off(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    denied = era(Clp(sent, 0, billed=CHARGE, because="CO*197"), day="20260410")
    assert receive(billing, denied).outcome == "posted"
    assert accounts(billing) == {}
    assert isinstance(billing.claim(sent[:11]), AdjudicatedClaim)
    (item,) = due(billing, "denied-claim")
    # acme takes corrections for 365 days
    assert (item.who, item.amount, item.due_on) == ("hub", CHARGE, date(2027, 4, 10))
    assert "CO-197" in item.what


def test_line_paid_2_of_4_units(billing: Billing) -> None:
    sent = four_units(billing)
    receive(billing, era(part_paid(sent, "CAS*CO*222*53.32")))
    (result,) = billing.claim(sent[:11]).account.results
    assert (result.outcome, result.units, result.paid, result.billed) == (
        "part-paid",
        2,
        CHARGE,
        FOUR,
    )
    assert accounts(billing) == {
        "deposit:acme": CHARGE,
        "partner:LPV": -THEIRS,
        "hub-fee:acme": -OURS,
    }
    (item,) = due(billing, "denied-claim")
    assert (item.who, item.amount) == ("hub", CHARGE)


def test_cas_quantity_and_paid_units(billing: Billing) -> None:
    """CAS04 counts units and is no money; SVC05 tells what was paid for."""
    sent = four_units(billing)
    receive(billing, era(part_paid(sent, "CAS*CO*45*10.00*1*222*43.32*2")))
    (result,) = billing.claim(sent[:11]).account.results
    assert [(each.code, each.amount) for each in result.adjustments] == [
        ("CO-45", 1000),
        ("CO-222", 4332),
    ]
    assert (result.units, result.paid) == (2, CHARGE)
    assert accounts(billing)["partner:LPV"] == -THEIRS


def test_unbalanced_claim_in_a_balanced_file(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    wrong = Clp(second, 4000, billed=CHARGE, because="", payer_control="ICN2")
    result = receive(billing, era(Clp(first, CHARGE), wrong))
    assert (result.outcome, result.balanced, result.parked_claims) == ("posted", True, 1)
    assert accounts(billing) == {
        "deposit:acme": CHARGE + 4000,
        "partner:LPV": -THEIRS,
        "hub-fee:acme": -OURS,
        "suspense:claim-out-of-balance": -4000,
    }


def test_negative_co_kept(billing: Billing) -> None:
    """A contractual adjustment below zero raises the payment; it stays as it was stated."""
    (sent,) = send(billing, "M1")
    assert receive(billing, era(Clp(sent, 6000, billed=CHARGE))).adjustments == {"CO": "-6.68"}
    (result,) = billing.claim(sent[:11]).account.results
    assert [(each.code, each.amount) for each in result.adjustments] == [("CO-45", -668)]
    assert result.outcome == "paid"
    # 60.00 is 51.00 and 9.00
    assert accounts(billing) == {
        "deposit:acme": 6000,
        "partner:LPV": -5100,
        "hub-fee:acme": -900,
    }


def test_0_remittance_with_only_co_or_pr(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    nothing = era(
        Clp(first, 0, billed=CHARGE, because="CO*50"),
        Clp(second, 0, billed=CHARGE, because="PR*1", payer_control="ICN2"),
    )
    result = receive(billing, nothing)
    assert (result.outcome, result.deposit, result.balanced) == ("posted", "0.00", True)
    assert accounts(billing) == {}
    assert len(due(billing, "denied-claim")) == 2
    assert due(billing, "unbanked-remittance") == []
    # a Medi-Cal member owes nothing, whatever the plan says
    (alarm,) = due(billing, "member-charged")
    assert alarm.subject == second[:11]
