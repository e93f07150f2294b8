"""Two partners that see the same member in a month which acme pays once; all of it invented."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.agreements.period_rules import MonthSplit, SplitBy
from domain.agreements.terms import ByTheMonth, Terms
from domain.identifiers import ContractId, Npi, PartnerCode, PartnerId
from domain.posting import partner_account
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, Billing
from tests.support.eras import Clp
from tests.support.paid import accounts
from tests.support.rosters import ECM

YEW, ZED = PartnerCode("YEW"), PartnerCode("ZED")
CHARGE = 2666


def join(billing: Billing, by: SplitBy = "contacts") -> None:
    """YEW and ZED see members under terms by the month that share it."""
    terms = Terms(ByTheMonth(1000), "ten percent of the month", by_month=(MonthSplit(by),))
    for at, code in enumerate((YEW, ZED)):
        details = PartnerDetails(PartnerId(code), code, f"Invented {code}", Npi("1679576722"))
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
        billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement, at + 1)))
    billing.authorize("M2", ECM, 9)


def seen(billing: Billing, *visits: tuple[PartnerCode, int]) -> list[str]:
    """A claim for each visit of M2 in March, sent; the CLM01 of each."""
    numbers = []
    for code, day in visits:
        on = date(2026, 3, day)
        billing.visit("M2", partner=code, service=ECM, units=1, minutes=None, service_on=on)
        numbers += billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]


def paid(number: str, cents: int = CHARGE, **also: str) -> Clp:
    return Clp(number, cents, billed=CHARGE, payer_control=f"P{number}", **also)  # type: ignore[arg-type]


def owed(billing: Billing) -> dict[str, int]:
    """What YEW and ZED are owed."""
    known = accounts(billing)
    return {code: -known.get(partner_account(code), 0) for code in (YEW, ZED)}
