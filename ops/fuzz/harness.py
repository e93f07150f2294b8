"""What must hold for any file, however broken: `problems_in` says where it does not.

- Nothing raises: recognising the file, reading every transaction with the reader of its kind to
  its end, and looking at every value of what was read.
- Recognising and reading take each at most a second of processor time per megabyte, and half a
  second to begin with.
- The same transactions are found as by the second counter, with the same segments in them, also
  where the file comes in blocks of a few bytes.
- Nothing is lost: every segment of a transaction is in a field that keeps segments, or a finding
  tells of it, unless its kind says in `IN_FIELDS` that its elements are fields.
- The law of money: for every place of money, what typed values state plus what segments in
  `others` state is what the counter finds; each amount that the counter cannot read is told by a
  finding of that place, or stands in `others`.
- No finding shows a planted personal detail.
"""

import io
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

import msgspec

from adapters.edi import x12
from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.finding import Finding
from adapters.edi.recognise import kind_of, recognise
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment
from ops.fuzz.counter import Counted, amounts_of, cents_of, count, is_readable, places_of
from ops.fuzz.readers import IN_FIELDS, READERS, money_in, parked_in
from tests.support.planted import planted_in

SECONDS_TO_BEGIN = 0.5
SECONDS_PER_BYTE = 1e-6
SECONDS_TO_LOOK = 30  # at every value of it, which takes far longer than reading
_SMALL = 20_000


_WITH_SUMS = ("out-of-balance", ".count", "count-differs", "amount-differs")

_Place = tuple[str, int]  # and the number of the segment


class TooSlow(Exception):
    """Reading took longer than it may."""


def problems_in(content: bytes, *, block: int = 0) -> list[str]:
    """What does not hold for this file; `block` is the size of the pieces it comes in."""
    try:
        for once in (recognise, _read):
            with _time_limit(SECONDS_TO_BEGIN + SECONDS_PER_BYTE * len(content)):
                once(content)
        # blocks of a few bytes make a large file slow, which is nobody's fault
        with _time_limit(SECONDS_TO_LOOK), _blocks_of(block if len(content) < _SMALL else 0):
            return list(_broken_laws(content))
    except TooSlow:
        return [f"slow: {len(content)} bytes"]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        return [f"raised {type(error).__name__}: {_place(error)}"]


def _read(content: bytes) -> None:
    for transaction in read_transactions(io.BytesIO(content)):
        if read := READERS.get(kind_of(transaction.header)):
            for _ in values_of(read(transaction)):
                pass


def _broken_laws(content: bytes) -> Iterator[str]:
    counted = iter(count(content))
    transactions = read_transactions(io.BytesIO(content))
    for transaction in transactions:
        expected = next(counted, None)
        if expected is None:
            yield "transactions: one more than counted"
            return
        yield from _of_transaction(transaction, expected)
    if left := sum(1 for _ in counted):
        yield f"transactions: {left} fewer than counted"
    yield from _shown(transactions.findings)


def _of_transaction(transaction: Transaction, expected: Counted) -> Iterator[str]:
    header = transaction.header
    if (header.kind, header.version) != (expected.kind, expected.version):
        yield f"transaction {header.kind} {header.version}, counted {expected.kind}"
        return
    kind = kind_of(header)
    if kind not in READERS:
        found = Counter(segment.id for segment in transaction)
        if found != expected.segments:
            yield f"segments: {found - expected.segments} {expected.segments - found}"
        return
    seen = Seen()
    body = _Watched(transaction)
    for name, value in values_of(READERS[kind](body.transaction)):
        if name == "others":
            seen.park(value)
        seen.look_at(value)
    yield from _differences(kind, body.passed, seen, expected)
    yield from _shown(seen.findings)


def _differences(
    kind: str, passed: list[Segment], seen: "Seen", expected: Counted
) -> Iterator[str]:
    found = Counter(segment.id for segment in passed)
    if found != expected.segments:
        yield f"{kind} segments: {found - expected.segments} {expected.segments - found}"
    known = seen.kept | {finding.segment for finding in seen.findings}
    lost = {
        segment.id
        for segment in passed
        if segment.number not in known and segment.id not in IN_FIELDS[kind]
    }
    if lost:
        yield f"{kind} lost: {', '.join(sorted(lost))}"
    read, parked = seen.read(expected.kind), seen.parked(expected.kind)
    for place in places_of(expected.kind):
        if read[place] != expected.sums[place]:
            yield f"{kind} {place}: {read[place]} is read, {expected.sums[place]} counted"
    for (place, number), times in expected.unreadable.items():
        if parked[place, number] < times:
            yield f"{kind} {place}: an amount of segment {number} is neither read nor parked"


class Seen:
    """All that one transaction was read to: its segments, findings, and sums."""

    def __init__(self) -> None:
        self.kept: set[int] = set()
        self.findings: list[Finding] = []
        self._others: dict[int, Segment] = {}
        self._sums: Counter[str] = Counter()
        self._known: set[int] = set()

    def look_at(self, value: Any, *, adding: bool = True) -> None:
        """Walk through a value, its fields and its properties; add up what it states."""
        match value:
            case Segment():
                self.kept.add(value.number)
            case Finding():
                if id(value) not in self._known:
                    self._known.add(id(value))
                    self.findings.append(value)
            case msgspec.Struct():
                self._look_at_struct(value, adding=adding)
            case tuple() | list():
                for each in value:
                    self.look_at(each, adding=adding)
            case dict():
                for each in value.values():
                    self.look_at(each, adding=adding)

    def _look_at_struct(self, value: msgspec.Struct, *, adding: bool) -> None:
        if adding:
            for place, cents in money_in(value):
                self._sums[place] += cents or 0
            self.park(parked_in(value))
        for name in value.__struct_fields__:
            held = getattr(value, name)
            if name == "others":
                self.park(held)
            self.look_at(held, adding=adding)
        for name in _properties(type(value)):  # they repeat what fields state
            self.look_at(getattr(value, name), adding=False)

    def park(self, held: Verbatim | tuple[Segment, ...]) -> None:
        """Note segments that no field holds."""
        kept = held.segments if isinstance(held, Verbatim) else held
        self._others.update((id(segment), segment) for segment in kept)

    def read(self, kind: str) -> Counter[str]:
        """The cents read, by place, those of `others` included."""
        sums = Counter(self._sums)
        for segment in self._others.values():
            for place, text in amounts_of(kind, segment.elements):
                sums[place] += cents_of(text) or 0
        return sums

    def parked(self, kind: str) -> Counter[_Place]:
        """How many amounts of a segment are parked: told by a finding, or in `others`."""
        held, told = Counter[_Place](), Counter[_Place]()
        for segment in self._others.values():
            for place, text in amounts_of(kind, segment.elements):
                held[place, segment.number] += not is_readable(place, text)
        for finding in self.findings:
            if finding.code.endswith(("not-an-amount", ".unreadable")):
                told[_place_of(finding.element), finding.segment] += 1
        return held | told


def _place_of(element: str) -> str:
    """CAS03, CAS06 ... are one place, and so are PLB04, PLB06 ..."""
    return element[:3] if element[:3] in ("CAS", "PLB") else element


class _Watched:
    """A transaction whose segments are noted as they are read."""

    def __init__(self, transaction: Transaction) -> None:
        self.passed: list[Segment] = []
        self.transaction = Transaction(
            transaction.header,
            transaction.delimiters,
            self._noted(transaction),
            transaction.findings,
        )

    def _noted(self, transaction: Transaction) -> Iterator[Segment]:
        for segment in transaction:
            self.passed.append(segment)
            yield segment


def values_of(reading: Any) -> Iterator[tuple[str, Any]]:
    """What a reading gives, by name: its units one at a time, then everything else it says."""
    if isinstance(reading, msgspec.Struct):
        yield "", reading
        return
    for name, value in tuple(vars(reading).items()):
        if not name.startswith("_") and isinstance(value, Iterator):
            yield from (("", unit) for unit in value)
    for name in (*vars(reading), *_properties(reading.__class__)):
        if not name.startswith("_") and not isinstance(getattr(reading, name), Iterator):
            yield name, getattr(reading, name)


@cache
def _properties(kind: type) -> tuple[str, ...]:
    """The public properties of a class."""
    return tuple(
        name
        for parent in kind.__mro__
        for name, member in vars(parent).items()
        if isinstance(member, property) and not name.startswith("_")
    )


def _shown(findings: list[Finding]) -> Iterator[str]:
    for finding in findings:
        said = f"{finding.code} {finding.what} {finding.fix} {finding.where}"
        details = planted_in(said)
        if finding.code.endswith(_WITH_SUMS):  # an amount may have the digits of a day
            details = [kind for kind in details if kind != "birth date"]
        if details:
            yield f"shown: {finding.code} shows a {details[0]}"


def _place(error: BaseException) -> str:
    """Where it was raised, without the text of the error, which may hold one of the file."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    return f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if code and trace else ""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _blocks_of(size: int) -> Iterator[None]:
    usual = x12._BLOCK  # noqa: SLF001 - what may not matter is what is changed
    x12._BLOCK = size or usual  # noqa: SLF001
    try:
        yield
    finally:
        x12._BLOCK = usual  # noqa: SLF001
