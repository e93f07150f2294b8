"""The answers to disbursement files: all rows of a file are taken, or none with every reason."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.disbursements.answer_columns import AnswerColumns
from adapters.disbursements.read_answers import StatedAnswer, read_answers
from domain.event import Source
from domain.identifiers import ArchiveId
from domain.payments.payout import PAYOUT
from domain.payments.payout_answers import (
    AnswerCommand,
    TellCleared,
    TellPaid,
    TellReissued,
    TellVoided,
)
from domain.problem import Problem, Refused
from hub.handler import Ask, Work
from hub.services.payments.payouts import find_payouts, payout_id
from hub.wiring import Hub
from projections.payout_status import PayoutStatus

_MEDIA = "text/csv"
_ORDER = ("paid", "reissued", "cleared", "voided", "stale")


@dataclass(frozen=True)
class AnswersTaken:
    """What became of a file: its rows by outcome, how many of them were new, the payouts."""

    rows: int
    new: int
    by_outcome: dict[str, int]
    payouts: tuple[PayoutStatus, ...]


def take_answers(
    hub: Hub, content: bytes, columns: AnswerColumns, *, dry_run: bool = False
) -> AnswersTaken | Refused:
    """Take a file of answers whole; where one row cannot be taken nothing of it is applied."""
    stated = read_answers(content, columns)
    if isinstance(stated, Refused):
        return stated
    # within a file by day: a file may list them as it likes
    answers = sorted(stated, key=lambda each: (each.on, _ORDER.index(each.outcome), each.row))
    archive_id = "" if dry_run else hub.log.archive.put(content, media=_MEDIA).archive_id

    def once(work: Work) -> int | Refused:
        work.load(PAYOUT, (payout_id(each.payout.upper()) for each in answers))
        new = _decide_all(hub, work, answers, ArchiveId(archive_id))
        if not dry_run and not isinstance(new, Refused):
            work.commit()
        return new

    new = hub.handler.attempt(once)
    if isinstance(new, Refused):
        return new
    hub.projector.catch_up()
    touched = find_payouts(hub, [each.payout for each in stated])
    assert not isinstance(touched, Refused)
    outcomes = Counter(each.outcome for each in stated)
    return AnswersTaken(len(stated), new, dict(sorted(outcomes.items())), tuple(touched))


def _decide_all(
    hub: Hub, work: Work, answers: Iterable[StatedAnswer], archive_id: ArchiveId
) -> int | Refused:
    """How many of the answers were new; or every reason why they cannot all be taken."""
    by_payout: dict[str, list[StatedAnswer]] = {}
    for each in answers:
        by_payout.setdefault(each.payout.upper(), []).append(each)
    new = 0
    refused: list[tuple[int, Refused]] = []
    for each_payout in by_payout.values():
        taken, left = _decide_payout(hub, work, each_payout, archive_id)
        new += taken
        refused += left
    if refused:
        refused.sort(key=lambda each: each[0])
        return Refused(tuple(_at(row, each) for row, no in refused for each in no.problems))
    return new


def _decide_payout(
    hub: Hub, work: Work, answers: Sequence[StatedAnswer], archive_id: ArchiveId
) -> tuple[int, list[tuple[int, Refused]]]:
    """How many of the answers about one payout were new, and the rows that cannot be taken."""
    new, waiting = 0, list(answers)
    refused: list[tuple[int, Refused]] = []
    while len(refused) < len(waiting):
        each = waiting[len(refused)]
        decided = _decide(hub, work, each, archive_id)
        if isinstance(decided, Refused):
            refused.append((each.row, decided))
            continue
        new += bool(decided)
        del waiting[len(refused)]
        # what goes on from this one may stand before it
        refused.clear()
    return new, refused


def _decide(
    hub: Hub, work: Work, stated: StatedAnswer, archive_id: ArchiveId
) -> tuple[object, ...] | Refused:
    known = find_payouts(hub, [stated.payout])
    if isinstance(known, Refused):
        return known
    source = Source(archive_id, 1, stated.row, stated.offset, stated.length)
    command = _command(hub, stated, source)
    return work.decide(Ask(PAYOUT, known[0].payout.payout_id, command))


def _command(hub: Hub, stated: StatedAnswer, source: Source) -> AnswerCommand:
    said = (stated.number, stated.on, stated.amount, hub.today, source)
    match stated.outcome:
        case "paid":
            return TellPaid(*said)
        case "cleared":
            return TellCleared(*said)
        case "voided":
            return TellVoided(*said)
        case "stale":
            return TellVoided(*said, because="stale")
        case "reissued":
            return TellReissued(*said, replaces=stated.replaces)


def _at(row: int, problem: Problem) -> Problem:
    return Problem(problem.code, problem.what, f"row {row}, {problem.where}", problem.fix)
