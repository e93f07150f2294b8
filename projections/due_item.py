"""One thing that waits for somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money
from domain.problem import Problem
from projections.claim_journey import Journey, WaitingOn

DueKind = Literal[
    "held-visit",
    "unsent-claim",
    "held-claim",
    "unwritten-batch",
    "rejected-claim",
    "denied-claim",
    "taken-back",
    "bill-other-plan",
    "plan-silent",
    "expected-takeback",
    "parked-remittance",
    "parked-payment",
    "unmatched-deposit",
    "unbanked-remittance",
    "member-charged",
    "paid-twice",
    "reversal-without-payment",
    "recovery-above-payment",
    "unplaced-adjustment",
    "waiting-roster-row",
    "refund-owed",
    "open-payout",
    "payee-change",
    "hub-advance-asked",
    "month-without-lead",
    "later-contacts",
]


class DueItem(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing that waits for somebody, in words, with the last day to do it where there is one.

    `subject` is the number that people know, or the id of a visit. `amount` in cents is what is at
    stake; of a payment notice `held` is what the bank has of it. `plan-silent` lists every claim
    that is with a plan: it is late only after `due_on`. `journey` is how far a claim has come; one
    that waits for nobody is remembered, in the words of when it last waited for somebody, and not
    shown.
    """

    kind: DueKind
    what: str
    who: WaitingOn
    due_on: date | None = None
    partner_code: PartnerCode | None = None
    plan_key: PlanKey | None = None
    amount: Money = 0
    held: Money = 0
    subject: str
    journey: Journey | None = None


def told(problems: Iterable[Problem]) -> str:
    """Problems in words, one after another."""
    return "; ".join(problem.what for problem in problems)
