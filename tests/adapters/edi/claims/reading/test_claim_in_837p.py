"""Claims of others: what no claim can do without, and what may be odd or unknown in one."""

from datetime import date

import pytest

from adapters.edi.values import StatedDays
from tests.support.claims_of_others import CLAIM, LINE, places, read_claim, texts, typed


@pytest.mark.parametrize(
    ("clm", "place"),
    [
        ("CLM*ONE*FREE***11:B:1", ("unreadable", "2300 CLM02")),
        ("CLM*ONE****11:B:1", ("unreadable", "2300 CLM02")),
        ("CLM*ONE*50***11:B:9", ("missing", "2300 CLM05")),
        ("CLM*ONE*50***11>B>1", ("missing", "2300 CLM05")),
        ("CLM", ("unreadable", "2300 CLM02")),
    ],
)
def test_a_claim_without_charge_or_kind_is_told_and_not_typed(
    clm: str, place: tuple[str, str]
) -> None:
    read = read_claim(clm, *LINE)
    assert read.claim is None
    assert place in places(read.findings)
    assert texts(read.segments) == [clm, *LINE]


def test_a_claim_without_lines_is_typed_and_told() -> None:
    read = read_claim(*CLAIM)
    assert typed(read).lines == ()
    assert places(read.findings) == [("missing", "2400 LX")]


def test_one_line_that_cannot_be_read_leaves_the_whole_claim_untyped() -> None:
    read = read_claim(*CLAIM, *LINE, "LX*2", "SV1*HC:98960*MUCH*UN*1***1", "DTP*472*D8*20260303")
    assert (read.claim, read.charge) == (None, 5000)
    assert places(read.findings) == [("unreadable", "2400 SV102")]


def test_segments_behind_a_provider_that_are_the_claims_own_are_read_as_such() -> None:
    read = read_claim(
        CLAIM[0], "NM1*82*1*WORKER*JO****XX*1000000012", "REF*G1*AUTH", "DTP*431*D8*20260301",
        CLAIM[1], *LINE,
    )  # fmt: skip
    claim = typed(read)
    assert read.findings == ()
    assert (claim.authorization, claim.diagnoses) == ("AUTH", ("Z559",))
    assert claim.dates == (StatedDays("431", date(2026, 3, 1), date(2026, 3, 1)),)


def test_codes_of_many_hi_are_one_list_and_codes_of_other_kinds_are_kept() -> None:
    read = read_claim(
        CLAIM[0], "HI*BK:Z559", "HI*ABF:Z602**ABF:E119", "HI*APR:Y929", "HI*ABF:I10*ZZ:9", *LINE
    )
    claim = typed(read)
    assert claim.diagnoses == ("Z559", "Z602", "E119", "I10")
    assert texts(claim.others) == ["HI*APR:Y929", "HI*ABF:I10*ZZ:9"]
    assert places(read.findings) == [("unknown-codes", "2300 HI")] * 2


def test_more_than_twelve_diagnoses_are_read_for_the_checks_to_judge() -> None:
    many = "*".join(f"ABF:Z{number}" for number in range(10, 24))
    assert len(typed(read_claim(CLAIM[0], f"HI*{many}", *LINE)).diagnoses) == 14


def test_unknown_segments_are_kept_where_they_stand_and_flagged() -> None:
    read = read_claim(
        *CLAIM, "ZZ1*A", "NM1*82*1*WORKER*JO****XX*1000000012", "ZZ2*B", "SBR*S*18*******CI",
        "ZZ3*C", "NM1*PR*2*OTHER*****PI*O1", "ZZ4*D", *LINE, "ZZ5*E", "SVD*O1*1*HC:98960", "ZZ6*F",
    )  # fmt: skip
    claim = typed(read)
    provider, (other,), (line,) = claim.providers.rendering, claim.other_insurance, claim.lines
    assert provider is not None
    assert other.payer is not None
    kept = (claim, provider, other, other.payer, line, line.decisions[0])
    assert [texts(each.others) for each in kept] == [
        ["ZZ1*A"], ["ZZ2*B"], ["ZZ3*C"], ["ZZ4*D"], ["ZZ5*E"], ["ZZ6*F"],
    ]  # fmt: skip
    assert sorted(places(read.findings)) == [
        ("unknown-segment", "2300 ZZ1"), ("unknown-segment", "2310B ZZ2"),
        ("unknown-segment", "2320 ZZ3"), ("unknown-segment", "2330B ZZ4"),
        ("unknown-segment", "2400 ZZ5"), ("unknown-segment", "2430 ZZ6"),
    ]  # fmt: skip


def test_no_finding_shows_a_text_of_the_file() -> None:
    own = "PRIVATEPERSON"
    read = read_claim(
        f"CLM*{own}*{own}***{own}", f"{own}*1", f"HI*{own}", f"DTP*{own}*D8*1",
        f"SBR*P*{own}", f"CAS*CO*45*{own}", "LX*1", f"SV1*HC:1*{own}*UN*{own}",
        f"SVD*O*{own}", member=(f"HL*{own}*{own}*22*0", f"NM1*IL*1*{own}"),
    )  # fmt: skip
    assert len(read.findings) > 5
    assert own not in "".join(f"{each.what}{each.fix}{each.where}" for each in read.findings)
    assert own not in repr(read.segments)
