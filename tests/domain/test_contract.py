"""Partner and hub agree for a period, which may get an earlier end."""

from datetime import date

from domain.contract import CONTRACT, AgreeContract, EndContract
from tests.support import builders as b
from tests.support.given import given

AGREED = given(CONTRACT).after(AgreeContract(b.AGREEMENT))


def test_a_contract_covers_its_services_in_its_period() -> None:
    ended = AGREED.after(EndContract(date(2026, 3, 31))).state.agreement
    assert ended.covers(b.CHW, date(2026, 3, 31))
    assert not ended.covers(b.CHW, date(2026, 4, 1))


def test_ending_a_contract_changes_none_of_its_terms() -> None:
    assert AGREED.after(EndContract(date(2026, 3, 31))).state.agreement.terms == b.PERCENT
