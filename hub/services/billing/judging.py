"""Whether encounters may be billed: the plan's checks, its authorizations, its filing limit.

Encounters are judged in order of day, so that the earliest care draws on an authorization and on
the units of a day first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.plans.edits import LineToCheck, check_line
from domain.care.authorization import Grant
from domain.care.encounter import Report
from domain.identifiers import ClaimId, MemberId
from domain.problem import Problem
from hub.services.billing.bills import Bill, bill
from hub.services.known import Known
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS

_ECM_CODES = frozenset({"G9008", "G9012"})  # domain.md 2.1
_OUTREACH = "U8"  # an attempt to reach a member who has no ECM yet
_NOT_BILLED = frozenset({"voided"})

DayCode = tuple[MemberId, str, date]
"""Units are counted by member, procedure code and day, whatever the modifiers."""


@dataclass(frozen=True)
class Judged:
    """An encounter that may be billed, and the authorization that it draws on, if one is needed."""

    bill: Bill
    grant: Grant | None


@dataclass(frozen=True)
class Unbillable:
    """An encounter that may not be billed as it stands, and everything that stands against it."""

    report: Report
    problems: tuple[Problem, ...]


def judge(
    reports: Iterable[Report], known: Known, billed: Mapping[DayCode, int]
) -> Iterator[Judged | Unbillable]:
    """Each encounter in order of day; `billed` are the units of a day that claims bill already."""
    units = dict(billed)
    drawn: dict[str, int] = {}
    for report in sorted(reports, key=_by_day):
        made = bill(report, known)
        if not isinstance(made, Bill):
            yield Unbillable(report, made)
            continue
        key = (made.member_id, made.service.code, made.day)
        grant = authorization_of(made, known, drawn)
        that_day = units.get(key, 0) + made.units
        problems = (
            *check(made, known, units_that_day=that_day),
            *([grant] if isinstance(grant, Problem) else []),
            *filing_problems(made, known.today),
        )
        if problems or isinstance(grant, Problem):
            yield Unbillable(report, problems)
            continue
        units[key] = that_day
        if grant is not None:
            drawn[grant.authorization_id] = drawn.get(grant.authorization_id, 0) + made.units
        yield Judged(made, grant)


def units_billed(
    hub: Hub, members: Iterable[MemberId], *, without: ClaimId | None = None
) -> dict[DayCode, int]:
    """The units that claims already bill, by member, code and day; one claim may be left out."""
    units: dict[DayCode, int] = {}
    for member_id in dict.fromkeys(members):
        for claim in hub.projector.live.rows(CLAIM_STATUS, member_id=member_id):
            if claim.state in _NOT_BILLED or claim.claim_id == without:
                continue
            for line in claim.lines:
                key = (member_id, line.service.split()[0], line.service_on)
                units[key] = units.get(key, 0) + line.units
    return units


def _by_day(report: Report) -> tuple[date, str, str]:
    start = report.care.start
    return report.care.service_on, start.isoformat() if start else "", report.encounter_id


# rules


def check(made: Bill, known: Known, *, units_that_day: int) -> tuple[Problem, ...]:
    """What the checks that the plan chose find; its authorization is looked for apart."""
    line = LineToCheck(
        where=made.report.name,
        service=made.service,
        service_on=made.day,
        units=made.units,
        units_that_day=units_that_day,
        minutes=made.report.care.minutes,
        diagnoses=made.report.care.diagnoses,
        authorized=True,
        in_ecm=_in_ecm(made, known),
    )
    return check_line(line, made.rules)


def _in_ecm(made: Bill, known: Known) -> bool:
    """A member has ECM while a plan authorizes it."""
    return any(
        service.code in _ECM_CODES
        and _OUTREACH not in service.modifiers
        and made.day in held.grant.period
        for held in known.authorizations.get(made.member_id, ())
        for service in held.grant.services
    )


def authorization_of(made: Bill, known: Known, drawn: Mapping[str, int]) -> Grant | Problem | None:
    """The authorization to draw on: the one the row names, else the first to end with units left.

    `drawn` are units that earlier encounters take from it. None where the plan wants none.
    """
    if not made.needs_authorization:
        return None
    named = made.report.care.authorization
    fitting = sorted(
        (
            held
            for held in known.authorizations.get(made.member_id, ())
            if held.grant.plan_id == made.agreement.plan_id
            and held.grant.allows(made.service, made.day)
            and named in {None, held.grant.number}
        ),
        key=lambda held: (held.grant.period.last_day, held.grant.authorization_id),
    )
    if not fitting:
        return _no_authorization(made)
    lefts = [
        (held.grant, None if held.left is None else held.left - drawn.get(_id(held.grant), 0))
        for held in fitting
    ]
    enough = (grant for grant, left in lefts if left is None or left >= made.units)
    return next(enough, None) or _units_exceeded(made, max(left or 0 for _, left in lefts))


def _id(grant: Grant) -> str:
    return grant.authorization_id


def _no_authorization(made: Bill) -> Problem:
    return Problem(
        code="encounter.no-authorization",
        what=f"no authorization allows {made.service} on {made.day}",
        where=made.report.name,
        fix="get the plan's authorization and import it: hub authorization import",
    )


def _units_exceeded(made: Bill, left: int) -> Problem:
    return Problem(
        code="authorization.units-exceeded",
        what=f"units asked for: {made.units}; left: {left}",
        where=made.report.name,
        fix="ask the plan for more units, then build again: hub claim build",
    )


def filing_problems(made: Bill, today: date) -> Iterator[Problem]:
    """A plan takes new claims only so long after the care."""
    days_old, limit = (today - made.day).days, made.rules.filing_limit_days
    if days_old > limit:
        yield Problem(
            code="encounter.past-filing-limit",
            what=f"the care is {days_old} days old; the plan accepts {limit}",
            where=made.report.name,
            fix="ask the plan to accept it late, or leave it unbilled",
        )
