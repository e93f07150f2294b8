"""Who saw a member in a month, and what each of them weighs when its payment is shared."""

from datetime import date
from typing import assert_never

import msgspec

from domain.agreements.period_rules import SplitBy
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A partner that saw the member in the month: how often, when first, in which claim of it."""

    partner_code: PartnerCode
    first_on: date
    count: int
    number: ClaimNumber
    claim_id: ClaimId


class Contacts(msgspec.Struct, frozen=True, gc=False):
    """Who saw the member in the month, the first one first; `lead` is the lead care manager.

    The lead is the one at the end of the month, empty where none is known.
    """

    partners: tuple[Contact, ...]
    lead: PartnerCode | None = None

    def weights(self, by: SplitBy) -> dict[PartnerCode, int]:
        """How the payment is divided; two partners whose first contact is on one day share it."""
        match by:
            case "contacts":
                return {each.partner_code: each.count for each in self.partners}
            case "first-contact":
                first_on = min((each.first_on for each in self.partners), default=None)
                first = (each for each in self.partners if each.first_on == first_on)
                return {each.partner_code: 1 for each in first}
            case "lead-care-manager":
                return {self.lead: 1} if self.lead else {}
            case _:
                assert_never(by)
