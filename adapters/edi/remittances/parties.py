"""Who pays and who is paid, with address, contacts and account (005010X221A1 1000A, 1000B)."""

import msgspec

from adapters.edi.values import NOTHING_KEPT, Reference, Verbatim
from adapters.edi.x12 import Segment


class BankAccount(msgspec.Struct, frozen=True, gc=False):
    """A bank and an account in it, each with its qualifier; printing it shows neither number."""

    bank_qualifier: str = ""
    bank: str = ""
    account_qualifier: str = ""
    account: str = ""

    def __repr__(self) -> str:
        return "<bank account, not shown>"


NO_ACCOUNT = BankAccount()


class Address(msgspec.Struct, frozen=True, gc=False):
    """N3 and N4; `subdivision` is N407."""

    first_line: str = ""
    second_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    subdivision: str = ""


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A PER: `function` CX claims, BL technical, IC website; `ways` are TE, EM, FX, EX, UR."""

    function: str
    name: str = ""
    ways: tuple[Reference, ...] = ()


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """How the payee wants the remittance delivered (RDM): BM by post, EM, FT file, OL online."""

    method: str
    name: str = ""
    address: str = ""


class Party(msgspec.Struct, frozen=True, gc=False):
    """One N1 and what stands below it; `others` are segments that no field holds."""

    name: str = ""
    qualifier: str = ""
    number: str = ""
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    delivery: Delivery | None = None
    others: Verbatim = NOTHING_KEPT

    def known_as(self, qualifier: str, reference: str) -> str:
        """Its number of one kind: in N1 if that is of this kind, else in a REF; empty if none."""
        if self.qualifier == qualifier:
            return self.number
        stated = (each.value for each in self.references if each.qualifier == reference)
        return next(stated, "")


NOBODY = Party()


def payer(name: str, number: str = "") -> Party:
    """A payer; `number` is the one that the National Plan ID (XV) stands for."""
    return Party(name, "XV" if number else "", number)


def payee(name: str, *, npi: str = "", tin: str = "") -> Party:
    """A payee by its NPI, with the TIN beside it; by its TIN where it has no NPI."""
    if not npi:
        return Party(name, "FI" if tin else "", tin)
    return Party(name, "XX", npi, references=(Reference("TJ", tin),) if tin else ())


def read_contact(segment: Segment) -> Contact:
    """The contact of a PER; a way is left out where neither kind nor number is stated."""
    stated = ((segment.get(at), segment.get(at + 1)) for at in (3, 5, 7))
    ways = tuple(Reference(kind, number) for kind, number in stated if kind or number)
    return Contact(segment.get(1), segment.get(2), ways)


def write_contact(contact: Contact) -> list[str]:
    """The PER of a contact."""
    ways = (text for way in contact.ways for text in (way.qualifier, way.value))
    return ["PER", contact.function, contact.name, *ways]
