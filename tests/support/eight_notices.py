"""Eight payment notices about four claims, and what every account must hold after all of them."""

from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, send

MEMBERS = ("M1", "M2", "M3", "M4")

# worked out by hand, debit positive: claim 1 is paid 40.00 after all, claim 2 keeps 43.32 and gets
# 1.50 interest without fee, claims 3 and 4 are paid in full; 85 and 15 percent of each
BALANCES = {
    "deposit:acme": 4000 + (CHARGE - 1000) + 150 + CHARGE + CHARGE,
    "partner:LPV": -(3400 + 3682 + 150 + 4532 + 4532),
    "hub-fee:acme": -(600 + 650 + 800 + 800),
}


def four_claims(billing: Billing) -> list[str]:
    """Visits of four members billed and sent; the CLM01 of each claim."""
    return send(billing, *MEMBERS)


def eight_notices(sent: list[str]) -> list[bytes]:
    """Two payments, a reversal, its correction, a WO announced and taken, FB out and in, interest.

    What is taken back, carried and added names the plan's own numbers, which only the payments
    tell; one reversal echoes an old number that is none of ours.
    """
    first, second, third, fourth = sent
    return [
        era(Clp(first, CHARGE, payer_control="ICN100"), trace="P1", day="20260401"),
        era(Clp(second, CHARGE, payer_control="ICN200"), trace="P2", day="20260402"),
        era(
            Clp("GONE", -CHARGE, status="22", payer_control="ICN100"),
            plb=[Plb("WO", "ICN100", -CHARGE)],
            trace="P3",
            day="20260410",
        ),
        era(
            Clp(first, 4000, billed=CHARGE, payer_control="ICN101"),
            trace="P4",
            day="20260411",
        ),
        era(
            Clp(third, CHARGE, payer_control="ICN300"),
            plb=[Plb("WO", "ICN100", CHARGE)],
            trace="P5",
            day="20260412",
        ),
        era(
            plb=[Plb("WO", "ICN200", 1000), Plb("FB", "", -1000)],
            trace="P6",
            day="20260413",
        ),
        era(
            Clp(fourth, CHARGE, payer_control="ICN400"),
            plb=[Plb("FB", "", 1000)],
            trace="P7",
            day="20260414",
        ),
        era(plb=[Plb("L6", "ICN200", -150)], trace="P8", day="20260414"),
    ]
