"""Lines of others: what is missing, misplaced or odd in them."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.edi.claims.professional_claim import ClaimLine
from adapters.edi.claims.read_837p import ReadClaim
from adapters.edi.values import StatedDays
from tests.support.claims_of_others import CLAIM, places, read_claim, texts, typed

SERVED = "DTP*472*D8*20260303"


def read_lines(*segments: str) -> ReadClaim:
    return read_claim(*CLAIM, *segments)


def only_line(*segments: str) -> ClaimLine:
    (line,) = typed(read_lines("LX*1", *segments)).lines
    return line


@pytest.mark.parametrize(
    ("segments", "place"),
    [
        (("SV1*HC:98960*FREE*UN*1***1", SERVED), ("unreadable", "2400 SV102")),
        (("SV1*HC:98960**UN*1***1", SERVED), ("unreadable", "2400 SV102")),
        (("SV1*HC:98960*5*UN*MANY***1", SERVED), ("unreadable", "2400 SV104")),
        (("SV1*HC:98960*5*UN*1***1",), ("missing", "2400 DTP03")),
        (("SV1*HC:98960*5*UN*1***1", "DTP*472*D8*20260230"), ("missing", "2400 DTP03")),
        (("SV1*HC:98960*5*UN*1***1", "DTP*472*RD8*20260303-"), ("missing", "2400 DTP03")),
        ((SERVED,), ("missing", "2400 SV1")),
    ],
)
def test_a_line_without_charge_quantity_or_date_leaves_the_claim_untyped(
    segments: tuple[str, ...], place: tuple[str, str]
) -> None:
    read = read_lines("LX*1", *segments)
    assert read.claim is None
    assert place in places(read.findings)


def test_a_service_without_lx_is_a_line_all_the_same() -> None:
    read = read_lines("SV1*HC:98960*20*UN*1***1", SERVED, "SV1*HC:98961*30*UN*1***1", SERVED)
    assert [line.charge for line in typed(read).lines] == [2000, 3000]
    assert places(read.findings) == [("missing", "2400 LX")] * 2
    mixed = read_lines("LX*1", "SV1*HC:98960*20*UN*1", SERVED, "SV1*HC:98961*30*UN*1", SERVED)
    assert [line.code for line in typed(mixed).lines] == ["98960", "98961"]


def test_a_provider_before_the_service_is_one_of_the_same_line() -> None:
    line = only_line("NM1*82*1*WORKER*JO****XX*1000000012", "SV1*HC:98960*50*UN*1***1", SERVED)
    assert line.providers.rendering is not None
    assert (line.charge, line.service_on) == (5000, date(2026, 3, 3))


def test_our_line_number_is_found_wherever_it_stands_in_the_line() -> None:
    line = only_line(
        "SV1*HC:98960*50*UN*1***1", "NM1*82*1*WORKER*JO****XX*1000000012", "REF*6R*NUMBER1", SERVED
    )
    assert line.control == "NUMBER1"
    assert line.providers.rendering is not None
    assert line.providers.rendering.references == ()
    behind_a_drug = only_line(
        "SV1*HC:98960*50*UN*1***1", SERVED, "LIN**N4*0", "CTP****1*UN", "REF*6R*NUMBER2", "REF*XZ*9"
    )
    assert behind_a_drug.control == "NUMBER2"
    assert texts(behind_a_drug.others) == ["LIN**N4*0", "CTP****1*UN", "REF*XZ*9"]


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("D8*20260303", date(2026, 3, 3), None),
        ("RD8*20260303-20260305", date(2026, 3, 3), date(2026, 3, 5)),
        ("RD8*20260303-20260303", date(2026, 3, 3), date(2026, 3, 3)),
        ("*20260303", date(2026, 3, 3), None),
    ],
)
def test_care_lasts_one_day_or_from_one_day_to_another(
    days: str, first: date, last: date | None
) -> None:
    line = only_line("SV1*HC:98960*50*UN*1***1", f"DTP*472*{days}")
    assert (line.service_on, line.service_to, line.dates) == (first, last, ())


def test_a_second_service_date_is_kept_beside_the_first() -> None:
    line = only_line("SV1*HC:98960*50*UN*1***1", SERVED, "DTP*472*D8*20260304")
    assert line.service_on == date(2026, 3, 3)
    assert line.dates == (StatedDays("472", date(2026, 3, 4), date(2026, 3, 4)),)


@pytest.mark.parametrize(
    ("text", "units"),
    [("1", 1), ("1.00", 1), ("21.0", 21), ("37.5", Decimal("37.5")), (".25", Decimal("0.25"))],
)
def test_whole_units_are_whole_and_parts_of_them_stay(text: str, units: int | Decimal) -> None:
    line = only_line(f"SV1*HC:98960*50*UN*{text}***1", SERVED)
    assert line.units == units
    assert type(line.units) is type(units)


@pytest.mark.parametrize(
    ("text", "pointers"), [("1", (1,)), ("1:2:3:4", (1, 2, 3, 4)), ("1.00", (1,)), ("", ())]
)
def test_a_line_points_at_diagnoses_by_whole_numbers(text: str, pointers: tuple[int, ...]) -> None:
    assert only_line(f"SV1*HC:98960*50*UN*1***{text}", SERVED).pointers == pointers


def test_a_pointer_that_is_no_number_is_told_and_the_claim_is_typed() -> None:
    read = read_lines("LX*1", f"SV1*HC:98960*50*UN*1***A:{'9' * 9000}", SERVED)
    assert typed(read).lines[0].pointers == ()
    assert places(read.findings) == [("unreadable", "2400 SV107")]


def test_a_procedure_with_gaps_or_without_qualifier_is_read_as_far_as_it_goes() -> None:
    gaps = only_line("SV1*HC:J3490:::::NOT ELSEWHERE*50*UN*1***1", SERVED)
    assert (gaps.code, gaps.modifiers, gaps.description) == ("J3490", (), "NOT ELSEWHERE")
    bare = only_line("SV1*98960*50*UN*1***1", SERVED)
    assert (bare.qualifier, bare.code) == ("", "98960")


def test_a_decision_whose_amount_cannot_be_read_is_kept_whole() -> None:
    read = read_lines(
        "LX*1", "SV1*HC:98960*50*UN*1***1", SERVED,
        "SVD*P1*SOME*HC:98960", "CAS*CO*45*1", "DTP*573*D8*20260320", "SVD*P2*5*HC:98960**1",
    )  # fmt: skip
    (line,) = typed(read).lines
    assert [each.payer for each in line.decisions] == ["P2"]
    assert texts(line.others) == ["SVD*P1*SOME*HC:98960", "CAS*CO*45*1", "DTP*573*D8*20260320"]
    assert places(read.findings) == [("unreadable", "2430 SVD02")]


def test_what_is_odd_in_a_decision_is_kept_in_it() -> None:
    read = read_lines(
        "LX*1", "SV1*HC:98960*50*UN*1***1", "SVD*P1*5*HC:98960**X", "CAS*CO*45*1**96*FREE",
        "CAS*PR*1*2", "DTP*573*D8*SOON", "AMT*EAF*REST", "AMT*T*1", SERVED,
    )  # fmt: skip
    (line,) = typed(read).lines
    (decision,) = line.decisions
    assert (decision.units, decision.decided_on, decision.left) == (None, None, None)
    assert [each.code for each in decision.adjustments] == ["PR-1"]
    assert texts(decision.others) == [
        "CAS*CO*45*1**96*FREE", "DTP*573*D8*SOON", "AMT*EAF*REST", "AMT*T*1",
    ]  # fmt: skip
    assert line.service_on == date(2026, 3, 3)
    assert places(read.findings) == [
        ("unreadable", "2430 SVD05"), ("unreadable", "2430 CAS06"),
        ("unreadable", "2430 DTP03"), ("unreadable", "2430 AMT02"),
    ]  # fmt: skip
