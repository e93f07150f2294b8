"""A submission batch as billed rows, for plans that take no 837P from us.

The same claims feed both, and are held by the same rules. A row is one billed line, and its
control number is the text of REF*6R, so what the plan answers finds partner, claim and line alike.
"""

from collections.abc import Iterator, Mapping

import msgspec

from adapters.edi.claims.checks.before_sending import problems_of_batch, problems_of_claims
from adapters.edi.claims.claim_parties import Address
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import HeldClaim
from adapters.sheets.billed_row import BilledRow
from adapters.sheets.layout import FileKind, Layout
from adapters.sheets.write_layout import room_problems, write_layout
from domain.identifiers import LineControlNumber, SendNumber
from domain.money import Money
from domain.problem import Problem, Refused

_HOMELESS = "Z590"  # ICD-10-CM Z59.00, Z59.01, Z59.02
_PARTNER = slice(3)  # CLM01 begins with the partner's three letters


class AboutLines(msgspec.Struct, frozen=True):
    """What the hub knows of lines beside the claim.

    `service_names` gives the plain name of a service by its code and modifiers (``98960 U2``),
    `minutes` what the partner reported, by control number.
    """

    service_names: Mapping[str, str] = {}
    minutes: Mapping[LineControlNumber, int] = {}


class WrittenRows(msgspec.Struct, frozen=True):
    """One written file. `sent` are the claims in it; `content` is empty where all are held."""

    content: bytes
    sent: tuple[SendNumber, ...]
    held: tuple[HeldClaim, ...]
    total_billed: Money


def write_rows(
    batch: ProfessionalBatch, layout: Layout, file: FileKind, about: AboutLines
) -> WrittenRows | Refused:
    """The file of a batch in a layout, and the claims that had to be held."""
    if found := problems_of_batch(batch):
        return Refused(found)
    judged = [
        (claim, wrong or _room_problems(batch, claim, layout, about))
        for claim, wrong in zip(batch.claims, problems_of_claims(batch), strict=True)
    ]
    good = [claim for claim, problems in judged if not problems]
    rows = billed_rows(msgspec.structs.replace(batch, claims=tuple(good)), about)
    return WrittenRows(
        content=write_layout(layout, rows, file) if good else b"",
        sent=tuple(claim.sent_as for claim in good),
        held=tuple(HeldClaim(claim.sent_as, problems) for claim, problems in judged if problems),
        total_billed=sum(claim.charge for claim in good),
    )


def billed_rows(batch: ProfessionalBatch, about: AboutLines) -> tuple[BilledRow, ...]:
    """Every line of every claim of a batch."""
    total = sum(claim.charge for claim in batch.claims)
    return tuple(
        _row(batch, claim, line, about, total) for claim in batch.claims for line in claim.lines
    )


def _room_problems(
    batch: ProfessionalBatch, claim: ProfessionalClaim, layout: Layout, about: AboutLines
) -> tuple[Problem, ...]:
    rows = (_row(batch, claim, line, about, claim.charge) for line in claim.lines)
    return tuple(problem for row in rows for problem in room_problems(layout, row))


def _row(
    batch: ProfessionalBatch,
    claim: ProfessionalClaim,
    line: ClaimLine,
    about: AboutLines,
    total: Money,
) -> BilledRow:
    values: dict[str, object] = dict(_batch_values(batch, claim))
    values |= _claim_values(claim)
    values |= _line_values(claim, line, about)
    return BilledRow(total_billed=total, **values)  # type: ignore[arg-type]


def _batch_values(
    batch: ProfessionalBatch, claim: ProfessionalClaim
) -> Iterator[tuple[str, object]]:
    billing = claim.billing or batch.billing
    yield "invoice_number", batch.reference
    yield "invoice_date", batch.made_at.date()
    yield "billing_npi", billing.npi
    yield "billing_name", f"{billing.first_name} {billing.name}".strip()
    yield "billing_tin", billing.tin
    yield "billing_address", _one_line(billing.address)
    yield "billing_phone", (billing.contact and billing.contact.phone) or batch.submitter.phone


def _claim_values(claim: ProfessionalClaim) -> Iterator[tuple[str, object]]:
    member, rendering = claim.subscriber, claim.providers.rendering
    yield "sent_as", claim.sent_as
    yield "partner", claim.sent_as[_PARTNER]
    yield "frequency", claim.frequency
    yield "payer_control", claim.payer_control or ""
    yield "authorization", claim.authorization or ""
    if rendering is not None:
        yield "rendering_npi", rendering.npi or ""
        yield "rendering_name", f"{rendering.first_name} {rendering.name}".strip()
    yield "cin", member.cin
    yield "last_name", member.last_name
    yield "first_name", member.first_name
    yield "born_on", member.born_on
    yield "sex", member.sex
    if (address := member.address) is not None:
        yield "member_address", _one_line(address)
        yield "member_street", _street(address)
        yield "member_city", address.city
        yield "member_state", address.state
        yield "member_zip", address.zip_code
    # no claim says that somebody has a home: what is not said stays empty
    yield "homeless", "Y" if any(d.startswith(_HOMELESS) for d in claim.diagnoses) else ""
    yield "plan_name", claim.payer.name
    yield "plan_identifier", claim.payer.identifier


def _line_values(
    claim: ProfessionalClaim, line: ClaimLine, about: AboutLines
) -> Iterator[tuple[str, object]]:
    units = int(line.units)
    unit_cost, uneven = divmod(line.charge, units)
    yield "control", line.control
    yield "code", line.code
    yield "modifiers", tuple(line.modifiers)
    yield "service_name", about.service_names.get(" ".join((line.code, *line.modifiers)), "")
    yield "service_on", line.service_on
    yield "service_to", line.service_to or line.service_on
    yield "place", line.place
    yield "units", units
    yield "minutes", about.minutes.get(line.control)
    yield "unit_cost", None if uneven else unit_cost
    yield "charge", line.charge
    yield "diagnoses", tuple(claim.diagnoses[pointer - 1] for pointer in line.pointers)


def _one_line(address: Address) -> str:
    return f"{_street(address)}, {address.city}, {address.state} {address.zip_code}"


def _street(address: Address) -> str:
    return ", ".join(part for part in (address.street, address.second_line) if part)
