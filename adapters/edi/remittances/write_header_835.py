"""What stands above the claims of an 835: the payment, who pays, and who is paid."""

from collections.abc import Iterator

from adapters.edi.elements import write_cents, write_day
from adapters.edi.remittances.parties import Address, BankAccount, Party, write_contact
from adapters.edi.remittances.remittance import RemittanceHeader
from adapters.edi.x12 import Writable

Segments = Iterator[Writable]


def write_header(header: RemittanceHeader) -> Segments:
    """The segments from BPR to the payee."""
    yield [
        "BPR",
        header.handling,
        write_cents(header.paid),
        header.credit_debit,
        header.method,
        header.format,
        *_account(header.payer_account),
        header.originator,
        header.originator_supplement,
        *_account(header.payee_account),
        write_day(header.effective_on),
    ]
    yield ["TRN", "1", header.trace, header.payer_id, header.payer_supplement]
    if header.currency:
        yield ["CUR", "PR", header.currency]
    for reference in header.references:
        yield ["REF", reference.qualifier, reference.value]
    if header.produced_on:
        yield ["DTM", "405", write_day(header.produced_on)]
    others = header.others.segments
    strangers = [at for at, segment in enumerate(others) if segment.id == "N1"]
    own = strangers[0] if strangers else len(others)  # what stands before any party
    yield from others[:own]
    yield from _party("PR", header.who_pays)
    yield from _party("PE", header.who_is_paid)
    yield from others[own:]


def _account(account: BankAccount) -> tuple[str, str, str, str]:
    return account.bank_qualifier, account.bank, account.account_qualifier, account.account


def _party(role: str, party: Party) -> Segments:
    yield ["N1", role, party.name, party.qualifier, party.number]
    if party.address:
        yield from _address(party.address)
    for reference in party.references:
        yield ["REF", reference.qualifier, reference.value]
    for contact in party.contacts:
        yield write_contact(contact)
    if delivery := party.delivery:
        yield ["RDM", delivery.method, delivery.name, delivery.address]
    yield from party.others.segments


def _address(address: Address) -> Segments:
    street = [address.first_line, address.second_line]
    place = [address.city, address.state, address.postal_code, address.country]
    if any(street):
        yield ["N3", *street]
    if any(place) or address.subdivision:
        yield ["N4", *place, "", "", address.subdivision]
