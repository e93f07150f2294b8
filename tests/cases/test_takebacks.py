"""What a plan keeps, announces and carries, in notices that hardly pay."""

from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

PARTNER, FEE, DEPOSIT, CARRIED = "partner:LPV", "hub-fee:acme", "deposit:acme", "carried:acme"
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE


def test_payment_with_plb_and_no_clp(billing: Billing) -> None:
    """Interest comes by itself, later than the claim it is for; it bears no fee."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN100")))
    alone = era(plb=[Plb("L6", "ICN100", -500)], trace="T2", day="20260412")
    result = receive(billing, alone)
    assert (result.outcome, result.claims, result.deposit) == ("posted", 0, "5.00")
    assert accounts(billing) == {
        DEPOSIT: CHARGE + 500,
        PARTNER: -(THEIRS + 500),
        FEE: -OURS,
    }


def test_clp_total_negative_with_bpr02_0_and_fb(billing: Billing) -> None:
    """Two payments undone, one made: the plan pays nothing and carries the rest forward."""
    first, second, third = send(billing, "M1", "M2", "M3")
    receive(
        billing,
        era(
            Clp(first, CHARGE, payer_control="ICN1"),
            Clp(second, CHARGE, payer_control="ICN2"),
        ),
    )
    undone = era(
        Clp(first, -CHARGE, status="22", payer_control="ICN1"),
        Clp(second, -CHARGE, status="22", payer_control="ICN2"),
        Clp(third, CHARGE, payer_control="ICN3"),
        plb=[Plb("FB", "", -CHARGE)],
        trace="T2",
        day="20260412",
    )
    result = receive(billing, undone)
    assert (result.deposit, result.paid, result.balanced) == ("0.00", "-53.32", True)
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE,
        PARTNER: -THEIRS,
        FEE: -OURS,
        CARRIED: -CHARGE,
    }


def test_wo_negative_first_positive_later(billing: Billing) -> None:
    """The plan undoes a payment and gives it back at once, to keep it from a later one."""
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE, payer_control="ICN100")))
    announced = era(
        Clp(first, -CHARGE, status="22", payer_control="ICN100"),
        plb=[Plb("WO", "ICN100", -CHARGE)],
        trace="T2",
        day="20260412",
    )
    assert receive(billing, announced).deposit == "0.00"
    # the partner gave it up; the plan has it to come
    assert accounts(billing) == {DEPOSIT: CHARGE, CARRIED: -CHARGE}
    taken = era(
        Clp(second, 2 * CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE)],
        trace="T3",
        day="20260420",
    )
    assert receive(billing, taken).deposit == "53.32"
    # 106.64 of the second claim is 90.64 and 16.00
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -9064, FEE: -1600}
    assert billing.claim(first[:11]).account.shares == ()
