"""What is in a file."""

from collections import Counter
from pathlib import Path

import pytest

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.read_ta1 import read_ta1
from adapters.edi.envelope import read_transactions
from adapters.edi.recognise import recognise
from adapters.edi.remittances.read_835 import survey_835
from tests.support import planted
from tests.support.edi import REMITTANCE, interchange


def test_every_sample_is_recognised_and_what_is_supported_is_read(samples: Path) -> None:
    readers = {"835": survey_835, "999": read_999, "277CA": read_277ca, "TA1": read_ta1}
    read: Counter[str] = Counter()
    for path in sorted(samples.glob("*/*.edi")):
        content = path.read_bytes()
        contents = recognise(content)
        assert contents.interchanges > 0, path.name
        assert contents.transactions, path.name
        for known, transaction in zip(
            contents.transactions, read_transactions(content), strict=True
        ):
            assert known.header == transaction.header
            if known.supported and known.kind in readers:
                readers[known.kind](transaction)
                read[known.kind] += 1
    assert read == {"835": 30, "277CA": 5, "999": 11, "TA1": 3}


@pytest.mark.parametrize(
    "kind",
    ["270", "271", "277", "277CA", "278", "834", "835", "837D", "837I", "837P", "999", "TA1"],
)
def test_a_sample_is_of_the_kind_its_folder_says(samples: Path, kind: str) -> None:
    for path in sorted((samples / kind).glob("*.edi")):
        for known in recognise(path.read_bytes()).transactions:
            assert known.kind == kind, path.name


def test_a_file_may_hold_several_kinds(samples: Path) -> None:
    contents = recognise((samples / "mixed" / "vgi-multi_group.edi").read_bytes())
    assert Counter(known.kind for known in contents.transactions) == {"837P": 2, "835": 1}


def test_older_versions_are_recognised_and_not_supported(samples: Path) -> None:
    (old,) = recognise(
        (samples / "835" / "pyx12-835id-reversal-4010.edi").read_bytes()
    ).transactions
    assert (old.kind, old.supported, old.header.version) == ("835", False, "004010X091A1")


@pytest.mark.parametrize("content", [b"", b"code,units\n98960,2\n", b"%PDF-1.7 ISA", b"\x00\xff"])
def test_a_file_without_a_header_is_no_x12(content: bytes) -> None:
    contents = recognise(content)
    assert (contents.interchanges, contents.transactions) == (0, ())
    assert [(finding.code, finding.what) for finding in contents.findings] == [
        ("file.no-interchange", "no interchange header (ISA) was found in the file")
    ]


def test_the_findings_of_all_envelopes_are_listed() -> None:
    broken = interchange(REMITTANCE).replace(b"SE*23*", b"SE*2*").replace(b"GE*1*1", b"GE*1*2")
    assert [finding.code for finding in recognise(broken).findings] == [
        "envelope.segment-count",
        "envelope.group-control-number",
    ]


def test_a_file_cut_off_anywhere_is_recognised_or_said_to_be_no_x12() -> None:
    content = interchange(REMITTANCE)
    for length in range(len(content) - 2):
        assert recognise(content[:length]).findings


def test_a_kind_that_is_none_is_not_repeated() -> None:
    for kind in (planted.LAST_NAME, f"{planted.BORN_ON:%Y%m%d}", "12A"):
        content = interchange(REMITTANCE).replace(b"ST*835", f"ST*{kind}".encode())
        (transaction,) = recognise(content).transactions
        assert (transaction.kind, transaction.supported) == ("unknown", False)
