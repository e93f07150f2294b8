"""Which of some amounts come to a total exactly: proposals for a person, never a decision."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from domain.money import Money

Key = TypeVar("Key", bound=Hashable)

MOST_AMOUNTS = 36  # two halves of 18: a quarter of a million sums each, all of them looked at
MOST_SUMS = 5
_MOST_LOOKED_AT = 10_000


@dataclass(frozen=True)
class Sums(Generic[Key]):
    """Sets that come to the total, smallest first; `complete` is false where there may be more."""

    found: tuple[tuple[Key, ...], ...]
    complete: bool


def sums_to(total: Money, amounts: Mapping[Key, Money]) -> Sums[Key]:
    """Sets of keys whose amounts come to `total`; only the first 36 amounts are looked at.

    Amounts and total are above zero. At most a handful of sets is told: where there are many, none
    says anything.
    """
    keys = list(islice(amounts, MOST_AMOUNTS))
    cents = [amounts[key] for key in keys]
    found = list(islice(_masks(total, cents), _MOST_LOOKED_AT))
    found.sort(key=lambda mask: (mask.bit_count(), mask))
    told = tuple(
        tuple(key for at, key in enumerate(keys) if mask >> at & 1) for mask in found[:MOST_SUMS]
    )
    return Sums(told, len(amounts) <= MOST_AMOUNTS and len(found) <= MOST_SUMS)


def _masks(total: Money, cents: Sequence[Money]) -> Iterator[int]:
    """Each set that comes to the total, as the bits of its places: two halves that meet."""
    half = len(cents) // 2
    by_sum: dict[Money, list[int]] = {}
    for mask, money in enumerate(_all_sums(cents[:half])):
        if money <= total:
            by_sum.setdefault(money, []).append(mask)
    for mask, money in enumerate(_all_sums(cents[half:])):
        for other in by_sum.get(total - money, ()):
            if whole := mask << half | other:
                yield whole


def _all_sums(cents: Sequence[Money]) -> list[Money]:
    """The sum of every set, at the place that its bits say."""
    sums = [0]
    for money in cents:
        sums += [each + money for each in sums]
    return sums
