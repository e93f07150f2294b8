"""What proves that a plan received a claim, and since when.

An acknowledgement counts where whoever signed it is the plan itself or its designated
clearinghouse, by the plan's profile; that of any other clearinghouse proves only that the claim was
sent. What the plan says in its own payment notice (005010X221A1 2100 DTM*050) always counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.edi.elements import day
from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.recognise import kind_of
from adapters.edi.x12 import Place, Segment, Tokenizer
from domain.agreements.plan import AdoptedPlan
from domain.event import Source
from domain.identifiers import ArchiveId, BatchId, PlanKey, StreamId
from domain.sending.submission import BatchAcknowledged
from hub.store.errors import KeyDestroyed
from hub.wiring import Hub
from projections.expected_pay import ExpectedPay, Proven, Stated

_ROOM_OF_A_HEADER = 1024
_RECEIVED = "050"  # 005010X221A1 2100 DTM01
_TAKEN = frozenset({"accepted", "partial"})


@dataclass(frozen=True)
class Proof:
    """The plan had the claim on this day at the latest; `by` says what proves it."""

    received_on: date
    by: str


@dataclass(frozen=True)
class Unproven:
    """Nothing proves when the plan received the claim; `because` says what is missing."""

    because: str


@dataclass(frozen=True)
class _Signed:
    """One transaction of an archived file: its kind, who signed it, and its day (ISA09)."""

    kind: str
    signers: tuple[str, ...]
    on: date | None


class ReceiptProofs:
    """Looks for proofs claim by claim; each archived file is opened once."""

    def __init__(self, hub: Hub, plans: Mapping[PlanKey, AdoptedPlan]) -> None:
        self._hub = hub
        self._plans = plans
        self._signed: dict[str, dict[int, _Signed]] = {}
        self._files: dict[BatchId, tuple[BatchAcknowledged, ...]] = {}

    def of(self, pay: ExpectedPay, sent_as: str) -> Proof | Unproven:
        """The earliest proof that the plan received a sending of a claim."""
        found = [
            *(_by_a_person(each) for each in pay.proven if each.sent_as == sent_as),
            *self._of_notices(pay.stated, sent_as),
            *self._of_claim(pay, sent_as),
            *self._of_file(pay, sent_as),
        ]
        proofs = [each for each in found if isinstance(each, Proof)]
        if proofs:
            return min(proofs, key=lambda proof: proof.received_on)
        kinds = dict.fromkeys(each for each in found if isinstance(each, str))
        return Unproven(_what_is_missing(tuple(kinds), pay.plan_key))

    def _of_notices(self, stated: Iterable[Stated], sent_as: str) -> Iterator[Proof]:
        for each in stated:
            if each.sent_as == sent_as and each.source is not None:
                received_on = self._received_by_notice(each.source)
                if received_on is not None and received_on <= each.paid_on:
                    yield Proof(received_on, f"the plan's payment notice of {each.paid_on}")

    def _of_claim(self, pay: ExpectedPay, sent_as: str) -> Iterator[Proof | str]:
        for each in pay.heard:
            if each.sent_as == sent_as and each.source is not None:
                yield self._judged(pay.plan_key, each.source, each.on)

    def _of_file(self, pay: ExpectedPay, sent_as: str) -> Iterator[Proof | str]:
        batches = [each.batch_id for each in pay.sendings if each.sent_as == sent_as]
        for batch_id in batches:
            for fact in self._acknowledged(batch_id):
                if fact.result in _TAKEN and fact.source is not None:
                    yield self._judged(pay.plan_key, fact.source, None, at_latest=fact.on)

    def _judged(
        self, plan_key: PlanKey, source: Source, on: date | None, *, at_latest: date | None = None
    ) -> Proof | str:
        """The proof that an acknowledgement is, or the kind of one that proves nothing."""
        signed = self._signed_at(source)
        plan = self._plans.get(plan_key)
        known = plan.profile.prompt_pay.receipt_from if plan else ()
        signer = next((each for each in signed.signers if each in known), None)
        received_on = on or signed.on or at_latest
        if signer is None or received_on is None:
            return signed.kind
        return Proof(received_on, f"{signed.kind} from {signer}")

    def _acknowledged(self, batch_id: BatchId) -> tuple[BatchAcknowledged, ...]:
        if batch_id not in self._files:
            stream = StreamId(batch_id)
            facts = self._hub.log.read_streams([stream])[stream]
            self._files[batch_id] = tuple(f for f in facts if isinstance(f, BatchAcknowledged))
        return self._files[batch_id]

    def _signed_at(self, source: Source) -> _Signed:
        if source.archive_id not in self._signed:
            content = self._kept(source)
            self._signed[source.archive_id] = {
                each.header.ordinal: _signed(each) for each in read_transactions(content)
            }
        nobody = _Signed("an acknowledgement", (), None)
        return self._signed[source.archive_id].get(source.transaction, nobody)

    def _kept(self, source: Source, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of an archived file; none where it is not kept any longer."""
        archive, at = self._hub.log.archive, ArchiveId(source.archive_id)
        try:
            return archive.get(at) if length is None else archive.read(at, offset, length)
        except (KeyError, KeyDestroyed):
            return b""

    def _received_by_notice(self, source: Source) -> date | None:
        """The day that the claim payment at this place says the plan received the claim."""
        head = Tokenizer(self._kept(source, 0, _ROOM_OF_A_HEADER))
        next(iter(head), None)
        payment = self._kept(source, source.offset, source.length)
        segments = Tokenizer(payment, Place(0, source.segment, head.delimiters))
        stated = (s.get(2) for s in segments if s.id == "DTM" and s.get(1) == _RECEIVED)
        return day(next(stated, ""))


def _by_a_person(proven: Proven) -> Proof:
    return Proof(proven.received_on, proven.proof)


def _signed(transaction: Transaction) -> _Signed:
    header = transaction.header
    outer = header.interchange
    sender = (outer.sender.strip(),) if outer else ()
    kind = kind_of(header)
    # a 277CA passed on by another still names who speaks (005010X214 2100A NM1)
    signers = (_source_of(transaction) or sender) if kind == "277CA" else sender
    return _Signed(kind, signers, day(f"20{outer.date}") if outer else None)


def _source_of(transaction: Iterable[Segment]) -> tuple[str, ...]:
    """The id and the name of the source of a 277CA's information."""
    levels = 0
    for segment in transaction:
        levels += segment.id == "HL"
        if segment.id == "HL" and (levels > 1 or segment.get(3) != "20"):
            break
        if segment.id == "NM1" and levels:
            return tuple(name for name in (segment.get(9).strip(), segment.get(3).strip()) if name)
    return ()


def _what_is_missing(kinds: tuple[str, ...], plan_key: PlanKey) -> str:
    if not kinds:
        return (
            "no acknowledgement says that the plan received it; ask the plan for proof, and record "
            "it: hub interest proof"
        )
    return (
        f"what answered it ({', '.join(kinds)}) is not known to be the plan or its clearinghouse; "
        "ask the plan for proof, and record it: hub interest proof; or name the sender as "
        f"receipt_from in the profile of {plan_key}"
    )
