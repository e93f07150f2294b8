"""How a payment was told to be about a claim of ours, how sure that is, or why it is about none.

The words here are public: facts keep them, and people read them beside each payment.
"""

from dataclasses import dataclass
from typing import Literal

from domain.identifiers import ClaimId, RemittanceId
from domain.problem import Problem

MatchReason = Literal[
    "send-number",
    "send-number-in-text",
    "line-control-number",
    "payer-control-number",
    "send-number-without-check",
    "services",
]
"""By what a claim was found, the surest first."""

NoMatchReason = Literal[
    "none-of-ours",
    "several-claims",
    "several-payments",
    "numbers-disagree",
    "other-plan",
    "other-member",
    "not-certain",
]
"""Why no claim was taken."""

LineReason = Literal["line-control-number", "services", "in-parts", "joined", "charge"]
"""By what a line was found: its number; its service, day and charge; parts that add up to it;
lines paid together, divided by charge; the claim's charge alone."""

ReferenceStyle = Literal[
    "account-number",
    "account-date-and-claim-number",
    "account-number-and-date",
    "claim-number",
    "payer-control-number",
    "payer-control-number-and-date",
    "payment-number",
]
"""How a provider adjustment names what it is about; the account number is our CLM01."""

CERTAIN_FROM = 80
"""The score, out of 100, from which a match is taken."""

SCORES: dict[MatchReason, int] = {
    "send-number": 100,
    "send-number-in-text": 95,
    "line-control-number": 90,
    "payer-control-number": 85,
    "send-number-without-check": 75,
    "services": 70,
}
MEMBER_AGREES, MODIFIERS_AGREE, CHARGE_AGREES = 20, 10, 5
"""What is added where the member's number, all modifiers, or the claim's charge agree."""

FULL_SCORE = 100


@dataclass(frozen=True)
class Match:
    """The one claim a payment is about; `score` out of 100."""

    claim_id: ClaimId
    score: int
    reason: MatchReason


@dataclass(frozen=True)
class NoMatch:
    """No claim is certain; `candidates` counts those that could be meant."""

    candidates: int
    reason: NoMatchReason

    def problems(self, where: str) -> tuple[Problem, ...]:
        """What a person is told; nothing where the payment is simply none of ours."""
        if self.reason == "none-of-ours":
            return ()
        count = "1 claim" if self.candidates == 1 else f"{self.candidates} claims"
        return (
            Problem(
                code=f"match.{self.reason}",
                what=_TOLD[self.reason].format(count=count),
                where=where,
                fix="match it by hand; its money waits in suspense",
            ),
        )


@dataclass(frozen=True)
class ReferencedClaim:
    """The claim that a provider adjustment names."""

    claim_id: ClaimId
    style: ReferenceStyle


@dataclass(frozen=True)
class ReferencedRemittance:
    """The earlier payment that a provider adjustment names by its number."""

    remittance_id: RemittanceId
    style: ReferenceStyle


ClaimMatch = Match | NoMatch
Referenced = ReferencedClaim | ReferencedRemittance | NoMatch

_TOLD: dict[NoMatchReason, str] = {
    "several-claims": "{count} could be meant, none more than the others",
    "several-payments": "its reference is the number of several payments",
    "numbers-disagree": "its numbers lead to {count}",
    "other-plan": "its number leads to {count} of another plan",
    "other-member": "its number leads to {count}, and the member number stated is another's",
    "not-certain": "{count} could be meant, and too little of it agrees",
}
