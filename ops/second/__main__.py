"""Generate two years of remittances, receive them, and reckon the ledger a second time.

``python -m ops.second`` does 2,000 remittances of about 100,000 claims. What is reckoned is what
``hub audit dump`` writes, by a program that shares no code with the hub. Prints the figures as
JSON; ends with 1 where anything differs, a claim took what was meant for another, less than 98% of
the money was attributed, or beancount finds another balance in the books.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hub.services.receiving.receiving import receive_file
from hub.wiring import Hub
from ops.second.billed import send
from ops.second.journal import HUB, accounts_that_disagree
from ops.second.meant import Meant, told
from ops.second.notices import Years, generate
from ops.second.world import generated_hub

SECOND = Path(__file__).with_name("second.py")
ENOUGH = Decimal(98)  # percent of the money


def receive(hub: Hub, years: Years) -> None:
    """Bill the claims and receive every notice, some of them again."""
    send(hub, years.claims)
    for at, notice in enumerate(years.notices, start=1):
        if notice.before:
            hub.run(*notice.before)  # refused where the plan's answer comes late: done no more
        for content in notice.copies:
            receive_file(hub, content, "notice.835")
        if at % 100 == 0:
            sys.stderr.write(f"{at} notices\n")


def dump(folder: Path) -> Path:
    """The facts of the hub in a folder, as ``hub audit dump`` writes them."""
    command = [str(HUB), "audit", "dump", "--out", "facts.jsonl"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - the hub itself
    return folder / "facts.jsonl"


def reckon(facts: Path, meant: Meant) -> dict[str, Any]:
    """The figures of the second calculation, and whether claims took what they were meant to."""
    with facts.open("rb") as file:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(SECOND)], stdin=file, capture_output=True, check=False
        )
    sys.stderr.write(done.stderr.decode())
    return {**json.loads(done.stdout), "exit": done.returncode, **told(facts, meant)}


def is_right(figures: dict[str, Any]) -> bool:
    """Whether nothing differs and enough was attributed."""
    enough = Decimal(figures["percent_without_a_person"]) >= ENOUGH
    wrong = ("exit", "otherwise", "beancount_disagrees")
    return enough and not any(figures.get(each) for each in wrong)


def main(arguments: Sequence[str]) -> int:
    """Run as told."""
    parser = argparse.ArgumentParser(prog="python -m ops.second")
    parser.add_argument("--remittances", type=int, default=2_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=835)
    parser.add_argument("--folder", type=Path, default=None, help="where the hub is to stay")
    said = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder, begun = said.folder or Path(temporary), time.perf_counter()
        hub, contracts = generated_hub(folder)
        years = generate(
            contracts, remittances=said.remittances, claims=said.claims, seed=said.seed
        )
        receive(hub, years)
        hub.close()
        facts = dump(folder)
        figures = reckon(facts, years.meant)
        figures["beancount_disagrees"] = accounts_that_disagree(folder, facts)
    figures["seconds"] = round(time.perf_counter() - begun)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0 if is_right(figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
