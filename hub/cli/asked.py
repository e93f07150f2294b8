"""A partner and a month as people type them."""

import typer

from domain.identifiers import Malformed, PartnerCode, partner_code
from domain.period import Month


def partner_named(text: str) -> PartnerCode:
    """The code of a partner; ends the command where the text is none."""
    try:
        return partner_code(text)
    except Malformed as wrong:
        raise typer.BadParameter(f"{wrong.what}; {wrong.fix}") from None


def month_named(text: str) -> Month:
    """A month written like 2026-03; ends the command where the text is none."""
    try:
        return Month.read(text)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
