"""What a TA1, 999 or 277CA says, in the hub's terms: about which batch, about which claims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from adapters.edi.acknowledgements.batch_answer import Answer, BatchAnswer
from adapters.edi.acknowledgements.group_answer import GroupAnswer
from adapters.edi.acknowledgements.read_ta1 import InterchangeAnswer
from adapters.edi.elements import shown_code
from adapters.edi.envelope import TransactionHeader
from adapters.edi.finding import Finding
from domain.claims.claim import CLAIM, KnownClaim, ReceiveClaim, RejectClaim
from domain.claims.claim_facts import Reason
from domain.claims.claim_facts import Receipt as Answered
from domain.event import Source
from domain.identifiers import (
    ArchiveId,
    ClaimId,
    ClaimNumber,
    PayerControlNumber,
    SendNumber,
    read_line_control_number,
    read_send_number,
)
from domain.problem import Problem
from domain.sending.acknowledgement import AcknowledgementKind, AcknowledgementResult
from domain.sending.submission import Batch
from hub import lookups
from hub.services.sending.answered_batch import (
    AnsweredBatch,
    Stated,
    find_answered,
    read_batch,
    shown_number,
)
from hub.services.sending.sent_transactions import sent_in
from hub.wiring import Hub

_COUNTS_AS = {"accepted": "accepted", "received": "accepted", "rejected": "rejected"}


@dataclass(frozen=True)
class Told:
    """What is said of one claim of ours, and the command that records it."""

    claim_id: ClaimId
    number: ClaimNumber
    result: str
    command: ReceiveClaim | RejectClaim


@dataclass(frozen=True)
class Heard:
    """One acknowledgement; `result` is empty where it says neither yes nor no.

    `about_file` tells that the file as a whole is judged. `accepted` and `rejected` count what the
    kind counts, `unmatched` what is none of ours: claims, or the file itself. `unclear` are claims
    of ours of which it says neither yes nor no: they stay as they are.
    """

    kind: AcknowledgementKind
    result: AcknowledgementResult | None
    batch: Batch | None
    about_file: bool
    accepted: int
    rejected: int
    unmatched: int
    claims: tuple[Told, ...]
    problems: tuple[Problem, ...]
    source: Source
    unclear: tuple[ClaimNumber, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where an acknowledgement was read: the archived file and its envelope.

    What the file is called is not told here: people give files names of members.
    """

    archive_id: ArchiveId
    header: TransactionHeader

    def source(self, segment: int, offset: int, length: int) -> Source:
        """The place of one statement in the file."""
        return Source(self.archive_id, self.header.ordinal, segment, offset, length)

    @property
    def whole(self) -> Source:
        """The place of the transaction; its length is not known before it is read to its end."""
        return self.source(self.header.first_segment, self.header.offset, 0)

    def __str__(self) -> str:
        return f"transaction {self.header.ordinal}"


def heard_ta1(hub: Hub, reading: InterchangeAnswer, place: Place) -> Heard:
    """Whether an interchange of ours was taken."""
    result = _result(reading.outcome)
    stated = Stated(
        reading.control_number, place.header.interchange, date=reading.date, time=reading.time
    )
    found = find_answered(hub, stated, str(place))
    code = shown_code(reading.code or reading.result)
    reasons = (Reason(f"TA1:{code}", f"interchange {shown_number(reading.control_number)}"),)
    return Heard(
        kind="TA1",
        result=result,
        batch=found.batch,
        about_file=True,
        accepted=int(result == "accepted"),
        rejected=int(result == "rejected"),
        unmatched=int(found.batch is None),
        claims=_rejected_whole(hub, found.batch, reasons, place) if result == "rejected" else (),
        problems=(*_findings(reading.findings, place), *found.problems),
        source=place.source(reading.segment, reading.offset, reading.length),
    )


def heard_999(hub: Hub, reading: GroupAnswer, place: Place) -> Heard:
    """Whether a group of ours was taken; in a partial one its transactions decide."""
    outcomes = [answer.outcome for answer in reading.transactions]
    found = _batch_of_999(hub, reading, place)
    batch = found.batch
    told = _rejected_by_999(hub, batch, reading, place)
    partial = reading.outcome == "partial"
    whole = partial and "rejected" in outcomes and (not batch or len(told) == len(batch.claims))
    result = _result("rejected" if whole else reading.outcome)
    rejected = outcomes.count("rejected") if outcomes else int(result == "rejected")
    return Heard(
        kind="999",
        result=result,
        batch=batch,
        about_file=True,
        accepted=outcomes.count("accepted") if outcomes else reading.accepted or 0,
        rejected=rejected,
        unmatched=int(batch is None),
        claims=told,
        problems=(*_findings(reading.findings, place), *found.problems),
        source=place.whole,
    )


def heard_277ca(hub: Hub, reading: BatchAnswer, place: Place) -> Heard:
    """What became of each claim; a rejected file or provider comes without any claim."""
    stated = [answer for answer in reading.answers if answer.level == "claim"]
    claims = _sent_claims(hub, [answer.trace for answer in stated])
    told = tuple(
        _told(hub, answer, claims[answer.trace], reading, place)
        for answer in stated
        if answer.trace in claims and answer.result in _COUNTS_AS
    )
    counted = [_COUNTS_AS.get(answer.result, "unknown") for answer in stated]
    gates = [a for a in reading.answers if a.level != "claim" and a.result == "rejected"]
    found = _batch_of_277ca(hub, reading, told, claims, place)
    bare = [_COUNTS_AS.get(each.result, "unknown") for each in _bare_providers(reading.levels)]
    in_part = bool(stated) or "accepted" in bare
    whole = _whole_277ca(hub, found.batch, gates, place) if gates and not in_part else ()
    shut = bare.count("rejected") if in_part else 0
    rejected = counted.count("rejected") + (shut if in_part else len(whole) or bool(gates))
    accepted = counted.count("accepted")
    unmatched = sum(answer.trace not in claims for answer in stated)
    return Heard(
        kind="277CA",
        result=_sum_up(accepted or bare.count("accepted"), rejected, reading.answers),
        batch=found.batch,
        about_file=False,
        accepted=accepted,
        rejected=rejected,
        unmatched=unmatched or len(found.problems),
        claims=(*told, *whole),
        problems=(
            *_findings(reading.findings, place),
            *found.problems,
            *_unmatched_claims(unmatched, place),
            *_unnamed_claims(shut, place),
        ),
        source=place.whole,
        unclear=tuple(
            claims[answer.trace].account.body.number
            for answer in stated
            if answer.trace in claims and answer.result not in _COUNTS_AS
        ),
    )


# which batch, which claims


def _sent_claims(hub: Hub, traces: Sequence[str]) -> dict[str, KnownClaim]:
    """The claims behind CLM01s that we sent; a number that was never sent leads nowhere."""
    numbers = {trace: sent[0] for trace in traces if (sent := read_send_number(trace))}
    found = hub.log.find_many(lookups.CLAIM, list(dict.fromkeys(numbers.values())))
    ids = {trace: found[number][0] for trace, number in numbers.items() if found[number]}
    states = hub.handler.states(CLAIM, ids.values())
    claims = {trace: states[claim_id] for trace, claim_id in ids.items()}
    return {
        trace: claim
        for trace, claim in claims.items()
        if any(send.sent_as == trace for send in claim.account.sends)
    }


def _batch_of_999(hub: Hub, reading: GroupAnswer, place: Place) -> AnsweredBatch:
    stated = Stated(
        reading.control_number,
        place.header.interchange,
        functional_id=reading.functional_id,
        version=reading.version,
        transactions=tuple(each.control for each in reading.transactions),
    )
    return find_answered(hub, stated, str(place))


def _batch_of_277ca(
    hub: Hub,
    reading: BatchAnswer,
    told: Sequence[Told],
    claims: Mapping[str, KnownClaim],
    place: Place,
) -> AnsweredBatch:
    """The batch that its claims went in, else the one whose own number the file level names.

    Where it names claims and none is ours, it is told of them, not of a batch.
    """
    for each in told:
        sends = claims[each.command.sent_as].account.sends
        batch_id = next(send.batch_id for send in sends if send.sent_as == each.command.sent_as)
        return AnsweredBatch(read_batch(hub, batch_id), ())
    traces = [answer.trace for answer in reading.answers if answer.level != "claim"]
    found = AnsweredBatch(None, ())
    for trace in dict.fromkeys(traces):
        looked = find_answered(hub, Stated(trace, place.header.interchange), str(place))
        if looked.batch:
            return looked
        found = found if found.problems else looked
    return AnsweredBatch(None, ()) if len(traces) < len(reading.answers) else found


# what is said of claims


def _bare_providers(levels: Sequence[Answer]) -> Iterator[Answer]:
    """The providers of whose claims a 277CA names none."""
    for level, following in zip_longest(levels, levels[1:]):
        if level.level == "provider" and (following is None or following.level != "claim"):
            yield level


def _told(hub: Hub, answer: Answer, claim: KnownClaim, reading: BatchAnswer, place: Place) -> Told:
    on = answer.status_on or reading.created_on or hub.today
    sent_as = SendNumber(answer.trace)
    source = place.source(answer.segment, answer.offset, answer.length)
    body = claim.account.body
    command: ReceiveClaim | RejectClaim
    if answer.result == "rejected":
        command = RejectClaim(sent_as, "claim", tuple(_reasons_277ca([answer])), on, source)
    else:
        number = PayerControlNumber(answer.payer_control) if answer.payer_control else None
        receipt: Answered = "accepted" if answer.result == "accepted" else "received"
        command = ReceiveClaim(sent_as, receipt, number, on, source)
    return Told(body.claim_id, body.number, answer.result, command)


def _whole_277ca(
    hub: Hub, batch: Batch | None, gates: Sequence[Answer], place: Place
) -> tuple[Told, ...]:
    return _rejected_whole(hub, batch, tuple(_reasons_277ca(gates)), place)


def _rejected_by_999(
    hub: Hub, batch: Batch | None, reading: GroupAnswer, place: Place
) -> tuple[Told, ...]:
    """All claims of a group that nobody took; of a partial one those of its rejected transactions.

    Where the plan calls these by no number of ours, the whole file counts as rejected.
    """
    controls = {each.control for each in reading.transactions if each.outcome == "rejected"}
    in_part = reading.outcome == "partial" and bool(controls)
    if batch is None or not (in_part or reading.outcome == "rejected"):
        return ()
    told = _rejected_whole(hub, batch, _reasons_999(reading), place)
    sent = sent_in(hub, batch, controls) if in_part else frozenset()
    return tuple(each for each in told if each.command.sent_as in sent) if sent else told


def _rejected_whole(
    hub: Hub, batch: Batch | None, reasons: tuple[Reason, ...], place: Place
) -> tuple[Told, ...]:
    """Every claim of a file that nobody took."""
    if batch is None:
        return ()
    claims: Iterable[KnownClaim] = hub.handler.states(CLAIM, batch.claims).values()
    return tuple(
        Told(
            claim.account.body.claim_id,
            claim.account.body.number,
            "rejected",
            RejectClaim(send.sent_as, "file", reasons, hub.today, place.whole),
        )
        for claim in claims
        for send in claim.account.sends
        if send.batch_id == batch.batch_id
    )


def _reasons_999(reading: GroupAnswer) -> tuple[Reason, ...]:
    faults = [
        Reason(fault.named, fault.where)
        for answer in reading.transactions
        for fault in answer.faults
    ]
    where = f"group {shown_number(reading.control_number)}"
    coded = [
        *(f"IK5-{shown_code(code)}" for answer in reading.transactions for code in answer.codes),
        *(f"999:{shown_code(code)}" for code in reading.codes),
    ]
    return (
        tuple(faults)
        or tuple(Reason(code, where) for code in dict.fromkeys(coded))
        or (Reason(f"999:{shown_code(reading.result)}", where),)
    )


def _reasons_277ca(answers: Iterable[Answer]) -> Iterator[Reason]:
    for answer in answers:
        yield from (Reason(status.code, f"{answer.level} level, STC") for status in answer.statuses)
        for line in answer.lines:
            # what is no number of ours could be anything, and a reason is kept for ever
            ours = read_line_control_number(line.line_control)
            where = f"line {line.line_control if ours else 'without a number of ours'}, STC"
            yield from (Reason(status.code, where) for status in line.statuses)


# what it comes to


def _findings(findings: Iterable[Finding], place: Place) -> Iterator[Problem]:
    return (finding.in_file(str(place)) for finding in findings)


def _result(outcome: str) -> AcknowledgementResult | None:
    match outcome:
        case "accepted" | "partial" | "rejected":
            return outcome
        case _:
            return None


def _sum_up(
    accepted: int, rejected: int, answers: Iterable[Answer]
) -> AcknowledgementResult | None:
    if accepted and rejected:
        return "partial"
    if rejected:
        return "rejected"
    taken = any(answer.result in {"accepted", "received"} for answer in answers)
    return "accepted" if accepted or taken else None


def _unmatched_claims(unmatched: int, place: Place) -> Iterator[Problem]:
    if unmatched:
        yield Problem(
            code="acknowledgement.claims-unknown",
            what=f"{unmatched} of its claims were never sent by this hub",
            where=str(place),
            fix="ask the sender whose claims they are",
        )


def _unnamed_claims(providers: int, place: Place) -> Iterator[Problem]:
    if providers:
        yield Problem(
            code="acknowledgement.claims-unnamed",
            what=f"it rejects {providers} billing provider{'s' * (providers > 1)} and names none "
            "of their claims",
            where=str(place),
            fix="ask the sender which claims it means; they wait until it is known",
        )
