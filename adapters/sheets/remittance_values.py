"""A remittance sheet as the same typed values as an 835, so that both are posted by one service."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import groupby

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.remittances.parties import Party
from adapters.edi.remittances.read_835 import Survey835
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Procedure,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
    Totals,
)
from adapters.edi.values import CasAdjustment, DatedAs, Reference
from adapters.sheets.remittance_sheet import RemittanceRow, RemittanceSheet
from domain.money import show_money

_SEND_NUMBER = 14  # the row control number is CLM01 and a two-digit line number


def survey_of(sheet: RemittanceSheet) -> Survey835:
    """The sheet's header, sums and digest."""
    claims = claims_of(sheet)
    adjustments = provider_adjustments_of(sheet)
    groups: dict[str, int] = {}
    for row in sheet.rows:
        for one in row.adjustments:
            groups[one.group] = groups.get(one.group, 0) + one.amount
    return Survey835(
        header=RemittanceHeader(
            handling="I",
            paid=sheet.total_paid,
            method=sheet.method,
            effective_on=sheet.paid_on,
            trace=sheet.trace,
            who_pays=Party(sheet.payer),
        ),
        totals=Totals(
            claims=len(claims),
            billed=sum(row.billed for row in sheet.rows),
            paid=sum(row.paid for row in sheet.rows),
            provider_adjustments=sum(each.amount for each in adjustments),
            adjustments=dict(sorted(groups.items())),
            balanced=sheet.residual == 0,
            residual=sheet.residual,
        ),
        digest=_digest(sheet),
        provider_adjustments=adjustments,
        findings=tuple(finding for claim in claims for finding in claim.findings),
    )


def claims_of(sheet: RemittanceSheet) -> tuple[ClaimPayment, ...]:
    """The rows of the sheet as claim payments: those of one sending together, in order.

    Rows that undo a payment are a payment of their own: the fresh rows that follow are another.
    """
    by_claim = groupby(
        sheet.rows,
        key=lambda row: (row.control[:_SEND_NUMBER] or row.plan_claim, row.paid < 0),
    )
    return tuple(
        _claim(ordinal, tuple(rows)) for ordinal, (_, rows) in enumerate(by_claim, start=1)
    )


def provider_adjustments_of(sheet: RemittanceSheet) -> tuple[ProviderAdjustment, ...]:
    """Money of the sheet that belongs to no row of the invoice."""
    return tuple(
        ProviderAdjustment(
            provider="",
            fiscal_date=None,
            reason=each.reason,
            reference=each.reference,
            amount=each.amount,
            segment=each.row,
        )
        for each in sheet.provider_adjustments
    )


def _claim(ordinal: int, rows: Sequence[RemittanceRow]) -> ClaimPayment:
    findings = tuple(_uneven(row) for row in rows if row.residual)
    paid = sum(row.paid for row in rows)
    return ClaimPayment(
        ordinal=ordinal,
        claim_number=rows[0].control[:_SEND_NUMBER],
        status="22" if paid < 0 else "1",
        billed=sum(row.billed for row in rows),
        paid=paid,
        payer_control=next((row.plan_claim for row in rows if row.plan_claim), ""),
        lines=tuple(_line(at, row) for at, row in enumerate(rows, start=1)),
        findings=findings,
        balanced=not findings,
        segment=rows[0].row,
    )


def _line(ordinal: int, row: RemittanceRow) -> ServicePayment:
    return ServicePayment(
        ordinal=ordinal,
        procedure=Procedure("HC", row.code, row.modifiers),
        billed=row.billed,
        paid=row.paid,
        units_paid=None if row.units_paid is None else Decimal(row.units_paid),
        references=(Reference("6R", row.control),) if len(row.control) > _SEND_NUMBER else (),
        dates=(DatedAs("472", row.service_on),) if row.service_on else (),
        adjustments=tuple(
            CasAdjustment(one.group, one.reason, one.amount) for one in row.adjustments
        ),
        segment=row.row,
    )


def _uneven(row: RemittanceRow) -> Finding:
    lowered = sum(one.amount for one in row.adjustments)
    return Finding(
        code="remittance.line-out-of-balance",
        what=f"row {row.row} is billed {show_money(row.billed)} and adjusted by "
        f"{show_money(lowered)}, but paid {show_money(row.paid)}",
        fix="check the row; if the plan states it so, ask it for a corrected sheet; this claim "
        "waits for a person",
        element=f"row {row.row}, column Paid",
    )


def _digest(sheet: RemittanceSheet) -> str:
    rows = sorted(
        (
            row.control.upper(),
            (row.plan_claim or "").upper(),
            row.billed,
            row.paid,
            row.units_paid or 0,
            row.code,
            str(row.service_on or ""),
            sorted((one.group, one.reason, one.amount) for one in row.adjustments),
        )
        for row in sheet.rows
    )
    moved = sorted((a.reason, a.reference, a.amount) for a in sheet.provider_adjustments)
    return sha256(msgspec.msgpack.encode((sheet.payer, sheet.total_paid, rows, moved))).hexdigest()
