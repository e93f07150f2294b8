"""A balanced notice is posted: chunk by chunk, each one transaction, resumed where it stopped.

It pays claims or months; what each of them takes is decided where they are known
(`remittance_posting.py`, `roster_posting.py`).
"""

from collections.abc import Callable, Iterable

from domain.identifiers import RemittanceId
from domain.notices.remittance import (
    REMITTANCE,
    FinishPosting,
    Notice,
    Outcome,
    PostChunk,
    PostingRemittance,
    Remittance,
    StartPosting,
    SupersedeRemittance,
)
from domain.posting import Entries
from domain.problem import Refused
from hub.handler import Ask, Done, Work, certain
from hub.wiring import Hub


def post_notice(
    hub: Hub,
    notice: Notice,
    chunk: int,
    post_after: Callable[[int], None],
    *,
    supersedes: Iterable[RemittanceId] = (),
) -> Outcome | Refused:
    """Post all of a notice in chunks of so many, or go on where an earlier posting stopped.

    `post_after` posts what stands after an ordinal, to the end. The parked notices that it
    `supersedes` leave suspense in the same transaction.
    """
    own = notice.remittance_id
    gone = (Ask(REMITTANCE, each, SupersedeRemittance(own)) for each in supersedes)
    asks = [Ask(REMITTANCE, own, StartPosting(notice, chunk)), *gone]
    started = hub.handler.run(asks)
    if isinstance(started, Refused):
        return started
    state = hub.handler.state(REMITTANCE, own)
    if isinstance(state, PostingRemittance):
        post_after(state.posted_to)
        state = hub.handler.state(REMITTANCE, own)
    hub.projector.catch_up()
    outcome: Outcome = state.outcome
    return outcome


def post_chunk(
    work: Work, notice: Notice, ordinals: range, place: Callable[[Work], Outcome]
) -> Done:
    """Post what stands at these ordinals as `place` decides; nothing where another run did."""
    known: Remittance = work.state(REMITTANCE, notice.remittance_id)
    if not isinstance(known, PostingRemittance) or known.posted_to >= ordinals.start:
        return work.commit()
    outcome = place(work)
    ask = PostChunk(ordinals.start, ordinals.stop - 1, outcome)
    certain(work.decide(Ask(REMITTANCE, notice.remittance_id, ask)))
    return work.commit()


def finish_posting(work: Work, notice: Notice, post_rest: Callable[[], Entries]) -> Done:
    """Post what is about no claim and no month; from then on the notice counts."""
    known: Remittance = work.state(REMITTANCE, notice.remittance_id)
    if isinstance(known, PostingRemittance):  # else another run was faster
        certain(work.decide(Ask(REMITTANCE, notice.remittance_id, FinishPosting(post_rest()))))
    return work.commit()
