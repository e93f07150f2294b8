"""What an 835 says, and what does not balance in it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import (
    SUPPORTED,
    Reading835,
    Survey835,
    read_835,
    refusal,
    survey_835,
)
from adapters.edi.remittances.remittance import ClaimPayment, Heading
from adapters.edi.values import Verbatim
from domain.money import read_money, show_money
from tests.support import planted
from tests.support.edi import PATIENT, REMITTANCE, interchange, only_transaction
from tests.support.planted import planted_in


def _survey(*changes: tuple[str, str], end: str = "~\n") -> Survey835:
    return survey_835(only_transaction(_changed(*changes, end=end)))


def _claim(*changes: tuple[str, str]) -> ClaimPayment:
    return next(read_835(only_transaction(_changed(*changes))).claims)


def _changed(*changes: tuple[str, str], end: str = "~\n") -> bytes:
    """The remittance of the test support with whole segments exchanged."""
    segments = list(REMITTANCE)
    for old, new in changes:
        at = segments.index(old)
        segments[at : at + 1] = new.split("~") if new else []
    return interchange(segments, end=end)


def _stated(samples: Path) -> Iterator[tuple[str, list[tuple[str, str, str]], bool]]:
    """Per 835 of the list: BPR02, sum of CLP04 and sum of PLB of each ST; claims all balanced."""
    text = (samples / "SOURCES.md").read_text("utf-8")
    section = text.split("\n## 835\n")[1].split("\n## ")[0]
    for row in section.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        sums = re.findall(r"BPR02 (\S+) \(.*?Σpaid (-?[\d.]+)((?:(?!BPR02).)*)", row)
        if sums:
            yield (
                cells[0],
                [
                    (paid, claims, (re.search(r"ΣPLB (-?[\d.]+)", rest) or ["", "0"])[1])
                    for paid, claims, rest in sums
                ],
                "imbalances" not in row,
            )


def test_the_sums_of_every_sample_are_those_an_independent_reader_found(samples: Path) -> None:
    listed = list(_stated(samples))
    assert len(listed) == 29
    for name, sums, evenly in listed:
        content = (samples / "835" / name).read_bytes()
        surveys = [survey_835(transaction) for transaction in read_transactions(content)]
        found = [
            (survey.header.paid, survey.totals.paid, survey.totals.provider_adjustments)
            for survey in surveys
        ]
        assert found == [tuple(read_money(text) for text in each) for each in sums], name
        uneven = [f for s in surveys for f in s.findings if "out-of-balance" in f.code]
        assert bool(uneven) != evenly, name


def test_the_samples_that_do_not_balance_are_found_with_their_signed_residual(
    samples: Path,
) -> None:
    residuals = {}
    for path in sorted((samples / "835").glob("*.edi")):
        for transaction in read_transactions(path.read_bytes()):
            totals = survey_835(transaction).totals
            if not totals.balanced:
                residuals[path.name] = show_money(totals.residual or 0)
    assert residuals == {"pyx12-835id-reversal-4010.edi": "5482.52", "vgi-era_835.edi": "1100.00"}


def test_the_older_version_is_not_supported(samples: Path) -> None:
    content = (samples / "835" / "pyx12-835id-reversal-4010.edi").read_bytes()
    assert only_transaction(content).header.version not in SUPPORTED
    assert only_transaction(interchange(REMITTANCE)).header.version in SUPPORTED


def test_a_4010_remittance_is_refused_by_name_with_place_and_fix(samples: Path) -> None:
    content = (samples / "835" / "pyx12-835id-reversal-4010.edi").read_bytes()
    found = refusal(only_transaction(content).header)
    assert found is not None
    assert (found.code, found.where) == (
        "remittance.version-unsupported",
        "segment 3, GS08 or ST03",
    )
    assert found.what == "the remittance is written to 004010X091A1; 005010X221A1 is read"
    assert found.fix == "ask the plan for a 5010 remittance; nothing of this one was posted"
    assert refusal(only_transaction(interchange(REMITTANCE)).header) is None


def test_a_version_that_is_none_is_not_repeated() -> None:
    content = interchange(REMITTANCE).replace(b"005010X221A1", planted.LAST_NAME.encode())
    found = refusal(only_transaction(content).header)
    assert found is not None
    assert planted_in(found.what) == []


def test_the_header_says_who_pays_whom_how_much_and_when() -> None:
    header = read_835(only_transaction(interchange(REMITTANCE))).header
    assert (header.handling, header.paid, header.credit_debit, header.method) == (
        "I",
        8050,
        "C",
        "ACH",
    )
    assert (header.trace, header.payer_id, header.payer_name, header.payer_number) == (
        "T-100",
        "1999999999",
        "SEASIDE PLAN",
        "SEA01",
    )
    assert (header.payee_name, header.payee_npi, header.payee_tin) == (
        "LANTERN HUB",
        "1234567893",
        "999999999",
    )
    assert (header.effective_on, header.produced_on) == (date(2026, 4, 1), date(2026, 3, 31))
    assert header.moves_money


def test_a_payer_is_known_by_its_id_else_its_number_else_its_name() -> None:
    no_id = ("TRN*1*T-100*1999999999", "TRN*1*T-100")
    no_number = ("N1*PR*SEASIDE PLAN*XV*SEA01", "N1*PR*Seaside   Plan")
    assert _survey().header.payer == "1999999999"
    assert _survey(no_id).header.payer == "SEA01"
    assert _survey(no_id, no_number).header.payer == "SEASIDE PLAN"


def test_a_notice_moves_no_money() -> None:
    bpr = REMITTANCE[0]
    assert not _survey((bpr, bpr.replace("*I*", "*H*"))).header.moves_money
    assert not _survey((bpr, bpr.replace("*ACH*", "*NON*"))).header.moves_money


def test_a_claim_is_read_with_its_lines_and_all_that_is_said_of_them() -> None:
    content = interchange(REMITTANCE)
    claim = next(read_835(only_transaction(content)).claims)
    assert (claim.ordinal, claim.claim_number, claim.status, claim.billed, claim.paid) == (
        1,
        "LAN0000000101X",
        "1",
        10250,
        8550,
    )
    assert (claim.filing, claim.payer_control, claim.facility, claim.frequency) == (
        "MC",
        "P-1",
        "11",
        "1",
    )
    assert (claim.remarks, claim.interest, claim.balanced) == (("N210",), 125, True)
    (line,) = claim.lines
    assert (line.code, line.modifiers, line.original_code) == ("98960", ("U2",), "98961")
    assert (line.units_paid, line.units_billed) == (Decimal(4), Decimal(5))
    assert (line.service_date, line.line_control) == (date(2026, 3, 1), "LAN0000000101X01")
    assert [(a.code, a.amount, a.quantity) for a in line.adjustments] == [
        ("CO-45", 1000, Decimal(1)),
        ("CO-253", 700, None),
    ]
    assert line.remarks == ("N362",)
    place = content[claim.offset : claim.offset + claim.length]
    assert place.startswith(b"CLP*")
    assert place.endswith(b"LQ*HE*N362~")


def test_names_are_kept_apart_and_never_printed() -> None:
    claim = _claim()
    assert claim.private.number("QC") == planted.CIN
    assert planted_in(f"{claim!r} {claim}") == []


def test_all_six_triplets_of_an_adjustment_are_read() -> None:
    claim = _claim(
        ("CAS*CO*45*10*1*253*7", "CAS*CO*45*1**1*2**2*3**3*4**4*5**5*2~CAS*PR*1*-.5**3*.5")
    )
    (line,) = claim.lines
    assert [a.amount for a in line.adjustments] == [100, 200, 300, 400, 500, 200, -50, 50]
    assert claim.balanced


def test_a_line_without_a_paid_amount_is_paid_nothing_and_must_balance() -> None:
    claim = _claim(
        ("SVC*HC:98960:U2*102.5*85.5**4*HC:98961*5", "SVC*HC:98960*102.5"),
        ("CAS*CO*45*10*1*253*7", "CAS*CO*197*102.5"),
        ("CLP*LAN0000000101X*1*102.5*85.5**MC*P-1*11*1", "CLP*LAN*1*102.5*0"),
    )
    assert (claim.lines[0].paid, claim.balanced) == (0, True)


def test_provider_adjustments_are_read_pair_by_pair() -> None:
    reading = read_835(only_transaction(interchange(REMITTANCE)))
    assert list(reading.provider_adjustments) == []
    assert len(list(reading.claims)) == 1
    assert [
        (p.reason, p.reference, p.amount, p.pair, p.fiscal_date)
        for p in reading.provider_adjustments
    ] == [
        ("WO", "LAN0000000202X", 600, 1, date(2026, 12, 31)),
        ("L6", "", -100, 2, date(2026, 12, 31)),
    ]


def test_a_provider_adjustment_wrapped_in_mid_segment_is_read_whole() -> None:
    content = interchange(REMITTANCE).replace(b"WO:LAN000", b"WO:L\r\nAN000")
    survey = survey_835(only_transaction(content))
    assert survey.provider_adjustments[0].reference == "LAN0000000202X"


def test_a_positive_provider_adjustment_lowers_the_payment() -> None:
    totals = _survey().totals
    assert (totals.billed, totals.paid, totals.provider_adjustments) == (10250, 8550, 500)
    assert (totals.balanced, totals.residual) == (True, 0)
    assert totals.adjustments == {"CO": 1700}


BPR = REMITTANCE[0]
CLP = "CLP*LAN0000000101X*1*102.5*85.5**MC*P-1*11*1"
CAS = "CAS*CO*45*10*1*253*7"
PLB = "PLB*1234567893*20261231*WO:LAN0000000202X*6*L6*-1"


@pytest.mark.parametrize(
    ("change", "code", "what", "where"),
    [
        (
            (BPR, BPR.replace("80.5", "8O.5")),
            "remittance.not-an-amount",
            "BPR02 is a text of 4 characters; it should be an amount in dollars and cents",
            "segment 4, BPR02",
        ),
        (
            (BPR, BPR.replace("80.5", "")),
            "remittance.not-an-amount",
            "BPR02 is empty; it should be an amount in dollars and cents",
            "segment 4, BPR02",
        ),
        (
            (BPR, BPR.replace("20260401", "20261301")),
            "remittance.not-a-date",
            "BPR16 is a text of 8 characters; it should be a day as CCYYMMDD",
            "segment 4, BPR16",
        ),
        (
            (BPR, ""),
            "remittance.segment-missing",
            "the remittance has no BPR, the segment that says what is paid",
            "segment 3, BPR",
        ),
        (
            ("TRN*1*T-100*1999999999", ""),
            "remittance.segment-missing",
            "the remittance has no TRN, the segment that says its number",
            "segment 4, TRN",
        ),
        (
            (CLP, CLP.replace("85.5", "85.555")),
            "remittance.not-an-amount",
            "CLP04 is '85.555'; it should be an amount in dollars and cents",
            "segment 12, loop 2100, CLP04",
        ),
        (
            (CLP, CLP.replace("102.5", "100")),
            "remittance.claim-out-of-balance",
            "claim 1 is billed 100.00 and adjusted by 17.00, but paid 85.50",
            "segment 12, loop 2100, CLP04",
        ),
        (
            (CAS, "CAS*CO*45*10"),
            "remittance.line-out-of-balance",
            "line 1 of claim 1 is billed 102.50 and adjusted by 10.00, but paid 85.50",
            "segment 18, loop 2110, SVC03",
        ),
        (
            (CLP, CLP + "~CAS*CO*45*3"),
            "remittance.lines-out-of-balance",
            (
                "the lines of claim 1 are paid 85.50 and the claim adjusted by 3.00, "
                "but it is paid 85.50"
            ),
            "segment 12, loop 2100, CLP04",
        ),
        (
            (PLB, PLB.replace("*6*", "*six*")),
            "remittance.not-an-amount",
            "PLB04 is a text of 3 characters; it should be an amount in dollars and cents",
            "segment 24, PLB04",
        ),
        (
            ("DTM*472*20260301", "DTM*472*2026"),
            "remittance.not-a-date",
            "DTM02 is '2026'; it should be a day as CCYYMMDD",
            "segment 19, loop 2110, DTM02",
        ),
        (
            (CAS, CAS.replace("10*1*", "10*one*")),
            "remittance.not-a-quantity",
            "CAS04 is a text of 3 characters; it should be a number",
            "segment 20, loop 2110, CAS04",
        ),
        (
            (CAS, "CAS*XX*45*10*1*253*7"),
            "remittance.unknown-group",
            "CAS01 is a text of 2 characters; it should be CO, OA, PI or PR",
            "segment 20, loop 2110, CAS01",
        ),
        (
            (CAS, "CAS*CO*45**1*253*17"),
            "remittance.not-an-amount",
            "CAS03 is empty; it should be an amount in dollars and cents",
            "segment 20, loop 2110, CAS03",
        ),
        (
            (CAS, f"{CAS}~CAS*CO"),
            "remittance.segment-empty",
            "CAS states no reason and no amount",
            "segment 21, loop 2110, CAS",
        ),
        (
            (PLB, f"{PLB}~PLB*1234567893*20261231"),
            "remittance.segment-empty",
            "PLB states no reason and no amount",
            "segment 25, PLB",
        ),
        (
            (CAS, "CAS*CO*45*10*1**7"),
            "remittance.no-reason",
            "CAS05 is empty; it should be a reason code",
            "segment 20, loop 2110, CAS05",
        ),
        (
            ("SVC*HC:98960:U2*102.5*85.5**4*HC:98961*5", "SVC*HC:98960:U2**85.5"),
            "remittance.not-an-amount",
            "SVC02 is empty; it should be an amount in dollars and cents",
            "segment 18, loop 2110, SVC02",
        ),
        (
            (CLP, CLP.replace("85.5**", "85.5*some*")),
            "remittance.not-an-amount",
            "CLP05 is a text of 4 characters; it should be an amount in dollars and cents",
            "segment 12, loop 2100, CLP05",
        ),
        (
            (CLP, f"{CLP}***heavy"),
            "remittance.not-a-quantity",
            "CLP12 is a text of 5 characters; it should be a number",
            "segment 12, loop 2100, CLP12",
        ),
        (
            ("MOA***N210", "MOA*half**N210"),
            "remittance.not-a-quantity",
            "MOA01 is a text of 4 characters; it should be a number",
            "segment 14, loop 2100, MOA01",
        ),
        (
            ("MOA***N210", "MOA***N210~MOA***N211"),
            "remittance.segment-repeated",
            "a second MOA stands where one is meant; the first was read",
            "segment 15, loop 2100, MOA",
        ),
        (
            ("MOA***N210", "MIA*5*none"),
            "remittance.not-an-amount",
            "MIA02 is a text of 4 characters; it should be an amount in dollars and cents",
            "segment 14, loop 2100, MIA02",
        ),
        (
            ("LX*1", "LX*1~TS3*1234567893*11*someday*1*10"),
            "remittance.not-a-date",
            "TS303 is a text of 7 characters; it should be a day as CCYYMMDD",
            "segment 12, loop 2000, TS303",
        ),
        (
            ("LX*1", "LX*1~ZZZ*1"),
            "remittance.unknown-segment",
            "a segment stands here that the guide does not know",
            "segment 12, loop 2000",
        ),
        (
            (PLB, f"LX*2~{PLB}"),
            "remittance.heading-without-claims",
            "LX stands over no claim",
            "segment 24, loop 2000, LX",
        ),
        (
            (PLB, f"{PLB}~ZZZ*1"),
            "remittance.unknown-segment",
            "a segment stands here that the guide does not know",
            "segment 25",
        ),
        (
            (PLB, PLB.replace("20261231", "year end")),
            "remittance.not-a-date",
            "PLB02 is a text of 8 characters; it should be a day as CCYYMMDD",
            "segment 24, PLB02",
        ),
        (
            ("DTM*405*20260331", "DTM*405*soon"),
            "remittance.not-a-date",
            "DTM02 is a text of 4 characters; it should be a day as CCYYMMDD",
            "segment 6, DTM02",
        ),
        (
            ("REF*2U*SEA", "REF*2U*SEA~ZZZ*1"),
            "remittance.unknown-segment",
            "a segment stands here that the guide does not know",
            "segment 9, loop 1000A",
        ),
        (
            (BPR, f"{BPR}~{BPR}"),
            "remittance.segment-repeated",
            "a second BPR stands where one is meant; the first was read",
            "segment 5, BPR",
        ),
        (
            ("REF*1L*G1", "ZZZ*1"),
            "remittance.unknown-segment",
            "a segment stands here that the guide does not know",
            "segment 15, loop 2100",
        ),
    ],
)
def test_each_fault_of_a_remittance_is_said_where_it_stands(
    change: tuple[str, str], code: str, what: str, where: str
) -> None:
    assert _survey().findings == ()
    found = {(f.code, f.what, f.where) for f in _survey(change).findings}
    assert (code, what, where) in found


def test_an_amount_that_cannot_be_read_is_never_a_zero() -> None:
    for change in (
        (BPR, BPR.replace("80.5", "n/a")),
        (CLP, CLP.replace("85.5", "n/a")),
        (PLB, PLB.replace("*6*", "*n/a*")),
    ):
        totals = _survey(change).totals
        assert (totals.balanced, totals.residual) == (None, None)
    assert _survey((BPR, BPR.replace("80.5", "n/a"))).header.paid is None
    unread = _claim((CLP, CLP.replace("85.5", "n/a")))
    assert (unread.paid, unread.balanced, unread.unread) == (None, False, True)


def test_an_adjustment_that_cannot_be_read_leaves_its_claim_unbalanced() -> None:
    claim = _claim((CAS, "CAS*CO*45*ten*1*253*7"))
    assert (claim.unread, claim.balanced) == (True, False)


def test_a_segment_nobody_knows_is_kept() -> None:
    assert [segment.elements for segment in _claim(("REF*1L*G1", "ZZZ*1")).others.segments] == [
        ["ZZZ", "1"]
    ]


def _read(*changes: tuple[str, str]) -> tuple[Reading835, list[ClaimPayment]]:
    reading = read_835(only_transaction(_changed(*changes)))
    return reading, list(reading.claims)


def _texts(kept: Verbatim) -> list[str]:
    return ["*".join(segment.elements) for segment in kept.segments]


def test_a_segment_nobody_knows_is_kept_wherever_it_stands() -> None:
    reading, (claim,) = _read(
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


def test_what_cannot_be_read_is_kept_as_it_stands_and_the_rest_is_read() -> None:
    reading, (claim,) = _read(
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
    reading, (claim,) = _read((PLB, f"{PLB}~REF*EA*1~LX*2"))
    assert _texts(reading.others) == ["REF*EA*1", "LX*2"]
    assert claim.length == len(b"~\n".join(part.encode() for part in REMITTANCE[8:20])) + 1


def test_sums_of_a_provider_without_an_lx_stand_under_the_lx_before() -> None:
    again = CLP.replace("101X", "102X")
    _, (first, second) = _read((PLB, f"TS3*1234567893*11*20261231*1*10~{again}~{PLB}"))
    assert (first.heading.number, first.heading.provider) == ("1", None)
    assert second.heading.number == "1"
    assert second.heading.provider is not None
    assert second.heading.provider.billed == 1000


def test_claims_without_any_heading_are_read() -> None:
    _, (claim,) = _read(("LX*1", ""))
    assert claim.heading == Heading()


def test_a_name_below_a_line_is_kept_and_flagged() -> None:
    _, (claim,) = _read((CAS, f"{CAS}~{PATIENT}"))
    assert [name.get(1) for name in claim.private.names] == ["QC"]
    assert [segment.id for segment in claim.lines[0].others.segments] == ["NM1"]
    assert planted_in(repr(claim.lines)) == []


def test_an_unknown_group_counts_in_the_balance() -> None:
    claim = _claim((CAS, CAS.replace("CO", "XX")))
    assert (claim.balanced, claim.unread) == (True, False)
    assert {adjustment.group for adjustment in claim.lines[0].adjustments} == {"XX"}


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


def test_the_digest_is_of_the_contents_alone() -> None:
    first, second = (
        REMITTANCE[8:20],
        tuple(s.replace("LAN0000000101X", "LAN0000000303X") for s in REMITTANCE[8:20]),
    )
    two = interchange([*REMITTANCE[:8], *first, *second, REMITTANCE[20]])
    swapped = interchange([*REMITTANCE[:8], *second, *first, REMITTANCE[20]], end="\n", mark="|")
    assert survey_835(only_transaction(two)).digest == survey_835(only_transaction(swapped)).digest


@pytest.mark.parametrize(
    "change",
    [
        ("N1*PE*LANTERN HUB*XX*1234567893", "N1*PE*LANTERN*XX*1234567893"),
        (BPR, BPR.replace("20260401", "")),
        (CLP, CLP.replace("85.5", "85.50")),
        (PATIENT, ""),
    ],
)
def test_the_digest_does_not_change_with_texts_or_a_missing_pay_date(
    change: tuple[str, str],
) -> None:
    assert _survey(change).digest == _survey().digest


@pytest.mark.parametrize(
    "change",
    [
        (BPR, BPR.replace("80.5", "80.51")),
        (CLP, CLP.replace("*1*102", "*2*102")),
        (CLP, CLP.replace("101X", "102X")),
        (CAS, CAS.replace("253", "197")),
        (PLB, PLB.replace("202X", "203X")),
        ("DTM*472*20260301", "DTM*472*20260302"),
        (REMITTANCE[8], f"{CLP}~{CLP}"),
    ],
)
def test_the_digest_changes_with_every_value_that_counts(change: tuple[str, str]) -> None:
    assert _survey(change).digest != _survey().digest


def test_a_remittance_cut_off_anywhere_is_read_and_never_balances_by_chance() -> None:
    content = interchange(REMITTANCE)
    for length in range(len(content)):
        for transaction in read_transactions(content[:length]):
            survey = survey_835(transaction)
            whole = length >= content.index(b"SE*23")
            assert whole or survey.findings
