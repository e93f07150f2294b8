"""Which of our claims a payment is about, how sure that is, and by what it was told.

The keys are our own numbers, which the plan must echo: CLM01 in CLP01, then REF*6R in its lines;
then the plan's own claim number; then what was billed. A number of ours names one claim and is
never outvoted by what else agrees. Names in the remittance are never used (domain.md 8.1); a
member's number may speak against a claim, or for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM as CLAIMS
from domain.claims.claim import Claim, ClosedClaim, NoClaim, VoidedClaim
from domain.claims.claim_account import ClaimAccount
from domain.identifiers import ClaimId, ClaimNumber, PlanKey, read_send_number
from hub.handler import Work
from hub.lookups import CLAIM
from hub.services.matching.matches import (
    CERTAIN_FROM,
    CHARGE_AGREES,
    FULL_SCORE,
    MEMBER_AGREES,
    MODIFIERS_AGREE,
    SCORES,
    ClaimMatch,
    Match,
    MatchReason,
    NoMatch,
)
from hub.services.matching.our_numbers import (
    claim_numbers_alone,
    claim_numbers_in,
    claim_numbers_without_check,
    compact,
    line_of,
)
from hub.services.matching.plan_numbers import claims_known_as, plan_numbers_of
from hub.services.matching.service_matching import MOST_CANDIDATES, Billing, claims_that_bill
from hub.services.matching.stated_members import StatedMember, stated_members
from hub.store.log import FactLog

_NONE = NoMatch(0, "none-of-ours")
_CHECKED = frozenset({"send-number", "send-number-in-text"})


def find_claims(
    work: Work, log: FactLog, plan_key: PlanKey, payments: Sequence[ClaimPayment]
) -> list[ClaimMatch]:
    """The claim of that plan that each payment is about, or why none is certain.

    Looked up for all payments together. The states of the claims are loaded into `work`.
    """
    members = stated_members(log, payments)
    finder = _Finder(work, plan_key)
    named = _named(work, log, plan_key, payments)
    work.load(CLAIMS, [claim_id for each in named for claim_id in each.claim_ids])
    asking = [_Asking(*each) for each in zip(payments, members, strict=True)]
    found = [finder.by_numbers(*each) for each in zip(asking, named, strict=True)]
    left = [at for at, match in enumerate(found) if match is None]
    some, whom = [payments[at] for at in left], [members[at] for at in left]
    candidates = claims_that_bill(log, plan_key, some, whom)
    work.load(CLAIMS, [c for each in candidates if len(each) <= MOST_CANDIDATES for c in each])
    for at, claim_ids in zip(left, candidates, strict=True):
        found[at] = finder.by_services(asking[at], claim_ids)
    return [match or _NONE for match in found]


def names_ours(log: FactLog, payments: Sequence[ClaimPayment]) -> bool:
    """Whether any payment carries a number that we minted; a plan's own number proves nothing."""
    stated = [_Stated.of(payment) for payment in payments]
    numbers = [n for each in stated for n in (*each.checked, *each.lines)]
    return any(log.find_many(CLAIM, numbers).values())


def is_ours(log: FactLog, number: str) -> bool:
    """Whether a claim number (CLM01) is one under which this hub sent a claim."""
    sent = read_send_number(number.strip())
    return sent is not None and any(log.find_many(CLAIM, [sent[0]]).values())


class _Stated(NamedTuple):
    """The numbers of ours in one payment: in CLP01, read by `reason`, and in its lines."""

    numbers: tuple[ClaimNumber, ...]
    reason: MatchReason
    lines: tuple[ClaimNumber, ...]

    @property
    def checked(self) -> tuple[ClaimNumber, ...]:
        """Those of CLP01 that have their check character."""
        return self.numbers if self.reason in _CHECKED else ()

    @classmethod
    def of(cls, payment: ClaimPayment) -> "_Stated":
        controls = [r.value for p in payment.lines for r in p.references if r.qualifier == "6R"]
        lines = [found[0] for control in controls if (found := line_of(control))]
        distinct = tuple(dict.fromkeys(lines))
        if sent := read_send_number(payment.claim_number.strip()):
            return cls((sent[0],), "send-number", distinct)
        if numbers := claim_numbers_in(payment.claim_number):
            return cls(numbers, "send-number-in-text", distinct)
        if numbers := claim_numbers_without_check(payment.claim_number):
            return cls(numbers, "send-number-without-check", distinct)
        # what people call a claim by: typed from a page, or all that a plan keeps of CLM01
        numbers = claim_numbers_alone(payment.claim_number)
        return cls(numbers, "claim-number-alone", distinct)


class _Named(NamedTuple):
    """The claims that numbers of one kind lead to; `disagree` where two of our numbers do not."""

    claim_ids: tuple[str, ...]
    reason: MatchReason
    disagree: bool = False


def _named(
    work: Work, log: FactLog, plan_key: PlanKey, payments: Sequence[ClaimPayment]
) -> list[_Named]:
    stated = [_Stated.of(payment) for payment in payments]
    wanted = dict.fromkeys(number for each in stated for number in (*each.numbers, *each.lines))
    by_number = log.find_many(CLAIM, list(wanted))

    def ids(numbers: Iterable[ClaimNumber]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for number in numbers for one in by_number[number]))

    ours = [(ids(each.numbers), ids(each.lines)) for each in stated]
    controls = [
        () if of_claim or of_lines else plan_numbers_of(payment)
        for (of_claim, of_lines), payment in zip(ours, payments, strict=True)
    ]
    distinct = list(dict.fromkeys(number for each in controls for number in each))
    by_control = claims_known_as(work, log, plan_key, distinct)
    named = []
    for each, (of_claim, of_lines), numbers in zip(stated, ours, controls, strict=True):
        if of_claim and of_lines and set(of_lines) != set(of_claim):
            every = tuple(dict.fromkeys((*of_claim, *of_lines)))
            named.append(_Named(every, each.reason, disagree=True))
        elif of_claim:
            named.append(_Named(of_claim, each.reason))
        elif of_lines:
            named.append(_Named(of_lines, "line-control-number"))
        else:
            found = dict.fromkeys(one for number in numbers for one in by_control[number])
            named.append(_Named(tuple(found), "payer-control-number"))
    return named


class _Asking(NamedTuple):
    """A payment, and whom it is stated to be for."""

    payment: ClaimPayment
    member: StatedMember


@dataclass(frozen=True)
class _Finder:
    """What decides on candidates: their plan, their member, and how much of them agrees."""

    work: Work
    plan_key: PlanKey

    def by_numbers(self, asking: _Asking, named: _Named) -> ClaimMatch | None:
        """What numbers tell; None where they tell nothing, and what was billed may."""
        if named.disagree:
            return NoMatch(len(named.claim_ids), "numbers-disagree")
        if len(named.claim_ids) > 1:
            return NoMatch(len(named.claim_ids), "several-claims")
        return self._judged(asking, named.claim_ids[0], named.reason) if named.claim_ids else None

    def _judged(self, asking: _Asking, claim_id: str, reason: MatchReason) -> ClaimMatch | None:
        account = self._account(claim_id)
        if account is None:
            return None
        if account.body.plan_key != self.plan_key:
            return NoMatch(1, "other-plan")
        if asking.member.is_another_than(account.body.member_id):
            return NoMatch(1, "other-member")
        if reason == "send-number-without-check" and not _was_sent_as(account, asking.payment):
            return None
        score = SCORES[reason] + asking.member.agrees(account.body.member_id) * MEMBER_AGREES
        if score < FULL_SCORE:
            score += _charge_agrees(account, asking.payment) * CHARGE_AGREES
        if score < CERTAIN_FROM:
            return NoMatch(1, "not-certain")
        return Match(ClaimId(claim_id), min(score, FULL_SCORE), reason)

    def by_services(self, asking: _Asking, claim_ids: Sequence[str]) -> ClaimMatch:
        """The one open claim of the plan that bills all lines of the payment best."""
        if len(claim_ids) > MOST_CANDIDATES:
            return NoMatch(len(claim_ids), "several-claims")
        scores = {each: self._score(asking, each) for each in claim_ids}
        fitting = {each: score for each, score in scores.items() if score}
        if not fitting:
            return _NONE
        best = max(fitting.values())
        first = [claim_id for claim_id, score in fitting.items() if score == best]
        if len(first) > 1:
            return NoMatch(len(first), "several-claims")
        if best < CERTAIN_FROM:
            return NoMatch(len(fitting), "not-certain")
        return Match(ClaimId(first[0]), min(best, FULL_SCORE), "services")

    def _score(self, asking: _Asking, claim_id: str) -> int:
        claim: Claim = self.work.state(CLAIMS, claim_id)
        if isinstance(claim, NoClaim | VoidedClaim | ClosedClaim) or not claim.account.sends:
            return 0
        account = claim.account
        billing = Billing.of(account, asking.payment)
        if account.body.plan_key != self.plan_key or not billing.all_lines:
            return 0
        if asking.member.speaks_against(account.body.member_id):
            return 0
        score = SCORES["services"] + asking.member.agrees(account.body.member_id) * MEMBER_AGREES
        score += billing.modifiers_agree * MODIFIERS_AGREE
        return score + _charge_agrees(account, asking.payment) * CHARGE_AGREES

    def _account(self, claim_id: str) -> ClaimAccount | None:
        claim: Claim = self.work.state(CLAIMS, claim_id)
        return None if isinstance(claim, NoClaim) else claim.account


def _was_sent_as(account: ClaimAccount, payment: ClaimPayment) -> bool:
    stated = compact(payment.claim_number)
    return any(send.sent_as[:-1] in stated for send in account.sends)


def _charge_agrees(account: ClaimAccount, payment: ClaimPayment) -> bool:
    return abs(payment.billed or 0) in {account.body.charge, account.opened.charge}
