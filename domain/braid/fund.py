"""A fund: money that somebody gave for care which plans do not pay in full."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never, get_args

from domain.braid.fund_facts import (
    BudgetAmended,
    DrawReturned,
    FundClosed,
    FundDrawn,
    FundFact,
    FundReceived,
    FundRegistered,
)
from domain.braid.fund_terms import FundDraw, FundTerms
from domain.decider import Decider
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, fund_account
from domain.problem import Problem, Refused, refuse, wrong_moment

# commands


@dataclass(frozen=True)
class RegisterFund:
    """Somebody gives money under conditions; `budget` in cents."""

    terms: FundTerms
    budget: Money


@dataclass(frozen=True)
class AmendBudget:
    """The giver changes the budget."""

    budget: Money
    reason: str


@dataclass(frozen=True)
class ReceiveFund:
    """Money of the fund reached the hub's bank; `reference` is the giver's own."""

    reference: str
    amount: Money
    bank_on: date


@dataclass(frozen=True)
class DrawFund:
    """Cost that nobody else covered is charged to the fund."""

    draw: FundDraw


@dataclass(frozen=True)
class ReturnDraw:
    """A draw keeps no more than `kept` cents; the rest goes back to the fund."""

    number: str
    kept: Money
    reason: str
    returned_on: date


@dataclass(frozen=True)
class CloseFund:
    """Nothing more is drawn."""

    closed_on: date
    reason: str


FundCommand = RegisterFund | AmendBudget | ReceiveFund | DrawFund | ReturnDraw | CloseFund

# states


@dataclass(frozen=True)
class NoFund:
    """Nobody gave anything."""


@dataclass(frozen=True)
class StandingDraw:
    """A draw, and what of it was not returned."""

    draw: FundDraw
    kept: Money


@dataclass(frozen=True)
class OpenFund:
    """A fund with what it may still pay; amounts in cents."""

    terms: FundTerms
    registered: Money
    budget: Money
    receipts: tuple[ReceiveFund, ...] = ()
    draws: Mapping[str, StandingDraw] = field(default_factory=dict)

    @property
    def drawn(self) -> Money:
        """What was drawn and not returned."""
        return sum(standing.kept for standing in self.draws.values())

    @property
    def left(self) -> Money:
        """What may still be drawn; never below zero."""
        return self.budget - self.drawn

    @property
    def where(self) -> str:
        """The fund, for a reader."""
        return f"fund {self.terms.key}"


@dataclass(frozen=True)
class ClosedFund(OpenFund):
    """A fund that pays no more; its draws may still be returned."""

    closed_on: date = date.max


Fund = NoFund | OpenFund | ClosedFund

# decide


def decide(fund: Fund, command: FundCommand) -> tuple[FundFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match fund, command:
        case NoFund(), RegisterFund(terms=terms, budget=budget):
            problems = tuple(_terms_problems(terms, budget))
            return Refused(problems) if problems else (FundRegistered(terms=terms, budget=budget),)
        case NoFund(), _:
            return wrong_moment("fund", "fund", fund, command)
        case OpenFund(), RegisterFund(terms=terms, budget=budget):
            return _registered_again(fund, terms, budget)
        case OpenFund(), ReceiveFund() as ask:
            return _receive(fund, ask)
        case OpenFund(), ReturnDraw() as ask:
            return _return(fund, ask)
        case OpenFund(), DrawFund(draw=draw) if draw.number in fund.draws:
            return _drawn_again(fund, draw)
        case ClosedFund(), CloseFund():
            return ()
        case ClosedFund(), _:
            return wrong_moment("fund", fund.where, fund, command)
        case OpenFund(), AmendBudget() as ask:
            return _amend(fund, ask)
        case OpenFund(), DrawFund(draw=draw):
            return _draw(fund, draw)
        case OpenFund(terms=terms, left=left), CloseFund(closed_on=day, reason=reason):
            return (FundClosed(fund_key=terms.key, left=left, closed_on=day, reason=reason),)
        case _:
            assert_never(command)


# rules


def _terms_problems(terms: FundTerms, budget: Money) -> Iterator[Problem]:
    where = f"fund {terms.key}"
    if budget < 0:
        yield Problem(
            code="fund.budget-below-zero",
            what=f"the budget is {show_money(budget)}",
            where=where,
            fix="give the budget in dollars and cents",
        )
    if terms.period.last_day < terms.period.first_day:
        yield Problem(
            code="fund.ends-before-start",
            what=f"it starts {terms.period.first_day} and ends {terms.period.last_day}",
            where=where,
            fix="give a last day on or after the first",
        )
    if terms.restriction.last_resort and "waiting" in terms.restriction.pays_for:
        yield Problem(
            code="fund.last-resort-waits",
            what="it pays last, and would pay before the plan has answered",
            where=where,
            fix="leave out waiting, or the payer of last resort",
        )


def _registered_again(fund: OpenFund, terms: FundTerms, budget: Money) -> tuple[()] | Refused:
    if (fund.terms, fund.registered) == (terms, budget):
        return ()
    return refuse(
        "fund.differs",
        what="it was registered before with other terms or another budget",
        where=fund.where,
        fix="change the budget with: hub fund amend; for other terms register another fund",
    )


def _amend(fund: OpenFund, ask: AmendBudget) -> tuple[FundFact, ...] | Refused:
    if ask.budget == fund.budget:
        return ()
    if ask.budget < fund.drawn:
        return refuse(
            "fund.budget-below-drawn",
            what=f"{show_money(fund.drawn)} is drawn; the budget would be {show_money(ask.budget)}",
            where=fund.where,
            fix="return draws first: hub fund return",
        )
    return (
        BudgetAmended(
            fund_key=fund.terms.key, before=fund.budget, budget=ask.budget, reason=ask.reason
        ),
    )


def _receive(fund: OpenFund, ask: ReceiveFund) -> tuple[FundFact, ...] | Refused:
    """The same reference is the same money."""
    if ask in fund.receipts:
        return ()
    problems = tuple(_receipt_problems(fund, ask))
    if problems:
        return Refused(problems)
    fund_at = Entry(fund_account(fund.terms.key), -ask.amount)
    return (
        FundReceived(
            fund_key=fund.terms.key,
            reference=ask.reference,
            amount=ask.amount,
            bank_on=ask.bank_on,
            entries=balanced((Entry(BANK, ask.amount), fund_at)),
        ),
    )


def _receipt_problems(fund: OpenFund, ask: ReceiveFund) -> Iterator[Problem]:
    where = f"{fund.where}, reference {ask.reference}"
    if any(known.reference == ask.reference for known in fund.receipts):
        yield Problem(
            code="fund.receipt-differs",
            what="money with this reference was recorded before, with another day or amount",
            where=where,
            fix="look at what came in: hub fund show",
        )
    if ask.amount <= 0:
        yield Problem(
            code="fund.receipt-not-money-in",
            what=f"the amount is {show_money(ask.amount)}",
            where=where,
            fix="record money that came in",
        )
    if not fund.terms.is_banked:
        yield Problem(
            code="fund.not-in-our-bank",
            what="the money of this fund does not lie in the hub's bank",
            where=where,
            fix="register a fund whose money does; this one only tells what it covers",
        )


def _drawn_again(fund: OpenFund, draw: FundDraw) -> tuple[()] | Refused:
    if fund.draws[draw.number].draw == draw:
        return ()
    return refuse(
        "fund.draw-differs",
        what=f"draw {draw.number} was made before and says something else",
        where=fund.where,
        fix="look at it: hub fund report",
    )


def _draw(fund: OpenFund, draw: FundDraw) -> tuple[FundFact, ...] | Refused:
    problems = tuple(_draw_problems(fund, draw))
    if problems:
        return Refused(problems)
    return (FundDrawn(draw=draw, entries=_set_apart(fund, draw.use.partner_code, draw.amount)),)


def _draw_problems(fund: OpenFund, draw: FundDraw) -> Iterator[Problem]:
    """A fund pays what it may, what it has, and nothing that another source covers."""
    where = f"{fund.where}, {draw.use}"
    if draw.amount <= 0 or any(need.cents <= 0 for need in draw.needs):
        yield Problem(
            code="fund.draw-of-nothing",
            what=f"the draw is {show_money(draw.amount)}",
            where=where,
            fix="draw an amount above zero; give money back with: hub fund return",
        )
    if draw.amount > fund.left:
        yield Problem(
            code="fund.draw-above-left",
            what=f"{show_money(draw.amount)} is asked; {show_money(fund.left)} is left",
            where=where,
            fix="draw what is left, or ask the giver for more: hub fund amend",
        )
    for need in draw.needs:
        if not fund.terms.admits(draw.programme, draw.use.partner_code, need):
            yield Problem(
                code="fund.draw-excluded",
                what=f"its restriction does not admit {need.service or 'care without a code'}, "
                f"{need.kind}, {need.first_day} to {need.last_day}",
                where=where,
                fix="charge it to another fund: hub fund show",
            )
    uncovered = draw.cost - max(0, draw.medi_cal) - draw.others
    if draw.amount > uncovered:
        yield Problem(
            code="fund.draw-above-cost",
            what=f"{show_money(draw.amount)} is asked; {show_money(uncovered)} of the cost of "
            f"{show_money(draw.cost)} is not covered",
            where=where,
            fix="return what is drawn above the cost first: hub fund gap",
        )


def _return(fund: OpenFund, ask: ReturnDraw) -> tuple[FundFact, ...] | Refused:
    standing = fund.draws.get(ask.number)
    if standing is None:
        return refuse(
            "fund.no-such-draw",
            what=f"there is no draw {ask.number}",
            where=fund.where,
            fix=f"look at its draws: hub fund report {fund.terms.key}",
        )
    if ask.kept == standing.kept:
        return ()
    if not 0 <= ask.kept < standing.kept:
        return refuse(
            "fund.keeps-more",
            what=f"it stands at {show_money(standing.kept)} and would keep {show_money(ask.kept)}",
            where=f"{fund.where}, draw {ask.number}",
            fix="say what it keeps: from zero to less than it stands at",
        )
    amount = standing.kept - ask.kept
    partner = standing.draw.use.partner_code
    return (
        DrawReturned(
            fund_key=fund.terms.key,
            draw_number=ask.number,
            amount=amount,
            kept=ask.kept,
            reason=ask.reason,
            returned_on=ask.returned_on,
            entries=_set_apart(fund, partner, -amount),
        ),
    )


def _set_apart(fund: OpenFund, partner: PartnerCode, amount: Money) -> Entries:
    """What a draw moves; nothing where the money never lies with the hub."""
    if not fund.terms.is_banked:
        return ()
    key = fund.terms.key
    return balanced((Entry(fund_account(key), amount), Entry(fund_account(key, partner), -amount)))


# evolve


def evolve(fund: Fund, fact: FundFact) -> Fund:
    """The fund after the fact."""
    if isinstance(fact, FundRegistered):
        return OpenFund(fact.terms, fact.budget, fact.budget)
    if isinstance(fund, NoFund):
        return fund
    match fact:
        case BudgetAmended(budget=budget):
            return replace(fund, budget=budget)
        case FundReceived(reference=reference, amount=amount, bank_on=day):
            return replace(fund, receipts=(*fund.receipts, ReceiveFund(reference, amount, day)))
        case FundDrawn(draw=draw):
            draws = {**fund.draws, draw.number: StandingDraw(draw, draw.amount)}
            return replace(fund, draws=draws)
        case DrawReturned(draw_number=number, kept=kept):
            if number not in fund.draws:
                return fund
            standing = replace(fund.draws[number], kept=kept)
            return replace(fund, draws={**fund.draws, number: standing})
        case FundClosed(closed_on=day):
            return ClosedFund(
                fund.terms, fund.registered, fund.budget, fund.receipts, fund.draws, day
            )
        case _:
            assert_never(fact)


FUND: Decider[Fund, FundCommand, FundFact] = Decider(
    name="fund",
    initial=NoFund(),
    decide=decide,
    evolve=evolve,
    facts=get_args(FundFact),
    commands=get_args(FundCommand),
    states=get_args(Fund),
)
