"""Notices drawn by chance end with the same balances in whatever order they come."""

from random import Random

import pytest

from hub.services.receiving.receiving import receive_file
from projections.trial_balance import TRIAL_BALANCE
from tests.support.claims_of_every_shape import CHARGES, SENT, memory_hub, paid_lines
from tests.support.direct import ORC_NPI
from tests.support.eras import HUB_NPI, Clp, Plb, era

_CHARGE = sum(CHARGES)
_DRAWS, _NOTICES = 24, 6
_INTEREST, _PAID = ("AMT*I*1.50",), [Plb("L6", "", -150)]
_REASONS = ("72", "B2", "L6", "L3", "51", "FB", "CS", "J1", "LE")


def _cents(random: Random) -> int:
    return random.choice([1, 99, 4000, _CHARGE, _CHARGE, _CHARGE + 700, random.randint(1, _CHARGE)])


def _notice(random: Random, number: int, claims: list[int]) -> bytes:
    """A notice about one of some claims, or about none that it names."""
    claim, cents = random.choice(claims), _cents(random)
    control = f"ICN{claim}{random.randint(0, 1):02d}"
    ours, earlier = f"{SENT[claim]}20260302{control}", f"T{random.randrange(_NOTICES)}"
    named = random.choice([SENT[claim], control, ours, "", "OTHER-77", earlier, earlier])
    stated = random.choice([SENT[claim], SENT[claim], f"THEIRS{number}"])
    paid = Clp(stated, cents, payer_control=control)
    undone = Clp(stated, -cents, status="22", payer_control=control)
    refused = Clp(stated, cents, status="22", payer_control=control)  # above zero: no reversal
    late = Clp(stated, cents, payer_control=control, segments=_INTEREST)
    clps, plb, payee = random.choice(
        [
            ([paid], [], HUB_NPI),
            ([paid], [], ORC_NPI),
            ([_by_line(random, claim, control)], [], HUB_NPI),
            ([Clp(stated, 0, _CHARGE, payer_control=control)], [], HUB_NPI),
            ([undone], [], HUB_NPI),
            ([refused], [], HUB_NPI),
            ([undone], [Plb("WO", named, -cents)], HUB_NPI),
            ([undone, paid], [Plb("WO", "", -cents), Plb("WO", "", -cents)], HUB_NPI),
            ([late], _PAID, HUB_NPI),
            ([late], [Plb("L6", named, -150)], HUB_NPI),
            ([late], [Plb("L6", named, -100), *_PAID], HUB_NPI),
            ([undone, Clp(stated, _cents(random), payer_control=control)], [], HUB_NPI),
            ([], [Plb("WO", named, random.choice([1, -1]) * cents)], HUB_NPI),
            ([], [Plb("B2", named, random.choice([1, -1]) * cents)], HUB_NPI),
            ([], [Plb(random.choice(_REASONS), named, random.choice([1, -1]) * cents)], HUB_NPI),
        ]
    )
    day = f"202604{random.randint(1, 20):02d}"
    return era(*clps, plb=plb, trace=f"T{number}", day=day, payee=payee)


def _by_line(random: Random, claim: int, control: str) -> Clp:
    first, second = _cents(random), _cents(random)
    lines = paid_lines(claim, first, second)
    return Clp(SENT[claim], first + second, payer_control=control, segments=lines)


def _balances(notices: list[bytes]) -> dict[str, int]:
    """What accounts hold once all notices came; the ledger is afterwards as it was."""
    memory = memory_hub()
    before = memory.kept()
    for notice in notices:
        receive_file(memory.hub, notice, "notice.835")
    rows = memory.hub.projector.live.rows(TRIAL_BALANCE)
    held = {row.account: row.cents for row in rows if row.cents}
    memory.back_to(before)
    before.close()
    return held


@pytest.mark.parametrize("draw", range(_DRAWS))
def test_drawn_notices_end_the_same_in_another_order(draw: int) -> None:
    random = Random(draw)  # noqa: S311 - the same notices in every run
    claims = random.sample(range(len(SENT)), 2) if draw % 2 else [random.choice([0, 1, 2, 4])]
    notices = [_notice(random, at, claims) for at in range(_NOTICES)]
    one = _balances(notices)
    assert one == _balances(random.sample(notices, len(notices)))
    assert one == _balances(notices[::-1])


def test_a_refund_receipt_that_comes_before_its_payment_is_the_claims_all_the_same() -> None:
    control = "ICN500"
    receipt = era(plb=[Plb("B2", control, _CHARGE)], trace="T1", day="20260402")
    payment = era(Clp(SENT[5], _CHARGE, payer_control=control), trace="T2", day="20260414")
    assert _balances([receipt, payment]) == _balances([payment, receipt])


def test_interest_that_names_an_earlier_payment_is_no_claims_in_either_order() -> None:
    earlier = era(Clp(SENT[0], _CHARGE, payer_control="ICN000"), trace="T0999", day="20260401")
    late = Clp(SENT[1], _CHARGE, payer_control="ICN100", segments=_INTEREST)
    interest = era(late, plb=[Plb("L6", "T0999", -150)], trace="T1")
    held = _balances([earlier, interest])
    assert held == _balances([interest, earlier])
    assert held["suspense:plb-l6"] == -150


def test_interest_that_names_nothing_is_told_by_what_claims_state_whatever_else_is_named() -> None:
    known = era(Clp(SENT[1], _CHARGE, payer_control="ICN100"), trace="T0", day="20260401")
    late = Clp(SENT[0], _CHARGE, payer_control="ICN000", segments=_INTEREST)
    interest = era(late, plb=[Plb("L6", "ICN100", -100), *_PAID], trace="T1")
    held = _balances([known, interest])
    assert held == _balances([interest, known])
    assert not [name for name in held if name.startswith("suspense")]


@pytest.mark.parametrize(
    ("claim", "names"),
    [(Clp(SENT[0], _CHARGE), "T0999"), (Clp(SENT[8], _CHARGE, payer_control="ICN800"), "ICN800")],
    ids=["an earlier payment", "a claim that refuses it"],
)
def test_a_receipt_that_names_something_never_becomes_the_hubs_own(claim: Clp, names: str) -> None:
    payee = ORC_NPI if claim.number == SENT[8] else HUB_NPI
    earlier = era(claim, trace="T0999", day="20260401", payee=payee)
    receipt = era(plb=[Plb("B2", names, 700), Plb("B2", "", 50)], trace="T1")
    held = _balances([earlier, receipt])
    assert held == _balances([receipt, earlier])
    assert (held["suspense:plb-b2"], held["hub-own:acme"]) == (700, 50)


def test_what_is_announced_beside_a_reversal_is_its_claims_once_that_is_known() -> None:
    undone = Clp("THEIRS", -_CHARGE, status="22", payer_control="ICN000")
    announced = era(undone, plb=[Plb("WO", "", -_CHARGE)], trace="T1", day="20260402")
    payment = _payment(0, "ICN000")
    held = {"deposit:acme": _CHARGE, "carried:acme": -_CHARGE}
    assert _balances([announced, payment]) == _balances([payment, announced]) == held


def test_interest_that_a_claim_states_itself_is_its_own_once_the_claim_is_known() -> None:
    late = Clp("THEIRS", _CHARGE, payer_control="ICN000", segments=_INTEREST)
    interest = era(late, plb=_PAID, trace="T1", day="20260402")
    denied = era(Clp(SENT[0], 0, _CHARGE, payer_control="ICN000"), trace="T2", day="20260401")
    # 15 percent of 79.98, and of the interest too
    held = {"deposit:acme": _CHARGE + 150, "partner:LPV": -6926, "hub-fee:acme": -1222}
    assert _balances([interest, denied]) == _balances([denied, interest]) == held


def test_what_is_announced_is_nobodys_while_either_of_two_reversals_may_be_meant() -> None:
    known = Clp(SENT[0], -_CHARGE, status="22", payer_control="ICN000")
    unknown = Clp("THEIRS", -_CHARGE, status="22", payer_control="ICN300")
    both = era(known, unknown, plb=[Plb("WO", "", -_CHARGE)], trace="T1", day="20260402")
    first, second = _payment(0, "ICN000"), _payment(3, "ICN300")
    held = {"deposit:acme": _CHARGE, "suspense:plb-wo": -_CHARGE}
    assert _balances([first, both, second]) == _balances([second, both, first]) == held


def _payment(claim: int, control: str) -> bytes:
    paid = Clp(SENT[claim], _CHARGE, payer_control=control)
    return era(paid, trace=f"P{claim}", day="20260401")
