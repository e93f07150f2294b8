"""What a projection is: rows that are folded from facts, and answer one question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from domain.event import Fact

Row = TypeVar("Row", bound=msgspec.Struct)


def never(_row: object) -> bool:
    """No row is kept out of sight."""
    return False


@dataclass(frozen=True)
class Projection(Generic[Row]):
    """Rows under keys, each folded from the facts that name its key.

    `row` is a frozen Struct without personal details or anything of the wall clock. `indexes` are
    fields of it by which rows are looked up. `keys` names the rows that a fact touches; `evolve`
    takes key, row and fact and gives the row after it, None to remove it. Both are pure and see
    only the kinds of facts listed in `facts`. A row that `hides` picks out is remembered for the
    facts to come; no reader ever meets it. Another `version` means that every row is folded anew.
    """

    name: str
    version: int
    row: type[Row]
    indexes: tuple[str, ...]
    facts: tuple[type[Fact], ...]
    keys: Callable[[Any], Iterable[str]]
    evolve: Callable[[str, Row | None, Any], Row | None]
    hides: Callable[[Row], bool] = never
