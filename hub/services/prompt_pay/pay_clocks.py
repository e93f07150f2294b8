"""What a person learned of a plan's time to pay a claim becomes facts."""

from dataclasses import dataclass
from datetime import date

from domain.claims.claim import CLAIM, KnownClaim
from domain.problem import Refused, refuse
from domain.prompt_pay.pay_clock import (
    PAY_CLOCK,
    BringInformation,
    ClockCommand,
    ContestClaim,
    ProveReceipt,
    SentClaim,
)
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.billing.claims import find_claim
from hub.wiring import Hub


@dataclass(frozen=True)
class Learned:
    """What was recorded about a sending; `is_new` is False where it was known before."""

    sending: SentClaim
    is_new: bool


def prove_receipt(
    hub: Hub, number: str, *, received_on: date, proof: str, dry_run: bool = False
) -> Learned | Refused:
    """Something proves that the plan had a claim; `number` is the claim's or a sending's."""
    sending = _sending(hub, number)
    if isinstance(sending, Refused):
        return sending
    return _record(hub, ProveReceipt(sending, received_on, proof, hub.today), dry_run=dry_run)


def contest_claim(
    hub: Hub, number: str, *, asked_on: date, asks: str, dry_run: bool = False
) -> Learned | Refused:
    """The plan asked for information before it pays; `number` is the claim's or a sending's."""
    sending = _sending(hub, number)
    if isinstance(sending, Refused):
        return sending
    return _record(hub, ContestClaim(sending, asked_on, asks, hub.today), dry_run=dry_run)


def bring_information(
    hub: Hub, number: str, *, arrived_on: date, dry_run: bool = False
) -> Learned | Refused:
    """The plan has what it asked for; `number` is the claim's or a sending's."""
    sending = _sending(hub, number)
    if isinstance(sending, Refused):
        return sending
    return _record(hub, BringInformation(sending, arrived_on, hub.today), dry_run=dry_run)


def _record(hub: Hub, command: ClockCommand, *, dry_run: bool) -> Learned | Refused:
    stream_id = outside_id("pay-clock", command.sending.claim_id)
    if dry_run:
        decision = PAY_CLOCK.decide(hub.handler.state(PAY_CLOCK, stream_id), command)
        return (
            decision if isinstance(decision, Refused) else Learned(command.sending, bool(decision))
        )
    done = hub.run(Ask(PAY_CLOCK, stream_id, command))
    return done if isinstance(done, Refused) else Learned(command.sending, bool(done.facts))


def _sending(hub: Hub, number: str) -> SentClaim | Refused:
    """The sending that a CLM01 names, or the last one of a claim."""
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    claim: KnownClaim = hub.handler.state(CLAIM, claim_id)
    account = claim.account
    named = [send for send in account.sends if send.sent_as == number.strip().upper()]
    sends = named or account.sends
    if not sends:
        return refuse(
            "pay-clock.never-sent",
            what="the claim was never sent, so no plan has it",
            where=f"claim {account.body.number}",
            fix="send it first: hub batch build",
        )
    return SentClaim(claim_id, account.body.number, sends[-1].sent_as, sends[-1].sent_on)
