"""An invoice sheet back to the rows it was written from."""

from adapters.sheets.layout import Layout, find_layout
from adapters.sheets.read_layout import ReadRows, read_layout
from adapters.sheets.write_invoice import LAYOUT


def read_invoice(content: bytes, layout: Layout | None = None) -> ReadRows:
    """The rows of an invoice sheet, a workbook or CSV alike."""
    return read_layout(content, layout or find_layout(LAYOUT))
