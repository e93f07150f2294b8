"""Answers about a group to a 999: the payer's side, for rehearsal and partners."""

from collections.abc import Iterator, Sequence

from adapters.edi.acknowledgements.read_999 import Fault, GroupAnswer, TransactionAnswer
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element

Segments = Iterator[Sequence[Element]]


def write_999(
    answer: GroupAnswer, *, interchange: Interchange, group: Group, control: str
) -> bytes:
    """One interchange with one 999; `group` and `interchange` are those of the answer itself."""
    written = TransactionToWrite("999", control, group.version, list(_body(answer)))
    return write_interchange(interchange, [(group, [written])])


def _body(answer: GroupAnswer) -> Segments:
    yield ["AK1", answer.functional_id, answer.control_number, answer.version]
    for transaction in answer.transactions:
        yield from _transaction(transaction)
    if answer.result:
        counts = (answer.included, answer.received, answer.accepted)
        texts = ("" if count is None else str(count) for count in counts)
        yield ["AK9", answer.result, *texts, *answer.codes]


def _transaction(answer: TransactionAnswer) -> Segments:
    yield ["AK2", answer.kind, answer.control, answer.version]
    heading: tuple[object, ...] = ()
    for fault in answer.faults:
        place = (fault.segment_id, fault.position, fault.loop, fault.claim_number)
        if not fault.element or place != heading:
            yield from _segment_fault(fault)
            heading = place
        if fault.element:
            position = [str(fault.element), *([str(fault.component)] if fault.component else [])]
            yield ["IK4", position, "", fault.code]
    if answer.result:
        yield ["IK5", answer.result, *answer.codes]


def _segment_fault(fault: Fault) -> Segments:
    code = "8" if fault.element else fault.code
    yield ["IK3", fault.segment_id, str(fault.position), fault.loop, code]
    if fault.claim_number:
        yield ["CTX", ["CLM01", fault.claim_number]]
