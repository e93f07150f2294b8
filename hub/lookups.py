"""Which outside numbers lead to which stream; written with every fact, rebuilt from facts."""

from collections.abc import Iterator

from domain.authorization import AuthorizationGranted
from domain.claim_facts import ClaimAdjudicated, ClaimOpened, ClaimReceived
from domain.contract import ContractAgreed
from domain.deposit import DepositRecorded
from domain.encounter import EncounterRecorded
from domain.event import Fact
from domain.fee_schedule import RatePublished
from domain.identifiers import MemberId, PlanKey
from domain.member import MemberCorrected, MemberRegistered
from domain.partner import PartnerJoined
from domain.period import Month
from domain.plan import PlanAdopted
from domain.remittance import RemittanceParked, RemittancePostingStarted
from hub.store.lookups import Lookup

PARTNER = "partner-code"
PLAN = "plan-key"
CONTRACT = "contract-of-partner"
CONTRACT_ORDINAL = "contract-ordinal"
FEE_SCHEDULE = "fee-schedule-of-plan"
CIN = "cin"
AUTHORIZATION = "authorization-of-member"
ENCOUNTER = "encounter-key"
CLAIM = "claim-number"
MEMBER_MONTH = "member-month"
PAYER_CONTROL = "payer-control-number"
TRACE = "remittance-trace"
DIGEST = "remittance-digest"
DEPOSIT_TRACE = "deposit-trace"


def lookups_of(fact: Fact) -> Iterator[Lookup]:
    """The lookups that a fact brings."""
    match fact:
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
        case MemberRegistered(details=member) | MemberCorrected(details=member):
            yield Lookup(CIN, member.cin, only_one=True)
        case AuthorizationGranted(grant=grant):
            yield Lookup(AUTHORIZATION, grant.member_id)
        case EncounterRecorded(report=report):
            yield Lookup(ENCOUNTER, report.key, only_one=True)
        case _:
            yield from _money_lookups(fact)


def _money_lookups(fact: Fact) -> Iterator[Lookup]:
    match fact:
        case ClaimOpened(body=body):
            yield Lookup(CLAIM, body.number, only_one=True)
            for month in {Month.of(line.service_on) for line in body.lines}:
                yield Lookup(MEMBER_MONTH, member_month(body.plan_key, body.member_id, month))
        case ClaimReceived(payer_control=str(number)) | ClaimAdjudicated(payer_control=number):
            if number:
                yield Lookup(PAYER_CONTROL, number)
        case RemittancePostingStarted(notice=notice) | RemittanceParked(notice=notice):
            yield Lookup(TRACE, notice.trace)
            yield Lookup(DIGEST, notice.digest)
        case DepositRecorded(line=line):
            yield Lookup(DEPOSIT_TRACE, line.trace)


def member_month(plan: PlanKey, member: MemberId, month: Month) -> str:
    """What a plan pays once under monthly terms."""
    return f"{plan} {member} {month}"
