"""The reader of each kind of transaction, and where the values it gives state money."""

from collections.abc import Callable, Iterator
from typing import Any

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.read_ta1 import read_ta1
from adapters.edi.claims.professional_claim import ClaimLine
from adapters.edi.claims.read_837p import ReadClaim, read_837p
from adapters.edi.envelope import Transaction
from adapters.edi.inquiries.read_270 import read_270
from adapters.edi.inquiries.read_271 import read_271
from adapters.edi.inquiries.read_276 import read_276
from adapters.edi.inquiries.read_277 import read_277
from adapters.edi.inquiries.read_278 import read_278
from adapters.edi.remittances.read_835 import read_835
from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    RemittanceHeader,
    ServicePayment,
)
from adapters.edi.rosters.premium import PremiumAdjustment, PremiumHeader, PremiumPayment
from adapters.edi.rosters.read_820 import read_820
from adapters.edi.rosters.read_834 import read_834
from adapters.edi.values import CasAdjustment
from adapters.edi.x12 import Segment

READERS: dict[str, Callable[[Transaction], Any]] = {
    "TA1": read_ta1,
    "999": read_999,
    "277CA": read_277ca,
    "835": read_835,
    "837P": read_837p,
    "270": read_270,
    "271": read_271,
    "276": read_276,
    "277": read_277,
    "278": read_278,
    "834": read_834,
    "820": read_820,
}
_OF_PEOPLE = ("NM1", "N3", "N4", "PER", "PRV", "REF", "DMG")
IN_FIELDS: dict[str, frozenset[str]] = {
    "TA1": frozenset({"TA1"}),
    "999": frozenset({"AK1", "AK2", "AK5", "AK9", "IK5"}),
    "277CA": frozenset({"BHT"}),
    "835": frozenset({"LX", "TS2", "TS3", "PLB"}),
    "837P": frozenset({"BHT", "HL", *_OF_PEOPLE, "SBR", "PAT"}),
    **dict.fromkeys(("270", "271", "276", "277", "278"), frozenset({"BHT", "HL", *_OF_PEOPLE})),
    "834": frozenset(),
    "820": frozenset({"ENT", "NM1", "REF", "ADX"}),
}
"""Segments whose elements are fields of a value that does not keep them as they stand."""

_MONEY: dict[type, tuple[tuple[str, str], ...]] = {
    RemittanceHeader: (("BPR02", "paid"),),
    ClaimPayment: (("CLP03", "billed"), ("CLP04", "paid")),
    ServicePayment: (("SVC02", "billed"), ("SVC03", "paid")),
    CasAdjustment: (("CAS", "amount"),),
    ProviderAdjustment: (("PLB", "amount"),),
    PremiumHeader: (("BPR02", "paid"),),
    PremiumPayment: (("RMR04", "paid"),),
    PremiumAdjustment: (("ADX01", "amount"),),
    ReadClaim: (("CLM02", "charge"),),
    ClaimLine: (("SV102", "charge"),),
}
"""The place and the field of each amount that a value states itself."""


def money_in(value: Any) -> Iterator[tuple[str, int | None]]:
    """The cents that one value states itself, by place; what is None is told by a finding."""
    return ((place, getattr(value, field)) for place, field in _MONEY.get(type(value), ()))


def parked_in(value: Any) -> tuple[Segment, ...]:
    """The segments of a claim that could not be typed; its charge is still a field."""
    if isinstance(value, ReadClaim) and value.claim is None:
        return value.segments.segments[1:]
    return ()
