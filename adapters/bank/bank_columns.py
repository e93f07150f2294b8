"""Which columns a bank's file has and how it writes days and amounts: data, one file a bank."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from adapters.toml_file import read_toml
from domain.problem import Problem, Refused

COMMON = Path(__file__).with_name("common.toml")
_LONGEST_NAME = 40
_KIND = "bank.columns-not-usable"


class ColumnNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names that each column may have in the file; none where the bank does not give it."""

    day: tuple[str, ...]
    amount: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    debit: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    line_id: tuple[str, ...] = ()


class BankColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one bank's file is written.

    `account` names the account: lines of two accounts may look the same. Without a `header` the
    columns go by number, from 1. `day_format` is one of strftime, empty where days are as people
    commonly write them. `money_in` says which sign money in has in `amount`; in `debit` it always
    went out. `out_words` in the column `direction` say that it went out.
    """

    account: str
    columns: ColumnNames
    delimiter: str = ","
    header: bool = True
    day_format: str = ""
    money_in: Literal["positive", "negative"] = "positive"
    out_words: tuple[str, ...] = ()


def read_bank_columns(content: bytes, name: str) -> BankColumns | Refused:
    """What a file of columns says; or every reason why no bank file can be read by it."""
    return read_toml(content, BankColumns, _faults, partial(_problem, name))


def common_columns() -> BankColumns:
    """The names that banks commonly give their columns."""
    found = read_bank_columns(COMMON.read_bytes(), COMMON.name)
    assert isinstance(found, BankColumns)
    return found


def _faults(columns: BankColumns) -> Iterator[str]:
    names = columns.columns
    if not columns.account or len(columns.account) > _LONGEST_NAME:
        yield f"account is a name of 1 to {_LONGEST_NAME} characters"
    if len(columns.delimiter) != 1 or columns.delimiter in '"\r\n':
        yield "delimiter is one character"
    if columns.day_format and not all(part in columns.day_format for part in ("%d", "%m")):
        yield "day_format needs %d, %m and a year"
    if not names.day:
        yield "day names no column"
    if not (names.amount or names.credit):
        yield "neither amount nor credit names a column"
    if not columns.header:
        for name, written in msgspec.structs.asdict(names).items():
            if any(not each.isdecimal() or int(each) < 1 for each in written):
                yield f"{name}: without a header columns go by number, from 1"


def _problem(name: str, what: str) -> Problem:
    return Problem(
        code=_KIND,
        what=what,
        where=name,
        fix="mend the file of columns; the runbook on deposits has an example",
    )
