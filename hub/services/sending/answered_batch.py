"""Which batch of ours an acknowledgement is about: the same number is not enough.

Everybody counts files from one, so a stranger's answer may hold a number of ours by chance. What it
states besides has to fit the file that was sent, as it lies in the archive.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.edi.elements import is_control_number
from adapters.edi.envelope import Interchange
from domain.problem import Problem
from domain.sending.submission import SUBMISSION, Batch, NoBatch, Submission
from hub.services.known import plans
from hub.services.sending.sent_transactions import same_control, sent_headers
from hub.services.sending.submissions import batch_name, sent_batch_id
from hub.wiring import Hub
from projections.batch_status import BATCH_STATUS

_FIX = "ask the sender which file it answers"


@dataclass(frozen=True)
class Stated:
    """What is said of the file that is answered; what is empty is not said.

    `control` is its ISA13 or GS06, `date` and `time` ISA09 and ISA10, `functional_id` and `version`
    GS01 and GS08; `transactions` are ST02s. `answer` is the interchange that the answer came in.
    """

    control: str
    answer: Interchange | None
    date: str = ""
    time: str = ""
    functional_id: str = ""
    version: str = ""
    transactions: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnsweredBatch:
    """The batch that is answered; None where it is none of ours, and then why."""

    batch: Batch | None
    problems: tuple[Problem, ...]


def find_answered(hub: Hub, stated: Stated, where: str) -> AnsweredBatch:
    """The batch of the number that is stated, where all else that is stated fits it too.

    Of several, the one that went where the answer comes from; `where` is the place in the file.
    """
    judged = [(each, tuple(_differences(hub, each, stated))) for each in _numbered(hub, stated)]
    if not judged:
        return AnsweredBatch(None, (_unknown(stated, "no batch was", where),))
    nearest, differences = min(judged, key=lambda each: len(each[1]))
    if differences:
        return AnsweredBatch(None, (_of_another(nearest, stated, differences, where),))
    fitting = [batch for batch, differences in judged if not differences]
    if len(fitting) > 1:
        fitting = [batch for batch in fitting if _is_on_the_route(batch, stated)]
    if not fitting:
        return AnsweredBatch(None, (_unknown(stated, "several batches were", where),))
    return AnsweredBatch(fitting[0], ())


def read_batch(hub: Hub, batch_id: str) -> Batch | None:
    """The batch of an id; None where nothing was put together under it."""
    submission: Submission = hub.handler.state(SUBMISSION, batch_id)
    return None if isinstance(submission, NoBatch) else submission.batch


def shown_number(control: str) -> str:
    """A control number; anything else could be a personal detail."""
    return control if is_control_number(control) else "(unreadable)"


# what fits


def _numbered(hub: Hub, stated: Stated) -> Iterator[Batch]:
    """The batches of that number, one for each route that has come so far."""
    control = stated.control
    if control.isascii() and control.isdigit() and len(control) <= len("000000001"):
        for row in hub.projector.live.rows(BATCH_STATUS, control=int(control)):
            if row.form == "837p" and (batch := read_batch(hub, row.batch_id)):
                yield batch


def _is_on_the_route(batch: Batch, stated: Stated) -> bool:
    answer = stated.answer
    return answer is not None and batch.batch_id == sent_batch_id(
        answer.receiver, answer.sender, batch.control
    )


def _differences(hub: Hub, batch: Batch, stated: Stated) -> Iterator[str]:
    """What is stated and is not so in the file of the batch."""
    headers = sent_headers(hub, batch)
    first = next(headers, None)
    if first is None or first.interchange is None or first.group is None:
        yield "its file was never written"
        return
    yield from _parties(hub, batch, stated, first.interchange)
    sent_at = (first.interchange.date, first.interchange.time[:4])
    if any(said not in {"", was} for said, was in zip(_said_at(stated), sent_at, strict=True)):
        yield f"TA102 and TA103 are not {' and '.join(sent_at)}, when that was made"
    if stated.functional_id not in {"", first.group.functional_id}:
        yield f"AK101 is not {first.group.functional_id}, the kind of that group"
    if stated.version not in {"", first.group.version}:
        yield f"AK103 is not {first.group.version}, the guide of that group"
    missing = set(map(same_control, stated.transactions)) - {"", same_control(first.control)}
    while missing and (header := next(headers, None)):
        missing.discard(same_control(header.control))
    if missing:
        yield f"AK202 names {len(missing)} that {'is' if len(missing) == 1 else 'are'} not in it"


def _said_at(stated: Stated) -> tuple[str, str]:
    return stated.date.strip(), stated.time.strip()[:4]


def _parties(hub: Hub, batch: Batch, stated: Stated, sent: Interchange) -> Iterator[str]:
    """It comes from whom the file went to, or a name that the plan also goes by, and to us."""
    answer = stated.answer
    if answer is None:
        return
    remitters = plans(hub, [batch.plan_key])[batch.plan_key].profile.route.remitters
    if answer.sender not in {"", sent.receiver, *remitters}:
        yield f"ISA06 is not {sent.receiver}, whom that was sent to"
    if answer.receiver not in {"", sent.sender}:
        yield f"ISA08 is not {sent.sender}, under which that was sent"


# what is told


def _unknown(stated: Stated, which: str, where: str) -> Problem:
    number = shown_number(stated.control)
    return Problem(
        code="acknowledgement.batch-unknown",
        what=f"it answers control number {number}, under which {which} sent",
        where=where,
        fix=f"{_FIX}; see ours with: hub batch list",
    )


def _of_another(batch: Batch, stated: Stated, differences: tuple[str, ...], where: str) -> Problem:
    name = batch_name(batch.plan_key, batch.control)
    fix = _FIX
    if len(differences) == 1 and differences[0].startswith("ISA06"):
        fix += (
            "; if the plan answers under another id, add it under remitters in its profile, "
            "adopt it again, and receive the file again"
        )
    return Problem(
        code="acknowledgement.not-of-this-batch",
        what=f"it answers control number {shown_number(stated.control)}, which batch {name} has, "
        f"but {'; '.join(differences)}",
        where=where,
        fix=fix,
    )
