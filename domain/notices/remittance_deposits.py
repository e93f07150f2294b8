"""What the bank has of a posted remittance: matched to deposits and taken apart again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.identifiers import DepositId
from domain.money import Money, show_money
from domain.notices.bank_part import NEAR, BankPart, held_by_bank
from domain.notices.notice import Notice
from domain.notices.remittance_facts import RemittanceDeposited, RemittanceDepositUndone
from domain.problem import Problem, Refused


@dataclass(frozen=True)
class MatchDeposit:
    """The bank has `cents` of the money by a deposit; below zero it gave them back."""

    deposit_id: DepositId
    bank_on: date
    cents: Money


@dataclass(frozen=True)
class UnmatchDeposit:
    """What the deposit brought is other money after all."""

    deposit_id: DepositId


def match_deposit(
    notice: Notice, parts: Sequence[BankPart], ask: MatchDeposit
) -> tuple[RemittanceDeposited, ...] | Refused:
    """What follows for a remittance of which the bank has `parts`; each deposit counts once."""
    known = [part.cents for part in parts if part.deposit_id == ask.deposit_id]
    if known == [ask.cents]:
        return ()
    problems = tuple(_problems(notice, held_by_bank(parts), ask, known))
    if problems:
        return Refused(problems)
    return (
        RemittanceDeposited(
            remittance_id=notice.remittance_id,
            deposit_id=ask.deposit_id,
            bank_on=ask.bank_on,
            cents=ask.cents,
        ),
    )


def unmatch_deposit(
    notice: Notice, parts: Sequence[BankPart], ask: UnmatchDeposit
) -> tuple[RemittanceDepositUndone, ...]:
    """The part of the deposit leaves; nothing where there is none."""
    return tuple(
        RemittanceDepositUndone(
            remittance_id=notice.remittance_id,
            deposit_id=ask.deposit_id,
            cents=part.cents,
        )
        for part in parts
        if part.deposit_id == ask.deposit_id
    )


def _problems(
    notice: Notice, held: Money, ask: MatchDeposit, known: Sequence[Money]
) -> Iterator[Problem]:
    """The bank has no more of it than it announced, but for cents; nothing stands in for it."""
    where = f"remittance {notice.trace}"
    if not notice.expects_deposit:
        yield Problem(
            code="remittance.moves-no-bank-money",
            what="it informs only; no money reaches the bank by it",
            where=where,
            fix="look for the remittance that the bank deposit belongs to",
        )
    elif known:
        yield Problem(
            code="remittance.deposited-already",
            what=f"the deposit is matched to it with {show_money(known[0])}; "
            f"{show_money(ask.cents)} are asked for",
            where=where,
            fix="take the two apart first: hub deposit unmatch",
        )
    elif ask.cents > 0 and held + ask.cents > notice.deposit + NEAR:
        yield Problem(
            code="remittance.more-than-announced",
            what=f"it announced {show_money(notice.deposit)}; the bank has {show_money(held)} of "
            f"it, and {show_money(ask.cents)} more are asked for",
            where=where,
            fix="look at the deposits; one of them belongs elsewhere",
        )
