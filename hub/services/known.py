"""What the hub knows that decides how care is billed, gathered for many encounters at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.agreements.contract import CONTRACT, AgreedContract, Agreement
from domain.agreements.fee_schedule import FEE_SCHEDULE, FeeSchedule
from domain.agreements.partner import PARTNER, Partner
from domain.agreements.plan import PLAN, AdoptedPlan
from domain.care.authorization import AUTHORIZATION, GrantedAuthorization
from domain.care.encounter import Report
from domain.care.member import KnownMember
from domain.decider import Decider
from domain.identifiers import MemberId, PartnerId, PlanKey
from hub import lookups
from hub.wiring import Hub
from projections.register import REGISTER

_CORRECTION_DAYS = 365  # domain.md 6.1, where the plan's own rules are not known


@dataclass(frozen=True)
class Known:
    """Everything outside of an encounter that its bill depends on."""

    today: date
    partners: Mapping[PartnerId, Partner]
    members: Mapping[MemberId, KnownMember]
    plans: Mapping[PlanKey, AdoptedPlan]
    schedules: Mapping[PlanKey, FeeSchedule]
    agreements: Mapping[PartnerId, tuple[Agreement, ...]]
    authorizations: Mapping[MemberId, tuple[GrantedAuthorization, ...]]


def known_about(hub: Hub, reports: Iterable[Report]) -> Known:
    """What bears on these encounters, each kind of stream read in one go."""
    reports = tuple(reports)
    partner_ids = list(dict.fromkeys(report.partner_id for report in reports))
    member_ids = list(dict.fromkeys(r.member_id for r in reports if r.member_id is not None))
    states = hub.vault.members(member_ids)
    members = {each: state for each, state in states.items() if isinstance(state, KnownMember)}
    keys = list(dict.fromkeys(c.plan_key for m in members.values() for c in m.coverages))
    return Known(
        today=hub.today,
        partners={PartnerId(k): v for k, v in hub.handler.states(PARTNER, partner_ids).items()},
        members=members,
        plans=plans(hub, keys),
        schedules={
            PlanKey(key): found[0]
            for key, found in _found(hub, FEE_SCHEDULE, lookups.FEE_SCHEDULE, keys).items()
            if found
        },
        agreements={
            PartnerId(key): tuple(c.agreement for c in found if isinstance(c, AgreedContract))
            for key, found in _found(hub, CONTRACT, lookups.CONTRACT, partner_ids).items()
        },
        authorizations={
            MemberId(key): tuple(a for a in found if isinstance(a, GrantedAuthorization))
            for key, found in _found(hub, AUTHORIZATION, lookups.AUTHORIZATION, member_ids).items()
        },
    )


def plans(hub: Hub, keys: Iterable[PlanKey]) -> dict[PlanKey, AdoptedPlan]:
    """The plans of these keys that the hub has adopted."""
    found = _found(hub, PLAN, lookups.PLAN, list(keys))
    return {
        PlanKey(key): plan
        for key, states in found.items()
        for plan in states
        if isinstance(plan, AdoptedPlan)
    }


def all_plans(hub: Hub) -> dict[PlanKey, AdoptedPlan]:
    """Every plan that the hub has adopted."""
    rows = hub.projector.live.rows(REGISTER, kind="plan")
    return plans(hub, [PlanKey(row.key) for row in rows])


def _found(
    hub: Hub, decider: Decider[Any, Any, Any], kind: str, keys: Iterable[str]
) -> dict[str, tuple[Any, ...]]:
    """The states of all streams that the numbers of one kind lead to, by number."""
    ids = hub.log.find_many(kind, list(keys))
    states = hub.handler.states(decider, {each for found in ids.values() for each in found})
    return {key: tuple(states[each] for each in found) for key, found in ids.items()}


def correction_days(plan: AdoptedPlan | None, day: date) -> int:
    """How long a plan takes corrections of what it denied on a day; 365 where that is not known."""
    rules = plan.profile.rules_on(day) if plan else None
    return rules.correction_limit_days if rules else _CORRECTION_DAYS
