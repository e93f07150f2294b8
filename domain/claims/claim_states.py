"""What may be asked of a claim, and what a claim can be."""

from dataclasses import dataclass
from datetime import date

from domain.claims.claim_acceptances import AcceptPaidTwice, AcceptTerms
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_facts import ClaimBody, Gate, Reason, Receipt
from domain.claims.claim_money import PostInterest, PostPayment, SettleMonth
from domain.claims.claim_recoveries import PostRefund, PostRefundReceipt, PostTakeback, UndoPosting
from domain.event import Source
from domain.identifiers import BatchId, Diagnosis, PayerControlNumber, SendNumber
from domain.problem import Problem
from domain.service_line import ServiceLine

# commands


@dataclass(frozen=True)
class OpenClaim:
    """Care is to be billed."""

    body: ClaimBody
    opened_on: date
    file_by: date


@dataclass(frozen=True)
class HoldClaim:
    """The checks before sending found something.

    `leaves` is the batch that it was in, of which no file was made; None where it was in none.
    """

    problems: tuple[Problem, ...]
    leaves: BatchId | None = None


@dataclass(frozen=True)
class SubmitClaim:
    """The claim goes into a batch; days are calendar days of the plan's rules."""

    batch_id: BatchId
    submit_on: date
    filing_limit_days: int
    payment_days: int
    void_days: int = 60


@dataclass(frozen=True)
class ReceiveClaim:
    """An acknowledgement says that the claim arrived or was accepted."""

    sent_as: SendNumber
    receipt: Receipt
    payer_control: PayerControlNumber | None
    on: date
    source: Source | None


@dataclass(frozen=True)
class RejectClaim:
    """An acknowledgement sends the claim back unread."""

    sent_as: SendNumber
    gate: Gate
    reasons: tuple[Reason, ...]
    on: date
    source: Source | None


@dataclass(frozen=True)
class CorrectClaim:
    """A person states the claim anew, every line as it should now stand."""

    lines: tuple[ServiceLine, ...]
    diagnoses: tuple[Diagnosis, ...]
    reason: str
    drop_paid_lines: bool = False


@dataclass(frozen=True)
class VoidClaim:
    """A person takes the claim back."""

    reason: str


@dataclass(frozen=True)
class CloseClaim:
    """A person accepts what was denied."""

    reason: str


ClaimCommand = (
    OpenClaim
    | HoldClaim
    | SubmitClaim
    | ReceiveClaim
    | RejectClaim
    | PostPayment
    | PostTakeback
    | PostRefund
    | PostRefundReceipt
    | UndoPosting
    | PostInterest
    | SettleMonth
    | AcceptPaidTwice
    | AcceptTerms
    | CorrectClaim
    | VoidClaim
    | CloseClaim
)

# states


@dataclass(frozen=True)
class NoClaim:
    """Nothing is billed."""


@dataclass(frozen=True)
class OpenedClaim:
    """Ready for a batch; a rejected claim that was corrected is ready again."""

    account: ClaimAccount


@dataclass(frozen=True)
class HeldClaim:
    """Waits for what the problems say."""

    account: ClaimAccount
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class SubmittedClaim:
    """In a batch; the plan has not answered this sending."""

    account: ClaimAccount


@dataclass(frozen=True)
class AcceptedClaim:
    """In adjudication."""

    account: ClaimAccount


@dataclass(frozen=True)
class RejectedClaim:
    """Sent back unread."""

    account: ClaimAccount
    gate: Gate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class AdjudicatedClaim:
    """The plan paid or denied."""

    account: ClaimAccount


@dataclass(frozen=True)
class CorrectingClaim:
    """What was answered is stated anew, mostly as a replacement, and ready for a batch."""

    account: ClaimAccount


@dataclass(frozen=True)
class VoidingClaim:
    """A void is ready for a batch."""

    account: ClaimAccount
    reason: str


@dataclass(frozen=True)
class VoidedClaim:
    """Void; its care may be billed again.

    `before` is what it was when its void was answered; None where no plan had to answer one.
    """

    account: ClaimAccount
    before: "KnownClaim | None" = None


@dataclass(frozen=True)
class ClosedClaim:
    """What was denied is accepted."""

    account: ClaimAccount


KnownClaim = (
    OpenedClaim
    | HeldClaim
    | SubmittedClaim
    | AcceptedClaim
    | RejectedClaim
    | AdjudicatedClaim
    | CorrectingClaim
    | VoidingClaim
    | VoidedClaim
    | ClosedClaim
)
Claim = NoClaim | KnownClaim
