"""Claims that are sent again or taken back, and what the plan makes of that."""

from datetime import date

from domain.care.encounter import ReadyEncounter
from domain.care.member import MEMBER, Coverage, CoverMember
from domain.claims.claim import VoidedClaim, VoidingClaim
from domain.identifiers import ClaimNumber, Diagnosis
from domain.period import Month, Period
from domain.problem import Refused
from hub.handler import Ask
from hub.services.billing.claims import Restatement, correct_claim, void_claim
from hub.services.billing.other_plans import OtherPlan, other_plans, with_other_plans
from hub.services.care.encounter_counts import count_month
from hub.services.partner_words import statement_words
from hub.services.payments.refunds import Found, approve_refund, propose_refund, void_refund
from hub.services.statements.statements import show_statement
from projections.claim_status import CLAIM_STATUS
from projections.refund_status import RefundStatus
from tests.support.billing import ACME, BIRCHWOOD, LPV, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, due, receive, send

PARTNER, FEE, DEPOSIT, CARRIED = "partner:LPV", "hub-fee:acme", "deposit:acme", "carried:acme"
TWICE, ABOVE = "suspense:paid-twice", "suspense:recovery-above-payment"
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
HALF = CHARGE // 2  # one unit
FB_OUT = Plb("FB", "", -CHARGE)


def corrected(billing: Billing, sent: str, units: int = 1) -> str:
    """The claim is sent as a replacement of fewer units; its new CLM01."""
    number = ClaimNumber(sent[:11])
    account = billing.claim(number).account
    (visit,) = account.body.lines[0].encounters
    billing.correct(visit, units=units, minutes=30 * units)
    assert not isinstance(correct_claim(billing.hub, number, Restatement("units")), Refused)
    return again(billing, number)


def again(billing: Billing, number: ClaimNumber) -> str:
    """What waits is sent; the CLM01 of the claim's last sending."""
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


# replacements


def test_freq_7_paid_with_no_reversal(billing: Billing) -> None:
    """The replacement is paid in full and the original stands: the plan paid one line twice."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    replacement = corrected(billing, sent)
    assert billing.claim(sent[:11]).account.sends[-1].frequency == "7"
    paid = era(Clp(replacement, HALF, payer_control="ICN2"), trace="T2", day="20260420")
    receive(billing, paid)
    assert accounts(billing) == {
        DEPOSIT: CHARGE + HALF,
        PARTNER: -THEIRS,
        FEE: -OURS,
        TWICE: -HALF,
    }
    (item,) = due(billing, "paid-twice")
    assert (item.amount, item.due_on) == (HALF, date(2026, 6, 19))
    # the reversal of the original comes late, and all is as if it had come first
    undone = Clp(sent, -CHARGE, status="22", payer_control="ICN1")
    receive(billing, era(undone, plb=[FB_OUT], trace="T3", day="20260421"))
    # 26.66 is 22.661 and 3.999
    assert accounts(billing) == {
        DEPOSIT: CHARGE + HALF,
        CARRIED: -CHARGE,
        PARTNER: -2266,
        FEE: -400,
    }
    assert due(billing, "paid-twice") == []


def three_lines(billing: Billing) -> str:
    """A claim of three lines, sent; its CLM01."""
    for day in (2, 3, 4):
        billing.visit("M1", service_on=date(2026, 3, day))
    (number,) = billing.built()
    return again(billing, ClaimNumber(number))


def lines(sent: str, *paid: int, because: str = "CO*197") -> tuple[str, ...]:
    """Lines of 53.32 each, with what is paid for them."""
    segments = []
    for at, cents in enumerate(paid, start=1):
        units = 2 if cents else 0
        segments += [
            f"SVC*HC:98960:U2*53.32*{cents / 100:.2f}**{units}",
            f"DTM*472*2026030{at + 1}",
            *([] if cents else [f"CAS*{because}*53.32"]),
            f"REF*6R*{sent}0{at}",
        ]
    return tuple(segments)


def test_replacement_of_one_denied_line_of_three(billing: Billing) -> None:
    """It carries all three as they should stand; the plan undoes the first answer and pays anew."""
    sent = three_lines(billing)
    two = Clp(
        sent,
        2 * CHARGE,
        billed=3 * CHARGE,
        payer_control="ICN1",
        because="",
        segments=lines(sent, CHARGE, 0, CHARGE),
    )
    receive(billing, era(two))
    # each line is 45.32 and 8.00
    assert accounts(billing) == {DEPOSIT: 2 * CHARGE, PARTNER: -2 * THEIRS, FEE: -2 * OURS}
    number = ClaimNumber(sent[:11])
    before = billing.claim(number).account
    assert [result.outcome for result in before.results] == ["paid", "denied", "paid"]
    (visit,) = before.body.lines[1].encounters
    billing.correct(visit, start=None)
    fixed = Restatement("the authorization is there now", diagnoses=(Diagnosis("Z560"),))
    assert not isinstance(correct_claim(billing.hub, number, fixed), Refused)
    assert len(billing.claim(number).account.body.lines) == 3
    replacement = again(billing, number)
    answer = era(
        Clp(sent, -2 * CHARGE, status="22", payer_control="ICN1"),
        Clp(
            replacement,
            3 * CHARGE,
            payer_control="ICN2",
            segments=lines(replacement, CHARGE, CHARGE, CHARGE),
        ),
        trace="T2",
        day="20260420",
    )
    assert receive(billing, answer).deposit == "53.32"
    assert accounts(billing) == {DEPOSIT: 3 * CHARGE, PARTNER: -3 * THEIRS, FEE: -3 * OURS}
    assert [r.outcome for r in billing.claim(number).account.results] == ["paid"] * 3
    assert due(billing, "paid-twice") == due(billing, "denied-claim") == []


# voids


def voided(billing: Billing) -> str:
    """A claim that was paid, and whose void is with the plan."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    number = ClaimNumber(sent[:11])
    asked = void_claim(billing.hub, number, reason="billed in error")
    assert isinstance(asked, VoidingClaim)
    again(billing, number)
    return sent


def test_void_then_reversal(billing: Billing) -> None:
    sent = voided(billing)
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}
    undone = Clp(sent, -CHARGE, status="22", payer_control="ICN1")
    receive(billing, era(undone, plb=[FB_OUT], trace="T2", day="20260420"))
    claim = billing.claim(sent[:11])
    assert isinstance(claim, VoidedClaim)
    assert claim.account.shares == ()
    assert accounts(billing) == {DEPOSIT: CHARGE, CARRIED: -CHARGE}
    (visit,) = claim.account.body.lines[0].encounters
    assert isinstance(billing.encounter(visit), ReadyEncounter)
    assert due(billing, "expected-takeback") == []


def test_void_answered_by_a_takeback_alone(billing: Billing) -> None:
    """The plan keeps what it paid out of another claim's payment, and never reverses."""
    sent = voided(billing)
    (other,) = send(billing, "M2")
    first = era(Clp(other, CHARGE, payer_control="ICN9"), plb=[Plb("WO", "ICN1", 2000)], trace="T2")
    receive(billing, first)
    (item,) = due(billing, "expected-takeback")
    assert (item.who, item.amount) == ("plan", CHARGE - 2000)
    assert counts(billing) == {"paid": 2}
    rest = era(plb=[Plb("WO", "ICN1", CHARGE - 2000), Plb("FB", "", 2000 - CHARGE)], trace="T3")
    receive(billing, rest)
    claim = billing.claim(sent[:11])
    assert isinstance(claim, VoidedClaim)
    assert claim.account.shares == ()
    # 53.32 of the other claim; of 53.32 that was kept for this one, 33.32 is carried
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE - 2000,
        CARRIED: 2000 - CHARGE,
        PARTNER: -THEIRS,
        FEE: -OURS,
    }
    (visit,) = claim.account.body.lines[0].encounters
    assert isinstance(billing.encounter(visit), ReadyEncounter)
    assert due(billing, "expected-takeback") == due(billing, "taken-back") == []
    row = billing.hub.projector.live.get(CLAIM_STATUS, claim.account.body.claim_id)
    assert row is not None
    assert (row.state, row.paid, row.waiting_on) == ("voided", 0, "nobody")
    # its care is there to be billed again
    assert counts(billing) == {"paid": 1, "waiting_hub": 1}


def test_takeback_then_reversal_of_a_void_claim_takes_no_cent_twice(
    two_hubs: tuple[Billing, Billing],
) -> None:
    ends = []
    for at, billing in enumerate(two_hubs):
        sent = voided(billing)
        notices = [
            era(plb=[Plb("WO", "ICN1", CHARGE), FB_OUT], trace="T2", day="20260420"),
            era(
                Clp(sent, -CHARGE, status="22", payer_control="ICN1"),
                plb=[Plb("FB", "", -CHARGE)],
                trace="T3",
                day="20260421",
            ),
        ]
        for notice in notices[:: -1 if at else 1]:
            receive(billing, notice)
            assert isinstance(billing.claim(sent[:11]), VoidedClaim)
        ends.append(accounts(billing))
    # the plan has it twice: the second time is nobody's debt, and a person asks for it
    assert ends[0] == ends[1] == {DEPOSIT: CHARGE, CARRIED: -2 * CHARGE, ABOVE: CHARGE}


def test_void_answered_by_the_hubs_own_cheque(billing: Billing) -> None:
    sent = voided(billing)
    found = Found(sent[:11], "billed in error", CHARGE)
    refund = propose_refund(billing.hub, found, "A. Finder")
    assert isinstance(refund, RefundStatus)
    assert isinstance(approve_refund(billing.hub, refund.number, "B. Keeper"), RefundStatus)
    assert isinstance(billing.claim(sent[:11]), VoidedClaim)
    assert accounts(billing) == {DEPOSIT: CHARGE, "payable:acme": -CHARGE}
    assert due(billing, "expected-takeback") == []
    # it is not sent after all: the plan is to take it back, as before
    assert isinstance(void_refund(billing.hub, refund.number, "the plan does it"), RefundStatus)
    assert not isinstance(billing.claim(sent[:11]), VoidedClaim)
    (item,) = due(billing, "expected-takeback")
    assert (item.who, item.amount) == ("plan", CHARGE)
    assert counts(billing) == {"paid": 1}


def counts(billing: Billing) -> dict[str, int]:
    """Where the partner's visits stand."""
    count = count_month(billing.hub.projector.live, LPV, Month(2026, 3))
    assert count.adds_up
    places = {name: getattr(count, name) for name in ("paid", "waiting_hub", "waiting_plan")}
    assert sum(places.values()) == count.handed_in
    return {name: number for name, number in places.items() if number}


def test_void_never_answered(billing: Billing) -> None:
    """It was sent on the 15th of April; after 60 days, no plan having said better, it is late."""
    sent = voided(billing)
    (item,) = due(billing, "expected-takeback")
    assert (item.who, item.due_on, item.amount) == ("plan", date(2026, 6, 14), CHARGE)
    assert item.subject == sent[:11]
    assert "ask it why" in item.what
    # until then the money is the partner's as before, and nobody gives it back twice
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -THEIRS, FEE: -OURS}


# another plan


def test_takeback_because_the_member_was_in_another_plan(billing: Billing) -> None:
    """The partner sees it in its statement, and the hub has a task: bill the other plan."""
    (sent,) = send(billing, "M1")
    number = ClaimNumber(sent[:11])
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1"), day="20260320"))
    taken = era(
        Clp(sent, -CHARGE, status="22", payer_control="ICN1"),
        Clp(sent, 0, billed=CHARGE, payer_control="ICN2", because="CO*109"),
        plb=[FB_OUT],
        trace="T2",
        day="20260330",
    )
    receive(billing, taken)
    assert accounts(billing) == {DEPOSIT: CHARGE, CARRIED: -CHARGE}
    (item,) = due(billing, "bill-other-plan")
    assert (item.who, item.partner_code, item.amount) == ("hub", "LPV", CHARGE)
    assert "CO-109" in item.what
    assert waits_in_the_statement(billing) == [("hub", "bill-other-plan", 1, CHARGE)]
    assert other_plans(billing.hub, [number]) == {}
    moved_to_birchwood(billing)
    (told,) = with_other_plans(billing.hub, [item])
    name = billing.plan(BIRCHWOOD).profile.name
    assert other_plans(billing.hub, [number]) == {number: OtherPlan(name, FILE_BY)}
    assert told.due_on == FILE_BY
    bill_the_other(billing, number)


def waits_in_the_statement(billing: Billing) -> list[tuple[str, str, int, int]]:
    """What the partner's statement says is open, of which it has words in three languages."""
    shown = show_statement(billing.hub, LPV, Month(2026, 3))
    assert not isinstance(shown, Refused)
    items = shown.body.open_items
    for language in ("en", "es", "vi"):
        words = statement_words(language)
        assert all(words.has(f"open.{item.kind}") for item in items)
    return [(item.who, item.kind, item.count, item.amount) for item in items]


# birchwood takes claims for 365 days, and care was given on the 2nd of March
FILE_BY = date(2027, 3, 2)


def moved_to_birchwood(billing: Billing) -> None:
    """The member was with acme in January only."""
    acme, birchwood = billing.plan(ACME), billing.plan(BIRCHWOOD)
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    since = Period(date(2026, 2, 1), date(2026, 12, 31))
    billing.done(
        Ask(MEMBER, "M1", CoverMember(Coverage(acme.plan_id, acme.profile.key, january))),
        Ask(MEMBER, "M1", CoverMember(Coverage(birchwood.plan_id, birchwood.profile.key, since))),
    )


def bill_the_other(billing: Billing, number: ClaimNumber) -> None:
    """What acme has given up is void at once, and its care is billed to birchwood."""
    assert isinstance(void_claim(billing.hub, number, reason="other plan"), VoidedClaim)
    assert due(billing, "bill-other-plan") == []
    (new,) = billing.built()
    assert billing.claim(new).account.body.plan_key == BIRCHWOOD
    drawn = show_statement(billing.hub, LPV, Month(2026, 3))
    assert not isinstance(drawn, Refused)
    _, body, _ = drawn
    assert [(line.kind, line.net) for line in body.lines if line.net] == [
        ("payment", THEIRS),
        ("reversal", -THEIRS),
    ]
    assert body.closing == 0
