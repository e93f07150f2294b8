"""May a claim be stated so, at first or anew?"""

from collections.abc import Iterator

from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_facts import ClaimBody, ClaimCorrected, ClaimFact, ClaimOpened
from domain.claims.claim_states import (
    CorrectClaim,
    CorrectingClaim,
    KnownClaim,
    OpenClaim,
    OpenedClaim,
)
from domain.problem import Problem, Refused, refuse
from domain.service_line import ServiceLine

MOST_LINES = 50


def open_claim(ask: OpenClaim) -> tuple[ClaimFact, ...] | Refused:
    """The claim bills what the body says, if its lines can be billed."""
    problems = tuple(_line_problems(ask.body, ask.body.lines))
    if problems:
        return Refused(problems)
    return (ClaimOpened(body=ask.body, opened_on=ask.opened_on, file_by=ask.file_by),)


def correct(claim: KnownClaim, ask: CorrectClaim) -> tuple[ClaimFact, ...] | Refused:
    """The claim as it should now stand; nothing that is paid is dropped unseen."""
    account, body = claim.account, claim.account.body
    if (ask.lines, ask.diagnoses) == (body.lines, body.diagnoses):
        if isinstance(claim, CorrectingClaim) or (
            isinstance(claim, OpenedClaim) and body != account.opened
        ):
            return ()  # asked twice, done once
        return refuse(
            "claim.nothing-corrected",
            what="the correction says the same as the claim",
            where=f"claim {body.number}",
            fix="change a line or a diagnosis, or leave the claim as it is",
        )
    problems = tuple(_line_problems(body, ask.lines))
    if problems:
        return Refused(problems)
    kept = {line.line for line in ask.lines}
    dropped = [number for number in account.paid_lines if number not in kept]
    if dropped and not ask.drop_paid_lines:
        return refuse(
            "claim.drops-paid-line",
            what=f"the correction leaves out paid line {', '.join(map(str, dropped))}",
            where=f"claim {body.number}",
            fix="carry every paid line, or say that it is dropped on purpose",
        )
    return (
        ClaimCorrected(
            claim_id=body.claim_id,
            number=body.number,
            lines=ask.lines,
            diagnoses=ask.diagnoses,
            reason=ask.reason,
            replaces_answer=_replaces(account),
        ),
    )


def _replaces(account: ClaimAccount) -> bool:
    """What is paid is never billed afresh; a denial without the plan's number can only be."""
    known = account.payer_control is not None or bool(account.paid_lines)
    return account.answered and known


def _line_problems(body: ClaimBody, lines: tuple[ServiceLine, ...]) -> Iterator[Problem]:
    """A claim has 1 to 50 lines (005010X222A1 2400), each under its own number."""
    where = f"claim {body.number}"
    numbers = {line.line for line in lines}
    if not 0 < len(lines) <= MOST_LINES:
        yield Problem(
            code="claim.number-of-lines",
            what=f"it has {len(lines)} lines; a claim has 1 to {MOST_LINES}",
            where=where,
            fix="bill the care in claims of that size, or void this one",
        )
    if len(numbers) < len(lines):
        yield Problem(
            code="claim.line-twice",
            what="two of its lines have the same number",
            where=where,
            fix="give each line its own number",
        )
