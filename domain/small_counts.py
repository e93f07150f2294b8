"""Small counts are kept out of what the public reads: few people are soon known by name.

A count from 1 up to just below the threshold is not shown. Nor may it be told from the total and
the other rows: then the next smallest row is kept back too, and at last the total itself.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

THRESHOLD = 11
"""The count from which on rows are shown, as California's health departments have it."""


@dataclass(frozen=True)
class Hidden:
    """What is kept back: `small` rows for themselves, `others` to shield them; maybe the total."""

    small: AbstractSet[str]
    others: AbstractSet[str]
    total: bool

    def __contains__(self, row: str) -> bool:
        return row in self.small or row in self.others


def hide_small(counts: Mapping[str, int], threshold: int = THRESHOLD) -> Hidden:
    """Which of the counts of a table, and whether their total, is kept back.

    A row of zero tells about nobody and is always shown.
    """
    small = {row for row, count in counts.items() if 0 < count < threshold}
    others: set[str] = set()
    for row in sorted(counts, key=lambda each: (counts[each], each)):
        if not _told(counts, small, others, threshold):
            return Hidden(small, others, total=False)
        if counts[row] >= threshold:
            others.add(row)
    return Hidden(small, others, total=_told(counts, small, others, threshold))


def _told(
    counts: Mapping[str, int], small: AbstractSet[str], others: AbstractSet[str], threshold: int
) -> bool:
    """Whether the total tells a small count, or a small number of people in all hidden rows.

    Who reads the page knows the sum of the hidden rows, that those named small hold 1 to just
    below the threshold, and that the others hold at least the threshold.
    """
    if not small:
        return False
    hidden = sum(counts[row] for row in (*small, *others))
    fewest_beside = (len(small) - 1) + len(others) * threshold
    most_beside = (len(small) - 1) * (threshold - 1)
    most = min(threshold - 1, hidden - fewest_beside)
    fewest = 1 if others else max(1, hidden - most_beside)
    return hidden < threshold or most <= fewest
