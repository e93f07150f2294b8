"""What single segments of a claim payment state: DTM, QTY, CAS and the code of an SVC.

Each function takes the texts of its elements, few or many, and gives None where one is not as it
should be; the caller then looks which. Days, adjustments and codes are remembered: in one file the
same come again and again. Source: 005010X221A1 2100 and 2110.
"""

from functools import lru_cache

from adapters.edi.elements import cents, day, quantity
from adapters.edi.remittances.remittance import Procedure, Quantity
from adapters.edi.values import CasAdjustment, DatedAs

GROUPS = frozenset({"CO", "OA", "PI", "PR"})  # CAS01

_REMEMBERED = 1 << 12


@lru_cache(_REMEMBERED)
def dated(qualifier: str = "", text: str = "") -> DatedAs | None:
    """The day of a DTM."""
    read = day(text)
    return DatedAs(qualifier, read) if read else None


@lru_cache(_REMEMBERED)
def counted(qualifier: str = "", text: str = "") -> Quantity | None:
    """The number of a QTY."""
    read = quantity(text)
    return None if read is None else Quantity(qualifier, read)


@lru_cache(_REMEMBERED)
def adjustments(group: str = "", *triplets: str) -> tuple[CasAdjustment, ...] | None:
    """The triplets of reason, amount and quantity of a CAS, six at most; None if one is odd."""
    found = []
    for at in range(0, len(triplets), 3):
        one = _adjustment(group, *triplets[at : at + 3])
        if one is None:
            return None
        found.append(one)
    return tuple(found) or None


def _adjustment(group: str, reason: str, text: str = "", units: str = "") -> CasAdjustment | None:
    amount, number = cents(text), quantity(units) if units else None
    if group not in GROUPS or not reason or amount is None or (units and number is None):
        return None
    return CasAdjustment(group, reason, amount, number)


@lru_cache(_REMEMBERED)
def procedure(composite: str, component: str) -> Procedure:
    """Qualifier, code, up to four modifiers, and a description with what follows it (SVC01)."""
    qualifier, _, following = composite.partition(component)
    code, *more = following.split(component)
    modifiers = tuple([text for text in more[:4] if text])
    return Procedure(qualifier, code, modifiers, component.join(more[4:]))
