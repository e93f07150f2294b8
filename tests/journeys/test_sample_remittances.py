"""Every 835 that others published: accounted for to the cent, and known again the second time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.money import read_money, show_money
from domain.received_file import FileReceived, FileReceivedAgain
from hub.clock import standing_clock
from hub.services.receiving.receiving import receive_file
from hub.services.results import FileResult, TransactionResult
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.hubs import new_hub

_STATED = re.compile(
    r"BPR02 (?P<deposit>-?[\d.]+) \([^)]*\), Σpaid (?P<paid>-?[\d.]+), status [\d\u00d7 ]*"
    r"(?:, ΣPLB (?P<moved>-?[\d.]+))?"
)
_OFF = re.compile(r"out of balance NO \(diff (-?[\d.]+)\)")


AFTER_ALL = datetime(2026, 12, 1, 19, tzinfo=UTC)  # the samples are of days up to July 2026
# examples that state the payment of another file, by payer and trace, with other contents
CONTRADICT = {
    "lfh-005010X221A1-cob-contractural-adjustment.edi",
    "tigershark-5010-835-example-3.edi",
}
NO_DAY = {"edicli-simple-835.edi", "vgi-era_835.edi"}


@dataclass(frozen=True)
class Stated:
    """What the list of sources says of one transaction, from a reader that is not ours."""

    deposit: str
    paid: str
    moved: str


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = new_hub(tmp_path, standing_clock(AFTER_ALL))
    yield made
    made.close()


@pytest.fixture
def sources(samples: Path) -> dict[str, tuple[list[Stated], str]]:
    """Per file of samples/835: what is stated of each transaction, and by how much it is off."""
    found: dict[str, tuple[list[Stated], str]] = {}
    for row in (samples / "SOURCES.md").read_text("utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]
        if "BPR02" in row and len(cells) > 5:
            stated = [
                Stated(m["deposit"], m["paid"], m["moved"] or "0.00")
                for m in _STATED.finditer(cells[5])
            ]
            off = _OFF.search(cells[5])
            found[cells[1]] = (stated, off[1] if off else "0.00")
    return found


def received(hub: Hub, folder: Path) -> dict[str, FileResult]:
    files = sorted((folder / "835").glob("*.edi"))
    return {path.name: receive_file(hub, path.read_bytes(), path.name) for path in files}


def remittances(result: FileResult) -> list[TransactionResult]:
    return [each for each in result.transactions if each.kind == "835"]


def test_every_sample_remittance_is_accounted_for_with_the_sums_of_its_source(
    hub: Hub, samples: Path, sources: dict[str, tuple[list[Stated], str]]
) -> None:
    results = received(hub, samples)
    assert set(results) == set(sources)
    for name, result in results.items():
        stated, off = sources[name]
        if name == "pyx12-835id-reversal-4010.edi":
            assert [each.outcome for each in result.transactions] == ["unsupported"]
            continue
        read = [
            Stated(t.deposit or "", t.paid or "", t.provider_adjustments or "")
            for t in remittances(result)
        ]
        assert read == stated, name
        expected = "posted" if off == "0.00" and name not in CONTRADICT else "parked"
        assert {t.outcome for t in remittances(result)} == {expected}, name
        if expected == "parked":
            assert [t.residual for t in remittances(result)] == [off]
        told = {problem.code for t in remittances(result) for problem in t.problems}
        assert ("remittance.conflict" in told) == (name in CONTRADICT), name
        assert ("remittance.day-of-the-file" in told) == (name in NO_DAY), name
        assert "remittance.day-doubted" not in told, name


def test_after_the_samples_every_cent_is_placed_and_the_log_verifies(
    hub: Hub, samples: Path
) -> None:
    results = received(hub, samples)
    assert sum(row.cents for row in hub.projector.live.rows(TRIAL_BALANCE)) == 0
    assert hub.log.verify().ok
    rows = hub.projector.live.rows(REMITTANCE_BALANCE)
    placed = [t for r in results.values() for t in remittances(r) if t.outcome != "unsupported"]
    assert len(rows) == len(placed)
    assert all(row.law_holds for row in rows)
    deposits = sum(read_money(t.deposit or "") for t in placed)
    assert show_money(sum(row.deposit for row in rows)) == show_money(deposits)


def test_the_same_samples_again_are_known_and_add_no_fact_but_that_they_came(
    hub: Hub, samples: Path
) -> None:
    first = received(hub, samples)
    before = hub.log.head().position
    again = received(hub, samples)
    for name, result in again.items():
        for was, now in zip(first[name].transactions, result.transactions, strict=True):
            if was.outcome in {"unsupported", "unreadable"}:
                assert now.outcome == was.outcome
            else:
                assert (now.outcome, now.was) == ("duplicate", was.outcome), name
    added = [each.fact for page in hub.log.read(before) for each in page]
    assert {type(fact) for fact in added} == {FileReceivedAgain}
    assert len(added) == len(again)


def test_a_copy_under_another_name_and_envelope_is_a_duplicate(hub: Hub, samples: Path) -> None:
    content = (samples / "835" / "cosyte-835.edi").read_bytes()
    receive_file(hub, content, "first.835")
    result = receive_file(hub, content + b"\r\n", "copy.835")
    assert [(t.outcome, t.was) for t in result.transactions] == [("duplicate", "posted")]
    facts = [each.fact for page in hub.log.read() for each in page]
    assert sum(isinstance(fact, FileReceived) for fact in facts) == 2
