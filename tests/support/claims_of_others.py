"""Small 837P files of invented senders, put together from segments and read."""

from collections.abc import Sequence

from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.claims.read_837p import ReadClaim, Reading837P, read_837p
from adapters.edi.finding import Finding
from adapters.edi.values import Verbatim
from tests.support.edi import interchange, only_transaction

BEFORE = (
    "BHT*0019*00*B1*20260331*0915*CH",
    "NM1*41*2*SEASIDE SENDER*****46*SEA01",
    "PER*IC*DESK*TE*5305550100",
    "NM1*40*2*LANTERN PLAN*****46*LAN01",
)
BILLING = (
    "HL*1**20*1",
    "NM1*85*2*SEASIDE CLINIC*****XX*1234567893",
    "N3*1 SEASIDE WAY",
    "N4*DAVIS*CA*956160001",
    "REF*EI*123456789",
)
MEMBER = (
    "HL*2*1*22*0",
    "SBR*P*18*******MC",
    "NM1*IL*1*TESTPERSON*WREN****MI*90000001A",
    "DMG*D8*19900115*F",
    "NM1*PR*2*LANTERN PLAN*****PI*LAN01",
)
CLAIM = ("CLM*ONE*50***11:B:1*Y*A*Y*Y", "HI*ABK:Z559")
LINE = ("LX*1", "SV1*HC:98960:U2*50*UN*2***1", "DTP*472*D8*20260303")


def read_body(body: Sequence[str]) -> tuple[Reading837P, list[ReadClaim]]:
    """The claims of one transaction."""
    reading = read_837p(only_transaction(interchange(body, "837")))
    return reading, list(reading.claims)


def read_claim(
    *claim: str, member: Sequence[str] = MEMBER, billing: Sequence[str] = BILLING
) -> ReadClaim:
    """The only claim under a billing provider and a member."""
    _, (read,) = read_body((*BEFORE, *billing, *member, *claim))
    return read


def typed(read: ReadClaim) -> ProfessionalClaim:
    """The claim of one that could be typed."""
    assert read.claim is not None, read.findings
    return read.claim


def texts(kept: Verbatim) -> list[str]:
    """Kept segments as they stand."""
    return ["*".join(segment.elements) for segment in kept.segments]


def places(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """What is wrong and where: the code without its area, the loop and element."""
    return [
        (each.code.removeprefix("837p."), f"{each.loop} {each.element}".strip())
        for each in findings
    ]
