"""What plans take back finds the claim it is about, in whatever order their notices arrive."""

import pytest

from domain.claims.claim import CLAIM
from domain.claims.claim_recoveries import PostRefund
from domain.posting import payable_account
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

PARTNER, FEE, DEPOSIT, CARRIED = "partner:LPV", "hub-fee:acme", "deposit:acme", "carried:acme"
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE


def paid_number(sent: str, trace: str = "T1", control: str = "ICN100") -> bytes:
    return era(Clp(sent, CHARGE, payer_control=control), trace=trace)


# recoveries


def test_reversal_and_announced_wo_without_reference_and_taken_wo_with_one(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    undone = era(
        Clp(first, -CHARGE, status="22", payer_control="ICN100"),
        plb=[Plb("WO", "", -CHARGE)],
        trace="T2",
        day="20260412",
    )
    receive(billing, undone)
    assert accounts(billing) == {DEPOSIT: CHARGE, CARRIED: -CHARGE}
    taken = era(
        Clp(second, 2 * CHARGE, billed=2 * CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE)],
        trace="T3",
        day="20260415",
    )
    receive(billing, taken)
    assert CARRIED not in accounts(billing)
    assert billing.claim(first[:11]).account.shares == ()


def test_one_announcement_for_all_reversals_of_a_notice_is_divided_among_them(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, 4000, billed=CHARGE, payer_control="I2")))
    both = era(
        Clp(first, -CHARGE, status="22"),
        Clp(second, -4000, billed=-CHARGE, status="22", payer_control="I2"),
        plb=[Plb("WO", "", -CHARGE - 4000)],
        trace="T2",
        day="20260412",
    )
    receive(billing, both)
    announced = [billing.claim(each[:11]).account.money.announced for each in (first, second)]
    assert announced == [CHARGE, 4000]
    assert accounts(billing) == {DEPOSIT: CHARGE + 4000, CARRIED: -CHARGE - 4000}


def test_an_announcement_that_fits_no_reversal_waits_for_a_person(billing: Billing) -> None:
    (first,) = send(billing, "M1")
    receive(billing, paid_number(first))
    undone = era(
        Clp(first, -CHARGE, status="22", payer_control="ICN100"),
        plb=[Plb("WO", "", -CHARGE + 1)],
        trace="T2",
        day="20260412",
    )
    receive(billing, undone)
    assert accounts(billing)["suspense:plb-wo"] == -CHARGE + 1


def test_72_for_a_mailed_cheque_moves_no_partner_money(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    mailed(billing, first, CHARGE)
    before = accounts(billing)
    assert PARTNER not in before
    acknowledged = era(
        Clp(second, CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE), Plb("72", "ICN100", -CHARGE)],
        trace="T2",
    )
    receive(billing, acknowledged)
    after = accounts(billing)
    assert (after[PARTNER], after[FEE]) == (-THEIRS, -OURS)  # of the second claim alone
    assert not any(name.startswith("suspense") for name in after)


def test_72_with_no_cheque_known_moves_no_partner_money(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    told = era(
        Clp(second, CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE), Plb("72", "ICN100", -CHARGE)],
        trace="T2",
    )
    receive(billing, told)
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -2 * THEIRS, FEE: -2 * OURS}


def test_a_cheque_mailed_where_the_plan_also_offsets_charges_the_partner_once(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    mailed(billing, first, CHARGE)
    offset = era(
        Clp(second, 2 * CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE)],
        trace="T2",
    )
    receive(billing, offset)
    after = accounts(billing)
    assert after["suspense:recovery-above-payment"] == CHARGE  # the plan owes it
    assert billing.claim(first[:11]).account.money.recovered == 2 * CHARGE


def test_a_wo_larger_than_the_payment_leaves_the_rest_with_nobody(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    more = era(
        Clp(second, 2 * CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", CHARGE + 100)],
        trace="T2",
    )
    receive(billing, more)
    assert accounts(billing)["suspense:recovery-above-payment"] == 100


@pytest.mark.parametrize("reason", ["WU", "OB", "J1", "CS", "E3", "CT", "AP", "ZZ"])
def test_what_names_nobody_for_sure_is_never_a_partners_without_a_person(
    billing: Billing, reason: str
) -> None:
    (first,) = send(billing, "M1")
    receive(billing, era(Clp(first, CHARGE), plb=[Plb(reason, "ICN1", 700)]))
    held = accounts(billing)
    assert held[PARTNER] == -THEIRS
    assert held[f"suspense:plb-{reason.lower()}"] == 700


@pytest.mark.parametrize("reason", ["IR", "90", "LE", "AH", "BD", "BN"])
def test_withholding_levies_and_the_like_are_the_hubs(billing: Billing, reason: str) -> None:
    (first,) = send(billing, "M1")
    receive(billing, era(Clp(first, CHARGE), plb=[Plb(reason, "", 700)]))
    assert accounts(billing)["hub-own:acme"] == 700


def test_fb_carried_over_three_remittances_and_merged(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE, payer_control="I2")))
    undone = era(
        Clp(first, -CHARGE, status="22"),
        plb=[Plb("FB", "", -CHARGE)],
        trace="T2",
        day="20260412",
    )
    assert receive(billing, undone).deposit == "0.00"
    assert accounts(billing)[CARRIED] == -CHARGE
    again = era(
        Clp(second, -CHARGE, status="22", payer_control="I2"),
        plb=[Plb("FB", "", CHARGE), Plb("FB", "", -2 * CHARGE)],
        trace="T3",
        day="20260413",
    )
    receive(billing, again)
    assert accounts(billing)[CARRIED] == -2 * CHARGE
    (third,) = send(billing, "M3")
    merged = era(
        Clp(third, CHARGE, payer_control="I3"),
        plb=[Plb("FB", "", 2 * CHARGE), Plb("FB", "", -CHARGE)],
        trace="T4",
        day="20260414",
    )
    receive(billing, merged)
    assert accounts(billing)[CARRIED] == -CHARGE
    assert accounts(billing)[PARTNER] == -THEIRS


def test_six_plb_pairs_each_go_where_they_belong(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, paid_number(first))
    pairs = [
        Plb("WO", "ICN100", 1000),
        Plb("L6", "ICN200", -150),
        Plb("FB", "", -300),
        Plb("IR", "", 25),
        Plb("CS", "", 40),
        Plb("72", "ICN100", -500),
    ]
    receive(billing, era(Clp(second, CHARGE, payer_control="ICN200"), plb=pairs, trace="T2"))
    held = accounts(billing)
    assert held[CARRIED] == -300
    assert held["hub-own:acme"] == 25
    assert held["suspense:plb-cs"] == 40
    # 5.00 of the first claim is taken back by its shares: 4.25 and 0.75
    assert held[PARTNER] == -(2 * THEIRS - 425 + 150)
    assert held[FEE] == -(2 * OURS - 75)


def mailed(billing: Billing, sent: str, amount: int) -> None:
    """The hub sent back what a plan paid for a claim."""
    money = b.money("refund-1", cash=payable_account(ACME))
    body = billing.claim(sent[:11]).account.body
    billing.done(Ask(CLAIM, body.claim_id, PostRefund(money, amount)))
    billing.hub.projector.catch_up()


# orders


def notices(first: str, second: str, third: str) -> list[bytes]:
    """Payments, a reversal with its announcement, its correction, WO, FB out and in, interest."""
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
            plb=[Plb("WO", "ICN100", 4000)],
            trace="P4",
            day="20260411",
        ),
        era(
            Clp(third, CHARGE, payer_control="ICN300"),
            plb=[Plb("WO", "ICN100", CHARGE - 4000), Plb("FB", "", -1000)],
            trace="P5",
            day="20260412",
        ),
        era(plb=[Plb("L6", "ICN200", -150), Plb("FB", "", 1000)], states=-850, trace="P6"),
    ]


def test_any_order_of_six_notices_ends_with_the_same_balances(
    hubs_alike: tuple[Billing, ...],
) -> None:
    ends = []
    orders = ((0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (2, 4, 0, 5, 3, 1))
    for each, order in zip(hubs_alike, orders, strict=True):
        first, second, third = send(each, "M1", "M2", "M3")
        every = notices(first, second, third)
        for at in order:
            receive(each, every[at])
        ends.append(accounts(each))
    assert ends[0] == ends[1] == ends[2]
    assert not any(name.startswith(("suspense", "carried")) for name in ends[0])
