"""Long lists in pieces that one query can take."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in their order, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
