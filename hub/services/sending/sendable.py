"""What stands against sending a claim: state, form, the care behind it, the envelope."""

from collections.abc import Iterable, Iterator, Mapping

from adapters.edi.claims.checks.before_sending import problems_of, problems_of_batch
from adapters.edi.claims.checks.duplicates import BilledCare
from domain.agreements.plan import AdoptedPlan, PlanRules
from domain.care.encounter import ENCOUNTER, ClaimedEncounter, Encounter
from domain.care.member import KnownMember
from domain.claims.claim import CLAIM, KnownClaim, SubmitClaim
from domain.claims.claim_facts import ClaimSubmitted
from domain.identifiers import BatchId, ClaimId, ClaimNumber, MemberId, Npi
from domain.problem import Problem, Refused
from hub.services.sending.professional_claims import (
    in_settings,
    professional_batch,
    professional_claim,
)
from hub.settings import FILE
from hub.wiring import Hub

_NAME_WIDTH = 15  # ISA06 and ISA08


def party_problems(hub: Hub, plan: AdoptedPlan) -> tuple[Problem, ...]:
    """Nothing is sent while hub or plan cannot be named on the envelope."""
    settings = hub.settings.file
    empty = professional_batch(
        settings, plan.profile, reference="1", made_at=hub.clock(), claims=()
    )
    found = [problem for problem in problems_of_batch(empty) if problem.code != "837p.batch-size"]
    told = (_unless_empty(hub, problem) for problem in in_settings(found))
    return (*dict.fromkeys(told), *_envelope_problems(hub, plan))


def _unless_empty(hub: Hub, problem: Problem) -> Problem:
    """What is wrong with a setting, as its being empty where it is."""
    file, _, key = problem.where.partition(", ")
    section, _, name = key.partition(".")
    stated = hub.settings.file.model_dump().get(section, {}).get(name)
    if file != FILE or stated:
        return problem
    return Problem(
        code="batch.setting-empty",
        what=f"{name} in {FILE} [{section}] is empty",
        where=problem.where,
        fix="fill it in",
    )


def _envelope_problems(hub: Hub, plan: AdoptedPlan) -> Iterator[Problem]:
    """The names in an 837P's envelope have a fixed width; an invoice sheet has no envelope."""
    if plan.profile.route.form != "837p":
        return
    for where, name in (
        ("hub.toml, envelope.sender_id", hub.settings.file.envelope.sender_id),
        (f"plan {plan.profile.key}, route.receiver_id", plan.profile.route.receiver_id),
    ):
        if len(name) > _NAME_WIDTH:
            yield Problem(
                code="batch.name-too-long",
                what=f"{name} has {len(name)} characters; an envelope has room for {_NAME_WIDTH}",
                where=where,
                fix="use the shorter name that the receiver gave you",
            )


def changed_since(hub: Hub, states: Iterable[KnownClaim]) -> frozenset[ClaimId]:
    """Claims of which an encounter was corrected since; one that is being voided says no more."""
    stating = [each.account.body for each in states if not each.account.voiding]
    ids = (each for body in stating for line in body.lines for each in line.encounters)
    found: Iterable[Encounter] = hub.handler.states(ENCOUNTER, ids).values()
    return frozenset(
        each.claim_id for each in found if isinstance(each, ClaimedEncounter) and each.is_changed
    )


def encounter_changed(number: ClaimNumber) -> Problem:
    """Nothing goes out as it was before the care behind it was corrected."""
    return Problem(
        code="claim.encounter-changed",
        what="care that it bills was corrected since the claim was drawn from it",
        where=f"claim {number}",
        fix=f"state it anew, then build again: hub claim correct {number}",
    )


def send_problems(
    hub: Hub,
    plan: AdoptedPlan,
    state: KnownClaim,
    rules: PlanRules | None,
    members: Mapping[MemberId, object],
    care: BilledCare,
) -> tuple[Problem, ...]:
    """What plan, form and the domain say against sending one claim as it stands.

    `care` is what the claims before it bill: the same care does not go out twice at once.
    """
    body = state.account.body
    member = members.get(body.member_id)
    if rules is None:
        return (_no_rules(body.number, plan),)
    if not isinstance(member, KnownMember):
        return (no_member(body.number),)
    decision = CLAIM.decide(state, submit_command(hub, BatchId(""), rules))
    if isinstance(decision, Refused):
        return decision.problems
    sent = [fact for fact in decision if isinstance(fact, ClaimSubmitted)]
    claims = (
        professional_claim(body, fact.send, fact.replaces, member.details, plan.profile)
        for fact in sent
    )
    at, npi = f"claim {body.number}", Npi(hub.settings.file.hub.npi)
    return tuple(
        problem
        for claim in claims
        for problem in (*problems_of(claim), *care.repeated(claim, npi, at, at))
    )


def submit_command(hub: Hub, batch_id: BatchId, rules: PlanRules) -> SubmitClaim:
    """The command that sends a claim today in a batch."""
    return SubmitClaim(
        batch_id,
        hub.today,
        rules.filing_limit_days,
        payment_days=rules.payment_days,
        void_days=rules.void_days,
    )


def _no_rules(number: ClaimNumber, plan: AdoptedPlan) -> Problem:
    return Problem(
        code="claim.no-plan-rules",
        what=f"no rules of {plan.profile.key} are known for its last day of care",
        where=f"claim {number}",
        fix="add the plan's rules for that day to its profile: hub plan adopt",
    )


def no_member(number: ClaimNumber) -> Problem:
    """Nobody is billed for whose details are gone."""
    return Problem(
        code="claim.member-unreadable",
        what="the member's details cannot be read any more",
        where=f"claim {number}",
        fix="void the claim: hub claim void",
    )
