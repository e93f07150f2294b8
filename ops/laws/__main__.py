"""Run the machine of `tests/laws/test_money_machine.py` for as many steps as told.

``python -m ops.laws --steps 100000 --seed 1``. Prints the figures as JSON; a law that does not hold
ends it with the steps that led there.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence

from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.laws.test_money_machine import Money, run

_LIVES = 100


def main(arguments: Sequence[str]) -> None:
    """Run as told."""
    parser = argparse.ArgumentParser(prog="python -m ops.laws")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    begun, lives = time.perf_counter(), 0
    while Money.done["steps"] < told.steps:
        machine = seed(told.seed * 1_000_000 + lives)(Money)
        run_state_machine_as_test(machine, settings=run(_LIVES))
        lives += _LIVES
        seconds = time.perf_counter() - begun
        sys.stderr.write(f"{Money.done['steps']} steps, {Money.done['steps'] / seconds:.0f} /s\n")
    figures = {**Money.done, "seed": told.seed, "seconds": round(time.perf_counter() - begun)}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
