"""A claim that is void no more bills its care again, unless another claim bills that meanwhile."""

from collections.abc import Iterable, Iterator
from functools import reduce

from domain.care.encounter import ENCOUNTER, ClaimedEncounter, ClaimEncounter, Encounter
from domain.claims.claim import CLAIM, Claim, NoClaim, VoidedClaim
from domain.claims.claim_facts import ClaimVoidReopened
from domain.event import Fact
from domain.problem import Problem, Refused
from hub.handler import Ask, Work, certain


def billed_meanwhile(work: Work, asks: Iterable[Ask]) -> Refused | None:
    """Why a claim cannot be what it was before its void was answered; None where all of them can.

    Asked before the `asks` of claims are decided: care may have been billed again since it was
    freed.
    """
    by_claim: dict[str, list[Ask]] = {}
    for ask in asks:
        by_claim.setdefault(ask.stream_id, []).append(ask)
    problems = tuple(
        problem
        for claim_id, own in by_claim.items()
        if _is_void_no_more(work, claim_id, own)
        for problem in _problems(work, claim_id)
    )
    return Refused(problems) if problems else None


def _is_void_no_more(work: Work, claim_id: str, asks: Iterable[Ask]) -> bool:
    """Whether all that is asked of it leaves its void unanswered: each alone may not."""
    claim: Claim = work.state(CLAIM, claim_id)
    if not isinstance(claim, VoidedClaim):
        return False
    for ask in asks:
        decision = ask.decider.decide(claim, ask.command)
        if not isinstance(decision, Refused):
            claim = reduce(ask.decider.evolve, decision, claim)
    return not isinstance(claim, VoidedClaim)


def take_back_care(work: Work, facts: Iterable[Fact]) -> None:
    """The claims that are void no more bill their care again."""
    for fact in _reopened(facts):
        for ask in _asks(work, fact.claim_id):
            certain(work.decide(ask))


def _reopened(facts: Iterable[Fact]) -> list[ClaimVoidReopened]:
    return [fact for fact in facts if isinstance(fact, ClaimVoidReopened)]


def _asks(work: Work, claim_id: str) -> Iterator[Ask]:
    claim: Claim = work.state(CLAIM, claim_id)
    if isinstance(claim, NoClaim):
        return
    body = claim.account.body
    for line in body.lines:
        for encounter_id in line.encounters:
            yield Ask(ENCOUNTER, encounter_id, ClaimEncounter(body.claim_id, line.line))


def _problems(work: Work, claim_id: str) -> Iterator[Problem]:
    """Care is billed once: what is billed again meanwhile must be void first."""
    claim: Claim = work.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    number = claim.account.body.number
    for ask in _asks(work, claim_id):
        encounter: Encounter = work.state(ENCOUNTER, ask.stream_id)
        if not isinstance(ask.decider.decide(encounter, ask.command), Refused):
            continue
        other = _billed_by(work, encounter)
        yield Problem(
            code="match.care-billed-again",
            what=f"without it {number} is void no more, and its care was billed again"
            + (f" with {other}" if other else ""),
            where=f"claim {number}",
            fix=f"void {other} first, then do this again: hub claim void"
            if other
            else "correct the encounter so that it may be billed, then do this again",
        )


def _billed_by(work: Work, encounter: Encounter) -> str:
    if not isinstance(encounter, ClaimedEncounter):
        return ""
    claim: Claim = work.state(CLAIM, encounter.claim_id)
    return "" if isinstance(claim, NoClaim) else claim.account.body.number
