"""A person says that a parked notice holds for nothing: the posted one does, or it was never ours.

Its money leaves suspense; what it said stays on record, and it waits again once somebody says so.
"""

from dataclasses import dataclass

from domain.notices.remittance_facts import RemittanceDismissed, RemittanceParked
from domain.notices.remittance_states import DismissedRemittance, ParkedRemittance
from domain.posting import reversed_entries


@dataclass(frozen=True)
class DismissRemittance:
    """Nothing is to come of a parked notice."""

    why: str


@dataclass(frozen=True)
class ReopenRemittance:
    """A dismissed notice waits again, for what it waited for."""

    why: str


def dismiss(parked: ParkedRemittance, ask: DismissRemittance) -> tuple[RemittanceDismissed, ...]:
    """Its money goes back to where it came from."""
    return (
        RemittanceDismissed(
            remittance_id=parked.notice.remittance_id,
            why=ask.why,
            entries=reversed_entries(parked.entries),
        ),
    )


def reopen(dismissed: DismissedRemittance, ask: ReopenRemittance) -> tuple[RemittanceParked, ...]:
    """Its money is in suspense again."""
    parked = dismissed.parked
    return (
        RemittanceParked(
            notice=parked.notice,
            because=parked.because,
            residual=parked.notice.residual,
            entries=parked.entries,
            why=ask.why,
        ),
    )
