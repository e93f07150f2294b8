"""The statement run: every partner's statement for a month, each in its own transaction.

It may stop anywhere and be run again: what was issued is not issued again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.agreements.partner import FormerPartner
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.period import Month
from domain.problem import Problem, Refused
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import REFUSED_ROW
from hub.services.months.shared_months import MonthKey
from hub.services.payments.partner_debts import known_debt
from hub.services.statements.statements import (
    ShownStatement,
    find_partner,
    issue_statement,
    known_partner,
    known_statement,
)
from hub.wiring import Hub
from projections.register import REGISTER

_EARLIER = "earlier-months"


@dataclass(frozen=True)
class ForAPerson:
    """What a statement leaves for a person: `why` is a short code, `cents` what it is about."""

    partner_code: PartnerCode
    number: str
    why: str
    cents: Money


@dataclass(frozen=True)
class StatementRun:
    """What a run did: statements issued by it, those issued before, partners without anything.

    With a dry run `issued` are those that would be. `refused` could not be issued. `invoiced` is
    what each partner was asked for and has not paid, in cents; `earlier` what a new statement
    states of earlier months that will have none.
    """

    month: Month
    issued: tuple[ShownStatement, ...]
    before: tuple[ShownStatement, ...]
    nothing: tuple[PartnerCode, ...]
    refused: tuple[Problem, ...]
    invoiced: Mapping[PartnerCode, Money]
    earlier: Mapping[PartnerCode, Money]

    @property
    def bodies(self) -> tuple[StatementBody, ...]:
        """Every statement of the month, in order of partner."""
        bodies = (shown.body for shown in (*self.issued, *self.before))
        return tuple(sorted(bodies, key=lambda body: body.partner_code))

    @property
    def for_a_person(self) -> tuple[ForAPerson, ...]:
        """Everything that a person has to look at, in order of partner."""
        return tuple(item for body in self.bodies for item in self._of(body))

    def _of(self, body: StatementBody) -> Iterator[ForAPerson]:
        yield from _for_a_person(body, self.invoiced.get(body.partner_code, 0))
        if body.partner_code in self.earlier:
            cents = self.earlier[body.partner_code]
            yield ForAPerson(body.partner_code, body.number, _EARLIER, cents)


def run_statements(
    hub: Hub, month: Month, *, early: bool = False, dry_run: bool = False
) -> StatementRun | Refused:
    """Issue the month's statement of every partner that has none; refused where none can be.

    `early` issues them while the month still runs.
    """
    issued: list[ShownStatement] = []
    before: list[ShownStatement] = []
    nothing: list[PartnerCode] = []
    refused: list[Problem] = []
    invoiced: dict[PartnerCode, Money] = {}
    earlier: dict[PartnerCode, Money] = {}
    split: set[MonthKey] = set()
    hub.projector.catch_up()
    for row in hub.projector.live.rows(REGISTER, kind="partner"):
        code = PartnerCode(row.key)
        is_known = was_issued(hub, code, month)
        if not is_known and _has_nothing(hub, code, month):
            nothing.append(code)
            continue
        answer = issue_statement(hub, code, month, early=early, dry_run=dry_run, split=split)
        if isinstance(answer, Refused):
            refused += answer.problems
            continue
        (before if is_known else issued).append(answer)
        invoiced[code] = sum(known_debt(hub, answer.details).unpaid.values())
        if not is_known and (warning := earlier_months(hub, answer)):
            earlier[code] = warning.cents
    if refused and not issued and not before:
        return Refused(tuple(refused))
    return StatementRun(
        month, tuple(issued), tuple(before), tuple(nothing), tuple(refused), invoiced, earlier
    )


def earlier_months(hub: Hub, shown: ShownStatement) -> ForAPerson | None:
    """What a new statement states of earlier months that can have none any more."""
    body = shown.body
    moved = known_statement(hub, shown.details).moved_earlier(body)
    return ForAPerson(body.partner_code, body.number, _EARLIER, sum(moved)) if moved else None


def was_issued(hub: Hub, code: PartnerCode, month: Month) -> bool:
    """Whether the partner has its statement for the month."""
    details = find_partner(hub, code)
    return not isinstance(details, Refused) and bool(known_statement(hub, details).of(month))


def _has_nothing(hub: Hub, code: PartnerCode, month: Month) -> bool:
    """Whether a partner that left has nothing that a statement could tell."""
    details = find_partner(hub, code)
    if isinstance(details, Refused) or not isinstance(known_partner(hub, details), FormerPartner):
        return False
    drawn = issue_statement(hub, code, month, early=True, dry_run=True)
    if isinstance(drawn, Refused):
        return False
    body = drawn.body
    # rows that a partner that left never mended are told no more
    waiting = [each for each in body.open_items if each.kind != REFUSED_ROW]
    told = (body.lines, body.moves, body.settlements, waiting)
    return not any((*told, body.opening, body.reserve, body.advance))


def _for_a_person(body: StatementBody, invoiced: Money) -> Iterator[ForAPerson]:
    def found(why: str, cents: Money) -> ForAPerson:
        return ForAPerson(body.partner_code, body.number, why, cents)

    if body.recoupment is not None:
        why = "below-zero" if body.recoupment.statements else "invoice-due"
        asked = invoiced >= body.recoupment.owed
        yield found("invoiced" if asked else why, body.recoupment.owed)
    if body.short:
        yield found("not-covered", body.short)
    if not body.encounters.adds_up:
        yield found("visits-do-not-add-up", 0)
    if waiting := sum(line.waiting for line in body.lines):
        yield found("waits-for-a-person", waiting)
