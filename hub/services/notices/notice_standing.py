"""Where the notices of a number stand, in words, and what may be done with them."""

from collections.abc import Iterable

from domain.money import show_money
from hub.services.bank.named_deposits import near_remittances, remittances_named, shown_id
from hub.wiring import Hub
from projections.due_money import PARKED
from projections.remittance_balance import RemittanceBalance

_NEXT = {
    "dismissed": "a person dismissed it: hub remittance reopen lets it wait again",
    "posted": "it is posted; where another notice of its number holds instead, accept that one; "
    "where the payment was made anew: hub remittance reissued",
    "posting": "it is being posted: hub remittance show",
    "withdrawing": "another notice is taking its place: hub remittance show",
    "withdrawn": "it was withdrawn; if it holds after all, accept it by its id: hub remittance "
    "list --state withdrawn --json",
    "superseded": "a corrected notice took its place: hub remittance show",
}


def standing_of(hub: Hub, name: str) -> str:
    """Where each notice of this trace or id stands, and what to do; or what was perhaps meant."""
    view = hub.projector.live
    told = dict.fromkeys(_next(row) for row in remittances_named(view, name))
    return "; ".join(told) or f"{near_remittances(view, name)}list them: hub remittance list"


def told_apart(rows: Iterable[RemittanceBalance]) -> str:
    """Notices of one number, each by its id, day and amount."""
    return ", ".join(
        f"{shown_id(row.remittance_id)} of {row.paid_on} over {show_money(row.deposit)}"
        for row in rows
    )


def _next(row: RemittanceBalance) -> str:
    if row.because is not None and row.state == "parked":
        return f"it waits: {PARKED[row.because]}"
    return _NEXT[row.state]
