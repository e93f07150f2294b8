"""Which outside numbers lead to which stream; written with every fact, rebuilt from facts."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.agreements.contract import ContractAgreed
from domain.agreements.fee_schedule import RatePublished
from domain.agreements.partner import PartnerJoined
from domain.agreements.plan import PlanAdopted
from domain.braid.fund_facts import FundDrawn
from domain.care.authorization import AuthorizationGranted
from domain.care.encounter import EncounterRecorded
from domain.care.member import (
    MemberCorrected,
    MemberNumberDisowned,
    MemberNumbered,
    MemberRegistered,
)
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimCorrected,
    ClaimMoneyMoved,
    ClaimOpened,
    ClaimReceived,
)
from domain.event import Fact
from domain.identifiers import MemberId, PlanKey
from domain.money import Money
from domain.notices.deposit import DepositRecorded, DepositReportedAgain, trace_key
from domain.notices.parked_money import MoneyParked
from domain.notices.remittance import RemittanceParked, RemittancePostingStarted
from domain.payments.refund import RefundProposed
from domain.period import Month
from domain.service_line import ServiceLine
from hub.store.lookups import Lookup

PARTNER = "partner-code"
PLAN = "plan-key"
CONTRACT = "contract-of-partner"
CONTRACT_ORDINAL = "contract-ordinal"
FEE_SCHEDULE = "fee-schedule-of-plan"
CIN = "cin"
PLANS_MEMBER = "member-number-of-plan"
DISOWNED_NUMBER = "disowned-number-of-plan"
AUTHORIZATION = "authorization-of-member"
ENCOUNTER = "encounter-key"
CLAIM = "claim-number"
MEMBER_MONTH = "member-month"
BILLED_SERVICE = "billed-service"
PAYER_CONTROL = "payer-control-number"
POSTED = "claim-posting"
TRACE = "remittance-trace"
DIGEST = "remittance-digest"
BANK_TRACE = "remittance-trace-at-the-bank"
DEPOSIT_TRACE = "deposit-trace"
DEPOSIT_ALIKE = "deposit-of-day-and-amount"
DEPOSIT_KNOWN_AS = "deposit-known-as"
WAITING = "money-waiting-for"
DRAW = "fund-draw"
REFUND = "refund-number"

ANY_PLAN = PlanKey("")


def lookups_of(fact: Fact) -> Iterator[Lookup]:
    """The lookups that a fact brings."""
    match fact:
        case ClaimAdjudicated() | ClaimOpened() | ClaimMoneyMoved():  # most facts are these
            yield from _claim_lookups(fact)
        case PartnerJoined(details=details):
            yield Lookup(PARTNER, details.code, only_one=True)
        case PlanAdopted(profile=profile):
            yield Lookup(PLAN, profile.key, only_one=True)
        case ContractAgreed(agreement=agreement, ordinal=ordinal):
            yield Lookup(CONTRACT, agreement.partner_id)
            # two agreed at once would each miss the other: only one of them may be the next
            key = f"{agreement.partner_id} {agreement.plan_key} {ordinal}"
            yield Lookup(CONTRACT_ORDINAL, key, only_one=True)
        case RatePublished(plan_key=plan_key):
            yield Lookup(FEE_SCHEDULE, plan_key, only_one=True)
        case MemberRegistered() | MemberCorrected() | MemberNumbered() | MemberNumberDisowned():
            yield _member_lookup(fact)
        case AuthorizationGranted(grant=grant):
            yield Lookup(AUTHORIZATION, grant.member_id)
        case EncounterRecorded(report=report):
            yield Lookup(ENCOUNTER, report.key, only_one=True)
        case FundDrawn(draw=draw):
            # two drawn at once for one month would each miss the other: only one may be the next
            yield Lookup(DRAW, draw.number, only_one=True)
        case _:
            yield from _claim_lookups(fact)


def _member_lookup(
    fact: MemberRegistered | MemberCorrected | MemberNumbered | MemberNumberDisowned,
) -> Lookup:
    match fact:
        case MemberNumbered(plan_key=plan_key, number=number):
            return Lookup(PLANS_MEMBER, plans_member(plan_key, number), only_one=True)
        case MemberNumberDisowned(plan_key=plan_key, number=number):
            return Lookup(DISOWNED_NUMBER, plans_member(plan_key, number))
        case MemberRegistered(details=member) | MemberCorrected(details=member):
            return Lookup(CIN, member.cin, only_one=True)


def _claim_lookups(fact: Fact) -> Iterator[Lookup]:
    match fact:
        case ClaimOpened(body=body):
            yield Lookup(CLAIM, body.number, only_one=True)
            for month in {Month.of(line.service_on) for line in body.lines}:
                yield Lookup(MEMBER_MONTH, member_month(body.plan_key, body.member_id, month))
            yield from _billed_services(body.plan_key, body.lines)
        case ClaimCorrected(lines=lines):
            yield from _billed_services(ANY_PLAN, lines)
        case ClaimReceived(payer_control=str(number)) if number:
            yield Lookup(PAYER_CONTROL, number)
        case ClaimAdjudicated(posting_id=posting_id, payer_control=number):
            yield Lookup(POSTED, posting_place(posting_id))
            if number:
                yield Lookup(PAYER_CONTROL, number)
        case ClaimMoneyMoved(undoes=""):
            yield Lookup(POSTED, posting_place(fact.posting_id))
            # a reversal may come before any answer, and says the plan's number too
            for said in {reversal.payer_control for reversal in fact.money.reversals} - {""}:
                yield Lookup(PAYER_CONTROL, said)
        case _:
            yield from _money_lookups(fact)


def _money_lookups(fact: Fact) -> Iterator[Lookup]:
    match fact:
        case RemittancePostingStarted(notice=notice) | RemittanceParked(notice=notice):
            yield Lookup(TRACE, notice.trace)
            if key := trace_key(notice.trace):
                yield Lookup(BANK_TRACE, key)
            yield Lookup(DIGEST, notice.digest)
        case MoneyParked(item=item):
            for digest in item.awaits:
                yield Lookup(WAITING, digest, is_digest=True)
        case RefundProposed(refund=refund):
            # two found at once would each miss the other: only one of them may have the number
            yield Lookup(REFUND, refund.number, only_one=True)
        case DepositRecorded(line=line):
            yield Lookup(DEPOSIT_ALIKE, alike(line.bank_on, line.amount))
            yield from _deposit_traces(line.traces)
        case DepositReportedAgain(known_as=known_as, traces=traces):
            yield Lookup(DEPOSIT_KNOWN_AS, known_as)
            yield from _deposit_traces(traces)


def _deposit_traces(traces: Iterable[str]) -> Iterator[Lookup]:
    for key in dict.fromkeys(filter(None, map(trace_key, traces))):
        yield Lookup(DEPOSIT_TRACE, key)


def _billed_services(plan: PlanKey, lines: Iterable[ServiceLine]) -> Iterator[Lookup]:
    for line in lines:
        key = billed_service(plan, line.service.code, line.service_on, line.charge)
        yield Lookup(BILLED_SERVICE, key)


def billed_service(plan: PlanKey, code: str, day: date, charge: Money) -> str:
    """What a line bills, modifiers apart; of `ANY_PLAN` where a correction does not say it."""
    return f"{plan} {code} {day} {charge}"


def alike(bank_on: date, amount: Money) -> str:
    """What lines of the bank have in common that may be the same money."""
    return f"{bank_on} {amount}"


def waiting_for(plan: PlanKey, number: str) -> str:
    """A number of a plan that would tell whose money it is; facts keep its digest alone."""
    return f"{plan} {number}"


def posting_place(posting_id: str) -> str:
    """The place in a remittance of a posting: one of several about it, or placed there again."""
    return posting_id.partition(".")[0].partition("@")[0]


def plans_member(plan: PlanKey, number: str) -> str:
    """The number by which a plan calls a member."""
    return f"{plan} {number.upper()}"


def member_month(plan: PlanKey, member: MemberId, month: Month) -> str:
    """What a plan pays once under monthly terms."""
    return f"{plan} {member} {month}"
