"""Small X12 files and envelopes to test with; all names and numbers in them are invented."""

from collections.abc import Sequence

from adapters.edi.envelope import Group, Interchange, Transaction, read_transactions
from tests.support import planted

INTERCHANGE = Interchange(
    sender_qualifier="ZZ",
    sender="SEASIDE",
    receiver_qualifier="ZZ",
    receiver="LANTERN",
    date="260301",
    time="0900",
    control_number="000000001",
    usage="T",
)
_FUNCTIONAL = {
    "835": ("HP", "005010X221A1"),
    "999": ("FA", "005010X231A1"),
    "277": ("HN", "005010X214"),
    "837": ("HC", "005010X222A1"),
    "834": ("BE", "005010X220A1"),
    "820": ("RA", "005010X218"),
}


def group(kind: str) -> Group:
    """A functional group for transactions of `kind` (ST01)."""
    functional, version = _FUNCTIONAL[kind]
    return Group(
        functional_id=functional,
        sender="SEASIDE",
        receiver="LANTERN",
        date="20260301",
        time="0900",
        control_number="1",
        version=version,
    )


def interchange(body: Sequence[str], kind: str = "835", end: str = "~\n", mark: str = "*") -> bytes:
    """A whole file around body segments that are written with ``*``."""
    functional, version = _FUNCTIONAL[kind]
    isa = "*".join(
        [
            "ISA",
            "00",
            " " * 10,
            "00",
            " " * 10,
            "ZZ",
            "SEASIDE".ljust(15),
            "ZZ",
            "LANTERN".ljust(15),
            "260301",
            "0900",
            "^",
            "00501",
            "000000001",
            "0",
            "T",
            ":",
        ]
    )
    segments = [
        isa,
        f"GS*{functional}*SEASIDE*LANTERN*20260301*0900*1*X*{version}",
        f"ST*{kind}*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(segment.replace("*", mark) + end for segment in segments).encode()


def only_transaction(source: bytes) -> Transaction:
    """The first transaction of a file."""
    return next(iter(read_transactions(source)))


PATIENT = f"NM1*QC*1*{planted.LAST_NAME.upper()}*{planted.FIRST_NAME.upper()}****MI*{planted.CIN}"
REMITTANCE = (
    "BPR*I*80.5*C*ACH*CCP***********20260401",
    "TRN*1*T-100*1999999999",
    "DTM*405*20260331",
    "N1*PR*SEASIDE PLAN*XV*SEA01",
    "REF*2U*SEA",
    "N1*PE*LANTERN HUB*XX*1234567893",
    "REF*TJ*999999999",
    "LX*1",
    "CLP*LAN0000000101X*1*102.5*85.5**MC*P-1*11*1",
    PATIENT,
    "MOA***N210",
    "REF*1L*G1",
    "DTM*232*20260301",
    "AMT*I*1.25",
    "SVC*HC:98960:U2*102.5*85.5**4*HC:98961*5",
    "DTM*472*20260301",
    "CAS*CO*45*10*1*253*7",
    "REF*6R*LAN0000000101X01",
    "AMT*B6*85.5",
    "LQ*HE*N362",
    "PLB*1234567893*20261231*WO:LAN0000000202X*6*L6*-1",
)
