"""A 999 to what it says about one group of ours and each transaction in it.

The older AK3, AK4 and AK5 are read like IK3, IK4 and IK5. Source: 005010X231A1.
"""

from collections.abc import Iterator

import msgspec

from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X231", "005010X231A1", "005010"})

_OUTCOMES = {
    "A": "accepted",
    "E": "accepted",
    "P": "partial",
    "R": "rejected",
    "M": "rejected",
    "W": "rejected",
    "X": "rejected",
}
_SEGMENT_HAS_ELEMENT_ERRORS = "8"


class Fault(msgspec.Struct, frozen=True, gc=False):
    """One thing the receiver finds wrong in a transaction of ours.

    `position` counts segments from ST = 1; `element` and `component` are 0 where the whole segment
    is meant. `code` is IK304, or IK403 where an element is meant. `claim_number` is our CLM01
    where the receiver names it. The copy of our text (IK404) is not kept: it may be personal.
    """

    segment_id: str
    position: int
    loop: str
    code: str
    element: int = 0
    component: int = 0
    claim_number: str = ""

    @property
    def named(self) -> str:
        """The code as `explain` knows it: ``IK3-8``, ``IK4-7``."""
        return f"{'IK4' if self.element else 'IK3'}-{self.code}"

    @property
    def where(self) -> str:
        """The place in what we sent: ``segment 22, loop 2300, CLM02``."""
        loop = f"loop {self.loop}, " if self.loop else ""
        component = f"-{self.component}" if self.component else ""
        element = f"{self.element:02d}{component}" if self.element else ""
        return f"segment {self.position}, {loop}{self.segment_id}{element}"


class TransactionAnswer(msgspec.Struct, frozen=True, gc=False):
    """What became of one transaction: `control` is our ST02, `result` IK501, `codes` IK502-06."""

    kind: str
    control: str
    result: str
    version: str = ""
    codes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def outcome(self) -> str:
        """accepted, rejected or unknown."""
        return _OUTCOMES.get(self.result, "unknown")


class GroupAnswer(msgspec.Struct, frozen=True, gc=False):
    """What became of one group: `control_number` is our GS06, `result` AK901 (empty if missing).

    `included`, `received` and `accepted` are AK902 to AK904, None where they state no number.
    """

    functional_id: str
    control_number: str
    version: str = ""
    transactions: tuple[TransactionAnswer, ...] = ()
    result: str = ""
    included: int | None = None
    received: int | None = None
    accepted: int | None = None
    codes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> str:
        """accepted, rejected, partial or unknown; without AK9 the transactions decide."""
        if self.result:
            return _OUTCOMES.get(self.result, "unknown")
        each = {answer.outcome for answer in self.transactions}
        if each == {"accepted", "rejected"}:
            return "partial"
        return each.pop() if len(each) == 1 else "unknown"


def read_999(transaction: Transaction) -> GroupAnswer:
    """The answer in one 999; read to its end, so that the envelope's findings are in it."""
    component = transaction.delimiters.component
    group = trailer = _NOWHERE
    answers: list[list[Segment]] = []
    for segment in transaction:
        match segment.id:
            case "AK1":
                group = segment
            case "AK2":
                answers.append([segment])
            case "AK9":
                trailer = segment
            case _ if answers:
                answers[-1].append(segment)
    return GroupAnswer(
        functional_id=group.get(1),
        control_number=group.get(2),
        version=group.get(3),
        transactions=tuple(_transaction(answer, component) for answer in answers),
        result=trailer.get(1),
        included=_count(trailer.get(2)),
        received=_count(trailer.get(3)),
        accepted=_count(trailer.get(4)),
        codes=_codes(trailer, 5),
        findings=(*_problems(transaction, group, trailer), *transaction.findings),
    )


_NOWHERE = Segment("", [""], 0, 0, 0)


def _transaction(segments: list[Segment], component: str) -> TransactionAnswer:
    start = segments[0]
    result = next((s for s in segments if s.id in {"IK5", "AK5"}), _NOWHERE)
    return TransactionAnswer(
        kind=start.get(1),
        control=start.get(2),
        version=start.get(3),
        result=result.get(1),
        codes=_codes(result, 2),
        faults=tuple(_faults(segments, component)),
    )


def _faults(segments: list[Segment], component: str) -> Iterator[Fault]:
    """Each element error; and each segment error that is more than a heading for them."""
    heading: list[Segment] = []
    for segment in [*segments, _NOWHERE]:
        if segment.id in {"CTX", "IK4", "AK4"} and heading:
            heading.append(segment)
            continue
        if heading:
            yield from _faults_of_segment(heading, component)
        heading = [segment] if segment.id in {"IK3", "AK3"} else []


def _faults_of_segment(segments: list[Segment], mark: str) -> Iterator[Fault]:
    start = segments[0]
    elements = [s for s in segments if s.id in {"IK4", "AK4"}]
    fault = Fault(
        segment_id=start.get(1),
        position=_count(start.get(2)) or 0,
        loop=start.get(3),
        code=start.get(4),
        claim_number=_claim_number(segments, mark),
    )
    if not elements or fault.code != _SEGMENT_HAS_ELEMENT_ERRORS:
        yield fault
    for element in elements:
        place, component, *_ = [*element.get(1).split(mark), ""]
        yield msgspec.structs.replace(
            fault,
            code=element.get(3),
            element=_count(place) or 0,
            component=_count(component) or 0,
        )


def _claim_number(segments: list[Segment], mark: str) -> str:
    named = (s.get(1).partition(mark) for s in segments if s.id == "CTX")
    return next((number for what, _, number in named if what == "CLM01"), "")


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _codes(segment: Segment, first: int) -> tuple[str, ...]:
    return tuple(code for at in range(first, first + 5) if (code := segment.get(at)))


def _problems(transaction: Transaction, group: Segment, trailer: Segment) -> Iterator[Finding]:
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
        yield Finding(
            code="acknowledgement.no-result",
            what="the 999 has no AK9, the segment that says whether the group was taken; "
            "its transactions were looked at instead",
            fix="ask the plan whether it took the file",
            segment=start.first_segment,
            offset=start.offset,
            element="AK9",
        )
