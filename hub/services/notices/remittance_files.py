"""A remittance in an archived file: what it says as a whole, and how to read it again."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from msgspec.structs import replace

from adapters.edi.envelope import (
    Transaction,
    TransactionHeader,
    read_again,
    read_transactions,
)
from adapters.edi.remittances.read_835 import Survey835, read_835, survey_835
from adapters.edi.remittances.remittance import ClaimPayment, ProviderAdjustment
from adapters.edi.x12 import Delimiters
from adapters.sheets.remittance_sheet import (
    RemittanceSheet,
    check_remittance,
    read_remittance_sheet,
)
from adapters.sheets.remittance_values import claims_of, provider_adjustments_of, survey_of
from domain.event import Source
from domain.identifiers import ArchiveId
from domain.notices.notice import Notice
from hub.handler import certain
from hub.services.months.roster_files import archived_roster
from hub.services.notices.stated_day import sent_on
from hub.wiring import Hub

SHEET = "sheet"
"""The kind of a remittance that was typed, or came as a sheet."""


class RemittanceFile(Protocol):
    """A remittance that can be read again from its start."""

    def claims(self) -> Iterator[ClaimPayment]:
        """The claim payments, one at a time."""
        ...

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """What stands after the claims."""
        ...


@dataclass(frozen=True)
class X12Remittance:
    """One 835 of a file, by where it begins there; `moved` are its PLB pairs."""

    content: bytes
    header: TransactionHeader
    delimiters: Delimiters
    moved: tuple[ProviderAdjustment, ...]

    def claims(self) -> Iterator[ClaimPayment]:
        """The claim payments, one at a time."""
        return read_835(read_again(self.content, self.header, self.delimiters)).claims

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """The PLB pairs, known since the file was surveyed."""
        return self.moved


@dataclass(frozen=True)
class SheetRemittance:
    """A remittance sheet of a plan that is billed by invoice."""

    sheet: RemittanceSheet

    def claims(self) -> Iterator[ClaimPayment]:
        """The claim payments, in order."""
        return iter(claims_of(self.sheet))

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """Money that belongs to no claim."""
        return provider_adjustments_of(self.sheet)


@dataclass(frozen=True)
class Arrival:
    """A remittance in an archived file: what it says as a whole, and how to read it again."""

    survey: Survey835
    file: RemittanceFile
    source: Source
    control: str
    kind: str


def x12_arrival(content: bytes, transaction: Transaction, archive_id: str) -> Arrival:
    """The 835 in `transaction`, read once to its end."""
    header = transaction.header
    survey = replace(survey_835(transaction), sent_on=sent_on(header))
    source = Source(archive_id, header.ordinal, header.first_segment, header.offset, len(content))
    file = X12Remittance(content, header, transaction.delimiters, survey.provider_adjustments)
    return Arrival(survey, file, source, header.shown_control, "835")


def sheet_arrival(sheet: RemittanceSheet, size: int, archive_id: str) -> Arrival:
    """The payment that a remittance sheet states."""
    source = Source(archive_id, 1, 1, 0, size)
    return Arrival(survey_of(sheet), SheetRemittance(sheet), source, sheet.trace, SHEET)


def archived_remittance(hub: Hub, notice: Notice) -> RemittanceFile:
    """The remittance as it was when its posting began: another copy may order its claims anew."""
    if notice.holds == "months":
        return archived_roster(hub, notice)
    return archived_arrival(hub, notice).file


def archived_arrival(hub: Hub, notice: Notice) -> Arrival:
    """The remittance as it arrived, read anew from its archived file."""
    archive_id = notice.source.archive_id
    content = hub.log.archive.get(ArchiveId(archive_id))
    for transaction in read_transactions(content):
        if transaction.header.ordinal == notice.source.transaction:
            return x12_arrival(content, transaction, archive_id)
    sheet = certain(check_remittance(certain(read_remittance_sheet(content))))
    return sheet_arrival(sheet, len(content), archive_id)


def some_payments(file: RemittanceFile, ordinals: Collection[int]) -> list[ClaimPayment]:
    """Claim payments of a remittance by their ordinals, in order, read once."""
    claims = islice(file.claims(), max(ordinals, default=0))
    return [payment for payment in claims if payment.ordinal in ordinals]


def claim_payment(hub: Hub, notice: Notice, ordinal: int) -> ClaimPayment:
    """One claim payment of a remittance, read again from its archived file."""
    (payment,) = some_payments(archived_remittance(hub, notice), {ordinal})
    return payment
