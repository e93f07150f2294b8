"""What people call our columns: headers as they are met, by kind of sheet, kept as data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import msgspec

from adapters.toml_file import read_toml
from domain.problem import Problem, Refused

_FOLDER = Path(__file__).parent
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")  # the count in a header, never a longer number


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: the title we give it and the headers people give it.

    `many` is true where several headers with numbers in them (``Mod 1``, ``Mod 2``) are one column.
    """

    title: str
    headers: tuple[str, ...] = ()
    required: bool = False
    many: bool = False


class OneOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a sheet has to say, by one of several columns.

    Headers that we know and do not read may say it too: one out of each of `or_headers`.
    """

    says: str
    columns: tuple[str, ...]
    or_headers: tuple[tuple[str, ...], ...] = ()


class ColumnFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of sheet as its file describes it."""

    columns: dict[str, Column]
    above: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    words: dict[str, str] = {}
    one_of: tuple[OneOf, ...] = ()


class OwnColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one plan's sheets call our columns beside what we know, and what its words mean."""

    columns: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}


class Columns(msgspec.Struct, frozen=True):
    """The columns of one kind of sheet, by our own names.

    `above` are columns that may also stand as a line over the table: a title and its value.
    `left_alone` are headers that we know and do not read, `names` finds a column by its header.
    `words` are phrases that stand in cells, evened out, with the code that each means. Each of
    `one_of` has to be said by one column or another.
    """

    columns: dict[str, Column]
    above: tuple[str, ...]
    left_alone: frozenset[str]
    names: dict[str, str]
    words: dict[str, str] = {}
    one_of: tuple[OneOf, ...] = ()

    def name_of(self, header: str) -> str | None:
        """Our name for a header, whatever its case, spaces and punctuation; None if unknown."""
        plain = _plain(header)
        return self.names.get(plain) or self.names.get(_NUMBER.sub("#", plain))

    def leaves_alone(self, header: str) -> bool:
        """Whether the header is one that we know and do not read."""
        return _plain(header) in self.left_alone

    def unsaid(self, headers: Sequence[str]) -> list[OneOf]:
        """What has to be said and is by none of the headers."""
        known = {self.name_of(header) for header in headers}
        plain = {_plain(header) for header in headers}

        def is_said(each: OneOf) -> bool:
            others = [plain.intersection(map(_plain, some)) for some in each.or_headers]
            return not known.isdisjoint(each.columns) or (bool(others) and all(others))

        return [each for each in self.one_of if not is_said(each)]


class Places(msgspec.Struct, frozen=True):
    """Where each column stands in one sheet; positions count from 0.

    `unknown` are the letters over columns that nobody knows; what they are headed is not repeated.
    """

    positions: dict[str, tuple[int, ...]]
    headers: dict[str, str]
    unknown: tuple[str, ...]


@cache
def columns_of(kind: str) -> Columns:
    """The columns of a kind of sheet: ``encounters``, ``members``, ``authorizations`` ..."""
    with (_FOLDER / f"{kind}.toml").open("rb") as file:
        found = msgspec.convert(tomllib.load(file), ColumnFile)
    left_alone = frozenset(map(_plain, found.left_alone))
    words = {_plain(phrase): code for phrase, code in found.words.items()}
    names = _names(found.columns)
    return Columns(found.columns, found.above, left_alone, names, words, found.one_of)


def with_own(columns: Columns, content: bytes, name: str) -> Columns | Refused:
    """The columns with those that a plan's own file names; or every reason why it does not.

    A header of the file means what the file says, whatever it means elsewhere.
    """
    own = read_toml(content, OwnColumns, partial(_unknown, columns), partial(_not_usable, name))
    if isinstance(own, Refused):
        return own
    more = {_plain(header): key for key, headers in own.columns.items() for header in headers}
    words = {_plain(phrase): code for phrase, code in own.words.items()}
    return msgspec.structs.replace(
        columns,
        names=columns.names | more,
        left_alone=columns.left_alone - set(more),
        words=columns.words | words,
    )


def find_columns(headers: Sequence[str], columns: Columns) -> Places:
    """Which column each header stands for."""
    positions: dict[str, list[int]] = {}
    unknown = []
    for at, header in enumerate(headers):
        name = columns.name_of(header)
        if name is not None:
            positions.setdefault(name, []).append(at)
        elif header and not columns.leaves_alone(header):
            unknown.append(_letters(at))
    return Places(
        positions={name: tuple(found) for name, found in positions.items()},
        headers={name: headers[found[0]] for name, found in positions.items()},
        unknown=tuple(unknown),
    )


def column_problems(places: Places, columns: Columns, where: str) -> tuple[Problem, ...]:
    """Columns that must be there and are not, and columns that are there twice."""
    missing = [
        Problem(
            code="sheet.missing-column",
            what=f"there is no column {column.title}",
            where=where,
            fix=f"add a column with the header {column.title}",
        )
        for name, column in columns.columns.items()
        if column.required and name not in places.positions and name not in columns.above
    ]
    return (*missing, *_repeated(places, columns.columns, where))


def _unknown(columns: Columns, own: OwnColumns) -> list[str]:
    unknown = [
        f"there is no column {each!r}" for each in own.columns if each not in columns.columns
    ]
    return [*unknown, f"there are {', '.join(columns.columns)}"] if unknown else []


def _not_usable(name: str, what: str) -> Problem:
    fix = "mend the file of columns; the runbook on payments without an 835 has an example"
    return Problem("sheet.columns-not-usable", what, name, fix)


def _repeated(places: Places, columns: Mapping[str, Column], where: str) -> list[Problem]:
    return [
        Problem(
            code="sheet.duplicate-column",
            what=f"{len(positions)} columns are headed {columns[name].title} or mean the same: "
            + ", ".join(_letters(at) for at in positions),
            where=where,
            fix="keep one of them, or give the others another header",
        )
        for name, positions in places.positions.items()
        if len(positions) > 1 and not columns[name].many
    ]


def _names(columns: Mapping[str, Column]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, column in columns.items():
        for header in (column.title, *column.headers):
            plain = _plain(header)
            names[plain] = name
            if column.many:
                names[_NUMBER.sub("#", plain)] = name
                names[f"{plain}#"] = name
    return names


def _plain(header: str) -> str:
    return "".join(character for character in header.casefold() if character.isalnum())


def _letters(at: int) -> str:
    """The letters over a column: A for position 0, AA for 26."""
    before, last = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
