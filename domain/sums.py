"""Which of some amounts come to a total exactly: proposals for a person, never a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.money import Money

Key = TypeVar("Key")

MOST_STEPS = 100_000
MOST_SUMS = 5


@dataclass(frozen=True)
class Sums(Generic[Key]):
    """Sets that come to the total, smallest first; `complete` is false where more may be."""

    found: tuple[tuple[Key, ...], ...]
    complete: bool


def sums_to(total: Money, amounts: Mapping[Key, Money], *, steps: int = MOST_STEPS) -> Sums[Key]:
    """Sets of keys whose amounts, all above zero, come to `total`; found in at most `steps` looks.

    Keys keep the order they are given in. At most a handful of sets is told: where there are many,
    none says anything.
    """
    keys = sorted(amounts, key=lambda key: -amounts[key])
    left = [0] * (len(keys) + 1)
    for at in range(len(keys) - 1, -1, -1):
        left[at] = left[at + 1] + amounts[keys[at]]
    found: list[tuple[Key, ...]] = []
    waiting: list[tuple[int, Money, tuple[int, ...]]] = [(0, total, ())]
    while waiting and steps and len(found) <= MOST_SUMS:
        steps -= 1
        at, open_cents, taken = waiting.pop()
        if open_cents == 0 and taken:
            found.append(tuple(keys[each] for each in taken))
        elif at < len(keys) and 0 < open_cents <= left[at]:
            waiting.append((at + 1, open_cents, taken))
            waiting.append((at + 1, open_cents - amounts[keys[at]], (*taken, at)))
    order = {key: at for at, key in enumerate(amounts)}
    told = sorted(found[:MOST_SUMS], key=lambda keys: (len(keys), [order[key] for key in keys]))
    inside = (tuple(sorted(each, key=order.__getitem__)) for each in told)
    return Sums(tuple(inside), not waiting and len(found) <= MOST_SUMS)
