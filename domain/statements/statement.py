"""What is owed to a partner, month by month, and why; once issued a statement never changes.

The statements of one partner are one stream: each begins where the last one ended, and no movement
of money stands in two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from domain.agreements.reckoning import CountedRule
from domain.agreements.terms import Terms
from domain.books.fiscal_year import FiscalYear
from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PartnerCode, PartnerId, PlanKey
from domain.money import Money, show_money
from domain.period import Month
from domain.posting import (
    Entries,
    Entry,
    advance_account,
    balanced,
    hub_fee_account,
    partner_account,
    reserve_account,
)
from domain.problem import Problem, Refused
from domain.statements.statement_parts import (
    EncounterCount,
    OpenItems,
    OtherMove,
    Question,
    RecoupmentPlan,
    StatementLine,
    YearSums,
    year_sums,
)

SettlementKind = Literal[
    "reserve-held",
    "reserve-released",
    "reserve-used",
    "advance-recouped",
    "period-fee",
    "true-up",
]


class Settlement(msgspec.Struct, frozen=True):
    """What a statement itself moves: a reserve, an advance recouped, a fee by the month.

    `text` names its rule in plain words. `cents` are above zero where the partner gets them;
    `account` is the other side. `month` is the month that it is about; `rules` are those by the
    month that it follows, with what each counted. `basis_points` is the percentage that it takes.
    """

    kind: SettlementKind
    text: str
    cents: Money
    account: str
    plan_key: PlanKey | None
    month: Month
    rules: tuple[CountedRule, ...] = ()
    basis_points: int = 0


class StatementBody(msgspec.Struct, frozen=True):
    """A partner's statement for a month.

    `opening` is the balance before it, `lines` what moved since the last statement, `moves` what
    moved beside claims, `settlements` what the statement itself moves, `closing` what is owed after
    it. `cut_at` is the position of the log that the statement was cut at; `since` is what moved
    after its month until then, told where any of it took from the balance. Of the balance at that
    moment `payable` may be paid out, `under_way` is on its way by payouts, `waiting` waits for a
    plan's money, `later` is the next statement's, and `short` has nothing more to wait for but the
    bank does not cover it; none is below zero. `reserve` and `advance` are what is held back, and
    paid ahead, after it. `month_encounters` counts the care of the month alone; `terms` are those
    that its lines were shared by.
    """

    number: str
    partner_id: PartnerId
    partner_code: PartnerCode
    month: Month
    cut_at: int
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    payable: Money
    short: Money
    encounters: EncounterCount
    settlements: tuple[Settlement, ...] = ()
    moves: tuple[OtherMove, ...] = ()
    reserve: Money = 0
    advance: Money = 0
    recoupment: RecoupmentPlan | None = None
    year: YearSums | None = None
    open_items: tuple[OpenItems, ...] = ()
    month_encounters: EncounterCount = EncounterCount()
    question: Question | None = None
    waiting: Money = 0
    under_way: Money = 0
    later: Money = 0
    since: tuple[OtherMove, ...] = ()
    terms: tuple[Terms, ...] = ()

    @property
    def balance(self) -> Money:
        """What was owed at the moment at which it was cut."""
        return self.closing + sum(move.cents for move in self.since)

    @property
    def parts(self) -> tuple[Money, ...]:
        """What that is made of."""
        return self.payable, self.under_way, self.waiting, self.later, self.short

    @property
    def entries(self) -> Entries:
        """The posting of its settlements."""
        account = partner_account(self.partner_code)
        pairs = (
            (Entry(account, -each.cents), Entry(each.account, each.cents))
            for each in self.settlements
        )
        return balanced(entry for pair in pairs for entry in pair)

    @property
    def moved(self) -> Money:
        """What changed from its opening to its closing balance."""
        return self.net + self.settled + sum(move.cents for move in self.moves)

    @property
    def net(self) -> Money:
        """The partner's part of all its lines."""
        return sum(line.net for line in self.lines)

    @property
    def settled(self) -> Money:
        """What the statement itself moves."""
        return sum(each.cents for each in self.settlements)

    @property
    def states(self) -> frozenset[tuple[str, int]]:
        """The movements that it states: posting and line; line 0 of moves beside claims."""
        lines = [(line.posting_id, line.line) for line in self.lines]
        return frozenset((*lines, *((move.move_id, 0) for move in self.moves)))


# commands


@dataclass(frozen=True)
class IssueStatement:
    """The draft becomes the next statement of its partner; `on` is the hub's day.

    `early` tells that it is meant to be given before its month has ended.
    """

    body: StatementBody
    on: date
    early: bool = False


StatementCommand = IssueStatement

# events


@event("statement.issued", version=1)
class StatementIssued(Fact, frozen=True):
    """A statement was given to a partner; it posts its settlements.

    They count for `settled_on`: the last day of its month, or the day of issue where that is
    earlier.
    """

    body: StatementBody
    issued_on: date
    settled_on: date
    entries: Entries

    @property
    def number(self) -> str:
        """The number that people know it by."""
        return self.body.number


StatementFact = StatementIssued

# states


@dataclass(frozen=True)
class Statement:
    """All statements that one partner was given, oldest first."""

    issued: tuple[StatementBody, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def closing(self) -> Money:
        """The balance that the last one ended with."""
        return self.issued[-1].closing if self.issued else 0

    @property
    def states(self) -> frozenset[tuple[str, int]]:
        """Every movement that was stated: posting and line."""
        return frozenset(pair for body in self.issued for pair in body.states)

    def of(self, month: Month) -> StatementBody | None:
        """The one for a month; None where there is none."""
        return next((body for body in self.issued if body.month == month), None)

    def issued_on(self, month: Month) -> date | None:
        """The day on which the one for a month was issued; None where there is none."""
        pairs = zip(self.issued, self.days, strict=True)
        return next((day for body, day in pairs if body.month == month), None)

    def moved_earlier(self, drawn: StatementBody) -> tuple[Money, ...]:
        """What the drawn one states of earlier months that will have none, each in cents."""
        given = max((body.month for body in self.issued if body.month < drawn.month), default=None)
        days = [(line.paid_on, line.net) for line in drawn.lines]
        days += [(move.on, move.cents) for move in drawn.moves]
        return tuple(
            cents
            for day, cents in days
            if Month.of(day) < drawn.month and (given is None or Month.of(day) > given)
        )

    @property
    def told_in(self) -> dict[tuple[str, int], str]:
        """The number of the statement that states each movement: posting and line."""
        return {pair: body.number for body in self.issued for pair in body.states}

    def with_year(self, drawn: StatementBody, first_month: int) -> StatementBody:
        """The drawn one with what the statements of its fiscal year come to."""
        year = FiscalYear.of(drawn.month, first_month)
        of_year = (each for each in self.issued if FiscalYear.of(each.month, first_month) == year)
        bodies = (*of_year, drawn)
        sums = year_sums(
            year,
            (line for body in bodies for line in body.lines),
            sum(body.settled for body in bodies),
            (move for body in bodies for move in body.moves),
        )
        return replace(drawn, year=sums)


# decide


def decide(statement: Statement, command: StatementCommand) -> tuple[StatementFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    asked = command.body
    if asked == statement.of(asked.month):
        return ()
    problems = (
        *issuing_problems(
            statement, asked.partner_code, asked.month, command.on, early=command.early
        ),
        *_sum_problems(statement, asked),
        *_payable_problems(asked),
        *_settlement_problems(asked),
    )
    if problems:
        return Refused(problems)
    settled_on = min(asked.month.period.last_day, command.on)
    return (
        StatementIssued(
            body=asked, issued_on=command.on, settled_on=settled_on, entries=asked.entries
        ),
    )


# rules


def issuing_problems(
    statement: Statement, partner: PartnerCode, month: Month, today: date, *, early: bool
) -> Iterator[Problem]:
    """Each month has one statement, given once the month has ended and before any later one.

    `early` gives it while the month still runs.
    """
    where = f"partner {partner}, {month}"
    if month > Month.of(today):
        yield Problem(
            code="statement.month-not-begun",
            what=f"{month} has not begun; today is {today}",
            where=where,
            fix=f"issue it once it is {month}",
        )
    elif today <= month.period.last_day and not early and not statement.of(month):
        yield Problem(
            code="statement.month-not-ended",
            what=f"{month} has not ended; today is {today}. What moves later in it would stand in "
            "the next statement, and no earlier month could have one any more",
            where=where,
            fix=f"issue it after {month.period.last_day}; to look at it now: hub statement show; "
            "to issue it as it stands: --early",
        )
    if known := statement.of(month):
        yield Problem(
            code="statement.issued-already",
            what=f"statement {known.number} for {month} was issued",
            where=where,
            fix="what came later stands in the next statement; show this one",
        )
    later = next((body for body in statement.issued if body.month > month), None)
    if later and not known:
        yield Problem(
            code="statement.later-one-issued",
            what=f"statement {later.number} was issued, and there is none for {month}",
            where=where,
            fix=f"what belongs to {month} stands in the statement for {later.month}",
        )


def _sum_problems(statement: Statement, asked: StatementBody) -> Iterator[Problem]:
    """It begins where the last one ended, adds what moved since, and states nothing again."""
    where = f"partner {asked.partner_code}, {asked.month}"
    again = "rebuild the projections and draw it again: hub projection rebuild"
    if asked.opening != statement.closing and not statement.of(asked.month):
        yield Problem(
            code="statement.opening-differs",
            what=f"it opens with {show_money(asked.opening)}; the last one closed with "
            f"{show_money(statement.closing)}",
            where=where,
            fix="draw it again",
        )
    if asked.opening + asked.moved != asked.closing:
        yield Problem(
            code="statement.does-not-add-up",
            what=f"opening {show_money(asked.opening)} and what moved do not come to closing "
            f"{show_money(asked.closing)}",
            where=where,
            fix=again,
        )
    movements = len(asked.lines) + len(asked.moves)
    stated = movements - len(asked.states - statement.states)
    if stated and not statement.of(asked.month):
        yield Problem(
            code="statement.states-again",
            what=f"{stated} of its {movements} movements are stated already",
            where=where,
            fix=again,
        )


def _payable_problems(asked: StatementBody) -> Iterator[Problem]:
    """What may be paid out and what may not come to what is owed, of one moment."""
    if min(asked.parts) < 0 or sum(asked.parts) != max(asked.balance, 0):
        yield Problem(
            code="statement.pays-what-is-not-owed",
            what=f"{show_money(asked.payable)} payable and "
            f"{show_money(sum(asked.parts) - asked.payable)} that waits do not come to a balance "
            f"of {show_money(asked.balance)}",
            where=f"partner {asked.partner_code}, {asked.month}",
            fix="rebuild the projections and draw it again: hub projection rebuild",
        )


def _settlement_problems(asked: StatementBody) -> Iterator[Problem]:
    """A statement moves money between the partner, its own reserve and advance, and hub fees."""
    own = {reserve_account(asked.partner_code), advance_account(asked.partner_code)}
    for each in asked.settlements:
        fees = {hub_fee_account(each.plan_key)} if each.plan_key else set()
        if each.account not in own | fees:
            yield Problem(
                code="statement.settles-with-another",
                what=f"{each.text}: {show_money(each.cents)} with the account {each.account}",
                where=f"partner {asked.partner_code}, {asked.month}",
                fix="settle with the partner's own reserve or advance, or with the fee of a plan",
            )


# evolve


def evolve(statement: Statement, fact: StatementFact) -> Statement:
    """The partner's statements after the fact."""
    return Statement((*statement.issued, fact.body), (*statement.days, fact.issued_on))


STATEMENT: Decider[Statement, StatementCommand, StatementFact] = Decider(
    name="statement",
    initial=Statement(),
    decide=decide,
    evolve=evolve,
    facts=(StatementIssued,),
    commands=(IssueStatement,),
    states=(Statement,),
)
