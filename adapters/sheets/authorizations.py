"""Authorizations as a plan's list states them: what it allows, for whom, until when."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from adapters.sheets.cells import is_nothing, named, plan_reading, read_count, read_day
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import columns_of
from adapters.sheets.encounters import (
    MOST_MODIFIERS,
    read_authorization_number,
    split_code,
    split_modifiers,
)
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Modifier,
    Npi,
    PartnerCode,
    PlanKey,
    ProcedureCode,
    cin,
    modifier,
    npi,
    partner_code,
    procedure_code,
)
from domain.period import FOREVER, Period
from domain.problem import Refused


class UncheckedAuthorization(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of an authorization sheet, every cell as text."""

    number: str = ""
    cin: str = ""
    plan: str = ""
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: str = ""
    first_day: str = ""
    last_day: str = ""
    provider: str = ""


class AuthorizedService(msgspec.Struct, frozen=True):
    """A code with its modifiers: the same code means other care under other modifiers."""

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()


class AuthorizationRow(msgspec.Struct, frozen=True):
    """What a plan allows a member; `number` is None where it stands on the roster only.

    `units` is None where the plan names no limit. The provider is named by NPI or by the code of
    one of our partners, or not at all.
    """

    row: int
    number: AuthorizationNumber | None
    cin: Cin
    plan: PlanKey | None
    services: tuple[AuthorizedService, ...]
    units: int | None
    period: Period
    provider_npi: Npi | None
    partner: PartnerCode | None


def read_authorization_sheet(content: bytes) -> Sheet | Refused:
    """The authorization sheet in a CSV file or workbook."""
    return read_sheet(content, columns_of("authorizations"))


def unchecked_authorizations(sheet: Sheet) -> Iterator[UncheckedAuthorization]:
    """The rows of an authorization sheet, as texts."""
    return unchecked_rows(sheet, UncheckedAuthorization)


def check_authorization(
    row: UncheckedAuthorization, *, plans: Mapping[str, PlanKey]
) -> AuthorizationRow | Refused:
    """The authorization a row states, or all its problems; `plans` finds a key by its name."""
    check = RowCheck(row, columns_of("authorizations"))
    provider = check.read("provider", row.provider, _provider)
    found = AuthorizationRow(
        row=row.row,
        number=check.read("number", row.number, read_authorization_number),
        cin=check.need("cin", row.cin, cin) or Cin(""),
        plan=check.read("plan", row.plan, plan_reading(plans)),
        services=_services(check, row),
        units=check.read("units", row.units, read_count),
        period=_period(check, row),
        provider_npi=provider[0] if provider else None,
        partner=provider[1] if provider else None,
    )
    return check.refused if check.problems else found


def _provider(text: str) -> tuple[Npi | None, PartnerCode | None]:
    if re.fullmatch(r"\d+", text):
        return named(npi, "the NPI is not ten digits with a right check digit")(text), None
    reading = named(partner_code, "what is written is neither an NPI nor a partner code")
    return None, reading(text)


def _services(check: RowCheck, row: UncheckedAuthorization) -> tuple[AuthorizedService, ...]:
    """Each code with the modifiers behind it; those of a column of their own belong to all."""
    told = [text for text in row.codes if not is_nothing(text)]
    written = [part for text in told for part in re.split(r"[,;]", text) if part.strip()]
    if not written:
        check.need("codes", "", str)
    shared = [part for text in row.modifiers for part in split_modifiers(text)]
    found = (_service(check, text, shared) for text in written)
    return tuple(dict.fromkeys(service for service in found if service is not None))


def _service(check: RowCheck, text: str, shared: list[str]) -> AuthorizedService | None:
    first, behind = split_code(text)
    code = check.read("codes", first, procedure_code)
    named_modifier = named(modifier, "a modifier is not two letters or digits")
    modifiers = check.read_all("modifiers", [*behind, *shared], named_modifier, MOST_MODIFIERS)
    return None if code is None else AuthorizedService(code, modifiers)


def _period(check: RowCheck, row: UncheckedAuthorization) -> Period:
    first = check.need("first_day", row.first_day, read_day)
    last = check.need("last_day", row.last_day, read_day)
    if first is not None and last is not None and last < first:
        check.refuse(
            "last_day",
            "before-first-day",
            "the last day is before the first",
            "correct the first or the last day",
        )
    return Period(first or FOREVER, last or FOREVER)
