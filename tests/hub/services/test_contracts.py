"""One contract bills a partner's service to a plan on any day, on terms that are stated once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.contract import ByTheMonth, PercentOfPaid, PerUnit
from domain.problem import Refused
from hub.services import contracts
from hub.services.contracts import UncheckedTerms, read_terms
from hub.wiring import Hub
from tests.support.sheets import chw_contract, ready_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = ready_hub(tmp_path)
    yield hub
    hub.close()


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused)
    return answer.codes


@pytest.mark.parametrize(
    ("asked", "rule", "text"),
    [
        (
            UncheckedTerms(percent="12.5"),
            PercentOfPaid(1250),
            "The hub keeps 12.50% of what the plan paid.",
        ),
        (
            UncheckedTerms(per_unit="20"),
            PerUnit(2000),
            "The partner gets $20.00 for each paid unit.",
        ),
        (
            UncheckedTerms(by_the_month="8"),
            ByTheMonth(800),
            "The hub keeps 8.00% of each member month's payment.",
        ),
    ],
)
def test_terms_are_one_of_three_share_rules_in_words(
    asked: UncheckedTerms, rule: object, text: str
) -> None:
    terms = read_terms(asked)
    assert not isinstance(terms, Refused)
    assert (terms.rule, terms.text) == (rule, text)


def test_terms_with_two_rules_or_none_are_refused() -> None:
    assert codes(read_terms(UncheckedTerms())) == ["contract.one-share-rule"]
    assert codes(read_terms(UncheckedTerms("10", "20"))) == ["contract.one-share-rule"]
    assert codes(read_terms(UncheckedTerms("a tenth"))) == ["contract.amount-unusable"]


def test_agreeing_the_same_twice_changes_nothing(hub: Hub) -> None:
    before = hub.log.head()
    assert not isinstance(contracts.agree(hub, chw_contract()), Refused)
    assert hub.log.head() == before


def test_a_contract_that_overlaps_another_is_refused(hub: Hub) -> None:
    later = chw_contract(services=("98961 U2", "98960 U2"), first_day=date(2026, 6, 1))
    answer = contracts.agree(hub, later)
    assert codes(answer) == ["contract.overlaps"]
    assert isinstance(answer, Refused)
    assert answer.problems[0].what == (
        "a contract for 2026-01-01 to open bills 98960 U2 already; "
        "this one is for 2026-06-01 to open"
    )


def test_other_services_and_other_days_do_not_overlap(hub: Hub) -> None:
    assert not isinstance(contracts.agree(hub, chw_contract(services=("G9012 U2",))), Refused)
    before = chw_contract(first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    assert not isinstance(contracts.agree(hub, before), Refused)


def test_after_a_contract_ended_another_takes_its_place(hub: Hub) -> None:
    first = contracts.list_contracts(hub)[0]
    contracts.end(hub, first.id, last_day=date(2026, 5, 31))
    assert not isinstance(
        contracts.agree(hub, chw_contract(first_day=date(2026, 6, 1), percent="10")), Refused
    )
    periods = [str(row.period) for row in contracts.list_contracts(hub) if row.plan_key == "acme"]
    assert periods == ["2026-01-01 to 2026-05-31", "2026-06-01 to open"]


def test_everything_wrong_with_a_contract_is_said_at_once(hub: Hub) -> None:
    asked = replace(
        chw_contract(plan="nope", services=("989",), percent="x"),
        partner="ZZZ",
    )
    assert codes(contracts.agree(hub, asked)) == [
        "partner.unknown",
        "plan.not-adopted",
        "contract.service-unusable",
        "contract.amount-unusable",
    ]


def test_a_fee_over_the_whole_is_refused(hub: Hub) -> None:
    asked = chw_contract(services=("G9012 U2",), percent="120")
    assert codes(contracts.agree(hub, asked)) == ["contract.fee-out-of-range"]


def test_ending_a_contract_that_is_not_there_is_refused(hub: Hub) -> None:
    answer = contracts.end(hub, "nothing", last_day=date(2026, 5, 31))
    assert codes(answer) == ["contract.unknown"]
