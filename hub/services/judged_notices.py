"""A notice that was judged is taken in: posted, parked, or known already."""

from collections.abc import Callable

from msgspec.structs import replace

from domain.problem import Refused
from domain.remittance import (
    REMITTANCE,
    Notice,
    Outcome,
    ParkRemittance,
    PostedRemittance,
    Remittance,
)
from hub.handler import Ask
from hub.services.deposits import match_remittance
from hub.services.remittance_notice import Duplicate, Judgement, NotPostable, Park, Post
from hub.services.results import TransactionResult
from hub.wiring import Hub


def take_in(
    hub: Hub,
    judgement: Judgement,
    result: Callable[[Outcome | None], TransactionResult],
    post: Callable[[Post], Outcome | Refused],
    with_suspense: Callable[[Notice, TransactionResult], TransactionResult],
) -> TransactionResult:
    """Post it, park it, or say what became of it before.

    `result` tells what came of it, `with_suspense` what a posted one left in suspense.
    """
    match judgement:
        case Park(notice=notice, because=because):
            hub.run(Ask(REMITTANCE, notice.remittance_id, ParkRemittance(notice, because)))
        case Post(notice=notice):
            outcome = post(judgement)
            if isinstance(outcome, Refused):
                return replace(result(None), outcome="parked", problems=outcome.problems)
            return with_suspense(notice, result(outcome))
        case Duplicate(remittance_id=remittance_id):
            known: Remittance = hub.handler.state(REMITTANCE, remittance_id)
            if isinstance(known, PostedRemittance):  # the bank may have been faster than a crash
                match_remittance(hub, known.notice)
        case NotPostable():
            pass
    return result(None)
