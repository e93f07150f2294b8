"""Members as a plan's roster or a partner's list states them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from adapters.sheets.cells import plan_reading, read_day, read_full_day, read_number_text
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import columns_of
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.identifiers import Cin, Malformed, PlanKey, cin
from domain.period import FOREVER, Period
from domain.problem import Refused

OLDEST_AGE_YEARS = 125

_SEXES = {
    "m": "M",
    "male": "M",
    "f": "F",
    "female": "F",
    "u": "U",
    "x": "U",
    "other": "U",
    "nonbinary": "U",
    "non-binary": "U",
}


class UncheckedMember(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of a member sheet, every cell as text."""

    cin: str = ""
    last_name: str = ""
    first_name: str = ""
    born_on: str = ""
    sex: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    plan: str = ""
    covered_from: str = ""
    covered_to: str = ""
    own_id: str = ""
    plan_number: str = ""


class MemberAddress(msgspec.Struct, frozen=True):
    """Where a member lives; `zip_code` is five or nine digits, `state` two letters."""

    street: str
    city: str
    state: str
    zip_code: str


class MemberRow(msgspec.Struct, frozen=True):
    """A member as the sheet states it; what is None was left out.

    `sex` is M, F or U (unknown), `own_id` the partner's own number for the person,
    `plan_number` the plan's. Names, numbers, birth date, address and CIN are personal details.
    """

    row: int
    cin: Cin
    last_name: str
    first_name: str
    born_on: date
    sex: str
    address: MemberAddress | None
    plan: PlanKey | None
    coverage: Period | None
    own_id: str | None
    plan_number: str | None = None


def read_member_sheet(content: bytes) -> Sheet | Refused:
    """The member sheet in a CSV file or workbook."""
    return read_sheet(content, columns_of("members"))


def unchecked_members(sheet: Sheet) -> Iterator[UncheckedMember]:
    """The rows of a member sheet, as texts."""
    return unchecked_rows(sheet, UncheckedMember)


def check_member(
    row: UncheckedMember, *, today: date, plans: Mapping[str, PlanKey]
) -> MemberRow | Refused:
    """The member a row states, or all its problems; `plans` finds a plan's key by its name."""
    check = RowCheck(row, columns_of("members"))
    found = MemberRow(
        row=row.row,
        cin=check.need("cin", row.cin, cin) or Cin(""),
        last_name=_name(check, "last_name", row.last_name),
        first_name=_name(check, "first_name", row.first_name),
        born_on=_birth_day(check, row.born_on, today) or today,
        sex=check.read("sex", row.sex, _sex) or "U",
        address=_address(check, row),
        plan=check.read("plan", row.plan, plan_reading(plans)),
        coverage=_coverage(check, row),
        own_id=check.read("own_id", row.own_id, read_number_text),
        plan_number=check.read("plan_number", row.plan_number, read_number_text),
    )
    return check.refused if check.problems else found


def read_zip(text: str) -> str:
    """A ZIP code of five or nine digits, without its dash."""
    digits = text.replace("-", "").replace(" ", "")
    if not re.fullmatch(r"\d{5}(\d{4})?", digits):
        raise Malformed("the ZIP code is not five or nine digits", "write it like 95616-1234")
    return digits


def _name(check: RowCheck, column: str, text: str) -> str:
    # unlike elsewhere, words such as None or Na are not nothing here: they are people's names
    if not any(character.isalpha() for character in text):
        check.refuse(
            column, "missing", "the cell holds no name", "write the name as the plan has it"
        )
    return text


def _birth_day(check: RowCheck, text: str, today: date) -> date | None:
    day = check.need("born_on", text, read_full_day)
    if day is not None and day > today:
        check.refuse(
            "born_on", "in-future", "the birth date is after today", "look for a mistyped year"
        )
    elif day is not None and day.year < today.year - OLDEST_AGE_YEARS:
        check.refuse(
            "born_on",
            "too-old",
            f"the birth date is more than {OLDEST_AGE_YEARS} years ago",
            "look for a mistyped year",
        )
    return day


def _sex(text: str) -> str:
    found = _SEXES.get(text.casefold())
    if found is None:
        raise Malformed("what is written is not M, F or U", "write M, F, or U for unknown")
    return found


def _address(check: RowCheck, row: UncheckedMember) -> MemberAddress | None:
    """The address as a whole: a member without a home has none, a part of one is a problem."""
    if not any((row.street, row.city, row.zip_code)):
        return None
    return MemberAddress(
        street=check.need("street", row.street, str) or "",
        city=check.need("city", row.city, str) or "",
        state=check.read("state", row.state, _state) or "CA",
        zip_code=check.need("zip_code", row.zip_code, read_zip) or "",
    )


def _state(text: str) -> str:
    letters = "CA" if text.casefold() == "california" else text.upper()
    if not re.fullmatch(r"[A-Z]{2}", letters):
        raise Malformed("the state is not two letters", "write the state like CA")
    return letters


def _coverage(check: RowCheck, row: UncheckedMember) -> Period | None:
    first = check.read("covered_from", row.covered_from, read_day)
    last = check.read("covered_to", row.covered_to, read_day)
    if first is None and last is None:
        return None
    if first is None:
        check.need("covered_from", "", read_day)
    elif last is not None and last < first:
        check.refuse(
            "covered_to",
            "before-first-day",
            "coverage ends before it begins",
            "correct the first or the last day",
        )
    return Period(first or last or FOREVER, last or FOREVER)
