"""The hub's own money that stands in for one partner's debt: asked for, agreed to, returned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.hub_advance import (
    HUB_ADVANCE,
    ApproveHubAdvance,
    AskHubAdvance,
    HubAdvance,
    HubAdvanceCommand,
    ReturnHubAdvance,
)
from domain.problem import Refused
from hub.handler import Ask, Work
from hub.ids import outside_id
from hub.services.agreements.partners import find_partner
from hub.services.payments.payouts import cover_now
from hub.services.staff import staff_name
from hub.wiring import Hub
from projections.hub_advances import HUB_ADVANCES, HubAdvanceStatus


@dataclass(frozen=True)
class HubAdvanceAnswer:
    """What stands for a partner's debt after a command, in cents; `free` may be taken back."""

    partner_code: PartnerCode
    changed: bool
    standing: Money
    free: Money


def ask_hub_advance(  # noqa: PLR0913 - amount, day and reference are all that a bank tells
    hub: Hub,
    code: str,
    amount: Money,
    *,
    reference: str,
    bank_on: date,
    by: str,
    dry_run: bool = False,
) -> HubAdvanceAnswer | Refused:
    """Ask that the hub's own money stand in; it counts once a second person agreed."""
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    own = partner.details.code
    command = AskHubAdvance(own, reference, amount, bank_on, staff_name(hub, by), hub.today)
    return _run(hub, own, lambda: command, dry_run=dry_run)


def approve_hub_advance(
    hub: Hub, code: str, *, reference: str, by: str, dry_run: bool = False
) -> HubAdvanceAnswer | Refused:
    """A second person agrees: the money is in the bank."""
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    command = ApproveHubAdvance(reference, staff_name(hub, by))
    return _run(hub, partner.details.code, lambda: command, dry_run=dry_run)


def return_hub_advance(  # noqa: PLR0913 - as above
    hub: Hub,
    code: str,
    amount: Money,
    *,
    reference: str,
    returned_on: date,
    by: str,
    dry_run: bool = False,
) -> HubAdvanceAnswer | Refused:
    """The hub takes back what the partner's debt no longer needs."""
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    own = partner.details.code
    name = staff_name(hub, by)

    def command() -> HubAdvanceCommand:  # asked anew where somebody else was faster
        free = cover_now(hub).hub_free.get(own, 0)
        return ReturnHubAdvance(reference, amount, returned_on, name, free, hub.today)

    return _run(hub, own, command, dry_run=dry_run)


def list_hub_advances(hub: Hub) -> list[HubAdvanceStatus]:
    """Every movement of the hub's own money, by partner."""
    return hub.projector.live.rows(HUB_ADVANCES)


def hub_advance_stream(code: PartnerCode) -> str:
    """The stream of the hub's own money for one partner's debt."""
    return outside_id("hub-advance", code)


def _run(
    hub: Hub, code: PartnerCode, command: Callable[[], HubAdvanceCommand], *, dry_run: bool
) -> HubAdvanceAnswer | Refused:
    stream_id = hub_advance_stream(code)

    def once(work: Work) -> bool | Refused:
        work.load(HUB_ADVANCE, [stream_id])
        decided = work.decide(Ask(HUB_ADVANCE, stream_id, command()))
        if isinstance(decided, Refused):
            return decided
        if not dry_run:
            work.commit()
        return bool(decided)

    changed = hub.handler.attempt(once)
    if isinstance(changed, Refused):
        return changed
    hub.projector.catch_up()
    state = hub.handler.state(HUB_ADVANCE, stream_id)
    standing = state.standing if isinstance(state, HubAdvance) else 0
    return HubAdvanceAnswer(code, changed, standing, cover_now(hub).hub_free.get(code, 0))
