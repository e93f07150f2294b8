"""What an 835 says, and what its sums come to."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.edi.envelope import read_transactions
from adapters.edi.remittances.read_835 import SUPPORTED, read_835, refusal, survey_835
from domain.money import read_money, show_money
from tests.support import planted
from tests.support.changed_remittance import BPR, CAS, CLP, PLB, first_claim, survey
from tests.support.edi import PATIENT, REMITTANCE, interchange, only_transaction
from tests.support.planted import planted_in


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
    assert survey().header.payer == "1999999999"
    assert survey(no_id).header.payer == "SEA01"
    assert survey(no_id, no_number).header.payer == "SEASIDE PLAN"


def test_a_notice_moves_no_money() -> None:
    bpr = REMITTANCE[0]
    assert not survey((bpr, bpr.replace("*I*", "*H*"))).header.moves_money
    assert not survey((bpr, bpr.replace("*ACH*", "*NON*"))).header.moves_money


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
    claim = first_claim()
    assert claim.private.number("QC") == planted.CIN
    assert planted_in(f"{claim!r} {claim}") == []


def test_all_six_triplets_of_an_adjustment_are_read() -> None:
    claim = first_claim(
        ("CAS*CO*45*10*1*253*7", "CAS*CO*45*1**1*2**2*3**3*4**4*5**5*2~CAS*PR*1*-.5**3*.5")
    )
    (line,) = claim.lines
    assert [a.amount for a in line.adjustments] == [100, 200, 300, 400, 500, 200, -50, 50]
    assert claim.balanced


def test_a_line_without_a_paid_amount_is_paid_nothing_and_must_balance() -> None:
    claim = first_claim(
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
    totals = survey().totals
    assert (totals.billed, totals.paid, totals.provider_adjustments) == (10250, 8550, 500)
    assert (totals.balanced, totals.residual) == (True, 0)
    assert totals.adjustments == {"CO": 1700}


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
    assert survey(change).digest == survey().digest


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
    assert survey(change).digest != survey().digest


def test_a_remittance_cut_off_anywhere_is_read_and_never_balances_by_chance() -> None:
    content = interchange(REMITTANCE)
    for length in range(len(content)):
        for transaction in read_transactions(content[:length]):
            survey = survey_835(transaction)
            whole = length >= content.index(b"SE*23")
            assert whole or survey.findings


@pytest.mark.parametrize(
    ("line", "adjusted"),
    [("SVC*HC:98960*20*1O", "CAS*CO*45*10"), ("SVC*HC:98960*20*10", "CAS*CO*45*1O")],
)
def test_an_amount_that_cannot_be_read_is_no_zero_in_a_sum_either(line: str, adjusted: str) -> None:
    body = [*REMITTANCE[:4], "LX*1", "CLP*A1*1*20*10**MC*P1", line, adjusted]
    (claim,) = read_835(only_transaction(interchange(body))).claims
    assert (claim.balanced, claim.unread) == (False, True)
    assert [finding.code for finding in claim.findings] == ["remittance.not-an-amount"]
