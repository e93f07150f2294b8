"""The remittance of `tests.support.edi` with whole segments exchanged, and what is read of it."""

from adapters.edi.remittances.read_835 import Reading835, Survey835, read_835, survey_835
from adapters.edi.remittances.remittance import ClaimPayment
from tests.support.edi import REMITTANCE, interchange, only_transaction

BPR = REMITTANCE[0]
CLP = "CLP*LAN0000000101X*1*102.5*85.5**MC*P-1*11*1"
CAS = "CAS*CO*45*10*1*253*7"
PLB = "PLB*1234567893*20261231*WO:LAN0000000202X*6*L6*-1"

Change = tuple[str, str]


def changed(*changes: Change, end: str = "~\n") -> bytes:
    """The remittance of the test support with whole segments exchanged."""
    segments = list(REMITTANCE)
    for old, new in changes:
        at = segments.index(old)
        segments[at : at + 1] = new.split("~") if new else []
    return interchange(segments, end=end)


def survey(*changes: Change, end: str = "~\n") -> Survey835:
    """The remittance as a whole."""
    return survey_835(only_transaction(changed(*changes, end=end)))


def read(*changes: Change) -> tuple[Reading835, list[ClaimPayment]]:
    """The remittance read to its end, and its claims."""
    reading = read_835(only_transaction(changed(*changes)))
    return reading, list(reading.claims)


def first_claim(*changes: Change) -> ClaimPayment:
    """Its first claim."""
    return read(*changes)[1][0]
