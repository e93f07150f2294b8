"""Only a notice of the same payment takes the place of one that waits."""

from collections.abc import Callable

import pytest

from projections.remittance_balance import REMITTANCE_BALANCE
from tests.hub.services.notices.test_stated_day import undated
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send
from tests.support.rosters import Row, agree_monthly, pay, roster
from tests.support.typed import Typed, typed

FAR = "20270410"


def states(billing: Billing) -> list[tuple[str, str | None, int]]:
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    return sorted((row.state, row.because, row.deposit) for row in rows)


def came(billing: Billing, content: bytes) -> tuple[str, list[str]]:
    result = receive(billing, content)
    return result.outcome, [each.code for each in result.problems]


DOUBTED: dict[str, Callable[[Clp], bytes]] = {
    "far-ahead": lambda claim: era(claim, day=FAR),
    "undated": undated,
}


@pytest.mark.parametrize("kind", DOUBTED)
@pytest.mark.parametrize("turned", [False, True])
def test_a_part_about_other_claims_is_posted_and_the_one_of_a_doubted_day_goes_on_waiting(
    billing: Billing, kind: str, *, turned: bool
) -> None:
    one, two = send(billing, "M1", "M2")
    both = (
        DOUBTED[kind](Clp(one, CHARGE)),
        era(Clp(two, CHARGE, payer_control="ICN2"), day="20260413"),
    )
    for each in both[::-1] if turned else both:
        receive(billing, each)
    assert states(billing) == [("parked", "day", CHARGE), ("posted", None, CHARGE)]
    assert accounts(billing)["suspense:doubtful-day"] == -CHARGE


@pytest.mark.parametrize("turned", [False, True])
def test_a_part_about_other_claims_leaves_the_one_that_does_not_add_up(
    billing: Billing, *, turned: bool
) -> None:
    one, two = send(billing, "M1", "M2")
    both = (
        era(Clp(one, CHARGE), states=CHARGE - 100),
        era(Clp(two, CHARGE, payer_control="ICN2")),
    )
    for each in both[::-1] if turned else both:
        receive(billing, each)
    assert states(billing) == [("parked", "unbalanced", CHARGE - 100), ("posted", None, CHARGE)]
    assert accounts(billing)["suspense:unbalanced-remittance"] == -(CHARGE - 100)


def test_other_claims_of_the_same_day_and_amount_are_for_a_person(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE), states=CHARGE - 100))
    other = era(Clp(two, CHARGE - 100, billed=CHARGE, payer_control="ICN2"))
    assert came(billing, other) == ("parked", ["remittance.conflict"])
    assert [because for _, because, _ in states(billing)] == ["conflict", "unbalanced"]


def test_money_beside_claims_that_did_not_add_up_is_corrected(billing: Billing) -> None:
    receive(billing, era(plb=[Plb("L6", "", -100)], states=200))
    assert came(billing, era(plb=[Plb("L6", "", -300)]))[0] == "posted"
    assert [state for state, _, _ in states(billing)] == ["posted", "superseded"]


def test_claims_do_not_take_the_place_of_a_roster_of_their_number(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000), trace="T1", day=FAR))
    receive(billing, era(Clp(sent, CHARGE), payer="Acme Health Plan"))
    assert states(billing) == [("parked", "day", 10_000), ("posted", None, CHARGE)]


def test_what_is_typed_of_other_claims_does_not_take_the_place_of_an_835(
    billing: Billing,
) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE), day=FAR))
    receive(billing, typed(Typed(two[:11], 1000, CHARGE, reason="CO-45")))
    assert states(billing) == [("parked", "day", CHARGE), ("posted", None, 1000)]


def test_a_better_notice_of_the_payment_takes_the_place_of_one_that_waits_and_says_so(
    billing: Billing,
) -> None:
    """The payer is written otherwise, one claim is paid less, and the day is near."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day=FAR))
    better = era(Clp(sent, 4000, billed=CHARGE)).replace(b"*ACME HEALTH", b"*Acme  Health")
    result = receive(billing, better)
    assert (result.outcome, result.problems[0].code) == ("posted", "remittance.took-its-place")
    assert "53.32 of 2027-04-10 for 1 claim" in result.problems[0].what
    assert states(billing) == [("posted", None, 4000), ("superseded", "day", CHARGE)]


def test_a_corrected_roster_says_whose_place_it_takes(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000), day=FAR))
    (result,) = pay(billing, roster(billing, Row("M2", 10_000)))
    assert (result.outcome, result.problems[0].code) == ("posted", "remittance.took-its-place")


# a copy of another day


@pytest.mark.parametrize("day", [FAR, "20250410", "20260411"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_copy_of_a_mistyped_day_is_posted_once_whichever_comes_first(
    billing: Billing, day: str, *, turned: bool
) -> None:
    (sent,) = send(billing, "M1")
    interest = ("AMT*I*1",)
    both = [
        era(Clp(sent, CHARGE, segments=interest), plb=[Plb("L6", "", -100)], day=each)
        for each in ("20260410", day)
    ]
    for each in both[::-1] if turned else both:
        receive(billing, each)
    assert [state for state, _, _ in states(billing)][:1] == ["posted"]
    assert accounts(billing) == {
        "deposit:acme": CHARGE + 100,
        "partner:LPV": -4632,
        "hub-fee:acme": -800,
    }


def test_a_copy_that_states_another_day_says_so(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    told = ("duplicate", ["remittance.copy-of-another-day"])
    assert came(billing, era(Clp(sent, CHARGE), day=FAR)) == told


def test_of_two_copies_of_doubted_days_one_waits(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day=FAR))
    assert came(billing, era(Clp(sent, CHARGE), day="20280410"))[0] == "duplicate"


def test_the_same_money_beside_claims_on_another_day_is_another_payment(
    billing: Billing,
) -> None:
    bonus = [Plb("BN", "", -500)]
    receive(billing, era(plb=bonus, day="20260310"))
    assert came(billing, era(plb=bonus))[0] == "posted"
    assert accounts(billing)["deposit:acme"] == 1000


@pytest.mark.parametrize("day", [FAR, ""])
def test_another_amount_of_a_doubted_day_for_claims_that_are_paid_is_for_a_person(
    billing: Billing, day: str
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    claim = Clp(sent, 4000, billed=CHARGE)
    other = era(claim, day=day) if day else undated(claim)
    assert came(billing, other) == ("parked", ["remittance.conflict"])
