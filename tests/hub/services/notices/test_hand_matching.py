"""A person says whose money waits, or takes it away from a claim; both facts stay."""

import re
from datetime import date

import pytest

from domain.identifiers import ClaimNumber
from domain.notices.parked_money import MoneyDisplaced, MoneyParked, MoneyPlaced
from domain.problem import Refused
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.places import Place, Which
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.hub.services.notices.test_takebacks import DEPOSIT, FEE, OURS, PARTNER, THEIRS
from tests.support.billing import ACME, Billing
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


def test_a_claim_that_was_wrongly_named_is_known_by_the_plans_number_no_more(
    billing: Billing,
) -> None:
    wrong, right, other = send(billing, "M1", "M2", "M3")
    receive(billing, era(Clp("THEIR-OWN-77", CHARGE, payer_control="ICN100")))
    where = Place("T1", 1)
    match(billing, where, part(wrong))
    away(billing, where)
    match(billing, where, part(right))
    taken = era(Clp(other, CHARGE), plb=[Plb("WO", "ICN100", 2000)], trace="T2")
    receive(billing, taken)
    receive(billing, era(Clp("OLD", CHARGE, payer_control="ICN100"), trace="T3", day="20260412"))
    assert billing.claim(wrong[:11]).account.posted == {}
    assert billing.claim(right[:11]).account.money.taken == 2000
    assert len(billing.claim(right[:11]).account.posted) == 3


def test_what_matching_would_tell_otherwise_by_now_can_be_taken_away(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE, payer_control="ICN100")))
    undone = era(Clp("OLD", -CHARGE, status="22", payer_control="ICN100"), trace="T2")
    receive(billing, undone)
    receive(billing, era(Clp(second, CHARGE, payer_control="ICN100"), trace="T3"))
    assert away(billing, Place("T2", 1)).claims == (first[:11],)
    assert billing.claim(first[:11]).account.money.paid == CHARGE


def test_of_payments_with_one_number_a_person_says_which(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control=""), day="20260410"))
    receive(billing, era(Clp("OTHERS", 4000, payer_control=""), day="20260417"))
    both = match_by_hand(billing.hub, Place("T1", 1), [part(sent)], "why")
    assert codes(both) == ["match.several-payments"]
    assert isinstance(both, Refused)
    assert both.problems[0].what == "its number is that of 2 payments"
    assert re.search("acme 2026-04-10, id [0-9a-f]{8}", both.problems[0].fix)
    later = Place("T1", 1, which=Which(plan=ACME, paid_on=date(2026, 4, 17)))
    assert match(billing, later, part(sent)).amount == 4000
    rows = billing.hub.projector.live.rows(REMITTANCE_BALANCE, trace="T1")
    (row,) = [each for each in rows if each.deposit == CHARGE]
    earlier = Place(row.remittance_id, 1)
    assert match(billing, earlier, part(sent)).amount == CHARGE


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
