"""What is in a file: its interchanges, groups and transactions, each with its kind."""

import re
from typing import BinaryIO

import msgspec

from adapters.edi.acknowledgements import read_277ca, read_999
from adapters.edi.claims import read_837p
from adapters.edi.envelope import TransactionHeader, read_transactions
from adapters.edi.finding import Finding
from adapters.edi.inquiries import read_270, read_271, read_276, read_277, read_278
from adapters.edi.remittances import read_835
from adapters.edi.rosters import read_820, read_834

# by ST01 and the guide's number inside GS08 or ST03
_KINDS = {
    ("835", "X221"): "835",
    ("835", "X091"): "835",
    ("837", "X222"): "837P",
    ("837", "X098"): "837P",
    ("837", "X223"): "837I",
    ("837", "X096"): "837I",
    ("837", "X224"): "837D",
    ("837", "X097"): "837D",
    ("277", "X214"): "277CA",
    ("277", "X212"): "277",
    ("999", "X231"): "999",
    ("834", "X220"): "834",
    ("820", "X218"): "820",
    ("820", "X306"): "820",
}
_KIND = re.compile(r"\d{3}\Z|TA1\Z", re.ASCII)
_VERSIONS = {
    "835": read_835.SUPPORTED,
    "999": read_999.SUPPORTED,
    "277CA": read_277ca.SUPPORTED,
    "270": read_270.SUPPORTED,
    "271": read_271.SUPPORTED,
    "276": read_276.SUPPORTED,
    "277": read_277.SUPPORTED,
    "278": read_278.SUPPORTED,
    "834": read_834.SUPPORTED,
    "820": read_820.SUPPORTED,
    "837P": read_837p.SUPPORTED,
}


class Recognised(msgspec.Struct, frozen=True):
    """One transaction of a file: its `kind` (``837P``, ``277CA``, ``835``) and its envelopes.

    `supported` says whether its kind and version are read here.
    """

    kind: str
    supported: bool
    header: TransactionHeader


class Contents(msgspec.Struct, frozen=True):
    """What a file holds; `findings` are those of all its envelopes. No interchange: not X12."""

    interchanges: int
    transactions: tuple[Recognised, ...]
    findings: tuple[Finding, ...]


def recognise(source: bytes | BinaryIO) -> Contents:
    """The list of what `source` holds, in one pass that reads no contents."""
    reading = read_transactions(source)
    transactions: list[Recognised] = []
    findings: list[Finding] = []
    for transaction in reading:
        kind = kind_of(transaction.header)
        transactions.append(
            Recognised(kind, is_supported(kind, transaction.header.version), transaction.header)
        )
        for _ in transaction:  # to its end, where its findings are known
            pass
        findings.extend(transaction.findings)
    findings.extend(reading.findings)
    if not reading.interchanges:
        findings.append(
            Finding(
                code="file.no-interchange",
                what="no interchange header (ISA) was found in the file",
                fix="check that it is the X12 file that was meant, whole and not encrypted",
            )
        )
    return Contents(reading.interchanges, tuple(transactions), tuple(findings))


def kind_of(header: TransactionHeader) -> str:
    """The kind by ST01 and version: ``837P``; ST01 alone where the version says no more.

    An ST01 that is no kind of transaction at all could be anything: it is ``unknown``.
    """
    guide = header.version[6:10]
    return _KINDS.get((header.kind, guide)) or (
        header.kind if _KIND.match(header.kind) else "unknown"
    )


def is_supported(kind: str, version: str) -> bool:
    """Whether transactions of this kind and version are read here."""
    if kind == "TA1":
        return True
    return version in _VERSIONS.get(kind, frozenset())
