"""One contract bills a partner's service to a plan on any day, on terms that are stated once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from msgspec import structs

from domain.agreements.contract import (
    CONTRACT,
    AgreeContract,
    Agreement,
    ByTheMonth,
    PercentOfPaid,
    PerUnit,
)
from domain.identifiers import ContractId
from domain.problem import Refused
from hub.handler import Ask
from hub.services.agreements import contracts
from hub.services.agreements.contract_terms import UncheckedTerms, read_terms
from hub.wiring import Hub
from tests.support.billing import Billing
from tests.support.hubs import reopened
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
            UncheckedTerms(percent="12.5%"),
            PercentOfPaid(1250),
            "The hub keeps 12.50% of what the plan paid.",
        ),
        (
            UncheckedTerms(per_unit="$1,180"),
            PerUnit(118_000),
            "The partner gets $1180.00 for each paid unit.",
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
    none = read_terms(UncheckedTerms())
    assert codes(none) == ["contract.one-share-rule"]
    assert isinstance(none, Refused)
    assert none.problems[0].fix == (
        "give one of --percent, --per-unit, --by-the-month, --per-claim or --per-line"
    )
    assert codes(read_terms(UncheckedTerms("10", "20"))) == ["contract.one-share-rule"]
    assert codes(read_terms(UncheckedTerms("a tenth"))) == ["contract.amount-unusable"]


@pytest.mark.parametrize(
    "terms",
    [
        UncheckedTerms(percent="27,5"),
        UncheckedTerms(percent="$12"),
        UncheckedTerms(per_unit="212,00"),
        UncheckedTerms(per_unit="12%"),
        UncheckedTerms(by_the_month="8,00%"),
    ],
)
def test_terms_are_never_guessed(terms: UncheckedTerms) -> None:
    assert codes(read_terms(terms)) == ["contract.amount-unusable"]


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


def test_an_ended_contract_is_not_made_longer(hub: Hub) -> None:
    first = contracts.list_contracts(hub)[0]
    contracts.end(hub, first.id, last_day=date(2026, 5, 31))
    answer = contracts.end(hub, first.id, last_day=date(2026, 12, 31))
    assert codes(answer) == ["contract.ends-already"]


def test_a_contract_goes_by_the_beginning_of_its_id(hub: Hub) -> None:
    first, second = contracts.list_contracts(hub)
    same = 0
    while first.id[same] == second.id[same]:
        same += 1
    assert not isinstance(
        contracts.end(hub, first.id[: max(same + 1, 4)], last_day=date(2026, 5, 31)), Refused
    )
    assert codes(contracts.find_contract(hub, "")) == ["contract.unknown"]


def test_the_beginning_of_two_ids_names_neither(hub: Hub) -> None:
    (known, *_) = contracts.list_contracts(hub)
    agreed = contracts.find_contract(hub, known.id)
    assert isinstance(agreed, Agreement)
    for ordinal, contract_id in ((2, "twin-1"), (3, "twin-2")):
        twin = structs.replace(agreed, contract_id=ContractId(contract_id))
        hub.run(Ask(CONTRACT, contract_id, AgreeContract(twin, ordinal)))
    answer = contracts.cancel(hub, "twin")
    assert codes(answer) == ["contract.id-too-short"]
    assert isinstance(answer, Refused)
    assert answer.problems[0].fix == "write more of it: twin-1, twin-2"


def test_a_cancelled_contract_is_gone_and_its_days_are_free(hub: Hub) -> None:
    acme = next(row for row in contracts.list_contracts(hub) if row.plan_key == "acme")
    assert not isinstance(contracts.cancel(hub, acme.id, reason="the wrong plan"), Refused)
    assert [row.plan_key for row in contracts.list_contracts(hub)] == ["birchwood"]
    before = hub.log.head()
    contracts.cancel(hub, acme.id)
    assert hub.log.head() == before
    assert not isinstance(contracts.agree(hub, chw_contract()), Refused)


def test_a_contract_that_was_billed_under_is_not_cancelled(billing: Billing) -> None:
    billing.visit()
    billing.built()
    answer = contracts.cancel(billing.hub, "LPV-acme")
    assert codes(answer) == ["contract.billed"]
    assert isinstance(answer, Refused)
    assert answer.problems[0].what == "1 claim was opened under it"
    assert not isinstance(contracts.cancel(billing.hub, "LPV-birchwood"), Refused)


def test_a_service_that_the_plan_does_not_list_is_told_with_the_one_that_was_meant(
    hub: Hub,
) -> None:
    asked = chw_contract(services=("98960", "98961 U2", "99999"))
    agreed = contracts.agree(hub, asked)
    assert isinstance(agreed, Agreement)
    assert [problem.what for problem in contracts.unlisted(hub, agreed)] == [
        "the rules of acme do not list 98960; did you mean 98960 U2?",
        "the rules of acme do not list 99999",
    ]


def test_of_two_contracts_agreed_at_once_only_one_is_the_next(hub: Hub) -> None:
    (known, *_) = contracts.list_contracts(hub)
    agreed = contracts.find_contract(hub, known.id)
    assert isinstance(agreed, Agreement)
    twin = structs.replace(agreed, contract_id=ContractId("twin"))
    assert codes(hub.run(Ask(CONTRACT, "twin", AgreeContract(twin, 1)))) == [
        "contract-ordinal.taken"
    ]


@pytest.mark.usefixtures("hub")
def test_two_people_cannot_agree_overlapping_contracts_at_the_same_moment(tmp_path: Path) -> None:
    start = Barrier(2)

    def agree(percent: str) -> object:
        other = reopened(tmp_path)
        start.wait()
        try:
            return contracts.agree(other, chw_contract(services=("98962 U2",), percent=percent))
        finally:
            other.close()

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(agree, ("10", "12")))
    refusals = [each for each in answers if isinstance(each, Refused)]
    assert [each.codes for each in refusals] == [["contract.overlaps"]]
