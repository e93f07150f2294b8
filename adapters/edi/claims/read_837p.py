"""An 837P to typed claims, one at a time: our own for rehearsal, and whatever partners have.

Nothing aborts: a claim that cannot be typed comes as None with findings that say why. Codes are
taken as they stand; `before_sending` judges them. Who bills stands beside the claim, not in it: a
reader of one claim at a time cannot know who bills the others. Source: 005010X222A1.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from adapters.edi.claims.claim_parties import BillingProvider, Receiver, Submitter
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.claims.reading.billing_in_837p import read_billing, read_header
from adapters.edi.claims.reading.claim_in_837p import ClaimReading
from adapters.edi.claims.reading.claim_loops import claim_loops, strays_among
from adapters.edi.claims.reading.member_in_837p import read_patient, read_subscriber
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

SUPPORTED = frozenset({"005010X222", "005010X222A1", "005010X222A2"})

T = TypeVar("T")


class ReadClaim(msgspec.Struct, frozen=True):
    """One claim of a file, and where it stands: `offset` and `length` are bytes.

    `claim` is None where the file does not say all that a claim must; `number` is CLM01 and
    `charge` CLM02 as far as they can be read even then. `billing` bills it: `claim.billing` is
    always None. `segments` are those of the claim itself, from its CLM to its last line.
    """

    number: str
    charge: Money | None
    claim: ProfessionalClaim | None
    submitter: Submitter
    receiver: Receiver
    billing: BillingProvider
    ordinal: int
    first_segment: int
    offset: int
    length: int
    findings: tuple[Finding, ...]
    segments: Verbatim

    def __repr__(self) -> str:
        return f"<claim {self.ordinal} of a transaction, not shown>"


class Reading837P:
    """The claims of one transaction being read; iterate `claims` once.

    `findings` are those of the transaction itself, complete after the last claim; each claim
    carries its own. `reference` is the batch's own number (BHT03), known from the first claim on.
    `others` are segments of levels under which no claim stands that could be typed, so far.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._findings = (
            []
            if transaction.header.version in SUPPORTED
            else [
                Finding(
                    code="837p.guide",
                    what=f"the file follows guide {transaction.header.version or 'unknown'}",
                    fix="ask the sender for 005010X222A1; what could be understood was read",
                    segment=transaction.header.first_segment,
                    offset=transaction.header.offset,
                    element="ST03",
                )
            ]
        )
        self.reference = ""
        self._strays: list[Segment] = []
        # by the number of its first segment, what a level holds whose claim could not be typed
        self._under_none: dict[int, tuple[Segment, ...]] = {}
        self.claims: Iterator[ReadClaim] = self._claims()

    @property
    def header(self) -> TransactionHeader:
        """Where the transaction begins, and the envelopes around it."""
        return self._transaction.header

    @property
    def others(self) -> Verbatim:
        """Segments that stand under no typed claim and say nothing of who takes part, so far."""
        return Verbatim((*self._strays, *chain.from_iterable(self._under_none.values())))

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of claims, so far."""
        return [*self._findings, *self._transaction.findings]

    def _claims(self) -> Iterator[ReadClaim]:
        found = self._findings
        header = _Level(lambda segments: read_header(segments, found))
        billing = _Level(lambda segments: read_billing(segments, found))
        subscriber = _Level(lambda segments: read_subscriber(segments, found))
        patient = _Level(lambda segments: read_patient(segments, found))
        component = self._transaction.delimiters.component
        ordinal = 0
        every = claim_loops(self._transaction, found, self._strays)
        for ordinal, loops in enumerate(every, start=1):
            above = header.of(loops.header)
            self.reference = above.reference
            reading = ClaimReading(loops.claim, component)
            claim = reading.claim(
                subscriber.of(loops.subscriber),
                patient.of(loops.patient) if loops.patient else None,
            )
            if claim is None:
                self._give_up(loops.subscriber)
                self._give_up(loops.patient)
            first, last = loops.claim[0], loops.claim[-1]
            yield ReadClaim(
                number=first.get(1),
                charge=reading.charge,
                claim=claim,
                submitter=above.submitter,
                receiver=above.receiver,
                billing=billing.of(loops.billing),
                ordinal=ordinal,
                first_segment=first.number,
                offset=first.offset,
                length=last.end - first.offset,
                findings=tuple(reading.findings),
                segments=Verbatim(tuple(loops.claim)),
            )
        if not ordinal:
            found.append(_empty(self._transaction.header))

    def _give_up(self, level: Sequence[Segment]) -> None:
        """Keep what a level holds besides names, once for all its claims."""
        if level and level[0].number not in self._under_none:
            self._under_none[level[0].number] = tuple(strays_among(level))


class _Level(Generic[T]):
    """A level of the hierarchy, read once for all the claims that stand under it."""

    def __init__(self, read: Callable[[Sequence[Segment]], T]) -> None:
        self._read = read
        self._segments: Sequence[Segment] | None = None
        self._value: T | None = None

    def of(self, segments: Sequence[Segment]) -> T:
        """What the level says; its claims share one list of segments."""
        if self._value is None or segments is not self._segments:
            self._segments, self._value = segments, self._read(segments)
        return self._value


def read_837p(transaction: Transaction) -> Reading837P:
    """The claims of a transaction whose kind is 837 and whose guide is the professional one."""
    return Reading837P(transaction)


def _empty(header: TransactionHeader) -> Finding:
    return Finding(
        code="837p.no-claims",
        what="the transaction holds no claim",
        fix="ask the sender for the whole file",
        segment=header.first_segment,
        offset=header.offset,
        element="CLM",
    )
