"""What happens to a claim: its facts, and the values they hold."""

from datetime import date
from typing import Literal

import msgspec

from domain.agreements.contract import Terms
from domain.agreements.shares import Shares
from domain.claims.attribution import ClaimMoney, Place
from domain.claims.denial import LineResult, Outcome
from domain.event import Fact, Source, event
from domain.identifiers import (
    AuthorizationId,
    AuthorizationNumber,
    BatchId,
    ClaimId,
    ClaimNumber,
    ContractId,
    Diagnosis,
    MemberId,
    PartnerCode,
    PartnerId,
    PayerControlNumber,
    PlanId,
    PlanKey,
    RemittanceId,
    SendNumber,
)
from domain.money import Money
from domain.posting import Entries
from domain.problem import Problem
from domain.role import MEANINGS, Role
from domain.service_line import ServiceLine

Frequency = Literal["1", "7", "8"]  # 005010X222A1 CLM05-3: original, replacement, void
Receipt = Literal["received", "accepted"]
Gate = Literal["file", "claim"]
MoneyKind = Literal[
    "payment",
    "reversal",
    "takeback",
    "takeback-announced",
    "refund",
    "refund-receipt",
    "interest",
    "penalty",
    "month",
    "month-split",
    "paid-twice-accepted",
    "terms-accepted",
    "voided",
    "undone",
]
Alarm = Literal["member-charged", "member-charge-gone"]


class ClaimBody(msgspec.Struct, frozen=True):
    """What is billed, for whom, under which contract.

    `terms` are those in force on the service date, fixed when the claim opens: every later payment
    and takeback is shared by them. `role` is what the hub is in the contract: whether the plan pays
    it, or the partner itself. `authorization_number` is empty where none is needed, or where
    the authorization stands on a roster only.
    """

    claim_id: ClaimId
    number: ClaimNumber
    partner_id: PartnerId
    partner_code: PartnerCode
    plan_id: PlanId
    plan_key: PlanKey
    member_id: MemberId
    contract_id: ContractId
    terms: Terms
    authorization_id: AuthorizationId | None
    authorization_number: AuthorizationNumber | None
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ServiceLine, ...]
    role: Role = "hub"

    @property
    def is_paid_direct(self) -> bool:
        """Whether the plan pays the partner itself, which owes the hub its fee."""
        return MEANINGS[self.role].payee == "the partner"

    @property
    def charge(self) -> Money:
        """CLM02: what is billed, all lines together."""
        return sum(line.charge for line in self.lines)

    @property
    def units(self) -> int:
        """The units of all lines."""
        return sum(line.units for line in self.lines)

    @property
    def last_service_on(self) -> date:
        """The last day of care that is billed."""
        return max(line.service_on for line in self.lines)


class Send(msgspec.Struct, frozen=True):
    """One sending of a claim: its CLM01, the batch it went in, and as what."""

    sent_as: SendNumber
    batch_id: BatchId
    frequency: Frequency
    sent_on: date


class Reason(msgspec.Struct, frozen=True):
    """Why an acknowledgement rejected: the code as sent (``A3:21``, ``999:5``) and its place."""

    code: str
    where: str


class Told(msgspec.Struct, frozen=True, gc=False):
    """How a payment was told to be about the claim: by what, how sure out of 100.

    `lines` says by what each line that the plan answered was told, in the order of our lines.
    """

    by: str
    score: int
    lines: tuple[str, ...] = ()


@event("claim.opened", version=1)
class ClaimOpened(Fact, frozen=True):
    """Care is to be billed. `file_by` is the last day the plan accepts it."""

    body: ClaimBody
    opened_on: date
    file_by: date


@event("claim.held", version=1)
class ClaimHeld(Fact, frozen=True):
    """The claim may not go out as it stands.

    `leaves` is the batch that it left before the file was made, so that its last send number never
    reached the plan; None where it was in none.
    """

    claim_id: ClaimId
    problems: tuple[Problem, ...]
    leaves: BatchId | None = None


@event("claim.submitted", version=1)
class ClaimSubmitted(Fact, frozen=True):
    """The claim went into a batch. `answer_due_on` is when the plan should have paid or denied."""

    claim_id: ClaimId
    number: ClaimNumber
    send: Send
    replaces: PayerControlNumber | None
    answer_due_on: date


@event("claim.received", version=1)
class ClaimReceived(Fact, frozen=True):
    """An acknowledgement said that the claim arrived, or that it entered adjudication."""

    claim_id: ClaimId
    number: ClaimNumber
    sent_as: SendNumber
    receipt: Receipt
    payer_control: PayerControlNumber | None
    on: date
    source: Source | None


@event("claim.rejected", version=1)
class ClaimRejected(Fact, frozen=True):
    """An acknowledgement sent the claim back unread; the filing clock still runs."""

    claim_id: ClaimId
    number: ClaimNumber
    sent_as: SendNumber
    gate: Gate
    reasons: tuple[Reason, ...]
    on: date
    source: Source | None


@event("claim.adjudicated", version=1)
class ClaimAdjudicated(Fact, frozen=True):
    """The plan paid or denied, line by line.

    `answer` is what this notice said of its lines, `results` are all lines as they stand after it.
    `settles` tells that what was last sent is answered; a late word on an earlier sending, or one
    that comes while a correction is being made, settles nothing.
    `entries` is the posting; `money` and `shares` are what stands about the claim after it.
    `correct_by` is the last day to correct what this notice denies, `answer_by` that of what stands
    denied after it, empty where nothing does; where the plan took nothing in and asks for a new
    claim, no later than it takes one. `known_as` is the plan's number in its last answer by
    day; `alarm` tells that the plan begins, or ceases, to say that the member owes. `cash` is the
    account that the money came in by, `told_by` how the notice was told to be about the claim.
    """

    claim_id: ClaimId
    number: ClaimNumber
    sent_as: str
    posting_id: str
    remittance_id: RemittanceId
    payer_control: PayerControlNumber
    paid: Money
    paid_on: date
    results: tuple[LineResult, ...]
    standing: Outcome
    entries: Entries
    money: ClaimMoney
    shares: Shares
    answer_by: date | None
    source: Source | None
    ordinal: int
    answer: tuple[LineResult, ...]
    settles: bool
    correct_by: date
    known_as: PayerControlNumber | None
    alarm: Alarm | None
    cash: str
    told_by: Told | None = None

    @property
    def kind(self) -> MoneyKind:
        """What moved the money."""
        return "payment"


class NewTerms(msgspec.Struct, frozen=True):
    """The terms that a person accepted for a claim, and the contract that they stand in."""

    terms: Terms
    contract_id: ContractId


@event("claim.money-moved", version=1)
class ClaimMoneyMoved(Fact, frozen=True):
    """The plan undid a payment, kept other money for it or added some; or a person moved it.

    `amount` is the cash effect: a reversal, takeback or refund is below zero, an announced takeback
    and interest are above. `results` are all lines as they stand after it, `answer_by`, `alarm`,
    `cash` and `told_by` as in the plan's answer. `ordinal` is the place of a reversal in its
    remittance. `undoes` is the posting that a person found to be about something else,
    `accepts` the payment that one said is right beside an earlier one, `agreed` the terms that one
    accepted, and `why` what they said of it; empty for all other kinds.
    """

    claim_id: ClaimId
    number: ClaimNumber
    kind: MoneyKind
    posting_id: str
    remittance_id: RemittanceId
    amount: Money
    paid_on: date
    results: tuple[LineResult, ...]
    standing: Outcome
    entries: Entries
    money: ClaimMoney
    shares: Shares
    answer_by: date | None
    alarm: Alarm | None
    source: Source | None
    cash: str
    ordinal: int = 0
    undoes: str = ""
    accepts: str = ""
    agreed: NewTerms | None = None
    why: str = ""
    told_by: Told | None = None


@event("claim.month-settled", version=1)
class ClaimMonthSettled(Fact, frozen=True):
    """Another claim came to pay the member month, or ceased to.

    `month_elsewhere` is the first payment of the month's other claims that stands, empty where none
    does: what is paid here later than that is not the partner's, and lines at $0 are covered by it.
    `posting_id` and `remittance_id` tell what brought the change; the other fields mean what they
    do in the plan's answer.
    """

    claim_id: ClaimId
    number: ClaimNumber
    posting_id: str
    remittance_id: RemittanceId
    paid_on: date
    month_elsewhere: Place | None
    results: tuple[LineResult, ...]
    standing: Outcome
    entries: Entries
    money: ClaimMoney
    shares: Shares
    answer_by: date | None
    alarm: Alarm | None
    source: Source | None

    @property
    def kind(self) -> MoneyKind:
        """What moved the money."""
        return "month"

    @property
    def cash(self) -> str:
        """None: money that is there already changes hands."""
        return ""


@event("claim.corrected", version=1)
class ClaimCorrected(Fact, frozen=True):
    """The claim is stated anew: sent as a replacement where a plan has answered it, else afresh.

    What a plan says that it never took in goes out as a new claim all the same (domain.md 7.6).
    """

    claim_id: ClaimId
    number: ClaimNumber
    lines: tuple[ServiceLine, ...]
    diagnoses: tuple[Diagnosis, ...]
    reason: str
    replaces_answer: bool


@event("claim.void-asked", version=1)
class ClaimVoidAsked(Fact, frozen=True):
    """The plan is to be told that the claim is void; what it paid is an expected takeback."""

    claim_id: ClaimId
    number: ClaimNumber
    reason: str
    expected: Money


@event("claim.voided", version=1)
class ClaimVoided(Fact, frozen=True):
    """The claim is void: never sent, or its payment undone."""

    claim_id: ClaimId
    number: ClaimNumber
    reason: str


@event("claim.void-reopened", version=1)
class ClaimVoidReopened(Fact, frozen=True):
    """What had answered the void is undone: what the plan paid is an expected takeback again."""

    claim_id: ClaimId
    number: ClaimNumber
    expected: Money


@event("claim.closed", version=1)
class ClaimClosed(Fact, frozen=True):
    """A person accepts what was denied; nothing more is asked of the plan."""

    claim_id: ClaimId
    number: ClaimNumber
    reason: str


ClaimFact = (
    ClaimOpened
    | ClaimHeld
    | ClaimSubmitted
    | ClaimReceived
    | ClaimRejected
    | ClaimAdjudicated
    | ClaimMoneyMoved
    | ClaimMonthSettled
    | ClaimCorrected
    | ClaimVoidAsked
    | ClaimVoided
    | ClaimVoidReopened
    | ClaimClosed
)
