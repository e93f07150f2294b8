"""Answers about a group to a 999: ours to remittances, and the payer's for rehearsal."""

from collections.abc import Iterator, Sequence

from adapters.edi.acknowledgements.group_answer import (
    Context,
    Fault,
    GroupAnswer,
    TransactionAnswer,
)
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element

Segments = Iterator[Sequence[Element]]


def write_999(
    answer: GroupAnswer, *, interchange: Interchange, group: Group, control: str
) -> bytes:
    """One interchange with one 999; `group` and `interchange` are those of the answer itself."""
    return write_999s([answer], interchange=interchange, group=group, first_control=int(control))


def write_999s(
    answers: Sequence[GroupAnswer], *, interchange: Interchange, group: Group, first_control: int
) -> bytes:
    """One interchange with a 999 for each group that is answered, numbered from `first_control`."""
    written = [
        TransactionToWrite("999", f"{control:04d}", group.version, list(_body(answer)))
        for control, answer in enumerate(answers, start=first_control)
    ]
    return write_interchange(interchange, [(group, written)])


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
        place = (fault.segment_id, fault.position, fault.loop, fault.contexts)
        if not fault.element or place != heading:
            yield from _segment_fault(fault)
            heading = place
        if fault.element:
            yield ["IK4", _position(fault), fault.reference, fault.code, fault.copy.text]
            yield from map(_context, fault.element_contexts)
    if answer.result:
        yield ["IK5", answer.result, *answer.codes]


def _segment_fault(fault: Fault) -> Segments:
    code = "8" if fault.element else fault.code
    yield ["IK3", fault.segment_id, str(fault.position), fault.loop, code]
    yield from map(_context, fault.contexts)


def _context(context: Context) -> Sequence[Element]:
    return [
        "CTX",
        [context.name, context.value.text],
        context.segment_id,
        str(context.position or ""),
        context.loop,
        _position(context),
        context.references,
    ]


def _position(place: Context | Fault) -> Sequence[str]:
    numbers = (place.element, place.component, place.repetition)
    return [str(number or "") for number in numbers]
