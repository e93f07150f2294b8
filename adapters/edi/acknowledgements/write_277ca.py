"""Answers about claims to a 277CA: the payer's side, for rehearsal and partners."""

from collections.abc import Iterator, Sequence

from adapters.edi.acknowledgements.batch_answer import (
    Answer,
    BatchAnswer,
    Dated,
    LineStatus,
    StatusSet,
)
from adapters.edi.elements import write_cents, write_day, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from adapters.edi.x12 import Element

_HIERARCHY = {"source": "20", "receiver": "21", "provider": "19", "claim": "PT"}
_ABOVE = {"receiver": "source", "provider": "receiver", "claim": "provider"}
_TRACE_TYPE = {"source": "1", "provider": "1"}  # 005010X214 TRN01; 2 gives back a number of ours
_MIDNIGHT = "0000"

Segments = Iterator[Sequence[Element]]


def write_277ca(
    answer: BatchAnswer, *, interchange: Interchange, group: Group, control: str
) -> bytes:
    """One interchange with one 277CA: levels in the order given, each under the last one above.

    Counts and sums are written as they are stated: `with_totals` states those of the claims.
    """
    written = TransactionToWrite("277", control, group.version, list(_body(answer)))
    return write_interchange(interchange, [(group, [written])])


def _body(batch: BatchAnswer) -> Segments:
    on, time = write_day(batch.created_on), batch.time or _MIDNIGHT
    yield ["BHT", "0085", "08", batch.reference, on, time, "TH"]
    latest: dict[str, str] = {}
    for at, answer in enumerate(batch.levels, start=1):
        latest[answer.level] = str(at)
        above = latest.get(_ABOVE.get(answer.level, ""), "")
        following = batch.levels[at] if at < len(batch.levels) else None
        yield [
            "HL",
            str(at),
            above,
            _HIERARCHY.get(answer.level, ""),
            _has_below(answer, following),
        ]
        yield from _level(answer)


def _has_below(answer: Answer, following: Answer | None) -> str:
    """HL04, which a claim does not have."""
    if answer.level not in _ABOVE.values():
        return ""
    return str(int(following is not None and _ABOVE.get(following.level) == answer.level))


def _level(answer: Answer) -> Segments:
    for name in answer.private.names:
        yield name.elements
    if answer.trace:
        yield ["TRN", _TRACE_TYPE.get(answer.level, "2"), answer.trace]
    yield from map(_status_set, answer.status_sets)
    for reference in answer.references:
        yield ["REF", reference.qualifier, reference.value]
    for count in answer.quantities:
        yield ["QTY", count.qualifier, write_quantity(count.quantity)]
    for sum_ in answer.amounts:
        yield ["AMT", sum_.qualifier, write_cents(sum_.amount)]
    yield from map(_dated, answer.dates)
    for line in answer.lines:
        yield from _line(line)


def _line(line: LineStatus) -> Segments:
    charge, units = write_cents(line.charge), write_quantity(line.units)
    yield ["SVC", line.procedure, charge, "", line.revenue_code, "", "", units]
    yield from map(_status_set, line.status_sets)
    for reference in line.references:
        yield ["REF", reference.qualifier, reference.value]
    yield from map(_dated, line.dates)


def _status_set(stated: StatusSet) -> Sequence[Element]:
    composites = [[each.category, each.status, each.entity] for each in stated.statuses]
    first, second, third, *_ = [*composites, "", "", ""]
    on, amount = write_day(stated.effective_on), write_cents(stated.amount)
    return ["STC", first, on, stated.action, amount, *[""] * 5, second, third, stated.text.text]


def _dated(dated: Dated) -> Sequence[Element]:
    if dated.last_day is None:
        return ["DTP", dated.qualifier, "D8", write_day(dated.first_day)]
    period = f"{write_day(dated.first_day)}-{write_day(dated.last_day)}"
    return ["DTP", dated.qualifier, "RD8", period]
