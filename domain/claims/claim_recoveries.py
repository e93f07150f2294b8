"""What undoes a payment of a claim: takebacks, refunds of the hub's own, and a person's undoing.

Whatever undoes one payment is one recovery: together it never charges a partner more than was
recorded as theirs (`domain/claims/attribution.py`).
"""

from dataclasses import dataclass

from msgspec.structs import replace as struct_replace

from domain.claims.attribution import ClaimMoney, Place, Returned, without_payment, without_reversal
from domain.claims.claim_account import ClaimAccount, Posted
from domain.claims.claim_facts import ClaimMoneyMoved
from domain.claims.claim_money import MoneySource, moved
from domain.money import Money
from domain.problem import Refused, refuse

# commands


@dataclass(frozen=True)
class PostTakeback:
    """A PLB keeps money for the claim (`amount` above zero) or announces it (below zero)."""

    money: MoneySource
    amount: Money


@dataclass(frozen=True)
class PostRefund:
    """The hub gives back `amount` cents of what was paid for the claim, by a cheque of its own.

    `about` is the place of the one payment that it gives back, all of it, where that is what it is:
    if the plan undoes that payment too, no other payment of the claim meets it.
    """

    money: MoneySource
    amount: Money
    about: Place | None = None


@dataclass(frozen=True)
class PostRefundReceipt:
    """The plan acknowledges a refund of `amount` cents (PLB 72); it comes beside a takeback."""

    money: MoneySource
    amount: Money


@dataclass(frozen=True)
class UndoPosting:
    """A person finds that what was posted is about something else; `money` says where it returns.

    The claim stands afterwards as if it had never been posted; both facts stay.
    """

    posting_id: str
    money: MoneySource


Recovery = PostTakeback | PostRefund | PostRefundReceipt | UndoPosting


# rules


def post_recovery(account: ClaimAccount, ask: Recovery) -> tuple[ClaimMoneyMoved, ...] | Refused:
    """Everything that undoes a payment counts once, whichever of it comes first."""
    if ask.money.posting_id in account.posted:
        return ()
    match ask:
        case PostTakeback(amount=amount):
            return _takeback(account, ask.money, amount)
        case PostRefund():
            return _refund(account, ask)
        case PostRefundReceipt(amount=amount):
            return _receipt(account, ask.money, amount)
        case UndoPosting(posting_id=undone):
            return _undo(account, undone, ask.money)


def _takeback(
    account: ClaimAccount, source: MoneySource, amount: Money
) -> tuple[ClaimMoneyMoved, ...]:
    known = account.money
    if amount == 0:
        return ()
    if amount < 0:
        money = struct_replace(known, announced=known.announced - amount)
        return (moved(account, _with(account, money), source, "takeback-announced", -amount),)
    money = struct_replace(known, taken=known.taken + amount)
    return (moved(account, _with(account, money), source, "takeback", -amount),)


def _refund(account: ClaimAccount, ask: PostRefund) -> tuple[ClaimMoneyMoved, ...] | Refused:
    known, source, amount = account.money, ask.money, ask.amount
    if amount <= 0:
        return refuse(
            "claim.refund-not-above-zero",
            what="a refund gives back more than nothing",
            where=f"claim {account.body.number}",
            fix="state the amount that goes back to the plan",
        )
    money = struct_replace(known, refunded=known.refunded + amount)
    if ask.about is not None:
        returned = Returned(source.posting_id, ask.about, amount)
        money = struct_replace(money, returned=(*known.returned, returned))
    return (moved(account, _with(account, money), source, "refund", -amount),)


def _receipt(
    account: ClaimAccount, source: MoneySource, amount: Money
) -> tuple[ClaimMoneyMoved, ...]:
    known = account.money
    if amount == 0:
        return ()
    money = struct_replace(known, receipted=known.receipted + amount)
    return (moved(account, _with(account, money), source, "refund-receipt", amount),)


def _undo(
    account: ClaimAccount, posting_id: str, source: MoneySource
) -> tuple[ClaimMoneyMoved, ...] | Refused:
    undone = account.posted.get(posting_id)
    if undone is None:
        return ()
    if undone.kind == "terms-accepted":
        return refuse(
            "claim.terms-stay",
            what="what was posted there is a change of terms, which no undoing takes back",
            where=f"claim {account.body.number}",
            fix="accept other terms for it",
        )
    money = _money_without(account.money, undone)
    if money.returned:
        others = tuple(each for each in money.returned if each.posting_id != posting_id)
        money = struct_replace(money, returned=others)
    after = _with(account.without(posting_id), money)
    undoing = moved(account, after, source, "undone", -undone.amount)
    return (struct_replace(undoing, undoes=posting_id),)


def _money_without(money: ClaimMoney, undone: Posted) -> ClaimMoney:
    """The sums as if one posting had never been."""
    amount = undone.amount
    match undone.kind:
        case "payment":
            return without_payment(money, undone.place)
        case "reversal":
            return without_reversal(money, undone.place)
        case "takeback":
            return struct_replace(money, taken=money.taken + amount)
        case "takeback-announced":
            return struct_replace(money, announced=money.announced - amount)
        case "refund":
            return struct_replace(money, refunded=money.refunded + amount)
        case "refund-receipt":
            return struct_replace(money, receipted=money.receipted - amount)
        case "interest":
            return struct_replace(money, interest=money.interest - amount)
        case "penalty":
            return struct_replace(money, penalties=money.penalties - amount)
        case "paid-twice-accepted":
            left = tuple(place for place in money.accepted if place[1:] != undone.place[1:])
            return struct_replace(money, accepted=left)
        case "month" | "month-split" | "terms-accepted" | "voided" | "undone":
            raise AssertionError(f"nothing is posted as {undone.kind}")


def _with(account: ClaimAccount, money: ClaimMoney) -> ClaimAccount:
    return struct_replace(account, money=money)
