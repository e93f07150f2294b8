"""Months that a plan pays once and several partners gave care in: decided, settled, differences.

A month is split once it is over and paid, by the contacts in the claims that are known then. What
each partner has of it follows what stands of the payment, each time the months are gone through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.agreements.period_rules import MonthSplit
from domain.agreements.terms import ByTheMonth, Terms
from domain.care.lead_care import LEAD_CARE, NameLead
from domain.claims.claim import CLAIM, NoClaim
from domain.claims.claim_facts import ClaimBody
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.months.month_contacts import Contacts
from domain.months.month_split import (
    MONTH_SPLIT,
    AcceptContacts,
    DecidedSplit,
    DecideSplit,
    DeclineContacts,
    MonthSplitDecided,
    MonthSplitMoved,
    NoteWaiting,
    SplitBody,
    Waiting,
    parts_of,
    undecided,
)
from domain.period import Month
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask
from hub.services.agreements.partners import find_partner
from hub.services.billing.claims import find_claim
from hub.services.months.shared_months import MonthKey, SharedMonth, lead_stream, shared_months
from hub.store.chunks import chunks
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.contract_book import CONTRACT_BOOK
from projections.remittance_balance import REMITTANCE_BALANCE

_MONTHS_PER_STEP = 200
_UNDER_WAY = ("posting", "withdrawing")


@dataclass(frozen=True)
class LaterContacts:
    """Contacts that became known after a month was split, and what they would move, by partner."""

    body: SplitBody
    contacts: Contacts
    moves: tuple[tuple[PartnerCode, Money], ...]


@dataclass(frozen=True)
class SplitRun:
    """What going through the months came to; `problems` are months that wait for a person."""

    decided: tuple[SplitBody, ...]
    moved: tuple[MonthSplitMoved, ...]
    differences: tuple[LaterContacts, ...]
    problems: tuple[Problem, ...]


def split_months(
    hub: Hub,
    *,
    until: Month | None = None,
    partner: PartnerCode | None = None,
    dry_run: bool = False,
    seen: set[MonthKey] | None = None,
) -> SplitRun:
    """Decide every month that is over and paid, and settle all that were decided before.

    `until` is the last month to look at; only those of a `partner`, where it is given. The same
    once more changes nothing; where it was stopped it goes on. Months in `seen` are left as they
    are, and those that are looked at go into it: partners that share a month look at it once.
    """
    seen = set() if seen is None else seen
    keys = [key for key in _months(hub, partner) if until is None or key.month <= until]
    keys = [key for key in keys if key not in seen]
    seen.update(keys)
    under_way = {
        row.remittance_id
        for state in _UNDER_WAY
        for row in hub.projector.live.rows(REMITTANCE_BALANCE, state=state)
    }
    facts: list[object] = []
    differences: list[LaterContacts] = []
    problems: list[Problem] = []
    for some in chunks(keys, _MONTHS_PER_STEP):
        asks: list[Ask] = []
        for month in shared_months(hub, some):
            if month.remittances & under_way:
                continue  # what it comes to is not known before it is posted to its end
            later, undecidable = tuple(_later(month)), tuple(_waits(hub, month))
            differences += later
            problems += undecidable
            asks += _asks(hub, month)
            asks += _noted(month, later, is_undecidable=bool(undecidable))
        facts += _decided(hub, asks) if dry_run else _done(hub, asks)
    return SplitRun(
        decided=tuple(each.body for each in facts if isinstance(each, MonthSplitDecided)),
        moved=tuple(each for each in facts if isinstance(each, MonthSplitMoved)),
        differences=tuple(differences),
        problems=tuple(problems),
    )


def accept_contacts(
    hub: Hub, number: str, month: Month | None, why: str
) -> LaterContacts | Refused | None:
    """Let the split of a claim's month follow later contacts; None where none stands open."""
    found = _difference(hub, number, month)
    if isinstance(found, Refused) or found is None:
        return found
    shared, difference = found
    stream_id = shared.key.split_id
    asks = [Ask(MONTH_SPLIT, stream_id, AcceptContacts(difference.contacts, why))]
    if (settle := shared.settle()) is not None:  # none where every payment was undone since
        asks.append(Ask(MONTH_SPLIT, stream_id, settle))
    done = hub.run(*asks)
    return done if isinstance(done, Refused) else difference


def decline_contacts(
    hub: Hub, number: str, month: Month | None, why: str
) -> LaterContacts | Refused | None:
    """Leave the split of a claim's month as it is; None where no difference stands open."""
    found = _difference(hub, number, month)
    if isinstance(found, Refused) or found is None:
        return found
    shared, difference = found
    decline = DeclineContacts(difference.contacts, why)
    done = hub.run(Ask(MONTH_SPLIT, shared.key.split_id, decline))
    return done if isinstance(done, Refused) else difference


@dataclass(frozen=True)
class NamedLead:
    """The lead care manager of a claim's member; `is_new` is False where it was named before."""

    partner_code: PartnerCode
    first_day: date
    is_new: bool


def name_lead(hub: Hub, number: str, *, first_day: date, partner: str = "") -> NamedLead | Refused:
    """From a day on the partner of a claim, or another, is its member's lead care manager."""
    body = _claim(hub, number)
    if isinstance(body, Refused):
        return body
    code = body.partner_code
    if partner:
        found = find_partner(hub, partner)
        if isinstance(found, Refused):
            return found
        code = found.details.code
    command = NameLead(body.plan_key, body.member_id, code, first_day)
    done = hub.run(Ask(LEAD_CARE, lead_stream(body.plan_key, body.member_id), command))
    return done if isinstance(done, Refused) else NamedLead(code, first_day, bool(done.facts))


# rules


def _months(hub: Hub, partner: PartnerCode | None) -> list[MonthKey]:
    """Every member month with care by the month, of a plan that has contracts which split it."""
    view = hub.projector.live
    booked = view.rows(CONTRACT_BOOK)
    plans = {each.plan_key for each in booked if _splits(each.agreement.terms)}
    named = {
        each.contract_id: each.partner_code
        for each in booked
        if each.plan_key in plans
        and isinstance(each.agreement.terms.rule, ByTheMonth)
        and partner in {None, each.partner_code}
    }
    return sorted(
        {
            MonthKey(claim.plan_key, claim.member_id, Month.of(line.service_on))
            for code in sorted(set(named.values()))
            for claim in view.rows(CLAIM_STATUS, partner_code=code)
            if claim.contract_id in named
            for line in claim.lines
        }
    )


def _splits(terms: Terms) -> bool:
    return any(isinstance(rule, MonthSplit) for rule in terms.by_month)


def _asks(hub: Hub, month: SharedMonth) -> Iterator[Ask]:
    settle = month.settle()
    if settle is None:
        return
    if not isinstance(month.split, DecidedSplit):
        body = _decidable(hub, month)
        if body is None or undecided(body):
            return
        yield Ask(MONTH_SPLIT, body.split_id, DecideSplit(body))
    yield Ask(MONTH_SPLIT, month.key.split_id, settle)


def _waits(hub: Hub, month: SharedMonth) -> Iterator[Problem]:
    """A month that could be split, were the lead care manager known."""
    body = None if isinstance(month.split, DecidedSplit) else _decidable(hub, month)
    if body is not None and (problem := undecided(body)):
        yield problem


def _noted(
    month: SharedMonth, later: Sequence[LaterContacts], *, is_undecidable: bool
) -> Iterator[Ask]:
    """What waits for a person is kept, so that it is due until somebody acts or it is gone."""
    waiting = None
    for each in later:
        cents = sum(cents for _, cents in each.moves if cents > 0)
        waiting = _waiting("later-contacts", month, each.body, cents)
    if is_undecidable and (body := month.to_decide()) is not None:
        waiting = _waiting("lead", month, body, sum(cents for _, cents in month.held))
    if waiting != month.split.waiting:
        split_id = month.key.split_id
        yield Ask(MONTH_SPLIT, split_id, NoteWaiting(split_id, waiting))


def _waiting(
    for_what: Literal["lead", "later-contacts"], month: SharedMonth, body: SplitBody, cents: Money
) -> Waiting:
    return Waiting(for_what, body.claim, month.key.plan, month.key.month, cents)


def _decidable(hub: Hub, month: SharedMonth) -> SplitBody | None:
    """Not before the month is over: until then nobody knows who will see the member."""
    return month.to_decide() if month.key.month.period.last_day < hub.today else None


def _later(month: SharedMonth) -> Iterator[LaterContacts]:
    if isinstance(month.split, DecidedSplit) and month.split.differs(month.contacts):
        body = month.split.body
        then: Mapping[PartnerCode, Money] = parts_of(month.contacts.weights(body.by), month.held)
        now = parts_of(month.split.weights, month.held)
        codes = dict.fromkeys((*then, *now))
        moves = ((code, then.get(code, 0) - now.get(code, 0)) for code in codes)
        yield LaterContacts(body, month.contacts, tuple(each for each in moves if each[1]))


def _decided(hub: Hub, asks: list[Ask]) -> Iterator[object]:
    """What would come of it; nothing is stored."""
    states = hub.handler.states(MONTH_SPLIT, {ask.stream_id for ask in asks})
    for ask in asks:
        decision = ask.decider.decide(states[ask.stream_id], ask.command)
        for fact in () if isinstance(decision, Refused) else decision:
            states[ask.stream_id] = ask.decider.evolve(states[ask.stream_id], fact)
            yield fact


def _done(hub: Hub, asks: list[Ask]) -> tuple[object, ...]:
    done = hub.run(*asks)
    # refused where somebody else decided one meanwhile: the next run settles what is left
    return () if isinstance(done, Refused) else done.facts


def _difference(
    hub: Hub, number: str, month: Month | None
) -> tuple[SharedMonth, LaterContacts] | Refused | None:
    body = _claim(hub, number)
    if isinstance(body, Refused):
        return body
    months = sorted({Month.of(line.service_on) for line in body.lines})
    if month is not None:
        months = [each for each in months if each == month]
    if len(months) != 1:
        return refuse(
            "month-split.which-month",
            what=f"claim {number} has care in {len(months)} such months",
            where=f"claim {number}",
            fix="give the month of its care: --month",
        )
    (shared,) = shared_months(hub, [MonthKey(body.plan_key, body.member_id, months[0])])
    later = next(_later(shared), None)
    return None if later is None else (shared, later)


def _claim(hub: Hub, number: str) -> ClaimBody | Refused:
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    claim = hub.handler.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)  # its number was found
    body: ClaimBody = claim.account.body
    return body
