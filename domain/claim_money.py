"""What a plan's money does to a claim: payments, reversals, takebacks, interest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace as struct_replace

from domain.adjustment import Adjustment
from domain.answer import Answer, results_of
from domain.attribution import (
    ClaimMoney,
    LivePayment,
    PaidLine,
    Reversal,
    attribute,
    movement,
    with_payment,
    with_reversal,
)
from domain.claim_account import ClaimAccount
from domain.claim_facts import ClaimAdjudicated, ClaimFact, ClaimMoneyMoved, MoneyKind
from domain.contract import PerUnit
from domain.denial import AnsweredLine, LineResult, complete_answer, judge, standing
from domain.event import Source
from domain.identifiers import PayerControlNumber, RemittanceId
from domain.money import Money, show_money
from domain.posting import Entry
from domain.problem import Problem, Refused, refuse

REVERSAL = "22"  # 005010X221A1 CLP02

# commands


@dataclass(frozen=True)
class MoneySource:
    """The place in a remittance that money comes from, and the account that it comes in by.

    `posting_id` names the place for ever (remittance and ordinal): the same place is posted once.
    `cash` is the plan's deposit account, or carried where the remittance moves no bank money.
    """

    posting_id: str
    remittance_id: RemittanceId
    cash: str
    paid_on: date
    source: Source | None


@dataclass(frozen=True)
class PostPayment:
    """A remittance states a payment, denial or reversal of the claim (2100 CLP).

    `paid` is CLP04 as written, below zero for a reversal. `answer_by` is the last day to correct a
    denial; `month_paid` tells that another claim of the member month was paid.
    """

    money: MoneySource
    ordinal: int
    sent_as: str
    status: str
    paid: Money
    payer_control: PayerControlNumber
    lines: tuple[AnsweredLine, ...]
    adjustments: tuple[Adjustment, ...]
    answer_by: date
    month_paid: bool = False


@dataclass(frozen=True)
class PostTakeback:
    """A PLB keeps money for the claim (`amount` above zero) or announces it (below zero)."""

    money: MoneySource
    amount: Money


@dataclass(frozen=True)
class PostInterest:
    """A plan adds interest (`amount` above zero) or takes it back (below zero)."""

    money: MoneySource
    amount: Money


# rules


def post_payment(
    account: ClaimAccount, ask: PostPayment, *, settles: bool
) -> tuple[ClaimFact, ...] | Refused:
    """A payment or denial is shared by the claim's terms; a reversal undoes a payment whole.

    `settles` tells that the notice answers what was last sent.
    """
    if ask.money.posting_id in account.posted:
        return ()
    if ask.status == REVERSAL:
        return _reverse(account, ask)
    problems = tuple(_payment_problems(account, ask))
    return Refused(problems) if problems else (_answer(account, ask, settles=settles),)


def _payment_problems(account: ClaimAccount, ask: PostPayment) -> Iterator[Problem]:
    """What cannot be shared waits in suspense, whole, for a person."""
    where = f"claim {account.body.number}, CLP {ask.ordinal}"
    if ask.paid < 0:
        yield Problem(
            code="claim.payment-below-zero",
            what=f"the plan states {show_money(ask.paid)} paid, and no reversal",
            where=where,
            fix="ask the plan what it means; the amount waits in suspense",
        )
    numbers = [line.line for line in ask.lines]
    for number in sorted(set(numbers)):
        if number not in account.lines or numbers.count(number) > 1:
            told = "twice" if number in account.lines else "and the claim has no such line"
            yield Problem(
                code="claim.line-unclear",
                what=f"the plan answers line {number} {told}",
                where=where,
                fix="match it by hand; the amount waits in suspense",
            )
    if isinstance(account.body.terms.rule, PerUnit):
        for line in ask.lines:
            if line.paid > 0 and line.units is not None and line.units <= 0:
                yield Problem(
                    code="claim.paid-for-no-units",
                    what=f"line {line.line} is paid {show_money(line.paid)} for {line.units} units",
                    where=where,
                    fix="ask the plan how many units it paid; the amount waits in suspense",
                )


def _answer(account: ClaimAccount, ask: PostPayment, *, settles: bool) -> ClaimAdjudicated:
    body = account.body
    billed = tuple(account.lines[at] for at in sorted(account.lines))
    whole = body.lines if not ask.lines else billed
    lines = complete_answer(whole, ask.lines, ask.paid, ask.adjustments)
    said = judge(billed, lines, body.terms, month_paid=ask.month_paid)
    money = _with_answer(account.money, ask, lines, said)
    answer = Answer(
        ask.money.paid_on, ask.money.remittance_id, ask.ordinal, ask.payer_control, said
    )
    results = results_of((*account.answers, answer), money)
    denied = any(result.outcome in {"denied", "part-paid"} for result in results)
    shares = attribute(body.terms, body.partner_code, body.plan_key, money)
    return ClaimAdjudicated(
        claim_id=body.claim_id,
        number=body.number,
        sent_as=ask.sent_as,
        posting_id=ask.money.posting_id,
        remittance_id=ask.money.remittance_id,
        payer_control=ask.payer_control,
        ordinal=ask.ordinal,
        paid=ask.paid,
        paid_on=ask.money.paid_on,
        answer=said,
        settles=settles,
        results=results,
        standing=standing(results),
        entries=movement(account.shares, shares, Entry(ask.money.cash, ask.paid)),
        money=money,
        shares=shares,
        answer_by=ask.answer_by if denied else None,
        source=ask.money.source,
    )


def _with_answer(
    money: ClaimMoney,
    ask: PostPayment,
    lines: Sequence[AnsweredLine],
    said: Sequence[LineResult],
) -> ClaimMoney:
    if not any(line.paid for line in lines):
        return money
    units = {result.line: result.units for result in said}
    paid = tuple(PaidLine(line.line, line.paid, units[line.line]) for line in lines)
    at = ask.money
    payment = LivePayment(at.paid_on, at.remittance_id, ask.ordinal, ask.payer_control, paid)
    return with_payment(money, payment)


def _reverse(account: ClaimAccount, ask: PostPayment) -> tuple[ClaimFact, ...] | Refused:
    """A reversal that comes before its payment waits for it; one of $0 moves nothing."""
    if ask.paid > 0:
        return refuse(
            "claim.reversal-above-zero",
            what=f"a reversal states {show_money(ask.paid)} paid",
            where=f"claim {account.body.number}, CLP {ask.ordinal}",
            fix="ask the plan which payment it undoes; the amount waits in suspense",
        )
    at = ask.money
    undoing = Reversal(at.paid_on, at.remittance_id, ask.ordinal, ask.payer_control, -ask.paid)
    money = with_reversal(account.money, undoing) if ask.paid else account.money
    return (_moved(account, at, "reversal", ask.paid, money),)


def post_takeback(account: ClaimAccount, ask: PostTakeback) -> tuple[ClaimFact, ...]:
    """Money kept for the claim is met by its announcement, then by its lines."""
    if ask.money.posting_id in account.posted or ask.amount == 0:
        return ()
    if ask.amount < 0:
        money = struct_replace(account.money, announced=account.money.announced - ask.amount)
        return (_moved(account, ask.money, "takeback-announced", -ask.amount, money),)
    money = struct_replace(account.money, taken=account.money.taken + ask.amount)
    return (_moved(account, ask.money, "takeback", -ask.amount, money),)


def post_interest(account: ClaimAccount, ask: PostInterest) -> tuple[ClaimFact, ...]:
    """Interest belongs to the late claim; the terms say whether it bears the fee."""
    if ask.money.posting_id in account.posted or ask.amount == 0:
        return ()
    money = struct_replace(account.money, interest=account.money.interest + ask.amount)
    return (_moved(account, ask.money, "interest", ask.amount, money),)


def _moved(
    account: ClaimAccount,
    source: MoneySource,
    kind: MoneyKind,
    amount: Money,
    money: ClaimMoney,
) -> ClaimMoneyMoved:
    body = account.body
    now = results_of(account.answers, money)
    shares = attribute(body.terms, body.partner_code, body.plan_key, money)
    return ClaimMoneyMoved(
        claim_id=body.claim_id,
        number=body.number,
        kind=kind,
        posting_id=source.posting_id,
        remittance_id=source.remittance_id,
        amount=amount,
        paid_on=source.paid_on,
        results=now,
        standing=standing(now),
        entries=movement(account.shares, shares, Entry(source.cash, amount)),
        money=money,
        shares=shares,
        source=source.source,
    )
