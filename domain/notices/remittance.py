"""What an 835 said: posted, or parked whole.

Posting a large remittance is resumed where it stopped: started, chunk by chunk, finished. Claim
payments live in claim facts; what belongs to no claim is in the fact that finishes the posting.
"""

from dataclasses import dataclass, replace
from typing import assert_never, get_args

from domain.decider import Decider
from domain.identifiers import RemittanceId
from domain.money import show_money
from domain.notices.bank_part import BankPart
from domain.notices.notice import SUSPENSE_OF, Notice, Outcome, ParkedBecause
from domain.notices.remittance_chunks import (
    FinishPosting,
    PostChunk,
    finish_posting,
    post_chunk,
)
from domain.notices.remittance_deposits import (
    MatchDeposit,
    UnmatchDeposit,
    match_deposit,
    unmatch_deposit,
)
from domain.notices.remittance_dismissal import (
    DismissRemittance,
    ReopenRemittance,
    dismiss,
    reopen,
)
from domain.notices.remittance_facts import (
    RemittanceAccepted,
    RemittanceChunkPosted,
    RemittanceDeposited,
    RemittanceDepositUndone,
    RemittanceDismissed,
    RemittanceFact,
    RemittanceParked,
    RemittancePosted,
    RemittancePostingStarted,
    RemittanceSuperseded,
    RemittanceWithdrawalStarted,
    RemittanceWithdrawn,
)
from domain.notices.remittance_states import (
    AcceptedRemittance,
    DismissedRemittance,
    KnownRemittance,
    NoRemittance,
    ParkedRemittance,
    PostedRemittance,
    PostingRemittance,
    Remittance,
    SupersededRemittance,
    WithdrawingRemittance,
    WithdrawnRemittance,
    knows,
)
from domain.notices.remittance_withdrawal import (
    AcceptRemittance,
    FinishWithdrawal,
    WithdrawRemittance,
    accept,
    finish,
    which_holds,
    withdraw,
)
from domain.posting import (
    Entry,
    balanced,
    reversed_entries,
    suspense_account,
)
from domain.problem import Refused, refuse, wrong_moment

__all__ = [
    "REMITTANCE",
    "SUSPENSE_OF",
    "AcceptRemittance",
    "AcceptedRemittance",
    "DismissRemittance",
    "DismissedRemittance",
    "FinishPosting",
    "FinishWithdrawal",
    "MatchDeposit",
    "NoRemittance",
    "Notice",
    "Outcome",
    "ParkedBecause",
    "ParkedRemittance",
    "PostChunk",
    "PostedRemittance",
    "PostingRemittance",
    "Remittance",
    "RemittanceAccepted",
    "RemittanceChunkPosted",
    "RemittanceDepositUndone",
    "RemittanceDeposited",
    "RemittanceDismissed",
    "RemittanceFact",
    "RemittanceParked",
    "RemittancePosted",
    "RemittancePostingStarted",
    "RemittanceSuperseded",
    "RemittanceWithdrawalStarted",
    "RemittanceWithdrawn",
    "ReopenRemittance",
    "SupersededRemittance",
    "UnmatchDeposit",
    "WithdrawRemittance",
    "WithdrawingRemittance",
    "WithdrawnRemittance",
    "knows",
]

# commands


@dataclass(frozen=True)
class ParkRemittance:
    """The remittance waits whole for a person."""

    notice: Notice
    because: ParkedBecause


@dataclass(frozen=True)
class StartPosting:
    """A balanced remittance is to be posted, `chunk_size` claims at a time."""

    notice: Notice
    chunk_size: int


@dataclass(frozen=True)
class SupersedeRemittance:
    """A corrected notice of the same payment, with another amount, is to be posted."""

    by: RemittanceId


RemittanceCommand = (
    ParkRemittance
    | DismissRemittance
    | ReopenRemittance
    | StartPosting
    | SupersedeRemittance
    | PostChunk
    | FinishPosting
    | MatchDeposit
    | UnmatchDeposit
    | AcceptRemittance
    | WithdrawRemittance
    | FinishWithdrawal
)

Decision = tuple[RemittanceFact, ...] | Refused

# decide


def decide(remittance: Remittance, command: RemittanceCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match remittance, command:
        case _, ParkRemittance(notice=notice) if knows(remittance, notice.digest):
            return ()
        case NoRemittance(), ParkRemittance(notice=notice, because=why):
            return _park(notice, why)
        case DismissedRemittance(), StartPosting(notice=notice) if knows(remittance, notice.digest):
            return _dismissed(remittance.notice)
        case NoRemittance() | DismissedRemittance(), StartPosting(notice=notice) if notice.residual:
            return _unbalanced(notice)
        case NoRemittance() | DismissedRemittance(), StartPosting(notice=notice, chunk_size=size):
            return (RemittancePostingStarted(notice=notice, chunk_size=size),)
        case NoRemittance(), _:
            return wrong_moment("remittance", "remittance", remittance, command)
        case ParkedRemittance(), StartPosting(notice=notice) if notice.residual:
            return _unbalanced(notice)
        case ParkedRemittance(because="conflict"), StartPosting():
            return _waits(remittance.notice)
        case ParkedRemittance() as parked, StartPosting(notice=notice, chunk_size=size):
            return (
                _superseded(parked, notice.remittance_id),
                RemittancePostingStarted(notice=notice, chunk_size=size),
            )
        case AcceptedRemittance(), StartPosting(notice=notice, chunk_size=size) if knows(
            remittance, notice.digest
        ):
            return (
                _superseded(remittance, notice.remittance_id),
                RemittancePostingStarted(notice=notice, chunk_size=size),
            )
        case ParkedRemittance(because=because) as parked, SupersedeRemittance(by=by) if (
            because != "conflict"
        ):
            return (_superseded(parked, by),)
        case SupersededRemittance(by=known), SupersedeRemittance(by=asked) if known == asked:
            return ()
        case DismissedRemittance(), SupersedeRemittance():
            return ()
        case PostingRemittance() | PostedRemittance(), StartPosting(notice=notice) if knows(
            remittance, notice.digest
        ):
            return ()
        case PostingRemittance() as open_one, PostChunk() as ask:
            return post_chunk(open_one, ask)
        case PostingRemittance() as open_one, FinishPosting(entries=entries):
            return finish_posting(open_one, entries)
        case PostedRemittance(), PostChunk() | FinishPosting():
            return ()
        case PostedRemittance() as posted, MatchDeposit() as ask:
            return match_deposit(posted.notice, posted.parts, ask)
        case (
            PostedRemittance() | WithdrawingRemittance() | WithdrawnRemittance(),
            UnmatchDeposit() as ask,
        ):
            return unmatch_deposit(remittance.notice, remittance.parts, ask)
        case _:
            return _decide_by_a_person(remittance, command)


def _decide_by_a_person(remittance: KnownRemittance, command: RemittanceCommand) -> Decision:
    match remittance, command:
        case ParkedRemittance(because="conflict"), AcceptRemittance() if remittance.notice.residual:
            return _unbalanced(remittance.notice)
        case ParkedRemittance() as parked, AcceptRemittance() as ask:
            return accept(parked, ask)
        case AcceptedRemittance(instead_of=known), AcceptRemittance(instead_of=asked) if (
            known == asked
        ):
            return ()
        case ParkedRemittance() as parked, DismissRemittance() as ask:
            return dismiss(parked, ask)
        case DismissedRemittance(), DismissRemittance():
            return ()
        case ParkedRemittance(), ReopenRemittance():
            return ()
        case DismissedRemittance() as dismissed, ReopenRemittance() as ask:
            return reopen(dismissed, ask)
        case PostedRemittance() as posted, WithdrawRemittance() as ask:
            return withdraw(posted, ask)
        case (
            WithdrawingRemittance(by=known) | WithdrawnRemittance(by=known),
            WithdrawRemittance(by=asked),
        ) if known == asked:
            return ()
        case WithdrawingRemittance() as open_one, FinishWithdrawal():
            return finish(open_one)
        case WithdrawnRemittance(), FinishWithdrawal():
            return ()
        case _:
            where = f"remittance {remittance.notice.trace}"
            return wrong_moment("remittance", where, remittance, command)


# rules


def _park(notice: Notice, because: ParkedBecause) -> Decision:
    """The stated payment waits in suspense as one entry, whatever the claims say.

    What is paid to a partner itself is no cash of the hub's.
    """
    suspense = suspense_account(SUSPENSE_OF[because])
    waits = (Entry(notice.cash, notice.deposit), Entry(suspense, -notice.deposit))
    return (
        RemittanceParked(
            notice=notice,
            because=because,
            residual=notice.residual,
            entries=balanced(waits) if notice.paid_to is None else (),
        ),
    )


def _superseded(
    parked: ParkedRemittance | AcceptedRemittance, by: RemittanceId
) -> RemittanceSuperseded:
    return RemittanceSuperseded(
        remittance_id=parked.notice.remittance_id,
        by=by,
        entries=reversed_entries(parked.entries),
    )


def _unbalanced(notice: Notice) -> Refused:
    return refuse(
        "remittance.unbalanced",
        what=f"it states {show_money(notice.deposit)}; claims and provider adjustments come to "
        f"{show_money(notice.paid - notice.adjusted)}, a difference of "
        f"{show_money(notice.residual)}",
        where=f"remittance {notice.trace}, BPR02",
        fix="ask the plan for a corrected remittance; until then the money waits in suspense",
    )


def _dismissed(notice: Notice) -> Refused:
    """It was dismissed by one command while another was about to post it."""
    return refuse(
        "remittance.dismissed",
        what="a person dismissed it",
        where=f"remittance {notice.trace}",
        fix="if it holds after all: hub remittance reopen, then receive it again",
    )


def _waits(notice: Notice) -> Refused:
    """Another copy does not tell which of two that contradict each other holds."""
    return refuse(
        "remittance.waits-for-a-person",
        what="it is parked (conflicting remittance), and another copy does not change that",
        where=f"remittance {notice.trace}",
        fix="ask the plan which of the two holds, then say so: hub remittance accept",
    )


# evolve


def evolve(remittance: Remittance, fact: RemittanceFact) -> Remittance:
    """The remittance after the fact."""
    match fact:
        case RemittanceParked(notice=notice, because=because, entries=entries):
            return ParkedRemittance(notice, because, entries)
        case RemittanceDismissed():
            if not isinstance(remittance, ParkedRemittance):
                return remittance
            return DismissedRemittance(remittance)
        case RemittanceSuperseded(remittance_id=own, by=by):
            if not isinstance(remittance, ParkedRemittance) or own == by:
                return remittance
            return SupersededRemittance(remittance.notice, by)
        case RemittancePostingStarted(notice=notice, chunk_size=size):
            waited = ParkedRemittance | AcceptedRemittance | DismissedRemittance
            before = remittance if isinstance(remittance, waited) else None
            digest = before.notice.digest if before else ""
            return PostingRemittance(notice, size, 0, Outcome(0, 0, 0), digest)
        case RemittanceChunkPosted(last=last, outcome=outcome):
            if not isinstance(remittance, PostingRemittance):
                return remittance
            return replace(remittance, posted_to=last, outcome=remittance.outcome.plus(outcome))
        case RemittancePosted(outcome=outcome, entries=entries):
            if not isinstance(remittance, PostingRemittance):
                return remittance
            known = remittance
            return PostedRemittance(known.notice, outcome, known.superseded, entries=entries)
        case RemittanceDeposited(deposit_id=id, bank_on=day, cents=cents):
            if not isinstance(remittance, PostedRemittance):
                return remittance
            return replace(remittance, parts=(*remittance.parts, BankPart(id, day, cents)))
        case RemittanceDepositUndone(deposit_id=id):
            if not isinstance(
                remittance, PostedRemittance | WithdrawingRemittance | WithdrawnRemittance
            ):
                return remittance
            rest = tuple(part for part in remittance.parts if part.deposit_id != id)
            return replace(remittance, parts=rest)
        case RemittanceAccepted() | RemittanceWithdrawalStarted() | RemittanceWithdrawn():
            return which_holds(remittance, fact)
        case _:
            assert_never(fact)


REMITTANCE: Decider[Remittance, RemittanceCommand, RemittanceFact] = Decider(
    name="remittance",
    initial=NoRemittance(),
    decide=decide,
    evolve=evolve,
    facts=get_args(RemittanceFact),
    commands=get_args(RemittanceCommand),
    states=get_args(Remittance),
)
