"""What a line of a payment says was billed: code, modifiers, day and charge, evened out.

Plans drop modifiers, glue them to the code or to each other, and change their order; a modifier
that we did not bill is another service. SVC06 tells what was billed where another code was paid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from adapters.edi.remittances.remittance import ClaimPayment, Procedure, ServicePayment
from domain.money import Money
from domain.service_line import Service, ServiceLine

_DAY, _DAY_UNSAID, _CHARGE, _MODIFIERS = 4, 2, 2, 1
_CODE_LENGTH, _MODIFIER_LENGTH = 5, 2


@dataclass(frozen=True)
class StatedService:
    """A code and its modifiers, in no order."""

    code: str
    modifiers: frozenset[str]

    def may_be(self, service: Service) -> bool:
        """Whether it can be this service: modifiers may be missing, never be other ones."""
        return service.code == self.code and self.modifiers <= frozenset(service.modifiers)

    def is_whole(self, service: Service) -> bool:
        """Whether it states every modifier of this service."""
        return self.modifiers == frozenset(service.modifiers)


@dataclass(frozen=True)
class StatedLine:
    """What a line says was billed; a reversal states charges below zero, taken as above."""

    service: StatedService
    day: date | None
    charge: Money | None

    def points(self, line: ServiceLine) -> int:
        """How well it fits a line of ours; 0 where it does not.

        The service must fit, and the day or the charge.
        """
        same_day, same_charge = self.day == line.service_on, self.charge == line.charge
        if not self.service.may_be(line.service) or not (
            same_day or self.day is None or same_charge
        ):
            return 0
        day = _DAY_UNSAID if self.day is None else _DAY * same_day
        whole = self.service.is_whole(line.service)
        return day + _CHARGE * same_charge + _MODIFIERS * whole


def stated_line(payment: ClaimPayment, paid: ServicePayment) -> StatedLine:
    """What a line of a payment says was billed."""
    charge = None if paid.billed is None else abs(paid.billed)
    return StatedLine(stated_service(paid.original or paid.procedure), _day(payment, paid), charge)


@lru_cache(maxsize=4096)
def stated_service(procedure: Procedure) -> StatedService:
    """A procedure as stated, its modifiers taken apart."""
    text = procedure.code.strip().upper()
    texts = (text[_CODE_LENGTH:], *procedure.modifiers)
    modifiers = frozenset(each for one in texts for each in _modifiers_in(one))
    return StatedService(text[:_CODE_LENGTH], modifiers)


def _modifiers_in(text: str) -> Iterator[str]:
    together = "".join(each for each in text.upper() if each.isalnum())
    starts = range(0, len(together), _MODIFIER_LENGTH)
    return (together[at : at + _MODIFIER_LENGTH] for at in starts)


def _day(payment: ClaimPayment, paid: ServicePayment) -> date | None:
    """The day of the line, else that of the claim where it states one only (DTM*232, DTM*233)."""
    if paid.service_date:
        return paid.service_date
    days = {dated.day for dated in payment.dates if dated.qualifier in {"232", "233"}}
    return days.pop() if len(days) == 1 else None
