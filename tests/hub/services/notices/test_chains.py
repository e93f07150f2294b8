"""A lead entity between plan and hub: two fees, one after the other (domain.md 5.2)."""

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract, EndContract
from domain.agreements.terms import PercentOfPaid, PerLine, Terms, Upstream
from domain.identifiers import ContractId, PartnerId
from hub.handler import Ask
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import builders as b
from tests.support.billing import ACME, CHW, LPV, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

GROSS = Upstream("full-river", PercentOfPaid(1000))
NET = Upstream("full-river", PerLine(500), "net")
DEPOSIT, PARTNER, FEE, LEAD = (
    "deposit:acme",
    "partner:LPV",
    "hub-fee:acme",
    "upstream-fee:full-river",
)


def under(billing: Billing, upstream: Upstream) -> None:
    """LPV's care goes to acme by way of a lead entity; the hub keeps 12.50 percent of the rest."""
    terms = Terms(PercentOfPaid(1250), "12.50 percent of what is passed on", upstream=upstream)
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId("LPV-acme-lead"),
        partner_id=PartnerId("LPV"),
        partner_code=LPV,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        role="under-lead-entity",
        services=(CHW,),
        terms=terms,
    )
    billing.done(
        Ask(CONTRACT, "LPV-acme", EndContract(b.YEAR.first_day)),
        Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement, ordinal=2)),
    )


def test_chain_with_two_fees_where_gross_and_fee_are_stated(billing: Billing) -> None:
    under(billing, GROSS)
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    # 10 percent of 53.32 is 5.33; 12.50 percent of the 47.99 left is 6.00
    paid = {DEPOSIT: CHARGE, PARTNER: -4199, FEE: -600, LEAD: -533}
    assert accounts(billing) == paid
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert (row.partners, row.hub_fees, row.upstream_fees) == (4199, 600, 533)


def test_chain_with_two_fees_taken_back_leaves_every_account_at_zero(billing: Billing) -> None:
    under(billing, GROSS)
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(plb=[Plb("WO", sent, 2666)], trace="T2", day="20260412"))
    # each part is halved, the odd cents go to the largest remainders, the first of them first
    half = accounts(billing)
    assert (half[DEPOSIT], half[PARTNER], half[FEE], half[LEAD]) == (2666, -2100, -300, -266)
    receive(billing, era(plb=[Plb("WO", sent, 2666)], trace="T3", day="20260413"))
    assert accounts(billing) == {}


def test_chain_of_which_only_the_net_is_known_posts_the_net_alone(billing: Billing) -> None:
    under(billing, NET)
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, 4832, CHARGE)))
    # 12.50 percent of 48.32; what the lead entity kept is a memo, never cash
    assert accounts(billing) == {DEPOSIT: 4832, PARTNER: -4228, FEE: -604}
