"""Writes envelopes around transactions: ISA, GS and ST with trailers that count right."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from adapters.edi.envelope import Group, Interchange
from adapters.edi.x12 import DEFAULT, Delimiters, Element, Writable, write_segments


class TransactionToWrite(msgspec.Struct, frozen=True):
    """The contents of one ST..SE; `version` is written in ST03 where it is not empty.

    `body` is gone through once, so it may be made while it is written.
    """

    kind: str
    control: str
    version: str
    body: Iterable[Writable]


def write_interchange(
    interchange: Interchange,
    groups: Iterable[tuple[Group, Sequence[TransactionToWrite]]],
    receipts: Iterable[Sequence[Element]] = (),
    delimiters: Delimiters = DEFAULT,
    line_ends: str = "\n",
) -> bytes:
    """One whole interchange; control numbers are the caller's, counts are made here.

    `receipts` are TA1 segments. Raises `DelimiterInText` where a text holds a delimiter.
    """
    return write_segments(
        _isa_to_iea(interchange, groups, receipts, delimiters), delimiters, line_ends
    )


def _isa_to_iea(
    interchange: Interchange,
    groups: Iterable[tuple[Group, Sequence[TransactionToWrite]]],
    receipts: Iterable[Sequence[Element]],
    delimiters: Delimiters,
) -> Iterator[Writable]:
    yield _isa(interchange, delimiters)
    yield from receipts
    count = 0
    for count, (group, transactions) in enumerate(groups, start=1):  # noqa: B007 - counted
        yield _gs(group)
        for transaction in transactions:
            yield from _st_to_se(transaction)
        yield ["GE", str(len(transactions)), group.control_number]
    yield ["IEA", str(count), interchange.control_number]


def _isa(interchange: Interchange, delimiters: Delimiters) -> list[str]:
    written = [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        interchange.sender_qualifier.ljust(2),
        interchange.sender.ljust(15),
        interchange.receiver_qualifier.ljust(2),
        interchange.receiver.ljust(15),
        interchange.date,
        interchange.time,
        delimiters.repetition or "U",
        interchange.version,
        interchange.control_number.rjust(9, "0"),
        interchange.acknowledgement_requested,
        interchange.usage,
        delimiters.component,
    ]
    if len("*".join(written)) != 105:
        raise AssertionError("an element does not fit the fixed widths of the interchange header")
    return written


def _gs(group: Group) -> list[str]:
    return [
        "GS",
        group.functional_id,
        group.sender,
        group.receiver,
        group.date,
        group.time,
        group.control_number,
        "X",
        group.version,
    ]


def _st_to_se(transaction: TransactionToWrite) -> Iterator[Writable]:
    yield ["ST", transaction.kind, transaction.control, transaction.version]
    count = 2
    for segment in transaction.body:
        count += 1
        yield segment
    yield ["SE", str(count), transaction.control]
