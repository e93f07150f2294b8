"""A roster in an archived file: what it pays as a whole, and how to read its rows again.

Its arithmetic is that of an 835, so that it is judged, posted and matched to a deposit like one:
payment = rows - adjustments that belong to no member, where a positive one lowers the payment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from adapters.edi.envelope import (
    Transaction,
    TransactionHeader,
    read_again,
    read_transactions,
)
from adapters.edi.remittances.parties import NOBODY, Party
from adapters.edi.remittances.read_835 import Survey835
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    RemittanceHeader,
    Totals,
)
from adapters.edi.rosters.member_payment import (
    MemberPayment,
    member_payments,
    names_a_person,
    roster_digest,
)
from adapters.edi.rosters.parties import Party as RosterParty
from adapters.edi.rosters.premium import PremiumAdjustment, PremiumHeader
from adapters.edi.rosters.read_820 import Reading820, read_820
from adapters.edi.values import Reference
from adapters.edi.x12 import Delimiters
from adapters.sheets.roster_sheet import RosterSheet, check_roster, read_roster_sheet
from domain.event import Source
from domain.identifiers import ArchiveId
from domain.notices.notice import Notice
from hub.handler import certain
from hub.services.notices.stated_day import sent_on
from hub.wiring import Hub

SHEET = "roster"
"""The kind of a roster that came as a sheet."""


class RosterFile(Protocol):
    """A roster that can be read again from its start."""

    def rows(self) -> Iterator[MemberPayment]:
        """The rows, one at a time."""
        ...

    def claims(self) -> Iterator[ClaimPayment]:
        """Claim payments, of which a roster has none."""
        ...

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """Money that is about no member."""
        ...


@dataclass(frozen=True)
class X12Roster:
    """One 820 of a file, by where it begins there; `moved` is what is about no member."""

    content: bytes
    header: TransactionHeader
    delimiters: Delimiters
    moved: tuple[ProviderAdjustment, ...]

    def rows(self) -> Iterator[MemberPayment]:
        """The rows, one at a time."""
        return member_payments(read_820(read_again(self.content, self.header, self.delimiters)))

    def claims(self) -> Iterator[ClaimPayment]:
        """None: a roster pays months."""
        return iter(())

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """Changes that name no person, known since the file was read through."""
        return self.moved


@dataclass(frozen=True)
class SheetRoster:
    """A roster sheet."""

    sheet: RosterSheet

    def rows(self) -> Iterator[MemberPayment]:
        """The rows, in order."""
        return iter(self.sheet.rows)

    def claims(self) -> Iterator[ClaimPayment]:
        """None: a roster pays months."""
        return iter(())

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """Money that is about no member; the sheet's sign is turned."""
        return [
            ProviderAdjustment(
                "", None, each.reason, each.reference, -each.amount, segment=each.row
            )
            for each in self.sheet.changes
        ]


@dataclass(frozen=True)
class RosterArrival:
    """A roster in an archived file, read once to its end."""

    survey: Survey835
    file: RosterFile
    source: Source
    control: str
    kind: str


def x12_roster(content: bytes, transaction: Transaction, archive_id: str) -> RosterArrival:
    """The 820 in `transaction`, read once to its end."""
    header = transaction.header
    reading = read_820(transaction)
    rows = list(member_payments(reading))
    changes = [each for each in reading.earlier_adjustments if not names_a_person(each)]
    moved = tuple(map(_adjustment, changes))
    source = Source(archive_id, header.ordinal, header.first_segment, header.offset, len(content))
    file = X12Roster(content, header, transaction.delimiters, moved)
    survey = replace(_survey(reading, rows, moved), sent_on=sent_on(header))
    return RosterArrival(survey, file, source, header.shown_control, "820")


def sheet_roster(sheet: RosterSheet, size: int, archive_id: str) -> RosterArrival:
    """The payment that a roster sheet states."""
    file = SheetRoster(sheet)
    moved = tuple(file.provider_adjustments())
    header = RemittanceHeader(
        handling="I",
        paid=sheet.total_paid,
        method=sheet.method,
        effective_on=sheet.paid_on,
        trace=sheet.trace,
        who_pays=Party(sheet.payer),
    )
    survey = Survey835(
        header=header,
        totals=_totals(sheet.rows, moved, residual=sheet.residual),
        digest=sheet.digest,
        provider_adjustments=moved,
        findings=(),
    )
    source = Source(archive_id, 1, 1, 0, size)
    return RosterArrival(survey, file, source, sheet.trace, SHEET)


def archived_roster(hub: Hub, notice: Notice) -> RosterFile:
    """The roster as it was when its posting began."""
    return arrived_roster(hub, notice).file


def arrived_roster(hub: Hub, notice: Notice) -> RosterArrival:
    """The roster as it arrived, read anew from its archived file."""
    content = hub.log.archive.get(ArchiveId(notice.source.archive_id))
    for transaction in read_transactions(content):
        if transaction.header.ordinal == notice.source.transaction:
            return x12_roster(content, transaction, notice.source.archive_id)
    sheet = certain(check_roster(certain(read_roster_sheet(content))))
    return sheet_roster(sheet, len(content), notice.source.archive_id)


def _survey(
    reading: Reading820, rows: Sequence[MemberPayment], moved: tuple[ProviderAdjustment, ...]
) -> Survey835:
    found = (finding for row in rows for finding in row.findings)
    changes = ((each.reason, -each.amount) for each in moved)
    return Survey835(
        header=_header(reading.header),
        totals=_totals(rows, moved, residual=reading.totals.residual),
        digest=roster_digest(reading.header.paid, rows, changes),
        provider_adjustments=moved,
        findings=(*reading.findings, *found),
    )


def _totals(
    rows: Sequence[MemberPayment],
    moved: Sequence[ProviderAdjustment],
    *,
    residual: int | None,
) -> Totals:
    paid = sum(row.amount or 0 for row in rows)
    return Totals(
        claims=len(rows),
        billed=paid,
        paid=paid,
        provider_adjustments=sum(each.amount for each in moved),
        adjustments={},
        balanced=None if residual is None else residual == 0,
        residual=residual,
        unread_claims=sum(row.amount is None for row in rows),
    )


def _header(stated: PremiumHeader) -> RemittanceHeader:
    return RemittanceHeader(
        handling=stated.handling,
        paid=stated.paid,
        credit_debit=stated.credit_debit,
        method=stated.method,
        effective_on=stated.effective_on,
        trace=stated.trace,
        payer_id=stated.payer_id,
        currency=stated.currency,
        who_pays=_party(stated.remitter),
        who_is_paid=_party(stated.receiver),
        version=stated.version,
        segment=stated.segment,
        offset=stated.offset,
    )


def _party(stated: RosterParty | None) -> Party:
    if stated is None:
        return NOBODY
    numbers: tuple[Reference, ...] = stated.references.references
    return Party(stated.name, stated.number_qualifier, stated.number, references=numbers)


def _adjustment(change: PremiumAdjustment) -> ProviderAdjustment:
    """An ADX below zero lowers the payment, a provider adjustment above zero does."""
    return ProviderAdjustment(
        provider="",
        fiscal_date=None,
        reason=change.reason,
        reference=next((each.value for each in change.numbers.references), ""),
        amount=-(change.amount or 0),
        segment=change.segment,
        offset=change.offset,
    )
