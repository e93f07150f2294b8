"""How one encounter is billed: to which plan, under which contract, how many units, what charge."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.agreements.contract import Agreement
from domain.agreements.partner import ActivePartner, NoPartner, SuspendedPartner
from domain.agreements.plan import PlanRules, PlanService
from domain.care.encounter import Report
from domain.care.member import Coverage
from domain.identifiers import MemberId
from domain.money import Money
from domain.problem import Problem
from domain.role import MEANINGS
from domain.service_line import Service, ServiceLine
from hub.services.known import Known


@dataclass(frozen=True)
class Bill:
    """One encounter as a line of a claim will state it; `charge` in cents for all units."""

    report: Report
    member_id: MemberId
    service: Service
    agreement: Agreement
    rules: PlanRules
    needs_authorization: bool
    units: int
    charge: Money

    @property
    def day(self) -> date:
        """The day of care."""
        return self.report.care.service_on

    @property
    def file_by(self) -> date:
        """The last day the plan accepts it."""
        return self.day + timedelta(days=self.rules.filing_limit_days)

    def line(self, number: int, pointers: tuple[int, ...]) -> ServiceLine:
        """The line of a claim that bills it."""
        return ServiceLine(
            line=number,
            service=self.service,
            service_on=self.day,
            units=self.units,
            charge=self.charge,
            place=self.report.care.place,
            encounters=(self.report.encounter_id,),
            pointers=pointers,
        )


def bill(report: Report, known: Known) -> Bill | tuple[Problem, ...]:
    """The bill of an encounter, or everything that stands against billing it."""
    found = (*_partner_problems(report, known), *_amount_problems(report))
    service = report.care.service
    if service is None:
        return (*found, _no_service(report))
    coverage = _coverage(report, known)
    if isinstance(coverage, Problem):
        return (*found, coverage)
    billed = _bill_to(coverage, report, service, known)
    if isinstance(billed, Bill):
        return found or billed
    return (*found, *billed)


def _bill_to(
    coverage: Coverage, report: Report, service: Service, known: Known
) -> Bill | tuple[Problem, ...]:
    """The bill to the plan that covered the member, or everything that the plan is lacking."""
    plan = known.plans.get(coverage.plan_key)
    rules = plan.profile.rules_on(report.care.service_on) if plan else None
    if plan is None or rules is None or report.member_id is None:
        return (_no_rules(report, coverage),)
    entry = rules.service(service)
    if entry is None:  # contracts and rates are about services that the plan pays for
        return (_not_paid(report, service, coverage, rules),)
    parts = (
        _units(report, entry),
        _agreement(report, service, coverage, known),
        _rate(report, service, coverage, known),
    )
    match parts:
        case int(units), Agreement() as agreement, int(rate):
            return Bill(
                report=report,
                member_id=report.member_id,
                service=service,
                agreement=agreement,
                rules=rules,
                needs_authorization=entry.needs_authorization,
                units=units,
                charge=units * rate,
            )
        case _:
            return tuple(part for part in parts if isinstance(part, Problem))


# rules


def _partner_problems(report: Report, known: Known) -> Iterator[Problem]:
    """Only care of a partner under the hub is billed; a suspended partner's care waits."""
    partner = known.partners.get(report.partner_id)
    if isinstance(partner, ActivePartner):
        return
    suspended = isinstance(partner, SuspendedPartner)
    yield Problem(
        code="encounter.partner-not-active",
        what=f"partner {report.partner_code} is suspended"
        if suspended
        else f"partner {report.partner_code} is not under the hub",
        where=report.name,
        fix="it can be billed again once the partner is reinstated",
    )


def _amount_problems(report: Report) -> Iterator[Problem]:
    """Units come from the row, or from its minutes."""
    if report.care.units is None and report.care.minutes is None:
        yield Problem(
            code="encounter.no-amount",
            what="the row gives neither units nor minutes",
            where=report.name,
            fix="give the minutes of care: hub encounter correct",
        )


def _coverage(report: Report, known: Known) -> Coverage | Problem:
    """The plan that covered the member on the day, which the partner may not contradict."""
    member = known.members.get(report.member_id) if report.member_id else None
    covered = member.plan_on(report.care.service_on) if member else None
    if covered is None:
        return Problem(
            code="encounter.member-not-covered",
            what=f"no plan is known to cover the member on {report.care.service_on}",
            where=report.name,
            fix="import the plan's roster for that day: hub member import",
        )
    believed = report.care.plan_key
    if believed is not None and believed != covered.plan_key:
        return Problem(
            code="encounter.other-plan",
            what=f"the row says {believed}; {covered.plan_key} covered the member that day",
            where=report.name,
            fix="correct the row, or import the newer roster: hub member import",
        )
    return covered


def _no_service(report: Report) -> Problem:
    return Problem(
        code="encounter.no-service",
        what="the row has no service code",
        where=report.name,
        fix="give the code and its modifiers: hub encounter correct",
    )


def _no_rules(report: Report, coverage: Coverage) -> Problem:
    return Problem(
        code="encounter.no-plan-rules",
        what=f"no rules of {coverage.plan_key} are known for {report.care.service_on}",
        where=report.name,
        fix="add the plan's rules for that day to its profile: hub plan adopt",
    )


def _agreement(
    report: Report, service: Service, coverage: Coverage, known: Known
) -> Agreement | Problem:
    """Exactly one contract must say how this care is billed on this day."""
    day = report.care.service_on
    covering = [
        agreement
        for agreement in known.agreements.get(report.partner_id, ())
        if agreement.plan_id == coverage.plan_id and agreement.covers(service, day)
    ]
    if len(covering) == 1:
        return _billable(covering[0], report, known)
    parties = f"{report.partner_code} with {coverage.plan_key}"
    return Problem(
        code="encounter.several-contracts" if covering else "encounter.no-contract",
        what=f"{len(covering) or 'no'} contracts of {parties} cover {service} on {day}",
        where=report.name,
        fix="end all contracts but one before that day: hub contract end"
        if covering
        else "add the contract that covers it: hub contract add",
    )


def _billable(agreement: Agreement, report: Report, known: Known) -> Agreement | Problem:
    """A claim under the partner's own NPI and TIN states its address and taxonomy too."""
    partner = known.partners.get(report.partner_id, NoPartner())
    numbers = not isinstance(partner, NoPartner) and partner.details.bills_itself
    if numbers or MEANINGS[agreement.role].billing_provider != "the partner":
        return agreement
    return Problem(
        code="encounter.billed-as-partner",
        what=f"as {agreement.role} the claim goes out under the partner's NPI and TIN, "
        "and its billing address is not known",
        where=report.name,
        fix=f"state it: hub partner billing {report.partner_code}",
    )


def _rate(report: Report, service: Service, coverage: Coverage, known: Known) -> Money | Problem:
    """What a unit is charged; nothing is billed at a guessed price."""
    schedule = known.schedules.get(coverage.plan_key)
    rate = schedule.rate_on(service, report.care.service_on) if schedule else None
    if rate is not None:
        return rate.per_unit
    return Problem(
        code="encounter.no-rate",
        what=f"{coverage.plan_key} has no rate for {service} on {report.care.service_on}",
        where=report.name,
        fix="publish the rate: hub plan rates",
    )


def _not_paid(report: Report, service: Service, coverage: Coverage, rules: PlanRules) -> Problem:
    """The modifiers decide the service, so the ones that the plan knows are named."""
    known = [str(each.service) for each in rules.services if each.service.code == service.code]
    instead = f"; it pays for {', '.join(known)}" if known else ""
    day = report.care.service_on
    return Problem(
        code="encounter.service-not-paid",
        what=f"{coverage.plan_key} does not pay for {service} on {day}{instead}",
        where=report.name,
        fix="check code and modifiers, or the plan's rules for that day",
    )


def _units(report: Report, entry: PlanService) -> int | Problem:
    """A unit of m minutes is reached once more than half of it is given.

    The CPT midpoint rule: 16 minutes are one 30-minute unit (domain.md 1.1, unverified). Units in
    the row come before its minutes; a service not counted in minutes is one unit a contact.
    """
    visit = report.care
    if visit.units is not None:
        return visit.units
    minutes, length = visit.minutes or 0, entry.unit_minutes
    if length == 0 or minutes == 0:
        return 1
    units = (2 * minutes + length - 1) // (2 * length)
    if units:
        return units
    return Problem(
        code="encounter.too-short",
        what=f"{minutes} minutes do not reach half of a {length}-minute unit",
        where=report.name,
        fix="correct the minutes, or leave it unbilled",
    )
