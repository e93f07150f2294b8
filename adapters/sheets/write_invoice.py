"""A submission batch to an invoice sheet, for plans that take no 837P from us.

The same claims feed both. A row is one billed line, and its control number is the text of REF*6R,
so what the plan answers finds partner, claim and line in the same way.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from adapters.edi.claims.claim_checks import problems_of, problems_of_batch
from adapters.edi.claims.claim_parties import Address
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import HeldClaim
from adapters.sheets.write_sheet import Amount, Cell, write_csv, write_xlsx
from domain.identifiers import SendNumber
from domain.money import Money
from domain.problem import Refused

_COLUMNS = Path(__file__).with_name("invoice_columns.toml")


class InvoiceColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: its title in the sheet and the value that stands in it."""

    title: str
    field: str


class InvoiceColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns of an invoice sheet, in order."""

    columns: tuple[InvoiceColumn, ...]


class WrittenInvoice(msgspec.Struct, frozen=True):
    """One invoice sheet. `sent` are the claims in it; `content` is empty where all are held."""

    content: bytes
    sent: tuple[SendNumber, ...]
    held: tuple[HeldClaim, ...]
    total_billed: Money


@cache
def invoice_columns() -> tuple[InvoiceColumn, ...]:
    """The columns that an invoice sheet has unless a plan asks for others."""
    found = msgspec.convert(tomllib.loads(_COLUMNS.read_text("utf-8")), InvoiceColumns)
    return found.columns


def write_invoice(
    batch: ProfessionalBatch,
    form: Literal["xlsx", "csv"],
    service_names: Mapping[str, str],
    columns: tuple[InvoiceColumn, ...] | None = None,
) -> WrittenInvoice | Refused:
    """The invoice of a batch, whose reference is the invoice number.

    `service_names` gives the plain name of a service by its code and modifiers: ``98960 U2``.
    Claims are held by the same rules as for an 837P.
    """
    if found := problems_of_batch(batch):
        return Refused(found)
    chosen = columns or invoice_columns()
    judged = [(claim, problems_of(claim)) for claim in batch.claims]
    good = [claim for claim, problems in judged if not problems]
    total = sum(claim.charge for claim in good)
    rows = [
        [values[column.field] for column in chosen]
        for claim in good
        for line in claim.lines
        for values in [_row(batch, claim, line, service_names) | {"total_billed": Amount(total)}]
    ]
    titles = [column.title for column in chosen]
    content = write_csv(titles, rows) if form == "csv" else write_xlsx("Invoice", titles, rows)
    return WrittenInvoice(
        content=content if good else b"",
        sent=tuple(claim.sent_as for claim in good),
        held=tuple(HeldClaim(claim.sent_as, problems) for claim, problems in judged if problems),
        total_billed=total,
    )


def _row(
    batch: ProfessionalBatch, claim: ProfessionalClaim, line: ClaimLine, names: Mapping[str, str]
) -> dict[str, Cell]:
    """Every value that a column may ask for."""
    return (
        dict(_batch_values(batch))
        | dict(_claim_values(claim))
        | dict(_line_values(claim, line, names))
    )


def _batch_values(batch: ProfessionalBatch) -> Iterator[tuple[str, Cell]]:
    yield "invoice_number", batch.reference
    yield "invoice_date", batch.made_at.date()
    yield "billing_npi", batch.billing.npi
    yield "billing_name", batch.billing.name
    yield "billing_tin", batch.billing.tin
    yield "billing_address", _one_line(batch.billing.address)
    yield "billing_phone", batch.submitter.phone


def _claim_values(claim: ProfessionalClaim) -> Iterator[tuple[str, Cell]]:
    member, rendering = claim.subscriber, claim.providers.rendering
    yield "sent_as", claim.sent_as
    yield "frequency", claim.frequency
    yield "payer_control", claim.payer_control
    yield "authorization", claim.authorization
    yield "rendering_npi", rendering.npi if rendering else None
    who = f"{rendering.first_name} {rendering.name}".strip() if rendering else None
    yield "rendering_name", who
    yield "cin", member.cin
    yield "last_name", member.last_name
    yield "first_name", member.first_name
    yield "born_on", member.born_on
    yield "member_address", _one_line(member.address)
    yield "plan_name", claim.payer.name
    yield "plan_identifier", claim.payer.identifier


def _line_values(
    claim: ProfessionalClaim, line: ClaimLine, names: Mapping[str, str]
) -> Iterator[tuple[str, Cell]]:
    units = int(line.units)  # whole, as the claim was checked before
    unit_cost, uneven = divmod(line.charge, units)
    pointed = [claim.diagnoses[pointer - 1] for pointer in line.pointers]
    yield "control", line.control
    yield "code", line.code
    yield "modifiers", " ".join(line.modifiers)
    yield "service_name", names.get(" ".join((line.code, *line.modifiers)))
    yield "service_on", line.service_on
    yield "place", line.place
    yield "units", units
    yield "unit_cost", None if uneven else Amount(unit_cost)
    yield "charge", Amount(line.charge)
    yield "diagnoses", " ".join(pointed)


def _one_line(address: Address | None) -> str:
    if address is None:
        return ""
    street = ", ".join(part for part in (address.street, address.second_line) if part)
    return f"{street}, {address.city}, {address.state} {address.zip_code}"
