"""An 837P to typed claims, one at a time: our own for rehearsal, and whatever partners have.

Nothing aborts: a claim that cannot be typed comes as None with findings that say why. Codes are
taken as they stand; `claim_checks` judges them. Source: 005010X222A1.
"""

from collections.abc import Iterator

import msgspec

from adapters.edi.claims.claim_in_837p import ClaimReading
from adapters.edi.claims.claim_loops import claim_loops
from adapters.edi.claims.claim_parties import BillingProvider, Receiver, Submitter
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.finding import Finding
from domain.money import Money

SUPPORTED = frozenset({"005010X222", "005010X222A1", "005010X222A2"})


class ReadClaim(msgspec.Struct, frozen=True):
    """One claim of a file, and where it stands: `offset` and `length` are bytes.

    `claim` is None where the file does not say all that a claim must; `number` is CLM01 and
    `charge` CLM02 as far as they can be read even then.
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


class Reading837P:
    """The claims of one transaction being read; iterate `claims` once.

    `findings` are those of the transaction itself, complete after the last claim; each claim
    carries its own.
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
        self.claims: Iterator[ReadClaim] = self._claims()

    @property
    def header(self) -> TransactionHeader:
        """Where the transaction begins, and the envelopes around it."""
        return self._transaction.header

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of claims, so far."""
        return [*self._findings, *self._transaction.findings]

    def _claims(self) -> Iterator[ReadClaim]:
        component = self._transaction.delimiters.component
        none_yet = True
        for ordinal, found in enumerate(claim_loops(self._transaction), start=1):
            none_yet = False
            reading = ClaimReading(found, component)
            claim = reading.claim()
            first, last = found.claim[0], found.claim[-1]
            yield ReadClaim(
                number=first.get(1),
                charge=reading.charge,
                claim=claim,
                submitter=reading.submitter(),
                receiver=reading.receiver(),
                billing=reading.billing(),
                ordinal=ordinal,
                first_segment=first.number,
                offset=first.offset,
                length=last.end - first.offset,
                findings=tuple(reading.findings),
            )
        if none_yet:
            self._findings.append(_empty(self._transaction.header))


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
