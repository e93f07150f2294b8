"""Remittances to an 835: the payer's side, for rehearsal and partners. Source: 005010X221A1."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from adapters.edi.elements import write_cents, write_day, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.remittances.parties import write_contact
from adapters.edi.remittances.provider_sums import write_sums
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Heading,
    Procedure,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.remittances.write_header_835 import write_header
from adapters.edi.values import NOTHING_KEPT, Amount, CasAdjustment, DatedAs, Reference, Verbatim
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import DEFAULT, Element, Writable

_PER_CAS = 6
_PER_PLB = 6
_MODIFIERS = 4

T = TypeVar("T")
Segments = Iterator[Writable]


def write_835(
    header: RemittanceHeader,
    claims: Iterable[ClaimPayment],
    provider_adjustments: Iterable[ProviderAdjustment] = (),
    *,
    interchange: Interchange,
    group: Group,
    control: str,
) -> bytes:
    """One interchange with one remittance; the sums are the caller's, right or wrong.

    Raises `DelimiterInText` where a text holds a delimiter.
    """
    # 005010X221A1 has no ST03: its version stands in GS08 alone
    remittance = TransactionToWrite(
        "835", control, "", body_835(header, claims, provider_adjustments)
    )
    return write_interchange(interchange, [(group, [remittance])])


def body_835(
    header: RemittanceHeader,
    claims: Iterable[ClaimPayment],
    provider_adjustments: Iterable[ProviderAdjustment] = (),
    others: Verbatim = NOTHING_KEPT,
    component: str = DEFAULT.component,
) -> Segments:
    """The segments between ST and SE, made one claim at a time.

    `others` are segments that stand after all claims. What was read and is kept as it stands, is
    written as it stood: a file that is to hold it has the delimiters, and so the `component`
    separator, of the file that it was read from.
    """
    yield from write_header(header)
    heading = Heading()
    for claim in claims:
        if claim.heading != heading:
            heading = claim.heading
            yield from _heading(heading)
        yield from _claim(claim, component)
    yield from _provider_adjustments(provider_adjustments, component)
    yield from others.segments


def _heading(heading: Heading) -> Segments:
    if heading.number:
        yield ["LX", heading.number]
    if heading.provider:
        yield write_sums(heading.provider)
    if heading.hospital:
        yield write_sums(heading.hospital)
    yield from heading.others.segments


def _claim(claim: ClaimPayment, component: str) -> Segments:
    yield [
        "CLP",
        claim.claim_number,
        claim.status,
        write_cents(claim.billed),
        write_cents(claim.paid),
        write_cents(claim.member_responsibility or None),
        claim.filing,
        claim.payer_control,
        claim.facility,
        claim.frequency,
        claim.patient_status,
        claim.drg,
        write_quantity(claim.drg_weight),
        write_quantity(claim.discharged_share),
        claim.condition,
    ]
    yield from _adjustments(claim.adjustments)
    yield from claim.private.names
    for sums in (claim.inpatient, claim.outpatient):
        if sums:
            yield write_sums(sums)
    yield from _references(claim.references)
    yield from _dates(claim.dates)
    for contact in claim.contacts:
        yield write_contact(contact)
    yield from _amounts(claim.amounts)
    for counted in claim.quantities:
        yield ["QTY", counted.qualifier, write_quantity(counted.quantity)]
    yield from claim.others.segments
    for line in claim.lines:
        yield from _line(line, component)


def _line(line: ServicePayment, component: str) -> Segments:
    yield [
        "SVC",
        _procedure(line.procedure, component),
        write_cents(line.billed),
        write_cents(line.paid),
        line.revenue_code,
        write_quantity(line.units_paid),
        _procedure(line.original, component) if line.original else "",
        write_quantity(line.units_billed),
    ]
    yield from _dates(line.dates)
    yield from _adjustments(line.adjustments)
    yield from _references(line.references)
    yield from _amounts(line.amounts)
    for counted in line.quantities:
        yield ["QTY", counted.qualifier, write_quantity(counted.quantity)]
    for remark in line.remarks:
        yield ["LQ", "HE", remark]
    for remark in line.drug_remarks:
        yield ["LQ", "RX", remark]
    yield from line.others.segments


def _procedure(procedure: Procedure, component: str) -> Sequence[str]:
    modifiers = list(procedure.modifiers)
    if procedure.description:  # it stands after four modifiers, and may hold what follows it
        modifiers += [""] * (_MODIFIERS - len(modifiers))
        modifiers += procedure.description.split(component)
    return [procedure.qualifier, procedure.code, *modifiers]


def _references(references: Iterable[Reference]) -> Segments:
    for reference in references:
        yield ["REF", reference.qualifier, reference.value]


def _dates(dates: Iterable[DatedAs]) -> Segments:
    for dated in dates:
        yield ["DTM", dated.qualifier, write_day(dated.day)]


def _amounts(amounts: Iterable[Amount]) -> Segments:
    for amount in amounts:
        yield ["AMT", amount.qualifier, write_cents(amount.amount)]


def _adjustments(adjustments: Iterable[CasAdjustment]) -> Segments:
    """Neighbours of one group share a CAS, six at most."""
    for group, members in groupby(adjustments, lambda adjustment: adjustment.group):
        for chunk in _chunks(list(members), _PER_CAS):
            triplets = (
                (each.reason, write_cents(each.amount), write_quantity(each.quantity))
                for each in chunk
            )
            yield ["CAS", group, *(text for triplet in triplets for text in triplet)]


def _provider_adjustments(moved: Iterable[ProviderAdjustment], component: str) -> Segments:
    """Neighbours of one provider and fiscal date share a PLB, six at most."""
    for (provider, fiscal), members in groupby(moved, lambda m: (m.provider, m.fiscal_date)):
        for chunk in _chunks(list(members), _PER_PLB):
            pairs: list[Element] = []
            for each in chunk:
                pairs += [[each.reason, *each.reference.split(component)], write_cents(each.amount)]
            yield ["PLB", provider, write_day(fiscal), *pairs]


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
