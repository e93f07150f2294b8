"""A TA1 to what it says about one interchange of ours. Source: X12 TA1, 005010."""

from collections.abc import Iterator

import msgspec

from adapters.edi.acknowledgements.findings import without_result
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.values import NOTHING_KEPT, Verbatim
from adapters.edi.x12 import Segment

_OUTCOMES = {"A": "accepted", "E": "accepted", "R": "rejected"}
_FIX = "ask the plan whether it took the file"


class InterchangeAnswer(msgspec.Struct, frozen=True, gc=False):
    """Whether an interchange was taken: `control_number` is our ISA13.

    `result` is TA104: A accepted, E accepted with errors, R rejected. `code` is TA105. `date`
    (YYMMDD) and `time` are those of our interchange, as written. `segments` is the TA1 itself.
    """

    control_number: str
    result: str
    code: str
    date: str = ""
    time: str = ""
    findings: tuple[Finding, ...] = ()
    segment: int = 0
    offset: int = 0
    length: int = 0
    segments: Verbatim = NOTHING_KEPT

    @property
    def outcome(self) -> str:
        """accepted, rejected or unknown."""
        return _OUTCOMES.get(self.result, "unknown")


def read_ta1(transaction: Transaction) -> InterchangeAnswer:
    """The answer in a transaction of kind TA1."""
    segment = next(iter(transaction))
    return InterchangeAnswer(
        control_number=segment.get(1).strip(),
        result=segment.get(4).strip(),
        code=segment.get(5).strip(),
        date=segment.get(2),
        time=segment.get(3),
        findings=tuple(_problems(segment)),
        segment=segment.number,
        offset=segment.offset,
        length=segment.length,
        segments=Verbatim((segment,)),
    )


def _problems(segment: Segment) -> Iterator[Finding]:
    place = (segment.number, segment.offset)
    result = segment.get(4).strip()
    if not segment.get(1).strip():
        yield Finding(
            "acknowledgement.no-interchange",
            "TA101 does not say which interchange it answers",
            "ask the plan for a whole acknowledgement",
            *place,
            element="TA101",
        )
    if result not in _OUTCOMES:
        yield without_result(
            *place, "TA104", what="TA104 says neither accepted nor rejected", fix=_FIX
        )
    elif result != "A" and not segment.get(5).strip():
        yield Finding(
            "acknowledgement.no-reason",
            "TA105 is empty: it does not say what is wrong",
            "ask the plan what it found wrong in the file",
            *place,
            element="TA105",
        )
