"""Whose money an account holds: passed through to others, the hub's own, or a giver's grant.

A public agency shows money that it passes on apart from its own revenue (GASB Statement 84,
custodial funds). The bank holds both.
"""

from typing import Literal

AccountClass = Literal["cash", "pass-through", "own", "grant", "unclassed"]

_CLASSES: dict[str, AccountClass] = {
    "bank": "cash",
    "deposit": "pass-through",
    "partner": "pass-through",
    "reserve": "pass-through",
    "suspense": "pass-through",
    "carried": "pass-through",
    "payable": "pass-through",
    "upstream-fee": "pass-through",
    "hub-fee": "own",
    "hub-own": "own",
    "advance": "own",
    "hub-advance": "own",
    "receivable": "own",
    "fund": "grant",
}


def class_of(account: str) -> AccountClass:
    """The class of an account, by the first word of its name."""
    return _CLASSES.get(account.partition(":")[0], "unclassed")
