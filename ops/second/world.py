"""The hub of the generated years: its plans, its partners, and terms that change with time."""

from datetime import date
from pathlib import Path

from domain.agreements.contract import CONTRACT, AgreeContract, Agreement, ReplaceContract
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.agreements.terms import (
    ByTheMonth,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    Terms,
    Upstream,
    WholePayment,
)
from domain.identifiers import ContractId, Npi, PartnerCode, PartnerId, PlanKey
from domain.period import Period
from domain.role import Role
from domain.service_line import Service
from hub.handler import Ask, certain
from hub.services.agreements.plans import adopt, find_plan
from hub.wiring import Hub
from tests.support.billing import SETTINGS
from tests.support.hubs import new_hub, reopened

PLANS = {
    PlanKey("acme"): "ACME HEALTH PLAN",
    PlanKey("birchwood"): "BIRCHWOOD COMMUNITY PLAN",
    PlanKey("cedar"): "CEDAR CARE NETWORK",
}
PARTNERS = tuple(map(PartnerCode, ("LPV", "MAR", "ORC", "TUL", "WIL")))
VISITS = {Service.read("98960 U2"): 2666, Service.read("98961 U2"): 1266}
"""Services that are paid by the visit, and what a unit of each is charged, in cents."""
CONTACT, MONTH = Service.read("G9012 U2"), 40_000
"""What is paid by the month, and what a contact is charged, in cents."""

BEGINS, ENDS = date(2024, 1, 1), date(2027, 12, 31)
CHANGES = (date(2024, 8, 1), date(2025, 2, 1), date(2025, 8, 1), date(2026, 4, 1))
"""On these days all terms change; the last one is after all care, so none is today's."""

SHAPES: tuple[tuple[Role, Terms], ...] = (
    ("hub", Terms(PercentOfPaid(1500), "15 percent")),
    ("hub", Terms(PerUnit(2200), "22 dollars a unit")),
    ("hub", Terms(PercentOfPaid(1275), "12.75 percent, of interest too", fee_on_interest=True)),
    ("hub", Terms(PerClaim(725), "7.25 dollars a claim, which stay", fee_returns=False)),
    ("hub", Terms(ByTheMonth(1000), "10 percent of the month", fee_on_interest=True)),
    ("hub", Terms(PerLine(333), "3.33 dollars a line")),
    ("hub", Terms(PercentOfPaid(1000), "10 percent, 4 to 9 dollars", minimum=400, cap=900)),
    ("direct", Terms(WholePayment(), "the hub's own")),
    (
        "under-lead-entity",
        Terms(
            PercentOfPaid(800), "8 percent after 5", upstream=Upstream("lead", PercentOfPaid(500))
        ),
    ),
    ("hub", Terms(PercentOfPaid(1850), "18.5 percent, which stay", fee_returns=False)),
)

Contracts = dict[tuple[PartnerCode, PlanKey], list[Agreement]]


def generated_hub(folder: Path) -> tuple[Hub, Contracts]:
    """A new hub in `folder` with plans, partners and every contract there ever was."""
    new_hub(folder).close()
    (folder / "hub.toml").write_text(SETTINGS, "utf-8")
    hub = reopened(folder)
    for key in PLANS:
        certain(adopt(hub, key))
    contracts: Contracts = {}
    for at, code in enumerate(PARTNERS):
        npi = ("1234567893", "1679576722")[at % 2]
        details = PartnerDetails(PartnerId(code), code, f"Invented {code}", Npi(npi))
        certain(hub.run(Ask(PARTNER, code, JoinPartner(details, BEGINS))))
        for count, key in enumerate(PLANS):
            contracts[code, key] = _agreed(hub, code, key, first=at + 4 * count)
    return hub, contracts


def agreement_on(agreements: list[Agreement], day: date) -> Agreement:
    """The contract that holds for care on a day."""
    return next(each for each in reversed(agreements) if each.period.first_day <= day)


def _agreed(hub: Hub, code: PartnerCode, key: PlanKey, first: int) -> list[Agreement]:
    """One contract after the other, each with terms of another shape."""
    agreements: list[Agreement] = []
    plan = certain(find_plan(hub, key))
    for at, day in enumerate((BEGINS, *CHANGES)):
        role, terms = SHAPES[(first + at) % len(SHAPES)]
        contract_id = ContractId(f"{code}-{key}-{at + 1}")
        agreement = Agreement(
            contract_id=contract_id,
            partner_id=PartnerId(code),
            partner_code=code,
            plan_id=plan.plan_id,
            plan_key=key,
            role=role,
            services=(*VISITS, CONTACT),
            period=Period(day, ENDS),
            terms=terms,
        )
        asks = [Ask(CONTRACT, contract_id, AgreeContract(agreement, at + 1))]
        if agreements:
            before = agreements[-1].contract_id
            asks.append(Ask(CONTRACT, before, ReplaceContract(day, contract_id)))
        certain(hub.run(*asks))
        agreements.append(agreement)
    return agreements
