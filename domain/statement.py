"""What is owed to a partner for a month, and why; once issued it never changes."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

import msgspec

from domain.adjustment import Adjustment
from domain.claim_facts import MoneyKind
from domain.decider import Decider
from domain.denial import Outcome
from domain.event import Fact, event
from domain.identifiers import ClaimNumber, PartnerCode, PartnerId, StatementId
from domain.money import Money, show_money
from domain.period import Month
from domain.problem import Refused, refuse
from domain.service_line import Service


class StatementLine(msgspec.Struct, frozen=True, gc=False):
    """One movement of money about one billed line (line 0: about the whole claim), in cents.

    `posting_id` is where the money was posted. `plan_paid` is the plan's money, `fee` what the hub
    keeps of it, `net` the partner's part; all are below zero where money was taken back. `in_bank`
    tells whether it may be paid out.
    """

    posting_id: str
    kind: MoneyKind
    claim: ClaimNumber
    line: int
    service: Service | None
    service_on: date | None
    units: int
    billed: Money
    plan_paid: Money
    fee: Money
    net: Money
    outcome: Outcome | None
    adjustments: tuple[Adjustment, ...]
    trace: str
    paid_on: date
    in_bank: bool


class EncounterCount(msgspec.Struct, frozen=True):
    """Every encounter handed in, each in exactly one place."""

    refused: int = 0
    held: int = 0
    waiting: int = 0
    paid: int = 0
    part_paid: int = 0
    denied: int = 0
    not_billable: int = 0

    @property
    def handed_in(self) -> int:
        """All of them."""
        return (
            self.refused
            + self.held
            + self.waiting
            + self.paid
            + self.part_paid
            + self.denied
            + self.not_billable
        )


class StatementBody(msgspec.Struct, frozen=True):
    """A partner's statement for a month.

    `opening` is the balance before it, `lines` what moved since the last statement, `closing` what
    is owed after it; `payable` is the part of the closing balance that is in the bank, never below
    zero. `cut_at` is the position of the log that the statement was cut at.
    """

    statement_id: StatementId
    number: str
    partner_id: PartnerId
    partner_code: PartnerCode
    month: Month
    cut_at: int
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    payable: Money
    encounters: EncounterCount


# commands


@dataclass(frozen=True)
class IssueStatement:
    """The draft becomes the statement."""

    body: StatementBody


StatementCommand = IssueStatement

# events


@event("statement.issued", version=1)
class StatementIssued(Fact, frozen=True):
    """A statement was given to a partner."""

    body: StatementBody


StatementFact = StatementIssued

# states


@dataclass(frozen=True)
class NoStatement:
    """Nothing was issued."""


@dataclass(frozen=True)
class IssuedStatement:
    """A statement, for good."""

    body: StatementBody


Statement = NoStatement | IssuedStatement

# decide


def decide(statement: Statement, command: StatementCommand) -> tuple[StatementFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    asked = command.body
    match statement:
        case IssuedStatement(body=known) if known == asked:
            return ()
        case IssuedStatement(body=known):
            return refuse(
                "statement.issued-already",
                what=f"statement {known.number} for {known.month} was issued",
                where=f"partner {known.partner_code}, {known.month}",
                fix="what came later stands in the next statement; show this one",
            )
        case NoStatement() if (
            asked.opening + sum(line.net for line in asked.lines) != asked.closing
        ):
            return refuse(
                "statement.does-not-add-up",
                what=f"opening {show_money(asked.opening)} and its lines do not come to closing "
                f"{show_money(asked.closing)}",
                where=f"partner {asked.partner_code}, {asked.month}",
                fix="rebuild the projections and draw it again: hub projection rebuild",
            )
        case NoStatement() if not 0 <= asked.payable <= max(asked.closing, 0):
            return refuse(
                "statement.pays-what-is-not-owed",
                what=f"{show_money(asked.payable)} would be paid out of a closing balance of "
                f"{show_money(asked.closing)}",
                where=f"partner {asked.partner_code}, {asked.month}",
                fix="rebuild the projections and draw it again: hub projection rebuild",
            )
        case NoStatement():
            return (StatementIssued(body=asked),)


# evolve


def evolve(statement: Statement, fact: StatementFact) -> Statement:
    """The statement after the fact."""
    return IssuedStatement(fact.body)


STATEMENT: Decider[Statement, StatementCommand, StatementFact] = Decider(
    name="statement",
    initial=NoStatement(),
    decide=decide,
    evolve=evolve,
    facts=(StatementIssued,),
    commands=(IssueStatement,),
    states=get_args(Statement),
)
