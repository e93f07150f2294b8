"""A person says that a provider adjustment is the hub's own, or takes that back; both stay."""

from collections import Counter
from datetime import date

import pytest

from domain.books.booking import remittance_of
from domain.identifiers import ClaimNumber, RemittanceId
from domain.notices.parked_money import MoneyReleased, MoneyReturned
from domain.problem import Refused
from hub.services.books.medical_loss import medical_loss
from hub.services.notices.conflicts import Exchanged, accept_remittance, reissue_remittance
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.hub_own_money import say_hub_own
from hub.services.notices.places import Place
from hub.services.notices.remittance_matches import Went, where_it_went
from hub.services.payments.refunds import Found, approve_refund, propose_refund
from projections.refund_status import RefundStatus
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from tests.hub.services.notices.test_takebacks import DEPOSIT, FEE, OURS, PARTNER, THEIRS
from tests.support.billing import Billing
from tests.support.direct import ORC_NPI, administer, send_direct
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, adds_up, due, facts, receive, send
from tests.support.rosters import Row, agree_monthly, pay, roster

OWN = "hub-own:acme"
PAID = {PARTNER: -THEIRS, FEE: -OURS}  # of a claim of 53.32: 45.32 and 8.00
FIRST = Place("T1", 1, is_adjustment=True)
PAID_ON = date(2026, 4, 10)
LETTER = "the plan's letter of 2 May"


def said(billing: Billing, where: Place = FIRST) -> Moved:
    moved = say_hub_own(billing.hub, where, LETTER)
    assert isinstance(moved, Moved), moved
    adds_up(billing)
    return moved


def taken_back(billing: Billing, where: Place = FIRST) -> Moved:
    moved = unmatch(billing.hub, where, "it was about a claim")
    assert isinstance(moved, Moved), moved
    adds_up(billing)
    return moved


def codes(moved: Moved | Exchanged | Refused) -> list[str]:
    assert isinstance(moved, Refused), moved
    return moved.codes


def paid_with(billing: Billing, *plb: Plb, trace: str = "T1") -> str:
    """A claim that is paid in full by a notice with these adjustments."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=plb, trace=trace))
    return sent


def notices(billing: Billing) -> dict[str, RemittanceBalance]:
    """The remittances by state."""
    return {row.state: row for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE)}


@pytest.mark.parametrize(
    ("plb", "cents"),
    [
        (Plb("B2", "REBATE-2025-Q4", -700), 700),  # a rebate that names something
        (Plb("IP", "", -1250), 1250),  # an incentive
        (Plb("WU", "", 300), -300),  # a recovery that the plan leaves unspecified: a cost
        (Plb("OB", "SOMEBODY-ELSE", 99), -99),
        (Plb("ZZ", "", -1), 1),  # a reason in no list
    ],
    ids=lambda value: value.reason if isinstance(value, Plb) else "",
)
def test_what_waits_under_any_reason_is_the_hubs_own_where_a_person_says_so(
    billing: Billing, plb: Plb, cents: int
) -> None:
    paid_with(billing, plb)
    waits = f"suspense:plb-{plb.reason.lower()}"
    assert accounts(billing) == {DEPOSIT: CHARGE + cents, waits: -cents, **PAID}
    assert len(due(billing, "unplaced-adjustment")) == 1
    moved = said(billing)
    assert (moved.amount, moved.claims, moved.hub_own) == (cents, (), True)
    assert accounts(billing) == {DEPOSIT: CHARGE + cents, OWN: -cents, **PAID}
    assert due(billing, "unplaced-adjustment") == []
    (row,) = notices(billing).values()
    assert (row.hub_own, row.suspense, row.law_holds) == (cents, 0, True)
    (released,) = facts(billing, MoneyReleased)
    assert isinstance(released, MoneyReleased)
    assert (released.paid_on, released.why) == (PAID_ON, LETTER)


def test_what_was_said_to_be_the_hubs_own_waits_again_once_that_is_taken_back(
    billing: Billing,
) -> None:
    sent = paid_with(billing, Plb("WU", "", 300))
    said(billing)
    moved = taken_back(billing)
    assert (moved.amount, moved.claims, moved.hub_own) == (-300, (), True)
    assert accounts(billing) == {DEPOSIT: CHARGE - 300, "suspense:plb-wu": 300, **PAID}
    (item,) = due(billing, "unplaced-adjustment")
    assert (item.who, item.amount) == ("hub", 300)
    (returned,) = facts(billing, MoneyReturned)
    assert isinstance(returned, MoneyReturned)
    assert (returned.paid_on, returned.why) == (PAID_ON, "it was about a claim")
    part = Part(ClaimNumber(sent[:11]))
    assert isinstance(match_by_hand(billing.hub, FIRST, [part], "it was"), Moved)
    # 3.00 is 2.55 of the partner and 0.45 of the hub
    assert accounts(billing) == {
        DEPOSIT: CHARGE - 300,
        PARTNER: -(THEIRS - 255),
        FEE: -(OURS - 45),
    }


def test_said_three_times_is_said_once_and_so_is_taking_it_back(billing: Billing) -> None:
    paid_with(billing, Plb("IP", "", -1250))
    said(billing)
    head = billing.hub.log.head()
    assert said(billing) == said(billing)
    assert billing.hub.log.head() == head
    taken_back(billing)
    head = billing.hub.log.head()
    for _ in range(2):
        assert codes(unmatch(billing.hub, FIRST, "again")) == ["match.waits-already"]
    assert billing.hub.log.head() == head
    said(billing)
    assert accounts(billing)[OWN] == -1250


def test_a_dry_run_of_either_writes_nothing(billing: Billing) -> None:
    paid_with(billing, Plb("IP", "", -1250))
    head = billing.hub.log.head()
    assert isinstance(say_hub_own(billing.hub, FIRST, LETTER, dry_run=True), Moved)
    assert billing.hub.log.head() == head
    said(billing)
    head = billing.hub.log.head()
    assert isinstance(unmatch(billing.hub, FIRST, "wrong", dry_run=True), Moved)
    assert billing.hub.log.head() == head


def test_one_of_two_under_one_reason_moves_alone(billing: Billing) -> None:
    paid_with(billing, Plb("IP", "", -1250), Plb("IP", "", -50))
    said(billing, Place("T1", 2, is_adjustment=True))
    assert accounts(billing) == {
        DEPOSIT: CHARGE + 1300,
        OWN: -50,
        "suspense:plb-ip": -1250,
        **PAID,
    }
    row = notices(billing)["posted"]
    went = [each for each in where_it_went(billing.hub, row.remittance_id) if not each.number]
    assert went == [
        Went("PLB", 1, 1250, account="suspense:plb-ip"),
        Went("PLB", 2, 50, account=OWN),
    ]


def test_pay_for_a_claim_is_never_the_hubs_own_whether_it_waits_or_not(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), Clp("STRANGER", 3000, payer_control="I2")))
    before = accounts(billing)
    for at in (1, 2, 3):
        assert codes(say_hub_own(billing.hub, Place("T1", at), "?")) == ["match.pays-a-claim"]
    assert accounts(billing) == before


def test_only_what_waits_may_be_said_to_be_the_hubs_own(billing: Billing) -> None:
    """A takeback that is with its claim, a levy that is the hub's own by its code, no PLB."""
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE, payer_control="ICN100")))
    taken = [Plb("WO", "ICN100", 1000), Plb("LE", "", 10)]
    receive(billing, era(Clp(second, CHARGE, payer_control="I2"), plb=taken, trace="T2"))
    before = accounts(billing)
    for at, code in enumerate(("does-not-wait", "told-by-its-code", "no-such-place"), start=1):
        where = Place("T2", at, is_adjustment=True)
        assert codes(say_hub_own(billing.hub, where, "?")) == [f"match.{code}"]
    assert accounts(billing) == before
    # taken away from its claim it waits, and may be
    where = Place("T2", 1, is_adjustment=True)
    taken_back(billing, where)
    said(billing, where)
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE - 1010,
        PARTNER: -2 * THEIRS,
        FEE: -2 * OURS,
        OWN: 1010,
    }


def test_what_is_the_hubs_own_goes_to_no_claim_and_back_to_no_plan_before_it_waits_again(
    billing: Billing,
) -> None:
    sent = paid_with(billing, Plb("B2", "REBATE", -700))
    said(billing)
    matched = match_by_hand(billing.hub, FIRST, [Part(ClaimNumber(sent[:11]))], "?")
    assert codes(matched) == ["match.does-not-wait"]
    assert isinstance(matched, Refused)
    assert matched.problems[0].what == "it is the hub's own, as a person said"
    proposed = propose_refund(billing.hub, Found(FIRST, "not ours"), "A. Finder")
    assert isinstance(proposed, Refused)
    assert proposed.codes == ["match.does-not-wait"]


def test_what_goes_back_to_the_plan_is_neither_taken_back_nor_the_hubs_own(
    billing: Billing,
) -> None:
    paid_with(billing, Plb("B2", "REBATE", -700))
    row = propose_refund(billing.hub, Found(FIRST, "not ours"), "A. Finder")
    assert isinstance(row, RefundStatus), row
    assert isinstance(approve_refund(billing.hub, row.number, "B. Keeper"), RefundStatus)
    before = accounts(billing)
    assert before["payable:acme"] == -700
    assert codes(say_hub_own(billing.hub, FIRST, "?")) == ["match.does-not-wait"]
    assert codes(unmatch(billing.hub, FIRST, "?")) == ["match.waits-already"]
    assert accounts(billing) == before


def test_a_refund_is_not_agreed_to_once_its_money_is_the_hubs_own(billing: Billing) -> None:
    paid_with(billing, Plb("B2", "REBATE", -700))
    row = propose_refund(billing.hub, Found(FIRST, "not ours"), "A. Finder")
    assert isinstance(row, RefundStatus), row
    said(billing)
    assert isinstance(approve_refund(billing.hub, row.number, "B. Keeper"), Refused)
    assert accounts(billing)[OWN] == -700


def test_no_number_that_is_told_later_takes_what_a_person_decided_on(billing: Billing) -> None:
    """Without the person the claim would take it: the plan tells the number two days later."""
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(second, CHARGE), plb=[Plb("B2", "ICN77", 700)]))
    said(billing)
    later = era(Clp(first, CHARGE, payer_control="ICN77"), trace="T2", day="20260412")
    receive(billing, later)
    assert accounts(billing)[OWN] == 700
    taken_back(billing)
    receive(billing, era(Clp(first, 0, CHARGE, payer_control="ICN77"), trace="T3", day="20260413"))
    assert accounts(billing)["suspense:plb-b2"] == 700


def test_what_a_plan_kept_from_a_partner_that_it_pays_itself_is_not_the_hubs(
    billing: Billing,
) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=[Plb("WU", "", 300)], payee=ORC_NPI))
    before = accounts(billing)
    assert codes(say_hub_own(billing.hub, FIRST, "?")) == ["money.paid-direct"]
    assert accounts(billing) == before
    (item,) = due(billing, "unplaced-adjustment")
    assert item.what.endswith("then: hub remittance match, with --claim")


def test_what_a_roster_tells_of_no_member_may_be_the_hubs_own_too(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000), total=9_500, before=("ADX*-5.00*WU",)))
    where = Place("R-1", 1, is_adjustment=True)
    said(billing, where)
    shared = {DEPOSIT: 9_500, "partner:ZED": -9_000, FEE: -1_000}
    assert accounts(billing) == {**shared, OWN: 500}
    taken_back(billing, where)
    assert accounts(billing) == {**shared, "suspense:plb-wu": 500}


def test_it_counts_as_administration_and_no_longer_as_what_waits(billing: Billing) -> None:
    paid_with(billing, Plb("B2", "REBATE", -700))
    (before,) = medical_loss(billing.hub, 2026)
    said(billing)
    (after,) = medical_loss(billing.hub, 2026)
    assert (before.administration, before.waiting) == (OURS, 700)
    assert (after.administration, after.waiting) == (OURS + 700, 0)
    assert after.care == before.care == THEIRS


# the notice is withdrawn


def with_own(sent: str) -> bytes:
    """58.82: a claim, a rebate of 7.00, an incentive of 1.50, 3.00 kept."""
    plb = [Plb("B2", "REBATE", -700), Plb("IP", "", -150), Plb("WU", "", 300)]
    return era(Clp(sent, CHARGE, payer_control="ICN100"), plb=plb)


def without(sent: str) -> bytes:
    """58.82 too: the claim alone, and interest that the claim states."""
    interest = Clp(sent, CHARGE, payer_control="ICN100", segments=("AMT*I*5.50",))
    return era(interest, plb=[Plb("L6", "", -550)])


def moved_by(billing: Billing, remittance_id: RemittanceId) -> dict[str, int]:
    """What a notice moved in each account, all told; those at zero left out."""
    sums = Counter[str]()
    for fact in facts(billing, object):
        if remittance_of(fact) == remittance_id:  # type: ignore[arg-type]
            for entry in getattr(fact, "entries", ()):
                sums[entry.account] += entry.cents
    return {account: cents for account, cents in sums.items() if cents}


def test_a_notice_that_is_withdrawn_takes_what_was_said_of_it_along(
    hubs_alike: tuple[Billing, ...],
) -> None:
    """One is the hub's own, one was and waits again, one still waits."""
    hub, other, *_ = hubs_alike
    (sent,), (theirs,) = send(hub, "M1"), send(other, "M1")
    receive(hub, with_own(sent))
    second = Place("T1", 2, is_adjustment=True)
    said(hub)
    said(hub, second)
    taken_back(hub, second)
    assert accounts(hub)[OWN] == -700
    assert receive(hub, without(sent)).outcome == "parked"
    done = accept_remittance(hub.hub, "T1", "the second holds")
    assert isinstance(done, Exchanged), done
    adds_up(hub)
    receive(other, without(theirs))
    # interest goes to the partner whole
    expected = {DEPOSIT: 5882, PARTNER: -(THEIRS + 550), FEE: -OURS}
    assert accounts(hub) == accounts(other) == expected
    assert moved_by(hub, notices(hub)["withdrawn"].remittance_id) == {}
    assert due(hub, "unplaced-adjustment") == []
    assert codes(say_hub_own(hub.hub, FIRST, "?")) == ["match.does-not-wait"]


def test_what_was_withdrawn_and_holds_after_all_waits_for_a_person_again(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, with_own(sent))
    said(billing)
    receive(billing, without(sent))
    accept_remittance(billing.hub, "T1", "the second holds")
    withdrawn = notices(billing)["withdrawn"].remittance_id
    accept_remittance(billing.hub, withdrawn, "the first after all")
    adds_up(billing)
    waits = {"suspense:plb-b2": -700, "suspense:plb-ip": -150, "suspense:plb-wu": 300}
    assert accounts(billing) == {DEPOSIT: 5882, **PAID, **waits}
    said(billing)
    assert accounts(billing)[OWN] == -700


def test_a_stopped_cheque_takes_what_was_said_of_it_along(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, with_own(sent))
    said(billing)
    receive(billing, with_own(sent).replace(b"TRN*1*T1*", b"TRN*1*T2*"))
    done = reissue_remittance(billing.hub, "T1", "T2", "the plan stopped the cheque")
    assert isinstance(done, Exchanged), done
    adds_up(billing)
    waits = {"suspense:plb-b2": -700, "suspense:plb-ip": -150, "suspense:plb-wu": 300}
    assert accounts(billing) == {DEPOSIT: 5882, **PAID, **waits}


def test_what_goes_back_to_the_plan_still_keeps_its_notice_from_being_withdrawn(
    billing: Billing,
) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, with_own(sent))
    said(billing, Place("T1", 2, is_adjustment=True))
    row = propose_refund(billing.hub, Found(FIRST, "not ours"), "A. Finder")
    assert isinstance(row, RefundStatus), row
    approve_refund(billing.hub, row.number, "B. Keeper")
    receive(billing, without(sent))
    done = accept_remittance(billing.hub, "T1", "the second holds")
    assert codes(done) == ["remittance.given-back"]
