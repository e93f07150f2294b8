"""A small reader of hledger journals, to judge ours by: transactions, tags, balances stated."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

_HEAD = re.compile(r"(\d{4}-\d{2}-\d{2}) \* (?:\((\d+)\) )?(.*)")
_LEG = re.compile(r"    (\S+)  (-?\d+\.\d\d) USD(?: = (-?\d+\.\d\d) USD)?(?:  ; (.*))?")
_TAG = re.compile(r"([a-z-]+): ([^,]*)")
_OTHER = re.compile(r"commodity 1000\.00 USD|account \S+  ; account: .*|")


def cents_of(text: str) -> int:
    """Cents from a text with two decimals."""
    return int(text.replace(".", ""))


@dataclass
class Transaction:
    """One transaction: its day, code and title, tags, legs, and balances that it states."""

    day: date
    code: str
    title: str
    tags: dict[str, str] = field(default_factory=dict)
    legs: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    stated: dict[str, int] = field(default_factory=dict)


def read_journal(text: str) -> list[Transaction]:
    """The transactions in order of day; every line must be one that hledger knows."""
    found: list[Transaction] = []
    for line in text.splitlines():
        if head := _HEAD.fullmatch(line):
            found.append(Transaction(date.fromisoformat(head[1]), head[2] or "", head[3]))
        elif leg := _LEG.fullmatch(line):
            tags = dict(_TAG.findall(leg[4] or ""))
            found[-1].legs.append((leg[1], cents_of(leg[2]), tags))
            if leg[3]:
                found[-1].stated[leg[1]] = cents_of(leg[3])
        elif line.startswith("    ; "):
            name, _, value = line.removeprefix("    ; ").partition(": ")
            found[-1].tags[name] = value
        else:
            assert _OTHER.fullmatch(line), line
    return sorted(found, key=lambda each: each.day)


def balances_of(transactions: list[Transaction]) -> dict[str, int]:
    """What every account holds at the end; each transaction is zero, each balance as stated."""
    held: Counter[str] = Counter()
    for each in transactions:
        assert sum(cents for _, cents, _ in each.legs) == 0
        for account, cents, _ in each.legs:
            held[account] += cents
        assert each.stated == {account: held[account] for account in each.stated}
    return {account: cents for account, cents in held.items() if cents}


def balances_by_hledger(text: str) -> dict[str, int] | None:
    """The same by hledger itself, all its checks on; None where it is not installed."""
    program = shutil.which("hledger")
    if program is None:
        return None
    words = [program, "-f", "-", "--strict", "balance", "--flat", "--no-total", "-O", "csv"]
    ran = subprocess.run(words, input=text, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stderr
    rows = [line.strip('"').split('","') for line in ran.stdout.splitlines()[1:]]
    return {account: cents_of(amount.removesuffix(" USD")) for account, amount in rows}
