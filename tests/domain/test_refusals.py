"""Every refusal of the domain in its exact words, as `refusals.txt` beside this file holds them."""

import ast
from collections.abc import Iterator
from dataclasses import replace as replaced
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec.structs import replace

import domain
from domain.agreements.contract import (
    CONTRACT,
    AgreeContract,
    ByTheMonth,
    CancelContract,
    EndContract,
    PercentOfPaid,
    PerUnit,
    ReplaceContract,
    Terms,
)
from domain.agreements.fee_schedule import FEE_SCHEDULE, EndRate, PublishRate, WithdrawRate
from domain.agreements.partner import PARTNER, LeavePartner
from domain.agreements.period_rules import CostBased, MonthSplit, PerMemberMonth, Tier, Tiered
from domain.agreements.plan import PLAN, AdoptPlan, PlanRules
from domain.agreements.terms import PerClaim, PerLine, Upstream, WholePayment
from domain.books.books import BOOKS, CloseMonth, MonthReport, ReopenMonth
from domain.care.authorization import AUTHORIZATION, GrantAuthorization, ReserveUnits, UseUnits
from domain.care.encounter import ENCOUNTER, ClaimEncounter, CorrectEncounter, RecordEncounter
from domain.care.member import MEMBER, CoverMember, RegisterMember
from domain.claims.claim import CLAIM, VoidClaim
from domain.identifiers import (
    ArchiveId,
    ClaimId,
    ContractId,
    DepositId,
    PartnerCode,
    PlanId,
    PlanKey,
    ReceivedFileId,
    RemittanceId,
)
from domain.notices.deposit import DEPOSIT, MatchRemittance, RecordDeposit
from domain.notices.parked_money import PARKED_MONEY, ParkMoney, PlaceMoney, ReleaseMoney
from domain.notices.remittance import (
    REMITTANCE,
    AcceptRemittance,
    DismissRemittance,
    FinishPosting,
    MatchDeposit,
    Outcome,
    ParkRemittance,
    PostChunk,
    StartPosting,
)
from domain.period import Month, Period
from domain.posting import PAID_DIRECT, hub_own_account
from domain.problem import Refused
from domain.received_file import RECEIVED_FILE, RecordFile
from domain.sending.acknowledgement import ACKNOWLEDGEMENT, RecordAcknowledgement
from domain.sending.submission import SUBMISSION, BuildBatch, ShortenBatch, WriteBatch
from domain.statements.statement import STATEMENT, IssueStatement
from tests.support import builders as b
from tests.support.fee_invoices import FEES_REFUSED
from tests.support.fund_refusals import FUND_REFUSED
from tests.support.given import Decision, given
from tests.support.months import MONTHS_REFUSED
from tests.support.pay_clocks import CLOCKS_REFUSED
from tests.support.pay_rules import PAY_REFUSED
from tests.support.payouts import PAYOUTS_REFUSED
from tests.support.refunds import REFUNDS_REFUSED
from tests.support.splits import SPLITS_REFUSED
from tests.support.statements import statement as issued_statement

WORDS = Path(__file__).with_name("refusals.txt")
BACKWARDS = Period(date(2026, 5, 1), date(2026, 4, 1))
SENT = given(CLAIM).after(b.open_claim(), b.submit())
PAID = SENT.after(b.pay(b.answer()))
UNITED = given(CLAIM).after(b.open_claim(terms=b.UNIT), b.submit())
AGREED = given(CONTRACT).after(AgreeContract(b.AGREEMENT))
GRANTED = given(AUTHORIZATION).after(GrantAuthorization(b.GRANT))
RECORDED = given(ENCOUNTER).after(RecordEncounter(b.REPORT, None))
POSTING = given(REMITTANCE).after(StartPosting(b.NOTICE, 3))
POSTED = POSTING.after(PostChunk(1, 5, Outcome(5, 0, 0)), FinishPosting(()))
INFORMS = replace(b.NOTICE, moves_bank_money=False, claims=0)
HELD = given(REMITTANCE).after(ParkRemittance(b.NOTICE, "conflict"))
BANKED = given(DEPOSIT).after(RecordDeposit(b.BANK_LINE, b.PAID_ON))
REGISTERED = given(MEMBER).after(RegisterMember(b.MEMBER_ID, b.MEMBER), CoverMember(b.COVERAGE))
RATED = given(FEE_SCHEDULE).after(PublishRate(b.PLAN_ID, b.PLAN_KEY, b.RATE))
ISSUED = given(STATEMENT).after(IssueStatement(issued_statement(), b.PAID_ON, early=True))
OTHER, OTHER_PARTNER = PlanKey("zenith"), PartnerCode("ORC")
APRIL, MAY_1 = Month(2026, 4), date(2026, 5, 1)
CLOSED = given(BOOKS).after(CloseMonth(b.month_report(), MAY_1, 0))
WRITE = WriteBatch(b.BATCH.claims, ArchiveId("archive-2"), "acme-7.txt", 1200)
SAID_OWN = ReleaseMoney(hub_own_account(b.PLAN_KEY), b.PAID_ON, "the plan said so")
MANY = tuple(b.line(at) for at in range(1, 52))
RESENT = chain.from_iterable((b.submit(count), b.reject(count)) for count in range(1, 100))


def agree(**change: Any) -> Decision:
    """A contract that differs from the usual one."""
    return given(CONTRACT).when(AgreeContract(replace(b.AGREEMENT, **change)))


def granted(**change: Any) -> Decision:
    """An authorization that differs from the usual one."""
    return given(AUTHORIZATION).when(GrantAuthorization(replace(b.GRANT, **change)))


def visited(**change: Any) -> Decision:
    """An encounter that differs from the usual one."""
    report = replace(b.REPORT, care=replace(b.VISIT, **change))
    return given(ENCOUNTER).when(RecordEncounter(report, None))


def billed(**change: Any) -> Decision:
    """A batch that differs from the usual one."""
    return given(SUBMISSION).when(BuildBatch(replace(b.BATCH, **change)))


def adopted(*rules: PlanRules) -> Decision:
    """A plan with these rules."""
    return given(PLAN).when(AdoptPlan(b.PLAN_ID, replace(b.PROFILE, rules=rules)))


def closed(report: MonthReport, on: date = MAY_1, posting: int = 0) -> Decision:
    """A month that is to be closed after March."""
    return CLOSED.when(CloseMonth(report, on, posting))


REFUSED: tuple[Decision, ...] = (
    given(ACKNOWLEDGEMENT)
    .after(RecordAcknowledgement(b.RECEIPT))
    .when(RecordAcknowledgement(replace(b.RECEIPT, result="rejected"))),
    granted(period=BACKWARDS),
    granted(units=-1),
    GRANTED.when(ReserveUnits(b.CLAIM_ID, -2)),
    GRANTED.when(UseUnits(b.CLAIM_ID, used=0, reserved=-3)),
    GRANTED.when(ReserveUnits(b.CLAIM_ID, 13)),
    given(AUTHORIZATION).when(ReserveUnits(b.CLAIM_ID, 1)),
    billed(claims=()),
    billed(claims=(b.CLAIM_ID, b.CLAIM_ID)),
    given(SUBMISSION)
    .after(BuildBatch(b.BATCH))
    .when(ShortenBatch((b.CLAIM_ID, ClaimId("claim-2")), 13000)),
    given(SUBMISSION).after(BuildBatch(b.BATCH)).when(replaced(WRITE, claims=())),
    given(SUBMISSION)
    .after(BuildBatch(b.BATCH), WRITE)
    .when(replaced(WRITE, archive_id=ArchiveId("archive-3"))),
    given(SUBMISSION).when(WRITE),
    given(CLAIM).when(b.open_claim(b.line(1), b.line(1))),
    given(CLAIM).when(b.open_claim(*MANY)),
    SENT.when(b.pay(b.answer(9))),
    SENT.when(b.pay(b.answer(), b.answer())),
    SENT.when(b.pay(b.answer(1, -100))),
    UNITED.when(b.pay(b.answer(1, 4000, 0))),
    UNITED.when(b.pay(b.answer(1, 8000, 3))),
    SENT.when(b.undo(-8000)),
    SENT.when(b.refund(0)),
    SENT.when(b.direct(b.pay(b.answer()))),
    given(CLAIM)
    .after(b.open_claim(role="administrative-partner"), b.submit())
    .when(b.pay(b.answer())),
    given(CLAIM)
    .after(b.open_claim(role="administrative-partner"), b.submit())
    .when(b.paid_to(OTHER_PARTNER, b.pay(b.answer()))),
    PAID.when(b.accept_twice("r9/1")),
    PAID.when(b.accept_twice("r1/1")),
    SENT.when(b.accept_terms()),
    PAID.after(b.accept_terms()).when(b.unpost("accepted-1/1")),
    given(CLAIM).after(b.open_claim()).when(b.pay(b.answer())),
    given(CLAIM).after(b.open_claim()).when(b.submit(on=date(2026, 9, 30))),
    SENT.after(b.pay(b.answer(), control=""), b.correct(b.line(units=1))).when(b.submit(2)),
    given(CLAIM).after(b.open_claim(), *RESENT).when(b.submit(100)),
    PAID.when(b.correct(b.line())),
    PAID.when(b.correct(b.line(2))),
    SENT.when(VoidClaim("billed in error")),
    given(CLAIM).when(VoidClaim("billed in error")),
    agree(terms=b.terms(ByTheMonth(hub_basis_points=10_001))),
    agree(terms=b.terms(PerUnit(partner_cents=-1))),
    agree(terms=b.terms(PerLine(hub_cents=-100))),
    agree(terms=Terms(PerUnit(2200), "as agreed", minimum=100)),
    agree(terms=Terms(PercentOfPaid(1250), "as agreed", minimum=500, cap=200)),
    agree(terms=Terms(PerClaim(800), "as agreed", fee_on_interest=True)),
    agree(terms=Terms(PerUnit(2200), "as agreed", fee_returns=False)),
    agree(role="direct"),
    agree(terms=b.terms(WholePayment())),
    agree(role="under-lead-entity"),
    agree(
        role="under-lead-entity",
        terms=Terms(PercentOfPaid(1250), "", upstream=Upstream("lead", PerClaim(900, "sent"))),
    ),
    agree(terms=Terms(PercentOfPaid(1250), "", by_month=(PerMemberMonth(400),) * 2)),
    agree(terms=Terms(ByTheMonth(0), "", by_month=(Tiered("claims", (Tier(5, 1000),)),))),
    agree(terms=Terms(PercentOfPaid(1250), "", by_month=(MonthSplit("contacts"),))),
    Refused(replace(b.AGREEMENT, role="administrative-partner").warnings),
    agree(terms=Terms(PercentOfPaid(0), "", by_month=(CostBased(3120), PerMemberMonth(400)))),
    agree(role="direct", terms=Terms(WholePayment(), "", by_month=(PerMemberMonth(400),))),
    agree(services=()),
    agree(period=BACKWARDS),
    AGREED.when(EndContract(date(2025, 12, 31))),
    AGREED.after(EndContract(date(2026, 6, 30))).when(EndContract(date(2026, 9, 30))),
    AGREED.when(ReplaceContract(date(2027, 1, 1), ContractId("contract-2"))),
    AGREED.when(CancelContract(1)),
    given(CONTRACT).when(EndContract(date(2025, 12, 31))),
    given(DEPOSIT).when(RecordDeposit(replace(b.BANK_LINE, amount=0), b.PAID_ON)),
    given(DEPOSIT).when(RecordDeposit(b.BANK_LINE, date(2026, 3, 31))),
    BANKED.when(RecordDeposit(replace(b.BANK_LINE, amount=7999), b.PAID_ON)),
    BANKED.when(RecordDeposit(replace(b.BANK_LINE, deposit_id=DepositId("deposit-2")), b.PAID_ON)),
    BANKED.when(MatchRemittance(RemittanceId("remittance-1"), b.PLAN_KEY, 8001, "person")),
    BANKED.after(MatchRemittance(RemittanceId("remittance-1"), b.PLAN_KEY, 8000, "trace")).when(
        MatchRemittance(RemittanceId("remittance-1"), b.PLAN_KEY, 7999, "person")
    ),
    given(DEPOSIT).when(MatchRemittance(RemittanceId("remittance-1"), b.PLAN_KEY, 8000, "person")),
    visited(units=0),
    RECORDED.when(RecordEncounter(replace(b.REPORT, content="content-2"), None)),
    RECORDED.after(ClaimEncounter(b.CLAIM_ID, 1)).when(CorrectEncounter(b.REPORT, "no-cin")),
    RECORDED.when(ClaimEncounter(b.CLAIM_ID, 1, "content-before")),
    given(ENCOUNTER).when(ClaimEncounter(b.CLAIM_ID, 1)),
    RECORDED.after(ClaimEncounter(b.CLAIM_ID, 1)).when(ClaimEncounter(ClaimId("claim-2"), 1)),
    given(FEE_SCHEDULE).when(WithdrawRate(b.PLAN_KEY, b.RATE, "mistyped")),
    RATED.when(EndRate(b.PLAN_KEY, b.CHW, date(2027, 1, 1), "plan notice")),
    RATED.when(PublishRate(b.PLAN_ID, b.PLAN_KEY, replace(b.RATE, per_unit=2700))),
    RATED.when(PublishRate(b.PLAN_ID, b.PLAN_KEY, replace(b.RATE, per_unit=-1))),
    given(RECEIVED_FILE)
    .after(RecordFile(ReceivedFileId("file-1"), ArchiveId("archive-1")))
    .when(RecordFile(ReceivedFileId("file-1"), ArchiveId("archive-2"))),
    REGISTERED.when(CoverMember(replace(b.COVERAGE, plan_id=PlanId("plan-2"), plan_key=OTHER))),
    REGISTERED.when(CoverMember(replace(b.COVERAGE, period=BACKWARDS))),
    given(MEMBER).when(CoverMember(b.COVERAGE)),
    given(PARTNER).when(LeavePartner(date(2026, 9, 1))),
    adopted(),
    adopted(b.RULES, b.RULES),
    given(PLAN)
    .after(AdoptPlan(b.PLAN_ID, b.PROFILE))
    .when(AdoptPlan(b.PLAN_ID, replace(b.PROFILE, key=OTHER))),
    given(REMITTANCE).when(StartPosting(b.UNBALANCED, 3)),
    HELD.when(StartPosting(b.NOTICE, 3)),
    given(REMITTANCE)
    .after(ParkRemittance(b.NOTICE, "payee"))
    .when(AcceptRemittance(RemittanceId("remittance-1"), "the plan said so")),
    POSTING.when(PostChunk(3, 5, Outcome(3, 0, 0))),
    POSTING.when(FinishPosting(())),
    POSTED.after(MatchDeposit(DepositId("deposit-1"), b.PAID_ON, 8000)).when(
        MatchDeposit(DepositId("deposit-1"), b.PAID_ON, 7999)
    ),
    POSTED.after(MatchDeposit(DepositId("deposit-1"), b.PAID_ON, 8000)).when(
        MatchDeposit(DepositId("deposit-2"), b.PAID_ON, 101)
    ),
    given(REMITTANCE)
    .after(StartPosting(INFORMS, 3), FinishPosting(()))
    .when(MatchDeposit(DepositId("deposit-1"), b.PAID_ON, 8000)),
    HELD.after(DismissRemittance("the other holds")).when(StartPosting(b.NOTICE, 3)),
    given(REMITTANCE).when(FinishPosting(())),
    given(PARKED_MONEY).after(ParkMoney(b.FOREIGN)).when(ParkMoney(replace(b.FOREIGN, amount=1))),
    given(PARKED_MONEY).after(ParkMoney(b.FOREIGN)).when(PlaceMoney((), "person")),
    given(PARKED_MONEY).when(PlaceMoney((), "person")),
    given(PARKED_MONEY).after(ParkMoney(replace(b.FOREIGN, cash=PAID_DIRECT))).when(SAID_OWN),
    given(STATEMENT).when(IssueStatement(issued_statement(closing=1), b.PAID_ON, early=True)),
    given(STATEMENT).when(IssueStatement(issued_statement(payable=6801), b.PAID_ON, early=True)),
    given(STATEMENT).when(IssueStatement(issued_statement(), date(2026, 3, 31))),
    given(STATEMENT).when(IssueStatement(issued_statement(), date(2026, 4, 30))),
    ISSUED.when(
        IssueStatement(replace(issued_statement(payable=0), waiting=6800), b.PAID_ON, early=True)
    ),
    ISSUED.when(
        IssueStatement(replace(issued_statement(), month=Month(2026, 3)), b.PAID_ON, early=True)
    ),
    ISSUED.when(
        IssueStatement(
            replace(issued_statement(), month=Month(2026, 5)), date(2026, 5, 1), early=True
        )
    ),
    closed(b.month_report(APRIL, 9, opening=800), date(2026, 4, 30), 2),
    closed(b.month_report(Month(2026, 5), 9, opening=800), date(2026, 6, 1)),
    closed(b.month_report(APRIL, 9, opening=700)),
    closed(MonthReport(APRIL, 9, b.month_report(opening=800).accounts[:1], ())),
    CLOSED.after(CloseMonth(b.month_report(APRIL, 9, opening=800), MAY_1, 0)).when(
        ReopenMonth(b.MARCH, 20, " ", "", MAY_1)
    ),
    CLOSED.when(ReopenMonth(APRIL, 20, "a rate was wrong", "A. Keeper", MAY_1)),
    *FEES_REFUSED,
    *FUND_REFUSED,
    *CLOCKS_REFUSED,
    *SPLITS_REFUSED,
    *PAYOUTS_REFUSED,
    *MONTHS_REFUSED,
    *REFUNDS_REFUSED,
    *PAY_REFUSED,
)


def _shown() -> str:
    return "\n\n".join(
        f"{problem.code}\n  {problem.what}\n  where  {problem.where}\n  fix    {problem.fix}"
        for decision in REFUSED
        if isinstance(decision, Refused)
        for problem in decision.problems
    )


def test_every_refusal_says_exactly_this() -> None:
    assert all(isinstance(decision, Refused) for decision in REFUSED)
    assert _shown() == WORDS.read_text("utf-8").strip()


def test_every_problem_of_the_domain_is_among_them() -> None:
    told = {line for line in WORDS.read_text("utf-8").splitlines() if line and line[0] != " "}
    assert set(_codes()) == told


def _codes() -> Iterator[str]:
    """Every code that stands in the source of the domain."""
    for path in Path(domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("wrong_moment"), args=[ast.Constant(str(noun)), *_]):
                    yield f"{noun}.wrong-moment"
                case ast.Call(func=ast.Name("refuse"), args=[code, *_]):
                    yield from _texts(code)
                case ast.keyword("code", value=code):
                    yield from _texts(code)


def _texts(code: ast.expr) -> Iterator[str]:
    """The text itself, or the two that a condition chooses between."""
    match code:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from chain(_texts(one), _texts(other))
