"""Visits as a partner's sheet states them: one row, one encounter."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time

import msgspec

from adapters.sheets.cells import (
    is_nothing,
    named,
    plan_reading,
    read_clock,
    read_count,
    read_day,
    read_minutes,
    read_number_text,
)
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import Columns, OneOf, columns_of
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Diagnosis,
    Modifier,
    PlaceOfService,
    PlanKey,
    ProcedureCode,
    authorization_number,
    cin,
    diagnosis,
    modifier,
    place_of_service,
    procedure_code,
)
from domain.problem import Problem, Refused

MOST_MODIFIERS = 4
MOST_DIAGNOSES = 12
OLDEST_SERVICE_YEARS = 10

_PLACES = {
    "office": "11",
    "home": "12",
    "school": "03",
    "shelter": "04",
    "homeless shelter": "04",
    "street": "27",
    "other": "99",
    "community": "99",
}


class UncheckedEncounter(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of an encounter sheet, every cell as text."""

    row_id: str = ""
    cin: str = ""
    service_on: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()
    units: str = ""
    minutes: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    diagnoses: tuple[str, ...] = ()
    worker: str = ""
    authorization: str = ""
    service: str = ""
    plan: str = ""


class EncounterRow(msgspec.Struct, frozen=True):
    """A visit as the partner reported it; what is None was left out of the sheet.

    A missing CIN or code is no problem here: the visit is recorded and is not billable. `row` is
    the row number in the sheet, `row_id` the partner's own number for the visit.
    """

    row: int
    row_id: str | None
    cin: Cin | None
    service_on: date
    code: ProcedureCode | None
    modifiers: tuple[Modifier, ...]
    units: int | None
    minutes: int | None
    start: time | None
    place: PlaceOfService | None
    diagnoses: tuple[Diagnosis, ...]
    worker: str | None
    authorization: AuthorizationNumber | None
    service: str | None
    plan: PlanKey | None


def read_encounter_sheet(content: bytes) -> Sheet | Refused:
    """The encounter sheet in a CSV file or workbook.

    One without a column for who was visited, or for what was done, is another file: a single row
    may leave either out, and is then not billable.
    """
    columns = columns_of("encounters")
    sheet = read_sheet(content, columns)
    if isinstance(sheet, Refused):
        return sheet
    unsaid = columns.unsaid(sheet.headers)
    return Refused(tuple(_unsaid(each, sheet, columns) for each in unsaid)) if unsaid else sheet


def _unsaid(each: OneOf, sheet: Sheet, columns: Columns) -> Problem:
    """The headings that are repeated are those we know: any other may be anything."""
    titles = " or ".join(columns.columns[name].title for name in each.columns)
    known = ", ".join(sheet.places.headers.values())
    return Problem(
        code="sheet.missing-column",
        what=f"no column says {each.says}: there is no {titles}; known headings are {known}",
        where=f"row {sheet.header_row}",
        fix=f"add a column with the header {titles}; nothing of the file was taken in",
    )


def unchecked_encounters(sheet: Sheet) -> Iterator[UncheckedEncounter]:
    """The rows of an encounter sheet, as texts."""
    return unchecked_rows(sheet, UncheckedEncounter)


def check_encounter(
    row: UncheckedEncounter, *, today: date, plans: Mapping[str, PlanKey]
) -> EncounterRow | Refused:
    """The visit a row states, or all its problems; `plans` finds a plan's key by its name."""
    check = RowCheck(row, columns_of("encounters"))
    code, with_code = _code(check, row.code)
    start, minutes = _times(check, row)
    found = EncounterRow(
        row=row.row,
        row_id=check.read("row_id", row.row_id, read_number_text),
        cin=check.read("cin", row.cin, cin),
        service_on=_service_day(check, row.service_on, today) or today,
        code=code,
        modifiers=_modifiers(check, (*with_code, *row.modifiers)),
        units=check.read("units", row.units, read_count),
        minutes=minutes,
        start=start,
        place=check.read("place", row.place, _place),
        diagnoses=_diagnoses(check, row.diagnoses),
        worker=check.read("worker", row.worker, str),
        authorization=check.read("authorization", row.authorization, read_authorization_number),
        service=check.read("service", row.service, str),
        plan=check.read("plan", row.plan, plan_reading(plans)),
    )
    return check.refused if check.problems else found


def read_authorization_number(text: str) -> AuthorizationNumber:
    """An authorization number, kept as the plan writes it."""
    return authorization_number(read_number_text(text))


def split_code(text: str) -> tuple[str, tuple[str, ...]]:
    """A code and the modifiers written behind it: ``98960-U2`` or ``G9012 (U2, GQ)``."""
    first, *others = re.findall(r"[A-Za-z0-9]+", text) or [text]
    return first, tuple(others)


def split_modifiers(text: str) -> list[str]:
    """The modifiers that one cell lists: ``U2 GQ`` or ``U2,GQ``; none where it says nothing."""
    return [] if is_nothing(text) else re.findall(r"[A-Za-z0-9]+", text)


def _service_day(check: RowCheck, text: str, today: date) -> date | None:
    day = check.need("service_on", text, read_day)
    if day is not None and day > today:
        check.refuse(
            "service_on",
            "in-future",
            f"the day is after today, {today}",
            "look for a mistyped month or year",
        )
    elif day is not None and day.year < today.year - OLDEST_SERVICE_YEARS:
        check.refuse(
            "service_on",
            "too-old",
            f"the day is more than {OLDEST_SERVICE_YEARS} years ago",
            "look for a mistyped year",
        )
    return day


def _code(check: RowCheck, text: str) -> tuple[ProcedureCode | None, tuple[str, ...]]:
    code, with_code = ("", ()) if is_nothing(text) else split_code(text)
    return check.read("code", code, procedure_code), with_code


def _modifiers(check: RowCheck, texts: tuple[str, ...]) -> tuple[Modifier, ...]:
    parts = [part for text in texts for part in split_modifiers(text)]
    reading = named(modifier, "a modifier is not two letters or digits")
    return check.read_all("modifiers", parts, reading, MOST_MODIFIERS)


def _diagnoses(check: RowCheck, texts: tuple[str, ...]) -> tuple[Diagnosis, ...]:
    told = [text for text in texts if not is_nothing(text)]
    parts = [part for text in told for part in re.split(r"[\s,;/:|+&]+", text) if part]
    reading = named(diagnosis, "a diagnosis does not have the form of ICD-10-CM")
    return check.read_all("diagnoses", parts, reading, MOST_DIAGNOSES)


def _place(text: str) -> PlaceOfService:
    code = _PLACES.get(text.casefold(), text)
    return named(place_of_service, "the place is not a two-digit place-of-service code")(code)


def _times(check: RowCheck, row: UncheckedEncounter) -> tuple[time | None, int | None]:
    """When the visit began and how long it took; the length follows from the end if left out."""
    start = check.read("start", row.start, read_clock)
    end = check.read("end", row.end, read_clock)
    minutes = check.read("minutes", row.minutes, read_minutes)
    if start is None or end is None:
        return start, minutes
    lasted = (end.hour - start.hour) * 60 + end.minute - start.minute
    if lasted <= 0:
        check.refuse(
            "end",
            "before-start",
            f"the end {end:%H:%M} is not after {start:%H:%M}",
            "look for a mistyped time, or for morning and afternoon mixed up",
        )
    elif minutes is not None and minutes != lasted:
        check.refuse(
            "minutes",
            "differ",
            f"{minutes} minutes are written; from {start:%H:%M} to {end:%H:%M} it is {lasted}",
            "correct the minutes or the times",
        )
    return start, minutes or lasted
