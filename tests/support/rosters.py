"""Rosters that pay months, as 820 and as sheet; the plans and people in them are invented."""

from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.agreements.terms import Terms
from domain.care.member import KnownMember
from domain.identifiers import ContractId, MemberId, Npi, PartnerCode, PartnerId
from domain.money import show_money
from domain.service_line import Service
from hub.handler import Ask
from hub.services.receiving.receiving import receive_file
from hub.services.results import TransactionResult
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import builders as b
from tests.support.billing import ACME, Billing
from tests.support.edi import interchange
from tests.support.paid import accounts

ECM = Service.read("G9012 U2")
ZED, WYE = PartnerCode("ZED"), PartnerCode("WYE")
PAYER_ID = "1999999999"


@dataclass(frozen=True)
class Row:
    """A month of a member, by the member's id in the test; below zero it is dropped."""

    member: str
    amount: int
    month: str = "202603"


def agree_monthly(
    billing: Billing, code: PartnerCode = ZED, npi: str = "1679576722", terms: Terms = b.MONTHLY
) -> None:
    """A partner whose months acme pays."""
    details = PartnerDetails(PartnerId(code), code, f"Invented {code}", Npi(npi))
    billing.done(Ask(PARTNER, code, JoinPartner(details, date(2026, 1, 1))))
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId(f"{code}-acme"),
        partner_id=details.partner_id,
        partner_code=code,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        services=(ECM,),
        terms=terms,
    )
    billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement)))


def roster(
    billing: Billing,
    *rows: Row,
    trace: str = "R-1",
    day: str = "20260415",
    total: int | None = None,
    before: tuple[str, ...] = (),
) -> bytes:
    """An 820 of acme; `before` are segments that stand before the first row."""
    paid = sum(row.amount for row in rows) if total is None else total
    name = billing.plan(ACME).profile.name
    body = [
        f"BPR*C*{show_money(paid)}*C*ACH************{day}",
        f"TRN*3*{trace}*{PAYER_ID}",
        "N1*PE*EXAMPLETON CARE HUB",
        f"N1*PR*{name}",
        *before,
    ]
    for at, row in enumerate(rows, start=1):
        body += [
            f"ENT*{at}*2J*EI*{at}",
            f"NM1*IL*1*PLANTED*****N*{cin(billing, row.member)}",
            f"RMR*11*{at}**{show_money(row.amount)}",
            f"DTM*582****RD8*{row.month}01-{row.month}28",
        ]
    return interchange(body, "820")


def cin(billing: Billing, member: str) -> str:
    """A member's CIN; of one who is not known, one that nobody has."""
    state = billing.hub.vault.members([MemberId(member)]).get(MemberId(member))
    return state.details.cin if isinstance(state, KnownMember) else "99999999Z"


def pay(billing: Billing, *notices: bytes) -> list[TransactionResult]:
    """Receive notices of any kind; every posting and every remittance must add up after each."""
    results = []
    for notice in notices:
        (result,) = receive_file(billing.hub, notice, "notice").transactions
        results.append(result)
        assert sum(accounts(billing).values()) == 0
        assert all(row.law_holds for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE))
    return results


def billed(billing: Billing, *days: int, member: str = "M2", partner: str = "ZED") -> list[str]:
    """Visits of the member in March, sent: the CLM01 of each claim."""
    billing.authorize(member, ECM, 5)
    numbers = []
    for day in days:
        served = b.SERVED_ON.replace(day=day)
        billing.visit(
            member, partner=partner, service=ECM, units=1, minutes=None, service_on=served
        )
        numbers += billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]
