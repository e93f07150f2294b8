"""The books as beancount opens them, beside the sums of what the facts posted."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core import realization

from adapters.books.account_names import own_name

_REALIZATION: Any = realization  # it has no types
HUB = Path(sys.executable).with_name("hub")


def accounts_that_disagree(folder: Path, facts: Path) -> list[str]:
    """Accounts whose balance beancount finds another than the facts come to, and its own errors."""
    journal = folder / "books.beancount"
    with journal.open("wb") as out:
        command = [str(HUB), "ledger", "export", "--format", "beancount"]
        subprocess.run(command, cwd=folder, stdout=out, check=True)  # noqa: S603 - the hub itself
    entries, errors, _ = loader.load_file(str(journal))
    held: Counter[str] = Counter()
    for account in _REALIZATION.iter_children(_REALIZATION.realize(entries)):
        amount = account.balance.get_currency_units("USD").number
        if amount:
            held[own_name(account.account)] += int(amount * 100)
    with facts.open("rb") as file:
        for recorded in map(json.loads, file):
            for entry in recorded["fact"].get("entries", ()):
                held[entry["account"]] -= entry["cents"]
    return [account for account, cents in held.items() if cents] + [
        type(e).__name__ for e in errors
    ]
