"""Authorizations come in from a sheet, each once, for members and plans the hub knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.care.authorization import AUTHORIZATION, GrantedAuthorization
from domain.problem import Refused
from hub import lookups
from hub.services.care.authorizations import (
    AuthorizationImport,
    AuthorizationOptions,
    import_authorizations,
)
from hub.wiring import Hub
from tests.support.sheets import ANA, PARTNER_NPI, STRANGER, ready_hub, sheet

HEADER = "Auth #,CIN,Code,Mod,Units,Start,End,Provider,Plan"
GRANT = f"00123,{ANA},G9012,U2,12,2026-01-01,2026-12-31,LPV,acme"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = ready_hub(tmp_path)
    yield hub
    hub.close()


def take_in(hub: Hub, *rows: str, dry_run: bool = False) -> AuthorizationImport:
    options = AuthorizationOptions(dry_run=dry_run)
    found = import_authorizations(hub, sheet(HEADER, *rows), options)
    assert not isinstance(found, Refused)
    return found


def grants(hub: Hub) -> list[GrantedAuthorization]:
    (member_id,) = hub.log.find(lookups.CIN, ANA)
    ids = hub.log.find(lookups.AUTHORIZATION, member_id)
    return [
        state
        for state in hub.handler.states(AUTHORIZATION, ids).values()
        if isinstance(state, GrantedAuthorization)
    ]


def test_a_grant_keeps_its_number_letter_by_letter_and_names_the_provider(hub: Hub) -> None:
    assert take_in(hub, GRANT).granted == 1
    (granted,) = grants(hub)
    assert (granted.grant.number, granted.grant.provider, granted.left) == (
        "00123",
        PARTNER_NPI,
        12,
    )


def test_the_same_grant_again_changes_nothing_in_the_file_or_later(hub: Hub) -> None:
    found = take_in(hub, GRANT, GRANT)
    assert (found.granted, found.unchanged) == (1, 1)
    assert take_in(hub, GRANT).unchanged == 1
    assert len(grants(hub)) == 1


def test_a_number_that_says_something_else_is_refused(hub: Hub) -> None:
    found = take_in(hub, GRANT, GRANT.replace(",12,", ",24,"))
    (problem,) = found.refused[0].problems
    assert (problem.code, problem.where) == (
        "authorization.differs",
        "row 3, column Authorization number",
    )
    assert [granted.left for granted in grants(hub)] == [12]


def test_a_grant_on_the_roster_only_has_no_number(hub: Hub) -> None:
    row = f",{ANA},G9012,U2,,2026-01-01,2026-12-31,,acme"
    assert take_in(hub, row).granted == 1
    assert take_in(hub, row).unchanged == 1
    assert (grants(hub)[0].grant.number, grants(hub)[0].left) == (None, None)


def test_unknown_members_plans_and_providers_are_refused(hub: Hub) -> None:
    found = take_in(
        hub,
        GRANT.replace(ANA, STRANGER),
        GRANT.replace(",acme", ",elm-care"),
        GRANT.replace(",LPV,", ",XYZ,"),
    )
    assert [row.problems[0].code for row in found.refused] == [
        "authorization.member-unknown",
        "row.plan-unreadable",
        "authorization.provider-unknown",
    ]


def test_a_dry_run_writes_nothing(hub: Hub) -> None:
    before = hub.log.head()
    assert take_in(hub, GRANT, dry_run=True).granted == 1
    assert hub.log.head() == before
