"""A statement drawn from the rows as they stand: what moved, what it settles, what still waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from msgspec.structs import replace

from domain.agreements.partner import PartnerDetails
from domain.agreements.pay_terms import PayTerms
from domain.agreements.terms import Terms
from domain.identifiers import ClaimNumber, PartnerCode, RemittanceId
from domain.money import Money
from domain.period import Month
from domain.posting import advance_account
from domain.statements.recoupment import (
    Standing,
    below_zero,
    held_by_month,
    recoupment_plan,
    settle,
)
from domain.statements.statement import Settlement, Statement, StatementBody
from domain.statements.statement_parts import (
    REFUSED_ROW,
    Actor,
    OpenItems,
    OtherMove,
    Question,
    StatementLine,
    refused_row_name,
    standing_moves,
)
from hub.services.bank.bank_cover import NEEDED as COVER_NEEDED
from hub.services.bank.bank_cover import BankCover, bank_cover
from hub.services.care.encounter_counts import count_encounters, count_month, refused_rows
from hub.services.statements.period_fees import NEEDED as PERIOD_NEEDED
from hub.services.statements.period_fees import period_settlements
from hub.services.statements.statement_lines import Moved, lines_of
from hub.services.statements.statement_standing import Movements, standing_of
from hub.views import View
from projections.claim_status import CLAIM_STATUS
from projections.due_item import DueItem
from projections.due_list import DUE_LIST
from projections.encounter_status import ENCOUNTER_STATUS
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_moves import PARTNER_MOVES
from projections.partner_statement import PARTNER_STATEMENT
from projections.projection import Projection
from projections.received_files import RECEIVED_FILES
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE

NEEDED: tuple[Projection[Any], ...] = tuple(
    dict.fromkeys(
        (
            PARTNER_STATEMENT,
            PARTNER_MOVES,
            REMITTANCE_BALANCE,
            PARTNER_LEDGER,
            TRIAL_BALANCE,
            ENCOUNTER_STATUS,
            CLAIM_STATUS,
            RECEIVED_FILES,
            DUE_LIST,
            *COVER_NEEDED,
            *PERIOD_NEEDED,
        )
    )
)
_CARE = frozenset({"payment", "reversal", "month", "month-split", "undone", "paid-twice-accepted"})
"""What a reserve is a percentage of: payment for care, without interest and takebacks."""


@dataclass(frozen=True)
class Asked:
    """Whose statement is drawn and for when, and all that rows do not tell of it.

    `statement` is what the partner was given so far, `terms` how it is paid, `left_on` the day it
    left. `fiscal_month` is the month that a fiscal year begins with.
    """

    details: PartnerDetails
    month: Month
    statement: Statement
    terms: PayTerms
    left_on: date | None
    question: Question
    fiscal_month: int


@dataclass(frozen=True)
class _Drawn:
    """What moved since the last statement, and all movements that count."""

    moved: tuple[Moved, ...]
    lines: tuple[StatementLine, ...]
    terms: tuple[Terms, ...]
    moves: tuple[OtherMove, ...]
    all_moves: tuple[OtherMove, ...]


def draw_statement(view: View, cut_at: int, asked: Asked) -> StatementBody:
    """The statement as it would be issued now."""
    cover = bank_cover(view)
    drawn = _drawn(view, asked, cover)
    standing, fees = _standing(view, asked, drawn)
    settled = settle(asked.terms, standing)
    settlements = (*fees, *settled)
    closing = standing.balance + sum(each.cents for each in settled)
    settled_in_all = sum(each.settled for each in asked.statement.issued)
    settled_in_all += sum(each.cents for each in settlements)
    every = Movements(drawn.moved, drawn.all_moves, settled_in_all)
    parts = standing_of(asked.details.code, closing, asked.month.period.last_day, every, cover)
    body = StatementBody(
        number=f"{asked.details.code}-{asked.month}",
        partner_id=asked.details.partner_id,
        partner_code=asked.details.code,
        month=asked.month,
        cut_at=cut_at,
        opening=asked.statement.closing,
        lines=drawn.lines,
        closing=closing,
        payable=parts.payable,
        short=parts.short,
        under_way=parts.under_way,
        waiting=parts.waiting,
        later=parts.later,
        since=parts.since,
        terms=drawn.terms,
        encounters=count_encounters(view, asked.details.code),
        settlements=settlements,
        moves=drawn.moves,
        reserve=sum(standing.held.values()) - _cents(settled, "reserve"),
        advance=standing.advance + _cents(settled, "advance"),
        recoupment=recoupment_plan(asked.terms, standing, settled, closing),
        open_items=tuple(_open_items(view, asked)),
        month_encounters=count_month(view, asked.details.code, asked.month),
        question=asked.question,
    )
    return asked.statement.with_year(body, asked.fiscal_month)


def _drawn(view: View, asked: Asked, cover: BankCover) -> _Drawn:
    code, last_day = asked.details.code, asked.month.period.last_day
    stated = asked.statement.told_in
    moved = tuple(_movements(view, asked, cover))
    told = [
        (line, each.terms)
        for each in moved
        if each.movement.paid_on <= last_day
        for line in lines_of(each, stated)
        if (line.posting_id, line.line) not in stated
    ]
    terms = tuple(dict.fromkeys(terms for _, terms in told))
    at = {each: place for place, each in enumerate(terms)}
    lines = tuple(replace(line, terms=at[shared_by]) for line, shared_by in told)
    every = tuple(_moves(view, code))
    new = standing_moves(each for each in every if (each.move_id, 0) not in stated)
    told_now = tuple(each for each in new if each.on <= last_day)
    return _Drawn(moved, lines, terms, told_now, standing_moves(every))


def _moves(view: View, code: PartnerCode) -> Iterator[OtherMove]:
    """Everything that moved the partner's balance beside claims; a payout with its warrant."""
    row = view.get(PARTNER_MOVES, code)
    for at, each in enumerate(row.moves if row else ()):
        yield OtherMove(
            move_id=f"{each.kind}/{each.number}/{at}",
            kind=each.kind,
            number=each.number,
            on=each.on,
            cents=each.cents,
            paid_as=each.paid_as,
        )


def _movements(view: View, asked: Asked, cover: BankCover) -> Iterator[Moved]:
    """Every movement about the partner's care in posted remittances, oldest first."""
    claims = view.rows(PARTNER_STATEMENT, partner_code=asked.details.code)
    wanted = {moved.remittance_id for claim in claims for moved in claim.movements}
    rows = view.get_many(REMITTANCE_BALANCE, sorted(wanted))
    remittances = {RemittanceId(key): row for key, row in rows.items()}
    found = [
        Moved(claim, at, remittances, cover.arrival_of(movement.remittance_id, claim.claim_id))
        for claim in claims
        for at, movement in enumerate(claim.movements)
        if remittances[movement.remittance_id].counts
    ]
    # within a claim the movements keep the order in which they were posted; a month is shared last
    yield from sorted(found, key=_told_at)


def _told_at(moved: Moved) -> tuple[date, ClaimNumber, bool]:
    return moved.movement.paid_on, moved.claim.number, moved.movement.kind == "month-split"


def _standing(view: View, asked: Asked, drawn: _Drawn) -> tuple[Standing, tuple[Settlement, ...]]:
    """What the statement finds before it holds or recoups anything; and its fees by the month."""
    code, statement = asked.details.code, asked.statement
    posted = [each for body in statement.issued for each in body.settlements]
    fees = period_settlements(view, code, asked.month, posted)
    net = sum(line.net for line in drawn.lines)
    beside = sum(each.cents for each in fees) + sum(move.cents for move in drawn.moves)
    advance = view.get(TRIAL_BALANCE, advance_account(code))
    payments = [each.movement for each in drawn.moved if each.movement.kind == "payment"]
    standing = Standing(
        partner=code,
        month=asked.month,
        balance=statement.closing + net + beside,
        plan_payments=sum(line.plan_paid for line in drawn.lines if line.kind in _CARE),
        brought=net + sum(each.cents for each in fees),
        held=held_by_month(statement.issued),
        advance=advance.cents if advance else 0,
        below_zero=below_zero(statement.issued),
        left_on=asked.left_on,
        last_paid_on=max((each.paid_on for each in payments), default=None),
    )
    return standing, fees


def _cents(settlements: Iterable[Settlement], kind: str) -> Money:
    return sum(each.cents for each in settlements if each.kind.startswith(kind))


def _open_items(view: View, asked: Asked) -> Iterator[OpenItems]:
    """What waits, by who must act and kind: the partner first, with the rows it has to mend."""
    yield from _rows_to_mend(view, asked.details.code)
    actors: tuple[Actor, ...] = get_args(Actor)
    groups: dict[tuple[Actor, str], list[DueItem]] = {}
    for item in view.rows(DUE_LIST, partner_code=asked.details.code):
        if item.who != "nobody":
            groups.setdefault((item.who, item.kind), []).append(item)
    for who, kind in sorted(groups, key=lambda key: (actors.index(key[0]), key[1])):
        items = groups[who, kind]
        yield OpenItems(
            who=who,
            kind=kind,
            count=len(items),
            amount=sum(item.amount for item in items),
            due_on=min((item.due_on for item in items if item.due_on), default=None),
            subjects=tuple(sorted(item.subject for item in items)),
        )


def _rows_to_mend(view: View, code: PartnerCode) -> Iterator[OpenItems]:
    visits = view.rows(ENCOUNTER_STATUS, partner_code=code)
    rows = refused_rows(view.rows(RECEIVED_FILES, partner_code=code), visits)
    if rows:
        named = sorted((row.row, archive_id) for archive_id, row in rows)
        subjects = tuple(refused_row_name(archive_id, row) for row, archive_id in named)
        yield OpenItems("partner", REFUSED_ROW, len(rows), 0, None, subjects)
