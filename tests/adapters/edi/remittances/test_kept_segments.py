"""Nothing of an 835 is lost: what no field holds is kept where it stood."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.remittances.read_835 import read_835
from adapters.edi.remittances.remittance import Heading
from adapters.edi.values import Verbatim
from tests.support.changed_remittance import BPR, CAS, CLP, PLB, read
from tests.support.edi import PATIENT, REMITTANCE, interchange, only_transaction
from tests.support.planted import planted_in


def _texts(kept: Verbatim) -> list[str]:
    return ["*".join(segment.elements) for segment in kept.segments]


def test_a_segment_nobody_knows_is_kept_wherever_it_stands() -> None:
    reading, (claim,) = read(
        (BPR, f"{BPR}~ZZ1*1"),
        ("REF*2U*SEA", "REF*2U*SEA~ZZ2*2"),
        ("REF*TJ*999999999", "REF*TJ*999999999~ZZ3*3~N1*ZZ*OTHER~REF*ZZ*5"),
        ("LX*1", "LX*1~ZZ4*4"),
        ("REF*1L*G1", "REF*1L*G1~ZZ5*5"),
        (CAS, f"{CAS}~ZZ6*6"),
        (PLB, f"{PLB}~ZZ7*7"),
    )
    header = reading.header
    assert _texts(header.others) == ["ZZ1*1", "N1*ZZ*OTHER", "REF*ZZ*5"]
    assert _texts(header.who_pays.others) == ["ZZ2*2"]
    assert _texts(header.who_is_paid.others) == ["ZZ3*3"]
    assert _texts(claim.heading.others) == ["ZZ4*4"]
    assert (_texts(claim.others), _texts(claim.lines[0].others)) == (["ZZ5*5"], ["ZZ6*6"])
    assert _texts(reading.others) == ["ZZ7*7"]
    found = [*reading.findings, *claim.findings]
    assert [f.code for f in found if f.code.startswith("remittance")] == [
        "remittance.unknown-segment"
    ] * 9


def test_a_second_payer_is_kept_apart_from_the_first() -> None:
    reading, _ = read(("LX*1", "N1*PR*OTHER PLAN*XV*OTH01~REF*2U*OTH~LX*1"))
    payer = reading.header.who_pays
    assert (payer.name, [each.value for each in payer.references]) == ("SEASIDE PLAN", ["SEA"])
    assert _texts(reading.header.others) == ["N1*PR*OTHER PLAN*XV*OTH01", "REF*2U*OTH"]
    assert [finding.code for finding in reading.findings[:2]] == ["remittance.unknown-segment"] * 2


def test_what_cannot_be_read_is_kept_as_it_stands_and_the_rest_is_read() -> None:
    reading, (claim,) = read(
        (CAS, "CAS*CO*45*ten*1*253*7"),
        ("DTM*472*20260301", "DTM*472*2026"),
        ("AMT*I*1.25", "AMT*I*much"),
        (PLB, PLB.replace("*6*", "*six*")),
    )
    assert [adjustment.code for adjustment in claim.lines[0].adjustments] == ["CO-253"]
    assert _texts(claim.lines[0].others) == ["DTM*472*2026", "CAS*CO*45*ten*1"]
    assert _texts(claim.others) == ["AMT*I*much"]
    assert _texts(reading.others) == ["PLB*1234567893*20261231*WO:LAN0000000202X*six"]
    assert [moved.reason for moved in reading.provider_adjustments] == ["L6"]


def test_what_stands_after_the_provider_adjustments_is_of_no_claim() -> None:
    reading, (claim,) = read((PLB, f"{PLB}~REF*EA*1~LX*2"))
    assert _texts(reading.others) == ["REF*EA*1", "LX*2"]
    assert claim.length == len(b"~\n".join(part.encode() for part in REMITTANCE[8:20])) + 1


def test_sums_of_a_provider_without_an_lx_stand_under_the_lx_before() -> None:
    again = CLP.replace("101X", "102X")
    _, (first, second) = read((PLB, f"TS3*1234567893*11*20261231*1*10~{again}~{PLB}"))
    assert (first.heading.number, first.heading.provider) == ("1", None)
    assert second.heading.number == "1"
    assert second.heading.provider is not None
    assert second.heading.provider.billed == 1000


def test_claims_without_any_heading_are_read() -> None:
    _, (claim,) = read(("LX*1", ""))
    assert claim.heading == Heading()


def test_a_name_below_a_line_is_kept_and_flagged() -> None:
    _, (claim,) = read((CAS, f"{CAS}~{PATIENT}"))
    assert [name.get(1) for name in claim.private.names] == ["QC"]
    assert [segment.id for segment in claim.lines[0].others.segments] == ["NM1"]
    assert planted_in(repr(claim.lines)) == []


@given(st.lists(st.sampled_from([*REMITTANCE, "CAS", "SVC", "CLP", "PLB*1", "N1", "NM1", "LQ*HE"])))
def test_segments_in_any_order_are_read_without_failing_and_none_is_lost(
    segments: list[str],
) -> None:
    reading = read_835(only_transaction(interchange(segments)))
    claims = list(reading.claims)
    kept = [*_texts(reading.header.segments), *_texts(reading.others)]
    for claim in claims:
        kept += [*_texts(claim.segments), *_texts(claim.heading.others)]
    typed = {"LX*1", PLB}  # held by fields, wherever they stand
    assert [text for text in segments if text not in kept and text not in typed] == []
