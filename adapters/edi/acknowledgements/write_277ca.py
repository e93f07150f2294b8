"""Answers about claims to a 277CA: the payer's side, for rehearsal and partners."""

from collections.abc import Iterator, Sequence

from adapters.edi.acknowledgements.read_277ca import Answer, BatchAnswer, LineStatus, Status
from adapters.edi.elements import write_cents, write_day
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element

_HIERARCHY = {"source": "20", "receiver": "21", "provider": "19", "claim": "PT"}
_ABOVE = {"source": "", "receiver": "source", "provider": "receiver", "claim": "provider"}
_TRACE_TYPE = {"source": "1", "provider": "1"}

Segments = Iterator[Sequence[Element]]


def write_277ca(
    answer: BatchAnswer, *, interchange: Interchange, group: Group, control: str
) -> bytes:
    """One interchange with one 277CA: levels in the order given, each under the last one above."""
    written = TransactionToWrite("277", control, group.version, list(_body(answer)))
    return write_interchange(interchange, [(group, [written])])


def _body(batch: BatchAnswer) -> Segments:
    yield ["BHT", "0085", "08", batch.reference, write_day(batch.created_on), "0000", "TH"]
    latest: dict[str, str] = {}
    for at, answer in enumerate(batch.answers, start=1):
        latest[answer.level] = str(at)
        yield ["HL", str(at), latest.get(_ABOVE[answer.level], ""), _HIERARCHY[answer.level]]
        yield from _level(answer)


def _level(answer: Answer) -> Segments:
    for name in answer.private.names:
        yield name.elements
    if answer.trace:
        yield ["TRN", _TRACE_TYPE.get(answer.level, "2"), answer.trace]
    for at in range(0, len(answer.statuses), 3):
        statuses = answer.statuses[at : at + 3]
        yield _status(
            statuses, write_day(answer.status_on), answer.action, write_cents(answer.amount)
        )
    stated = {reference.qualifier for reference in answer.references}
    if answer.payer_control and "1K" not in stated:
        yield ["REF", "1K", answer.payer_control]
    if answer.clearinghouse_number and "D9" not in stated:
        yield ["REF", "D9", answer.clearinghouse_number]
    for reference in answer.references:
        yield ["REF", reference.qualifier, reference.value]
    for line in answer.lines:
        yield from _line(line)


def _line(line: LineStatus) -> Segments:
    yield ["SVC", line.procedure]
    for at in range(0, len(line.statuses), 3):
        yield _status(line.statuses[at : at + 3], "", line.action, "")
    if line.line_control:
        yield ["REF", "FJ", line.line_control]


def _status(
    statuses: Sequence[Status], stated_on: str, action: str, amount: str
) -> Sequence[Element]:
    composites = [[each.category, each.status, each.entity] for each in statuses]
    first, *more = composites
    return ["STC", first, stated_on, action, amount, *[""] * 5, *more]
