"""Lines of a statement as they are told: what many lines have in common is one line with detail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.money import Money
from domain.service_line import Service
from domain.statements.statement_parts import StatementLine

GroupKind = Literal["line", "repriced", "agreed"]


@dataclass(frozen=True)
class LineGroup:
    """One line as it is told: a line by itself, or many that a change of price or terms moved."""

    kind: GroupKind
    lines: tuple[StatementLine, ...]

    @property
    def first(self) -> StatementLine:
        """The line that stands for it."""
        return self.lines[0]

    @property
    def service(self) -> Service | None:
        """What was done, the same in all its lines."""
        return self.first.service

    @property
    def count(self) -> int:
        """How many lines of claims it is about."""
        return len({(line.claim, line.line) for line in self.lines})

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of care in it."""
        days = [line.service_on for line in self.lines if line.service_on]
        return min(days, default=None), max(days, default=None)

    @property
    def plan_paid(self) -> Money:
        """The plan's money, all lines together."""
        return sum(line.plan_paid for line in self.lines)

    @property
    def fee(self) -> Money:
        """What the hub keeps, all lines together."""
        return sum(line.fee for line in self.lines)

    @property
    def net(self) -> Money:
        """The partner's part, all lines together."""
        return sum(line.net for line in self.lines)


def told_lines(lines: Iterable[StatementLine]) -> tuple[LineGroup, ...]:
    """The lines in order of notice; those that one change of price or terms moved are one.

    One change is told by one notice, and is about one service with one plan.
    """
    ordered = sorted(lines, key=lambda line: (line.paid_on, line.trace))
    together: dict[tuple[object, ...], list[StatementLine]] = {}
    for at, line in enumerate(ordered):
        together.setdefault(_key(at, line), []).append(line)
    return tuple(
        LineGroup("line" if key[0] == "line" else _kind(found[0]), tuple(found))
        for key, found in together.items()
    )


def _key(at: int, line: StatementLine) -> tuple[object, ...]:
    kind = _kind(line)
    if kind == "line":
        return ("line", at)
    return (kind, line.trace, line.paid_on, line.plan_key, line.service)


def _kind(line: StatementLine) -> GroupKind:
    if line.repriced:
        return "repriced"
    return "agreed" if line.kind == "terms-accepted" else "line"
