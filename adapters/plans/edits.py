"""Checks that plans choose by name: each looks at one line about to be billed; no plan is named.

An edit is a pure function that yields every problem it finds. Its problem's code is ``edit.`` and
its name, so a held encounter says which of the plan's checks it met.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import msgspec

from domain.agreements.plan import PlanRules
from domain.identifiers import Diagnosis
from domain.problem import Problem
from domain.service_line import Service

CHW_CODES = frozenset({"98960", "98961", "98962", "G0019", "G0022"})  # domain.md 1.1
PEOPLE_IN_GROUP = {"98960": (1, 1), "98961": (2, 4), "98962": (5, 8)}  # domain.md 1.1 [S5]


class LineToCheck(msgspec.Struct, frozen=True):
    """One line about to be billed, in plain values; `where` is what its problems point at.

    `units_that_day` counts all units of the code for the member on that day, this line's too.
    `minutes` and `people` (in the room) are None where nobody said. `authorized`: an
    authorization that allows the service on the day is at hand. `in_ecm`: the member has enhanced
    care management in that month.
    """

    where: str
    service: Service
    service_on: date
    units: int
    units_that_day: int
    minutes: int | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    authorized: bool = False
    in_ecm: bool = False
    people: int | None = None


Edit = Callable[[LineToCheck, PlanRules], Iterator[Problem]]


def check_line(line: LineToCheck, rules: PlanRules) -> tuple[Problem, ...]:
    """Every problem that the plan's chosen edits find; raises KeyError for an edit unknown here."""
    return tuple(problem for name in rules.edits for problem in EDITS[name](line, rules))


def _units_per_day(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    if line.units_that_day > rules.units_per_day:
        yield _problem(
            "units-per-day",
            line,
            what=f"{line.units_that_day} units of {line.service.code} on {line.service_on}; "
            f"the plan pays {rules.units_per_day} a day",
            fix="bill the units the plan pays, or ask it to approve more",
        )


def _one_unit_unless_timed(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    """A contact or a day is one unit; only minutes add up to several."""
    known = rules.service(line.service)
    if known is not None and known.unit_minutes == 0 and line.units > 1:
        yield _problem(
            "one-unit-unless-timed",
            line,
            what=f"{line.units} units of {line.service}; it is billed one unit a line",
            fix="report each contact or day as a row of its own, with one unit",
        )


def _minutes_support_units(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    """A unit counts once more than half of its minutes were given (CPT midpoint, unverified)."""
    known = rules.service(line.service)
    if known is None or known.unit_minutes == 0 or line.minutes is None:
        return
    least = (line.units - 1) * known.unit_minutes + known.unit_minutes // 2 + 1
    if line.minutes < least:
        yield _problem(
            "minutes-support-units",
            line,
            what=f"{line.minutes} minutes do not make {line.units} units; "
            f"the last unit begins to count at minute {least}",
            fix="correct the units or the minutes",
        )


def _modifier_required(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    """The modifiers decide the service: the same code means other care under others."""
    if rules.service(line.service) is not None:
        return
    choices = [str(s.service) for s in rules.services if s.service.code == line.service.code]
    if choices:
        yield _problem(
            "modifier-required",
            line,
            what=f"{line.service} is written; the plan knows {', '.join(choices)}",
            fix="write the modifiers behind the code as the plan knows them",
        )


def _service_listed(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    if not any(known.service.code == line.service.code for known in rules.services):
        yield _problem(
            "service-listed",
            line,
            what=f"the plan pays for no {line.service.code} on {line.service_on}",
            fix="check the code and the day against the plan's list",
        )


def _authorization_required(line: LineToCheck, rules: PlanRules) -> Iterator[Problem]:
    known = rules.service(line.service)
    if known is not None and known.needs_authorization and not line.authorized:
        yield _problem(
            "authorization-required",
            line,
            what=f"{line.service} needs an authorization; none is at hand for {line.service_on}",
            fix="get the plan's authorization and import it: hub authorization import",
        )


def _diagnosis_required(line: LineToCheck, _rules: PlanRules) -> Iterator[Problem]:
    if not line.diagnoses:
        yield _problem(
            "diagnosis-required",
            line,
            what="no diagnosis is given",
            fix="add the diagnosis from the care record, such as Z55.9",
        )


def _no_chw_during_ecm(line: LineToCheck, _rules: PlanRules) -> Iterator[Problem]:
    """Care by a CHW is part of ECM while a member has it (domain.md 1.1 [S25])."""
    if line.in_ecm and line.service.code in CHW_CODES:
        yield _problem(
            "no-chw-during-ecm",
            line,
            what=f"{line.service} on {line.service_on}: the member has ECM in that month",
            fix="count it as part of ECM, or show that ECM had ended",
        )


def _group_size(line: LineToCheck, _rules: PlanRules) -> Iterator[Problem]:
    fewest, most = PEOPLE_IN_GROUP.get(line.service.code, (0, 0))
    if most and line.people is not None and not fewest <= line.people <= most:
        yield _problem(
            "group-size",
            line,
            what=f"{line.people} people were there; {line.service.code} is for {fewest} to {most}",
            fix="use the code for that many people: 98960 for 1, 98961 to 4, 98962 to 8",
        )


EDITS: Mapping[str, Edit] = {
    "authorization-required": _authorization_required,
    "diagnosis-required": _diagnosis_required,
    "group-size": _group_size,
    "minutes-support-units": _minutes_support_units,
    "modifier-required": _modifier_required,
    "no-chw-during-ecm": _no_chw_during_ecm,
    "one-unit-unless-timed": _one_unit_unless_timed,
    "service-listed": _service_listed,
    "units-per-day": _units_per_day,
}


def _problem(name: str, line: LineToCheck, *, what: str, fix: str) -> Problem:
    return Problem(code=f"edit.{name}", what=what, where=line.where, fix=fix)
