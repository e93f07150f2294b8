"""Words that narrow a list: a partner or plan that nobody knows is told, never an empty answer."""

from domain.identifiers import PartnerCode, PlanKey
from domain.problem import Refused
from hub.cli.frame import accepted, refused
from hub.services.agreements.partners import find_partner
from hub.services.agreements.plans import find_plan
from hub.wiring import Hub


def partner_asked(hub: Hub, code: str, *, as_json: bool) -> PartnerCode | None:
    """The code of the partner asked for, None where any will do; else the command ends."""
    if not code:
        return None
    found = find_partner(hub, code)
    if isinstance(found, Refused):
        refused(found, as_json=as_json)
    return found.details.code


def plan_asked(hub: Hub, key: str, *, as_json: bool) -> PlanKey | None:
    """The key of the plan asked for, None where any will do; else the command ends."""
    if not key:
        return None
    return accepted(find_plan(hub, key), as_json=as_json).profile.key
