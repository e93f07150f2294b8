"""What became of a received file, as it is told to a person or a program (DESIGN 6).

Amounts are texts with two decimals, as they leave the hub.
"""

from collections.abc import Iterable, Iterator

import msgspec

from domain.money import show_money
from domain.problem import Problem
from domain.received_file import TransactionOutcome
from hub.services.notices.waiting_claims import WaitingClaim
from hub.services.reasons import Reason

# the first of these that is among several results is the exit code of the command
EXIT_ORDER = (6, 1, 4, 3, 5, 0)
_NEEDS_A_PERSON = 3
_EXIT_OF = {
    "posted": 0,
    "accepted": 0,
    "parked": 3,
    "rejected": 3,
    "partial": 3,
    "unsupported": 3,
    "unreadable": 3,
    "posting": 6,
    "duplicate": 5,
}


# a copy of what came before, and yet something that a person has to look at
_LOOKED_AT = frozenset({"remittance.unbalanced-copy", "remittance.was-dismissed"})


class TransactionResult(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One transaction of a file; what its kind does not have is absent.

    `deposit` is BPR02 as stated, `residual` what it states beyond claims and provider adjustments.
    `unreadable_claims` have an amount that is none: the sums hold what could be read. `suspense` is
    what a posted remittance left waiting for a person, `waiting` its claim payments that do, each
    with why, `waiting_rows` the rows of a roster.
    `paid_to` is the partner that the plan pays itself.
    `unmatched_batches` is 1 where an acknowledgement names no claims and the file it answers is
    none of ours.
    `was` is the first outcome of something that came before. `answers` are acknowledgement
    results by claim number. `members`, `questions` and `payments` count what rosters, inquiries and
    premium payments hold. `results` counts what became of those that the transaction speaks of
    (``paid``, ``not paid``; ``active``, ``rejected``), `reasons` the codes that say why.
    """

    kind: str
    control: str
    payer: str | None = None
    trace: str | None = None
    outcome: TransactionOutcome
    was: str | None = None
    deposit: str | None = None
    claims: int | None = None
    billed: str | None = None
    paid: str | None = None
    adjustments: dict[str, str] | None = None
    provider_adjustments: str | None = None
    balanced: bool | None = None
    residual: str | None = None
    unreadable_claims: int | None = None
    unmatched_claims: int | None = None
    parked_claims: int | None = None
    waiting: tuple[WaitingClaim, ...] | None = None
    waiting_rows: int | None = None
    paid_to: str | None = None
    unmatched_batches: int | None = None
    suspense: str | None = None
    accepted: int | None = None
    rejected: int | None = None
    answers: dict[str, str] | None = None
    members: int | None = None
    questions: int | None = None
    payments: int | None = None
    results: dict[str, int] | None = None
    reasons: tuple[Reason, ...] | None = None
    subject: str | None = None
    problems: tuple[Problem, ...]


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """One file: `outcome` is that of its transactions where they agree, else ``mixed``."""

    file: str
    sha256: str
    outcome: str
    transactions: tuple[TransactionResult, ...]
    problems: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """What the command ends with because of this file."""
        if not self.transactions:
            return _EXIT_OF["unreadable"]
        return first_exit_code(code for each in self.transactions for code in _exit_codes(each))


def _exit_codes(result: TransactionResult) -> Iterator[int]:
    if result.outcome == "unsupported" and not result.problems:
        yield 0  # looked at, and nothing is wrong in it
        return
    yield _EXIT_OF[result.outcome]
    if any(problem.code in _LOOKED_AT for problem in result.problems):
        yield _NEEDS_A_PERSON
    if (
        result.unmatched_claims
        or result.unmatched_batches
        or result.parked_claims
        or result.waiting_rows
        or result.suspense not in {None, "0.00"}
    ):
        yield _NEEDS_A_PERSON  # posted, with money in suspense


def outcome_of(transactions: Iterable[TransactionResult]) -> str:
    """The outcome of a whole file."""
    outcomes = sorted({each.outcome for each in transactions})
    if not outcomes:
        return "unreadable"
    return outcomes[0] if len(outcomes) == 1 else "mixed"


def first_exit_code(codes: Iterable[int]) -> int:
    """The exit code of a command that had several results."""
    seen = set(codes)
    return next((code for code in EXIT_ORDER if code in seen), 0)


def shown(cents: int | None) -> str | None:
    """An amount as it leaves the hub; None stays None."""
    return None if cents is None else show_money(cents)
