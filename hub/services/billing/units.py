"""What a claim holds of its authorization and of the encounters it bills, state by state.

Units are reserved when care is billed and used when it is paid. They are given back when a claim is
rejected, closed or void, and for the part that a plan did not pay; what was denied stays reserved
while it may still be corrected.
"""

from domain.care.authorization import AUTHORIZATION, Draw, ReserveUnits, UseUnits
from domain.care.encounter import ENCOUNTER, FreeEncounter
from domain.claims.claim import (
    AcceptedClaim,
    AdjudicatedClaim,
    ClosedClaim,
    CorrectingClaim,
    HeldClaim,
    KnownClaim,
    OpenedClaim,
    RejectedClaim,
    SubmittedClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.claims.claim_account import ClaimAccount
from hub.handler import Ask

_USED = frozenset({"paid", "part-paid", "covered"})


def unit_asks(account: ClaimAccount, state: KnownClaim) -> list[Ask]:
    """What to tell the claim's authorization after an answer; nothing where there is none.

    The command is never refused: what a plan paid is recorded even above what it allowed.
    """
    body = account.body
    if body.authorization_id is None:
        return []
    held = holding(state)
    command = UseUnits(claim_id=body.claim_id, used=held.used, reserved=held.reserved)
    return [Ask(AUTHORIZATION, body.authorization_id, command)]


def reserve_asks(account: ClaimAccount, state: KnownClaim) -> list[Ask]:
    """What to ask of the claim's authorization before it is billed; refused where units lack."""
    body = account.body
    if body.authorization_id is None:
        return []
    command = ReserveUnits(claim_id=body.claim_id, units=holding(state).reserved)
    return [Ask(AUTHORIZATION, body.authorization_id, command)]


def freed_encounters(state: KnownClaim) -> list[Ask]:
    """The care of a claim that has just become void, free to be billed again."""
    if not isinstance(state, VoidedClaim):
        return []
    body = state.account.body
    command = FreeEncounter(body.claim_id)
    return [Ask(ENCOUNTER, each, command) for line in body.lines for each in line.encounters]


def holding(state: KnownClaim) -> Draw:
    """The units that a claim uses and reserves while it stands as it does."""
    used = _used_units(state.account)
    match state:
        case VoidedClaim():
            return Draw()
        case RejectedClaim() | VoidingClaim() | ClosedClaim():
            return Draw(reserved=0, used=used)
        case AdjudicatedClaim(account=account):
            return Draw(reserved=_unsettled_units(account), used=used)
        case OpenedClaim() | HeldClaim() | SubmittedClaim() | AcceptedClaim() | CorrectingClaim():
            asked = 0 if state.account.voiding else state.account.body.units
            return Draw(reserved=max(asked - used, 0), used=used)


def _used_units(account: ClaimAccount) -> int:
    """Units paid; a line that the month's payment covers used what it billed."""
    billed = account.lines
    return sum(
        billed[result.line].units if result.outcome == "covered" else result.units
        for result in account.results
        if result.outcome in _USED
    )


def _unsettled_units(account: ClaimAccount) -> int:
    """Units of lines that were denied, and may be corrected, or are not answered yet."""
    settled = {result.line for result in account.results if result.outcome != "denied"}
    return sum(line.units for line in account.body.lines if line.line not in settled)
