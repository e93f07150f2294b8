"""What payers do to claim numbers and lines on the way back, and whose every cent then is.

A CHW visit of two units is charged 53.32; the hub keeps 15 percent of what is paid.
"""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from domain.claims.claim_account import ClaimAccount
from domain.identifiers import EncounterId, SendNumber, line_control_number
from domain.money import read_money, show_money
from hub.services.billing.claims import Restatement, correct_claim
from hub.services.receiving.receiving import receive_file
from hub.services.results import TransactionResult
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import Billing, ready_hub
from tests.support.edi import interchange
from tests.support.eras import ACME_NAME, ACME_NUMBER, HUB_NPI
from tests.support.paid import accounts

CHARGE = 5332
TWO = 2 * CHARGE
NEXT_DAY = date(2026, 3, 3)
M2 = "90000001A"
WHOLE = {"deposit:acme": CHARGE, "partner:LPV": -4532, "hub-fee:acme": -800}
IN_SUSPENSE = {"deposit:acme": CHARGE, "suspense:unmatched-claim": -CHARGE}


def sent(billing: Billing, *members: str) -> list[str]:
    """Visits of members billed and sent; the CLM01 of each claim."""
    for member in members:
        billing.visit(member)
    numbers = billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]


def two_days(billing: Billing) -> str:
    """Two visits of one member on two days, billed in one claim and sent; its CLM01."""
    billing.visit("M1")
    billing.visit("M1", service_on=NEXT_DAY)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def six(sent_as: str, line: int) -> str:
    return f"REF*6R*{line_control_number(SendNumber(sent_as), line)}"


def svc(charge: int, paid: int, *after: str, service: str = "98960:U2", **also: str) -> list[str]:
    """An SVC, what it lacks in CO-45, its day, and what follows."""
    units, day = also.get("units", "2"), also.get("day", "20260302")
    original = f"*HC:{also['original']}" if "original" in also else ""
    written = [f"SVC*HC:{service}*{show_money(charge)}*{show_money(paid)}**{units}{original}"]
    written.append(f"DTM*472*{day}")
    stated = any(each.startswith("CAS") for each in after)
    if charge != paid and not stated:
        written.append(f"CAS*CO*45*{show_money(charge - paid)}")
    return [*written, *after]


def clp(number: str, billed: int, paid: int, *segments: Sequence[str], **also: str) -> list[str]:
    """A claim payment; without lines, what it lacks is CO-45 of the claim."""
    control, status = also.get("control", "ICN1"), also.get("status", "1")
    member = also.get("member")
    written = [
        f"CLP*{number}*{status}*{show_money(billed)}*{show_money(paid)}**MC*{control}*11*1",
        *([f"CAS*CO*45*{show_money(billed - paid)}"] if billed != paid and not segments else []),
        *([f"NM1*QC*1******MI*{member}"] if member else []),
    ]
    return [*written, *(segment for each in segments for segment in each)]


def receive(
    billing: Billing, *claims: Sequence[str], trace: str = "T1", day: str = "20260410"
) -> TransactionResult:
    """The plan's notice over these claims is received, and every law holds after it."""
    paid = sum(read_money(claim[0].split("*")[4]) for claim in claims)
    body = [
        f"BPR*I*{show_money(paid)}*C*ACH*CCP***********{day}",
        f"TRN*1*{trace}*{ACME_NUMBER}",
        f"N1*PR*{ACME_NAME}",
        f"N1*PE*EXAMPLETON CARE HUB*XX*{HUB_NPI}",
        *(segment for claim in claims for segment in claim),
    ]
    (result,) = receive_file(billing.hub, interchange(body), "notice.835").transactions
    assert result.outcome == "posted"
    assert sum(accounts(billing).values()) == 0
    assert all(row.law_holds for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE))
    return result


def account_of(billing: Billing, sent_as: str) -> ClaimAccount:
    return billing.claim(sent_as[:11]).account


def shares(billing: Billing, sent_as: str) -> dict[tuple[int, str], int]:
    return {
        (share.line, share.account): share.cents for share in account_of(billing, sent_as).shares
    }


def outcomes(billing: Billing, sent_as: str) -> dict[int, str]:
    return {result.line: result.outcome for result in account_of(billing, sent_as).results}


# numbers


@pytest.mark.parametrize("change", ["{0}", "{0} ", "ACCT{0}", "{1}-{2}", "{3}", "{0}20260302"])
def test_our_number_finds_its_partner_however_it_is_written(billing: Billing, change: str) -> None:
    (number,) = sent(billing, "M1")
    written = change.format(number, number[:11], number[11:], number.lower())
    receive(billing, clp(written, CHARGE, CHARGE))
    assert accounts(billing) == WHOLE


def test_a_number_without_its_check_character_finds_its_partner_by_the_charge(
    billing: Billing,
) -> None:
    (number,) = sent(billing, "M1")
    receive(billing, clp(number[:-1], CHARGE, CHARGE))
    assert accounts(billing) == WHOLE


def test_a_plan_that_lost_every_number_is_understood_by_what_was_billed(billing: Billing) -> None:
    first, second = sent(billing, "M1", "M2")
    line = svc(CHARGE, CHARGE, service="98960U2")
    receive(billing, clp("0", CHARGE, CHARGE, line, control="", member=M2))
    assert accounts(billing) == WHOLE
    assert [account_of(billing, each).money.paid for each in (first, second)] == [0, CHARGE]


def test_two_claims_that_bill_the_same_leave_the_money_to_a_person(billing: Billing) -> None:
    sent(billing, "M1", "M2")
    result = receive(billing, clp("0", CHARGE, CHARGE, svc(CHARGE, CHARGE), control=""))
    assert result.unmatched_claims == 1
    assert accounts(billing) == IN_SUSPENSE


def test_a_payment_for_another_member_leaves_the_money_to_a_person(billing: Billing) -> None:
    number, _ = sent(billing, "M1", "M2")
    assert receive(billing, clp(number, CHARGE, CHARGE, member=M2)).unmatched_claims == 1
    assert accounts(billing) == IN_SUSPENSE


def send_again(billing: Billing, sent_as: str) -> str:
    """The claim is corrected to one unit and sent as a replacement; its new CLM01."""
    billing.correct(EncounterId(f"visit-{billing.count}"), units=1, minutes=30)
    correct_claim(billing.hub, sent_as[:11], Restatement("one unit"))
    billing.sent()
    return account_of(billing, sent_as).sends[-1].sent_as


ONE_UNIT = {"deposit:acme": 2666, "partner:LPV": -2266, "hub-fee:acme": -400}


@pytest.mark.parametrize("echoes", [0, 1])
def test_the_answer_to_a_resubmission_may_echo_either_number(billing: Billing, echoes: int) -> None:
    (first,) = sent(billing, "M1")
    receive(billing, clp(first, CHARGE, 0), trace="T0")
    numbers = first, send_again(billing, first)
    assert numbers[0] != numbers[1]
    receive(billing, clp(numbers[echoes], 2666, 2666, control="ICN2"))
    assert accounts(billing) == ONE_UNIT


def test_a_reversal_echoes_the_old_number_and_the_correction_the_new(billing: Billing) -> None:
    (first,) = sent(billing, "M1")
    receive(billing, clp(first, CHARGE, CHARGE), trace="T0")
    again = send_again(billing, first)
    undone = clp(first, -CHARGE, -CHARGE, status="22")
    corrected = clp(again, 2666, 2666, control="ICN2")
    receive(billing, undone, corrected, trace="T2", day="20260412")
    assert accounts(billing) == ONE_UNIT


# lines

BOTH = {
    (1, "partner:LPV"): 4250,
    (1, "hub-fee:acme"): 750,
    (2, "partner:LPV"): 2550,
    (2, "hub-fee:acme"): 450,
}
"""Line 1 paid 50.00, line 2 paid 30.00."""


@pytest.mark.parametrize("service", ["98960", "98960U2", "98960:U2", "98960: U2"])
def test_dropped_or_glued_modifiers_keep_each_line_its_money(
    billing: Billing, service: str
) -> None:
    number = two_days(billing)
    later = svc(CHARGE, 3000, service=service, day="20260303")
    receive(billing, clp(number, TWO, 8000, later, svc(CHARGE, 5000, service=service)))
    assert shares(billing, number) == BOTH


def test_one_line_returned_as_two_of_one_number_is_paid_once(billing: Billing) -> None:
    number = two_days(billing)
    parts = [svc(2666, paid, six(number, 1), units="1") for paid in (2666, 2334)]
    receive(billing, clp(number, TWO, 8000, *parts, svc(CHARGE, 3000, six(number, 2))))
    assert shares(billing, number) == BOTH
    assert [result.units for result in account_of(billing, number).results] == [2, 2]


def test_lines_paid_as_one_are_divided_by_charge(billing: Billing) -> None:
    """80.01 over two lines of 53.32 each: 40.01 and 40.00; 15 percent is 6.00 of each."""
    number = two_days(billing)
    joined = svc(TWO, 8001, six(number, 1), six(number, 2), service="98962:U2", units="1")
    receive(billing, clp(number, TWO, 8001, joined))
    assert shares(billing, number) == {
        (1, "partner:LPV"): 3401,
        (1, "hub-fee:acme"): 600,
        (2, "partner:LPV"): 3400,
        (2, "hub-fee:acme"): 600,
    }


def test_lines_paid_under_one_code_share_what_one_of_them_states(billing: Billing) -> None:
    number = two_days(billing)
    first = svc(
        *(CHARGE, TWO, six(number, 1), f"CAS*OA*94*-{show_money(CHARGE)}"),
        service="98962:U2",
        original="98960:U2",
        units="1",
    )
    second = svc(
        *(CHARGE, 0, six(number, 2), f"CAS*OA*97*{show_money(CHARGE)}"),
        service="98962:U2",
        original="98960:U2",
        units="1",
    )
    receive(billing, clp(number, TWO, TWO, first, second))
    assert shares(billing, number) == {
        (1, "partner:LPV"): 4532,
        (1, "hub-fee:acme"): 800,
        (2, "partner:LPV"): 4532,
        (2, "hub-fee:acme"): 800,
    }
    assert outcomes(billing, number) == {1: "paid", 2: "paid"}


@pytest.mark.parametrize("numbered", [True, False])
def test_a_claim_the_plan_split_in_two_is_paid_in_two_parts_in_any_order(
    tmp_path: Path, *, numbered: bool
) -> None:
    ends = []
    for order in permutations((1, 2)):
        folder = tmp_path / str(order[0])
        folder.mkdir()
        billing = ready_hub(folder)
        number = two_days(billing)
        paid = {1: 5000, 2: 3000}
        for at in order:
            own = [six(number, at)] if numbered else []
            line = svc(CHARGE, paid[at], *own, day=f"2026030{at + 1}")
            part = clp(number, CHARGE, paid[at], line, control=f"ICN{at}")
            receive(billing, part, trace=f"T{at}", day=f"2026041{at}")
            assert set(outcomes(billing, number).values()) == {"paid"}
        assert shares(billing, number) == BOTH
        ends.append(accounts(billing))
        billing.hub.close()
    assert ends[0] == ends[1]
    assert not any(name.startswith("suspense") for name in ends[0])


def test_a_split_claim_without_lines_is_told_by_the_charge_of_each_part(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M1", service_on=NEXT_DAY, units=1, minutes=30)
    (number,) = billing.built()
    billing.sent()
    sent_as = account_of(billing, number).sends[-1].sent_as
    whole, half = clp(sent_as, CHARGE, 5000), clp(sent_as, 2666, 2000, control="ICN2")
    receive(billing, whole, half)
    assert shares(billing, sent_as) == {
        (1, "partner:LPV"): 4250,
        (1, "hub-fee:acme"): 750,
        (2, "partner:LPV"): 1700,
        (2, "hub-fee:acme"): 300,
    }


def test_a_payment_without_lines_is_divided_by_charge(billing: Billing) -> None:
    number = two_days(billing)
    receive(billing, clp(number, TWO, 8001))
    assert {line for line, _ in shares(billing, number)} == {1, 2}
    assert [result.paid for result in account_of(billing, number).results] == [4001, 4000]


def test_a_line_that_none_of_ours_fits_leaves_its_claim_to_a_person(billing: Billing) -> None:
    (number,) = sent(billing, "M1")
    stranger = svc(CHARGE, CHARGE, service="98960:U3")
    assert receive(billing, clp(number, CHARGE, CHARGE, stranger)).parked_claims == 1
    assert accounts(billing) == {"deposit:acme": CHARGE, "suspense:claim-not-taken": -CHARGE}
