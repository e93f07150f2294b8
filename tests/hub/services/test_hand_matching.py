"""A person says whose money waits, or takes it away from a claim; both facts stay."""

import pytest

from domain.identifiers import ClaimNumber
from domain.parked_money import MoneyDisplaced, MoneyParked, MoneyPlaced
from domain.problem import Refused
from hub.services.hand_matching import Moved, Part, Place, match_by_hand, unmatch
from tests.hub.services.test_takebacks import DEPOSIT, FEE, OURS, PARTNER, THEIRS
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, facts, receive, send

UNMATCHED = "suspense:unmatched-claim"


def part(sent: str, amount: int | None = None) -> Part:
    return Part(ClaimNumber(sent[:11]), amount)


def codes(moved: Moved | Refused) -> list[str]:
    assert isinstance(moved, Refused), moved
    return moved.codes


def match(billing: Billing, where: Place, *parts: Part) -> Moved:
    moved = match_by_hand(billing.hub, where, parts, "the plan said so on the telephone")
    assert isinstance(moved, Moved), moved
    return moved


def away(billing: Billing, where: Place) -> Moved:
    moved = unmatch(billing.hub, where, "it was about another claim")
    assert isinstance(moved, Moved), moved
    return moved


def test_a_payment_that_names_nobody_goes_to_the_claim_a_person_names(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIR-OWN-77", CHARGE, payer_control="")))
    assert accounts(billing)[UNMATCHED] == -CHARGE
    moved = match(billing, Place("T1", 1), part(sent))
    assert (moved.amount, moved.claims) == (CHARGE, (sent[:11],))
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}
    assert [result.outcome for result in billing.claim(sent[:11]).account.results] == ["paid"]
    (placed,) = facts(billing, MoneyPlaced)
    assert isinstance(placed, MoneyPlaced)
    assert (placed.by, placed.why) == ("person", "the plan said so on the telephone")


def test_what_a_person_matched_wrongly_goes_to_another_claim_and_every_fact_stays(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp("THEIR-OWN-77", CHARGE, payer_control="")))
    where = Place("T1", 1)
    match(billing, where, part(first))
    assert away(billing, where).claims == (first[:11],)
    assert accounts(billing) == {DEPOSIT: CHARGE, UNMATCHED: -CHARGE}
    match(billing, where, part(second))
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}
    assert billing.claim(first[:11]).account.shares == ()
    assert len(facts(billing, MoneyPlaced)) == 2
    assert len(facts(billing, MoneyDisplaced)) == 1


def test_a_payment_that_was_matched_by_its_number_can_be_taken_away(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE)))
    where = Place("T1", 1)
    away(billing, where)
    assert accounts(billing) == {DEPOSIT: CHARGE, UNMATCHED: -CHARGE}
    (parked,) = facts(billing, MoneyParked)
    assert isinstance(parked, MoneyParked)
    assert parked.entries == ()
    match(billing, where, part(second))
    assert billing.claim(second[:11]).account.money.paid == CHARGE
    away(billing, where)
    match(billing, where, part(first))
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}


def test_the_same_file_again_does_not_post_what_was_taken_away(billing: Billing) -> None:
    (first,) = send(billing, "M1")
    notice = era(Clp(first, CHARGE))
    receive(billing, notice)
    away(billing, Place("T1", 1))
    before = accounts(billing)
    assert receive(billing, notice + b"\n").outcome == "duplicate"
    assert accounts(billing) == before


def test_a_takeback_without_reference_is_divided_as_a_person_says(billing: Billing) -> None:
    first, second, third = send(billing, "M1", "M2", "M3")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE, payer_control="I2")))
    taken = era(Clp(third, CHARGE, payer_control="I3"), plb=[Plb("WO", "", 5000)], trace="T2")
    receive(billing, taken)
    where = Place("T2", 1, is_adjustment=True)
    assert codes(match_by_hand(billing.hub, where, [part(first, 3000)], "part")) == [
        "match.not-whole"
    ]
    match(billing, where, part(first, 3000), part(second, 2000))
    assert [billing.claim(each[:11]).account.money.taken for each in (first, second)] == [
        3000,
        2000,
    ]
    assert "suspense:plb-wo" not in accounts(billing)
    away(billing, where)
    assert accounts(billing)["suspense:plb-wo"] == 5000


def test_a_takeback_that_found_its_claim_by_itself_can_be_taken_away(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE, payer_control="ICN100")))
    taken = era(
        Clp(second, CHARGE, payer_control="I2"), plb=[Plb("WO", "ICN100", 2000)], trace="T2"
    )
    receive(billing, taken)
    assert away(billing, Place("T2", 1, is_adjustment=True)).claims == (first[:11],)
    assert billing.claim(first[:11]).account.money.taken == 0
    assert accounts(billing)["suspense:plb-wo"] == 2000


@pytest.mark.parametrize("reason", ["WU", "CS", "OB"])
def test_what_a_plan_kept_for_another_reason_is_a_takeback_where_a_person_says_so(
    billing: Billing, reason: str
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=[Plb(reason, "", 1000)]))
    match(billing, Place("T1", 1, is_adjustment=True), part(sent))
    assert accounts(billing)[PARTNER] == -(THEIRS - 850)


def test_all_that_is_wrong_is_said_at_once(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    billing.visit("B1")
    (other,) = billing.built()
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control=""), plb=[Plb("CS", "", -100)]))
    claim, plb = Place("T1", 1), Place("T1", 1, is_adjustment=True)
    two = [Part(ClaimNumber("XXX00000001")), Part(ClaimNumber(other))]
    assert codes(match_by_hand(billing.hub, claim, two, "guess")) == [
        "claim.unknown",
        "match.other-plan",
        "match.one-claim",
        "match.amount-missing",
    ]
    assert codes(match_by_hand(billing.hub, plb, [part(sent)], "guess")) == [
        "match.not-for-a-claim"
    ]
    assert codes(match_by_hand(billing.hub, Place("T9", 1), [part(sent)], "guess")) == [
        "match.no-such-payment"
    ]
    assert codes(unmatch(billing.hub, claim, "wrong")) == ["match.waits-already"]
    assert codes(unmatch(billing.hub, Place("T1", 9), "wrong")) == ["match.no-such-place"]
    match(billing, claim, part(sent))
    again = match_by_hand(billing.hub, claim, [part(sent)], "again")
    assert codes(again) == ["match.does-not-wait"]


def test_no_part_of_money_is_zero_or_below(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), plb=[Plb("WO", "", 2000)]))
    where = Place("T1", 1, is_adjustment=True)
    parts = [part(first, -1000), part(second, 3000)]
    assert codes(match_by_hand(billing.hub, where, parts, "guess")) == ["match.part-not-above-zero"]


def test_a_denial_that_a_person_took_away_stays_away(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, 0, billed=CHARGE, payer_control="ICN100")))
    away(billing, Place("T1", 1))
    receive(billing, era(Clp(second, CHARGE, payer_control="ICN100"), trace="T2"))
    assert billing.claim(first[:11]).account.answers == ()
    match(billing, Place("T1", 1), part(first))
    assert {*billing.claim(first[:11]).account.posted} != {""}
    assert all("@" in each for each in billing.claim(first[:11]).account.posted)


def test_a_dry_run_writes_nothing(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control="")))
    before = billing.hub.log.head()
    moved = match_by_hand(billing.hub, Place("T1", 1), [part(sent)], "why", dry_run=True)
    assert isinstance(moved, Moved)
    assert billing.hub.log.head() == before
