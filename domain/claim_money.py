"""What a plan's money does to a claim: payments, reversals, takebacks, interest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as struct_replace

from domain.adjustment import Adjustment
from domain.attribution import (
    ClaimMoney,
    LivePayment,
    PaidLine,
    Shares,
    attribute,
    movement,
)
from domain.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
    ClaimFact,
    ClaimMoneyMoved,
    Frequency,
    MoneyKind,
    Send,
)
from domain.denial import AnsweredLine, LineResult, complete_answer, judge, standing
from domain.event import Source
from domain.identifiers import BatchId, PayerControlNumber, RemittanceId
from domain.money import Money, show_money
from domain.posting import Entry
from domain.problem import Refused, refuse

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


# state


@dataclass(frozen=True)
class ClaimAccount:
    """All that is known of a claim whatever its state: what is billed, sent, answered, paid.

    `opened` is the claim as first stated, `body` as it now stands. `posted` holds the posting ids.
    """

    opened: ClaimBody
    body: ClaimBody
    sends: tuple[Send, ...] = ()
    received: bool = False
    answered: bool = False
    payer_control: PayerControlNumber | None = None
    results: tuple[LineResult, ...] = ()
    money: ClaimMoney = ClaimMoney()
    shares: Shares = ()
    posted: frozenset[str] = frozenset()

    @property
    def batches(self) -> set[BatchId]:
        """Every batch the claim went in."""
        return {send.batch_id for send in self.sends}

    @property
    def frequency_again(self) -> Frequency:
        """As what a claim goes out that was rejected, or never sent."""
        return self.sends[-1].frequency if self.sends and self.answered else "1"

    @property
    def paid_lines(self) -> tuple[int, ...]:
        """The lines that stand paid."""
        return tuple(r.line for r in self.results if r.outcome in {"paid", "part-paid"})

    def after_answer(self, fact: ClaimAdjudicated) -> "ClaimAccount":
        """The account after the plan's answer."""
        return replace(
            self,
            answered=True,
            payer_control=fact.payer_control or self.payer_control,
            results=fact.results,
            money=fact.money,
            shares=fact.shares,
            posted=self.posted | {fact.posting_id},
        )

    def after_movement(self, fact: ClaimMoneyMoved) -> "ClaimAccount":
        """The account after a reversal, a takeback or interest."""
        return replace(
            self,
            results=fact.results,
            money=fact.money,
            shares=fact.shares,
            posted=self.posted | {fact.posting_id},
        )


# rules


def post_payment(account: ClaimAccount, ask: PostPayment) -> tuple[ClaimFact, ...] | Refused:
    """A payment or denial is shared by the claim's terms; a reversal undoes a payment whole."""
    if ask.money.posting_id in account.posted:
        return ()
    if ask.status == REVERSAL:
        return _reverse(account, ask)
    if ask.paid < 0:
        return refuse(
            "claim.payment-below-zero",
            what=f"the plan states {show_money(ask.paid)} paid, and no reversal",
            where=f"claim {account.body.number}, CLP {ask.ordinal}",
            fix="ask the plan what it means; the amount waits in suspense",
        )
    return (_answer(account, ask),)


def _answer(account: ClaimAccount, ask: PostPayment) -> ClaimAdjudicated:
    body = account.body
    lines = complete_answer(body.lines, ask.lines, ask.paid, ask.adjustments)
    results = judge(body.lines, lines, body.terms, month_paid=ask.month_paid)
    payment = LivePayment(
        ask.money.remittance_id, ask.ordinal, ask.payer_control, _paid_lines(lines, results)
    )
    live = (*account.money.payments, payment) if ask.paid else account.money.payments
    money = struct_replace(account.money, payments=live)
    shares = attribute(body.terms, body.partner_code, body.plan_key, money)
    merged = _merge(account.results, results)
    denied = any(result.outcome in {"denied", "part-paid"} for result in merged)
    return ClaimAdjudicated(
        claim_id=body.claim_id,
        number=body.number,
        sent_as=ask.sent_as,
        posting_id=ask.money.posting_id,
        remittance_id=ask.money.remittance_id,
        payer_control=ask.payer_control,
        paid=ask.paid,
        paid_on=ask.money.paid_on,
        results=merged,
        standing=standing(merged),
        entries=movement(account.shares, shares, Entry(ask.money.cash, ask.paid)),
        money=money,
        shares=shares,
        answer_by=ask.answer_by if denied else None,
        source=ask.money.source,
    )


def _paid_lines(
    lines: Sequence[AnsweredLine], results: Sequence[LineResult]
) -> tuple[PaidLine, ...]:
    units = {result.line: result.units for result in results}
    return tuple(PaidLine(line.line, line.paid, units.get(line.line, 0)) for line in lines)


def _merge(known: Sequence[LineResult], new: Sequence[LineResult]) -> tuple[LineResult, ...]:
    """The last answer of each line; a second notice may answer only some of them."""
    by_line = {result.line: result for result in (*known, *new)}
    return tuple(by_line[line] for line in sorted(by_line))


def _reverse(account: ClaimAccount, ask: PostPayment) -> tuple[ClaimFact, ...] | Refused:
    where = f"claim {account.body.number}, CLP {ask.ordinal}"
    if ask.paid > 0:
        return refuse(
            "claim.reversal-above-zero",
            what=f"a reversal states {show_money(ask.paid)} paid",
            where=where,
            fix="ask the plan which payment it undoes; the amount waits in suspense",
        )
    undone = _payment_undone(account.money.payments, ask)
    if undone is None:
        return refuse(
            "claim.reversal-without-payment",
            what=f"a reversal of {show_money(-ask.paid)} matches no payment of the claim",
            where=where,
            fix="wait for the payment it undoes, or ask the plan; the amount waits in suspense",
        )
    live = tuple(payment for payment in account.money.payments if payment is not undone)
    reversed_lines = {line.line for line in undone.lines}
    results = tuple(
        struct_replace(result, outcome="taken-back", paid=0, units=0)
        if result.line in reversed_lines
        else result
        for result in account.results
    )
    money = struct_replace(account.money, payments=live)
    return (_moved(account, ask.money, "reversal", ask.paid, money, results),)


def _payment_undone(payments: Sequence[LivePayment], ask: PostPayment) -> LivePayment | None:
    """The latest payment of the same amount, one under the same number of the plan first."""
    same = [payment for payment in payments if payment.paid == -ask.paid]
    named = [payment for payment in same if payment.payer_control == ask.payer_control]
    return next(iter([*reversed(named), *reversed(same)]), None)


def post_takeback(account: ClaimAccount, ask: PostTakeback) -> tuple[ClaimFact, ...]:
    """Money kept for the claim is met by its announcement, then by its lines."""
    if ask.money.posting_id in account.posted or ask.amount == 0:
        return ()
    if ask.amount < 0:
        money = struct_replace(account.money, announced=account.money.announced - ask.amount)
        return (_moved(account, ask.money, "takeback-announced", -ask.amount, money),)
    money = struct_replace(account.money, taken=account.money.taken + ask.amount)
    recovered = _recovered_whole(money)
    results = tuple(
        struct_replace(result, outcome="taken-back")
        if recovered and result.outcome in {"paid", "part-paid", "covered"}
        else result
        for result in account.results
    )
    return (_moved(account, ask.money, "takeback", -ask.amount, money, results),)


def _recovered_whole(money: ClaimMoney) -> bool:
    paid = sum(payment.paid for payment in money.payments)
    return paid > 0 and money.taken - min(money.taken, money.announced) >= paid


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
    results: tuple[LineResult, ...] | None = None,
) -> ClaimMoneyMoved:
    body = account.body
    now = account.results if results is None else results
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
