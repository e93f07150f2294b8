"""Files of others: every question and answer is read, and what is odd in them is said."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.inquiries.level_reading import LevelReading
from adapters.edi.inquiries.read_270 import read_270
from adapters.edi.inquiries.read_271 import read_271
from adapters.edi.inquiries.read_276 import read_276
from adapters.edi.inquiries.read_277 import read_277
from adapters.edi.inquiries.read_278 import read_278
from adapters.edi.inquiries.stated import Unit
from adapters.edi.recognise import recognise
from tests.support.inquiries import transactions

READERS: dict[str, Callable[[Transaction], LevelReading[Any]]] = {
    "270": read_270,
    "271": read_271,
    "276": read_276,
    "277": read_277,
    "278": read_278,
}


def _units(samples: Path, kind: str) -> Iterator[tuple[str, Unit]]:
    for name, transaction in transactions(samples, kind):
        for unit in READERS[kind](transaction).units:
            yield name, unit


def _results(samples: Path, kind: str) -> dict[str, list[str]]:
    """The results in each file of a kind that holds one, by the short name of the file."""
    found: dict[str, list[str]] = {}
    for name, unit in _units(samples, kind):
        found.setdefault(name, []).append(unit.result)
    return found


@pytest.mark.parametrize("kind", READERS)
def test_every_sample_is_supported_and_read_to_its_end(samples: Path, kind: str) -> None:
    for path in sorted((samples / kind).glob("*.edi")):
        content = path.read_bytes()
        assert all(known.supported for known in recognise(content).transactions), path.name
        for transaction in read_transactions(content):
            reading = READERS[kind](transaction)
            units = list(reading.units)
            assert units or reading.findings, path.name
            for unit in units:
                assert unit.segment == unit.segments.segments[0].number
                assert unit.offset == unit.segments.segments[0].offset
                assert all(finding.what and finding.fix for finding in unit.findings)


def test_an_attachment_is_recognised_and_not_read(samples: Path) -> None:
    (path,) = (samples / "275").glob("*.edi")
    (known,) = recognise(path.read_bytes()).transactions
    assert (known.kind, known.supported) == ("275", False)


def test_the_samples_hold_as_many_of_each_result_as_their_notes_say(samples: Path) -> None:
    counted = {kind: Counter(unit.result for _, unit in _units(samples, kind)) for kind in READERS}
    assert counted == {
        "270": {"asked": 27},
        "271": {"rejected": 18, "active": 11, "unknown": 2},
        "276": {"asked": 11},
        "277": {
            "pending": 2,
            "denied": 2,
            "failed": 2,
            "unknown": 2,
            "accepted": 1,
            "received": 1,
            "paid": 1,
        },
        "278": {"asked": 11, "certified": 3, "unknown": 6, "denied": 1, "rejected": 1},
    }


def test_what_each_sample_answers_about_coverage(samples: Path) -> None:
    results = _results(samples, "271")
    assert results["cosyte-271-aaa-two-subscribers"] == ["rejected", "rejected"]
    assert results["cosyte-271-dependent"] == ["unknown", "active"]
    assert results["cosyte-271-aaa-before-hierarchy"] == ["rejected"]
    assert results["cosyte-271-aaa-information-source"] == ["rejected", "rejected"]
    assert results["cosyte-271-no-benefits-no-aaa"] == ["unknown"]
    assert results["lfh-005010X279A1-subscriber-health-benefit-check-error"] == ["rejected"]
    assert results["x12enc-271_ls_le_wrapper"] == ["active"]


def test_what_each_sample_answers_about_claims(samples: Path) -> None:
    assert _results(samples, "277") == {
        "cosyte-277": ["accepted"],
        "cosyte-277-unknown-status": ["unknown"],
        "edicli-sample-277": ["unknown"],
        "hipaa-att-test-x12-277-healthplan-to-availity": ["received"],
        "lfh-005010X212-claim-level-status-ncpdp": ["denied"],
        "lfh-005010X212-information-receiver-level-status": ["failed"],
        "lfh-005010X212-provider-level-status": ["pending", "failed"],
        "lfh-demo": ["pending", "paid", "denied"],
    }


def test_what_each_sample_answers_about_care(samples: Path) -> None:
    results = _results(samples, "278")
    assert results["cosyte-278-comprehensive"] == ["unknown"]  # certified; its service waits
    assert results["cosyte-278-response"] == ["certified"]
    assert results["cosyte-278-edge"] == ["asked", "asked"]
    assert results["hipaa-att-inquiry-x215-error-response"] == ["denied"]
    assert results["hipaa-att-request-x217-error-response"] == ["rejected"]
    assert results["hipaa-att-request-x217-inpatient-response-approved"] == ["unknown"]
    requests = [name for name in results if name.endswith("-request")]
    assert {result for name in requests for result in results[name]} == {"asked"}


def test_benefits_of_the_samples_are_read_to_the_cent(samples: Path) -> None:
    amounts: list[int | None] = []
    benefits = 0
    for _, transaction in transactions(samples, "271"):
        for answer in read_271(transaction).answers:
            benefits += len(answer.benefits)
            amounts += [each.amount for each in answer.benefits if each.amount is not None]
    assert (benefits, sum(amount or 0 for amount in amounts)) == (29, 183750)


def test_charges_and_payments_of_the_samples_are_read_to_the_cent(samples: Path) -> None:
    charged = paid = 0
    for name, transaction in transactions(samples, "277"):
        if name.startswith("lfh"):
            for answer in read_277(transaction).answers:
                charged += answer.charge or 0
                paid += answer.paid or 0
    assert (charged, paid) == (851388 * 2 + 759900 + 15000 + 8500, 759900)


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("270", "cosyte-270-dangling-parent", "hierarchy.parent-absent"),
        ("270", "cosyte-270-duplicate-hl-id", "hierarchy.id-twice"),
        ("270", "cosyte-270-hl-cycle", "hierarchy.parent-later"),
        ("270", "cosyte-270-missing-hierarchy", "hierarchy.absent"),
        ("270", "cosyte-270-no-inquiry", "eligibility.nothing-asked"),
        ("270", "x12enc-batch_with_one_bad_transaction", "inquiry.name-kind"),
        ("271", "cosyte-271-aaa-malformed", "inquiry.rejection-without-reason"),
        ("271", "cosyte-271-aaa-malformed", "inquiry.rejection-follow-up"),
        ("271", "cosyte-271-aaa-no-hierarchy-id", "hierarchy.id-empty"),
        ("271", "cosyte-271-aaa-before-hierarchy", "eligibility.rejection-before-levels"),
        ("271", "cosyte-271-no-benefits-no-aaa", "eligibility.no-answer"),
        ("271", "edicli-sample-271", "inquiry.not-a-quantity"),
        ("277", "cosyte-277-unknown-status", "status.unknown-category"),
        ("277", "edicli-sample-277", "inquiry.not-an-amount"),
        ("278", "cosyte-278-comprehensive", "authorization.unknown-level"),
        ("278", "cosyte-278-comprehensive", "inquiry.not-a-date"),
        ("278", "cosyte-278-edge", "authorization.decision-in-request"),
    ],
)
def test_what_is_odd_in_a_sample_is_a_finding(
    samples: Path, kind: str, name: str, code: str
) -> None:
    codes = set()
    for stem, transaction in transactions(samples, kind):
        if stem == name:
            reading = READERS[kind](transaction)
            codes |= {each.code for unit in reading.units for each in unit.findings}
            codes |= {each.code for each in reading.findings}
    assert code in codes


@pytest.mark.parametrize("kind", READERS)
def test_damaged_samples_are_read_without_an_abort(samples: Path, kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311 - the same damage in every run
    for path in sorted((samples / kind).glob("*.edi")):
        content = path.read_bytes()
        for _ in range(20):
            cut = bytearray(content[: chance.randrange(1, len(content))])
            for _ in range(chance.randrange(8)):
                cut[chance.randrange(len(cut))] = chance.choice(b"~*:^0A \xff")
            for transaction in read_transactions(bytes(cut)):
                reading = READERS[kind](transaction)
                units = list(reading.units)
                told = [*reading.findings, *(each for unit in units for each in unit.findings)]
                assert all(each.code and each.what and each.fix for each in told)
                assert all(unit.result and unit.length > 0 for unit in units)
