"""Whose bank a payment notice pays: the hub's, a partner's, or somebody else's (N1*PE).

The payee's NPI decides, else its TIN: departments of one county share a TIN.
"""

from dataclasses import dataclass

from adapters.edi.remittances.remittance import RemittanceHeader
from domain.agreements.contract import CONTRACT, AgreedContract, Contract, ReplacedContract
from domain.agreements.partner import PARTNER, NoPartner, Partner, PartnerDetails
from domain.identifiers import PartnerId, PlanKey
from domain.role import MEANINGS
from hub import lookups
from hub.wiring import Hub
from projections.register import REGISTER


@dataclass(frozen=True)
class PaysHub:
    """The money lands at the hub's bank."""


@dataclass(frozen=True)
class PaysPartner:
    """A partner is paid itself; `is_agreed` tells that a contract with the plan says so."""

    partner: PartnerDetails
    is_agreed: bool


@dataclass(frozen=True)
class PaysDepartment:
    """Somebody who shares the hub's TIN and has an NPI of its own, as a county's departments do."""


@dataclass(frozen=True)
class PaysStranger:
    """Somebody of whom the hub knows nothing."""


Payee = PaysHub | PaysPartner | PaysDepartment | PaysStranger


def payee_of(hub: Hub, header: RemittanceHeader, plan: PlanKey) -> Payee:
    """Whose bank the notice says that it pays; the hub's where it does not say."""
    own = hub.settings.file.hub
    npi, tin = header.payee_npi, header.payee_tin
    if npi and npi == own.npi:
        return PaysHub()
    partner = _partner(hub, npi, tin)
    if partner is not None:
        return PaysPartner(partner, _is_agreed(hub, partner.partner_id, plan))
    if npi and own.npi:
        return PaysDepartment() if tin and tin == own.tin else PaysStranger()
    if tin and own.tin:
        return PaysHub() if tin == own.tin else PaysStranger()
    return PaysHub()


def _partner(hub: Hub, npi: str, tin: str) -> PartnerDetails | None:
    """The partner of an NPI; of a TIN where NPIs do not tell it apart from others of the TIN."""
    if not npi and (not tin or tin == hub.settings.file.hub.tin):
        return None
    ids = [row.id for row in hub.projector.live.rows(REGISTER, kind="partner")]
    states: list[Partner] = list(hub.handler.states(PARTNER, ids).values())
    known = [each.details for each in states if not isinstance(each, NoPartner)]
    by_npi = [each for each in known if npi and each.npi == npi]
    by_tin = [each for each in known if tin and each.tin == tin and not (npi and each.npi)]
    found = by_npi or by_tin
    return found[0] if len(found) == 1 else None


def _is_agreed(hub: Hub, partner_id: PartnerId, plan: PlanKey) -> bool:
    """Whether any contract with the plan, one that has ended too, has it pay the partner itself."""
    ids = hub.log.find(lookups.CONTRACT, partner_id)
    contracts: list[Contract] = list(hub.handler.states(CONTRACT, ids).values())
    return any(
        each.agreement.plan_key == plan and MEANINGS[each.agreement.role].payee == "the partner"
        for each in contracts
        if isinstance(each, AgreedContract | ReplacedContract)
    )
