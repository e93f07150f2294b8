"""Money that reached the bank, or left it again, and the remittances it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace as struct_replace

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import DepositId, PlanKey, RemittanceId
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, deposit_account
from domain.problem import Problem, Refused, refuse, wrong_moment

MatchedBy = Literal["trace", "person"]
"""Whether the trace and the amounts said it by themselves, or a person did."""

_NOT_IN_A_KEY = re.compile(r"[^A-Z0-9]")


class BankLine(msgspec.Struct, frozen=True):
    """One line of the bank's statement: the day, the cents, and the traces it may carry.

    `amount` is below zero where money went out. `traces` are as written. The text of the line may
    name people: it stays in the archived file, at `source`; None for one that was typed by hand.
    """

    deposit_id: DepositId
    bank_on: date
    amount: Money
    traces: tuple[str, ...] = ()
    source: Source | None = None

    @property
    def trace_keys(self) -> frozenset[str]:
        """Its traces as they are compared."""
        return frozenset(filter(None, map(trace_key, self.traces)))


def trace_key(trace: str) -> str:
    """A trace as it is compared: banks drop zeros in front, dashes and small letters."""
    return _NOT_IN_A_KEY.sub("", trace.upper()).lstrip("0")


# commands


@dataclass(frozen=True)
class RecordDeposit:
    """The bank reports money; `today` is the hub's day."""

    line: BankLine
    today: date


@dataclass(frozen=True)
class MatchRemittance:
    """`cents` of the deposit, with its sign, are what a remittance of a plan announced."""

    remittance_id: RemittanceId
    plan_key: PlanKey
    cents: Money
    by: MatchedBy


@dataclass(frozen=True)
class UnmatchRemittance:
    """The deposit is not that remittance's money after all."""

    remittance_id: RemittanceId
    by: MatchedBy


DepositCommand = RecordDeposit | MatchRemittance | UnmatchRemittance

# events


@event("deposit.recorded", version=1)
class DepositRecorded(Fact, frozen=True):
    """The bank reported money."""

    line: BankLine


@event("deposit.reported-again", version=1)
class DepositReportedAgain(Fact, frozen=True):
    """The same money was reported the other way: typed by hand before, or in the bank's file.

    `known_as` is the id that the other report would have had alone: the deposit is found by either.
    `traces` and `source` are those of both reports.
    """

    deposit_id: DepositId
    known_as: DepositId
    traces: tuple[str, ...]
    source: Source | None


@event("deposit.matched", version=1)
class DepositMatched(Fact, frozen=True):
    """`cents` of the deposit belong to a remittance; they are now in the bank's account.

    `source` is the row of the bank's file; None for a line that was typed by hand.
    """

    deposit_id: DepositId
    remittance_id: RemittanceId
    plan_key: PlanKey
    bank_on: date
    cents: Money
    by: MatchedBy
    entries: Entries
    source: Source | None


@event("deposit.unmatched", version=1)
class DepositUnmatched(Fact, frozen=True):
    """`cents` of the deposit do not belong to that remittance; they have left the bank's account.

    Taken apart by a person, no trace brings the two together again. It counts for the same day of
    the bank as the match did, so that no month depends on what became known first.
    """

    deposit_id: DepositId
    remittance_id: RemittanceId
    bank_on: date
    cents: Money
    by: MatchedBy
    entries: Entries
    source: Source | None


DepositFact = DepositRecorded | DepositReportedAgain | DepositMatched | DepositUnmatched

# states


@dataclass(frozen=True)
class MatchedPart:
    """The part of a deposit that belongs to one remittance, in cents with the deposit's sign."""

    remittance_id: RemittanceId
    plan_key: PlanKey
    cents: Money
    by: MatchedBy


@dataclass(frozen=True)
class NoDeposit:
    """The bank reported nothing."""


@dataclass(frozen=True)
class KnownDeposit:
    """Money and the remittances it belongs to; `apart` are those that a person kept it from.

    `known_as` is its other id where it was both typed and in a file of the bank's.
    """

    line: BankLine
    parts: tuple[MatchedPart, ...] = ()
    apart: frozenset[RemittanceId] = frozenset()
    known_as: DepositId | None = None

    @property
    def left(self) -> Money:
        """What is matched to no remittance yet, with the deposit's sign."""
        return self.line.amount - sum(part.cents for part in self.parts)

    def may_be(self, line: BankLine) -> bool:
        """Whether a line with another id may be the same money: one typed, one in a file, once.

        What was typed has no trace that the file's line has not.
        """
        typed, listed = (line, self.line) if self.line.source else (self.line, line)
        if self.known_as is not None or typed.source is not None or listed.source is None:
            return False
        if (typed.bank_on, typed.amount) != (listed.bank_on, listed.amount):
            return False
        return typed.trace_keys <= listed.trace_keys

    def part_of(self, remittance_id: RemittanceId) -> MatchedPart | None:
        """The part that belongs to a remittance."""
        return next((each for each in self.parts if each.remittance_id == remittance_id), None)


Deposit = NoDeposit | KnownDeposit
Decision = tuple[DepositFact, ...] | Refused

# decide


def decide(deposit: Deposit, command: DepositCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match deposit, command:
        case NoDeposit(), RecordDeposit(line=line, today=today):
            return _record(line, today)
        case KnownDeposit() as known, RecordDeposit(line=asked):
            return _record_again(known, asked)
        case KnownDeposit() as known, MatchRemittance() as ask:
            return _match(known, ask)
        case KnownDeposit() as known, UnmatchRemittance() as ask:
            part = known.part_of(ask.remittance_id)
            return () if part is None else (_unmatched(known, part, ask.by),)
        case _:
            return wrong_moment("deposit", "deposit", deposit, command)


# rules


def _record(line: BankLine, today: date) -> Decision:
    problems = tuple(_line_problems(line, today))
    return Refused(problems) if problems else (DepositRecorded(line=line),)


def _record_again(deposit: KnownDeposit, asked: BankLine) -> Decision:
    """The same line in another file is the same deposit: where it was read does not matter."""
    known = deposit.line
    if asked.deposit_id not in {known.deposit_id, deposit.known_as}:
        return _report_again(deposit, asked)
    if (known.bank_on, known.amount) == (asked.bank_on, asked.amount):
        return ()
    return refuse(
        "deposit.line-differs",
        what=f"the bank now says {show_money(asked.amount)} on {asked.bank_on}; the same line "
        f"said {show_money(known.amount)} on {known.bank_on}",
        where=_place(known),
        fix="ask the bank which of the two holds; the first one stands",
    )


def _report_again(deposit: KnownDeposit, asked: BankLine) -> Decision:
    """What was typed is one line of the bank's: a second one like it is other money."""
    known = deposit.line
    if not deposit.may_be(asked):
        return refuse(
            "deposit.another-line",
            what=f"{show_money(asked.amount)} on {asked.bank_on} is another line of the "
            f"bank's; the deposit is {show_money(known.amount)} on {known.bank_on}, once only",
            where=_place(known),
            fix="record this one by itself: import the bank's file again",
        )
    return (
        DepositReportedAgain(
            deposit_id=known.deposit_id,
            known_as=asked.deposit_id,
            traces=tuple(dict.fromkeys((*known.traces, *asked.traces))),
            source=known.source or asked.source,
        ),
    )


def _line_problems(line: BankLine, today: date) -> Iterator[Problem]:
    """Money is in the bank only once it came in."""
    if not line.amount:
        yield Problem(
            code="deposit.no-money",
            what=f"the amount is {show_money(line.amount)}",
            where=_place(line),
            fix="record money that came in, or below zero money that the bank gave back",
        )
    if line.bank_on > today:
        yield Problem(
            code="deposit.not-yet",
            what=f"the bank's day is {line.bank_on}; today is {today}",
            where=_place(line),
            fix="record it once the bank has it, or correct the day",
        )


def _match(known: KnownDeposit, ask: MatchRemittance) -> Decision:
    """No more than is left of the deposit; what a person says holds against the trace."""
    part = known.part_of(ask.remittance_id)
    if part is None:
        return _more_than_left(known, ask) or (_matched(known, ask),)
    if part.cents != ask.cents:
        return refuse(
            "deposit.matched-already",
            what=f"{show_money(part.cents)} of it are matched to that remittance; "
            f"{show_money(ask.cents)} are asked for",
            where=_place(known.line),
            fix="take the two apart first: hub deposit unmatch",
        )
    if ask.by in {part.by, "trace"}:
        return ()
    return (_unmatched(known, part, ask.by), _matched(known, ask))


def _more_than_left(known: KnownDeposit, ask: MatchRemittance) -> Refused | None:
    low, high = min(known.left, 0), max(known.left, 0)
    if ask.cents and low <= ask.cents <= high:
        return None
    return refuse(
        "deposit.more-than-is-left",
        what=f"{show_money(known.left)} of it are left; {show_money(ask.cents)} are asked for",
        where=_place(known.line),
        fix="look at what it is matched to: hub deposit show",
    )


def _matched(known: KnownDeposit, ask: MatchRemittance) -> DepositMatched:
    return DepositMatched(
        deposit_id=known.line.deposit_id,
        remittance_id=ask.remittance_id,
        plan_key=ask.plan_key,
        bank_on=known.line.bank_on,
        cents=ask.cents,
        by=ask.by,
        entries=_entries(ask.plan_key, ask.cents),
        source=known.line.source,
    )


def _unmatched(known: KnownDeposit, part: MatchedPart, by: MatchedBy) -> DepositUnmatched:
    return DepositUnmatched(
        deposit_id=known.line.deposit_id,
        remittance_id=part.remittance_id,
        bank_on=known.line.bank_on,
        cents=part.cents,
        by=by,
        entries=_entries(part.plan_key, -part.cents),
        source=known.line.source,
    )


def _entries(plan_key: PlanKey, cents: Money) -> Entries:
    """What the bank has leaves the plan's deposit account; a cent off stays there and is seen."""
    return balanced((Entry(BANK, cents), Entry(deposit_account(plan_key), -cents)))


def _place(line: BankLine) -> str:
    row = f", row {line.source.segment} of the bank's file" if line.source else ""
    return f"deposit of {line.bank_on}{row}"


# evolve


def evolve(deposit: Deposit, fact: DepositFact) -> Deposit:
    """The deposit after the fact."""
    match fact:
        case DepositRecorded(line=line):
            return KnownDeposit(line)
        case DepositReportedAgain(known_as=known_as, traces=traces, source=source):
            if not isinstance(deposit, KnownDeposit):
                return deposit
            line = struct_replace(deposit.line, traces=traces, source=source)
            return replace(deposit, line=line, known_as=known_as)
        case DepositMatched(remittance_id=id):
            if not isinstance(deposit, KnownDeposit):
                return deposit
            part = MatchedPart(id, fact.plan_key, fact.cents, fact.by)
            return replace(deposit, parts=(*deposit.parts, part), apart=deposit.apart - {id})
        case DepositUnmatched(remittance_id=id, by=by):
            if not isinstance(deposit, KnownDeposit):
                return deposit
            rest = tuple(part for part in deposit.parts if part.remittance_id != id)
            apart = deposit.apart | {id} if by == "person" else deposit.apart
            return replace(deposit, parts=rest, apart=apart)
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
