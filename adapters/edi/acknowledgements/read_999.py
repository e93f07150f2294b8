"""A 999 to what it says about one group of ours and each transaction in it.

The older AK3, AK4 and AK5 are read like IK3, IK4 and IK5. Source: 005010X231A1.
"""

from collections.abc import Iterator
from operator import attrgetter

import msgspec

from adapters.edi.acknowledgements.findings import not_a_number, unknown_segment, without_result
from adapters.edi.acknowledgements.group_answer import (
    Context,
    Fault,
    GroupAnswer,
    TransactionAnswer,
)
from adapters.edi.acknowledgements.private_text import PrivateText
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Delimiters, Segment

SUPPORTED = frozenset({"005010X231", "005010X231A1", "005010"})

_SEGMENT_HAS_ELEMENT_ERRORS = "8"
_NOWHERE = Segment("", [""], 0, 0, 0)
_FIX_RESULT = "ask the plan whether it took the file"


def read_999(transaction: Transaction) -> GroupAnswer:
    """The answer in one 999; read to its end, so that the envelope's findings are in it."""
    group = trailer = _NOWHERE
    answers: list[_TransactionInProgress] = []
    others: list[Segment] = []
    for segment in transaction:
        match segment.id:
            case "AK1" if not group.number:
                group = segment
            case "AK9" if not trailer.number:
                trailer = segment
            case "AK2":
                answers.append(_TransactionInProgress(segment, transaction.delimiters))
            case _ if answers and not trailer.number:
                answers[-1].take(segment)
            case _:
                others.append(segment)
    own = sorted((s for s in (group, trailer, *others) if s.number), key=attrgetter("number"))
    answer = GroupAnswer(
        functional_id=group.get(1),
        control_number=group.get(2),
        version=group.get(3),
        transactions=tuple(each.finish() for each in answers),
        result=trailer.get(1),
        included=_count(trailer.get(2)),
        received=_count(trailer.get(3)),
        accepted=_count(trailer.get(4)),
        codes=_codes(trailer, 5),
        segments=Verbatim(tuple(own)),
        others=Verbatim(tuple(others)),
    )
    findings = (
        *_missing(transaction, group, trailer),
        *(found for each in answers for found in each.findings),
        *(unknown_segment(segment, "999") for segment in others),
        *_counts(answer, trailer),
        *transaction.findings,
    )
    return msgspec.structs.replace(answer, findings=findings)


class _TransactionInProgress:
    """Takes the segments of one AK2 loop; `findings` are what is wrong in it."""

    def __init__(self, start: Segment, delimiters: Delimiters) -> None:
        self._start = start
        self._delimiters = delimiters
        self._result = _NOWHERE
        self._segments = [start]
        self._others: list[Segment] = []
        self._faulty: list[_SegmentInProgress] = []

    @property
    def findings(self) -> Iterator[Finding]:
        """What is wrong, and what is not known."""
        for segment in self._others:
            yield unknown_segment(segment, "999", "2000")
        for each in self._faulty:
            yield from each.findings
        if not self._result.number:
            yield without_result(
                self._start.number,
                self._start.offset,
                "IK5",
                what="a transaction of the 999 has no IK5, the segment that says what became of it",
                fix=_FIX_RESULT,
            )

    def take(self, segment: Segment) -> None:
        """The next segment of the loop."""
        self._segments.append(segment)
        match segment.id:
            case "IK5" | "AK5" if not self._result.number:
                self._result = segment
            case "IK3" | "AK3":
                self._faulty.append(_SegmentInProgress(segment, self._delimiters))
            case "CTX" if self._faulty:
                self._faulty[-1].context(segment)
            case "IK4" | "AK4" if self._faulty:
                self._faulty[-1].element(segment)
            case _:
                self._others.append(segment)

    def finish(self) -> TransactionAnswer:
        """The transaction as it was read."""
        return TransactionAnswer(
            kind=self._start.get(1),
            control=self._start.get(2),
            version=self._start.get(3),
            result=self._result.get(1),
            codes=_codes(self._result, 2),
            faults=tuple(fault for each in self._faulty for fault in each.faults()),
            segments=Verbatim(tuple(self._segments)),
            others=Verbatim(tuple(self._others)),
        )


class _SegmentInProgress:
    """Takes one IK3, what it is about, and the IK4 under it."""

    def __init__(self, start: Segment, delimiters: Delimiters) -> None:
        self.findings: list[Finding] = []
        self._start = start
        self._delimiters = delimiters
        self._contexts: list[Context] = []
        self._elements: list[tuple[Segment, list[Context]]] = []

    def context(self, segment: Segment) -> None:
        """What the last IK4, or before any the whole segment, is about."""
        found = self._elements[-1][1] if self._elements else self._contexts
        found.extend(_contexts(segment, self._delimiters))

    def element(self, segment: Segment) -> None:
        """An element that is wrong; one at no readable place counts as its whole segment."""
        self._elements.append((segment, []))
        if not _place(segment.get(1), self._delimiters.component)[0]:
            self.findings.append(not_a_number(segment, 1, "2110"))

    def faults(self) -> Iterator[Fault]:
        """Each element error; and the segment error if it is more than a heading for them."""
        heading = Fault(
            segment_id=self._start.get(1),
            position=_count(self._start.get(2)) or 0,
            loop=self._start.get(3),
            code=self._start.get(4),
            contexts=tuple(self._contexts),
        )
        if not self._elements or heading.code != _SEGMENT_HAS_ELEMENT_ERRORS:
            yield heading
        for segment, contexts in self._elements:
            element, component, repetition = _place(segment.get(1), self._delimiters.component)
            yield msgspec.structs.replace(
                heading,
                code=segment.get(3) if element else _SEGMENT_HAS_ELEMENT_ERRORS,
                element=element,
                component=component,
                repetition=repetition,
                reference=segment.get(2),
                copy=PrivateText(segment.get(4)),
                element_contexts=tuple(contexts),
            )


def _contexts(segment: Segment, delimiters: Delimiters) -> Iterator[Context]:
    """One for each thing that CTX01 names: it may repeat (005010X231A1 2100 CTX)."""
    element, component, repetition = _place(segment.get(5), delimiters.component)
    references = segment.get(6).split(delimiters.component)
    repeated = segment.get(1)
    for named in repeated.split(delimiters.repetition) if delimiters.repetition else [repeated]:
        name, _, value = named.partition(delimiters.component)
        yield Context(
            name=name,
            value=PrivateText(value),
            segment_id=segment.get(2),
            position=_count(segment.get(3)) or 0,
            loop=segment.get(4),
            element=element,
            component=component,
            repetition=repetition,
            references=tuple(each for each in references if each),
        )


def _place(text: str, mark: str) -> tuple[int, int, int]:
    """Element, component and repetition of a C030; 0 where one is not stated."""
    element, component, repetition, *_ = [*text.split(mark), "", ""]
    return _count(element) or 0, _count(component) or 0, _count(repetition) or 0


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _codes(segment: Segment, first: int) -> tuple[str, ...]:
    return tuple(code for at in range(first, first + 5) if (code := segment.get(at)))


def _missing(transaction: Transaction, group: Segment, trailer: Segment) -> Iterator[Finding]:
    start = transaction.header
    if not group.number:
        yield Finding(
            code="acknowledgement.no-group",
            what="the 999 does not say which group it answers: it has no AK1",
            fix="ask the plan for a whole acknowledgement",
            segment=start.first_segment,
            offset=start.offset,
            element="AK1",
        )
    if not trailer.number:
        yield without_result(
            start.first_segment,
            start.offset,
            "AK9",
            what="the 999 has no AK9, the segment that says whether the group was taken; "
            "its transactions were looked at instead",
            fix=_FIX_RESULT,
        )


def _counts(answer: GroupAnswer, trailer: Segment) -> Iterator[Finding]:
    """AK904 against the transactions, where the 999 names each that was received."""
    taken = sum(each.outcome == "accepted" for each in answer.transactions)
    if len(answer.transactions) == answer.received and answer.accepted not in {None, taken}:
        yield Finding(
            code="acknowledgement.count-differs",
            what=f"AK904 states {answer.accepted} transactions accepted; those listed come to "
            f"{taken}",
            fix="ask the plan which transactions it took; each was read as it is listed",
            segment=trailer.number,
            offset=trailer.offset,
            element="AK904",
        )
    if answer.result in ("A", "E") and answer.outcome == "partial":
        yield Finding(
            code="acknowledgement.result-differs",
            what="AK901 says that the group was taken; a transaction in it was rejected",
            fix="ask the plan whether the transaction must be sent again; it counts as rejected",
            segment=trailer.number,
            offset=trailer.offset,
            element="AK901",
        )
