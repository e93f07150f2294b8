"""A 277CA to what it says about a batch, a provider, or a claim of ours. Source: 005010X214."""

from collections.abc import Iterable
from datetime import date

import msgspec

from adapters.edi.elements import cents, day, shown
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.values import Private, Reference
from adapters.edi.x12 import Segment
from domain.money import Money

SUPPORTED = frozenset({"005010X214"})

_LEVELS = {"20": "source", "21": "receiver", "19": "provider", "22": "claim", "PT": "claim"}
# domain.md 7.3; A4 (not found) is no answer about acceptance: a person looks
_RESULTS = {
    "A0": "received",
    "A1": "received",
    "A2": "accepted",
    "A3": "rejected",
    "A5": "accepted",
    "A6": "rejected",
    "A7": "rejected",
    "A8": "rejected",
}
_STRONGEST_FIRST = ("rejected", "accepted", "received")
_STATUS_ELEMENTS = (1, 10, 11)  # 005010X214 STC01, STC10, STC11


class Status(msgspec.Struct, frozen=True, gc=False):
    """One status: what became of it, why, and whom it is about (``A7``, ``21``, ``85``)."""

    category: str
    status: str
    entity: str = ""

    @property
    def code(self) -> str:
        """As people write it: ``A7:21:85``."""
        return ":".join(part for part in (self.category, self.status, self.entity) if part)


class LineStatus(msgspec.Struct, frozen=True, gc=False):
    """What is said about one line: its procedure (the parts of SVC01) and our REF*FJ."""

    procedure: tuple[str, ...]
    line_control: str
    statuses: tuple[Status, ...]
    action: str = ""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is said at one level: source, receiver (the whole file), provider, or claim.

    `trace` is TRN02: at claim level our CLM01, at receiver level our BHT03. `action` is STC03 (WQ
    accepted, U rejected), `amount` STC04, `payer_control` REF*1K, `clearinghouse_number` REF*D9.
    A rejection of a file or a provider comes without any claim.
    """

    level: str
    trace: str = ""
    statuses: tuple[Status, ...] = ()
    action: str = ""
    amount: Money | None = None
    status_on: date | None = None
    payer_control: str = ""
    clearinghouse_number: str = ""
    references: tuple[Reference, ...] = ()
    lines: tuple[LineStatus, ...] = ()
    private: Private = Private()
    segment: int = 0
    offset: int = 0
    length: int = 0

    @property
    def result(self) -> str:
        """accepted, rejected, received or unknown; the category decides, whatever the action says.

        A claim without a status of its own has that of its lines. A category that is no
        acknowledgement counts as a rejection only where the action is U.
        """
        of_lines = (status for line in self.lines for status in line.statuses)
        stated = self.statuses or of_lines
        known = {_RESULTS.get(status.category, "unknown") for status in stated}
        for result in _STRONGEST_FIRST:
            if result in known:
                return result
        return "rejected" if self.action == "U" else "unknown"


class BatchAnswer(msgspec.Struct, frozen=True):
    """One 277CA: `reference` is its own number (BHT03); `answers` are the levels with a status."""

    reference: str
    created_on: date | None
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()


def read_277ca(transaction: Transaction) -> BatchAnswer:
    """The answers in one 277CA; read to its end, so that the envelope's findings are in it."""
    component = transaction.delimiters.component
    beginning: Segment | None = None
    parts: list[list[Segment]] = []
    for segment in transaction:
        if segment.id == "BHT":
            beginning = segment
        elif segment.id == "HL":
            parts.append([segment])
        elif parts:
            parts[-1].append(segment)
    answers = [_answer(part, component) for part in parts if any(s.id == "STC" for s in part)]
    return BatchAnswer(
        reference=beginning.get(3) if beginning else "",
        created_on=day(beginning.get(4)) if beginning else None,
        answers=tuple(answers),
        findings=(*_problems(answers, transaction), *transaction.findings),
    )


def _answer(segments: list[Segment], component: str) -> Answer:
    start, last = segments[0], segments[-1]
    first_line = next((at for at, s in enumerate(segments) if s.id == "SVC"), len(segments))
    own, rest = segments[:first_line], segments[first_line:]
    stated = [s for s in own if s.id == "STC"]
    first = stated[0] if stated else start
    references = tuple(Reference(s.get(1), s.get(2)) for s in own if s.id == "REF")
    numbers = {reference.qualifier: reference.value for reference in reversed(references)}
    return Answer(
        level=_LEVELS.get(start.get(3), "other"),
        trace=next((s.get(2).strip() for s in own if s.id == "TRN"), ""),
        statuses=_statuses(stated, component),
        action=first.get(3) if stated else "",
        amount=cents(first.get(4)) if stated else None,
        status_on=day(first.get(2)) if stated else None,
        payer_control=numbers.get("1K", ""),
        clearinghouse_number=numbers.get("D9", ""),
        references=references,
        lines=tuple(_lines(rest, component)),
        private=Private(tuple(s for s in own if s.id == "NM1")),
        segment=start.number,
        offset=start.offset,
        length=last.end - start.offset,
    )


def _statuses(stated: Iterable[Segment], component: str) -> tuple[Status, ...]:
    return tuple(
        Status(*[*text.split(component)[:3], "", ""][:3])
        for segment in stated
        for at in _STATUS_ELEMENTS
        if (text := segment.get(at))
    )


def _lines(segments: list[Segment], component: str) -> list[LineStatus]:
    parts: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "SVC":
            parts.append([])
        parts[-1].append(segment)
    return [_line(part, component) for part in parts]


def _line(segments: list[Segment], component: str) -> LineStatus:
    stated = [s for s in segments if s.id == "STC"]
    return LineStatus(
        procedure=tuple(segments[0].get(1).split(component)),
        line_control=next((s.get(2) for s in segments if s.id == "REF" and s.get(1) == "FJ"), ""),
        statuses=_statuses(stated, component),
        action=stated[0].get(3) if stated else "",
    )


def _problems(answers: list[Answer], transaction: Transaction) -> Iterable[Finding]:
    start = transaction.header
    if not answers:
        yield Finding(
            code="acknowledgement.no-result",
            what="the 277CA holds no status at all",
            fix="ask the plan what became of the claims",
            segment=start.first_segment,
            offset=start.offset,
            element="STC",
        )
    for answer in answers:
        if answer.result == "unknown":
            codes = ", ".join(shown_code(status.category) for status in answer.statuses)
            yield Finding(
                code="acknowledgement.unknown-category",
                what=f"category {codes} says neither accepted nor rejected",
                fix="ask the plan whether it took the claim, and record the answer",
                segment=answer.segment,
                offset=answer.offset,
                element="STC01",
            )


def shown_code(text: str) -> str:
    """A short code for a message; anything longer could be a personal detail."""
    return text if 0 < len(text) <= 3 and text.isalnum() else shown(text)
