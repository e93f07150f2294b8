"""Claims stand under the levels the file gives them, even where its levels are odd or absent."""

from collections.abc import Iterator

import pytest

from adapters.edi.claims.reading.claim_loops import claim_loops
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment
from tests.support.claims_of_others import (
    BEFORE,
    BILLING,
    CLAIM,
    LINE,
    MEMBER,
    places,
    read_body,
    typed,
)

SECOND = ("CLM*TWO*50***11:B:1*Y*A*Y*Y", "HI*ABK:Z602")
PARTNER = (
    "HL*3**20*1",
    "PRV*BI*PXC*251B00000X",
    "NM1*85*2*PARTNER CLINIC*****XX*1000000111",
)
OTHER_MEMBER = (
    "HL*4*3*22*0",
    "SBR*P*18*******MC",
    "NM1*IL*1*TESTPERSON*SAGE****MI*90000002B",
)
CHILD = ("HL*3*2*23*0", "PAT*19", "NM1*QC*1*TESTPERSON*CHILD")


def levels(*body: str) -> list[tuple[str, str, str, str]]:
    """Of each claim: its number, who bills it, whose it is, who received the care."""
    return [
        (
            each.number,
            each.billing.name,
            each.claim.subscriber.first_name if each.claim else "",
            each.claim.patient.first_name if each.claim and each.claim.patient else "",
        )
        for each in read_body((*BEFORE, *body))[1]
    ]


def findings(*body: str) -> list[tuple[str, str]]:
    """What is wrong outside of claims, read to the end."""
    return places(read_body((*BEFORE, *body))[0].findings)


def test_claims_of_one_member_share_its_levels() -> None:
    assert levels(*BILLING, *MEMBER, *CLAIM, *LINE, *SECOND, *LINE) == [
        ("ONE", "SEASIDE CLINIC", "WREN", ""),
        ("TWO", "SEASIDE CLINIC", "WREN", ""),
    ]


def test_a_new_billing_provider_closes_the_levels_below_it() -> None:
    body = (*BILLING, *MEMBER, *CLAIM, *LINE, *PARTNER, *OTHER_MEMBER, *SECOND, *LINE)
    assert levels(*body) == [
        ("ONE", "SEASIDE CLINIC", "WREN", ""),
        ("TWO", "PARTNER CLINIC", "SAGE", ""),
    ]
    assert findings(*body) == []


def test_a_patient_is_the_patient_of_the_claims_under_their_level_only() -> None:
    body = (*BILLING, *MEMBER, *CLAIM, *LINE, *CHILD, *SECOND, *LINE)
    assert [(number, patient) for number, _, _, patient in levels(*body)] == [
        ("ONE", ""),
        ("TWO", "CHILD"),
    ]
    third = (*body, "HL*5*1*22*0", *OTHER_MEMBER[1:], "CLM*THREE*50***11:B:1", *LINE)
    assert levels(*third)[2] == ("THREE", "SEASIDE CLINIC", "SAGE", "")


@pytest.mark.parametrize(
    ("level", "element"),
    [("HL*2*9*22*0", "HL02"), ("HL*2**22*0", "HL02"), ("HL*2*2*22*0", "HL02")],
)
def test_a_level_with_another_parent_is_read_where_it_stands_and_told(
    level: str, element: str
) -> None:
    body = (*BILLING, level, *MEMBER[1:], *CLAIM, *LINE)
    assert levels(*body) == [("ONE", "SEASIDE CLINIC", "WREN", "")]
    assert findings(*body) == [("level-parent", element)]


def test_a_patient_or_a_subscriber_without_the_level_above_is_told() -> None:
    body = (*MEMBER, *CLAIM, *LINE)
    assert levels(*body) == [("ONE", "", "WREN", "")]
    assert findings(*body) == [("level-parent", "HL02")]
    assert findings(*BILLING, *CHILD, *CLAIM, *LINE) == [("level-parent", "HL02")]
    assert findings("HL*2**22*0", *body[1:]) == [("level-parent", "HL02")]


def test_nothing_is_taken_from_a_level_of_an_unknown_kind_and_the_others_stay_open() -> None:
    odd = ("HL*9*1*21*0", "NM1*IL*1*NOBODY*KNOWN****MI*9", "SBR*S*18")
    body = (*BILLING, *MEMBER, *odd, *CHILD, *CLAIM, *LINE)
    assert levels(*body) == [("ONE", "SEASIDE CLINIC", "WREN", "CHILD")]
    assert findings(*body) == [("level-unknown", "HL03")]
    after_a_claim = (*BILLING, *MEMBER, *CLAIM, *LINE, *odd, *SECOND, *LINE)
    assert levels(*after_a_claim)[1] == ("TWO", "SEASIDE CLINIC", "WREN", "")


def test_a_level_under_which_no_claim_stands_is_told() -> None:
    assert findings(*BILLING, *MEMBER) == [("level-without-claim", "HL"), ("no-claims", "CLM")]
    empty = ("HL*3*1*22*0", *OTHER_MEMBER[1:])
    assert findings(*BILLING, *empty, *MEMBER, *CLAIM, *LINE) == [("level-without-claim", "HL")]
    assert findings(*BILLING, *PARTNER, *OTHER_MEMBER, *CLAIM, *LINE) == [
        ("level-without-claim", "HL")
    ]


def test_a_subscriber_whose_patient_has_the_claim_is_not_told() -> None:
    assert findings(*BILLING, *MEMBER, *CHILD, *CLAIM, *LINE) == []


# files without HL


def test_a_file_without_levels_is_understood_by_its_parties() -> None:
    body = (
        *PARTNER[1:], *OTHER_MEMBER[1:], *CLAIM, *LINE,
        *MEMBER[2:], CHILD[2], *SECOND, *LINE,
        *BILLING[1:], MEMBER[2], "CLM*THREE*50***11:B:1", *LINE,
    )  # fmt: skip
    assert levels(*body) == [
        ("ONE", "PARTNER CLINIC", "SAGE", ""),
        ("TWO", "PARTNER CLINIC", "WREN", "CHILD"),
        ("THREE", "SEASIDE CLINIC", "WREN", ""),
    ]
    first = read_body((*BEFORE, *body))[1][0]
    assert (first.billing.taxonomy, typed(first).subscriber.insured.filing) == ("251B00000X", "MC")


def test_without_levels_an_sbr_in_a_claim_is_other_insurance_until_its_lines_begin() -> None:
    other = ("SBR*S*18*******CI", "NM1*IL*1*COVERED*PARENT****MI*O1", "NM1*PR*2*OTHER*****PI*P1")
    following = ("SBR*P*18*******MC", *OTHER_MEMBER[2:], *SECOND, *LINE)
    body = (*BILLING[1:], *MEMBER[1:], *CLAIM, *other, *LINE, *following)
    first, second = (typed(each) for each in read_body((*BEFORE, *body))[1])
    (covered,) = (each.subscriber for each in first.other_insurance)
    assert covered is not None
    assert (covered.last_name, second.subscriber.first_name) == ("COVERED", "SAGE")
    assert second.other_insurance == ()


def test_without_levels_the_next_member_begins_behind_the_lines_whatever_stands_open() -> None:
    following = (*OTHER_MEMBER[2:], *SECOND, *LINE)
    body = (*BILLING[1:], *MEMBER[1:], *CLAIM, "SBR*S*18*******CI", *LINE, *following)
    assert [member for _, _, member, _ in levels(*body)] == ["WREN", "SAGE"]


def test_claims_under_no_level_at_all_are_counted_and_not_typed() -> None:
    _, (read,) = read_body((*CLAIM, *LINE))
    assert (read.number, read.charge, read.claim) == ("ONE", 5000, None)
    assert places(read.findings) == [("missing", "2010BA NM1")]


# memory


def test_a_claim_is_given_out_as_soon_as_the_next_begins() -> None:
    body = [*BEFORE, *BILLING, *MEMBER, *(text for _ in range(3) for text in (*CLAIM, *LINE))]
    drawn = 0

    def segments() -> Iterator[Segment]:
        nonlocal drawn
        for drawn, text in enumerate(body, start=1):
            yield Segment(text.split("*")[0], text.split("*"), drawn, 0, 0)

    found: list[Finding] = []
    sizes = [(len(loops.claim), drawn) for loops in claim_loops(segments(), found, [])]
    first = len(BEFORE) + len(BILLING) + len(MEMBER)
    assert sizes == [(5, first + 6), (5, first + 11), (5, first + 15)]
