"""Facts as the deciders give them, in the order in which they happened; invented throughout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.adjustment import Adjustment
from domain.claim import (
    CLAIM,
    CloseClaim,
    CorrectClaim,
    HoldClaim,
    OpenClaim,
    ReceiveClaim,
    RejectClaim,
    SubmitClaim,
    VoidClaim,
)
from domain.claim_facts import ClaimBody, Reason
from domain.claim_money import MoneySource, PostInterest, PostPayment, PostTakeback
from domain.contract import PercentOfPaid, Terms
from domain.decider import Decider
from domain.denial import AnsweredLine
from domain.deposit import DEPOSIT, BankLine, MatchRemittance, RecordDeposit
from domain.encounter import (
    ENCOUNTER,
    ClaimEncounter,
    CorrectEncounter,
    FreeEncounter,
    HoldEncounter,
    RecordEncounter,
    Report,
    Visit,
)
from domain.event import Fact, Source
from domain.identifiers import (
    ArchiveId,
    AuthorizationId,
    BatchId,
    ClaimId,
    ClaimNumber,
    ContractId,
    DepositId,
    Diagnosis,
    EncounterId,
    MemberId,
    PartnerCode,
    PartnerId,
    PayerControlNumber,
    PlaceOfService,
    PlanId,
    PlanKey,
    RemittanceId,
    RemittedClaimId,
    StreamId,
    send_number,
)
from domain.posting import Entries, Entry, carried_account, hub_own_account
from domain.problem import Problem, Refused
from domain.remittance import (
    REMITTANCE,
    FinishPosting,
    MatchDeposit,
    Notice,
    Outcome,
    ParkRemittance,
    PostChunk,
    StartPosting,
)
from domain.remitted_claim import REMITTED_CLAIM, ParkPayment, Payment
from domain.service_line import Service, ServiceLine
from domain.submission import SUBMISSION, AcknowledgeBatch, Batch, BuildBatch, WriteBatch
from hub.store.log import Change, FactLog

PLAN = PlanKey("northwind")
SPRING = date(2026, 3, 2)
CHW = Service.read("98960 U2")
TERMS = Terms(PercentOfPaid(1_000), "the hub keeps ten percent")
A_PROBLEM = Problem(
    code="claim.one-unit-per-day", what="4 units on one day", where="line 1", fix="bill 1 unit"
)
HALF_UNITS = Adjustment("CO", "151", 5_000)
NO_AUTHORIZATION = Adjustment("CO", "197", 10_000)


@dataclass
class Story:
    """What happened so far, fact by fact, each with its stream."""

    told: list[tuple[StreamId, Fact]] = field(default_factory=list)
    _states: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> list[Fact]:
        """All facts in order."""
        return [fact for _, fact in self.told]

    def __contains__(self, stream_id: str) -> bool:
        return stream_id in self._states

    def ask(self, decider: Decider[Any, Any, Any], stream_id: str, *commands: object) -> None:
        """Decide the commands one after another; a refusal is a mistake in the story."""
        for command in commands:
            state = self._states.get(stream_id, decider.initial)
            decision = decider.decide(state, command)
            assert not isinstance(decision, Refused), decision
            for fact in decision:
                self.told.append((StreamId(stream_id), fact))
                state = decider.evolve(state, fact)
            self._states[stream_id] = state

    def write(self, log: FactLog) -> None:
        """Append everything that was told, in its order."""
        versions: dict[StreamId, int] = {}
        for changes in _appends(self.told):
            log.append(
                [Change(at, versions.get(at, 0), facts) for at, facts in changes.items()],
                actor="tester",
                command_id="story",
            )
            for at, facts in changes.items():
                versions[at] = versions.get(at, 0) + len(facts)


def _appends(told: Iterable[tuple[StreamId, Fact]]) -> Iterator[dict[StreamId, list[Fact]]]:
    """Facts in appends as long as may be: each takes a stream once, with all it adds to it."""
    changes: dict[StreamId, list[Fact]] = {}
    for stream_id, fact in told:
        if stream_id in changes and stream_id != next(reversed(changes)):
            yield changes
            changes = {}
        changes.setdefault(stream_id, []).append(fact)
    if changes:
        yield changes


def number(serial: int, partner: str = "LPV") -> ClaimNumber:
    """The number of claim `serial` of a partner."""
    return ClaimNumber(f"{partner}{serial:08d}")


def claim_id(serial: int) -> ClaimId:
    """The id of claim `serial`."""
    return ClaimId(f"00000000-0000-4000-8000-{serial:012d}")


def line(at: int = 1, *, units: int = 1, charge: int = 10_000, on: date = SPRING) -> ServiceLine:
    """One line of community health work."""
    return ServiceLine(
        at, CHW, on, units, charge, PlaceOfService("11"), (EncounterId(f"visit-{at}"),)
    )


def body(serial: int = 1, *lines: ServiceLine, partner: str = "LPV") -> ClaimBody:
    """What claim `serial` bills."""
    return ClaimBody(
        claim_id=claim_id(serial),
        number=number(serial, partner),
        partner_id=PartnerId(f"partner-{partner}"),
        partner_code=PartnerCode(partner),
        plan_id=PlanId("plan-northwind"),
        plan_key=PLAN,
        member_id=MemberId(f"member-{serial % 7}"),
        contract_id=ContractId(f"contract-{partner}"),
        terms=TERMS,
        authorization_id=AuthorizationId("authorization-1"),
        authorization_number=None,
        diagnoses=(Diagnosis("Z71.89"),),
        lines=lines or (line(),),
    )


def opened(story: Story, serial: int = 1, *lines: ServiceLine, partner: str = "LPV") -> str:
    """A claim is opened."""
    ask = OpenClaim(body(serial, *lines, partner=partner), SPRING, date(2026, 8, 29))
    story.ask(CLAIM, claim_id(serial), ask)
    return claim_id(serial)


def sent(
    story: Story, serial: int = 1, *lines: ServiceLine, batch: str = "batch-1", partner: str = "LPV"
) -> str:
    """A claim is opened where it is not yet, and sent in a batch."""
    at = claim_id(serial)
    if at not in story:
        opened(story, serial, *lines, partner=partner)
    story.ask(CLAIM, at, SubmitClaim(BatchId(batch), date(2026, 3, 10), 180, 30))
    return at


def source(ordinal: int = 1) -> Source:
    """Somewhere in an archived file."""
    return Source("archive-1", 1, 10 * ordinal, 100 * ordinal, 90)


def money(ordinal: int, remittance: str = "remittance-1") -> MoneySource:
    """A place in a remittance."""
    return MoneySource(
        f"{remittance}#{ordinal}",
        RemittanceId(remittance),
        f"deposit:{PLAN}",
        date(2026, 4, 1),
        source(ordinal),
    )


def answered_line(
    paid: int, *adjustments: Adjustment, units: int | None = None, at: int = 1
) -> AnsweredLine:
    """A line of a payment notice."""
    return AnsweredLine(at, paid, units, adjustments, ("N519",) if adjustments else ())


def payment(
    serial: int,
    *lines: AnsweredLine,
    ordinal: int = 1,
    remittance: str = "remittance-1",
    status: str = "1",
    paid: int | None = None,
    send: int = 1,
) -> PostPayment:
    """A remittance answers a claim; `paid` is the sum of the lines where it is not given."""
    return PostPayment(
        money=money(ordinal, remittance),
        ordinal=ordinal,
        sent_as=send_number(number(serial), send),
        status=status,
        paid=sum(each.paid for each in lines) if paid is None else paid,
        payer_control=PayerControlNumber(f"PCN{serial:06d}"),
        lines=lines,
        adjustments=(),
        answer_by=date(2026, 9, 28),
    )


def notice(
    remittance: str = "remittance-1",
    *,
    deposit: int = 10_000,
    paid: int | None = None,
    adjusted: int = 0,
    claims: int = 1,
    moves_bank_money: bool = True,
) -> Notice:
    """A remittance as it states itself."""
    return Notice(
        remittance_id=RemittanceId(remittance),
        plan_key=PLAN,
        payer="9NORTHWIND",
        trace=f"T-{remittance}",
        method="ACH" if moves_bank_money else "NON",
        moves_bank_money=moves_bank_money,
        paid_on=date(2026, 4, 1),
        deposit=deposit,
        billed=20_000,
        paid=deposit + adjusted if paid is None else paid,
        adjusted=adjusted,
        claims=claims,
        digest=f"digest-{remittance}-{deposit}",
        source=source(),
    )


def posted(
    story: Story,
    stated: Notice,
    *claims: tuple[str, object],
    entries: Entries = (),
    parked: Iterable[ParkPayment] = (),
) -> None:
    """A remittance is posted: its claims, its parked payments, what belongs to no claim."""
    at = stated.remittance_id
    story.ask(REMITTANCE, at, StartPosting(stated, 5_000))
    for stream_id, command in claims:
        story.ask(CLAIM, stream_id, command)
    waiting = list(parked)
    for each in waiting:
        story.ask(REMITTED_CLAIM, each.payment.remitted_claim_id, each)
    outcome = Outcome(stated.claims - len(waiting), len(waiting), 0)
    story.ask(REMITTANCE, at, PostChunk(1, stated.claims, outcome), FinishPosting(entries))


def unmatched(ordinal: int, paid: int, remittance: str = "remittance-1") -> ParkPayment:
    """A claim payment that no claim of ours takes."""
    stated = Payment(
        remitted_claim_id=RemittedClaimId(f"{remittance}-claim-{ordinal}"),
        posting_id=f"{remittance}#{ordinal}",
        remittance_id=RemittanceId(remittance),
        ordinal=ordinal,
        status="1",
        billed=paid,
        paid=paid,
        paid_on=date(2026, 4, 1),
        cash=f"deposit:{PLAN}",
        source=source(ordinal),
    )
    return ParkPayment(stated, "unmatched-claim", ())


def report(visit: str = "visit-1", *, service: Service | None = CHW, content: str = "c") -> Report:
    """A visit as a partner hands it in."""
    return Report(
        encounter_id=EncounterId(visit),
        partner_id=PartnerId("partner-LPV"),
        partner_code=PartnerCode("LPV"),
        member_id=MemberId("member-1"),
        key=f"key-{visit}",
        content=content,
        visit=Visit(SPRING, service, 1, None, None, PlaceOfService("11"), (), None, PLAN),
        source=Source("archive-2", 1, 7, 0, 0),
    )


def deposited(story: Story, remittance: str, amount: int) -> None:
    """The bank has the money of a remittance."""
    deposit = DepositId(f"deposit-of-{remittance}")
    day = date(2026, 4, 3)
    story.ask(DEPOSIT, deposit, RecordDeposit(BankLine(deposit, day, amount, "")))
    story.ask(DEPOSIT, deposit, MatchRemittance(RemittanceId(remittance), PLAN, amount))
    story.ask(REMITTANCE, remittance, MatchDeposit(deposit, day))


def a_whole_life() -> Story:
    """Claims paid, reduced, denied, rejected, corrected, voided; money parked, taken, deposited."""
    story = Story()
    for serial in range(1, 9):
        partner = "LPV" if serial % 2 else "OAK"
        opened(story, serial, line(), line(2, units=4, charge=20_000), partner=partner)
    story.ask(CLAIM, claim_id(8), HoldClaim((A_PROBLEM,)))
    for visit in range(1, 7):
        story.ask(ENCOUNTER, f"visit-{visit}", RecordEncounter(report(f"visit-{visit}"), None))
    story.ask(ENCOUNTER, "visit-9", RecordEncounter(report("visit-9"), "no-cin"))
    story.ask(ENCOUNTER, "visit-1", ClaimEncounter(claim_id(1), 1))
    story.ask(ENCOUNTER, "visit-2", HoldEncounter((A_PROBLEM,)))
    story.ask(ENCOUNTER, "visit-3", HoldEncounter((A_PROBLEM,)))
    story.ask(ENCOUNTER, "visit-3", CorrectEncounter(report("visit-3", content="d"), None))
    in_batch = tuple(claim_id(serial) for serial in range(1, 8))
    batch = Batch(
        BatchId("batch-1"), PlanId("plan-northwind"), PLAN, "837p", 12, in_batch, 210_000, SPRING
    )
    story.ask(SUBMISSION, "batch-1", BuildBatch(batch))
    for serial in range(1, 8):
        sent(story, serial)
    story.ask(
        SUBMISSION,
        "batch-1",
        WriteBatch(ArchiveId("archive-3"), "northwind-12.837", 999),
        AcknowledgeBatch("TA1", "accepted", SPRING, None),
        AcknowledgeBatch("999", "partial", SPRING, None),
    )
    _plan_answers(story)
    return story


def _plan_answers(story: Story) -> None:
    for serial in range(1, 6):
        clm01 = send_number(body(serial, partner="LPV" if serial % 2 else "OAK").number, 1)
        story.ask(CLAIM, claim_id(serial), ReceiveClaim(clm01, "accepted", None, SPRING, None))
    rejected = RejectClaim(
        send_number(number(7), 1), "claim", (Reason("A3:21", "NM109"),), SPRING, None
    )
    story.ask(CLAIM, claim_id(7), rejected)
    story.ask(REMITTANCE, "remittance-0", ParkRemittance(notice("remittance-0", paid=1), "payee"))
    posted(
        story,
        notice(deposit=52_000, adjusted=-1_000, claims=5),
        (claim_id(1), payment(1, answered_line(10_000), answered_line(20_000, at=2))),
        (claim_id(2), payment(2, answered_line(0, NO_AUTHORIZATION), ordinal=2)),
        (claim_id(3), payment(3, answered_line(3_333, HALF_UNITS), ordinal=3)),
        (claim_id(4), payment(4, answered_line(10_000), ordinal=4)),
        (claim_id(3), PostInterest(money(90), 367)),
        parked=[unmatched(5, 7_667)],
        entries=(
            Entry(f"deposit:{PLAN}", 633),
            Entry(hub_own_account(PLAN), -600),
            Entry(carried_account(PLAN), -33),
        ),
    )
    deposited(story, "remittance-1", 52_000)
    two = line(2, units=2, charge=10_000)
    story.ask(CLAIM, claim_id(2), CorrectClaim((line(), two), (), "authorization added"))
    sent(story, 2, batch="batch-2")
    story.ask(CLAIM, claim_id(4), VoidClaim("billed twice"))
    sent(story, 4, batch="batch-2")
    story.ask(CLAIM, claim_id(5), payment_of_nothing(5))
    story.ask(CLAIM, claim_id(5), CloseClaim("the plan is right"))
    posted(
        story,
        notice("remittance-2", deposit=-11_111, paid=-10_000, adjusted=1_111, claims=1),
        (
            claim_id(4),
            payment(4, answered_line(-10_000), ordinal=1, remittance="remittance-2", status="22"),
        ),
        (claim_id(1), PostTakeback(money(91, "remittance-2"), 1_111)),
    )
    story.ask(ENCOUNTER, "visit-1", FreeEncounter(claim_id(1)))


def payment_of_nothing(serial: int) -> PostPayment:
    """A denial outside every remittance of the story: no money, so nothing to balance."""
    denied = answered_line(0, NO_AUTHORIZATION)
    return payment(serial, denied, ordinal=50, remittance="remittance-1")
