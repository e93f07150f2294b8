"""Which plan covered a member where the plan that was billed says that another one pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from domain.agreements.plan import AdoptedPlan
from domain.care.member import Coverage, KnownMember, Member
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import PlanKey
from hub.lookups import CLAIM as CLAIM_NUMBER
from hub.services.known import plans
from hub.wiring import Hub
from projections.due_item import DueItem


@dataclass(frozen=True)
class OtherPlan:
    """The plan that covered the member then; `file_by` is empty where its rules are not known."""

    name: str
    file_by: date | None


def with_other_plans(hub: Hub, items: Sequence[DueItem]) -> list[DueItem]:
    """The items as they are; what is to be billed to another plan says to which, and by when."""
    numbers = [item.subject for item in items if item.kind == "bill-other-plan"]
    found = other_plans(hub, numbers) if numbers else {}
    return [_told(item, found.get(item.subject)) for item in items]


def other_plans(hub: Hub, numbers: Sequence[str]) -> dict[str, OtherPlan]:
    """For claims the other plan that the hub knows of; left out where it knows of none."""
    bodies = _bodies(hub, numbers)
    members = hub.vault.members(dict.fromkeys(body.member_id for body in bodies.values()))
    coverages = {
        number: covered
        for number, body in bodies.items()
        if (covered := _other(body, members.get(body.member_id))) is not None
    }
    adopted = plans(hub, {each.plan_key for each in coverages.values()})
    return {
        number: _other_plan(bodies[number], coverage, adopted)
        for number, coverage in coverages.items()
    }


def _bodies(hub: Hub, numbers: Sequence[str]) -> dict[str, ClaimBody]:
    every = hub.log.find_many(CLAIM_NUMBER, numbers)
    ids = {number: found[0] for number, found in every.items() if found}
    states: Mapping[str, Claim] = hub.handler.states(CLAIM, ids.values())
    known = {number: states[claim_id] for number, claim_id in ids.items()}
    return {
        number: claim.account.body
        for number, claim in known.items()
        if not isinstance(claim, NoClaim)
    }


def _other(body: ClaimBody, member: Member | None) -> Coverage | None:
    """Who covered the member on the first day of care, if that is not the plan that was billed."""
    if not isinstance(member, KnownMember):
        return None
    covered = member.plan_on(_first_day(body))
    return covered if covered and covered.plan_key != body.plan_key else None


def _other_plan(
    body: ClaimBody, coverage: Coverage, adopted: Mapping[PlanKey, AdoptedPlan]
) -> OtherPlan:
    plan, day = adopted.get(coverage.plan_key), _first_day(body)
    rules = plan.profile.rules_on(day) if plan else None
    return OtherPlan(
        name=plan.profile.name if plan else coverage.plan_key,
        file_by=day + timedelta(days=rules.filing_limit_days) if rules else None,
    )


def _first_day(body: ClaimBody) -> date:
    """The day that its filing limit is counted from."""
    return min(line.service_on for line in body.lines)


def _told(item: DueItem, other: OtherPlan | None) -> DueItem:
    if other is None:
        return item
    day = f", which takes it until {other.file_by}" if other.file_by else ""
    what = f"{item.what}; the member was with {other.name} then{day}"
    return replace(item, what=what, due_on=other.file_by or item.due_on)
