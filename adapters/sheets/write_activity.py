"""A submission batch to the flat activity file of a lead entity, which takes no 837P.

A lead entity stands between a plan and hubs: it bills the plan itself from the activities that it
is handed (domain.md 5.3). Each has a layout of its own; ours is what such files commonly ask for,
and is no lead entity's.
"""

from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.sheets.billed_rows import AboutLines, WrittenRows, write_rows
from adapters.sheets.layout import Layout, find_layout
from domain.problem import Refused

LAYOUT = "activity"
"""The layout of an activity file unless a lead entity asks for its own."""


def write_activity(
    batch: ProfessionalBatch, about: AboutLines, layout: Layout | None = None
) -> WrittenRows | Refused:
    """The activities of a batch, one row for each billed line."""
    chosen = layout or find_layout(LAYOUT)
    return write_rows(batch, chosen, chosen.file, about)
