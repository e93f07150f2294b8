"""Acknowledgements come in: what they say becomes facts about the batch and its claims."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.acknowledgements.read_999 import read_999
from adapters.edi.acknowledgements.read_ta1 import read_ta1
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.recognise import kind_of
from domain.claims.claim import CLAIM
from domain.claims.claim_facts import ClaimReceived
from domain.event import Fact
from domain.identifiers import AcknowledgementId, ArchiveId, PlanKey
from domain.problem import Problem, Refused
from domain.sending.acknowledgement import (
    ACKNOWLEDGEMENT,
    Receipt,
    RecordAcknowledgement,
    RecordedAcknowledgement,
)
from domain.sending.submission import SUBMISSION, AcknowledgeBatch
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.services.billing.units import unit_asks
from hub.services.notices.late_matching import place_what_waited
from hub.services.results import TransactionResult
from hub.services.sending.acknowledged import (
    Heard,
    Place,
    Told,
    heard_277ca,
    heard_999,
    heard_ta1,
)
from hub.wiring import Hub


@dataclass(frozen=True)
class _Outcome:
    """What came of recording: what it was before, if it came before, and what was refused.

    `learnt` are numbers of plans under which claims are known by it.
    """

    was: str | None
    problems: tuple[Problem, ...]
    position: int
    learnt: tuple[tuple[PlanKey, str], ...] = ()


def post_acknowledgement(
    hub: Hub, transaction: Transaction, archive_id: ArchiveId, name: str
) -> TransactionResult:
    """Record a TA1, 999 or 277CA read from the file `name`, and all that it says, at once."""
    told = _take(hub, transaction, Place(archive_id, transaction.header), changes=True)
    return _named(told, name)


def inspect_acknowledgement(
    hub: Hub, transaction: Transaction, archive_id: ArchiveId, name: str
) -> TransactionResult:
    """What recording it would come to; nothing is changed."""
    told = _take(hub, transaction, Place(archive_id, transaction.header), changes=False)
    return _named(told, name)


def _named(told: TransactionResult, name: str) -> TransactionResult:
    """The answer names the file, for the person who has it; no fact does."""
    problems = (replace(each, where=f"{name}, {each.where}") for each in told.problems)
    return replace(told, problems=tuple(problems))


def _take(hub: Hub, transaction: Transaction, place: Place, *, changes: bool) -> TransactionResult:
    heard = _heard(hub, transaction, place)
    receipt = _receipt(hub, heard, transaction.header)
    if receipt is None:
        return _told_nothing(heard, transaction.header)

    def once(work: Work) -> _Outcome:
        return _record(work, heard, receipt, changes=changes)

    outcome = hub.handler.attempt(once)
    hub.projector.catch_up(outcome.position)
    for plan_key in dict.fromkeys(plan for plan, _ in outcome.learnt):
        numbers = {number for plan, number in outcome.learnt if plan == plan_key}
        place_what_waited(hub, plan_key, numbers)
    return TransactionResult(
        kind=heard.kind,
        control=transaction.header.shown_control,
        outcome="duplicate" if outcome.was else receipt.result,
        was=outcome.was,
        accepted=heard.accepted,
        rejected=heard.rejected,
        unmatched_claims=heard.unmatched if heard.kind == "277CA" else None,
        unmatched_batches=heard.unmatched or None if heard.kind != "277CA" else None,
        answers=_answers(heard),
        subject=heard.batch.batch_id if heard.batch else None,
        problems=(*heard.problems, *outcome.problems),
    )


def _heard(hub: Hub, transaction: Transaction, place: Place) -> Heard:
    match kind_of(transaction.header):
        case "TA1":
            return heard_ta1(hub, read_ta1(transaction), place)
        case "999":
            return heard_999(hub, read_999(transaction), place)
        case "277CA":
            return heard_277ca(hub, read_277ca(transaction), place)
        case kind:
            raise AssertionError(f"{kind} is no acknowledgement")


def _receipt(hub: Hub, heard: Heard, header: TransactionHeader) -> Receipt | None:
    """What is recorded of it; nothing where it says neither yes nor no."""
    if heard.result is None:
        return None
    return Receipt(
        acknowledgement_id=_acknowledgement_id(heard, header),
        kind=heard.kind,
        batch_id=heard.batch.batch_id if heard.batch else None,
        result=heard.result,
        accepted=heard.accepted,
        rejected=heard.rejected,
        unmatched=heard.unmatched,
        received_on=hub.today,
        problems=heard.problems,
        source=heard.source,
    )


def _acknowledgement_id(heard: Heard, header: TransactionHeader) -> AcknowledgementId:
    """The same acknowledgement in another file is the same: known by its envelopes, its batch."""
    outer, group = header.interchange, header.group
    names = (
        (outer.sender, outer.receiver, outer.date, outer.time, outer.control_number)
        if outer
        else (heard.source.archive_id, str(header.ordinal))
    )
    inner = (group.control_number if group else "", header.control)
    about = heard.batch.batch_id if heard.batch else str(header.ordinal)
    return AcknowledgementId(outside_id("acknowledgement", heard.kind, *names, *inner, about))


def _answers(heard: Heard) -> dict[str, str] | None:
    """What became of each claim: accepted, rejected, received, or unknown.

    A TA1 speaks of claims only where it rejects their file.
    """
    found = {str(number): "unknown" for number in heard.unclear}
    found |= {str(told.number): told.result for told in heard.claims}
    return None if heard.kind == "TA1" and not found else found


def _told_nothing(heard: Heard, header: TransactionHeader) -> TransactionResult:
    return TransactionResult(
        kind=heard.kind,
        control=header.shown_control,
        outcome="unreadable",
        accepted=heard.accepted,
        rejected=heard.rejected,
        answers=_answers(heard) or None,
        problems=heard.problems,
    )


# recording


def _record(work: Work, heard: Heard, receipt: Receipt, *, changes: bool) -> _Outcome:
    at = receipt.acknowledgement_id
    known = work.state(ACKNOWLEDGEMENT, at)
    recorded = work.decide(Ask(ACKNOWLEDGEMENT, at, RecordAcknowledgement(receipt)))
    if isinstance(known, RecordedAcknowledgement):
        again = recorded.problems if isinstance(recorded, Refused) else ()
        return _Outcome(known.receipt.result, again, 0)
    problems = [*_judge_batch(work, heard, receipt)]
    work.load(CLAIM, (told.claim_id for told in heard.claims))
    for told in heard.claims:
        problems += _judge_claim(work, told)
    if not changes:
        return _Outcome(None, tuple(problems), 0)
    done = work.commit()
    return _Outcome(None, tuple(problems), done.position, tuple(_learnt(work, done.facts)))


def _learnt(work: Work, facts: Iterable[Fact]) -> Iterator[tuple[PlanKey, str]]:
    for fact in facts:
        if isinstance(fact, ClaimReceived) and fact.payer_control:
            yield work.state(CLAIM, fact.claim_id).account.body.plan_key, fact.payer_control


def _judge_batch(work: Work, heard: Heard, receipt: Receipt) -> tuple[Problem, ...]:
    if heard.batch is None or not heard.about_file:
        return ()
    command = AcknowledgeBatch(heard.kind, receipt.result, receipt.received_on, heard.source)
    answer = work.decide(Ask(SUBMISSION, heard.batch.batch_id, command))
    return answer.problems if isinstance(answer, Refused) else ()


def _judge_claim(work: Work, told: Told) -> tuple[Problem, ...]:
    """What is said of a claim; units of one that came back are given back with it."""
    answer = work.decide(Ask(CLAIM, told.claim_id, told.command))
    if isinstance(answer, Refused):
        return answer.problems
    if answer and told.result == "rejected":
        state = work.state(CLAIM, told.claim_id)
        for ask in unit_asks(state.account, state):
            work.decide(ask)
    return ()
