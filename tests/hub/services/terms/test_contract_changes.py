"""Terms change from a day on; what was opened under the old ones keeps them, and is listed."""

from datetime import date

import pytest

from domain.agreements.contract import CONTRACT, ReplacedContract
from domain.identifiers import ClaimNumber
from domain.problem import Refused
from domain.service_line import Service
from hub.services.agreements import contracts
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.billing.claims import Restatement, correct_claim
from hub.services.terms.contract_changes import Change, Difference, change
from tests.support import builders as b
from tests.support.billing import Billing

TENTH = UncheckedTerms(percent="10")
MARCH_1, JULY_1 = date(2026, 3, 1), date(2026, 7, 1)


@pytest.fixture
def paid(billing: Billing) -> str:
    """A claim of LPV for 2 March, paid 45.00 under terms of 15 percent."""
    billing.visit()
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 4500))
    return number


def changed(
    billing: Billing,
    first_day: date,
    terms: UncheckedTerms = TENTH,
    *,
    role: str = "",
    dry_run: bool = False,
) -> Change:
    answer = change(
        billing.hub, "LPV-acme", first_day=first_day, terms=terms, role=role, dry_run=dry_run
    )
    assert isinstance(answer, Change), answer
    return answer


def of_lpv(billing: Billing) -> list[str]:
    rows = contracts.list_contracts(billing.hub)
    return [f"{row.period}: {row.detail}" for row in rows if row.key == "LPV-acme"]


def test_the_old_terms_end_the_day_before_the_new_ones_begin(billing: Billing) -> None:
    answer = changed(billing, JULY_1)
    assert answer.is_new
    assert of_lpv(billing) == [
        "2026-01-01 to 2026-06-30: The hub keeps 15.00% of what the plan paid.",
        "2026-07-01 to 2026-12-31: The hub keeps 10.00% of what the plan paid.",
    ]
    assert contracts.successor(billing.hub, answer.ended) == answer.begun.contract_id


def test_a_change_says_what_each_claim_would_differ_by_and_moves_nothing(
    billing: Billing, paid: str
) -> None:
    before = billing.claim(paid).account.shares
    head = billing.hub.log.head()
    answer = changed(billing, MARCH_1, dry_run=True)
    assert billing.hub.log.head() == head
    claim_id = billing.claim(paid).account.body.claim_id
    # 15 percent of 45.00 is 6.75, a tenth is 4.50
    expected = Difference(
        claim_id=claim_id,
        number=ClaimNumber(paid),
        paid=4500,
        partner=225,
        moved=(("hub-fee:acme", -225), ("partner:LPV", 225)),
        is_shared=True,
    )
    assert answer.differences == (expected,)
    assert changed(billing, MARCH_1).differences == (expected,)
    assert billing.claim(paid).account.shares == before


@pytest.mark.usefixtures("paid")
def test_care_before_the_day_of_a_change_is_not_listed(billing: Billing) -> None:
    assert changed(billing, date(2026, 3, 3), dry_run=True).differences == ()


@pytest.mark.usefixtures("paid")
def test_the_same_terms_on_other_days_differ_by_nothing(billing: Billing) -> None:
    answer = changed(billing, MARCH_1, UncheckedTerms(percent="15", text=b.PERCENT.text))
    assert (answer.is_new, answer.differences) == (False, ())


def test_a_claim_that_is_not_paid_yet_is_listed_without_a_difference(billing: Billing) -> None:
    billing.visit()
    billing.built()
    (found,) = changed(billing, MARCH_1, dry_run=True).differences
    assert (found.paid, found.partner, found.moved) == (0, 0, ())


def test_of_a_claim_on_both_sides_only_the_later_lines_differ(billing: Billing) -> None:
    for day in (2, 20):
        billing.visit(service_on=date(2026, 3, day))
    (number,) = billing.built()
    billing.sent()
    billing.answered(number, b.answer(1, 4000), b.answer(2, 2000))
    (found,) = changed(billing, date(2026, 3, 10), dry_run=True).differences
    # a twentieth of the 20.00 of 20 March
    assert (found.paid, found.partner) == (6000, 100)


@pytest.mark.usefixtures("paid")
def test_a_change_from_the_first_day_leaves_no_day_of_the_old_terms(billing: Billing) -> None:
    answer = changed(billing, date(2026, 1, 1))
    assert len(answer.differences) == 1
    assert [row.id for row in contracts.list_contracts(billing.hub) if row.key == "LPV-acme"] == [
        answer.begun.contract_id
    ]
    assert isinstance(billing.hub.handler.state(CONTRACT, "LPV-acme"), ReplacedContract)
    assert contracts.find_contract(billing.hub, "LPV-acme") == answer.ended


def test_the_same_change_twice_changes_nothing_more(billing: Billing) -> None:
    first = changed(billing, JULY_1)
    head = billing.hub.log.head()
    again = changed(billing, JULY_1)
    assert (again.begun, again.is_new) == (first.begun, False)
    assert billing.hub.log.head() == head


def test_care_after_the_change_is_billed_under_the_new_terms(billing: Billing) -> None:
    answer = changed(billing, MARCH_1)
    billing.visit()
    (number,) = billing.built()
    body = billing.claim(number).account.body
    assert (body.contract_id, body.terms) == (answer.begun.contract_id, answer.begun.terms)


def test_everything_wrong_with_a_change_is_said_at_once(billing: Billing) -> None:
    hub = billing.hub
    late = change(hub, "LPV-acme", first_day=date(2027, 1, 1), terms=UncheckedTerms(percent="120"))
    assert isinstance(late, Refused)
    assert late.codes == ["contract.changes-outside", "contract.fee-out-of-range"]
    unread = change(
        hub, "LPV-acme", first_day=JULY_1, terms=UncheckedTerms(percent="x"), role="lord"
    )
    assert isinstance(unread, Refused)
    assert unread.codes == ["contract.role-unknown", "contract.amount-unusable"]
    unknown = change(hub, "nothing", first_day=JULY_1, terms=TENTH)
    assert isinstance(unknown, Refused)
    assert unknown.codes == ["contract.unknown"]


def test_under_a_role_that_bills_as_the_partner_no_claim_goes_out_under_the_hubs_numbers(
    billing: Billing,
) -> None:
    changed(billing, MARCH_1, UncheckedTerms(per_claim="8"), role="administrative-partner")
    visit = billing.visit(service=Service.read("98960 U2"))
    assert billing.built() == []
    held = billing.encounter(visit)
    assert [p.code for p in held.problems] == ["encounter.billed-as-partner"]  # type: ignore[union-attr]


def test_a_champion_bills_nothing(billing: Billing) -> None:
    answer = changed(billing, MARCH_1, UncheckedTerms(), role="champion")
    assert not answer.begun.covers(b.CHW, b.SERVED_ON)
    billing.visit()
    assert billing.built() == []


def test_a_claim_from_before_a_change_is_corrected_and_keeps_its_terms(
    billing: Billing, paid: str
) -> None:
    changed(billing, MARCH_1)
    (visit,) = billing.claim(paid).account.body.lines[0].encounters
    billing.correct(visit, units=1)
    corrected = correct_claim(billing.hub, paid, Restatement("one unit was given"))
    assert not isinstance(corrected, Refused), corrected
    assert corrected.account.body.terms == b.PERCENT
    assert corrected.account.body.lines[0].units == 1


@pytest.mark.usefixtures("paid")
def test_another_role_on_the_same_terms_lists_no_claim(billing: Billing) -> None:
    same = UncheckedTerms(percent="15", text=b.PERCENT.text)
    answer = changed(billing, MARCH_1, same, role="administrative-partner", dry_run=True)
    assert (answer.is_new, answer.differences) == (True, ())
