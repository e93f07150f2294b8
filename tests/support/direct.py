"""A partner that the plan pays itself: its contract, its numbers, its payment notices."""

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract, EndContract
from domain.agreements.partner import PARTNER, StateBilling
from domain.agreements.terms import PerClaim, Terms
from domain.identifiers import ContractId, Npi, PartnerId, Tin
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, CHW, ORC, Billing

ORC_NPI, ORC_TIN = "1679576722", "987654321"
FEE = 800  # for each claim paid
FLAT = Terms(PerClaim(FEE), "8 dollars for each claim paid")
OWES, EARNED = "receivable:partner:ORC", "hub-fee:acme"


def administer(billing: Billing, terms: Terms = FLAT) -> None:
    """The hub becomes ORC's administrative partner for acme; its claims go out as ORC's own."""
    before = ContractId("ORC-acme")
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId("ORC-acme-direct"),
        partner_id=PartnerId("ORC"),
        partner_code=ORC,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        role="administrative-partner",
        services=(CHW,),
        terms=terms,
    )
    stated = StateBilling(Npi(ORC_NPI), Tin(ORC_TIN), b.BILLS_AS)
    billing.done(
        Ask(CONTRACT, before, EndContract(b.YEAR.first_day)),
        Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement, ordinal=2)),
        Ask(PARTNER, "ORC", stated),
    )


def send_direct(billing: Billing, *members: str) -> list[str]:
    """Visits of ORC's billed and sent; the CLM01 of each claim."""
    for member in members:
        billing.visit(member, partner="ORC")
    numbers = billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]
