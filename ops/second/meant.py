"""Whether the claims that took money are those that the plan meant, told by what was generated."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

_TAKES = ("claim.adjudicated", "claim.money-moved")

Meant = dict[str, dict[str, list[str]]]
"""By trace, then by place in the notice, the numbers of the claims that are meant."""


def told(facts: Path, meant: Meant) -> Counter[str]:
    """How many postings went to the claim that was meant, how many to another one."""
    traces: dict[str, str] = {}
    found: Counter[str] = Counter()
    with facts.open(encoding="utf-8") as file:
        for recorded in map(json.loads, file):
            fact = recorded["fact"]
            if recorded["type"] == "remittance.posting-started":
                traces[fact["notice"]["remittance_id"]] = fact["notice"]["trace"]
            elif recorded["type"] in _TAKES and fact["remittance_id"] in traces:
                numbers = meant[traces[fact["remittance_id"]]][_place(fact)]
                found["as_meant" if fact["number"] in numbers else "otherwise"] += 1
    return found


def _place(fact: dict[str, Any]) -> str:
    """The place in the notice: what waited first has a count behind it."""
    place = str(fact["posting_id"]).partition("/")[2]
    return place.partition("@")[0].partition(".")[0]
