"""Partner and hub agree for a period, which may get an earlier end."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.contract import (
    CONTRACT,
    AgreeContract,
    DeclineTerms,
    EndContract,
    ReplaceContract,
    ReplacedContract,
    TermsDeclined,
)
from domain.identifiers import ClaimId, ContractId
from tests.support import builders as b
from tests.support.given import given

AGREED = given(CONTRACT).after(AgreeContract(b.AGREEMENT))


def test_a_contract_covers_its_services_in_its_period() -> None:
    ended = AGREED.after(EndContract(date(2026, 3, 31))).state.agreement
    assert ended.covers(b.CHW, date(2026, 3, 31))
    assert not ended.covers(b.CHW, date(2026, 4, 1))


def test_ending_a_contract_changes_none_of_its_terms() -> None:
    assert AGREED.after(EndContract(date(2026, 3, 31))).state.agreement.terms == b.PERCENT


def test_what_is_replaced_covers_the_days_before_and_no_other() -> None:
    replaced = AGREED.after(ReplaceContract(date(2026, 4, 1), ContractId("contract-2")))
    agreement = replaced.state.agreement
    assert agreement.covers(b.CHW, date(2026, 3, 31))
    assert not agreement.covers(b.CHW, date(2026, 4, 1))
    assert replaced.state.replaced_by == "contract-2"


def test_a_contract_replaced_from_its_first_day_stands_no_more() -> None:
    instead = AGREED.after(ReplaceContract(b.YEAR.first_day, ContractId("contract-2")))
    assert isinstance(instead.state, ReplacedContract)


def test_a_replaced_contract_that_ends_earlier_still_names_what_came_after() -> None:
    replaced = AGREED.after(ReplaceContract(date(2026, 4, 1), ContractId("contract-2")))
    assert replaced.after(EndContract(date(2026, 2, 28))).state.replaced_by == "contract-2"


def test_claims_that_keep_their_terms_are_remembered_whatever_becomes_of_the_contract() -> None:
    one, two = ClaimId("claim-1"), ClaimId("claim-2")
    declined = AGREED.after(DeclineTerms((one,), "settled"), DeclineTerms((one, two), "settled"))
    told = [fact.claims for fact in declined.facts if isinstance(fact, TermsDeclined)]
    assert told == [(one,), (two,)]
    later = declined.after(
        EndContract(date(2026, 6, 30)), ReplaceContract(date(2026, 4, 1), ContractId("contract-2"))
    )
    assert later.state.declined == {one, two}


def test_a_champion_covers_nothing() -> None:
    assert not replace(b.AGREEMENT, role="champion").covers(b.CHW, b.SERVED_ON)
