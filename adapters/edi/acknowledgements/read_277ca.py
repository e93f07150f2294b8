"""A 277CA to what it says about a batch, a provider, or a claim of ours. Source: 005010X214."""

from collections.abc import Iterator

from adapters.edi.acknowledgements.batch_answer import Answer, BatchAnswer
from adapters.edi.acknowledgements.counted_277ca import count_findings
from adapters.edi.acknowledgements.findings import (
    not_a_date,
    unknown_segment,
    without_result,
)
from adapters.edi.acknowledgements.level_277ca import LEVELS, LevelInProgress
from adapters.edi.elements import day, shown_code
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.hierarchy import states_nothing
from adapters.edi.values import Private, Verbatim
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X214"})


def read_277ca(transaction: Transaction) -> BatchAnswer:
    """The answers in one 277CA; read to its end, so that the envelope's findings are in it."""
    reading = _Reading(transaction.delimiters.component)
    for segment in transaction:
        reading.take(segment)
    levels = reading.levels()
    beginning = reading.beginning
    return BatchAnswer(
        reference=beginning.get(3).strip(),
        created_on=day(beginning.get(4)),
        levels=levels,
        findings=(
            *_no_result(levels, transaction),
            *reading.findings,
            *_unclear(levels),
            *_rejected_lines(levels),
            *count_findings(levels),
            *transaction.findings,
        ),
        time=beginning.get(5),
        segments=Verbatim(tuple(reading.segments)),
        others=Verbatim(tuple(reading.others)),
    )


class _Reading:
    """Cuts one 277CA into its levels, each finished where the next begins.

    `beginning` is its BHT.
    """

    def __init__(self, component: str) -> None:
        self.beginning = Segment("", [""], 0, 0, 0)
        self.segments: list[Segment] = []
        self.others: list[Segment] = []
        self.findings: list[Finding] = []
        self._component = component
        self._levels: list[Answer] = []
        self._numbers: set[str] = set()
        self._current: LevelInProgress | None = None

    def levels(self) -> tuple[Answer, ...]:
        """The levels in the order of the file."""
        self._finish()
        return tuple(self._levels)

    def take(self, segment: Segment) -> None:
        """The next segment of the transaction."""
        current = self._current
        if segment.id == "HL" and not (
            current and current.states_nothing and states_nothing(segment)
        ):
            self._begin_level(segment)
        elif current is not None:
            if segment.id == "TRN" and current.level == "claim" and current.traced:
                current = self._begin(segment, "claim", current.private)
            current.take(segment)
        else:
            self._take_header(segment)

    def _take_header(self, segment: Segment) -> None:
        self.segments.append(segment)
        if segment.id == "BHT" and not self.beginning.number:
            self.beginning = segment
            if day(segment.get(4)) is None and segment.get(4).strip():
                self.findings.append(not_a_date(segment, 4, ""))
        else:
            self.others.append(segment)
            self.findings.append(unknown_segment(segment, "277CA"))

    def _begin_level(self, segment: Segment) -> None:
        level = self._begin(segment, LEVELS.get(segment.get(3), "other"))
        level.take(segment)
        above = segment.get(2)
        if above and above not in self._numbers:
            level.findings.append(_orphan(segment))
        if level.level == "other":
            level.findings.append(_unknown_level(segment))
        self._numbers.add(segment.get(1))

    def _begin(
        self, segment: Segment, level: str, shared: Private | None = None
    ) -> LevelInProgress:
        self._finish()
        self._current = LevelInProgress(segment, level, self._component, shared)
        return self._current

    def _finish(self) -> None:
        current, self._current = self._current, None
        if current is not None:
            self._levels.append(current.finish())
            self.findings += current.findings


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


def _rejected_lines(levels: tuple[Answer, ...]) -> Iterator[Finding]:
    """Claims that are taken while some of their lines are not."""
    for level in levels:
        lines = sum(any(s.result == "rejected" for s in line.statuses) for line in level.lines)
        if lines and level.result in ("accepted", "received"):
            yield Finding(
                code="acknowledgement.line-rejected",
                what=f"the claim is taken and {lines} of its lines rejected",
                fix="ask the plan whether the whole claim must be sent again",
                segment=level.segment,
                offset=level.offset,
                loop="2220D",
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
