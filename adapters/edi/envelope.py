"""ISA, GS, ST and their control numbers: where transactions begin and end in a file."""

import re
from collections.abc import Container, Iterator
from typing import BinaryIO

import msgspec

from adapters.edi.elements import is_control_number
from adapters.edi.envelope_faults import (
    CUT_OFF,
    UNCLOSED,
    trailer_faults,
    transaction_trailer,
    unclosed,
    without_trailer,
)
from adapters.edi.finding import Finding
from adapters.edi.x12 import Delimiters, Place, Segment, Tokenizer

_VERSION = re.compile(r"\d{6}(X\d{3}([A-Z]\d{1,2})?)?\Z", re.ASCII)


class Interchange(msgspec.Struct, frozen=True, gc=False):
    """Who sent a file to whom: one ISA. `date` is YYMMDD, `time` HHMM, both as written.

    `usage` is T for a test, P for production.
    """

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    control_number: str
    usage: str = "P"
    version: str = "00501"
    acknowledgement_requested: str = "0"


class Group(msgspec.Struct, frozen=True, gc=False):
    """A functional group: one GS. `date` is YYYYMMDD, `time` HHMM or longer, both as written."""

    functional_id: str
    sender: str
    receiver: str
    date: str
    time: str
    control_number: str
    version: str


class TransactionHeader(msgspec.Struct, frozen=True, gc=False):
    """Where one transaction begins, and the envelopes around it.

    `kind` is ST01 (``835``), or ``TA1`` for an interchange acknowledgement, which stands outside
    of groups. `version` is ST03, or GS08 where ST03 is empty. `ordinal` counts from 1 in the file.
    """

    kind: str
    control: str
    version: str
    ordinal: int
    first_segment: int
    offset: int
    group: Group | None
    interchange: Interchange | None

    @property
    def shown_control(self) -> str:
        """ST02 where it is a number and no day; anything else could be a personal detail."""
        control = self.control.strip()
        return control if not control or is_control_number(control) else "not a number"

    @property
    def shown_version(self) -> str:
        """The version where it has the form of one, ``005010X221A1``."""
        return self.version if _VERSION.match(self.version) else "unknown"


class Transaction:
    """One transaction being read: go through its body once, ST and SE left out.

    Whoever goes through it beside or after another goes on where that one is.

    Its body are the `segments` up to the trailer of `start`, or all of them where no ST is given.
    `findings` is complete after the last segment, and `following` then is the first segment after
    a transaction that has no SE.
    """

    def __init__(
        self,
        header: TransactionHeader,
        delimiters: Delimiters,
        segments: Iterator[Segment],
        findings: list[Finding],
        start: Segment | None = None,
    ) -> None:
        self.header = header
        self.delimiters = delimiters
        self.findings = findings
        self.following: Segment | None = None
        self._segments = segments
        self._start = start
        self._ended = False

    def __iter__(self) -> Iterator[Segment]:
        for segment in () if self._ended else self._segments:
            if segment.id in _ENVELOPE:
                self._end(segment)
                return
            yield segment
            if self._ended:  # another went through the rest meanwhile
                return
        self._end(None)

    def runs(self, openings: Container[str]) -> Iterator[list[Segment]]:
        """What stands before the first opening segment, then each with all up to the next one.

        `openings` are ids of segments; the first run is empty where the body begins with one.
        """
        run: list[Segment] = []
        for segment in () if self._ended else self._segments:
            name = segment.id
            if name in _ENVELOPE:
                self._end(segment)
                break
            if name in openings:
                yield run
                run = [segment]
                if self._ended:
                    break
            else:
                run.append(segment)
        else:
            self._end(None)
        yield run

    def _end(self, trailer: Segment | None) -> None:
        start = self._start
        if start is None or self._ended:
            return
        self._ended = True
        if trailer is None:
            self.findings.append(unclosed(start, "the file ends", CUT_OFF))
        elif trailer.id == "SE":
            count = trailer.number - start.number + 1
            self.findings.extend(transaction_trailer(start, trailer, count))
        else:
            self.findings.append(unclosed(start, f"{trailer.id} follows", UNCLOSED))
            self.following = trailer


class Transactions:
    """The transactions of a file, in order; `findings` are those of groups and interchanges.

    Whatever a consumer leaves unread of one transaction is read past before the next. `findings`
    is complete after the last transaction.
    """

    def __init__(self, source: bytes | BinaryIO, start: Place | None = None) -> None:
        self.findings: list[Finding] = []
        self.interchanges = 0
        self._tokenizer = Tokenizer(source, start)
        self._segments = iter(self._tokenizer)
        self._pushed_back: Segment | None = None
        self._open_interchange: Segment | None = None
        self._open_group: Segment | None = None
        self._first_stray: Segment | None = None
        self._strays = 0  # in the present run of them
        self._ordinal = 0
        self._groups_seen = 0
        self._transactions_seen = 0

    def __iter__(self) -> Iterator[Transaction]:
        while (segment := self._next()) is not None:
            if segment.id in _OUTSIDE:
                self._tell_strays()
            match segment.id:
                case "ISA":
                    self._begin_interchange(segment)
                case "GS":
                    self._begin_group(segment)
                case "ST":
                    yield from self._transaction(segment)
                case "TA1":
                    yield self._receipt(segment)
                case "GE":
                    self._end_group(segment)
                case "IEA":
                    self._end_interchange(segment)
                case _:
                    self._stray(segment)
        self._tell_strays()
        self._close_interchange()

    def _next(self) -> Segment | None:
        segment, self._pushed_back = self._pushed_back, None
        return segment or next(self._segments, None)

    def _transaction(self, start: Segment) -> Iterator[Transaction]:
        self._transactions_seen += 1
        header = self._header(start, start.get(1), start.get(2), start.get(3))
        transaction = Transaction(header, self._tokenizer.delimiters, self._segments, [], start)
        yield transaction
        for _ in transaction:  # what the consumer left unread
            pass
        self._pushed_back = transaction.following

    def _receipt(self, segment: Segment) -> Transaction:
        isa = self._open_interchange
        header = self._header(segment, "TA1", isa.get(13).strip() if isa else "", "")
        return Transaction(header, self._tokenizer.delimiters, iter((segment,)), [])

    def _header(self, segment: Segment, kind: str, control: str, version: str) -> TransactionHeader:
        self._ordinal += 1
        group = _group(self._open_group) if self._open_group else None
        return TransactionHeader(
            kind=kind,
            control=control,
            version=version or (group.version if group else ""),
            ordinal=self._ordinal,
            first_segment=segment.number,
            offset=segment.offset,
            group=group,
            interchange=_interchange(self._open_interchange) if self._open_interchange else None,
        )

    def _begin_interchange(self, segment: Segment) -> None:
        self._close_interchange()
        self.interchanges += 1
        self._open_interchange, self._groups_seen = segment, 0

    def _begin_group(self, segment: Segment) -> None:
        self._close_group()
        self._groups_seen += 1
        self._open_group, self._transactions_seen = segment, 0

    def _end_group(self, segment: Segment) -> None:
        start, self._open_group = self._open_group, None
        if start is None:
            self._stray(segment)
            return
        self.findings.extend(
            trailer_faults(
                segment, start.get(6), self._transactions_seen, "group", "transactions", "GS06"
            )
        )

    def _end_interchange(self, segment: Segment) -> None:
        self._close_group()
        start, self._open_interchange = self._open_interchange, None
        if start is None:
            self._stray(segment)
            return
        self.findings.extend(
            trailer_faults(
                segment, start.get(13), self._groups_seen, "interchange", "groups", "ISA13"
            )
        )

    def _close_group(self) -> None:
        start, self._open_group = self._open_group, None
        if start is not None:
            self.findings.append(without_trailer("group", start, "GE"))

    def _close_interchange(self) -> None:
        self._close_group()
        start, self._open_interchange = self._open_interchange, None
        if start is not None:
            self.findings.append(without_trailer("interchange", start, "IEA"))

    def _stray(self, segment: Segment) -> None:
        self._first_stray = self._first_stray or segment
        self._strays += 1

    def _tell_strays(self) -> None:
        """One finding for a whole run of them: a file may hold nothing else."""
        first, more = self._first_stray, self._strays - 1
        self._first_stray, self._strays = None, 0
        if first is None:
            return
        name = first.id if len(first.id) <= 3 and first.id.isalnum() else "without a name"
        others = f" and the {more:,} after it stand" if more else " stands"
        self.findings.append(
            Finding(
                code="envelope.stray-segment",
                what=f"segment {name}{others} outside of any transaction",
                fix="ask the sender what it belongs to; it was not read",
                segment=first.number,
                offset=first.offset,
            )
        )


_ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})
_OUTSIDE = (_ENVELOPE | {"TA1"}) - {"SE"}


def read_transactions(source: bytes | BinaryIO) -> Transactions:
    """The transactions of a file, one at a time; iterate once."""
    return Transactions(source)


def read_again(
    source: bytes | BinaryIO, header: TransactionHeader, delimiters: Delimiters
) -> Transaction:
    """A transaction that was met before in `source`, without reading what stands before it.

    A file of thousands of transactions would otherwise be read from its start for each.
    """
    start = Place(header.offset, header.first_segment, delimiters)
    found = next(iter(Transactions(source, start)))
    return Transaction(header, delimiters, iter(found), found.findings)


def _interchange(isa: Segment) -> Interchange:
    return Interchange(
        sender_qualifier=isa.get(5),
        sender=isa.get(6).strip(),
        receiver_qualifier=isa.get(7),
        receiver=isa.get(8).strip(),
        date=isa.get(9),
        time=isa.get(10),
        control_number=isa.get(13).strip(),
        usage=isa.get(15),
        version=isa.get(12).strip(),
        acknowledgement_requested=isa.get(14),
    )


def _group(gs: Segment) -> Group:
    return Group(
        functional_id=gs.get(1),
        sender=gs.get(2),
        receiver=gs.get(3),
        date=gs.get(4),
        time=gs.get(5),
        control_number=gs.get(6),
        version=gs.get(8).strip(),
    )
