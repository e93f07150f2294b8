"""A segment goes to its field whole, or is kept whole; none is in two places or in none."""

import pytest

from adapters.edi.claims.professional_claim import Attachment, Note
from adapters.edi.claims.read_837p import ReadClaim
from adapters.edi.claims.reading.stated_in_837p import period
from adapters.edi.values import Amount, Reference, StatedDays
from tests.support.claims_of_others import CLAIM, LINE, places, read_claim, texts, typed


def read(*segments: str) -> ReadClaim:
    return read_claim(*CLAIM, *segments, *LINE)


@pytest.mark.parametrize(
    ("segment", "place"),
    [
        ("DTP*431*D8*20261301", "DTP03"),
        ("DTP*431*D8*", "DTP03"),
        ("DTP*431*RD8*20260301-2026030", "DTP03"),
        ("DTP**D8*20260301", "DTP01"),
        ("AMT*F5*FREE", "AMT02"),
        ("AMT*F5", "AMT02"),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(segment: str, place: str) -> None:
    found = read(segment)
    claim = typed(found)
    assert texts(claim.others) == [segment]
    assert (claim.dates, claim.amounts) == ((), ())
    assert places(found.findings) == [("unreadable", f"2300 {place}")]


@pytest.mark.parametrize(
    "segment",
    [
        "DTP*435*DT*202603010930",  # the time of day
        "REF*G1*AUTH1**2U:OTHER1",  # whose authorization it is
        "REF*D9**DESCRIBED",
        "PWK*OZ*EL*2**AC*PAPER1",  # how many copies
        "PWK*OZ*EL***XX*PAPER1",
        "CN1*05*12.5",
        "K3*INVENTED STATE DATA",
    ],
)
def test_what_says_more_than_a_field_holds_is_kept_and_is_no_mistake(segment: str) -> None:
    found = read(segment)
    claim = typed(found)
    assert texts(claim.others) == [segment]
    assert found.findings == ()
    assert (claim.dates, claim.references, claim.attachments) == ((), (), ())
    assert claim.authorization is None


def test_the_first_number_of_a_kind_is_the_fields_and_further_ones_stay_references() -> None:
    claim = typed(
        read("REF*D9*A", "REF*F8*ICN1", "REF*G1*AUTH1", "REF*9F*R1", "REF*G1*AUTH2", "REF*F8*ICN2")
    )
    assert (claim.authorization, claim.payer_control, claim.referral) == ("AUTH1", "ICN1", "R1")
    assert claim.references == (
        Reference("D9", "A"), Reference("G1", "AUTH2"), Reference("F8", "ICN2"),
    )  # fmt: skip


def test_what_stands_several_times_is_read_each_time_in_the_order_of_the_file() -> None:
    claim = typed(
        read("NTE*ADD*ONE", "AMT*F5*1", "PWK*OZ*EL***AC*1", "NTE*DCP*", "AMT*F5*-2.5", "PWK*B4*AA")
    )
    assert claim.notes == (Note("ADD", "ONE"), Note("DCP", ""))
    assert claim.amounts == (Amount("F5", 100), Amount("F5", -250))
    assert claim.attachments == (Attachment("OZ", "EL", "1"), Attachment("B4", "AA"))


def test_a_period_is_one_day_or_two_with_a_dash() -> None:
    claim = typed(read("DTP*431*D8*20260301", "DTP*434*RD8*20260301-20260302"))
    assert [(each.qualifier, each.first_day.day, each.last_day.day) for each in claim.dates] == [
        ("431", 1, 1),
        ("434", 1, 2),
    ]
    assert isinstance(claim.dates[0], StatedDays)
    for text in ("", "20260301-", "-20260301", "2026030", "202603011", "20260229", "\u0661" * 8):
        assert period(text) is None


def test_notes_and_kept_segments_are_not_shown() -> None:
    own = "PRIVATENOTE"
    claim = typed(read(f"NTE*ADD*{own}", f"K3*{own}"))
    assert own not in repr(claim.notes)
    assert own not in repr(claim.others)
