"""One billed line of a claim."""

from datetime import date

import msgspec

from domain.identifiers import EncounterId, Modifier, PlaceOfService, ProcedureCode
from domain.money import Money


class Service(msgspec.Struct, frozen=True, order=True, gc=False):
    """What was done, as billed: a code and its modifiers in order, written ``98960 U2``.

    The pair decides the service, never the code alone: 98960 U2 is CHW and 98960 U3 is asthma
    education (domain.md 1.5 and 3).
    """

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Service":
        """The service written as code and modifiers with blanks between; not checked."""
        code, *modifiers = text.split()
        return cls(ProcedureCode(code), tuple(Modifier(m) for m in modifiers))

    def __str__(self) -> str:
        return " ".join((self.code, *self.modifiers))


class ServiceLine(msgspec.Struct, frozen=True, gc=False):
    """One line of a claim: `units` whole units as the code counts them, `charge` in cents.

    `line` counts from 1 and stays for life; `pointers` count the claim's diagnoses from 1
    (005010X222A1 2400 SV107). The encounters are the care that the line bills.
    """

    line: int
    service: Service
    service_on: date
    units: int
    charge: Money
    place: PlaceOfService
    encounters: tuple[EncounterId, ...]
    pointers: tuple[int, ...] = (1,)
