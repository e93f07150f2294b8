"""What may be shown of a remittance: amounts, codes and days, and nothing of anybody."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.shown_segments import delimiters_of, shown_segments
from adapters.edi.x12 import DEFAULT, Delimiters
from tests.support import planted

CLAIM = (
    f"CLP*LPV0000000101A*1*80*68*12*MC*P-{planted.CIN}*11~"
    f"NM1*QC*1*{planted.LAST_NAME}*{planted.FIRST_NAME}****MI*{planted.CIN}~"
    f"REF*1L*{planted.CIN}~"
    "DTM*232*20260302~DTM*036*19610203~"
    f"SVC*HC:98960:U2*80*68**2~CAS*CO*45*12~AMT*B6*68~"
)


def test_names_and_numbers_of_members_are_masked_or_counted() -> None:
    shown, others = shown_segments(CLAIM.encode(), DEFAULT, whole=False)
    assert shown == [
        "CLP*-*1*80*68*12*MC*-*-",
        "DTM*232*20260302",
        "SVC*HC:98960:U2*80*68**2",
        "CAS*CO*45*12",
        "AMT*B6*68",
    ]
    assert others == 3
    assert planted.planted_in("".join(shown)) == []


def test_a_provider_adjustment_shows_its_code_and_amount_but_no_reference() -> None:
    text = f"BPR*I*10*C*ACH*CCP*01*111*DA*222~PLB*1234567893*20261231*WO:{planted.CIN}*12.5~LX*1~"
    shown, others = shown_segments(text.encode(), DEFAULT, whole=True)
    assert shown == ["BPR*I*10*C*ACH*-*-*-*-*-", "PLB*-*20261231*WO*12.5"]
    assert others == 1


def test_of_a_whole_transaction_no_claim_is_shown() -> None:
    shown, others = shown_segments(CLAIM.encode(), DEFAULT, whole=True)
    assert (shown, others) == ([], 8)


def test_free_text_in_the_place_of_a_code_is_masked() -> None:
    text = f"SVC*HC:98960::::: {planted.LAST_NAME} visit*80*68~"
    shown, _ = shown_segments(text.encode(), DEFAULT, whole=False)
    assert shown == ["SVC*-*80*68"]


def test_a_file_is_cut_by_its_own_delimiters() -> None:
    isa = "ISA|00|          |00|          |ZZ|A              |ZZ|B              |260401|1200|U|"
    found = delimiters_of(f"{isa}00501|000000001|0|P|>!GS|HP!".encode())
    assert (found.element, found.component, found.segment) == ("|", ">", "!")
    shown, _ = shown_segments(b"SVC|HC>98960>U2|80|68!", found, whole=False)
    assert shown == ["SVC*HC:98960:U2*80*68"]


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_without_fail(content: bytes, whole: bool) -> None:  # noqa: FBT001
    shown_segments(content, delimiters_of(content), whole=whole)
    shown_segments(content, Delimiters(), whole=whole)
