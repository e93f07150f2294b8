"""Two payment notices say that one holds and the other does not: a person says which.

Two that contradict each other have one number; a payment that was made anew has another number.
The one that does not hold is withdrawn (`withdrawals.py`). Where both do, or only the day of one
was doubted, nothing is withdrawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count

from msgspec.structs import replace

from domain.identifiers import RemittanceId
from domain.money import show_money
from domain.notices.notice import Notice, Outcome, ParkedBecause
from domain.notices.remittance import (
    REMITTANCE,
    AcceptRemittance,
    NoRemittance,
    ParkRemittance,
    PostedRemittance,
    Remittance,
    StartPosting,
    WithdrawnRemittance,
    WithdrawRemittance,
)
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask
from hub.ids import outside_id
from hub.lookups import TRACE
from hub.services.bank.named_deposits import remittances_named
from hub.services.months.roster_files import arrived_roster
from hub.services.months.rosters import names_ours
from hub.services.notices.judged_notices import taken_apart
from hub.services.notices.notice_standing import standing_of, told_apart
from hub.services.notices.remittance_files import archived_arrival
from hub.services.notices.remittance_notice import (
    Duplicate,
    Park,
    Post,
    conflict_id,
    is_same_day,
)
from hub.services.notices.remittance_posting import CHUNK
from hub.services.notices.remittances import pays_ours
from hub.services.notices.same_payment import told_by_archive, told_otherwise
from hub.services.notices.stated_day import AHEAD_DAYS, day_stated
from hub.services.notices.unusable_notices import why_not
from hub.services.notices.withdrawals import exchange, given_back, known_notice, post_held
from hub.wiring import Hub
from projections.remittance_balance import RemittanceBalance


@dataclass(frozen=True)
class Exchanged:
    """Which notice holds now and which was withdrawn, if any; `outcome` is empty for a dry run.

    `told` names each deposit that other notices lost, for this one has the same trace.
    """

    accepted: Notice
    withdrawn: Notice | None
    outcome: Outcome | None
    told: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Chosen:
    """The notice that is to hold, the one that stands posted, and what first makes it wait."""

    notice: Notice
    standing: Notice
    before: tuple[Ask, ...] = ()


def accept_remittance(
    hub: Hub, name: str, why: str, *, dry_run: bool = False
) -> Exchanged | Refused:
    """Post the notice of this trace or id in place of the one that it contradicts.

    One that contradicts none, and of which only the day was doubted, is posted as it stands.
    """
    if not _parked(hub, name, ("conflict",)) and _parked(hub, name, ("day",)):
        return accept_beside(hub, name, why, dry_run=dry_run)
    chosen = _chosen(hub, name)
    if isinstance(chosen, Refused):
        return chosen
    notice, standing = chosen.notice, chosen.standing
    own, other = notice.remittance_id, standing.remittance_id
    problem = _of_roster(notice, standing) or _unusable(hub, notice, notice.stated_on)
    if problem := problem or given_back(hub, standing):
        return problem
    if dry_run:
        return Exchanged(notice, standing, None)
    done = hub.run(
        *chosen.before,
        Ask(REMITTANCE, own, AcceptRemittance(other, why)),
        Ask(REMITTANCE, other, WithdrawRemittance(own, why)),
    )
    if isinstance(done, Refused):
        return done
    return Exchanged(notice, standing, exchange(hub, other))


def accept_beside(
    hub: Hub,
    name: str,
    why: str,
    *,
    paid_on: date | None = None,
    both: bool = False,
    dry_run: bool = False,
) -> Exchanged | Refused:
    """Post the parked notice of this trace or id beside all others; nothing is withdrawn.

    It contradicts another and both hold, or its day was doubted: `paid_on` is then its day. What
    that day makes a copy of another, or contradict it, is refused unless `both` are said to hold.
    """
    rows = _parked(hub, name, ("day",) if paid_on and not both else ("conflict", "day"))
    if len(rows) != 1:
        return _not_one(hub, name, rows)
    notice = known_notice(hub, rows[0].remittance_id)
    held = replace(notice, paid_on=paid_on or notice.paid_on)
    problem = _unusable(hub, notice, paid_on) or _too_far_ahead(hub, notice, held)
    if not problem and rows[0].because == "day" and not both:
        problem = _told_before(hub, held)
    if problem:
        return problem
    if dry_run:
        return Exchanged(held, None, None)
    own = notice.remittance_id
    before = hub.log.head().position
    accepted = Ask(REMITTANCE, own, AcceptRemittance(None, why))
    done = hub.run(accepted, Ask(REMITTANCE, own, StartPosting(held, CHUNK)))
    if isinstance(done, Refused):
        return done
    outcome = post_held(hub, held)
    return Exchanged(held, None, outcome, tuple(taken_apart(hub, held, before)))


def _unusable(hub: Hub, notice: Notice, paid_on: date | None) -> Refused | None:
    """Why it cannot be posted by what is known today, whatever a person says of its day.

    One that states no day is posted on the day that a person says, never on today's.
    """
    if notice.holds == "months":
        roster = arrived_roster(hub, notice)
        survey, is_ours = roster.survey, partial(names_ours, hub, roster.file)
    else:
        arrival = archived_arrival(hub, notice)
        survey, is_ours = arrival.survey, partial(pays_ours, hub, arrival.file)
    if found := why_not(hub, survey, notice, is_ours):
        return Refused((found[1],))
    if paid_on or notice.stated_on or day_stated(survey):
        return None
    return refuse(
        "remittance.day-unsaid",
        what="it states no day, and nobody has said one",
        where=f"remittance {notice.trace}",
        fix="ask the plan for the day of the payment: hub remittance accept --paid-on DAY, with "
        "--beside where another of its number holds too",
    )


def _too_far_ahead(hub: Hub, notice: Notice, held: Notice) -> Refused | None:
    """A day far ahead that a person says is a mistyped one too, unless the plan states it."""
    if held.paid_on in {notice.paid_on, notice.stated_on}:
        return None
    if held.paid_on <= hub.today + timedelta(days=AHEAD_DAYS):
        return None
    return refuse(
        "remittance.day-far-ahead",
        what=f"{held.paid_on} is more than {AHEAD_DAYS} days ahead; today is {hub.today}",
        where=f"remittance {notice.trace}",
        fix="say the day on which the plan pays it: hub remittance accept --paid-on DAY",
    )


def _told_before(hub: Hub, held: Notice) -> Refused | None:
    """What is posted already of the same payment, now that its day is known."""
    judged = Post(replace(held, stated_on=held.paid_on), resumed=False)
    match told_otherwise(hub, judged, told_by_archive(hub, held)):
        case Park(problem=problem):
            return Refused((problem,))
        case Duplicate(remittance_id=known):
            return refuse(
                "remittance.known-already",
                what="the same payment is known, as a notice of another day or kind",
                where=f"remittance {held.trace}, notice {known}",
                fix="nothing is to be posted: hub remittance dismiss; if the plan paid it twice, "
                "say so: hub remittance accept --beside",
            )
        case _:
            return None


def reissue_remittance(
    hub: Hub, old: str, new: str, why: str, *, dry_run: bool = False
) -> Exchanged | Refused:
    """What a payment that never came had brought is undone: it was made anew under another number.

    Both are posted; until then what the new one pays waits as paid twice.
    """
    found = [_posted(hub, each) for each in (old, new)]
    refused = [problem for each in found if isinstance(each, Refused) for problem in each.problems]
    if refused:
        return Refused(tuple(refused))
    stopped, anew = (each for each in found if isinstance(each, PostedRemittance))
    problem = _no_reissue(stopped, anew) or _of_roster(anew.notice, stopped.notice)
    if problem := problem or given_back(hub, stopped.notice):
        return problem
    if dry_run:
        return Exchanged(anew.notice, stopped.notice, None)
    own, other = anew.notice.remittance_id, stopped.notice.remittance_id
    done = hub.run(Ask(REMITTANCE, other, WithdrawRemittance(own, why)))
    if isinstance(done, Refused):
        return done
    return Exchanged(anew.notice, stopped.notice, exchange(hub, other))


def _chosen(hub: Hub, name: str) -> _Chosen | Refused:
    rows = remittances_named(hub.projector.live, name)
    if len(rows) == 1 and rows[0].state == "withdrawn" and rows[0].trace != name:
        return _again(hub, rows[0].remittance_id)
    found = _parked(hub, name, ("conflict",))
    if len(found) != 1:
        return _not_one(hub, name, found)
    notice = known_notice(hub, found[0].remittance_id)
    return _beside(hub, notice, _contradicted(hub, notice))


def _parked(hub: Hub, name: str, because: tuple[ParkedBecause, ...]) -> list[RemittanceBalance]:
    """The parked notices of this trace or id that wait for such a reason."""
    rows = remittances_named(hub.projector.live, name)
    return [row for row in rows if row.state == "parked" and row.because in because]


def _contradicted(hub: Hub, notice: Notice) -> str:
    """The first notice of the payment; the id of one that contradicts it is made of its own."""
    own = notice.remittance_id
    ids = [str(each) for each in hub.log.find(TRACE, notice.trace) if str(each) != own]
    first = next((each for each in ids if conflict_id(each, notice.digest) == own), None)
    if first is not None:
        return first
    # told first by a notice of another kind, which names the payer otherwise
    states: Mapping[str, Remittance] = hub.handler.states(REMITTANCE, ids)
    return next((each for each, state in states.items() if _is_same(notice, state)), own)


def _is_same(notice: Notice, other: Remittance) -> bool:
    """The same money of the same plan by another notice that is, or was, posted."""
    if not isinstance(other, PostedRemittance | WithdrawnRemittance):
        return False
    known = other.notice
    same = (known.plan_key, known.deposit) == (notice.plan_key, notice.deposit)
    return same and is_same_day(notice, known)


def _again(hub: Hub, withdrawn: RemittanceId) -> _Chosen | Refused:
    """One that was withdrawn may hold after all: it is posted anew, under an id of its own."""
    notice = known_notice(hub, withdrawn)
    copies = (outside_id("remittance", withdrawn, notice.digest, str(n)) for n in count(1))
    fresh = next(
        each for each in copies if isinstance(hub.handler.state(REMITTANCE, each), NoRemittance)
    )
    copy = replace(notice, remittance_id=RemittanceId(fresh))
    waits = Ask(REMITTANCE, fresh, ParkRemittance(copy, "conflict"))
    return _beside(hub, copy, withdrawn, waits)


def _beside(hub: Hub, notice: Notice, first: str, *before: Ask) -> _Chosen | Refused:
    """The notice beside the one that stands posted for its payment."""
    known: Remittance = hub.handler.state(REMITTANCE, first)
    while isinstance(known, WithdrawnRemittance):
        known = hub.handler.state(REMITTANCE, known.by)
    if isinstance(known, PostedRemittance):
        return _Chosen(notice, known.notice, before)
    return refuse(
        "remittance.other-not-posted",
        what="the notice that it contradicts is not posted",
        where=f"remittance {notice.trace}",
        fix="if this one holds: hub remittance accept --beside, which withdraws nothing",
    )


def _of_roster(*notices: Notice) -> Refused | None:
    """A roster takes months back by rows of its own, below zero, not as a whole."""
    rosters = [each.trace for each in notices if each.holds != "claims"]
    if not rosters:
        return None
    return refuse(
        "remittance.is-a-roster",
        what="it pays months by a roster, which no other notice replaces as a whole",
        where=f"remittance {rosters[0]}",
        fix="ask the plan for a roster that takes the months back, as rows below zero",
    )


def _posted(hub: Hub, name: str) -> PostedRemittance | Refused:
    """The one posted remittance of this trace or id."""
    ids = {*hub.log.find(TRACE, name), name}
    states: Iterable[Remittance] = hub.handler.states(REMITTANCE, ids).values()
    posted = [each for each in states if isinstance(each, PostedRemittance)]
    if len(posted) == 1:
        return posted[0]
    return refuse(
        "remittance.not-one",
        what=f"{len(posted)} posted remittances have the number {name}",
        where=f"remittance {name}",
        fix="name it by its id: hub remittance list --json",
    )


def _no_reissue(stopped: PostedRemittance, anew: PostedRemittance) -> Refused | None:
    """A payment that the bank has was made; one of another payer or amount is another payment."""
    old, new = stopped.notice, anew.notice
    if stopped.in_bank:
        return refuse(
            "remittance.is-in-the-bank",
            what=f"the bank has {show_money(stopped.in_bank)} of it",
            where=f"remittance {old.trace}",
            fix="what was paid twice goes back to the plan: hub refund propose",
        )
    if (old.plan_key, old.payer, old.deposit) != (new.plan_key, new.payer, new.deposit):
        return refuse(
            "remittance.no-reissue",
            what=f"{show_money(old.deposit)} of {old.plan_key} is not "
            f"{show_money(new.deposit)} of {new.plan_key}",
            where=f"remittances {old.trace} and {new.trace}",
            fix="name the payment that was made again whole, by the same payer",
        )
    return None


def _not_one(hub: Hub, name: str, found: Sequence[RemittanceBalance]) -> Refused:
    if found:
        return refuse(
            "remittance.several-conflicts",
            what=f"{len(found)} parked notices with this number contradict the posted one: "
            + told_apart(found),
            where=f"remittance {name}",
            fix="name the one that holds by its id: hub remittance accept ID",
        )
    return refuse(
        "remittance.no-conflict-waits",
        what="no parked notice of this number contradicts a posted one",
        where=f"remittance {name}",
        fix=standing_of(hub, name),
    )
