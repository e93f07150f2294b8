"""Every X12 file that others published: read, or refused with code, place and what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from domain.problem import Problem
from hub.services.receiving.receiving import inspect_file, receive_file
from hub.services.results import FileResult
from hub.wiring import Hub
from tests.support.hubs import new_hub

# refused by name: other guides than the hub's field uses
_NOT_READ = {"275", "837", "837D", "837I"}
_OLD = {"pyx12-835id-reversal-4010.edi", "lfh-004010X098A1-patient-is-subscriber.edi"}
_OLD |= {"vgi-pipe_delims.edi"}
_KEYS = {
    "270": {"questions", "results"},
    "271": {"members", "results"},
    "276": {"questions", "results"},
    "277": {"claims", "results"},
    "277CA": {"accepted", "rejected", "answers", "unmatched_claims"},
    "278": {"questions", "results"},
    "820": {"deposit", "paid", "payments", "balanced"},
    "834": {"members", "results"},
    "835": {"deposit", "paid", "claims", "billed", "adjustments", "balanced", "results", "reasons"},
    "837P": {"claims", "billed"},
    "999": {"accepted", "rejected", "answers"},
    "TA1": set[str](),
}


@dataclass(frozen=True)
class Stated:
    """What the list of sources says of one file, from a reader that is not ours."""

    folder: str
    counts: dict[str, int]
    billed: str | None


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    made = new_hub(tmp_path_factory.mktemp("hub"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def results(hub: Hub, samples: Path) -> dict[str, FileResult]:
    """What inspecting says of each file, by folder and name."""
    return {
        f"{path.parent.name}/{path.name}": inspect_file(hub, path.read_bytes(), path.name)
        for path in sorted(samples.glob("*/*.edi"))
    }


@pytest.fixture(scope="module")
def sources(samples: Path) -> dict[str, Stated]:
    """What is stated of each file, by folder and name."""
    found: dict[str, Stated] = {}
    folder = ""
    for row in (samples / "SOURCES.md").read_text("utf-8").splitlines():
        if row.startswith("## "):
            folder = row.removeprefix("## ")
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]
        if len(cells) > 5 and cells[1].endswith(".edi"):
            counts = {unit: int(n) for n, unit in re.findall(r"(\d+) ([A-Z]+)\b", cells[4])}
            billed = re.search(r"ΣCLM02 ([\d.]+)", cells[5])
            found[f"{folder}/{cells[1]}"] = Stated(folder, counts, billed[1] if billed else None)
    return found


def test_the_list_of_sources_names_every_file(
    results: dict[str, FileResult], sources: dict[str, Stated]
) -> None:
    assert set(results) == set(sources)
    assert len(results) == 220


def test_every_file_is_read_or_refused_with_code_place_and_what_to_do(
    results: dict[str, FileResult],
) -> None:
    for name, result in results.items():
        assert result.transactions, name
        for each in result.transactions:
            is_read = each.kind in _KEYS and name.rpartition("/")[2] not in _OLD
            refused = each.outcome in {"unreadable", "parked"} or not is_read
            assert not refused or each.problems, (name, each.kind)
        for problem in _problems(result):
            assert problem.code, name
            assert problem.what, name
            assert problem.where, (name, problem.code)
            assert problem.fix, (name, problem.code)


def test_a_kind_that_is_read_says_what_it_holds(results: dict[str, FileResult]) -> None:
    for name, result in results.items():
        for each in result.transactions:
            if name.rpartition("/")[2] in _OLD or each.kind in _NOT_READ:
                assert each.outcome == "unsupported", name
                continue
            keys = set(msgspec.to_builtins(each))
            assert keys >= _KEYS[each.kind] | {"kind", "control", "outcome", "problems"}, name


def test_each_file_is_of_the_kind_of_its_folder(results: dict[str, FileResult]) -> None:
    for name, result in results.items():
        folder = name.partition("/")[0]
        kinds = {each.kind for each in result.transactions}
        assert folder == "mixed" or kinds == {folder}, name


def test_claims_and_charges_are_those_of_another_reader(
    results: dict[str, FileResult], sources: dict[str, Stated]
) -> None:
    for name, result in results.items():
        stated = sources[name]
        if stated.folder != "837P" or name.rpartition("/")[2] in _OLD:
            continue
        read = result.transactions
        assert sum(each.claims or 0 for each in read) == stated.counts.get("CLM", 0), name
        assert sum(_cents(each.billed) for each in read) == _cents(stated.billed), name


def test_the_checks_before_sending_are_run_on_claims_of_others(
    results: dict[str, FileResult],
) -> None:
    (read,) = results["837P/lfh-005010X222A2-example1.edi"].transactions
    (problem,) = read.problems
    assert problem.code == "837p.diagnosis"  # ICD-9
    assert "loop 2300, HI" in problem.where


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("271/lfh-demo.edi", "file.not-acted-upon"),
        ("834/lfh-demo.edi", "file.not-acted-upon"),
        ("837P/lfh-005010X222A2-example2.edi", "file.claims-are-sent-not-received"),
    ],
)
def test_what_is_only_read_says_so_when_it_is_received_and_needs_nobody_when_it_is_looked_at(
    hub: Hub, samples: Path, results: dict[str, FileResult], name: str, code: str
) -> None:
    path = samples / name
    received = receive_file(hub, path.read_bytes(), path.name)
    assert code in {problem.code for problem in received.transactions[0].problems}
    assert received.exit_code == 3
    looked_at = results[name]
    assert code not in {problem.code for problem in looked_at.transactions[0].problems}
    assert looked_at.exit_code == (3 if looked_at.transactions[0].problems else 0)


def test_members_of_a_roster_are_those_of_another_reader(
    results: dict[str, FileResult], sources: dict[str, Stated]
) -> None:
    for name, result in results.items():
        if sources[name].folder == "834":
            members = sum(each.members or 0 for each in result.transactions)
            assert members == sources[name].counts["INS"], name


def test_no_problem_stands_where_the_list_of_sources_finds_nothing_odd(
    results: dict[str, FileResult],
) -> None:
    clean = [
        "835/tigershark-5010-835-example-2.edi",
        "271/lfh-demo.edi",
        "277/lfh-demo.edi",
        "834/lfh-demo.edi",
        "999/cosyte-999-accept.edi",
        "TA1/cosyte-ta1-accept.edi",
        "277CA/imsweb-x12_277CA_accepted.edi",
    ]
    told = {"remittance.claims-unmatched"}
    of_a_strange_hub = {"acknowledgement.batch-unknown", "acknowledgement.claims-unknown"}
    for name in clean:
        codes = {problem.code for problem in _problems(results[name])}
        assert codes <= told | of_a_strange_hub, name


def _problems(result: FileResult) -> list[Problem]:
    return [*result.problems, *(p for each in result.transactions for p in each.problems)]


def _cents(amount: str | None) -> int:
    return int((amount or "0.00").replace(".", ""))
