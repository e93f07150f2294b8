"""A person says why a second payment is right: from then on it is shared like the first."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_acceptances import AcceptPaidTwice
from domain.claims.claim_account import Posted
from domain.identifiers import ClaimNumber
from domain.money import Money, show_money
from domain.notices.remittance import REMITTANCE, NoRemittance, Remittance
from domain.problem import Refused, refuse
from hub.handler import Ask, Work
from hub.services.billing.claims import find_claim
from hub.services.notices.claim_payments import settle
from hub.wiring import Hub
from projections.refund_status import REFUND_STATUS


@dataclass(frozen=True)
class Accepted:
    """The second payment that a person accepted: its claim, its notice, its cents."""

    number: ClaimNumber
    trace: str
    amount: Money


def accept_second(
    hub: Hub, number: str, why: str, *, trace: str = "", dry_run: bool = False
) -> Accepted | Refused:
    """Share what was paid again for a claim; `trace` says which, where there are several."""
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id

    if refused := _refund_open(hub, number):
        return refused

    def once(work: Work) -> Accepted | Refused:
        claim: Claim = work.state(CLAIM, claim_id)
        assert not isinstance(claim, NoClaim)
        body, posted = claim.account.body, claim.account.posted
        asks = {
            posting: AcceptPaidTwice(posting, why, hub.today)
            for posting, each in posted.items()
            if each.kind == "payment"
        }
        open_ones = {
            posting: trace_of
            for posting, ask in asks.items()
            if _changes(claim, ask)
            and (trace_of := _trace(hub, posted[posting]))
            and trace in {"", trace_of}
        }
        if len(open_ones) != 1:
            return _not_one(body.number, sorted(open_ones.values()))
        ((posting, trace_of),) = open_ones.items()
        decision = work.decide(Ask(CLAIM, claim_id, asks[posting]))
        if isinstance(decision, Refused):
            return decision
        settle(work, claim_id)
        if not dry_run:
            work.commit()
        return Accepted(body.number, trace_of, posted[posting].amount)

    done = hub.handler.attempt(once)
    hub.projector.catch_up()
    return done


def _changes(claim: Claim, ask: AcceptPaidTwice) -> bool:
    """Whether it waits as paid twice and is not accepted yet."""
    decision = CLAIM.decide(claim, ask)
    return bool(decision) and not isinstance(decision, Refused)


def _trace(hub: Hub, posted: Posted) -> str:
    """What people call the notice by; its id where it has no number."""
    remittance: Remittance = hub.handler.state(REMITTANCE, posted.place[1])
    known = "" if isinstance(remittance, NoRemittance) else remittance.notice.trace
    return known or str(posted.place[1])


def _refund_open(hub: Hub, number: str) -> Refused | None:
    """What is to go back to the plan is shared with nobody."""
    rows = hub.projector.live.rows(REFUND_STATUS, about=number.strip().upper())
    for row in rows:
        if row.state in {"proposed", "approved"}:
            return refuse(
                "paid-twice.refund-open",
                what=f"refund {row.number} is {row.state}: {show_money(row.amount)} of it is to "
                "go back to the plan",
                where=f"claim {number}",
                fix=f"if the second payment is right, void it first: hub refund void {row.number}; "
                "or record its cheque: hub refund sent",
            )
    return None


def _not_one(number: str, traces: Iterable[str]) -> Refused:
    found = ", ".join(traces)
    if found:
        return refuse(
            "paid-twice.several",
            what=f"several payments of it wait as paid twice, by remittances {found}",
            where=f"claim {number}",
            fix="say which is right: --remittance TRACE",
        )
    return refuse(
        "paid-twice.none",
        what="no payment of it waits as paid twice",
        where=f"claim {number}",
        fix="look at what was paid for it: hub claim history",
    )
