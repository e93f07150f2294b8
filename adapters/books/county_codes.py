"""What a county's chart of accounts calls our accounts: a CSV that the hub's bookkeeper keeps.

The first column is ``account``, an account of ours or a group such as ``partner:*``; every other
column is the county's (fund, object, cost centre), whatever it is called. The first row that fits
an account counts.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.problem import Problem, Refused

_FIRST = "account"


@dataclass(frozen=True)
class CountyCodes:
    """The county's columns, and what stands in them for accounts of ours."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    _found: dict[str, tuple[str, ...] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def codes_of(self, account: str) -> tuple[str, ...] | None:
        """The county's codes for an account; None where no row fits."""
        if account not in self._found:
            fits = (codes for name, codes in self.rows if fits_account(name, account))
            self._found[account] = next(fits, None)
        return self._found[account]


def fits_account(pattern: str, account: str) -> bool:
    """Whether an account is the one that is named, or of the group; ``*`` stands for any text."""
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(".*".join(parts), account) is not None


def read_county_codes(text: str, where: str) -> CountyCodes | Refused:
    """The codes in a CSV, or everything that is wrong with it; `where` names the file."""
    table = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(row)]
    cells = [tuple(cell.strip() for cell in row) for row in table]
    problems = tuple(_problems(cells, where))
    if problems:
        return Refused(problems)
    rows = tuple((account, codes) for account, *rest in cells[1:] for codes in [tuple(rest)])
    return CountyCodes(cells[0][1:], rows)


def _problems(cells: list[tuple[str, ...]], where: str) -> Iterator[Problem]:
    headers = cells[0] if cells else ()
    if headers[:1] != (_FIRST,) or len(headers) < 2 or not all(headers):
        yield Problem(
            code="county-codes.headers",
            what=f"its first row is not {_FIRST!r} and then the county's columns",
            where=where,
            fix=f"begin it with a row such as: {_FIRST},fund,object",
        )
        return
    seen: set[str] = set()
    for at, row in enumerate(cells[1:], 2):
        if len(row) != len(headers) or not row[0]:
            yield Problem(
                code="county-codes.cells",
                what=f"a row has {len(row)} cells or no account; the first row has {len(headers)}",
                where=f"{where}, row {at}",
                fix="give each row an account and one cell for each column",
            )
        elif row[0] in seen:
            yield Problem(
                code="county-codes.account-twice",
                what=f"{row[0]} stands in it a second time",
                where=f"{where}, row {at}",
                fix="keep one of the rows; only the first would count",
            )
        seen.add(row[0])
