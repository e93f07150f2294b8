"""Posting a balanced roster: chunk by chunk, each one transaction, resumed where it stopped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from adapters.edi.rosters.member_payment import MemberPayment
from domain.identifiers import RemittanceId
from domain.notices.remittance import (
    Notice,
    Outcome,
)
from domain.problem import Refused
from hub.handler import Done, Work
from hub.services.months.roster_files import RosterFile
from hub.services.months.roster_rows import RowPlacing
from hub.services.notices.notice_posting import finish_posting, post_chunk, post_notice
from hub.services.notices.provider_adjustments import post_provider_adjustments
from hub.wiring import Hub

CHUNK = 1_000


def post_roster(
    hub: Hub, notice: Notice, file: RosterFile, *, supersedes: Iterable[RemittanceId] = ()
) -> Outcome | Refused:
    """Post all of a balanced roster, or go on where an earlier posting stopped.

    The parked notices that it `supersedes` leave suspense in the same transaction.
    """

    def post_after(ordinal: int) -> None:
        for chunk in _chunks(hub, notice, file, ordinal):
            hub.handler.attempt(chunk.post)
        _finish(hub, notice, file)

    return post_notice(hub, notice, CHUNK, post_after, supersedes=supersedes)


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
        ordinals = range(self.first, self.first + len(self.rows))
        return post_chunk(work, self.notice, ordinals, self.place)

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
        adjustments = file.provider_adjustments()
        return finish_posting(
            work, notice, lambda: post_provider_adjustments(hub, work, notice, adjustments, ())
        )

    return hub.handler.attempt(finish)
