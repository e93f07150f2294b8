"""Seed money: the hub pays a partner before its care was paid, and recoups it from statements."""

from domain.agreements.partner import PartnerDetails
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.payments.payout_facts import Payout
from domain.problem import Refused, refuse
from hub.handler import Work
from hub.services.agreements.partners import find_partner
from hub.services.payments.payouts import (
    Proposal,
    ask_payout,
    cover_now,
    list_payouts,
    named_shortfall,
    next_number,
    payout_id,
)
from hub.services.staff import staff_name
from hub.wiring import Hub


def give_advance(
    hub: Hub, code: str, amount: Money, *, reason: str, by: str, dry_run: bool = False
) -> Proposal | Refused:
    """Propose seed money for a partner; the same for the same reason changes nothing.

    It comes from what the hub's own money in the bank comes to, never from a partner's.
    """
    partner = find_partner(hub, code)
    if isinstance(partner, Refused):
        return partner
    details = partner.details

    def once(work: Work) -> Proposal | Refused:
        cover = cover_now(hub)
        if known := _known(hub, details.code, reason):
            return _again(known, amount)
        payout = _advance(hub, details, amount, reason)
        answer = ask_payout(work, payout, by=staff_name(hub, by), room=cover.hub_room)
        if isinstance(answer, Refused):
            why = tuple(named_shortfall(cover, answer.problems))
            return Refused((*answer.problems, *why))
        if not dry_run:
            work.commit()
        return answer

    done = hub.handler.attempt(once)
    hub.projector.catch_up()
    return done


def _advance(hub: Hub, details: PartnerDetails, amount: Money, reason: str) -> Payout:
    number = next_number(hub, details.code)
    return Payout(
        payout_id=payout_id(number),
        number=number,
        partner_id=details.partner_id,
        partner_code=details.code,
        kind="advance",
        about=reason,
        amount=amount,
        proposed_on=hub.today,
    )


def _known(hub: Hub, code: PartnerCode, reason: str) -> Payout | None:
    """What was proposed for the same reason before and not cancelled."""
    same = (
        row.payout
        for row in list_payouts(hub, partner=code)
        if row.payout.kind == "advance"
        and row.payout.about == reason
        and row.state not in {"cancelled", "voided"}
    )
    return next(same, None)


def _again(known: Payout, amount: Money) -> Proposal | Refused:
    if known.amount == amount:
        return Proposal(known.partner_code, known, why="it was asked for before")
    return refuse(
        "payout.advance-differs",
        what=f"{show_money(known.amount)} was asked for this reason before; "
        f"{show_money(amount)} is asked now",
        where=known.where,
        fix="cancel that one first, or say another reason",
    )
