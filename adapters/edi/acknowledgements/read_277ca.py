"""A 277CA to what it says about a batch, a provider, or a claim of ours. Source: 005010X214."""

from collections.abc import Iterator

from adapters.edi.acknowledgements.batch_answer import Answer, BatchAnswer
from adapters.edi.acknowledgements.counted_277ca import count_findings
from adapters.edi.acknowledgements.findings import (
    not_a_date,
    shown_code,
    unknown_segment,
    without_result,
)
from adapters.edi.acknowledgements.level_277ca import LEVELS, LevelInProgress
from adapters.edi.elements import day
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X214"})


def read_277ca(transaction: Transaction) -> BatchAnswer:
    """The answers in one 277CA; read to its end, so that the envelope's findings are in it."""
    reading = _Reading(transaction.delimiters.component)
    for segment in transaction:
        reading.take(segment)
    levels = tuple(reading.levels())
    beginning = reading.beginning
    return BatchAnswer(
        reference=beginning.get(3).strip(),
        created_on=day(beginning.get(4)),
        levels=levels,
        findings=(
            *_no_result(levels, transaction),
            *reading.findings,
            *_unclear(levels),
            *count_findings(levels),
            *transaction.findings,
        ),
        time=beginning.get(5),
        others=Verbatim(tuple(reading.others)),
    )


class _Reading:
    """Cuts one 277CA into its levels; `beginning` is its BHT."""

    def __init__(self, component: str) -> None:
        self.beginning = Segment("", [""], 0, 0, 0)
        self.others: list[Segment] = []
        self._component = component
        self._levels: list[LevelInProgress] = []
        self._numbers: set[str] = set()
        self._findings: list[Finding] = []

    @property
    def findings(self) -> Iterator[Finding]:
        """What is wrong, level by level after the header."""
        yield from self._findings
        for level in self._levels:
            yield from level.findings

    def levels(self) -> Iterator[Answer]:
        """The levels in the order of the file."""
        return (level.finish() for level in self._levels)

    def take(self, segment: Segment) -> None:
        """The next segment of the transaction."""
        if segment.id == "HL":
            self._begin(segment)
        elif self._levels:
            self._another_claim(segment)
            self._levels[-1].take(segment)
        elif segment.id == "BHT" and not self.beginning.number:
            self.beginning = segment
            if day(segment.get(4)) is None and segment.get(4).strip():
                self._findings.append(not_a_date(segment, 4, ""))
        else:
            self.others.append(segment)
            self._findings.append(unknown_segment(segment, "277CA"))

    def _begin(self, segment: Segment) -> None:
        level = LevelInProgress(segment, LEVELS.get(segment.get(3), "other"), self._component, [])
        level.take(segment)
        self._levels.append(level)
        above = segment.get(2)
        if above and above not in self._numbers:
            level.findings.append(_orphan(segment))
        if level.level == "other":
            level.findings.append(_unknown_level(segment))
        self._numbers.add(segment.get(1))

    def _another_claim(self, segment: Segment) -> None:
        """A second TRN under one patient: the claim before it is complete."""
        before = self._levels[-1]
        if segment.id == "TRN" and before.level == "claim" and before.traced:
            names = list(before.names)
            self._levels.append(LevelInProgress(segment, "claim", self._component, names))


def _no_result(levels: tuple[Answer, ...], transaction: Transaction) -> Iterator[Finding]:
    start = transaction.header
    if not any(level.says_something for level in levels):
        yield without_result(
            start.first_segment,
            start.offset,
            "STC",
            what="the 277CA holds no status at all",
            fix="ask the plan what became of the claims",
        )
        return
    for level in levels:
        if level.level == "claim" and not level.says_something:
            yield without_result(
                level.segment,
                level.offset,
                "STC",
                what="a claim is named and nothing is said of it",
                fix="ask the plan whether it took the claim",
            )


def _unclear(levels: tuple[Answer, ...]) -> Iterator[Finding]:
    for level in levels:
        if level.says_something and level.result == "unknown":
            codes = ", ".join(dict.fromkeys(shown_code(c.partition(":")[0]) for c in level.codes))
            yield Finding(
                code="acknowledgement.unknown-category",
                what=f"category {codes} says neither accepted nor rejected",
                fix="ask the plan whether it took the claim, and record the answer",
                segment=level.segment,
                offset=level.offset,
                element="STC01",
            )


def _orphan(segment: Segment) -> Finding:
    return Finding(
        code="acknowledgement.level-orphaned",
        what="HL02 names a level above that is not in the 277CA",
        fix="ask the plan which provider the level belongs to; what it says was read all the same",
        segment=segment.number,
        offset=segment.offset,
        element="HL02",
    )


def _unknown_level(segment: Segment) -> Finding:
    return Finding(
        code="acknowledgement.level-unknown",
        what=f"HL03 is {shown_code(segment.get(3))}, which is no level of a 277CA",
        fix="ask the plan what it means; it is kept and not acted upon",
        segment=segment.number,
        offset=segment.offset,
        element="HL03",
    )
