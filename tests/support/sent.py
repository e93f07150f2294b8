"""Claims as a plan receives them, and scenarios to answer them by."""

from datetime import date
from typing import Any

from domain.identifiers import PartnerCode, claim_number, line_control_number, send_number
from hub.rehearsal.payer import Desk, Paid, pay, take_in
from hub.rehearsal.scenario import (
    Answer,
    Change,
    Payer,
    Payment,
    Rule,
    Scenario,
    SentClaim,
    SentLine,
    When,
)

PAYER = Payer("INVENTED PLAN", "INV01", "1990000099", "I26")
PAID_ON = date(2026, 3, 20)
RATE = 2_500


def sent_claim(count: int = 1, *units: int, day: date = date(2026, 1, 5), **also: Any) -> SentClaim:
    """A claim with a line for each number of units, charged 25 dollars a unit."""
    sent_as = send_number(claim_number(PartnerCode("LPV"), count), also.pop("send", 1))
    service = also.pop("service", "98960 U2")
    stated: dict[str, Any] = {
        "frequency": "1",
        "replaces": "",
        "cin": f"9000000{count % 10}A",
        "last_name": "QUILLFEATHER",
        "first_name": "MARIGOLD",
        "born_on": date(1971, 5, 17),
        "place": "11",
    } | also
    lines = tuple(
        SentLine(line_control_number(sent_as, at), service, each, each * RATE, day)
        for at, each in enumerate(units or (2,), start=1)
    )
    return SentClaim(sent_as=sent_as, lines=lines, **stated)


def scenario(answer: Answer, *, when: When | None = None) -> Scenario:
    """A plan that gives one answer to the claims of a rule, and pays all others."""
    return Scenario(PAYER, (Rule("as the test says", when or When(), answer),))


def payment(*changes: Change, trace: str = "T1") -> Payment:
    """One payment of the plan."""
    return Payment(trace, PAID_ON, changes)


def paid_for(
    desk: Desk, plan: Scenario, *claims: SentClaim, trace: str = "T1"
) -> tuple[Desk, Paid]:
    """What the plan pays once it has taken in these claims."""
    taken, _ = take_in(desk, plan, claims)
    return pay(taken, plan, payment(trace=trace))


def is_balanced(paid: Paid) -> bool:
    """BPR02 = sum CLP04 - sum PLB, and every line and claim adds up too."""
    moved = sum(each.amount for each in paid.provider_adjustments)
    lines = [line for claim in paid.claims for line in claim.lines]
    return (
        paid.amount == sum(claim.paid or 0 for claim in paid.claims) - moved
        and all(claim.paid == sum(line.paid or 0 for line in claim.lines) for claim in paid.claims)
        and all(
            (line.billed or 0) - sum(a.amount for a in line.adjustments) == line.paid
            for line in lines
        )
    )
