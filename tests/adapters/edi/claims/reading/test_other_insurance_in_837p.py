"""Other insurance of others: what is odd in it is kept beside what is not."""

from adapters.edi.claims.claim_parties import Insured
from tests.support.claims_of_others import CLAIM, LINE, places, read_claim, texts, typed

SBR = "SBR*S*18*******CI"
PAYER = "NM1*PR*2*OTHER PAYER*****PI*P1"


def test_other_insurance_may_be_an_sbr_alone() -> None:
    (other,) = typed(read_claim(*CLAIM, SBR, *LINE)).other_insurance
    assert other.insured == Insured("S", "18", filing="CI")
    assert (other.subscriber, other.payer, other.paid, other.decided_on) == (None, None, None, None)


def test_each_sbr_of_a_claim_is_another_payer() -> None:
    segments = [text for at in range(10) for text in (f"SBR*{at}*18", f"AMT*D*{at}")]
    claim = typed(read_claim(*CLAIM, *segments, *LINE))
    assert [each.paid for each in claim.other_insurance] == [at * 100 for at in range(10)]


def test_an_adjustment_that_cannot_be_read_is_kept_with_its_neighbours() -> None:
    read = read_claim(
        *CLAIM, SBR, "CAS*CO*45*1**96*FREE", "CAS*PR*1*2*X", "CAS*OA*23*3*1*94*4", *LINE
    )
    (other,) = typed(read).other_insurance
    assert [(each.code, each.amount) for each in other.adjustments] == [
        ("OA-23", 300),
        ("OA-94", 400),
    ]
    assert texts(other.others) == ["CAS*CO*45*1**96*FREE", "CAS*PR*1*2*X"]
    assert places(read.findings) == [("unreadable", "2320 CAS06"), ("unreadable", "2320 CAS04")]


def test_an_amount_or_a_day_that_cannot_be_read_is_kept() -> None:
    read = read_claim(*CLAIM, SBR, "AMT*D*NONE", PAYER, "DTP*573*D8*SOON", *LINE)
    (other,) = typed(read).other_insurance
    assert (other.paid, other.decided_on) == (None, None)
    assert texts(other.others) == ["AMT*D*NONE", "DTP*573*D8*SOON"]
    assert places(read.findings) == [("unreadable", "2320 AMT02"), ("unreadable", "2330B DTP03")]


def test_a_day_of_another_kind_is_not_the_day_it_decided_on() -> None:
    read = read_claim(*CLAIM, SBR, PAYER, "DTP*435*D8*20260301", *LINE)
    (other,) = typed(read).other_insurance
    assert (other.decided_on, texts(other.others)) == (None, ["DTP*435*D8*20260301"])


def test_numbers_of_another_payer_are_never_those_of_the_claim() -> None:
    claim = typed(read_claim(*CLAIM, SBR, PAYER, "REF*F8*THEIRS", "REF*G1*THEIRAUTH", *LINE))
    assert (claim.payer_control, claim.authorization) == (None, None)
    (other,) = claim.other_insurance
    assert other.payer is not None
    assert [each.value for each in other.payer.references] == ["THEIRS", "THEIRAUTH"]


def test_codes_behind_other_insurance_are_the_claims_own() -> None:
    claim = typed(read_claim(CLAIM[0], SBR, PAYER, CLAIM[1], *LINE))
    assert claim.diagnoses == ("Z559",)
