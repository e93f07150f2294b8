"""Remittances to an 835: the payer's side, for rehearsal and partners. Source: 005010X221A1."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from adapters.edi.elements import write_cents, write_day, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.values import CasAdjustment, Reference
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element

_PER_CAS = 6
_PER_PLB = 6
_PER_MOA = 5

T = TypeVar("T")
Segments = Iterator[Sequence[Element]]


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

    A line's `service_date` and `line_control` are written even where `dates` and `references`
    do not hold them. Raises `DelimiterInText` where a text holds a delimiter.
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
) -> list[Sequence[Element]]:
    """The segments between ST and SE."""
    written = list(_header(header))
    for at, claim in enumerate(claims):
        if at == 0:
            written.append(["LX", "1"])
        written.extend(_claim(claim))
    written.extend(_provider_adjustments(provider_adjustments))
    return written


def _header(header: RemittanceHeader) -> Segments:
    yield [
        "BPR",
        header.handling,
        write_cents(header.paid),
        header.credit_debit,
        header.method,
        "CCP" if header.method == "ACH" else "",
        *[""] * 10,
        write_day(header.effective_on),
    ]
    yield ["TRN", "1", header.trace, header.payer_id]
    yield from _references(header.references)
    if header.produced_on:
        yield ["DTM", "405", write_day(header.produced_on)]
    yield ["N1", "PR", header.payer_name, "XV" if header.payer_number else "", header.payer_number]
    yield from _references(header.payer_references)
    yield from _payee(header)


def _payee(header: RemittanceHeader) -> Segments:
    named = ("XX", header.payee_npi) if header.payee_npi else ("FI", header.payee_tin)
    yield ["N1", "PE", header.payee_name, *(named if named[1] else ())]
    stated = {reference.qualifier for reference in header.payee_references}
    if header.payee_npi and header.payee_tin and "TJ" not in stated:
        yield ["REF", "TJ", header.payee_tin]
    yield from _references(header.payee_references)


def _claim(claim: ClaimPayment) -> Segments:
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
    ]
    yield from _adjustments(claim.adjustments)
    for name in claim.private.names:
        yield name.elements
    if claim.remarks:
        yield ["MOA", "", "", *claim.remarks[:_PER_MOA]]
    yield from _references(claim.references)
    for dated in claim.dates:
        yield ["DTM", dated.qualifier, write_day(dated.day)]
    for amount in claim.amounts:
        yield ["AMT", amount.qualifier, write_cents(amount.amount)]
    for line in claim.lines:
        yield from _line(line)


def _line(line: ServicePayment) -> Segments:
    yield [
        "SVC",
        [line.qualifier, line.code, *line.modifiers],
        write_cents(line.billed),
        write_cents(line.paid),
        "",
        write_quantity(line.units_paid),
        [line.qualifier, line.original_code] if line.original_code else "",
        write_quantity(line.units_billed),
    ]
    days = {dated.qualifier for dated in line.dates}
    if line.service_date and not days & {"472", "150"}:
        yield ["DTM", "472", write_day(line.service_date)]
    for dated in line.dates:
        yield ["DTM", dated.qualifier, write_day(dated.day)]
    yield from _adjustments(line.adjustments)
    if line.line_control and all(stated.qualifier != "6R" for stated in line.references):
        yield ["REF", "6R", line.line_control]
    yield from _references(line.references)
    for amount in line.amounts:
        yield ["AMT", amount.qualifier, write_cents(amount.amount)]
    for remark in line.remarks:
        yield ["LQ", "HE", remark]


def _references(references: Iterable[Reference]) -> Segments:
    for reference in references:
        yield ["REF", reference.qualifier, reference.value]


def _adjustments(adjustments: Iterable[CasAdjustment]) -> Segments:
    """Neighbours of one group share a CAS, six at most."""
    for group, members in groupby(adjustments, lambda adjustment: adjustment.group):
        for chunk in _chunks(list(members), _PER_CAS):
            triplets = (
                (each.reason, write_cents(each.amount), write_quantity(each.quantity))
                for each in chunk
            )
            yield ["CAS", group, *(text for triplet in triplets for text in triplet)]


def _provider_adjustments(moved: Iterable[ProviderAdjustment]) -> Segments:
    """Neighbours of one provider and fiscal date share a PLB, six at most."""
    for (provider, fiscal), members in groupby(moved, lambda m: (m.provider, m.fiscal_date)):
        for chunk in _chunks(list(members), _PER_PLB):
            pairs: list[Element] = []
            for each in chunk:
                pairs += [[each.reason, each.reference], write_cents(each.amount)]
            yield ["PLB", provider, write_day(fiscal), *pairs]


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
