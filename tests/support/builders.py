"""Invented people, partners and plans, and what may be asked about them."""

from dataclasses import replace as replaced
from datetime import date, time, timedelta
from typing import Any

from msgspec.structs import replace

from domain.adjustment import Adjustment
from domain.agreements.contract import (
    Agreement,
    ByTheMonth,
    PercentOfPaid,
    PerUnit,
    ShareRule,
    Terms,
)
from domain.agreements.fee_schedule import Rate
from domain.agreements.partner import BillsAs, PartnerDetails
from domain.agreements.plan import PlanRules, PlanService, Profile, Route
from domain.books.books import AccountSums, MonthReport
from domain.care.authorization import Grant
from domain.care.encounter import Care, Report
from domain.care.member import Coverage, MemberDetails
from domain.claims.claim import CorrectClaim, OpenClaim, ReceiveClaim, RejectClaim, SubmitClaim
from domain.claims.claim_acceptances import AcceptPaidTwice, AcceptTerms
from domain.claims.claim_facts import ClaimBody, Reason
from domain.claims.claim_facts import Receipt as Stage
from domain.claims.claim_money import MoneySource, PostInterest, PostPayment, SettleMonth
from domain.claims.claim_recoveries import PostRefund, PostRefundReceipt, PostTakeback, UndoPosting
from domain.claims.denial import AnsweredLine
from domain.event import Source
from domain.identifiers import (
    AcknowledgementId,
    AuthorizationId,
    AuthorizationNumber,
    BatchId,
    ClaimId,
    ClaimNumber,
    ContractId,
    DepositId,
    Diagnosis,
    EncounterId,
    MemberId,
    Npi,
    ParkedMoneyId,
    PartnerCode,
    PartnerId,
    PayerControlNumber,
    PlaceOfService,
    PlanId,
    PlanKey,
    RemittanceId,
    Tin,
    send_number,
)
from domain.notices.deposit import BankLine
from domain.notices.notice import Notice
from domain.notices.parked_money import UNMATCHED, ParkedItem
from domain.period import Month, Period
from domain.posting import PAID_DIRECT, deposit_account, payable_account
from domain.problem import Problem
from domain.role import Role
from domain.sending.acknowledgement import Receipt
from domain.sending.submission import Batch
from domain.service_line import Service, ServiceLine
from tests.support import planted

PARTNER_ID = PartnerId("partner-1")
PARTNER_CODE = PartnerCode("LPV")
PLAN_ID = PlanId("plan-1")
PLAN_KEY = PlanKey("acme")
MEMBER_ID = MemberId("member-1")
CLAIM_ID = ClaimId("claim-1")
CLAIM_NUMBER = ClaimNumber("LPV00000042")
AUTHORIZATION_ID = AuthorizationId("authorization-1")
CHW = Service.read("98960 U2")
GROUP = Service.read("98961 U2")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SERVED_ON = date(2026, 3, 2)
SENT_ON = date(2026, 3, 9)
PAID_ON = date(2026, 4, 6)
LATER_ON = date(2026, 5, 4)
MARCH = Month(2026, 3)
ANSWER_BY = date(2027, 4, 6)

SOURCE = Source(archive_id="archive-1", transaction=1, segment=12, offset=480, length=96)
PROBLEM = Problem("claim.example", "a thing is missing", "claim LPV00000042", "add it")

DETAILS = PartnerDetails(
    PARTNER_ID, PARTNER_CODE, "Lantern Street Promotores", Npi("1234567893"), Tin("123456789")
)
BILLS_AS = BillsAs("251K00000X", "2 Paper Way", "Exampleton", "CA", "900010002")
MEMBER = MemberDetails(
    cin=planted.CIN,
    last_name=planted.LAST_NAME,
    first_name=planted.FIRST_NAME,
    born_on=planted.BORN_ON,
    sex="F",
    street=planted.STREET,
    city="Exampleton",
    state="CA",
    zip_code="900010001",
)
COVERAGE = Coverage(PLAN_ID, PLAN_KEY, YEAR)

PERCENT = Terms(PercentOfPaid(hub_basis_points=1500), "the hub keeps 15 percent of what is paid")
UNIT = Terms(PerUnit(partner_cents=2200), "the partner gets 22 dollars for each paid unit")
MONTHLY = Terms(ByTheMonth(hub_basis_points=1000), "the hub keeps 10 percent of the month")
AGREEMENT = Agreement(
    contract_id=ContractId("contract-1"),
    partner_id=PARTNER_ID,
    partner_code=PARTNER_CODE,
    plan_id=PLAN_ID,
    plan_key=PLAN_KEY,
    role="hub",
    services=(CHW, GROUP),
    period=YEAR,
    terms=PERCENT,
)
RATE = Rate(CHW, 2666, YEAR, "plan notice of 2025-11-14")
RULES = PlanRules(
    period=YEAR,
    source="plan notice of 2025-11-14",
    verified_on=None,
    filing_limit_days=180,
    correction_limit_days=365,
    payment_days=30,
    units_per_day=4,
    edits=("one-unit-per-day",),
    services=(PlanService(CHW, "CHW visit", 30, needs_authorization=True),),
)
PROFILE = Profile(
    PLAN_KEY,
    "Acme Health Plan",
    Route("837p", "ACMERCV", "ACME RECEIVER", "ACME1", 500, ("ACME HEALTH",)),
    (RULES,),
)
GRANT = Grant(
    authorization_id=AUTHORIZATION_ID,
    member_id=MEMBER_ID,
    plan_id=PLAN_ID,
    plan_key=PLAN_KEY,
    number=AuthorizationNumber("A100"),
    services=(CHW,),
    units=12,
    period=YEAR,
    provider=Npi("1234567893"),
)
VISIT = Care(
    service_on=SERVED_ON,
    service=CHW,
    units=2,
    minutes=60,
    start=time(9, 30),
    place=PlaceOfService("11"),
    diagnoses=(Diagnosis("Z559"),),
    authorization=None,
    plan_key=PLAN_KEY,
)
REPORT = Report(
    encounter_id=EncounterId("encounter-1"),
    partner_id=PARTNER_ID,
    partner_code=PARTNER_CODE,
    member_id=MEMBER_ID,
    key="key-1",
    content="content-1",
    care=VISIT,
    source=SOURCE,
)
BATCH = Batch(
    batch_id=BatchId("batch-1"),
    plan_id=PLAN_ID,
    plan_key=PLAN_KEY,
    form="837p",
    control=7,
    claims=(CLAIM_ID,),
    charge=8000,
    built_on=SENT_ON,
)
RECEIPT = Receipt(
    acknowledgement_id=AcknowledgementId("acknowledgement-1"),
    kind="277CA",
    batch_id=BATCH.batch_id,
    result="accepted",
    accepted=1,
    rejected=0,
    unmatched=0,
    received_on=SENT_ON,
    problems=(),
    source=SOURCE,
)
BANK_LINE = BankLine(DepositId("deposit-1"), PAID_ON, 8000, ("TRACE1",), SOURCE)
TYPED_LINE = BankLine(DepositId("deposit-2"), PAID_ON, 8000)
NOTICE = Notice(
    remittance_id=RemittanceId("remittance-1"),
    plan_key=PLAN_KEY,
    payer="ACME1",
    trace="TRACE1",
    method="ACH",
    moves_bank_money=True,
    paid_on=PAID_ON,
    deposit=8000,
    billed=9000,
    paid=8000,
    adjusted=0,
    claims=5,
    digest="digest-1",
    source=SOURCE,
)
UNBALANCED = replace(NOTICE, deposit=7000, digest="digest-0")
FOREIGN = ParkedItem(
    item_id=ParkedMoneyId("parked-1"),
    kind="claim",
    posting_id="remittance-1/3",
    remittance_id=NOTICE.remittance_id,
    plan_key=PLAN_KEY,
    trace=NOTICE.trace,
    ordinal=3,
    code="1",
    billed=5000,
    amount=4000,
    paid_on=PAID_ON,
    cash=deposit_account(PLAN_KEY),
    source=SOURCE,
    reason=UNMATCHED,
    awaits=("ICN1",),
)


def line(number: int = 1, *, units: int = 2, charge: int = 8000, **also: Any) -> ServiceLine:
    """A billed line of CHW care."""
    encounter = EncounterId(f"encounter-{number}")
    billed = ServiceLine(number, CHW, SERVED_ON, units, charge, PlaceOfService("11"), (encounter,))
    return replace(billed, **also)


def body(*lines: ServiceLine, terms: Terms = PERCENT, role: Role = "hub") -> ClaimBody:
    """What a claim bills."""
    return ClaimBody(
        claim_id=CLAIM_ID,
        number=CLAIM_NUMBER,
        partner_id=PARTNER_ID,
        partner_code=PARTNER_CODE,
        plan_id=PLAN_ID,
        plan_key=PLAN_KEY,
        member_id=MEMBER_ID,
        contract_id=AGREEMENT.contract_id,
        terms=terms,
        authorization_id=AUTHORIZATION_ID,
        authorization_number=GRANT.number,
        diagnoses=(Diagnosis("Z559"),),
        lines=lines or (line(),),
        role=role,
    )


def terms(rule: ShareRule) -> Terms:
    """Terms with a share rule."""
    return Terms(rule, "as agreed")


def open_claim(*lines: ServiceLine, terms: Terms = PERCENT, role: Role = "hub") -> OpenClaim:
    """Care is to be billed."""
    billed = body(*lines, terms=terms, role=role)
    return OpenClaim(billed, date(2026, 3, 5), SERVED_ON + timedelta(180))


def direct(command: Any) -> Any:
    """The same of a plan that pays the partner itself."""
    return paid_to(PARTNER_CODE, command)


def paid_to(partner: PartnerCode, command: Any) -> Any:
    """The same of a plan that pays this partner itself."""
    money: MoneySource = replaced(command.money, cash=PAID_DIRECT, paid_to=partner)
    return replaced(command, money=money)


def submit(count: int = 1, *, on: date = SENT_ON) -> SubmitClaim:
    """The claim goes into the batch of this number."""
    return SubmitClaim(BatchId(f"batch-{count}"), on, filing_limit_days=180, payment_days=30)


def receive(count: int = 1, *, accepted: bool = True, control: str = "") -> ReceiveClaim:
    """An acknowledgement of the sending of this number."""
    number = PayerControlNumber(control) if control else None
    receipt: Stage = "accepted" if accepted else "received"
    return ReceiveClaim(send_number(CLAIM_NUMBER, count), receipt, number, SENT_ON, SOURCE)


def reject(count: int = 1) -> RejectClaim:
    """A rejection of the sending of this number."""
    reasons = (Reason("A3:21", "subscriber"),)
    return RejectClaim(send_number(CLAIM_NUMBER, count), "claim", reasons, SENT_ON, SOURCE)


def correct(*lines: ServiceLine, drop: bool = False) -> CorrectClaim:
    """The claim is stated anew."""
    return CorrectClaim(lines, (Diagnosis("Z559"),), "units were wrong", drop_paid_lines=drop)


def money(place: str = "r1/1", *, on: date = PAID_ON, cash: str = "") -> MoneySource:
    """The place of money: a remittance and what is counted in it."""
    remittance, _, _ = place.partition("/")
    account = cash or deposit_account(PLAN_KEY)
    return MoneySource(place, RemittanceId(remittance), account, on, SOURCE)


def answer(number: int = 1, paid: int = 8000, units: int | None = None, *why: str) -> AnsweredLine:
    """One line as a payment notice states it; `why` are reasons like CO-197 worth 10 dollars."""
    codes = [each.partition("-") for each in why]
    stated = tuple(Adjustment(group, reason, 1000) for group, _, reason in codes)
    return AnsweredLine(number, paid, units, stated, ())


def pay(*lines: AnsweredLine, place: str = "r1/1", **also: Any) -> PostPayment:
    """A payment or denial of the lines; `on`, `send`, `control`, `status`, `paid` may be given."""
    send = send_number(CLAIM_NUMBER, also.get("send", 1))
    return PostPayment(
        money=money(place, on=also.get("on", PAID_ON)),
        ordinal=int(place.partition("/")[2]),
        sent_as=send,
        status=also.get("status", "1"),
        paid=also.get("paid", sum(each.paid for each in lines)),
        payer_control=PayerControlNumber(also.get("control", "P1")),
        lines=lines,
        adjustments=also.get("adjustments", ()),
        answer_by=ANSWER_BY,
    )


def undo(amount: int = 8000, *, place: str = "r2/1", **also: Any) -> PostPayment:
    """A reversal of `amount` cents."""
    return pay(place=place, status="22", paid=-amount, **also)


def take(amount: int = 8000, *, place: str = "r3/9") -> PostTakeback:
    """A plan keeps other money; below zero it announces that it will."""
    return PostTakeback(money(place), amount)


def refund(amount: int = 8000, *, place: str = "refund-1") -> PostRefund:
    """The hub sends back what a plan paid."""
    return PostRefund(money(place, cash=payable_account(PLAN_KEY)), amount)


def receipt(amount: int = 8000, *, place: str = "r5/9") -> PostRefundReceipt:
    """A plan acknowledges a refund."""
    return PostRefundReceipt(money(place), amount)


def unpost(place: str = "r1/1", *, cash: str = "suspense:unmatched-claim") -> UndoPosting:
    """A person finds that a posting is about something else."""
    return UndoPosting(place, money(f"{place}/undone", cash=cash))


def month(elsewhere: str = "", *, on: date = PAID_ON, cause: str = "m1/1") -> SettleMonth:
    """Another claim pays the member month from this place on; by none where it is not given."""
    remittance, _, ordinal = elsewhere.partition("/")
    place = (on, RemittanceId(remittance), int(ordinal)) if elsewhere else None
    return SettleMonth(money(cause), place)


def accept_twice(place: str = "r6/1", why: str = "the plan owed it") -> AcceptPaidTwice:
    """A person says that a second payment is right."""
    return AcceptPaidTwice(place, why, LATER_ON)


def accept_terms(terms: Terms = UNIT, *, place: str = "accepted-1/1") -> AcceptTerms:
    """A person accepts terms that were agreed after the claim was shared."""
    source = money(place, on=LATER_ON)
    return AcceptTerms(terms, ContractId("contract-9"), "agreed back to January", source)


def penalty(amount: int = 1500, *, place: str = "r4/9") -> PostInterest:
    """A plan adds a penalty."""
    return PostInterest(money(place), amount, "penalty")


def interest(amount: int = 120, *, place: str = "r4/8") -> PostInterest:
    """A plan adds interest."""
    return PostInterest(money(place), amount)


def month_report(
    month: Month = MARCH, position: int = 7, *, opening: int = 0, moved: int = 800
) -> MonthReport:
    """A month in which acme pays `moved` cents, all of it the partner's."""
    deposit, partner = "deposit:acme", "partner:LPV"
    accounts = (
        AccountSums(deposit, opening, moved, 0),
        AccountSums(partner, -opening, 0, moved),
    )
    return MonthReport(month, position, accounts, ())
