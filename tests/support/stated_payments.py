"""Claim payments and their lines as a plan states them, each by what a test is about."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from adapters.edi.remittances.remittance import ClaimPayment, Procedure, ServicePayment
from adapters.edi.values import CasAdjustment, DatedAs, Private, Reference
from adapters.edi.x12 import Segment
from tests.support.builders import SERVED_ON


def paid_line(  # noqa: PLR0913 - each says one thing that a test is about
    service: str = "98960 U2",
    billed: int | None = 5332,
    paid: int | None = None,
    *,
    units: int | None = 2,
    day: date | None = SERVED_ON,
    control: str = "",
    controls: Sequence[str] = (),
    instead_of: str = "",
    adjustments: Sequence[tuple[str, str, int]] = (),
) -> ServicePayment:
    """A line paid in full unless the test says otherwise; `instead_of` is SVC06."""
    return ServicePayment(
        ordinal=0,
        procedure=_procedure(service),
        billed=billed,
        paid=billed if paid is None else paid,
        units_paid=None if units is None else Decimal(units),
        original=_procedure(instead_of) if instead_of else None,
        adjustments=tuple(CasAdjustment(*each) for each in adjustments),
        references=tuple(Reference("6R", each) for each in (*controls, control) if each),
        dates=(DatedAs("472", day),) if day else (),
    )


def claim_paid(
    *lines: ServicePayment, number: str = "", control: str = "", member: str = "", **also: Any
) -> ClaimPayment:
    """A payment of its lines; `member` is NM109 of the member (2100 NM1*QC)."""
    names = (Segment("NM1", ["NM1", "QC", "1", *[""] * 5, "MI", member], 0, 0, 0),)
    comes_to = {
        "billed": sum(line.billed or 0 for line in lines),
        "paid": sum(line.paid or 0 for line in lines),
    }
    return ClaimPayment(
        ordinal=1,
        claim_number=number,
        status=also.pop("status", "1"),
        payer_control=control,
        lines=tuple(_counted(lines)),
        private=Private(names if member else ()),
        **(comes_to | also),
    )


def _procedure(service: str) -> Procedure:
    code, *modifiers = service.split()
    return Procedure("HC", code, tuple(modifiers))


def _counted(lines: Sequence[ServicePayment]) -> list[ServicePayment]:
    return [replace(line, ordinal=at) for at, line in enumerate(lines, start=1)]
