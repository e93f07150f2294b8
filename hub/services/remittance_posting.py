"""Posting a balanced remittance: chunk by chunk, each one transaction, resumed where it stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claim import CLAIM as CLAIMS
from domain.claim import Claim, NoClaim
from domain.claim_money import REVERSAL
from domain.identifiers import (
    RemittanceId,
)
from domain.parked_money import (
    PARKED_MONEY,
    UNMATCHED,
    ParkMoney,
)
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
from hub.services.claim_matching import find_claims
from hub.services.claim_payments import (
    NotTaken,
    parked_claim,
    parked_id,
    posting_id,
    stated_money,
    take_payment,
)
from hub.services.late_matching import take_what_waited
from hub.services.matches import Match, NoMatch
from hub.services.member_months import months_of
from hub.services.provider_adjustments import (
    StatedOfClaim,
    may_be_adjusted,
    post_provider_adjustments,
)
from hub.services.remittance_files import RemittanceFile
from hub.wiring import Hub

CHUNK = 2_000


def post(
    hub: Hub,
    notice: Notice,
    file: RemittanceFile,
    *,
    correction_days: int,
    supersedes: RemittanceId | None = None,
) -> Outcome | Refused:
    """Post all of a balanced remittance, or go on where an earlier posting stopped.

    `correction_days` is how long the plan takes corrections of what it denied. The parked notice
    that it `supersedes` leaves suspense in the same transaction.
    """
    own = notice.remittance_id
    asks = [Ask(REMITTANCE, own, StartPosting(notice, CHUNK))]
    if supersedes is not None:
        asks.append(Ask(REMITTANCE, supersedes, SupersedeRemittance(own)))
    started = hub.handler.run(asks)
    if isinstance(started, Refused):
        return started
    state = hub.handler.state(REMITTANCE, notice.remittance_id)
    if isinstance(state, PostingRemittance):
        numbers = _post_claims(hub, notice, file, state.posted_to, correction_days)
        _finish(hub, notice, file, numbers, correction_days)
        state = hub.handler.state(REMITTANCE, notice.remittance_id)
    hub.projector.catch_up()
    outcome: Outcome = state.outcome
    return outcome


def foresee(hub: Hub, notice: Notice, file: RemittanceFile) -> Outcome:
    """What posting would come to; nothing is written.

    Each chunk is judged by itself: that one claim is paid in two chunks is seen by posting only.
    """
    claims, first = file.claims(), 1
    foreseen = Outcome(0, 0, 0)
    while chunk := list(islice(claims, CHUNK)):
        judging = Chunk(hub, notice, chunk, first, correction_days=0)
        foreseen = foreseen.plus(hub.handler.attempt(judging.place))
        first += len(chunk)
    return foreseen


def _post_claims(
    hub: Hub, notice: Notice, file: RemittanceFile, posted_to: int, correction_days: int
) -> set[str]:
    """Post the claims from where an earlier posting stopped; the plan's numbers of all of them."""
    claims = file.claims()
    numbers = {payment.payer_control for payment in islice(claims, posted_to)}
    first = posted_to + 1
    while chunk := list(islice(claims, CHUNK)):
        posting = Chunk(hub, notice, chunk, first, correction_days)
        hub.handler.attempt(posting.post)
        numbers |= {payment.payer_control for payment in chunk}
        first += len(chunk)
    return numbers - {""}


def _finish(
    hub: Hub, notice: Notice, file: RemittanceFile, numbers: Iterable[str], correction_days: int
) -> Done:
    """Post what stands after the claims; from then on the remittance counts.

    `numbers` are the plan's numbers of its claims: what waited for one of them is placed.
    """
    adjustments = file.provider_adjustments()
    about = [each for each in file.claims() if may_be_adjusted(each)] if adjustments else []

    def finish(work: Work) -> Done:
        known: Remittance = work.state(REMITTANCE, notice.remittance_id)
        if not isinstance(known, PostingRemittance):
            return work.commit()  # another run was faster
        take_what_waited(hub, work, notice.plan_key, numbers, correction_days)
        stated = _stated_of_claims(hub, work, notice, about)
        entries = post_provider_adjustments(work, hub.log, notice, adjustments, stated)
        certain(work.decide(Ask(REMITTANCE, notice.remittance_id, FinishPosting(entries))))
        return work.commit()

    return hub.handler.attempt(finish)


def _stated_of_claims(
    hub: Hub, work: Work, notice: Notice, about: Sequence[ClaimPayment]
) -> list[StatedOfClaim]:
    """What claims of this remittance state, those only that took their payment."""
    found = []
    for payment, match in zip(
        about, find_claims(work, hub.log, notice.plan_key, about), strict=True
    ):
        claim: Claim = work.state(CLAIMS, match.claim_id) if isinstance(match, Match) else NoClaim()
        if isinstance(claim, NoClaim):
            continue
        if posting_id(notice, payment.ordinal) in claim.account.posted:
            undone = -(payment.paid or 0) if payment.status == REVERSAL else 0
            own = claim.account.body.claim_id
            found.append(StatedOfClaim(own, payment.interest, undone))
    return found


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
        known: Remittance = work.state(REMITTANCE, self.notice.remittance_id)
        if not isinstance(known, PostingRemittance) or known.posted_to >= self.first:
            return work.commit()
        outcome = self.place(work)
        last = self.first + len(self.payments) - 1
        ask = PostChunk(self.first, last, outcome)
        certain(work.decide(Ask(REMITTANCE, self.notice.remittance_id, ask)))
        return work.commit()

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
            money = stated_money(self.notice, payment)
            refused = take_payment(work, payment, claim_id, months, money, answer_by)
            if refused is None:
                placed += 1
                continue
            parked += refused[0] != UNMATCHED
            if isinstance(match, NoMatch) and refused[0] == UNMATCHED:
                refused = UNMATCHED, match.problems(f"CLP {payment.ordinal}")
            may_be_told = isinstance(match, NoMatch) and match.reason == "none-of-ours"
            self._park(work, payment, refused, may_be_told=may_be_told)
        return Outcome(placed, unmatched, parked)

    def _park(
        self, work: Work, payment: ClaimPayment, refused: NotTaken, *, may_be_told: bool
    ) -> None:
        reason, problems = refused
        told = may_be_told and reason == UNMATCHED
        item = parked_claim(self.notice, payment, reason, may_be_told=told)
        certain(work.decide(Ask(PARKED_MONEY, item.item_id, ParkMoney(item, problems))))
