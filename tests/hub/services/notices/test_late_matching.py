"""What names a number that is not known yet waits, and finds its claim once it is."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from domain.identifiers import ClaimNumber
from domain.notices.parked_money import MoneyParked, MoneyPlaced, MoneyRefused
from domain.posting import Entry
from domain.problem import Refused
from hub.handler import Done, Work
from hub.services.notices import provider_adjustments, remittance_posting
from hub.services.notices.conflicts import Exchanged, accept_remittance
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.places import Place
from hub.services.receiving.receiving import receive_file
from projections.suspense_held import SUSPENSE_HELD
from tests.hub.services.notices.test_takebacks import (
    DEPOSIT,
    FEE,
    OURS,
    PARTNER,
    THEIRS,
    paid_number,
)
from tests.support.answers import about_claims
from tests.support.billing import BIRCHWOOD, Billing
from tests.support.direct import ORC_NPI, administer, send_direct
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, adds_up, due, facts, receive, send


def test_a_takeback_that_names_the_plans_number_before_the_payment_waits_and_finds_its_claim(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    taken = era(
        Clp(second, CHARGE, payer_control="ICN200"), plb=[Plb("WO", "ICN100", 2000)], trace="T2"
    )
    receive(billing, taken)
    assert accounts(billing)["suspense:plb-wo"] == 2000
    receive(billing, paid_number(first))
    assert "suspense:plb-wo" not in accounts(billing)
    assert billing.claim(first[:11]).account.money.taken == 2000
    (placed,) = facts(billing, MoneyPlaced)
    assert isinstance(placed, MoneyPlaced)
    assert (placed.by, placed.placements[0].amount) == ("number", -2000)


def test_either_order_of_a_payment_and_its_takeback_ends_with_the_same_balances(
    hubs_alike: tuple[Billing, ...],
) -> None:
    ends = []
    for at, each in enumerate(hubs_alike[:2]):
        first, second = send(each, "M1", "M2")
        notices = [
            paid_number(first),
            era(
                Clp(second, CHARGE, payer_control="ICN200"),
                plb=[Plb("WO", "ICN100", 2000)],
                trace="T2",
            ),
        ]
        for notice in notices if at else reversed(notices):
            receive(each, notice)
        ends.append(accounts(each))
    assert ends[0] == ends[1]
    assert ends[0][DEPOSIT] == 2 * CHARGE - 2000


def test_a_payment_known_by_the_plans_number_alone_waits_for_a_notice_that_tells_it(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    reversal = era(
        Clp("OLD-NUMBER", -CHARGE, status="22", payer_control="ICN100"), trace="T2", day="20260412"
    )
    assert receive(billing, reversal).unmatched_claims == 1
    assert accounts(billing)["suspense:unmatched-claim"] == CHARGE
    receive(billing, paid_number(sent))
    assert accounts(billing) == {}
    assert billing.claim(sent[:11]).account.results[0].outcome == "taken-back"


def test_a_number_of_another_plan_places_nothing(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    foreign = era(
        Clp("FOREIGN1", 7000, payer_control="X9"),
        plb=[Plb("WO", "ICN100", 3000)],
        trace="T2",
        payer="SOME OTHER PLAN",
    )
    receive(billing, foreign)
    receive(billing, paid_number(sent))
    assert accounts(billing)["suspense:plb-wo"] == 3000
    assert facts(billing, MoneyPlaced) == []


def test_what_waits_is_kept_without_a_members_number_or_a_day(billing: Billing) -> None:
    send(billing, "M1")
    notice = era(
        Clp("FOREIGN1", 7000), plb=[Plb("WO", "90000001A 19700101 ICN777", 3000)], trace="T2"
    )
    receive(billing, notice)
    (waiting,) = [
        fact.item
        for fact in facts(billing, MoneyParked)
        if isinstance(fact, MoneyParked) and fact.item.kind == "adjustment"
    ]
    assert waiting.awaits
    for kept in waiting.awaits:  # digests that only the hub can make
        assert re.fullmatch(r"[0-9a-f]{64}", kept)


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("ICN100 20260301", "ICN100"),
        ("ICN10020260301", "ICN100"),
        ("20260301ICN100", "ICN100"),
        ("WO/AB", "AB"),
        ("OVERPAID ABCDEF", "ABCDEF"),
        ("ACCT A1 B22 C33 D44 E55 ICN100", "ICN100"),
        ("90000001A", "90000001A"),
        ("20260301", "20260301"),
    ],
)
def test_what_waits_is_found_by_every_spelling_that_would_have_been_matched_at_once(
    billing: Billing, reference: str, number: str
) -> None:
    first, second = send(billing, "M1", "M2")
    taken = era(Clp(second, CHARGE), plb=[Plb("WO", reference, 2000)], trace="T2")
    receive(billing, taken)
    assert accounts(billing)["suspense:plb-wo"] == 2000
    receive(billing, paid_number(first, control=number))
    assert billing.claim(first[:11]).account.money.taken == 2000


def test_a_payment_waits_for_the_number_of_the_version_it_stands_for(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    late = Clp("OLD", -CHARGE, status="22", payer_control="ICN200", segments=("REF*F8*ICN100",))
    receive(billing, era(late, trace="T2", day="20260412"))
    receive(billing, paid_number(sent))
    assert accounts(billing) == {}


def test_a_number_that_a_person_told_brings_what_waited_for_it(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    taken = era(
        Clp("THEIR-OWN-77", CHARGE, payer_control="ICN100"),
        Clp(second, CHARGE, payer_control="ICN200"),
        plb=[Plb("WO", "ICN100", 2000)],
    )
    receive(billing, taken)
    assert accounts(billing)["suspense:plb-wo"] == 2000
    told = match_by_hand(billing.hub, Place("T1", 1), [Part(ClaimNumber(first[:11]))], "called")
    assert isinstance(told, Moved)
    assert billing.claim(first[:11]).account.money.taken == 2000
    assert not any(name.startswith("suspense") for name in accounts(billing))


def test_a_number_that_a_receipt_told_brings_what_waited_for_it(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    theirs = f"P{first[3:11]}"
    taken = era(Clp(second, CHARGE), plb=[Plb("WO", theirs, 2000)], trace="T2")
    receive(billing, taken)
    receive_file(billing.hub, about_claims([(first, "A2")]), "a.277")
    assert billing.claim(first[:11]).account.money.taken == 2000
    assert "suspense:plb-wo" not in accounts(billing)


def test_a_notice_that_came_between_looking_and_waiting_is_not_missed(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = send(billing, "M1", "M2")
    looked = provider_adjustments.post_provider_adjustments

    def overtaken(*args: Any) -> tuple[Entry, ...]:
        entries = looked(*args)
        monkeypatch.undo()
        receive_file(billing.hub, paid_number(first), "paid.835")  # it saw nothing waiting yet
        return entries

    monkeypatch.setattr(remittance_posting, "post_provider_adjustments", overtaken)
    taken = era(Clp(second, CHARGE), plb=[Plb("WO", "ICN100", 2000)], trace="T2")
    receive_file(billing.hub, taken, "taken.835")
    assert billing.claim(first[:11]).account.money.taken == 2000
    assert "suspense:plb-wo" not in accounts(billing)


def test_what_is_placed_late_brings_numbers_in_its_turn(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    taken = era(Clp(second, CHARGE), plb=[Plb("WO", "ICN300", 2000)], trace="T2", day="20260420")
    receive(billing, taken)
    again = Clp("OLD", CHARGE, payer_control="ICN300", segments=("REF*F8*ICN100",))
    receive(billing, era(again, trace="T3", day="20260412"))
    receive(billing, paid_number(first))
    assert billing.claim(first[:11]).account.money.taken == 2000


def test_a_number_that_was_kept_from_a_claim_waits_for_a_person(billing: Billing) -> None:
    (first,) = send(billing, "M1")
    billing.visit("B1")
    (other,) = billing.built()
    billing.sent(BIRCHWOOD)
    elsewhere = billing.claim(other).account.sends[-1].sent_as
    receive(billing, paid_number(first))
    # it names a claim of another plan, beside a number that is known for one of this plan
    notice = era(
        Clp(elsewhere, CHARGE, payer_control="ICN100"),
        plb=[Plb("WO", f"{elsewhere} ICN100", 500)],
        trace="T2",
    )
    receive(billing, notice)
    receive(billing, era(Clp("X9", 100, payer_control="ICN100"), trace="T3", day="20260412"))
    held = accounts(billing)
    assert (held[PARTNER], held["suspense:plb-wo"]) == (-THEIRS, 500)
    assert held["suspense:unmatched-claim"] == -CHARGE


def test_two_runs_over_one_notice_post_it_once(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = send(billing, "M1")
    notice = era(
        Clp("GONE", CHARGE, payer_control="ICN100"), Clp(first, CHARGE, payer_control="ICN100")
    )
    monkeypatch.setattr(remittance_posting, "CHUNK", 1)
    posts: list[Callable[[Work], Done]] = []
    chunk = remittance_posting.Chunk.post

    def remembered(self: remittance_posting.Chunk, work: Work) -> Done:
        posts.append(partial(chunk, self))
        return chunk(self, work)

    monkeypatch.setattr(remittance_posting.Chunk, "post", remembered)
    receive(billing, notice)
    before = accounts(billing)
    for post in posts:  # a run that was behind decides again what is done
        billing.hub.handler.attempt(post)
    billing.hub.projector.catch_up()
    assert accounts(billing) == before
    assert before[DEPOSIT] == 2 * CHARGE


def test_interest_that_a_plan_keeps_beyond_what_it_gave_is_no_partners_debt(
    billing: Billing,
) -> None:
    (first,) = send(billing, "M1")
    receive(billing, era(Clp(first, CHARGE), plb=[Plb("L6", first, 9000)]))
    held = accounts(billing)
    assert held[PARTNER] == -THEIRS
    assert held["suspense:recovery-above-payment"] == 9000


def test_a_receipt_that_names_an_earlier_payment_waits_and_a_person_is_told_in_either_order(
    hubs_alike: tuple[Billing, ...],
) -> None:
    for at, each in enumerate(hubs_alike[:2]):
        first, second = send(each, "M1", "M2")
        earlier = era(Clp(first, CHARGE, payer_control="ICN100"), trace="T0999", day="20260401")
        receipt = era(
            Clp(second, CHARGE, payer_control="ICN200"), plb=[Plb("B2", "T0999", 700)], trace="T2"
        )
        for notice in [earlier, receipt][:: -1 if at else 1]:
            receive(each, notice)
        assert accounts(each)["suspense:plb-b2"] == 700
        (item,) = due(each, "unplaced-adjustment")
        assert (item.who, item.amount) == ("hub", 700)
        # the plan may still tell that it is its number of a claim
        receive(each, era(Clp(first, 0, CHARGE, payer_control="T0999"), trace="T3", day="20260412"))
        assert due(each, "unplaced-adjustment") == []


def test_two_unnamed_interests_of_one_amount_wait_for_a_person(billing: Billing) -> None:
    (first,) = send(billing, "M1")
    notice = era(
        Clp(first, CHARGE, segments=("AMT*I*5.00",)),
        plb=[Plb("L6", "", -500), Plb("L3", "", -500)],
    )
    receive(billing, notice)
    assert billing.claim(first[:11]).account.money.interest == 0


# a claim that becomes known and then refuses what waited for it

REFUSED = "suspense:claim-not-taken"
# the plan undoes a payment, and states an amount above zero
ODD = era(Clp("OLD", CHARGE, status="22", payer_control="ICN100"), trace="T2", day="20260412")


def test_what_its_claim_refuses_late_waits_as_if_the_claim_had_been_known(
    hubs_alike: tuple[Billing, ...],
) -> None:
    ends = []
    for at, each in enumerate(hubs_alike[:2]):
        (sent,) = send(each, "M1")
        for notice in [paid_number(sent), ODD][:: -1 if at else 1]:
            receive(each, notice)
        (item,) = due(each, "parked-payment")
        held = each.hub.projector.live.rows(SUSPENSE_HELD, account=REFUSED)
        ends.append((accounts(each), item, [row.cents for row in held]))
    assert ends[0] == ends[1]
    balances, item, cents = ends[0]
    assert balances == {DEPOSIT: 2 * CHARGE, PARTNER: -THEIRS, FEE: -OURS, REFUSED: -CHARGE}
    assert (item.who, item.amount, cents) == ("hub", CHARGE, [CHARGE])
    assert "a reversal states 53.32 paid" in item.what


def test_what_was_refused_late_waits_for_a_person_and_no_more_for_a_number(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, ODD)
    receive(billing, paid_number(first))
    receive(billing, era(Clp(second, 0, CHARGE, payer_control="ICN100"), trace="T3"))
    assert len(facts(billing, MoneyRefused)) == 1
    again = match_by_hand(billing.hub, Place("T2", 1), [Part(ClaimNumber(first[:11]))], "called")
    assert isinstance(again, Refused)
    assert again.codes == ["claim.reversal-above-zero"]
    assert accounts(billing)[REFUSED] == -CHARGE


def test_what_was_refused_late_is_placed_by_a_person_and_taken_away_again(
    billing: Billing,
) -> None:
    """The plan pays the hub under its number of a claim that it pays the partner for."""
    administer(billing)
    (first,) = send(billing, "M1")
    (direct,) = send_direct(billing, "M2")
    receive(billing, era(Clp("OLD", CHARGE, payer_control="ICN100"), trace="T2"))
    assert accounts(billing) == {DEPOSIT: CHARGE, "suspense:unmatched-claim": -CHARGE}
    receive(billing, era(Clp(direct, 0, CHARGE, payer_control="ICN100"), payee=ORC_NPI))
    waiting = {DEPOSIT: CHARGE, REFUSED: -CHARGE}
    assert accounts(billing) == waiting
    (item,) = due(billing, "parked-payment")
    assert "by its contract" in item.what
    where = Place("T2", 1)
    told = match_by_hand(billing.hub, where, [Part(ClaimNumber(first[:11]))], "called")
    assert isinstance(told, Moved)
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}
    assert due(billing, "parked-payment") == []
    assert isinstance(unmatch(billing.hub, where, "it was not"), Moved)
    assert accounts(billing) == waiting


def test_what_was_refused_late_goes_with_its_notice(billing: Billing) -> None:
    (first,) = send(billing, "M1")
    receive(billing, ODD)
    receive(billing, paid_number(first))
    other = era(Clp(first, CHARGE, payer_control="ICN100"), trace="T2", day="20260412")
    assert receive(billing, other).outcome == "parked"
    assert isinstance(accept_remittance(billing.hub, "T2", "the plan said so"), Exchanged)
    adds_up(billing)
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE,
        PARTNER: -THEIRS,
        FEE: -OURS,
        "suspense:paid-twice": -CHARGE,
    }
