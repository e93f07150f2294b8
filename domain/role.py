"""What the hub is in a contract: who bills, under whose numbers, and whom the plan pays."""

from types import MappingProxyType
from typing import Literal

import msgspec

Role = Literal["direct", "hub", "administrative-partner", "champion", "under-lead-entity"]
Party = Literal["the hub", "the partner", "the lead entity", "nobody"]


class Meaning(msgspec.Struct, frozen=True):
    """What a role means (domain.md 5.2).

    `contracts` with the plan; `bills` it; the NPI and TIN of `billing_provider` stand on the claim
    (005010X222A1 2010AA); the plan's money lands at the bank of `payee`; `hub_money` is what the
    hub gets, and how.
    """

    contracts: Party
    bills: Party
    billing_provider: Party
    payee: Party
    hub_money: str


MEANINGS = MappingProxyType[Role, Meaning](
    {
        "direct": Meaning("the hub", "the hub", "the hub", "the hub", "the whole payment"),
        "hub": Meaning(
            "the hub", "the hub", "the hub", "the hub", "its fee, kept of what it is paid"
        ),
        "administrative-partner": Meaning(
            "the partner",
            "the hub",
            "the partner",
            "the partner",
            "its fee, which it invoices to the partner",
        ),
        "champion": Meaning("nobody", "nobody", "nobody", "nobody", "nothing"),
        "under-lead-entity": Meaning(
            "the lead entity",
            "the lead entity",
            "the lead entity",
            "the lead entity",
            "its fee, kept of what the lead entity passes on",
        ),
    }
)
"""Every role and what it means."""
