"""Plans the hub works with: adopted from their files, with dated rates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from adapters.plans import PlanAdapter, discover
from adapters.sheets.rates import check_rate, clashes, read_rate_sheet, unchecked_rates
from domain.agreements.fee_schedule import FEE_SCHEDULE, FeeSchedule, PublishRate, Rate
from domain.agreements.plan import PLAN, AdoptedPlan, AdoptPlan, Profile
from domain.identifiers import PlanId, PlanKey
from domain.problem import Problem, Refused, refuse
from hub import lookups
from hub.handler import Ask
from hub.services.known import plans
from hub.wiring import Hub


@dataclass(frozen=True)
class Adopted:
    """A plan as adopted; `is_new` is False where the hub worked with it before."""

    plan: AdoptedPlan
    is_new: bool
    changed: bool


@dataclass(frozen=True)
class PublishedRates:
    """The rates of a sheet: those that were new, and those that stood already."""

    plan_key: PlanKey
    added: tuple[Rate, ...]
    unchanged: int


def adopt(hub: Hub, key: str) -> Adopted | Refused:
    """Work with a plan under the rules that its file now states.

    What the hub confirmed stays confirmed where the file still says the same.
    """
    adapter = find_adapter(key)
    if isinstance(adapter, Refused):
        return adapter
    profile = adapter.profile
    known = plans(hub, [profile.key]).get(profile.key)
    if known:
        profile = profile.confirmed_as(known.profile)
    plan_id = known.plan_id if known else PlanId(hub.ids.new())
    done = hub.run(Ask(PLAN, plan_id, AdoptPlan(plan_id, profile)))
    if isinstance(done, Refused):
        return done
    return Adopted(AdoptedPlan(plan_id, profile), known is None, bool(done.facts))


def confirm(
    hub: Hub, key: str, *, on: date, first_day: date | None = None, dry_run: bool = False
) -> Adopted | Refused:
    """Keep that the plan confirmed on a day what is adopted of it and nobody had confirmed.

    All of it; or only the rules that begin on `first_day`.
    """
    plan = find_plan(hub, key)
    if isinstance(plan, Refused):
        return plan
    if problems := tuple(_confirming_problems(hub, plan.profile, on, first_day)):
        return Refused(problems)
    profile = plan.profile.confirmed(on, first_day)
    if not dry_run:
        done = hub.run(Ask(PLAN, plan.plan_id, AdoptPlan(plan.plan_id, profile)))
        if isinstance(done, Refused):
            return done
    return Adopted(
        AdoptedPlan(plan.plan_id, profile), is_new=False, changed=profile != plan.profile
    )


def _confirming_problems(
    hub: Hub, profile: Profile, on: date, first_day: date | None
) -> Iterator[Problem]:
    if on > hub.today:
        yield Problem(
            code="plan.confirmed-in-future",
            what=f"{on} is after today, {hub.today}",
            where=f"plan {profile.key}",
            fix="write the day on which the plan said so",
        )
    days = [str(each.period.first_day) for each in profile.rules]
    if first_day is not None and str(first_day) not in days:
        yield Problem(
            code="plan.no-such-rules",
            what=f"no rules of it begin on {first_day}; there are {', '.join(days)}",
            where=f"plan {profile.key}",
            fix=f"look at its rules: hub plan show {profile.key}",
        )


def find_adapter(key: str) -> PlanAdapter | Refused:
    """The plan that has a file under this key."""
    adapters = discover()
    if found := adapters.get(PlanKey(key)):
        return found
    return refuse(
        "plan.no-file",
        what=f"no plan has a file under the key {key}; there are {', '.join(adapters)}",
        where="adapters/plans",
        fix="use one of these keys, or add a file for the plan",
    )


def find_plan(hub: Hub, key: str) -> AdoptedPlan | Refused:
    """The adopted plan with a key."""
    if found := plans(hub, [PlanKey(key)]).get(PlanKey(key)):
        return found
    return refuse(
        "plan.not-adopted",
        what=f"the hub works with no plan {key}",
        where=f"plan {key}",
        fix=f"look at the plans: hub plan list; take it up: hub plan adopt {key}",
    )


def list_plans(hub: Hub) -> list[tuple[PlanAdapter, AdoptedPlan | None]]:
    """Every plan that has a file, and what the hub adopted of it, in order of key."""
    adapters = discover()
    adopted = plans(hub, adapters)
    return [(adapter, adopted.get(key)) for key, adapter in adapters.items()]


def find_rates(hub: Hub, key: PlanKey) -> FeeSchedule:
    """The rates that stand for a plan; none where nothing was published."""
    found = hub.log.find(lookups.FEE_SCHEDULE, key)
    schedule = hub.handler.state(FEE_SCHEDULE, found[0]) if found else FeeSchedule()
    assert isinstance(schedule, FeeSchedule)
    return schedule


def publish_rates(
    hub: Hub, key: str, content: bytes, *, dry_run: bool = False
) -> PublishedRates | Refused:
    """Publish all rates of a sheet, or none with every reason: half a fee schedule misleads."""
    plan = find_plan(hub, key)
    if isinstance(plan, Refused):
        return plan
    rates = _read_rates(content)
    if isinstance(rates, Refused):
        return rates
    plan_key = plan.profile.key
    standing = find_rates(hub, plan_key)
    asks = [(row, PublishRate(plan.plan_id, plan_key, rate)) for row, rate in rates]
    wrong = (*clashes(rates), *_problems(standing, asks))
    if wrong:
        return Refused(wrong)
    if not dry_run:
        found = hub.log.find(lookups.FEE_SCHEDULE, plan_key)
        schedule_id = found[0] if found else hub.ids.new()
        done = hub.run(*(Ask(FEE_SCHEDULE, schedule_id, ask) for _, ask in asks))
        if isinstance(done, Refused):
            return done
    added = dict.fromkeys(rate for _, rate in rates if rate not in standing.rates)
    return PublishedRates(plan_key, tuple(added), len(rates) - len(added))


def _read_rates(content: bytes) -> list[tuple[int, Rate]] | Refused:
    """The rates of a sheet, each with the number of its row."""
    sheet = read_rate_sheet(content)
    if isinstance(sheet, Refused):
        return sheet
    checked = [(row.row, check_rate(row)) for row in unchecked_rates(sheet)]
    problems = [p for _, each in checked if isinstance(each, Refused) for p in each.problems]
    if problems:
        return Refused(tuple(problems))
    return [(row, rate) for row, rate in checked if isinstance(rate, Rate)]


def _problems(
    standing: FeeSchedule, asks: Iterable[tuple[int, PublishRate]]
) -> tuple[Problem, ...]:
    """What the standing rates say against those of the sheet, with the row of each."""
    return tuple(
        replace(problem, where=f"row {row}, {problem.where}")
        for row, ask in asks
        if isinstance(decision := FEE_SCHEDULE.decide(standing, ask), Refused)
        for problem in decision.problems
    )
