"""Which of the hub's plans a payment notice comes from, by what its header says of the payer."""

from adapters.edi.remittances.remittance import RemittanceHeader, evened
from domain.agreements.plan import AdoptedPlan
from domain.identifiers import PlanKey
from domain.posting import UNKNOWN_PLAN
from hub.services.known import all_plans
from hub.wiring import Hub


class PlanFinder:
    """Which of the hub's plans a remittance comes from."""

    def __init__(self, hub: Hub) -> None:
        self._plans = all_plans(hub)

    def plan(self, key: PlanKey) -> AdoptedPlan | None:
        """The plan of this key; None for a payer that is no plan of ours."""
        return self._plans.get(key)

    def __call__(self, header: RemittanceHeader) -> PlanKey:
        """The key of the plan that pays, by id or name as its route states them."""
        names = {header.payer_id, header.payer_number, evened(header.payer_name)} - {""}
        for key, plan in self._plans.items():
            route = plan.profile.route
            known = {route.payer_id, evened(plan.profile.name), *map(evened, route.remitters)}
            if names & (known | set(route.remitters)):
                return key
        return UNKNOWN_PLAN
