"""Interest that a plan adds without saying for which claim."""

from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, due, receive

THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE


def two_partners(billing: Billing) -> tuple[str, str]:
    """A claim of each partner, sent; their CLM01."""
    billing.visit("M1")
    billing.visit("M2", partner="ORC")
    numbers = billing.built()
    billing.sent()
    sent = [billing.claim(number).account.sends[-1].sent_as for number in numbers]
    first, second = sorted(sent)
    assert (first[:3], second[:3]) == ("LPV", "ORC")
    return first, second


def test_interest_for_two_partners_without_a_reference(billing: Billing) -> None:
    """Each claim of the notice says itself what interest it got (AMT*I)."""
    first, second = two_partners(billing)
    notice = era(
        Clp(first, CHARGE, payer_control="ICN1", segments=("AMT*I*1.00",)),
        Clp(second, CHARGE, payer_control="ICN2", segments=("AMT*I*2.50",)),
        plb=[Plb("L6", "", -350)],
    )
    assert receive(billing, notice).deposit == "110.14"
    # interest bears no fee
    assert accounts(billing) == {
        "deposit:acme": 2 * CHARGE + 350,
        "partner:LPV": -(THEIRS + 100),
        "partner:ORC": -(THEIRS + 250),
        "hub-fee:acme": -2 * OURS,
    }


def test_interest_that_no_claim_states_is_no_partners_without_a_person(billing: Billing) -> None:
    first, second = two_partners(billing)
    notice = era(
        Clp(first, CHARGE, payer_control="ICN1"),
        Clp(second, CHARGE, payer_control="ICN2"),
        plb=[Plb("L6", "", -350)],
    )
    receive(billing, notice)
    held = accounts(billing)
    assert (held["partner:LPV"], held["partner:ORC"]) == (-THEIRS, -THEIRS)
    assert held["suspense:plb-l6"] == -350
    assert len(due(billing, "unplaced-adjustment")) == 1
