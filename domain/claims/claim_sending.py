"""May a claim go out, and under which number?"""

from datetime import timedelta

from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_facts import ClaimFact, ClaimSubmitted, Frequency, Send
from domain.claims.claim_states import SubmitClaim
from domain.identifiers import send_number
from domain.problem import Problem, Refused


def submit(
    account: ClaimAccount, ask: SubmitClaim, frequency: Frequency
) -> tuple[ClaimFact, ...] | Refused:
    """The claim goes out under its next send number, if no rule is against it."""
    problems = (
        *_filing_problems(account, ask, frequency),
        *_replacement_problems(account, frequency),
        *_send_problems(account),
    )
    if problems:
        return Refused(problems)
    body = account.body
    sent_as = send_number(body.number, len(account.sends) + 1)
    days = ask.void_days if frequency == "8" else ask.payment_days
    return (
        ClaimSubmitted(
            claim_id=body.claim_id,
            number=body.number,
            send=Send(sent_as, ask.batch_id, frequency, ask.submit_on),
            replaces=account.payer_control if frequency != "1" else None,
            answer_due_on=ask.submit_on + timedelta(days=days),
        ),
    )


def _filing_problems(
    account: ClaimAccount, ask: SubmitClaim, frequency: Frequency
) -> tuple[Problem, ...]:
    """A plan takes new claims only so long after the care."""
    body = account.body
    days_old = (ask.submit_on - body.last_service_on).days
    if frequency != "1" or days_old <= ask.filing_limit_days:
        return ()
    return (
        Problem(
            code="claim.past-filing-limit",
            what=f"{body.number} is {days_old} days old; the plan accepts {ask.filing_limit_days}",
            where=f"claim {body.number}, last service date {body.last_service_on}",
            fix="file it with a delay reason, or void it: hub claim void",
        ),
    )


def _replacement_problems(account: ClaimAccount, frequency: Frequency) -> tuple[Problem, ...]:
    """A replacement or void names the plan's number of what it replaces (2300 REF*F8)."""
    if frequency == "1" or account.payer_control:
        return ()
    return (
        Problem(
            code="claim.no-payer-number",
            what="the plan's own number of the claim is not known",
            where=f"claim {account.body.number}",
            fix="wait for the plan's answer, or ask the plan for its claim number",
        ),
    )


def _send_problems(account: ClaimAccount) -> tuple[Problem, ...]:
    """CLM01 has two digits for the sending."""
    if len(account.sends) < 99:
        return ()
    return (
        Problem(
            code="claim.sent-too-often",
            what="the claim was sent 99 times; its number has room for no more",
            where=f"claim {account.body.number}",
            fix="void it and bill the care under a new claim",
        ),
    )
