"""Every encounter handed in is counted once, in exactly one place."""

from typing import Any

from domain.adjustment import Adjustment
from domain.claims.claim import CLAIM, HoldClaim
from domain.claims.denial import AnsweredLine
from domain.identifiers import Diagnosis
from domain.problem import Refused
from domain.statements.statement_parts import EncounterCount
from hub.handler import Ask
from hub.services.billing.claims import Restatement, correct_claim
from hub.services.care.encounter_counts import count_encounters
from hub.services.care.intake import EncounterOptions, import_encounters
from tests.support import builders as b
from tests.support.billing import LPV, Billing

HEADER = "Row ID,CIN,Date of service,Code,Modifiers,Minutes,Diagnosis\n"
GOOD = "90000001A,2026-03-02,98960,U2,60,Z559\n"
BAD = "nobody,2026-03-02,98960,U2,60,Z559\n"
OTHER = "90000001A,2026-03-05,98960,U2,60,Z559\n"


def handed_in(billing: Billing, *rows: str, **options: Any) -> EncounterCount:
    """The count after a sheet of these rows came in."""
    content = (HEADER + "".join(rows)).encode()
    found = import_encounters(billing.hub, content, EncounterOptions("LPV", **options))
    assert not isinstance(found, Refused), found
    return counted(billing)


def counted(billing: Billing) -> EncounterCount:
    return count_encounters(billing.hub.projector.live, LPV)


def test_a_lost_row_is_seen_in_the_sums() -> None:
    count = EncounterCount(handed_in=3, fix_needed=1, waiting_hub=1)
    assert (count.placed, count.adds_up) == (2, False)
    assert EncounterCount(handed_in=2, fix_needed=1, waiting_hub=1).adds_up


def test_the_same_row_twice_is_one_encounter(billing: Billing) -> None:
    count = handed_in(billing, "R1," + GOOD, "R1," + GOOD, "R2," + BAD)
    assert count == EncounterCount(handed_in=2, waiting_hub=1, fix_needed=1)


def test_a_refused_row_that_is_mended_in_a_new_file_counts_once(billing: Billing) -> None:
    handed_in(billing, "R1," + GOOD, "R2," + BAD)
    assert handed_in(billing, "R2," + BAD, "R3," + OTHER).fix_needed == 1
    count = handed_in(billing, "R2," + OTHER.replace("05", "06", 1))
    assert count == EncounterCount(handed_in=3, waiting_hub=3)


def test_a_row_that_says_otherwise_under_a_known_number_is_a_refused_row(
    billing: Billing,
) -> None:
    """Two visits may have been given one number by mistake: neither is lost from the count."""
    count = handed_in(billing, "R1," + GOOD, "R1," + OTHER)
    assert count == EncounterCount(handed_in=2, waiting_hub=1, fix_needed=1)
    assert handed_in(billing, "R1," + GOOD, "R1," + OTHER) == count


def test_a_refused_row_without_a_number_counts_in_each_file(billing: Billing) -> None:
    handed_in(billing, "," + BAD)
    assert handed_in(billing, "," + BAD, "," + GOOD) == EncounterCount(
        handed_in=3, fix_needed=2, waiting_hub=1
    )


def test_an_encounter_that_no_sheet_brought_is_seen_in_the_sums(billing: Billing) -> None:
    """Its report names a file of which nothing is known: it is not hidden."""
    billing.visit()
    assert counted(billing) == EncounterCount(handed_in=0, waiting_hub=1)
    assert not counted(billing).adds_up


def two_lines(billing: Billing) -> str:
    """A claim of two visits, the first paid, the second denied."""
    billing.visit()
    billing.visit(service_on=b.SERVED_ON.replace(day=3))
    (number,) = billing.built()
    billing.sent()
    account = billing.claim(number).account
    billed = account.body.lines
    billing.answered(
        number,
        AnsweredLine(1, billed[0].charge, billed[0].units, (), ()),
        AnsweredLine(2, 0, None, (Adjustment("CO", "197", billed[1].charge),), ()),
    )
    return number


def test_a_denied_line_that_a_correction_drops_waits_no_more(billing: Billing) -> None:
    number = two_lines(billing)
    assert counted(billing) == EncounterCount(paid=1, waiting_hub=1)
    kept = correct_claim(billing.hub, number, Restatement("not ours", drop_lines=(2,)))
    assert not isinstance(kept, Refused), kept
    assert counted(billing) == EncounterCount(paid=1, not_payable=1)


def test_a_denied_line_waits_while_its_correction_is_on_its_way(billing: Billing) -> None:
    number = two_lines(billing)
    correct_claim(billing.hub, number, Restatement("coded anew", (Diagnosis("Z602"),)))
    assert counted(billing) == EncounterCount(paid=1, waiting_hub=1)


def test_a_paid_line_of_a_correction_that_is_held_is_paid(billing: Billing) -> None:
    number = two_lines(billing)
    correct_claim(billing.hub, number, Restatement("coded anew", (Diagnosis("Z602"),)))
    claim_id = billing.claim(number).account.body.claim_id
    billing.done(Ask(CLAIM, claim_id, HoldClaim((b.PROBLEM,))))
    assert counted(billing) == EncounterCount(paid=1, fix_needed=1)
