"""Batches of claims for a plan: put together, and listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeGuard

from adapters.edi.claims.checks.duplicates import BilledCare
from domain.agreements.plan import AdoptedPlan, PlanRules
from domain.claims.claim import (
    CLAIM,
    AcceptedClaim,
    Claim,
    CorrectingClaim,
    HeldClaim,
    HoldClaim,
    KnownClaim,
    NoClaim,
    OpenedClaim,
    RejectedClaim,
    SubmittedClaim,
    VoidingClaim,
)
from domain.claims.claim_facts import ClaimFact
from domain.identifiers import BatchId, ClaimId, ClaimNumber, PartnerId, PlanKey, SendNumber
from domain.money import Money
from domain.problem import Problem, Refused
from domain.role import MEANINGS
from domain.sending.submission import SUBMISSION, Batch, BuildBatch, ShortenBatch
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.services.agreements.plans import find_plan
from hub.services.billing.claims import find_claim
from hub.services.billing.units import reserve_asks
from hub.services.sending.sendable import (
    changed_since,
    encounter_changed,
    party_problems,
    send_problems,
    submit_command,
)
from hub.store.chunks import chunks
from hub.wiring import Hub
from projections.batch_status import BATCH_STATUS, BatchStatus
from projections.claim_status import CLAIM_STATUS

SENDABLE = ("open", "held", "correcting", "voiding")
_Holdable = OpenedClaim | HeldClaim | CorrectingClaim | VoidingClaim


@dataclass(frozen=True)
class HeldBack:
    """A claim that did not go into a batch, and why."""

    number: ClaimNumber
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class NewBatch:
    """A batch that was put together, or would be: `control` is 0 where nothing was recorded."""

    batch_id: BatchId | None
    plan_key: PlanKey
    control: int
    claims: tuple[ClaimNumber, ...]
    charge: Money

    @property
    def name(self) -> str:
        """What people call it: plan and control number."""
        return batch_name(self.plan_key, self.control)


@dataclass(frozen=True)
class Batching:
    """What putting together came to; `taken` were sent by another run at the same time."""

    batches: tuple[NewBatch, ...]
    held: tuple[HeldBack, ...]
    taken: tuple[ClaimNumber, ...] = ()


@dataclass(frozen=True)
class _Sending:
    """A claim that is fit to be sent, and the command that sends it, all but its batch."""

    claim_id: ClaimId
    state: KnownClaim
    rules: PlanRules

    @property
    def number(self) -> ClaimNumber:
        """The number that people know the claim by."""
        return self.state.account.body.number

    @property
    def billed_as(self) -> PartnerId | None:
        """The partner under whose own numbers it goes out; None for the hub's."""
        body = self.state.account.body
        own = MEANINGS[body.role].billing_provider == "the partner"
        return body.partner_id if own else None


def batch_name(plan_key: PlanKey, control: int) -> str:
    """What people call a batch, and what its file is called: key, dash, nine digits."""
    return f"{plan_key}-{control:09d}"


def sent_batch_id(sender: str, receiver: str, control: int) -> BatchId:
    """The id of the batch that went from `sender` to `receiver` under a control number."""
    return BatchId(outside_id("sent", sender, receiver, str(control)))


def list_batches(
    hub: Hub, *, plan: str | None = None, state: str | None = None
) -> list[BatchStatus]:
    """Batches as they now stand, by plan and control number."""
    asked = {"plan_key": plan, "state": state}
    only: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}
    rows = hub.projector.live.rows(BATCH_STATUS, **only)
    return sorted(rows, key=lambda row: (row.plan_key, row.control))


def plans_to_send(hub: Hub) -> list[PlanKey]:
    """The plans that claims wait to be sent to, in order of key."""
    view = hub.projector.live
    return sorted(
        {row.plan_key for state in SENDABLE for row in view.rows(CLAIM_STATUS, state=state)}
    )


def build_batch(hub: Hub, plan_key: PlanKey, *, dry_run: bool = False) -> Batching | Refused:
    """Put together every claim of a plan that waits to be sent; a bad one is held, the rest goes.

    Claims that were rejected are not among them: they are sent again by `rebatch`.
    """
    rows = [
        row
        for state in SENDABLE
        for row in hub.projector.live.rows(CLAIM_STATUS, plan_key=plan_key, state=state)
    ]
    ids = [row.claim_id for row in sorted(rows, key=lambda row: row.number)]
    return _batch(hub, plan_key, hub.handler.states(CLAIM, ids), dry_run=dry_run)


def rebatch(hub: Hub, numbers: Iterable[str], *, dry_run: bool = False) -> Batching | Refused:
    """Send rejected claims again, as they now stand; their units are reserved anew."""
    found = [find_claim(hub, number) for number in dict.fromkeys(numbers)]
    unknown = [p for each in found if isinstance(each, Refused) for p in each.problems]
    ids = [each for each in found if not isinstance(each, Refused)]
    states: Mapping[str, KnownClaim] = hub.handler.states(CLAIM, ids)
    wrong = [_not_rejected(state) for state in states.values() if not _is_rejected(state)]
    if unknown or wrong:
        return Refused((*unknown, *wrong))
    ordered = sorted(states.items(), key=lambda item: _order(item[1]))
    batchings: list[Batching] = []
    for plan_key, same in groupby(ordered, key=lambda item: item[1].account.body.plan_key):
        done = _batch(hub, plan_key, dict(same), dry_run=dry_run)
        if isinstance(done, Refused):
            return done
        batchings.append(done)
    return _together(batchings)


def leave_out(
    hub: Hub, batch: Batch, problems: Mapping[SendNumber, tuple[Problem, ...]]
) -> Refused | None:
    """Take claims out of a batch of which no file was made; each is held and says why.

    One that waits no longer, because the plan took its money back meanwhile, leaves and is not
    held. Refused where another run has since made the file or taken other claims out.
    """
    batch_id = batch.batch_id

    def once(work: Work) -> int | Refused:
        work.load(CLAIM, batch.claims)
        states: dict[str, Claim] = {key: work.state(CLAIM, key) for key in batch.claims}
        known = {key: each for key, each in states.items() if isinstance(each, KnownClaim)}
        leaving = {
            claim_id: problems[send.sent_as]
            for claim_id, claim in known.items()
            for send in claim.account.sends
            if send.sent_as in problems
        }
        assert leaving, "whoever leaves a batch was in it"
        kept = tuple(claim_id for claim_id in batch.claims if claim_id not in leaving)
        charge = sum(known[claim_id].account.body.charge for claim_id in kept)
        done = work.decide(Ask(SUBMISSION, batch_id, ShortenBatch(kept, charge)))
        if isinstance(done, Refused):
            return done
        for claim_id, why in leaving.items():
            if _waits_in(known[claim_id], batch_id):
                work.decide(Ask(CLAIM, claim_id, HoldClaim(why, batch_id)))
        return work.commit().position

    done = hub.handler.attempt(once)
    if isinstance(done, Refused):
        return done
    hub.projector.catch_up(done)
    return None


# rules


def _is_rejected(state: KnownClaim) -> bool:
    return isinstance(state, RejectedClaim)


def _waits_in(state: KnownClaim, batch_id: BatchId) -> bool:
    """Whether the claim waits for the plan's answer to its sending in this very batch."""
    return isinstance(state, SubmittedClaim) and state.account.sends[-1].batch_id == batch_id


def _order(state: KnownClaim) -> tuple[PlanKey, ClaimNumber]:
    return state.account.body.plan_key, state.account.body.number


def _not_rejected(state: KnownClaim) -> Problem:
    return Problem(
        code="claim.not-rejected",
        what="only a claim that came back rejected is sent again in this way",
        where=f"claim {state.account.body.number}",
        fix="look where it stands: hub claim show",
    )


def _batch(
    hub: Hub, plan_key: PlanKey, states: Mapping[str, Claim], *, dry_run: bool
) -> Batching | Refused:
    plan = find_plan(hub, plan_key)
    if isinstance(plan, Refused):
        return plan
    if problems := party_problems(hub, plan):
        return Refused(problems)
    waiting = {claim_id: state for claim_id, state in states.items() if not _is_taken(state)}
    sendings, held = _judged(hub, plan, waiting)
    taken = (state.account.body.number for state in states.values() if _is_taken(state))
    batchings = [Batching((), tuple(held), tuple(taken))]
    batchings += [
        _planned(plan_key, some) if dry_run else _build(hub, plan, some)
        for same in _by_biller(sendings)
        for some in chunks(same, plan.profile.route.claims_per_file)
    ]
    done = _together(batchings)
    if not dry_run:
        _hold(hub, waiting, done.held)
    return done


def _together(batchings: Sequence[Batching]) -> Batching:
    return Batching(
        batches=tuple(new for each in batchings for new in each.batches),
        held=tuple(back for each in batchings for back in each.held),
        taken=tuple(number for each in batchings for number in each.taken),
    )


def _is_taken(state: Claim) -> TypeGuard[SubmittedClaim | AcceptedClaim]:
    """Whether another run sent the claim after this one saw it waiting."""
    return isinstance(state, SubmittedClaim | AcceptedClaim)


def _judged(
    hub: Hub, plan: AdoptedPlan, states: Mapping[str, Claim]
) -> tuple[list[_Sending], list[HeldBack]]:
    """Which claims are fit to be sent, by what the domain and the form say of them."""
    known = {key: each for key, each in states.items() if isinstance(each, KnownClaim)}
    members = hub.vault.members(each.account.body.member_id for each in known.values())
    changed = changed_since(hub, known.values())
    care = BilledCare()
    sendings: list[_Sending] = []
    held: list[HeldBack] = []
    for claim_id, state in known.items():
        body = state.account.body
        rules = plan.profile.rules_on(body.last_service_on)
        problems = (
            (encounter_changed(body.number),)
            if body.claim_id in changed
            else send_problems(hub, plan, state, rules, members, care)
        )
        if problems or rules is None:
            held.append(HeldBack(body.number, problems))
        else:
            sendings.append(_Sending(ClaimId(claim_id), state, rules))
    return sendings, held


def _by_biller(sendings: Sequence[_Sending]) -> list[list[_Sending]]:
    """Claims of one file go out under one NPI and TIN: the hub's, or one partner's."""
    by_biller: dict[PartnerId | None, list[_Sending]] = {}
    for each in sendings:
        by_biller.setdefault(each.billed_as, []).append(each)
    return [by_biller[biller] for biller in sorted(by_biller, key=lambda each: each or "")]


def _planned(plan_key: PlanKey, sendings: Sequence[_Sending]) -> Batching:
    bodies = [each.state.account.body for each in sendings]
    charge = sum(body.charge for body in bodies)
    numbers = tuple(body.number for body in bodies)
    return Batching((NewBatch(None, plan_key, 0, numbers, charge),), ())


def _build(hub: Hub, plan: AdoptedPlan, sendings: Sequence[_Sending]) -> Batching:
    """One batch under a control number that is never used again, in one transaction."""
    profile = plan.profile
    sender, receiver = hub.settings.file.envelope.sender_id, profile.route.receiver_id
    control = hub.log.take_numbers(f"control:{sender}:{receiver}")[0]
    batch_id = sent_batch_id(sender, receiver, control)

    def once(work: Work) -> tuple[Batching, int]:
        work.load(CLAIM, (each.claim_id for each in sendings))
        free = [each for each in sendings if not _is_taken(work.state(CLAIM, each.claim_id))]
        taken = tuple(each.number for each in sendings if each not in free)
        held = tuple(back for each in free if (back := _send(hub, work, each, batch_id)))
        left_out = {back.number for back in held}
        sent = [each for each in free if each.number not in left_out]
        if not sent:
            return Batching((), held, taken), 0
        bodies = [each.state.account.body for each in sent]
        batch = Batch(
            batch_id=batch_id,
            plan_id=plan.plan_id,
            plan_key=profile.key,
            form=profile.route.form,
            control=control,
            claims=tuple(each.claim_id for each in sent),
            charge=sum(body.charge for body in bodies),
            built_on=hub.today,
            billed_as=sendings[0].billed_as,
        )
        work.decide(Ask(SUBMISSION, batch_id, BuildBatch(batch)))
        numbers = tuple(body.number for body in bodies)
        new = NewBatch(batch_id, profile.key, control, numbers, batch.charge)
        return Batching((new,), held, taken), work.commit().position

    done, position = hub.handler.attempt(once)
    hub.projector.catch_up(position)
    return done


def _send(hub: Hub, work: Work, sending: _Sending, batch_id: BatchId) -> HeldBack | None:
    """Put one claim into a batch, or say why not; a refusal leaves nothing of it behind."""
    state: Claim = work.state(CLAIM, sending.claim_id)
    command = submit_command(hub, batch_id, sending.rules)
    decision = CLAIM.decide(state, command)
    if isinstance(decision, Refused):
        return HeldBack(sending.number, decision.problems)
    if isinstance(state, RejectedClaim):
        sent = _after(state, decision)
        assert not isinstance(sent, NoClaim)
        for ask in reserve_asks(sent.account, sent):
            if isinstance(refused := work.decide(ask), Refused):
                return HeldBack(sending.number, refused.problems)
    work.decide(Ask(CLAIM, sending.claim_id, command))
    return None


def _after(state: Claim, facts: Iterable[ClaimFact]) -> Claim:
    for fact in facts:
        state = CLAIM.evolve(state, fact)
    return state


def _hold(hub: Hub, states: Mapping[str, Claim], held: Sequence[HeldBack]) -> None:
    """Record why a claim waits; one that came back rejected stays so."""
    if not held:
        return
    problems = {back.number: back.problems for back in held}

    def once(work: Work) -> int:
        work.load(CLAIM, states)
        for claim_id, state in states.items():
            if isinstance(state, _Holdable) and state.account.body.number in problems:
                # refused where another run has sent it since: then it does not wait
                work.decide(Ask(CLAIM, claim_id, HoldClaim(problems[state.account.body.number])))
        return work.commit().position

    hub.projector.catch_up(hub.handler.attempt(once))
