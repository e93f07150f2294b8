"""An interchange acknowledgement to a TA1: ours to files received, and the payer's."""

from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.envelope import Interchange
from adapters.edi.write_envelope import write_interchange


def write_ta1(answer: InterchangeAnswer, *, interchange: Interchange) -> bytes:
    """One interchange that holds nothing but the answer."""
    receipt = [
        "TA1",
        answer.control_number,
        answer.date,
        answer.time,
        answer.result,
        answer.code,
    ]
    return write_interchange(interchange, [], receipts=[receipt])
