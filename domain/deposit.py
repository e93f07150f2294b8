"""Money that reached the bank, and the remittance it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import DepositId, PlanKey, RemittanceId
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, deposit_account
from domain.problem import Problem, Refused, refuse, wrong_moment


class BankLine(msgspec.Struct, frozen=True):
    """One line of the bank's statement: the day, the cents, and the trace it carries, if any."""

    deposit_id: DepositId
    bank_on: date
    amount: Money
    trace: str


# commands


@dataclass(frozen=True)
class RecordDeposit:
    """The bank reports money in; `today` is the hub's day."""

    line: BankLine
    today: date


@dataclass(frozen=True)
class MatchRemittance:
    """The deposit is what a remittance of a plan announced."""

    remittance_id: RemittanceId
    plan_key: PlanKey
    announced: Money


DepositCommand = RecordDeposit | MatchRemittance

# events


@event("deposit.recorded", version=1)
class DepositRecorded(Fact, frozen=True):
    """The bank reported money in."""

    line: BankLine


@event("deposit.matched", version=1)
class DepositMatched(Fact, frozen=True):
    """The deposit belongs to a remittance; its money is now in the bank's account."""

    deposit_id: DepositId
    remittance_id: RemittanceId
    bank_on: date
    entries: Entries


DepositFact = DepositRecorded | DepositMatched

# states


@dataclass(frozen=True)
class NoDeposit:
    """The bank reported nothing."""


@dataclass(frozen=True)
class UnmatchedDeposit:
    """Money whose remittance is not known."""

    line: BankLine


@dataclass(frozen=True)
class MatchedDeposit:
    """Money and the remittance it belongs to."""

    line: BankLine
    remittance_id: RemittanceId


Deposit = NoDeposit | UnmatchedDeposit | MatchedDeposit

# decide


def decide(deposit: Deposit, command: DepositCommand) -> tuple[DepositFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match deposit, command:
        case NoDeposit(), RecordDeposit(line=line, today=today):
            return _record(line, today)
        case UnmatchedDeposit(line=known) | MatchedDeposit(line=known), RecordDeposit(
            line=asked
        ) if known == asked:
            return ()
        case UnmatchedDeposit(line=line), MatchRemittance() as ask:
            return _match(line, ask)
        case MatchedDeposit(remittance_id=known), MatchRemittance(remittance_id=asked) if (
            known == asked
        ):
            return ()
        case _:
            return wrong_moment("deposit", "deposit", deposit, command)


# rules


def _record(line: BankLine, today: date) -> tuple[DepositFact, ...] | Refused:
    problems = tuple(_line_problems(line, today))
    return Refused(problems) if problems else (DepositRecorded(line=line),)


def _line_problems(line: BankLine, today: date) -> Iterator[Problem]:
    """Money is in the bank only once it came in."""
    where = f"deposit of {line.bank_on}"
    if line.amount <= 0:
        yield Problem(
            code="deposit.not-money-in",
            what=f"the amount is {show_money(line.amount)}",
            where=where,
            fix="record money that came in; a returned payment is another matter",
        )
    if line.bank_on > today:
        yield Problem(
            code="deposit.not-yet",
            what=f"the bank's day is {line.bank_on}; today is {today}",
            where=where,
            fix="record it once the bank has it, or correct the day",
        )


def _match(line: BankLine, ask: MatchRemittance) -> tuple[DepositFact, ...] | Refused:
    """Only what the plan announced leaves its deposit account; a cent off stays and is shown."""
    if line.amount != ask.announced:
        return refuse(
            "deposit.amount-differs",
            what=f"the bank has {show_money(line.amount)}; "
            f"the remittance says {show_money(ask.announced)}",
            where=f"deposit of {line.bank_on}",
            fix="ask the plan about the difference",
        )
    return (
        DepositMatched(
            deposit_id=line.deposit_id,
            remittance_id=ask.remittance_id,
            bank_on=line.bank_on,
            entries=balanced(
                (Entry(BANK, line.amount), Entry(deposit_account(ask.plan_key), -line.amount))
            ),
        ),
    )


# evolve


def evolve(deposit: Deposit, fact: DepositFact) -> Deposit:
    """The deposit after the fact."""
    match fact:
        case DepositRecorded(line=line):
            return UnmatchedDeposit(line)
        case DepositMatched(remittance_id=remittance_id):
            if not isinstance(deposit, UnmatchedDeposit):
                return deposit
            return MatchedDeposit(deposit.line, remittance_id)
        case _:
            assert_never(fact)


DEPOSIT: Decider[Deposit, DepositCommand, DepositFact] = Decider(
    name="deposit",
    initial=NoDeposit(),
    decide=decide,
    evolve=evolve,
    facts=get_args(DepositFact),
    commands=get_args(DepositCommand),
    states=get_args(Deposit),
)
