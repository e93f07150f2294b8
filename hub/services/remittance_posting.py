"""Posting a balanced remittance: chunk by chunk, each one transaction, resumed where it stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Protocol

from adapters.edi.remittances.remittance import ClaimPayment, ProviderAdjustment
from domain.claim import CLAIM as CLAIMS
from domain.claim import Claim, NoClaim
from domain.claim_money import REVERSAL, MoneySource, PostPayment
from domain.event import Source
from domain.identifiers import (
    PayerControlNumber,
    RemittanceId,
    RemittedClaimId,
)
from domain.money import show_money
from domain.problem import Problem, Refused
from domain.remittance import (
    REMITTANCE,
    FinishPosting,
    Notice,
    Outcome,
    PostChunk,
    PostingRemittance,
    StartPosting,
    SupersedeRemittance,
)
from domain.remitted_claim import (
    NOT_TAKEN,
    OUT_OF_BALANCE,
    REMITTED_CLAIM,
    UNMATCHED,
    ParkPayment,
    Payment,
)
from hub.handler import Ask, Done, Work, certain
from hub.ids import outside_id
from hub.services.claim_matching import adjustments_of, answered_lines, match_claims
from hub.services.member_months import Months, months_of, settle_month, tell_of_month
from hub.services.provider_adjustments import InterestStated, post_provider_adjustments
from hub.services.units import freed_encounters, unit_asks
from hub.wiring import Hub

CHUNK = 2_000

# what a claim may be parked for alone; its other findings say nothing of its money
_UNBALANCED = frozenset(
    {
        "remittance.not-an-amount",
        "remittance.line-out-of-balance",
        "remittance.claim-out-of-balance",
        "remittance.lines-out-of-balance",
    }
)


class RemittanceFile(Protocol):
    """A remittance that can be read again from its start."""

    def claims(self) -> Iterator[ClaimPayment]:
        """The claim payments, one at a time."""
        ...

    def provider_adjustments(self) -> Sequence[ProviderAdjustment]:
        """What stands after the claims."""
        ...


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
        _post_claims(hub, notice, file, state.posted_to, correction_days)
        _finish(hub, notice, file)
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
) -> None:
    claims = islice(file.claims(), posted_to, None)
    first = posted_to + 1
    while chunk := list(islice(claims, CHUNK)):
        posting = Chunk(hub, notice, chunk, first, correction_days)
        hub.handler.attempt(posting.post)
        first += len(chunk)


def _finish(hub: Hub, notice: Notice, file: RemittanceFile) -> Done:
    """Post what stands after the claims; from then on the remittance counts."""
    adjustments = file.provider_adjustments()
    stated = [claim for claim in file.claims() if claim.interest] if adjustments else []

    def finish(work: Work) -> Done:
        interest = _interest_stated(hub, work, notice, stated)
        entries = post_provider_adjustments(work, hub.log, notice, adjustments, interest)
        certain(work.decide(Ask(REMITTANCE, notice.remittance_id, FinishPosting(entries))))
        return work.commit()

    return hub.handler.attempt(finish)


def _interest_stated(
    hub: Hub, work: Work, notice: Notice, stated: Sequence[ClaimPayment]
) -> list[InterestStated]:
    """The interest that claims of this remittance state, those only that took their payment."""
    found = []
    for payment, claim_id in zip(stated, match_claims(hub.log, stated), strict=True):
        claim: Claim = NoClaim() if claim_id is None else work.state(CLAIMS, claim_id)
        if isinstance(claim, NoClaim):
            continue
        if posting_id(notice, payment.ordinal) in claim.account.posted:
            found.append(InterestStated(claim.account.body.claim_id, payment.interest))
    return found


def posting_id(notice: Notice, ordinal: int) -> str:
    """The place of a claim payment in a remittance; the same place is posted once."""
    return f"{notice.remittance_id}/{ordinal}"


@dataclass(frozen=True)
class Chunk:
    """Some claim payments of one remittance, to be posted in one transaction."""

    hub: Hub
    notice: Notice
    payments: Sequence[ClaimPayment]
    first: int
    correction_days: int

    def post(self, work: Work) -> Done:
        """Post each payment with its claim, or park it alone."""
        outcome = self.place(work)
        last = self.first + len(self.payments) - 1
        ask = PostChunk(self.first, last, outcome)
        certain(work.decide(Ask(REMITTANCE, self.notice.remittance_id, ask)))
        return work.commit()

    def place(self, work: Work) -> Outcome:
        """Decide on each payment; nothing is written until `work` commits."""
        named = match_claims(self.hub.log, self.payments)
        work.load(CLAIMS, [claim_id for claim_id in named if claim_id])
        matched = [claim_id if self._is_of_the_plan(work, claim_id) else None for claim_id in named]
        months = months_of(work, self.hub.log, [claim_id for claim_id in matched if claim_id])
        strangers = zip(self.payments, matched, strict=True)
        work.load(REMITTED_CLAIM, [self._remitted_id(p) for p, known in strangers if not known])
        placed = unmatched = parked = 0
        for payment, claim_id in zip(self.payments, matched, strict=True):
            unmatched += claim_id is None
            refused = self._post_one(work, payment, claim_id, months)
            if refused is None:
                placed += 1
                continue
            parked += refused[0] != UNMATCHED
            self._park(work, payment, *refused)
        return Outcome(placed, unmatched, parked)

    def _post_one(
        self,
        work: Work,
        payment: ClaimPayment,
        claim_id: str | None,
        months: Months,
    ) -> tuple[str, tuple[Problem, ...]] | None:
        """None where the claim took the payment; else the reason it is parked, and why."""
        if not payment.balanced:
            return OUT_OF_BALANCE, (_out_of_balance(payment),)
        if claim_id is None:
            return UNMATCHED, ()
        claim: Claim = work.state(CLAIMS, claim_id)
        if isinstance(claim, NoClaim):
            return UNMATCHED, ()
        # what a reversal undoes is told by its amount; its lines may be those of an older version
        billed = tuple(claim.account.lines.values())
        lines = () if payment.status == REVERSAL else answered_lines(billed, payment)
        if isinstance(lines, Refused):
            return NOT_TAKEN, lines.problems
        ask = PostPayment(
            money=self._money(payment),
            ordinal=payment.ordinal,
            sent_as=payment.claim_number,
            status=payment.status,
            paid=payment.paid or 0,
            payer_control=PayerControlNumber(payment.payer_control),
            lines=lines,
            adjustments=adjustments_of(payment.adjustments),
            answer_by=self.notice.paid_on + timedelta(days=self.correction_days),
        )
        tell_of_month(work, months, claim_id, ask.money)
        decision = work.decide(Ask(CLAIMS, claim_id, ask))
        if isinstance(decision, Refused):
            return NOT_TAKEN, decision.problems
        _settle(work, claim_id)
        settle_month(work, months, claim_id, ask.money)
        return None

    def _is_of_the_plan(self, work: Work, claim_id: str | None) -> bool:
        """A number of one plan may by chance be another's: only its own plan pays a claim."""
        if claim_id is None:
            return False
        claim: Claim = work.state(CLAIMS, claim_id)
        return not isinstance(claim, NoClaim) and (
            claim.account.body.plan_key == self.notice.plan_key
        )

    def _money(self, payment: ClaimPayment) -> MoneySource:
        return MoneySource(
            posting_id=posting_id(self.notice, payment.ordinal),
            remittance_id=self.notice.remittance_id,
            cash=self.notice.cash,
            paid_on=self.notice.paid_on,
            source=self._source(payment),
        )

    def _remitted_id(self, payment: ClaimPayment) -> RemittedClaimId:
        place = posting_id(self.notice, payment.ordinal)
        return RemittedClaimId(outside_id("remitted-claim", place))

    def _source(self, payment: ClaimPayment) -> Source:
        whole = self.notice.source
        return Source(
            whole.archive_id,
            whole.transaction,
            payment.segment,
            payment.offset,
            payment.length,
        )

    def _park(
        self, work: Work, payment: ClaimPayment, reason: str, problems: tuple[Problem, ...]
    ) -> None:
        money = self._money(payment)
        remitted = self._remitted_id(payment)
        ask = ParkPayment(
            Payment(
                remitted_claim_id=remitted,
                posting_id=money.posting_id,
                remittance_id=self.notice.remittance_id,
                ordinal=payment.ordinal,
                status=payment.status,
                billed=payment.billed or 0,
                paid=payment.paid or 0,
                paid_on=self.notice.paid_on,
                cash=self.notice.cash,
                source=self._source(payment),
            ),
            reason,
            problems,
        )
        certain(work.decide(Ask(REMITTED_CLAIM, remitted, ask)))


def _settle(work: Work, claim_id: str) -> None:
    """Units follow the plan's answer; a void that was answered frees the care it billed."""
    claim: Claim = work.state(CLAIMS, claim_id)
    if isinstance(claim, NoClaim):
        return
    for ask in (*unit_asks(claim.account, claim), *freed_encounters(claim)):
        certain(work.decide(ask))


def _out_of_balance(payment: ClaimPayment) -> Problem:
    about_money = (each.what for each in payment.findings if each.code in _UNBALANCED)
    return Problem(
        code="remittance.claim-out-of-balance",
        what=next(about_money, "its amounts do not add up"),
        where=f"CLP {payment.ordinal}, segment {payment.segment}",
        fix="ask the plan for a corrected claim; "
        f"{show_money(payment.paid or 0)} waits in suspense",
    )
