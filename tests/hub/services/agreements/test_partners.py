"""Partners join under a code of their own, are suspended and reinstated, and leave."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.problem import Refused
from hub.handler import Done
from hub.services.agreements import partners
from hub.services.agreements.partners import UncheckedBilling, UncheckedPartner
from hub.wiring import Hub
from tests.support.hubs import new_hub
from tests.support.sheets import PARTNER_NPI

DAY = date(2026, 1, 1)
LPV = UncheckedPartner("lpv", " La Puerta Verde ", PARTNER_NPI, "12-3456789")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = new_hub(tmp_path)
    yield hub
    hub.close()


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused)
    return answer.codes


def test_a_partner_joins_and_is_found_by_its_code_in_any_case(hub: Hub) -> None:
    details = partners.join(hub, LPV, joined_on=DAY)
    assert not isinstance(details, Refused)
    assert (details.code, details.name, details.tin) == ("LPV", "La Puerta Verde", "123456789")
    found = partners.find_partner(hub, "Lpv")
    assert not isinstance(found, Refused)
    assert found.details == details


def test_joining_twice_changes_nothing(hub: Hub) -> None:
    first = partners.join(hub, LPV, joined_on=DAY)
    before = hub.log.head()
    assert partners.join(hub, LPV, joined_on=DAY) == first
    assert hub.log.head() == before


def test_a_code_never_changes_hands(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    answer = partners.join(hub, UncheckedPartner("LPV", "Lupine Village"), joined_on=DAY)
    assert codes(answer) == ["partner.code-taken"]
    assert isinstance(answer, Refused)
    assert answer.problems[0].what == "LPV is the code of La Puerta Verde"


def test_no_two_partners_have_one_npi(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    answer = partners.join(
        hub, UncheckedPartner("ORC", "Orchard", PARTNER_NPI, "987654322"), joined_on=DAY
    )
    assert codes(answer) == ["partner.npi-of-another"]
    assert isinstance(answer, Refused)
    assert answer.problems[0].what == "LPV La Puerta Verde has that NPI"


def test_partners_of_one_tin_are_told_apart_by_their_npis(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    alike = UncheckedPartner("ORC", "Orchard", "", "12-3456789")
    assert codes(partners.join(hub, alike, joined_on=DAY)) == ["partner.tin-of-another"]
    told_apart = replace(alike, npi="1245319599")
    assert not isinstance(partners.join(hub, told_apart, joined_on=DAY), Refused)


def test_a_partner_is_not_billed_under_the_npi_of_another(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    partners.join(hub, UncheckedPartner("ORC", "Orchard"), joined_on=DAY)
    asked = UncheckedBilling(
        "251K00000X", "2 Paper Way", "Exampleton", "CA", "900010002", PARTNER_NPI, "987654322"
    )
    assert codes(partners.state_billing(hub, "ORC", asked)) == ["partner.npi-of-another"]


def test_a_known_partner_with_another_npi_is_told_how_to_change_it(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    answer = partners.join(hub, replace(LPV, npi="1245319599"), joined_on=DAY)
    assert isinstance(answer, Refused)
    assert "hub partner billing LPV --npi" in answer.problems[0].fix


def test_everything_wrong_with_a_partner_is_said_at_once(hub: Hub) -> None:
    answer = partners.join(hub, UncheckedPartner("L1", "", "1234567890", "12"), joined_on=DAY)
    assert codes(answer) == [
        "partner.code-unusable",
        "partner.name-unusable",
        "partner.npi-unusable",
        "partner.tin-unusable",
    ]


def test_a_partner_is_suspended_reinstated_and_leaves(hub: Hub) -> None:
    partners.join(hub, LPV, joined_on=DAY)
    assert isinstance(partners.suspend(hub, "LPV", on=DAY, reason="under review"), Done)
    assert partners.list_partners(hub)[0].detail == "suspended 2026-01-01: under review"
    assert isinstance(partners.reinstate(hub, "LPV", on=DAY), Done)
    assert isinstance(partners.leave(hub, "LPV", on=DAY), Done)
    assert codes(partners.suspend(hub, "LPV", on=DAY, reason="late")) == ["partner.wrong-moment"]


def test_an_unknown_code_is_refused_with_where_to_look(hub: Hub) -> None:
    answer = partners.leave(hub, "zzz", on=DAY)
    assert isinstance(answer, Refused)
    (problem,) = answer.problems
    assert (problem.code, problem.what) == ("partner.unknown", "no partner has the code ZZZ")
    assert problem.fix == "look at the codes: hub partner list"
