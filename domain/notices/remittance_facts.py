"""What happens to a remittance: its facts."""

from datetime import date

from domain.event import Fact, event
from domain.identifiers import DepositId, RemittanceId
from domain.money import Money
from domain.notices.notice import Notice, Outcome, ParkedBecause
from domain.posting import Entries


@event("remittance.parked", version=1)
class RemittanceParked(Fact, frozen=True):
    """A remittance waits whole; its money is in suspense.

    `why` is what a person says where it waits again after it was dismissed.
    """

    notice: Notice
    because: ParkedBecause
    residual: Money
    entries: Entries
    why: str = ""


@event("remittance.dismissed", version=1)
class RemittanceDismissed(Fact, frozen=True):
    """A person says that a parked notice holds for nothing; its money leaves suspense."""

    remittance_id: RemittanceId
    why: str
    entries: Entries


@event("remittance.superseded", version=1)
class RemittanceSuperseded(Fact, frozen=True):
    """A balanced notice, `by`, takes the place of a parked one; its money leaves suspense.

    `by` is the remittance itself where the balanced copy came under the same key.
    """

    remittance_id: RemittanceId
    by: RemittanceId
    entries: Entries


@event("remittance.posting-started", version=1)
class RemittancePostingStarted(Fact, frozen=True):
    """The posting of a remittance began."""

    notice: Notice
    chunk_size: int


@event("remittance.chunk-posted", version=1)
class RemittanceChunkPosted(Fact, frozen=True):
    """Some claims of a remittance are posted."""

    remittance_id: RemittanceId
    first: int
    last: int
    outcome: Outcome


@event("remittance.posted", version=1)
class RemittancePosted(Fact, frozen=True):
    """All of a remittance is posted; from now on it counts."""

    remittance_id: RemittanceId
    outcome: Outcome
    entries: Entries


@event("remittance.deposited", version=1)
class RemittanceDeposited(Fact, frozen=True):
    """`cents` of a remittance are in the bank by a deposit; below zero the bank gave them back."""

    remittance_id: RemittanceId
    deposit_id: DepositId
    bank_on: date
    cents: Money


@event("remittance.deposit-undone", version=1)
class RemittanceDepositUndone(Fact, frozen=True):
    """What a deposit brought is not that remittance's money after all."""

    remittance_id: RemittanceId
    deposit_id: DepositId
    cents: Money


@event("remittance.accepted", version=1)
class RemittanceAccepted(Fact, frozen=True):
    """A person says that a parked notice holds; the posted one that it contradicts does not.

    `instead_of` is None where it holds beside all others.
    """

    remittance_id: RemittanceId
    instead_of: RemittanceId | None
    why: str


@event("remittance.withdrawal-started", version=1)
class RemittanceWithdrawalStarted(Fact, frozen=True):
    """Everything that a remittance posted is being undone, for `by` holds in its place."""

    remittance_id: RemittanceId
    by: RemittanceId
    why: str


@event("remittance.withdrawn", version=1)
class RemittanceWithdrawn(Fact, frozen=True):
    """Nothing of a remittance stands any more; what belonged to no claim went back."""

    remittance_id: RemittanceId
    by: RemittanceId
    entries: Entries


RemittanceFact = (
    RemittanceParked
    | RemittanceDismissed
    | RemittanceSuperseded
    | RemittancePostingStarted
    | RemittanceChunkPosted
    | RemittancePosted
    | RemittanceDeposited
    | RemittanceDepositUndone
    | RemittanceAccepted
    | RemittanceWithdrawalStarted
    | RemittanceWithdrawn
)
