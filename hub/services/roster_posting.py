"""Posting a balanced roster: chunk by chunk, each one transaction, resumed where it stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from adapters.edi.rosters.member_payment import MemberPayment
from domain.identifiers import RemittanceId
from domain.problem import Refused
from domain.remittance import (
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
from hub.handler import Ask, Done, Work, certain
from hub.services.provider_adjustments import post_provider_adjustments
from hub.services.roster_files import RosterFile
from hub.services.roster_rows import RowPlacing
from hub.wiring import Hub

CHUNK = 1_000


def post_roster(
    hub: Hub, notice: Notice, file: RosterFile, *, supersedes: RemittanceId | None = None
) -> Outcome | Refused:
    """Post all of a balanced roster, or go on where an earlier posting stopped.

    The parked notice that it `supersedes` leaves suspense in the same transaction.
    """
    own = notice.remittance_id
    asks = [Ask(REMITTANCE, own, StartPosting(notice, CHUNK))]
    if supersedes is not None:
        asks.append(Ask(REMITTANCE, supersedes, SupersedeRemittance(own)))
    started = hub.handler.run(asks)
    if isinstance(started, Refused):
        return started
    state = hub.handler.state(REMITTANCE, own)
    if isinstance(state, PostingRemittance):
        for chunk in _chunks(hub, notice, file, state.posted_to):
            hub.handler.attempt(chunk.post)
        _finish(hub, notice, file)
        state = hub.handler.state(REMITTANCE, own)
    hub.projector.catch_up()
    outcome: Outcome = state.outcome
    return outcome


def foresee_roster(hub: Hub, notice: Notice, file: RosterFile) -> Outcome:
    """What posting would come to; nothing is written."""
    foreseen = Outcome(0, 0, 0)
    for chunk in _chunks(hub, notice, file, 0):
        foreseen = foreseen.plus(hub.handler.attempt(chunk.place))
    return foreseen


@dataclass(frozen=True)
class _Chunk:
    """Some rows of one roster, to be posted in one transaction."""

    hub: Hub
    notice: Notice
    rows: Sequence[MemberPayment]
    first: int

    def post(self, work: Work) -> Done:
        """Post each row with its month, or park it alone; nothing where another run did."""
        known: Remittance = work.state(REMITTANCE, self.notice.remittance_id)
        if not isinstance(known, PostingRemittance) or known.posted_to >= self.first:
            return work.commit()
        outcome = self.place(work)
        ask = PostChunk(self.first, self.first + len(self.rows) - 1, outcome)
        certain(work.decide(Ask(REMITTANCE, self.notice.remittance_id, ask)))
        return work.commit()

    def place(self, work: Work) -> Outcome:
        """Decide on each row; nothing is written until `work` commits."""
        return RowPlacing(self.hub, work, self.notice).place(self.rows)


def _chunks(hub: Hub, notice: Notice, file: RosterFile, posted_to: int) -> Iterator[_Chunk]:
    rows = islice(file.rows(), posted_to, None)
    first = posted_to + 1
    while some := list(islice(rows, CHUNK)):
        yield _Chunk(hub, notice, some, first)
        first += len(some)


def _finish(hub: Hub, notice: Notice, file: RosterFile) -> Done:
    """Post what is about no member; from then on the roster counts."""

    def finish(work: Work) -> Done:
        known: Remittance = work.state(REMITTANCE, notice.remittance_id)
        if not isinstance(known, PostingRemittance):
            return work.commit()  # another run was faster
        adjustments = file.provider_adjustments()
        entries = post_provider_adjustments(hub, work, notice, adjustments, ())
        certain(work.decide(Ask(REMITTANCE, notice.remittance_id, FinishPosting(entries))))
        return work.commit()

    return hub.handler.attempt(finish)
