"""An 835 to typed values: header first, then claims one at a time, then what stands after them.

One pass holds one claim in memory; `survey_835` is a whole pass that keeps sums alone. Nothing
aborts: what is wrong comes as findings. Source: 005010X221A1.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256

import msgspec

from adapters.edi.elements import cents, day, shown, write_quantity
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.remittances.claim_835 import read_claim
from adapters.edi.remittances.faults import (
    empty_segment,
    not_a_date,
    not_an_amount,
    unknown_segment,
    without_claims,
)
from adapters.edi.remittances.header_835 import read_header, read_heading
from adapters.edi.remittances.loop import part_of
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
    Totals,
)
from adapters.edi.values import CasAdjustment, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

SUPPORTED = frozenset({"005010X221", "005010X221A1"})

_VERSION = re.compile(r"[0-9]{6}X[0-9]{3}(A[0-9])?")

_OPENINGS = frozenset({"LX", "TS3", "TS2", "CLP", "PLB"})


class Reading835:
    """One remittance being read.

    `header` is there at once. Iterate `claims` once; after it, `provider_adjustments`, `totals`
    and `findings` are complete. `findings` are those outside of claims, the transaction's own
    included; each claim carries its own.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._component = transaction.delimiters.component
        self._runs = transaction.runs(_OPENINGS)
        self.header, self._findings = read_header(next(self._runs), transaction.header)
        self._provider_adjustments: list[ProviderAdjustment] = []
        self._others: list[Segment] = []
        self._sums = _Sums()
        self.claims: Iterator[ClaimPayment] = self._claims()

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of claims, so far."""
        return [*self._findings, *self._transaction.findings]

    @property
    def provider_adjustments(self) -> tuple[ProviderAdjustment, ...]:
        """The PLB pairs read so far: all of them once `claims` is used up."""
        return tuple(self._provider_adjustments)

    @property
    def totals(self) -> Totals:
        """The sums of what was read so far."""
        return self._sums.totals(self.header.paid)

    @property
    def others(self) -> Verbatim:
        """Segments after the header that belong to no claim and that nothing else holds, so far."""
        return Verbatim(tuple(self._others))

    def _claims(self) -> Iterator[ClaimPayment]:
        above: list[Segment] = []
        heading, ordinal = Heading(), 0
        for run in self._runs:
            opening = run[0].id
            if opening == "CLP":
                if above:
                    heading, above = self._heading(above, heading), []
                ordinal += 1
                claim = read_claim(run, ordinal, heading, self._component)
                self._sums.add(claim)
                yield claim
            elif opening == "PLB":
                self._provider_adjustment(run[0])
                self._keep(run[1:], unknown_segment)
            elif opening == "LX":
                self._keep(above, without_claims)
                above = run
            else:
                above += run
        self._keep(above, without_claims)

    def _heading(self, segments: list[Segment], before: Heading) -> Heading:
        heading, found = read_heading(segments, before.number)
        self._findings += found
        return heading

    def _provider_adjustment(self, segment: Segment) -> None:
        """Up to six pairs of reason with reference, and amount (005010X221A1 PLB03-PLB14)."""
        if not any(segment.elements[3:]):
            self._keep([segment], empty_segment)
        fiscal_date = day(segment.get(2))
        if segment.get(2) and fiscal_date is None:
            self._findings.append(not_a_date(segment, 2, ""))
        for pair, at in enumerate(range(3, len(segment.elements), 2), start=1):
            named, text = segment.elements[at], segment.get(at + 1)
            if not (named or text):
                continue
            amount = cents(text)
            if amount is None:
                self._sums.unread = True
                unread = ["PLB", segment.get(1), segment.get(2), named, text]
                self._others.append(part_of(segment, unread))
                self._findings.append(not_an_amount(segment, at + 1, ""))
                continue
            reason, _, reference = named.partition(self._component)
            self._sums.provider_adjustments += amount
            self._provider_adjustments.append(
                ProviderAdjustment(
                    provider=segment.get(1),
                    fiscal_date=fiscal_date,
                    reason=reason,
                    reference=reference,
                    amount=amount,
                    pair=pair,
                    segment=segment.number,
                    offset=segment.offset,
                    length=segment.length,
                )
            )

    def _keep(self, segments: Iterable[Segment], fault: Callable[[Segment, str], Finding]) -> None:
        for segment in segments:
            self._others.append(segment)
            self._findings.append(fault(segment, ""))


class Survey835(msgspec.Struct, frozen=True):
    """A remittance as a whole: what its header says, its sums, and the digest of its contents.

    `digest` is the same for the same payer, amounts, days, claim numbers, statuses, adjustments
    and PLB, whatever the envelope, texts, delimiters and order of claims; BPR16 and TRN02 are not
    in it, so that a copy without its date is known again. `sent_on` is the day of its file (GS04),
    for one that states no other.
    """

    header: RemittanceHeader
    totals: Totals
    digest: str
    provider_adjustments: tuple[ProviderAdjustment, ...]
    findings: tuple[Finding, ...]
    sent_on: date | None = None


def refusal(header: TransactionHeader) -> Finding | None:
    """Why a remittance of this version is not read, 4010 for one; None where it is read."""
    if header.version in SUPPORTED:
        return None
    named = header.version if _VERSION.fullmatch(header.version) else shown(header.version)
    return Finding(
        code="remittance.version-unsupported",
        what=f"the remittance is written to {named}; 005010X221A1 is read",
        fix="ask the plan for a 5010 remittance; nothing of this one was posted",
        segment=header.first_segment,
        offset=header.offset,
        element="GS08 or ST03",
    )


def read_835(transaction: Transaction) -> Reading835:
    """The remittance in `transaction`; the caller looks at `refusal` first."""
    return Reading835(transaction)


def survey_835(transaction: Transaction) -> Survey835:
    """The sums and the digest of a remittance, in one pass that keeps no claim."""
    reading = Reading835(transaction)
    contents = _Digest()
    found: list[Finding] = []
    for claim in reading.claims:
        contents.add(_claim_values(claim))
        found.extend(claim.findings)
    for moved in reading.provider_adjustments:
        contents.add(
            ("PLB", moved.provider, moved.reason, moved.reference, moved.amount, moved.fiscal_date)
        )
    return Survey835(
        header=reading.header,
        totals=reading.totals,
        digest=contents.hexadecimal((reading.header.payer, reading.header.paid)),
        provider_adjustments=reading.provider_adjustments,
        findings=(*reading.findings, *found),
    )


class _Sums:
    """Running sums over the claims given out."""

    def __init__(self) -> None:
        self.unread = False
        self.provider_adjustments: Money = 0
        self._claims = 0
        self._unread_claims = 0
        self._billed = 0
        self._paid = 0
        self._groups: dict[str, Money] = {}

    def add(self, claim: ClaimPayment) -> None:
        self._claims += 1
        self._unread_claims += claim.unread
        self._billed += claim.billed or 0
        self._paid += claim.paid or 0
        self.unread = self.unread or claim.paid is None
        groups = self._groups
        for adjustment in claim.adjustments:
            groups[adjustment.group] = groups.get(adjustment.group, 0) + adjustment.amount
        for line in claim.lines:
            for adjustment in line.adjustments:
                groups[adjustment.group] = groups.get(adjustment.group, 0) + adjustment.amount

    def totals(self, stated: Money | None) -> Totals:
        """The sums against BPR02."""
        unknown = stated is None or self.unread
        residual = None if unknown else (stated or 0) - (self._paid - self.provider_adjustments)
        return Totals(
            claims=self._claims,
            billed=self._billed,
            paid=self._paid,
            provider_adjustments=self.provider_adjustments,
            adjustments=dict(sorted(self._groups.items())),
            balanced=None if residual is None else residual == 0,
            residual=residual,
            unread_claims=self._unread_claims,
        )


class _Digest:
    """A hash over a bag of values: their order does not matter, how often each comes does."""

    def __init__(self) -> None:
        self._total = 0
        self._encode = msgspec.msgpack.Encoder().encode

    def add(self, values: object) -> None:
        # a sum of hashes, not their exclusive or: two equal claims must not cancel out
        self._total += int.from_bytes(sha256(self._encode(values)).digest())

    def hexadecimal(self, about: object) -> str:
        """The digest of all that was added, under what is said about it as a whole."""
        return sha256(self._encode((about, hex(self._total)))).hexdigest()


def _claim_values(claim: ClaimPayment) -> object:
    return (
        claim.claim_number,
        claim.status,
        claim.billed,
        claim.paid,
        claim.member_responsibility or 0,
        claim.payer_control,
        claim.frequency,
        _adjustments(claim.adjustments),
        sorted((amount.qualifier, amount.amount) for amount in claim.amounts),
        sorted((dated.qualifier, dated.day) for dated in claim.dates),
        sorted(_line_values(line) for line in claim.lines),
    )


def _line_values(line: ServicePayment) -> tuple[object, ...]:
    return (
        line.code,
        line.modifiers,
        line.billed or 0,
        line.paid or 0,
        line.service_date.toordinal() if line.service_date else 0,
        line.line_control,
        write_quantity(line.units_paid),
        _adjustments(line.adjustments),
    )


def _adjustments(stated: Iterable[CasAdjustment]) -> list[tuple[str, str, Money]]:
    return sorted((one.group, one.reason, one.amount) for one in stated)
