"""A submission batch to an invoice sheet, for plans that take no 837P from us."""

from collections.abc import Mapping

from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.sheets.billed_rows import AboutLines, WrittenRows, write_rows
from adapters.sheets.layout import FileKind, Layout, LayoutColumn, find_layout
from domain.problem import Refused

LAYOUT = "invoice"
"""The layout of an invoice sheet unless a plan asks for its own."""


def invoice_columns() -> tuple[LayoutColumn, ...]:
    """The columns that an invoice sheet has unless a plan asks for others."""
    return find_layout(LAYOUT).columns


def write_invoice(
    batch: ProfessionalBatch,
    file: FileKind,
    service_names: Mapping[str, str],
    layout: Layout | None = None,
) -> WrittenRows | Refused:
    """The invoice of a batch, whose reference is the invoice number."""
    about = AboutLines(service_names)
    return write_rows(batch, layout or find_layout(LAYOUT), file, about)
