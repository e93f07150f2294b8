"""How a payment was told to be about a claim of ours, how sure that is, or why it is about none.

The words here are public: facts keep them, and people read them beside each payment.
"""

from dataclasses import dataclass
from typing import Literal

from domain.claims.claim_facts import Told
from domain.identifiers import ClaimId
from domain.problem import Problem

MatchReason = Literal[
    "send-number",
    "send-number-in-text",
    "line-control-number",
    "payer-control-number",
    "send-number-without-check",
    "claim-number-alone",
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
    "claim-number-alone": 75,
    "services": 70,
}
MEMBER_AGREES, MODIFIERS_AGREE, CHARGE_AGREES = 20, 10, 5
"""What is added where the member's number, all modifiers, or the claim's charge agree."""

FULL_SCORE = 100

_STYLE_SCORES: dict[ReferenceStyle, int] = {
    "payer-control-number": 85,
    "payer-control-number-and-date": 85,
}
"""What a reference scores that is no number of ours."""


@dataclass(frozen=True)
class Match:
    """The one claim a payment is about; `score` out of 100."""

    claim_id: ClaimId
    score: int
    reason: MatchReason

    @property
    def told(self) -> Told:
        """What facts keep of it."""
        return Told(self.reason, self.score)


def told_by_reference(style: ReferenceStyle) -> Told:
    """What facts keep of a provider adjustment that was told by its reference."""
    return Told(style, _STYLE_SCORES.get(style, FULL_SCORE))


BY_A_PERSON = Told("person", FULL_SCORE)
STATED_BESIDE = Told("stated-beside", CERTAIN_FROM)
"""It names nothing, and claims of the same remittance state its amount themselves."""


@dataclass(frozen=True)
class NoMatch:
    """No claim is certain; `candidates` counts those that could be meant."""

    candidates: int
    reason: NoMatchReason

    def problems(self, where: str) -> tuple[Problem, ...]:
        """What a person is told; nothing where the payment is simply none of ours."""
        if self.reason == "none-of-ours":
            return ()
        fix = "match it by hand; its money waits in suspense"
        return (match_problem(self.reason, self.candidates, where, fix),)


@dataclass(frozen=True)
class ReferencedClaim:
    """The claim that a provider adjustment names."""

    claim_id: ClaimId
    style: ReferenceStyle


def match_problem(reason: NoMatchReason, candidates: int, where: str, fix: str) -> Problem:
    """Why no claim is taken, in the same words whoever asked for one."""
    kind = "payment" if reason == "several-payments" else "claim"
    count = f"{candidates} {kind}{'s' * (candidates != 1)}"
    return Problem(
        code=f"match.{reason}", what=_TOLD[reason].format(count=count), where=where, fix=fix
    )


ClaimMatch = Match | NoMatch
Referenced = ReferencedClaim | NoMatch

_TOLD: dict[NoMatchReason, str] = {
    "several-claims": "{count} could be meant, none more than the others",
    "several-payments": "its number is that of {count}",
    "numbers-disagree": "its numbers lead to {count}",
    "other-plan": "its number leads to {count} of another plan",
    "other-member": "its number leads to {count}, and the member number stated is another's",
    "not-certain": "{count} could be meant, and too little of it agrees",
}
