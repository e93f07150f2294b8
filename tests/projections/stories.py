"""Facts as the deciders give them, in the order in which they happened; invented throughout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.adjustment import Adjustment
from domain.agreements.contract import PercentOfPaid, Terms
from domain.care.encounter import (
    Care,
    Report,
)
from domain.claims.claim import (
    CLAIM,
    OpenClaim,
    SubmitClaim,
)
from domain.claims.claim_facts import ClaimBody
from domain.claims.claim_money import MoneySource, PostPayment
from domain.claims.denial import AnsweredLine
from domain.decider import Decider
from domain.event import Fact, Source
from domain.identifiers import (
    AuthorizationId,
    BatchId,
    ClaimId,
    ClaimNumber,
    ContractId,
    DepositId,
    Diagnosis,
    EncounterId,
    MemberId,
    ParkedMoneyId,
    PartnerCode,
    PartnerId,
    PayerControlNumber,
    PlaceOfService,
    PlanId,
    PlanKey,
    RemittanceId,
    StreamId,
    send_number,
)
from domain.notices.deposit import DEPOSIT, BankLine, MatchRemittance, RecordDeposit
from domain.notices.parked_money import PARKED_MONEY, ParkedItem, ParkMoney
from domain.notices.remittance import (
    REMITTANCE,
    FinishPosting,
    MatchDeposit,
    Notice,
    Outcome,
    PostChunk,
    StartPosting,
)
from domain.posting import Entries
from domain.problem import Problem, Refused
from domain.service_line import Service, ServiceLine
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
    parked: Iterable[ParkMoney] = (),
) -> None:
    """A remittance is posted: its claims, its parked payments, what belongs to no claim."""
    at = stated.remittance_id
    story.ask(REMITTANCE, at, StartPosting(stated, 5_000))
    for stream_id, command in claims:
        story.ask(CLAIM, stream_id, command)
    waiting = list(parked)
    for each in waiting:
        story.ask(PARKED_MONEY, each.item.item_id, each)
    unmatched_claims = sum(each.item.kind == "claim" for each in waiting)
    outcome = Outcome(stated.claims - unmatched_claims, unmatched_claims, 0)
    story.ask(REMITTANCE, at, PostChunk(1, stated.claims, outcome), FinishPosting(entries))


def unmatched(ordinal: int, paid: int, remittance: str = "remittance-1") -> ParkMoney:
    """A claim payment that no claim of ours takes."""
    stated = ParkedItem(
        item_id=ParkedMoneyId(f"{remittance}-claim-{ordinal}"),
        kind="claim",
        posting_id=f"{remittance}#{ordinal}",
        remittance_id=RemittanceId(remittance),
        plan_key=PLAN,
        trace="TRACE1",
        ordinal=ordinal,
        code="1",
        billed=paid,
        amount=paid,
        paid_on=date(2026, 4, 1),
        cash=f"deposit:{PLAN}",
        source=source(ordinal),
        reason="unmatched-claim",
    )
    return ParkMoney(stated)


def unplaced(at: int, amount: int, code: str, remittance: str = "remittance-1") -> ParkMoney:
    """A provider adjustment that names no claim of ours; `amount` is its cash effect."""
    claim = unmatched(at, amount, remittance).item
    item = replace(
        claim,
        item_id=ParkedMoneyId(f"{remittance}-plb-{at}"),
        kind="adjustment",
        posting_id=f"{remittance}/plb-{at}",
        code=code,
        billed=0,
        reason=f"plb-{code.lower()}",
    )
    return ParkMoney(item)


def report(visit: str = "visit-1", *, service: Service | None = CHW, content: str = "c") -> Report:
    """A visit as a partner hands it in."""
    return Report(
        encounter_id=EncounterId(visit),
        partner_id=PartnerId("partner-LPV"),
        partner_code=PartnerCode("LPV"),
        member_id=MemberId("member-1"),
        key=f"key-{visit}",
        content=content,
        care=Care(SPRING, service, 1, None, None, PlaceOfService("11"), (), None, PLAN),
        source=Source("archive-2", 1, 7, 0, 0),
    )


def deposited(story: Story, remittance: str, amount: int) -> None:
    """The bank has the money of a remittance."""
    deposit = DepositId(f"deposit-of-{remittance}")
    day = date(2026, 4, 3)
    story.ask(DEPOSIT, deposit, RecordDeposit(BankLine(deposit, day, amount), day))
    story.ask(DEPOSIT, deposit, MatchRemittance(RemittanceId(remittance), PLAN, amount, "trace"))
    story.ask(REMITTANCE, remittance, MatchDeposit(deposit, day, amount))
