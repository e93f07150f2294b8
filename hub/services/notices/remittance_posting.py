"""Posting a balanced remittance: chunk by chunk, each one transaction, resumed where it stopped."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from adapters.edi.remittances.remittance import ClaimPayment
from domain.identifiers import RemittanceId
from domain.notices.parked_money import PARKED_MONEY, UNMATCHED, ParkMoney
from domain.notices.remittance import (
    Notice,
    Outcome,
)
from domain.posting import Entries
from domain.problem import Refused
from hub.beside import catching_up_beside, has_a_second_processor
from hub.handler import Ask, Done, Work, certain
from hub.services.matching.claim_matching import find_claims
from hub.services.matching.matches import ClaimMatch, Match, NoMatch
from hub.services.matching.plan_numbers import awaited, plan_numbers_of
from hub.services.matching.reference_matching import read_reference
from hub.services.months.member_months import months_of
from hub.services.notices.claim_payments import (
    NotTaken,
    parked_claim,
    parked_id,
    posting_id,
    stated_money,
    take_payment,
)
from hub.services.notices.late_matching import place_what_waited, take_what_waited
from hub.services.notices.notice_posting import finish_posting, post_chunk, post_notice
from hub.services.notices.provider_adjustments import post_provider_adjustments
from hub.services.notices.remittance_files import RemittanceFile
from hub.services.notices.unnamed_adjustments import may_be_meant, stated_of_claims
from hub.services.notices.waiting_claims import WaitingClaim, parked_places, waiting_of
from hub.wiring import Hub

CHUNK = 2_000
MANY = 3 * CHUNK


def post(
    hub: Hub,
    notice: Notice,
    file: RemittanceFile,
    *,
    correction_days: int,
    supersedes: Iterable[RemittanceId] = (),
) -> Outcome | Refused:
    """Post all of a balanced remittance, or go on where an earlier posting stopped.

    `correction_days` is how long the plan takes corrections of what it denied. The parked notices
    that it `supersedes` leave suspense in the same transaction.
    """

    def post_after(ordinal: int) -> None:
        numbers = _post_claims(hub, notice, file, ordinal, correction_days)
        _finish(hub, notice, file, numbers)

    return post_notice(hub, notice, CHUNK, post_after, supersedes=supersedes)


def foresee(
    hub: Hub, notice: Notice, file: RemittanceFile
) -> tuple[Outcome, tuple[WaitingClaim, ...]]:
    """What posting would come to, and which claim payments would wait; nothing is written.

    Each chunk is judged by itself: that one claim is paid in two chunks is seen by posting only.
    """
    claims, first = file.claims(), 1
    foreseen = Outcome(0, 0, 0)
    waiting: list[WaitingClaim] = []
    while chunk := list(islice(claims, CHUNK)):
        judging = Chunk(hub, notice, chunk, first, correction_days=0)
        outcome, waits = hub.handler.attempt(judging.foresee)
        foreseen = foreseen.plus(outcome)
        waiting += waits
        first += len(chunk)
    return foreseen, tuple(waiting)


def _post_claims(
    hub: Hub, notice: Notice, file: RemittanceFile, posted_to: int, correction_days: int
) -> set[str]:
    """Post the claims from where an earlier posting stopped; the plan's numbers of all of them."""
    claims = file.claims()
    numbers = _numbers_of(islice(claims, posted_to))
    first = posted_to + 1
    with _projecting(hub, notice.claims - posted_to) as tell:
        while chunk := list(islice(claims, CHUNK)):
            posting = Chunk(hub, notice, chunk, first, correction_days)
            hub.handler.attempt(posting.post)
            tell()
            numbers |= _numbers_of(chunk)
            first += len(chunk)
    return numbers


def _projecting(hub: Hub, claims: int) -> AbstractContextManager[Callable[[], None]]:
    """What to call after each chunk: starting another process is worth it from many claims on."""
    if claims < MANY or not has_a_second_processor():
        return nullcontext(lambda: None)
    return catching_up_beside(hub.settings.folder)


def _numbers_of(payments: Iterable[ClaimPayment]) -> set[str]:
    return {number for payment in payments for number in plan_numbers_of(payment)}


def _finish(hub: Hub, notice: Notice, file: RemittanceFile, numbers: set[str]) -> None:
    """Post what stands after the claims; from then on the remittance counts.

    `numbers` are the plan's numbers of its claims: what waited for one of them is placed.
    """
    adjustments = file.provider_adjustments()
    payments = list(filter(may_be_meant, file.claims())) if adjustments else []
    learnt: set[str] = set()

    def finish(work: Work) -> Done:
        def post_rest() -> Entries:
            learnt.update(take_what_waited(hub, work, notice.plan_key, numbers))
            stated = stated_of_claims(hub, work, notice, payments)
            return post_provider_adjustments(hub, work, notice, adjustments, stated)

        return finish_posting(work, notice, post_rest)

    hub.handler.attempt(finish)
    # another notice may have brought a number between our looking for it and our waiting for it
    references = (read_reference(each.reference) for each in adjustments)
    spelled = {each for reference in references for each in reference.spellings}
    place_what_waited(hub, notice.plan_key, learnt | spelled)


@dataclass(frozen=True)
class Chunk:
    """Some claim payments of one remittance, to be posted in one transaction."""

    hub: Hub
    notice: Notice
    payments: Sequence[ClaimPayment]
    first: int
    correction_days: int

    def post(self, work: Work) -> Done:
        """Post each payment with its claim, or park it alone; nothing where another run did."""
        ordinals = range(self.first, self.first + len(self.payments))
        return post_chunk(work, self.notice, ordinals, self.place)

    def foresee(self, work: Work) -> tuple[Outcome, list[WaitingClaim]]:
        """What posting them would come to, and those of them that would wait."""
        outcome = self.place(work)
        places = parked_places(self.notice, [payment.ordinal for payment in self.payments])
        return outcome, list(waiting_of(work.added_to(place) for place in places))

    def place(self, work: Work) -> Outcome:
        """Decide on each payment; nothing is written until `work` commits."""
        found = find_claims(work, self.hub.log, self.notice.plan_key, self.payments)
        matched = [each.claim_id if isinstance(each, Match) else None for each in found]
        months = months_of(work, self.hub.log, [claim_id for claim_id in matched if claim_id])
        strangers = [p for p, known in zip(self.payments, matched, strict=True) if not known]
        places = [posting_id(self.notice, stranger.ordinal) for stranger in strangers]
        work.load(PARKED_MONEY, [parked_id(place) for place in places])
        answer_by = self.notice.paid_on + timedelta(days=self.correction_days)
        placed = unmatched = parked = 0
        for payment, claim_id, match in zip(self.payments, matched, found, strict=True):
            unmatched += claim_id is None
            told = match.told if isinstance(match, Match) else None
            money = stated_money(self.notice, payment, told)
            refused = take_payment(work, payment, claim_id, months, money, answer_by)
            if refused is None:
                placed += 1
                continue
            parked += refused[0] != UNMATCHED
            if isinstance(match, NoMatch) and refused[0] == UNMATCHED:
                refused = UNMATCHED, match.problems(f"CLP {payment.ordinal}")
            self._park(work, payment, refused, match)
        return Outcome(placed, unmatched, parked)

    def _park(
        self, work: Work, payment: ClaimPayment, refused: NotTaken, match: ClaimMatch
    ) -> None:
        reason, problems = refused
        leads_nowhere = isinstance(match, NoMatch) and match.reason == "none-of-ours"
        numbers = plan_numbers_of(payment) if leads_nowhere and reason == UNMATCHED else ()
        awaits = awaited(self.hub.ids, self.notice.plan_key, numbers)
        item = parked_claim(self.notice, payment, reason, awaits)
        certain(work.decide(Ask(PARKED_MONEY, item.item_id, ParkMoney(item, problems))))
