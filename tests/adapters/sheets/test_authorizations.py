"""From a plan's list to a typed authorization, or to every problem of it."""

from datetime import date

import pytest
from msgspec.structs import asdict

from adapters.sheets.authorizations import (
    AuthorizationRow,
    AuthorizedService,
    check_authorization,
    read_authorization_sheet,
    unchecked_authorizations,
)
from adapters.sheets.sheet import Sheet
from domain.identifiers import Modifier, PlanKey, ProcedureCode
from domain.period import Period
from domain.problem import Refused

GOOD = {
    "Auth #": "0012-AB",
    "CIN": "90000001A",
    "Health Plan": "acme",
    "HCPCS": "G9012 U2; G9008",
    "Mods": "",
    "Units": "24",
    "Start": "1/1/2026",
    "End": "2026-12-31",
    "NPI": "1234567893",
}


def outcome(**changes: str) -> AuthorizationRow | Refused:
    cells = {**GOOD, **{key.replace("_", " "): value for key, value in changes.items()}}
    content = "\n".join("\t".join(line) for line in (GOOD, [cells[key] for key in GOOD])).encode()
    sheet = read_authorization_sheet(content)
    assert isinstance(sheet, Sheet)
    (row,) = unchecked_authorizations(sheet)
    return check_authorization(row, plans={"Acme Health Plan": PlanKey("acme")})


def good(**changes: str) -> AuthorizationRow:
    found = outcome(**changes)
    assert isinstance(found, AuthorizationRow), found
    return found


def service(code: str, *modifiers: str) -> AuthorizedService:
    return AuthorizedService(ProcedureCode(code), tuple(Modifier(each) for each in modifiers))


def test_a_good_row_becomes_an_authorization() -> None:
    assert asdict(good()) == dict(  # noqa: C408 - named like the fields
        row=2,
        number="0012-AB",
        cin="90000001A",
        plan="acme",
        services=(service("G9012", "U2"), service("G9008")),
        units=24,
        period=Period(date(2026, 1, 1), date(2026, 12, 31)),
        provider_npi="1234567893",
        partner=None,
    )


def test_an_authorization_may_stand_on_the_roster_only() -> None:
    assert good(**{"Auth #": ""}).number is None
    assert good(Units="").units is None


def test_modifiers_of_a_column_of_their_own_belong_to_every_code() -> None:
    assert good(HCPCS="98960,98961", Mods="U2").services == (
        service("98960", "U2"),
        service("98961", "U2"),
    )


def test_a_partner_may_be_named_by_its_code() -> None:
    row = good(NPI="lpv")
    assert (row.partner, row.provider_npi) == ("LPV", None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CIN": ""}, "row.cin-missing"),
        ({"Auth_#": "1.2E+15"}, "row.number-unreadable"),
        ({"HCPCS": ""}, "row.codes-missing"),
        ({"HCPCS": "care"}, "row.codes-unreadable"),
        ({"Mods": "U2X"}, "row.modifiers-unreadable"),
        ({"Units": "many"}, "row.units-unreadable"),
        ({"Start": ""}, "row.first-day-missing"),
        ({"End": "2025-12-31"}, "row.last-day-before-first-day"),
        ({"NPI": "1234567890"}, "row.provider-unreadable"),
        ({"NPI": "A partner"}, "row.provider-unreadable"),
    ],
)
def test_each_thing_that_is_wrong_has_its_code(changes: dict[str, str], code: str) -> None:
    found = outcome(**changes)
    assert isinstance(found, Refused)
    assert set(found.codes) == {code}
