"""What a plan's money does to a claim: payments, reversals, takebacks, interest, paid months."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec.structs import replace as struct_replace

from domain.adjustment import Adjustment
from domain.agreements.shares import PaidLine, Shares
from domain.claims.answer import Answer, answer_by_of, payer_control_of, results_of
from domain.claims.attribution import (
    ClaimMoney,
    LivePayment,
    Place,
    Reversal,
    attribute,
    invoice,
    movement,
    with_payment,
    with_reversal,
)
from domain.claims.claim_account import ClaimAccount, Posted
from domain.claims.claim_facts import (
    Alarm,
    ClaimAdjudicated,
    ClaimBody,
    ClaimFact,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    MoneyKind,
    Told,
)
from domain.claims.denial import (
    AnsweredLine,
    LineResult,
    charges_the_member,
    complete_answer,
    judge,
    standing,
)
from domain.event import Source
from domain.identifiers import PartnerCode, PayerControlNumber, RemittanceId
from domain.money import Money, show_money
from domain.posting import PAID_DIRECT, Entry
from domain.problem import Problem, Refused, refuse

REVERSAL = "22"  # 005010X221A1 CLP02

# commands


@dataclass(frozen=True)
class MoneySource:
    """The place in a remittance that money comes from, and the account that it comes in by.

    `posting_id` names the place for ever (remittance and ordinal): the same place is posted once.
    `cash` is the plan's deposit account, or carried where the remittance moves no bank money, or
    `PAID_DIRECT` where it paid the partner `paid_to` itself.
    `told_by` is how it was told to be about the claim, where a remittance brought it.
    """

    posting_id: str
    remittance_id: RemittanceId
    cash: str
    paid_on: date
    source: Source | None
    told_by: Told | None = None
    paid_to: PartnerCode | None = None


@dataclass(frozen=True)
class PostPayment:
    """A remittance states a payment, denial or reversal of the claim (2100 CLP).

    `paid` is CLP04 as written, below zero for a reversal. `answer_by` is the last day to correct
    a denial. `lines_told_by` says of each of the `lines` by what it was told to answer ours.
    `adjustments` and `remarks` are of the claim as a whole (2100 CAS, MOA and MIA).
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
    lines_told_by: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostInterest:
    """A plan adds interest or a penalty (`amount` above zero) or takes it back (below zero)."""

    money: MoneySource
    amount: Money
    kind: Literal["interest", "penalty"] = "interest"


@dataclass(frozen=True)
class SettleMonth:
    """Which payment of another claim pays the member month; none where none stands.

    `elsewhere` is the first of them by day, remittance and ordinal; `money` is what brought the
    change. Under other terms than by the month it means nothing.
    """

    money: MoneySource
    elsewhere: Place | None


# rules


def other_bank(body: ClaimBody, money: MoneySource) -> Refused | None:
    """The payee decides whose bank the money is in; it must be the one that the contract says."""
    is_direct = money.cash == PAID_DIRECT
    where = f"claim {body.number}"
    if is_direct and not body.is_paid_direct:
        return refuse(
            "claim.paid-to-the-partner",
            what=f"the plan paid the partner itself, and by its contract {body.number} is paid to "
            "the hub",
            where=where,
            fix="ask the plan to pay the hub, or mend the contract; no money of the hub's moved",
        )
    if body.is_paid_direct and not is_direct:
        return refuse(
            "claim.paid-to-the-hub",
            what=f"the plan paid the hub, and by its contract {body.number} is paid to the partner "
            "itself",
            where=where,
            fix="ask the plan whom it means to pay; the amount waits in suspense",
        )
    if money.paid_to not in {None, body.partner_code}:
        return refuse(
            "claim.paid-to-another-partner",
            what=f"the plan paid {money.paid_to} itself, and {body.number} is another partner's",
            where=where,
            fix="ask the plan whom it means to pay; no money of the hub's moved",
        )
    return None


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
    if problems := tuple(_payment_problems(account, ask)):
        return Refused(problems)
    billed = tuple(account.lines.values()) if ask.lines else account.body.lines
    lines = complete_answer(billed, ask.lines, ask.paid, ask.adjustments, ask.remarks)
    if problems := tuple(_unit_problems(account, ask, lines)):
        return Refused(problems)
    return (_answer(account, ask, lines, settles=settles),)


def _payment_problems(account: ClaimAccount, ask: PostPayment) -> Iterator[Problem]:
    """What cannot be shared waits in suspense, whole, for a person."""
    where = _where(account, ask)
    if ask.paid < 0:
        yield Problem(
            code="claim.payment-below-zero",
            what=f"the plan states {show_money(ask.paid)} paid, and no reversal",
            where=where,
            fix="ask the plan what it means; the amount waits in suspense",
        )
    numbers, billed = [line.line for line in ask.lines], account.lines
    for number in sorted(set(numbers)):
        if number not in billed or numbers.count(number) > 1:
            told = "twice" if number in billed else "and the claim has no such line"
            yield Problem(
                code="claim.line-unclear",
                what=f"the plan answers line {number} {told}",
                where=where,
                fix="match it by hand; the amount waits in suspense",
            )


def _unit_problems(
    account: ClaimAccount, ask: PostPayment, lines: Iterable[AnsweredLine]
) -> Iterator[Problem]:
    """Money for no units, or for more than were billed, is a slip that no share may follow."""
    most = account.most_units
    for line in lines:
        if line.paid <= 0 or line.units is None:
            continue
        if line.units <= 0:
            yield Problem(
                code="claim.paid-for-no-units",
                what=f"line {line.line} is paid {show_money(line.paid)} for {line.units} units",
                where=_where(account, ask),
                fix="ask the plan how many units it paid; the amount waits in suspense",
            )
        if line.units > most[line.line]:
            yield Problem(
                code="claim.units-above-billed",
                what=f"line {line.line} is paid for {line.units} units; "
                f"{most[line.line]} were billed",
                where=_where(account, ask),
                fix="ask the plan how many units it paid; the amount waits in suspense",
            )


def _where(account: ClaimAccount, ask: PostPayment) -> str:
    return f"claim {account.body.number}, CLP {ask.ordinal}"


def _answer(
    account: ClaimAccount, ask: PostPayment, lines: Sequence[AnsweredLine], *, settles: bool
) -> ClaimAdjudicated:
    body, at = account.body, ask.money
    said = judge(tuple(account.lines.values()), lines, body.terms)
    answer = Answer(
        at.paid_on, at.remittance_id, ask.ordinal, ask.payer_control, said, ask.answer_by
    )
    answers = (*account.answers, answer)
    money = _with_answer(account.money, ask, said)
    now = _reckoned(account, struct_replace(account, answers=answers, money=money))
    return ClaimAdjudicated(
        claim_id=body.claim_id,
        number=body.number,
        sent_as=ask.sent_as,
        posting_id=at.posting_id,
        remittance_id=at.remittance_id,
        payer_control=ask.payer_control,
        ordinal=ask.ordinal,
        paid=ask.paid,
        paid_on=at.paid_on,
        answer=said,
        correct_by=ask.answer_by,
        settles=settles,
        results=now.results,
        standing=standing(now.results),
        entries=movement(account.shares, now.shares, _cash(account, at, ask.paid)),
        money=money,
        shares=now.shares,
        answer_by=now.answer_by,
        known_as=payer_control_of(answers) or account.payer_control,
        alarm=now.alarm,
        source=at.source,
        cash=at.cash,
        told_by=at.told_by and struct_replace(at.told_by, lines=ask.lines_told_by),
    )


def _with_answer(money: ClaimMoney, ask: PostPayment, said: Sequence[LineResult]) -> ClaimMoney:
    if not any(line.paid for line in said):
        return money
    paid = tuple(PaidLine(line.line, line.paid, line.units) for line in said)
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
    reversal = moved(account, struct_replace(account, money=money), at, "reversal", ask.paid)
    return (struct_replace(reversal, ordinal=ask.ordinal),)


def post_interest(account: ClaimAccount, ask: PostInterest) -> tuple[ClaimFact, ...]:
    """What a plan adds belongs to the late claim; the terms say whether it bears the fee."""
    known = account.money
    if ask.money.posting_id in account.posted or ask.amount == 0:
        return ()
    if ask.kind == "interest":
        money = struct_replace(known, interest=known.interest + ask.amount)
    else:
        money = struct_replace(known, penalties=known.penalties + ask.amount)
    return (moved(account, struct_replace(account, money=money), ask.money, ask.kind, ask.amount),)


def settle_month(account: ClaimAccount, ask: SettleMonth) -> tuple[ClaimFact, ...]:
    """What is paid here and what stands at $0 follow the claim that pays the member month."""
    if not account.by_the_month or account.month_elsewhere == ask.elsewhere:
        return ()
    body, at = account.body, ask.money
    now = _reckoned(account, struct_replace(account, month_elsewhere=ask.elsewhere))
    return (
        ClaimMonthSettled(
            claim_id=body.claim_id,
            number=body.number,
            # one posting may settle several claims
            posting_id=f"{at.posting_id}/{body.number}",
            remittance_id=at.remittance_id,
            paid_on=at.paid_on,
            month_elsewhere=ask.elsewhere,
            results=now.results,
            standing=standing(now.results),
            entries=movement(account.shares, now.shares, _cash(account, at, 0)),
            money=account.money,
            shares=now.shares,
            answer_by=now.answer_by,
            alarm=now.alarm,
            source=at.source,
        ),
    )


def moved(
    before: ClaimAccount,
    after: ClaimAccount,
    source: MoneySource,
    kind: MoneyKind,
    amount: Money,
) -> ClaimMoneyMoved:
    """What it comes to that money moved `before` to `after`; `amount` is the cash effect."""
    body = before.body
    if kind != "undone":
        place = (source.paid_on, source.remittance_id, 0)
        after = after.having(source.posting_id, Posted(kind, amount, place))
    now = _reckoned(before, after)
    return ClaimMoneyMoved(
        claim_id=body.claim_id,
        number=body.number,
        kind=kind,
        posting_id=source.posting_id,
        remittance_id=source.remittance_id,
        amount=amount,
        paid_on=source.paid_on,
        results=now.results,
        standing=standing(now.results),
        entries=movement(before.shares, now.shares, _cash(before, source, amount)),
        money=after.money,
        shares=now.shares,
        answer_by=now.answer_by,
        alarm=now.alarm,
        source=source.source,
        cash=source.cash,
        told_by=source.told_by,
    )


def _cash(account: ClaimAccount, source: MoneySource, amount: Money) -> Entry:
    """What the money comes in by; nothing does where the plan pays the partner itself."""
    return Entry(source.cash, 0 if account.body.is_paid_direct else amount)


@dataclass(frozen=True)
class _Reckoned:
    """What a claim comes to, line by line and account by account."""

    results: tuple[LineResult, ...]
    answer_by: date | None
    shares: Shares
    alarm: Alarm | None


def _reckoned(before: ClaimAccount, after: ClaimAccount) -> _Reckoned:
    """What all that is known comes to: a function of what was told, never of the order."""
    body = after.body
    most = after.most_units
    results = results_of(after.answers, after.money, month_paid=after.month_paid, most_units=most)
    shared = invoice if body.is_paid_direct else attribute
    return _Reckoned(
        results=results,
        answer_by=answer_by_of(after.answers, results, body.lines, after.file_by),
        shares=shared(
            body.terms,
            body.partner_code,
            body.plan_key,
            after.money,
            theirs=after.is_partners,
            most_units=most,
        ),
        alarm=_alarm(before.results, results),
    )


def _alarm(before: Sequence[LineResult], now: Sequence[LineResult]) -> Alarm | None:
    charges = charges_the_member(now)
    if charges_the_member(before) == charges:
        return None
    return "member-charged" if charges else "member-charge-gone"
