"""What is wrong in an 835, each said where it stands."""

import pytest

from tests.support.changed_remittance import BPR, CAS, CLP, PLB, first_claim, survey


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
    assert survey().findings == ()
    found = {(f.code, f.what, f.where) for f in survey(change).findings}
    assert (code, what, where) in found


def test_an_amount_that_cannot_be_read_is_never_a_zero() -> None:
    for change in (
        (BPR, BPR.replace("80.5", "n/a")),
        (CLP, CLP.replace("85.5", "n/a")),
        (PLB, PLB.replace("*6*", "*n/a*")),
    ):
        totals = survey(change).totals
        assert (totals.balanced, totals.residual) == (None, None)
    assert survey((BPR, BPR.replace("80.5", "n/a"))).header.paid is None
    unread = first_claim((CLP, CLP.replace("85.5", "n/a")))
    assert (unread.paid, unread.balanced, unread.unread) == (None, False, True)


def test_an_adjustment_that_cannot_be_read_leaves_its_claim_unbalanced() -> None:
    claim = first_claim((CAS, "CAS*CO*45*ten*1*253*7"))
    assert (claim.unread, claim.balanced) == (True, False)


def test_an_unknown_group_counts_in_the_balance() -> None:
    claim = first_claim((CAS, CAS.replace("CO", "XX")))
    assert (claim.balanced, claim.unread) == (True, False)
    assert {adjustment.group for adjustment in claim.lines[0].adjustments} == {"XX"}
