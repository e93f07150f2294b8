"""Break files and read them: ``python -m ops.fuzz --files 1000000 --seed 1``.

Prints how it goes, what was found, and the figures of the run as JSON. A file that shows something
new is made small and kept in ``--found``; read it, mend what it shows, and move it to the corpus of
the tests.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path

from ops.fuzz.harness import problems_in
from ops.fuzz.minimise import minimised
from ops.fuzz.mutator import Parsed, mutated, parsed
from ops.fuzz.seeds import seed_files

MEGABYTE = 1 << 20
MEMORY = 256 * MEGABYTE
_AT_ONCE = 500  # files that a process breaks and reads before it reports
_SMALL_BLOCK = 1100  # a little more than the room of a header, the least that reading needs
_TOLD_EVERY = 10.0
_SMALL = 20_000  # a larger file takes too long to be made small


@dataclass
class Report:
    """What became of some files: how many, how large, and where what does not hold shows."""

    files: int = 0
    bytes: int = 0
    largest: int = 0
    peak_memory: int = 0
    found: dict[str, int] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Report") -> None:
        """Take in what another process reports."""
        self.files += other.files
        self.bytes += other.bytes
        self.largest = max(self.largest, other.largest)
        self.peak_memory = max(self.peak_memory, other.peak_memory)
        self.times = dict(Counter(self.times) + Counter(other.times))
        self.found = other.found | self.found


def main(arguments: list[str]) -> int:
    """Run as told; 1 where something was found."""
    told = _told(arguments)
    begun = said = time.monotonic()
    whole = Report()
    for report in _reports(told):
        for kind in report.found.keys() - whole.found.keys():
            _keep(told, kind, report.found[kind])
        whole.add(report)
        if time.monotonic() - said > _TOLD_EVERY:
            said = time.monotonic()
            rate = whole.files / (said - begun)
            sys.stderr.write(f"{whole.files:,} files, {rate:,.0f} a second, {whole.times}\n")
        if time.monotonic() - begun > told.seconds:
            break
    figures = asdict(whole) | {
        "seed": told.seed,
        "first": told.first,
        "processes": told.processes,
        "seconds": round(time.monotonic() - begun, 1),
        "peak_memory_mb": round(whole.peak_memory / MEGABYTE, 1),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 1 if whole.found else 0


def _told(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first file")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    return parser.parse_args(arguments)


def _reports(told: argparse.Namespace) -> Iterator[Report]:
    last = told.first + told.files
    runs = [range(at, min(at + _AT_ONCE, last)) for at in range(told.first, last, _AT_ONCE)]
    with multiprocessing.Pool(told.processes, _limit_memory) as pool:
        yield from pool.imap(partial(_run, told.seed), runs)


def _limit_memory() -> None:
    """Reading may take 256 MB of address space more than the program itself."""
    allowed = _status("VmSize") + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _run(seed: int, numbers: range) -> Report:
    report = Report()
    for number in numbers:
        content = broken(seed, number)
        report.files += 1
        report.bytes += len(content)
        report.largest = max(report.largest, len(content))
        for problem in problems_in(content, block=_block(number)):
            kind = kind_of_problem(problem)
            report.times[kind] = report.times.get(kind, 0) + 1
            report.found.setdefault(kind, number)
    report.peak_memory = _status("VmHWM")
    return report


def broken(seed: int, number: int) -> bytes:
    """The file of this number, always the same for the same seed and seed files."""
    return mutated(_parsed(), f"{seed}:{number}")


@cache
def _parsed() -> list[Parsed]:
    return [parsed(content) for content in seed_files()]


def _block(number: int) -> int:
    return _SMALL_BLOCK if number % 4 == 0 else 0


def kind_of_problem(problem: str) -> str:
    """A problem without its figures: two files with the same kind show the same fault."""
    whole = problem.startswith(("raised", "shown"))
    return problem if whole else problem.partition(":")[0]


def _keep(told: argparse.Namespace, kind: str, number: int) -> None:
    block = _block(number)

    def shows(content: bytes) -> bool:
        return kind in map(kind_of_problem, problems_in(content, block=block))

    content = broken(told.seed, number)
    small = minimised(content, shows) if len(content) < _SMALL else content
    told.found.mkdir(parents=True, exist_ok=True)
    (told.found / f"{told.seed}-{number}.edi").write_bytes(small)
    sys.stderr.write(f"file {number} ({len(small)} bytes kept): {kind}\n")


def _status(name: str) -> int:
    """Bytes of memory, as Linux states them for this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
