"""What an answer says of a payout's warrant, and what follows; in any order it comes to the same.

Each answer tells one thing about one warrant: the day it was issued, cashed, or worth nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from msgspec.structs import replace as restated

from domain.event import Source
from domain.money import Money, show_money
from domain.payments.payout_facts import (
    PayoutCleared,
    PayoutFact,
    PayoutPaid,
    PayoutVoided,
    PayoutVoidRedated,
    VoidedBecause,
)
from domain.payments.payout_states import SentPayout, Warrant
from domain.posting import reversed_entries
from domain.problem import Problem, Refused

# commands


@dataclass(frozen=True)
class Answer:
    """What an answer says of one warrant: `amount` in cents, `told_on` the hub's day."""

    paid_as: str
    on: date
    amount: Money
    told_on: date
    source: Source | None = None


@dataclass(frozen=True)
class TellPaid(Answer):
    """The warrant was issued, or the EFT made."""


@dataclass(frozen=True)
class TellCleared(Answer):
    """The warrant was cashed."""


@dataclass(frozen=True)
class TellVoided(Answer):
    """The warrant is worth nothing: voided or returned, or too old to be cashed."""

    because: Literal["void", "stale"] = "void"


@dataclass(frozen=True)
class TellReissued(Answer):
    """Another warrant, `paid_as`, takes the place of the one it `replaces`."""

    replaces: str = ""


AnswerCommand = TellPaid | TellCleared | TellVoided | TellReissued

# rules


def answer(state: SentPayout, told: AnswerCommand) -> tuple[PayoutFact, ...] | Refused:
    """What one answer adds; told twice it adds nothing."""
    problems = tuple(_answer_problems(state, told))
    if problems:
        return Refused(problems)
    match told:
        case TellPaid():
            return tuple(_paid(state, told))
        case TellCleared():
            return tuple(_cleared(state, told))
        case TellVoided(because=because):
            return tuple(_voided(state, told, told.paid_as, because))
        case TellReissued():
            return (*_voided(state, told, told.replaces, "reissued"), *_paid(state, told))


def _answer_problems(state: SentPayout, told: AnswerCommand) -> Iterator[Problem]:
    where = f"{state.payout.where}, {told.paid_as or 'no number'}"
    if told.amount != state.payout.amount:
        yield Problem(
            code="payout.amount-differs",
            what=f"the answer says {show_money(told.amount)}; "
            f"{show_money(state.payout.amount)} was sent",
            where=where,
            fix="ask whoever pays which holds; a payout is paid whole",
        )
    if not state.sent_on <= told.on <= told.told_on:
        yield Problem(
            code="payout.day-differs",
            what=f"the answer says {told.on}; it was sent {state.sent_on} and today is "
            f"{told.told_on}",
            where=where,
            fix="correct the day in the answer",
        )
    yield from _contradictions(state, told, where)


def _contradictions(state: SentPayout, told: AnswerCommand, where: str) -> Iterator[Problem]:
    """What the answer says against what other answers said."""
    warrant = state.warrants.get(told.paid_as, Warrant())
    match told:
        case TellPaid():
            yield from _one_day(warrant.paid_on, told.on, where)
            yield from _void_after_paid(told.on, _void_on(warrant), where)
            yield from _one_payment(state, told.paid_as, where)
        case TellCleared():
            yield from _one_day(warrant.cleared_on, told.on, where)
            if warrant.voided:
                yield _cleared_and_voided(where)
        case TellVoided(because=because):
            yield from _one_day(warrant.void_said.get(because), told.on, where)
            yield from _void_after_paid(warrant.paid_on, told.on, where)
            if warrant.cleared_on:
                yield _cleared_and_voided(where)
        case TellReissued(replaces=replaces):
            old = state.warrants.get(replaces, Warrant())
            yield from _one_day(warrant.paid_on, told.on, where)
            yield from _void_after_paid(told.on, _void_on(warrant), where)
            yield from _void_after_paid(old.paid_on, told.on, f"{where}, replaces {replaces}")
            if old.cleared_on:
                yield _cleared_and_voided(where)
            yield from _one_payment(state, told.paid_as, where, instead=replaces)
            yield from _one_direction(state, told, where)


def _one_day(known: date | None, told: date, where: str) -> Iterator[Problem]:
    if known not in {None, told}:
        yield Problem(
            code="payout.answer-differs",
            what=f"the answer says {told}; another one said {known}",
            where=where,
            fix="ask whoever pays which day holds; the first one stands",
        )


def _one_payment(
    state: SentPayout, paid_as: str, where: str, *, instead: str = ""
) -> Iterator[Problem]:
    """One warrant pays it at a time; one that is known to be void may still be told."""
    is_void = state.warrants.get(paid_as, Warrant()).voided is not None
    if not is_void and state.standing not in {None, paid_as, instead}:
        yield Problem(
            code="payout.paid-already",
            what=f"{state.standing} paid it and is still good",
            where=where,
            fix="if one took the other's place, let the answer say reissued and name both",
        )


def _one_direction(state: SentPayout, told: TellReissued, where: str) -> Iterator[Problem]:
    """One that is still good makes way for another warrant, and never for one that is not."""
    new, old = told.paid_as, told.replaces
    if new == old:
        yield Problem(
            code="payout.replaces-itself",
            what=f"the answer says that {new} took the place of {old}",
            where=where,
            fix="let the answer name the new number and the one that it replaces",
        )
    elif old in state.after(new):
        yield Problem(
            code="payout.replaced-both-ways",
            what=f"the answer says that {new} took the place of {old}; others said the reverse",
            where=where,
            fix="ask whoever pays which is good; the two numbers may have changed columns",
        )
    # void on the very day of its issue: days do not tell which of the two came first
    elif state.standing == old and _void_on(state.warrants.get(new, Warrant())) == told.on:
        yield Problem(
            code="payout.replaced-by-void",
            what=f"{new} is void since {told.on}; {old}, whose place it took, is still good",
            where=where,
            fix=f"ask whoever pays which is good; if none is, let an answer say that {old} is void",
        )


def _void_on(warrant: Warrant) -> date | None:
    return warrant.voided.paid_on if warrant.voided else None


def _void_after_paid(paid_on: date | None, void_on: date | None, where: str) -> Iterator[Problem]:
    if paid_on and void_on and void_on < paid_on:
        yield Problem(
            code="payout.void-before-paid",
            what=f"it was issued {paid_on}, and worth nothing since {void_on}",
            where=where,
            fix="ask whoever pays which days hold, and of which number",
        )


def _cleared_and_voided(where: str) -> Problem:
    return Problem(
        code="payout.cleared-and-voided",
        what="one answer says that it was cashed, another that it is worth nothing",
        where=where,
        fix="ask the bank which holds",
    )


def _paid(state: SentPayout, told: TellPaid | TellReissued) -> Iterator[PayoutFact]:
    warrant = state.warrants.get(told.paid_as, Warrant())
    if warrant.paid_on:
        return
    payout = state.payout
    yield PayoutPaid(
        payout_id=payout.payout_id,
        partner_code=payout.partner_code,
        number=payout.number,
        payout_kind=payout.kind,
        paid_as=told.paid_as,
        paid_on=told.on,
        amount=payout.amount,
        recipient=state.recipient,
        entries=payout.entries,
        source=told.source,
    )
    if void := warrant.voided:  # told before its payment was: only now there is money to take back
        yield restated(void, entries=reversed_entries(payout.entries))


def _cleared(state: SentPayout, told: TellCleared) -> Iterator[PayoutFact]:
    if not state.warrants.get(told.paid_as, Warrant()).cleared_on:
        yield PayoutCleared(
            payout_id=state.payout.payout_id,
            paid_as=told.paid_as,
            cleared_on=told.on,
            source=told.source,
        )


def _voided(
    state: SentPayout, told: TellVoided | TellReissued, paid_as: str, because: VoidedBecause
) -> Iterator[PayoutFact]:
    """The money is back on the earliest day that is told; on no other, whatever came first."""
    warrant = state.warrants.get(paid_as, Warrant())
    instead = told.paid_as if because == "reissued" else ""
    if instead in warrant.replaced_by if instead else because in warrant.void_said:
        return
    payout, known = state.payout, _void_on(warrant)
    is_earlier = known is None or told.on < known
    moves = is_earlier and warrant.paid_on is not None
    if moves and known is not None:
        yield PayoutVoidRedated(
            payout_id=payout.payout_id,
            partner_code=payout.partner_code,
            number=payout.number,
            paid_as=paid_as,
            paid_on=known,
            entries=payout.entries,
            source=told.source,
        )
    # without money too it is kept: so that nobody tells another day, or the reverse, later
    yield PayoutVoided(
        payout_id=payout.payout_id,
        partner_code=payout.partner_code,
        number=payout.number,
        payout_kind=payout.kind,
        paid_as=paid_as,
        paid_on=told.on if known is None else min(told.on, known),
        because=because,
        said_on=told.on,
        replaced_by=instead,
        amount=payout.amount,
        entries=reversed_entries(payout.entries) if moves else (),
        source=told.source,
    )


# evolve


def told_of(state: SentPayout, fact: PayoutPaid | PayoutCleared | PayoutVoided) -> SentPayout:
    """The payout after what an answer told."""
    warrant = state.warrants.get(fact.paid_as, Warrant())
    match fact:
        case PayoutPaid(paid_on=day):
            warrant = replace(warrant, paid_on=day)
        case PayoutCleared(cleared_on=day):
            warrant = replace(warrant, cleared_on=day)
        case PayoutVoided(replaced_by="", because=because, said_on=day):
            said = {**warrant.void_said, because: day}
            warrant = replace(warrant, voided=fact, void_said=said)
        case PayoutVoided(replaced_by=instead):
            warrant = replace(warrant, voided=fact, replaced_by=warrant.replaced_by | {instead})
    return replace(state, warrants={**state.warrants, fact.paid_as: warrant})
