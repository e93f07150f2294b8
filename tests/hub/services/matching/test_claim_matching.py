"""Which of our claims a payment is about: by what, how sure, and when it is about none."""

import dataclasses
from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from adapters.edi.remittances.remittance import ClaimPayment
from adapters.edi.values import Reference
from domain.claims.claim import CLAIM as CLAIMS
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    EncounterId,
    PlanKey,
    line_control_number,
    send_number,
)
from hub.handler import Ask
from hub.lookups import BILLED_SERVICE, CLAIM, PAYER_CONTROL
from hub.services.billing.claims import Restatement, correct_claim, void_claim
from hub.services.matching import service_matching
from hub.services.matching.answered_lines import AnsweredLines, answered_lines
from hub.services.matching.claim_matching import find_claims, names_ours
from hub.services.matching.matches import ClaimMatch, Match, NoMatch
from tests.support import builders as b
from tests.support.billing import ACME, BIRCHWOOD, Billing
from tests.support.stated_payments import claim_paid, paid_line

M2, NOBODY = "90000001A", "99999999Z"
NEXT_DAY = date(2026, 3, 3)


def sent(billing: Billing, *members: str, plan: PlanKey = ACME) -> list[str]:
    """Visits of members billed and sent; the CLM01 of each claim."""
    for member in members:
        billing.visit(member)
    numbers = billing.built()
    billing.sent(plan)
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]


def match(billing: Billing, *payments: ClaimPayment, plan: PlanKey = ACME) -> list[ClaimMatch]:
    log = billing.hub.log
    return billing.hub.handler.attempt(lambda work: find_claims(work, log, plan, payments))


def one(billing: Billing, payment: ClaimPayment, plan: PlanKey = ACME) -> ClaimMatch:
    (found,) = match(billing, payment, plan=plan)
    return found


def claim_id(billing: Billing, number: str) -> ClaimId:
    return billing.claim(number[:11]).account.body.claim_id


def six(sent_as: str, line: int = 1) -> str:
    return str(line_control_number(sent_as, line))  # type: ignore[arg-type]


def corrected(billing: Billing, number: str, visit: EncounterId) -> None:
    """The claim is denied, and goes out again with one unit for 26.66."""
    billing.answered(number, b.answer(1, 0))
    billing.correct(visit, units=1, minutes=30)
    correct_claim(billing.hub, number, Restatement("one unit only"))
    billing.sent()


# by our numbers


def test_our_send_number_is_enough_by_itself(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    found = match(billing, claim_paid(number=second), claim_paid(number=f" {first} "))
    assert found == [
        Match(claim_id(billing, second), 100, "send-number"),
        Match(claim_id(billing, first), 100, "send-number"),
    ]


def test_a_send_number_is_read_through_case_blanks_dashes_and_texts(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    own = claim_id(billing, number)
    texts = [number.lower(), f"{number[:3]}-{number[3:11]} {number[11:]}", f"ACCT{number}20260302"]
    found = match(billing, *(claim_paid(number=text) for text in texts))
    assert found == [Match(own, 95, "send-number-in-text")] * 3


def test_two_numbers_of_ours_in_one_text_are_none(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    assert one(billing, claim_paid(number=f"{first}{second}")) == NoMatch(2, "several-claims")


def test_a_number_that_is_not_ours_does_not_hide_the_one_that_is(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    stranger = send_number(ClaimNumber("ORC00000099"), 9)
    assert one(billing, claim_paid(number=f"{stranger} {number}")) == Match(
        claim_id(billing, number), 95, "send-number-in-text"
    )


def test_without_its_check_character_a_number_needs_the_charge_or_the_member(
    billing: Billing,
) -> None:
    _, number = sent(billing, "M1", "M2")
    cut, own = number[:-1], claim_id(billing, number)
    by_charge = claim_paid(number=cut, billed=5332)
    by_member = claim_paid(number=cut, billed=1, member=M2)
    assert match(billing, by_charge, by_member, claim_paid(number=cut, billed=1)) == [
        Match(own, 80, "send-number-without-check"),
        Match(own, 95, "send-number-without-check"),
        NoMatch(1, "not-certain"),
    ]


def test_without_its_check_character_only_a_number_that_went_out_is_taken(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    never = f"{number[:11]}07"
    assert one(billing, claim_paid(number=never, billed=5332)) == NoMatch(0, "none-of-ours")


def test_the_number_of_an_earlier_send_leads_to_the_same_claim(billing: Billing) -> None:
    (first,) = sent(billing, "M1")
    corrected(billing, first[:11], EncounterId("visit-1"))
    again = billing.claim(first[:11]).account.sends[-1].sent_as
    assert again != first
    own = claim_id(billing, first)
    found = match(billing, claim_paid(number=first), claim_paid(number=again))
    assert found == [Match(own, 100, "send-number")] * 2


def test_line_control_numbers_stand_in_for_a_lost_claim_number(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    stated = claim_paid(paid_line(control=six(number)), number="0")
    assert one(billing, stated) == Match(claim_id(billing, number), 95, "line-control-number")


def test_numbers_that_lead_to_two_claims_lead_to_none(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    mixed = claim_paid(paid_line(control=six(second)), number=first)
    two = claim_paid(paid_line(control=six(first)), paid_line(control=six(second)))
    assert match(billing, mixed, two) == [
        NoMatch(2, "numbers-disagree"),
        NoMatch(2, "several-claims"),
    ]


# by the plan's number


def test_the_plans_number_finds_the_claim_it_answered(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    billing.answered(number[:11], b.answer(1, 100), control="ICN7")
    own = claim_id(billing, number)
    earlier = replace(claim_paid(control="ICN8"), references=(Reference("F8", "ICN7"),))
    assert (
        match(billing, claim_paid(control=" ICN7 "), earlier)
        == [Match(own, 85, "payer-control-number")] * 2
    )


def test_the_plans_number_counts_within_its_plan_only(billing: Billing) -> None:
    (acmes,) = sent(billing, "M1")
    (birchwoods,) = sent(billing, "B1", plan=BIRCHWOOD)
    for number in (acmes, birchwoods):
        billing.answered(number[:11], b.answer(1, 100), control="ICN7")
    stated = claim_paid(control="ICN7")
    assert one(billing, stated) == Match(claim_id(billing, acmes), 85, "payer-control-number")
    assert one(billing, stated, BIRCHWOOD) == Match(
        claim_id(billing, birchwoods), 85, "payer-control-number"
    )


def test_a_number_of_the_plan_for_two_claims_is_none(billing: Billing) -> None:
    for number in sent(billing, "M1", "M2"):
        billing.answered(number[:11], b.answer(1, 100), control="ICN7")
    assert one(billing, claim_paid(control="ICN7")) == NoMatch(2, "several-claims")


# what speaks against a claim


def test_a_claim_of_another_plan_is_never_taken(billing: Billing) -> None:
    (number,) = sent(billing, "B1", plan=BIRCHWOOD)
    assert one(billing, claim_paid(number=number)) == NoMatch(1, "other-plan")
    assert one(billing, claim_paid(paid_line())) == NoMatch(0, "none-of-ours")


def test_the_number_of_another_member_keeps_a_claim_from_being_taken(billing: Billing) -> None:
    (number, _) = sent(billing, "M1", "M2")
    assert one(billing, claim_paid(number=number, member=M2)) == NoMatch(1, "other-member")


def test_the_claims_own_member_makes_it_surer(billing: Billing) -> None:
    (_, number) = sent(billing, "M1", "M2")
    stated = claim_paid(paid_line(control=six(number)), number="0", billed=1, member=M2)
    assert one(billing, stated) == Match(claim_id(billing, number), 100, "line-control-number")
    silent = claim_paid(paid_line(control=six(number)), number="0", billed=1)
    assert one(billing, silent) == Match(claim_id(billing, number), 90, "line-control-number")


@pytest.mark.parametrize("member", ["PLANOWN123", NOBODY, "900000"])
def test_a_member_number_that_is_none_of_ours_says_nothing_against_our_number(
    billing: Billing, member: str
) -> None:
    (number,) = sent(billing, "M1")
    assert one(billing, claim_paid(number=number, member=member)) == Match(
        claim_id(billing, number), 100, "send-number"
    )


def test_the_longer_number_on_the_card_is_read_as_the_cin_it_begins_with(billing: Billing) -> None:
    first, _ = sent(billing, "M1", "M2")
    assert one(billing, claim_paid(number=first, member=f"{M2}12345")) == NoMatch(1, "other-member")


# by what was billed


def test_what_was_billed_finds_the_one_claim_that_bills_it(billing: Billing) -> None:
    billing.visit("M1", service_on=NEXT_DAY)
    by_day = {
        billing.claim(number[:11]).account.body.lines[0].service_on: claim_id(billing, number)
        for number in sent(billing, "M2")
    }
    assert by_day.keys() == {b.SERVED_ON, NEXT_DAY}
    for day, own in by_day.items():
        assert one(billing, claim_paid(paid_line(day=day))) == Match(own, 85, "services")


def test_claims_that_bill_the_same_are_a_tie_and_counted(billing: Billing) -> None:
    sent(billing, "M1", "M2", "M3")
    assert one(billing, claim_paid(paid_line())) == NoMatch(3, "several-claims")


def test_a_member_number_breaks_the_tie(billing: Billing) -> None:
    _, number, _ = sent(billing, "M1", "M2", "M3")
    stated = claim_paid(paid_line(), member=M2)
    assert one(billing, stated) == Match(claim_id(billing, number), 100, "services")
    assert one(billing, claim_paid(paid_line(), member=NOBODY)) == NoMatch(0, "none-of-ours")


def test_dropped_modifiers_need_the_member_too(billing: Billing) -> None:
    _, number = sent(billing, "M1", "M2")
    own = claim_id(billing, number)
    bare = paid_line("98960")
    assert one(billing, claim_paid(bare, member=M2)) == Match(own, 95, "services")
    assert one(billing, claim_paid(paid_line("98960U2"), member=M2)) == Match(own, 100, "services")


def test_without_modifiers_and_member_one_claim_is_too_little(billing: Billing) -> None:
    sent(billing, "M1")
    assert one(billing, claim_paid(paid_line("98960"))) == NoMatch(1, "not-certain")


def test_another_modifier_day_or_charge_is_another_claim(billing: Billing) -> None:
    sent(billing, "M1")
    others = [
        paid_line("98960 U3"),
        paid_line(day=NEXT_DAY),
        paid_line(billed=5333),
        paid_line("98961 U2"),
        paid_line(day=None),
        paid_line(billed=None, paid=1),
    ]
    assert match(billing, *(claim_paid(line) for line in others)) == [
        NoMatch(0, "none-of-ours")
    ] * len(others)


def test_a_members_claim_that_bills_but_some_of_the_lines_is_not_meant(billing: Billing) -> None:
    sent(billing, "M1", "M2")
    strange = paid_line("99213", 100)
    assert one(billing, claim_paid(paid_line(), strange, member=M2)) == NoMatch(0, "none-of-ours")


def test_every_line_must_be_billed_and_the_whole_claim_comes_first(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M1", service_on=NEXT_DAY)
    both, alone = sent(billing, "M2")
    if len(billing.claim(both[:11]).account.body.lines) == 1:
        both, alone = alone, both
    two = claim_paid(paid_line(), paid_line(day=NEXT_DAY))
    assert one(billing, two) == Match(claim_id(billing, both), 85, "services")
    assert one(billing, claim_paid(paid_line())) == Match(claim_id(billing, alone), 85, "services")
    assert one(billing, claim_paid(paid_line(day=NEXT_DAY))) == Match(
        claim_id(billing, both), 80, "services"
    )


def test_a_reversal_is_told_by_what_it_takes_back(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    undone = claim_paid(paid_line(billed=-5332), status="22")
    assert one(billing, undone) == Match(claim_id(billing, number), 85, "services")


def test_a_claim_that_never_went_out_or_is_void_is_not_open(billing: Billing) -> None:
    billing.visit("M1")
    (number,) = billing.built()
    stated = claim_paid(paid_line())
    assert one(billing, stated) == NoMatch(0, "none-of-ours")
    billing.sent()
    assert isinstance(one(billing, stated), Match)
    sent_as = billing.claim(number).account.sends[-1].sent_as
    rejected = dataclasses.replace(b.reject(), sent_as=sent_as)
    billing.done(Ask(CLAIMS, claim_id(billing, number), rejected))
    void_claim(billing.hub, number, reason="billed in error")
    assert one(billing, stated) == NoMatch(0, "none-of-ours")


def test_a_corrected_claim_is_found_by_what_it_now_bills(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    corrected(billing, number[:11], EncounterId("visit-1"))
    stated = claim_paid(paid_line(billed=2666, units=1))
    assert one(billing, stated) == Match(claim_id(billing, number), 85, "services")


def test_where_very_many_bill_the_same_none_is_read_unless_the_member_tells(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_matching, "MOST_CANDIDATES", 2)
    _, number, _ = sent(billing, "M1", "M2", "M3")
    assert one(billing, claim_paid(paid_line(), member=M2)) == Match(
        claim_id(billing, number), 100, "services"
    )


# all at once


def test_each_kind_of_number_is_looked_up_once_for_all_payments(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = sent(billing, "M1", "M2", "M3", "M4")
    asked: list[str] = []
    find_many = billing.hub.log.find_many

    def counted(kind: str, keys: Sequence[str]) -> object:
        if keys:
            asked.append(kind)
        return find_many(kind, keys)

    monkeypatch.setattr(billing.hub.log, "find_many", counted)
    match(billing, *(claim_paid(paid_line(), number=number) for number in numbers))
    assert asked == [CLAIM]
    asked.clear()
    match(billing, *(claim_paid(paid_line(), control="ICN9") for _ in numbers))
    assert asked == [PAYER_CONTROL, BILLED_SERVICE]


def test_one_payment_never_changes_what_another_matches(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    payments = [
        claim_paid(number=first),
        claim_paid(paid_line(control=six(second))),
        claim_paid(paid_line(), member=M2),
        claim_paid(number="NOT OURS"),
    ]
    assert match(billing, *payments) == [one(billing, payment) for payment in payments]
    assert match(billing, *reversed(payments)) == list(reversed(match(billing, *payments)))


# whose remittance


def test_only_numbers_that_we_minted_prove_that_a_remittance_is_ours(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    billing.answered(number[:11], b.answer(1, 0), control="ICN7")
    log = billing.hub.log
    assert names_ours(log, [claim_paid(number=f"X{number}")])
    assert names_ours(log, [claim_paid(paid_line(control=six(number)))])
    assert not names_ours(log, [claim_paid(paid_line(), number=number[:-1], control="ICN7")])


def test_the_lines_of_a_claim_found_by_what_it_bills_are_told(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    stated = claim_paid(paid_line("98960U2", paid=4000))
    assert isinstance(one(billing, stated), Match)
    found = answered_lines(billing.claim(number[:11]).account, stated)
    assert isinstance(found, AnsweredLines)
    assert [(line.line, line.paid) for line in found.lines] == [(1, 4000)]
