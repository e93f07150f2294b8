"""Broken files: none stops a reader, and no cent of one gets lost. `ops.fuzz` says what must hold.

A short run; ``make fuzz`` breaks a million files.
"""

from pathlib import Path

import pytest

from ops.fuzz.counter import count, segments
from ops.fuzz.harness import problems_in
from ops.fuzz.minimise import minimised
from ops.fuzz.mutator import mutated, parsed
from ops.fuzz.seeds import CORPUS, seed_files
from tests.support.edi import REMITTANCE, interchange

FILES = 3_000
RUNS = 10
SEEDS = seed_files()
PARSED = [parsed(content) for content in SEEDS]


@pytest.mark.parametrize("run", range(RUNS))
def test_no_broken_file_stops_a_reader_or_loses_a_cent(run: int) -> None:
    for number in range(FILES // RUNS):
        content = mutated(PARSED, f"short run {run}:{number}")
        problems = problems_in(content, block=0 if number % 4 else 1100)
        assert problems == [], f"file {number} of run {run}"


def test_what_must_hold_of_broken_files_holds_of_whole_ones() -> None:
    assert {tuple(problems_in(content)) for content in SEEDS} == {()}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.edi")), ids=lambda path: path.stem)
def test_a_file_that_once_found_a_fault_finds_none(path: Path) -> None:
    content = path.read_bytes()
    assert problems_in(content) == problems_in(content, block=1100) == []


def test_the_same_number_always_gives_the_same_broken_file() -> None:
    assert mutated(PARSED, "1:7") == mutated(PARSED, "1:7") != mutated(PARSED, "1:8")


def test_the_counter_adds_up_what_a_remittance_states() -> None:
    (counted,) = count(interchange(REMITTANCE))
    assert dict(counted.sums) == {
        "BPR02": 8050,
        "CLP03": 10250,
        "CLP04": 8550,
        "SVC02": 10250,
        "SVC03": 8550,
        "CAS": 1700,
        "PLB": 500,
    }
    assert not counted.unreadable


def test_the_counter_parks_what_is_no_amount() -> None:
    odd = interchange(["BPR*I*1e9", "CLP*A*1*5*", "CAS*CO*45*1.005*1*2*3", "PLB*1*2*WO:X"])
    (counted,) = count(odd)
    assert dict(counted.unreadable) == {
        ("BPR02", 4): 1,
        ("CLP04", 5): 1,
        ("CAS", 6): 1,
        ("PLB", 7): 1,
    }


def test_a_file_is_made_small_as_long_as_it_shows_the_same() -> None:
    def shows(content: bytes) -> bool:
        return "CLP" in [elements[0] for elements in segments(content)]

    small = minimised(interchange(REMITTANCE), shows)
    assert [elements[0] for elements in segments(small)] == ["ISA", "CLP"]
