"""One billed line as an invoice sheet or an activity file states it: everything it may state."""

from datetime import date

import msgspec

from domain.money import Money


class BilledRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a claim with all that is said about it (domain.md 4 and 5.3).

    A text that is empty and a number or day that is None are not known to the hub. `control` is
    the text of REF*6R, `sent_as` of CLM01; `partner` is the code that begins both. `homeless` is Y
    where a diagnosis says so, else empty. `minutes` are those the partner reported. Names,
    addresses, birth date and CIN are personal details; printing shows none.
    """

    invoice_number: str = ""
    invoice_date: date | None = None
    control: str = ""
    sent_as: str = ""
    frequency: str = ""
    payer_control: str = ""
    partner: str = ""
    billing_npi: str = ""
    billing_name: str = ""
    billing_tin: str = ""
    billing_address: str = ""
    billing_phone: str = ""
    rendering_npi: str = ""
    rendering_name: str = ""
    cin: str = ""
    last_name: str = ""
    first_name: str = ""
    born_on: date | None = None
    sex: str = ""
    member_address: str = ""
    member_street: str = ""
    member_city: str = ""
    member_state: str = ""
    member_zip: str = ""
    homeless: str = ""
    plan_name: str = ""
    plan_identifier: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()
    service_name: str = ""
    service_on: date | None = None
    service_to: date | None = None
    place: str = ""
    units: int | None = None
    minutes: int | None = None
    unit_cost: Money | None = None
    charge: Money | None = None
    diagnoses: tuple[str, ...] = ()
    authorization: str = ""
    total_billed: Money | None = None

    def __repr__(self) -> str:
        return f"<billed row {self.control}>"


_AMOUNTS = frozenset({"unit_cost", "charge", "total_billed"})
_KINDS = {str: "text", tuple[str, ...]: "list", date | None: "day", int | None: "count"}

FIELDS = {
    field.name: "amount" if field.name in _AMOUNTS else _KINDS[field.type]
    for field in msgspec.structs.fields(BilledRow)
}
"""How each field is written: text, list, day, count or amount."""
