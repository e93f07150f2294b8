"""Each posting says how it was told to be about its claim; a remittance shows it of all it paid."""

from domain.claims.claim_facts import Told
from domain.identifiers import ClaimNumber
from hub.services.notices.hand_matching import Part, match_by_hand
from hub.services.notices.places import Place
from hub.services.notices.remittance_matches import Went, where_it_went
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, receive, send


def number(sent: str) -> ClaimNumber:
    return ClaimNumber(sent[:11])


def went(billing: Billing, trace: str = "T1") -> list[Went]:
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE, trace=trace)
    return list(where_it_went(billing.hub, row.remittance_id))


def test_each_payment_of_a_notice_says_how_its_claim_was_told(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    line = ("SVC*HC:98960:U2*53.32*53.32**2", "DTM*472*20260302", f"REF*6R*{second}01")
    notice = era(
        Clp(first, CHARGE, payer_control="ICN100"),
        Clp("THEIRS", CHARGE, payer_control="ICN200", segments=line),
        Clp("NOBODYS", 700, payer_control="X1"),
        plb=[Plb("WO", "ICN100", 1000), Plb("L6", first, -50), Plb("WO", "", 30)],
    )
    receive(billing, notice)
    by_line = Told("line-control-number", 95, ("line-control-number",))  # and the charge agrees
    assert went(billing) == [
        Went("CLP", 1, CHARGE, number(first), Told("send-number", 100)),
        Went("CLP", 2, CHARGE, number(second), by_line),
        Went("CLP", 3, 700, account="suspense:unmatched-claim"),
        Went("PLB", 1, -1000, number(first), Told("payer-control-number", 85)),
        Went("PLB", 2, 50, number(first), Told("account-number", 100)),
        Went("PLB", 3, -30, account="suspense:plb-wo"),
    ]


def test_what_a_person_matched_says_so(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control="")))
    match_by_hand(billing.hub, Place("T1", 1), [Part(number(sent))], "called")
    assert went(billing) == [Went("CLP", 1, CHARGE, number(sent), Told("person", 100))]


def test_what_was_placed_late_says_what_told_it(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(second, CHARGE), plb=[Plb("WO", "ICN100 20260302", 2000)], trace="T2"))
    receive(billing, era(Clp(first, CHARGE, payer_control="ICN100")))
    told = Told("payer-control-number-and-date", 85)
    assert went(billing, "T2")[1] == Went("PLB", 1, -2000, number(first), told)
