"""A TA1 to what it says about one interchange of ours. Source: X12 TA1, 005010."""

import msgspec

from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding

_OUTCOMES = {"A": "accepted", "E": "accepted", "R": "rejected"}


class InterchangeAnswer(msgspec.Struct, frozen=True, gc=False):
    """Whether an interchange was taken: `control_number` is our ISA13.

    `result` is TA104: A accepted, E accepted with errors, R rejected. `code` is TA105. `date`
    (YYMMDD) and `time` are those of our interchange, as written.
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

    @property
    def outcome(self) -> str:
        """accepted, rejected or unknown."""
        return _OUTCOMES.get(self.result, "unknown")


def read_ta1(transaction: Transaction) -> InterchangeAnswer:
    """The answer in a transaction of kind TA1."""
    segment = next(iter(transaction))
    result = segment.get(4).strip()
    findings = (
        ()
        if result in _OUTCOMES
        else (
            Finding(
                code="acknowledgement.no-result",
                what="TA104 says neither accepted nor rejected",
                fix="ask the plan whether it took the file",
                segment=segment.number,
                offset=segment.offset,
                element="TA104",
            ),
        )
    )
    return InterchangeAnswer(
        control_number=segment.get(1).strip(),
        result=result,
        code=segment.get(5).strip(),
        date=segment.get(2),
        time=segment.get(3),
        findings=findings,
        segment=segment.number,
        offset=segment.offset,
        length=segment.length,
    )
