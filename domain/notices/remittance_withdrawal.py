"""Two notices of one payment contradict each other, and a person says which of them holds.

The one that was posted is withdrawn: everything that it posted is undone, then the other is posted
in its place. All that either said stays on record.
"""

from dataclasses import dataclass
from typing import assert_never

from domain.identifiers import RemittanceId
from domain.notices.remittance_facts import (
    RemittanceAccepted,
    RemittanceWithdrawalStarted,
    RemittanceWithdrawn,
)
from domain.notices.remittance_states import (
    AcceptedRemittance,
    ParkedRemittance,
    PostedRemittance,
    Remittance,
    WithdrawingRemittance,
    WithdrawnRemittance,
)
from domain.posting import reversed_entries
from domain.problem import Refused, refuse


@dataclass(frozen=True)
class AcceptRemittance:
    """A person says that a parked notice holds, and the posted one, `instead_of`, does not.

    It holds beside all others where that is None.
    """

    instead_of: RemittanceId | None
    why: str


@dataclass(frozen=True)
class WithdrawRemittance:
    """Everything that it posted is to be undone: `by` holds in its place."""

    by: RemittanceId
    why: str


@dataclass(frozen=True)
class FinishWithdrawal:
    """Claims have given up everything that it posted; what belonged to no claim goes back too."""


def accept(
    parked: ParkedRemittance, ask: AcceptRemittance
) -> tuple[RemittanceAccepted, ...] | Refused:
    """What contradicts another waits for this, and what is of a doubtful day; no other does."""
    is_asked = "day" if ask.instead_of is None else "conflict"
    if parked.because not in {"conflict", is_asked}:
        return refuse(
            "remittance.no-conflict",
            what=f"it is parked ({parked.because}) and contradicts no other",
            where=f"remittance {parked.notice.trace}",
            fix="look what it waits for: hub due --who hub",
        )
    return (
        RemittanceAccepted(
            remittance_id=parked.notice.remittance_id, instead_of=ask.instead_of, why=ask.why
        ),
    )


def withdraw(
    posted: PostedRemittance, ask: WithdrawRemittance
) -> tuple[RemittanceWithdrawalStarted, ...]:
    """From here on it counts for nothing but what is still to be undone."""
    own = posted.notice.remittance_id
    return (RemittanceWithdrawalStarted(remittance_id=own, by=ask.by, why=ask.why),)


def finish(open_one: WithdrawingRemittance) -> tuple[RemittanceWithdrawn, ...]:
    """What belonged to no claim goes back to where it came from."""
    return (
        RemittanceWithdrawn(
            remittance_id=open_one.notice.remittance_id,
            by=open_one.by,
            entries=reversed_entries(open_one.entries),
        ),
    )


def which_holds(
    remittance: Remittance,
    fact: RemittanceAccepted | RemittanceWithdrawalStarted | RemittanceWithdrawn,
) -> Remittance:
    """The remittance after a person said which of two notices holds."""
    match fact:
        case RemittanceAccepted(instead_of=other):
            if not isinstance(remittance, ParkedRemittance):
                return remittance
            return AcceptedRemittance(remittance.notice, remittance.entries, other)
        case RemittanceWithdrawalStarted(by=by):
            if not isinstance(remittance, PostedRemittance):
                return remittance
            return WithdrawingRemittance(
                remittance.notice, by, remittance.superseded, remittance.parts, remittance.entries
            )
        case RemittanceWithdrawn(by=by):
            if not isinstance(remittance, WithdrawingRemittance):
                return remittance
            return WithdrawnRemittance(
                remittance.notice, by, remittance.superseded, remittance.parts
            )
        case _:
            assert_never(fact)
