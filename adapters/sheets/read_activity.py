"""A flat activity file back to the rows it was written from."""

from adapters.sheets.layout import Layout, find_layout
from adapters.sheets.read_layout import ReadRows, read_layout
from adapters.sheets.write_activity import LAYOUT


def read_activity(content: bytes, layout: Layout | None = None) -> ReadRows:
    """The rows of an activity file."""
    return read_layout(content, layout or find_layout(LAYOUT))
