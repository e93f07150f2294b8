"""Terms for days already past: a person accepts or declines what they change, once."""

from datetime import date

import pytest

from domain.claims.claim_facts import ClaimMoneyMoved
from domain.identifiers import ContractId
from domain.period import Month
from domain.posting import partner_account
from domain.problem import Refused
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.statements.statements import issue_statement
from hub.services.terms import contract_acceptances
from hub.services.terms.contract_acceptances import (
    Accepted,
    Open,
    accept_differences,
    decline_differences,
    open_differences,
)
from hub.services.terms.contract_changes import Change, change
from tests.support.billing import LPV, Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, adds_up, facts, receive, send

MARCH_1 = date(2026, 3, 1)
TENTH = UncheckedTerms(percent="10")


def change_terms(
    billing: Billing, terms: UncheckedTerms = TENTH, first_day: date = MARCH_1, role: str = ""
) -> ContractId:
    """LPV has other terms from a day on; the id of the new contract."""
    made = change(billing.hub, "LPV-acme", first_day=first_day, terms=terms, role=role)
    assert isinstance(made, Change), made
    return made.begun.contract_id


@pytest.fixture
def paid(billing: Billing) -> list[str]:
    """Two claims of LPV, each paid 53.32 under 15 percent; their CLM01s."""
    numbers = send(billing, "M1", "M2")
    receive(billing, era(*(Clp(each, CHARGE, payer_control=f"P{each}") for each in numbers)))
    return numbers


def opened(billing: Billing, contract: str) -> list[tuple[str, int]]:
    found = open_differences(billing.hub, contract)
    assert isinstance(found, Open)
    return [(each.number, each.partner) for each in found.differences]


def accepted(billing: Billing, contract: str, *claims: str, dry_run: bool = False) -> Accepted:
    found = accept_differences(
        billing.hub, contract, why="agreed in May", claims=claims, dry_run=dry_run
    )
    assert isinstance(found, Accepted), found
    adds_up(billing)
    return found


def owed(billing: Billing) -> int:
    return -accounts(billing)[partner_account(LPV)]


def test_what_is_accepted_moves_by_the_difference_and_once(
    billing: Billing, paid: list[str]
) -> None:
    contract = change_terms(billing)
    # 15 percent of 53.32 are 8.00, a tenth is 5.33
    assert opened(billing, contract) == [(paid[0][:11], 267), (paid[1][:11], 267)]
    assert owed(billing) == 2 * (CHARGE - 800)
    assert len(accepted(billing, contract, dry_run=True).moved) == 2
    assert owed(billing) == 2 * (CHARGE - 800)
    assert [each.partner for each in accepted(billing, contract).moved] == [267, 267]
    assert owed(billing) == 2 * (CHARGE - 533)
    head = billing.hub.log.head()
    assert accepted(billing, contract).moved == ()
    assert (billing.hub.log.head(), opened(billing, contract)) == (head, [])
    body = billing.claim(paid[0][:11]).account.body
    assert body.contract_id == contract


def test_what_is_taken_back_later_goes_back_by_the_accepted_terms(
    billing: Billing, paid: list[str]
) -> None:
    accepted(billing, change_terms(billing))
    undone = (Clp(each, -CHARGE, status="22", payer_control=f"P{each}") for each in paid)
    receive(billing, era(*undone, trace="T2"))
    assert partner_account(LPV) not in accounts(billing)
    assert "hub-fee:acme" not in accounts(billing)


def test_a_claim_by_its_number_is_accepted_alone(billing: Billing, paid: list[str]) -> None:
    contract = change_terms(billing)
    accepted(billing, contract, paid[1][:11])
    assert opened(billing, contract) == [(paid[0][:11], 267)]
    unlisted = accept_differences(billing.hub, contract, why="x", claims=(paid[1][:11],))
    assert isinstance(unlisted, Refused)
    assert unlisted.codes == ["contract.claim-not-listed"]


def test_what_is_declined_keeps_its_terms_and_is_listed_no_more(
    billing: Billing, paid: list[str]
) -> None:
    contract = change_terms(billing)
    one = decline_differences(billing.hub, contract, why="settled", claims=(paid[0][:11],))
    assert isinstance(one, Open)
    assert [each.number for each in one.differences] == [paid[0][:11]]
    assert opened(billing, contract) == [(paid[1][:11], 267)]
    decline_differences(billing.hub, contract, why="settled")
    assert opened(billing, contract) == []
    assert owed(billing) == 2 * (CHARGE - 800)
    assert accepted(billing, contract).moved == ()


def test_a_claim_that_no_plan_paid_yet_stays_listed(billing: Billing) -> None:
    send(billing, "M1")
    contract = change_terms(billing)
    found = accepted(billing, contract)
    assert (found.moved, len(found.unpaid)) == ((), 1)
    assert len(opened(billing, contract)) == 1


def test_it_goes_on_where_it_was_stopped(
    billing: Billing, paid: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract_acceptances, "_CLAIMS_PER_STEP", 1)
    contract = change_terms(billing)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        accept_differences(billing.hub, contract, why="agreed", advance=stop)
    assert opened(billing, contract) == [(paid[1][:11], 267)]
    accepted(billing, contract)
    moved = [f for f in facts(billing, ClaimMoneyMoved) if f.kind == "terms-accepted"]  # type: ignore[attr-defined]
    assert len(moved) == 2


def test_terms_that_cannot_share_a_claim_leave_it_as_it_is(
    billing: Billing, paid: list[str]
) -> None:
    assert paid
    months = change_terms(billing, UncheckedTerms(by_the_month="10"))
    found = accepted(billing, months)
    assert {problem.code for problem in found.problems} == {"contract.other-thing-paid"}
    assert found.moved == ()


def test_another_role_is_no_matter_of_terms(billing: Billing, paid: list[str]) -> None:
    assert paid
    contract = change_terms(billing, UncheckedTerms(per_claim="8"), role="administrative-partner")
    found = accepted(billing, contract)
    assert {problem.code for problem in found.problems} == {"contract.other-role"}


def test_a_claim_with_care_on_both_sides_waits_for_a_person(billing: Billing) -> None:
    for day in (2, 20):
        billing.visit(service_on=date(2026, 3, day))
    (number,) = billing.built()
    billing.sent()
    sent_as = billing.claim(number).account.sends[-1].sent_as
    receive(billing, era(Clp(sent_as, 2 * CHARGE)))
    contract = change_terms(billing, first_day=date(2026, 3, 10))
    found = accepted(billing, contract)
    assert [problem.code for problem in found.problems] == ["contract.care-on-both-sides"]


def test_of_terms_changed_twice_the_last_ones_are_accepted(
    billing: Billing, paid: list[str]
) -> None:
    first = change_terms(billing)
    made = change(billing.hub, first, first_day=MARCH_1, terms=UncheckedTerms(percent="5"))
    assert isinstance(made, Change)
    # 15 percent are 8.00, 5 percent 2.67
    assert opened(billing, made.begun.contract_id) == [(each[:11], 533) for each in paid]
    accepted(billing, made.begun.contract_id)
    assert owed(billing) == 2 * (CHARGE - 267)


def test_the_next_statement_tells_what_was_accepted(billing: Billing, paid: list[str]) -> None:
    assert paid
    accepted(billing, change_terms(billing))
    issued = issue_statement(billing.hub, LPV, Month.of(billing.hub.today), early=True)
    assert not isinstance(issued, Refused)
    changed = [line.net for line in issued.body.lines if line.kind == "terms-accepted"]
    assert changed == [267, 267]
    assert issued.body.closing == owed(billing)
