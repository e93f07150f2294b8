"""Whom a partner's money is paid to: one person says it, a second one confirms it.

One stream for each partner. Between the two nothing is paid out to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.four_eyes import name_problems, second_person_problems
from domain.identifiers import PartnerCode
from domain.payments.bank_account import BankAccount
from domain.payments.payout_facts import PayMethod, Recipient
from domain.problem import Problem, Refused, wrong_moment

W9State = Literal["missing", "on-file", "exempt"]
TinKind = Literal["ein", "ssn", ""]


class PayTo(msgspec.Struct, frozen=True):
    """The name on the warrant, how it is paid, and to which account; `vendor` is a county's number.

    A bank account stands here exactly where it is paid by EFT.
    """

    name: str
    method: PayMethod
    vendor: str = ""
    bank: BankAccount | None = None

    @property
    def recipient(self) -> Recipient:
        """All of it that may be shown."""
        return Recipient(self.name, self.method, self.bank.ends if self.bank else "")


class W9(msgspec.Struct, frozen=True):
    """What is known of the payee for the tax authorities (IRS Form W-9).

    `signed_on` is the day of the form; `reason` why no information return is due, where exempt.
    """

    state: W9State = "missing"
    tin_kind: TinKind = ""
    signed_on: date | None = None
    reason: str = ""


# commands


@dataclass(frozen=True)
class ChangePayee:
    """Pay this partner in another way; somebody else has to confirm it."""

    partner_code: PartnerCode
    pay_to: PayTo
    by: str


@dataclass(frozen=True)
class ConfirmPayee:
    """A second person confirms what was asked."""

    by: str


@dataclass(frozen=True)
class DropChange:
    """What was asked is not done; all stays as it was."""

    by: str


@dataclass(frozen=True)
class RecordW9:
    """What the partner's form says."""

    partner_code: PartnerCode
    w9: W9


PayeeCommand = ChangePayee | ConfirmPayee | DropChange | RecordW9

# events


@event("payee.change-asked", version=1)
class PayeeChangeAsked(Fact, frozen=True):
    """Somebody asked that a partner be paid in another way."""

    partner_code: PartnerCode
    pay_to: PayTo
    by: str


@event("payee.confirmed", version=1)
class PayeeConfirmed(Fact, frozen=True):
    """A second person confirmed it; from now on it holds."""

    partner_code: PartnerCode
    by: str


@event("payee.change-dropped", version=1)
class PayeeChangeDropped(Fact, frozen=True):
    """What was asked was dropped."""

    partner_code: PartnerCode
    by: str


@event("payee.w9-recorded", version=1)
class PayeeW9Recorded(Fact, frozen=True):
    """What is known of the payee for the tax authorities changed."""

    partner_code: PartnerCode
    w9: W9


PayeeFact = PayeeChangeAsked | PayeeConfirmed | PayeeChangeDropped | PayeeW9Recorded

# states


@dataclass(frozen=True)
class NoPayee:
    """Nobody said whom to pay."""

    w9: W9 = field(default_factory=W9)


@dataclass(frozen=True)
class AskedPayee:
    """It was said once, and nothing was confirmed before."""

    partner_code: PartnerCode
    w9: W9
    asked: PayTo
    by: str


@dataclass(frozen=True)
class ConfirmedPayee:
    """Two people said it."""

    partner_code: PartnerCode
    w9: W9
    pay_to: PayTo


@dataclass(frozen=True)
class ChangingPayee(ConfirmedPayee):
    """Something else is asked for; until it is settled nothing is paid out."""

    asked: PayTo
    by: str


Payee = NoPayee | AskedPayee | ConfirmedPayee | ChangingPayee

# decide


def decide(payee: Payee, command: PayeeCommand) -> tuple[PayeeFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match payee, command:
        case _, RecordW9(partner_code=code, w9=w9):
            problems = tuple(_w9_problems(code, w9))
            if problems:
                return Refused(problems)
            return () if w9 == payee.w9 else (PayeeW9Recorded(partner_code=code, w9=w9),)
        case _, ChangePayee() as ask:
            return _change(payee, ask)
        case AskedPayee() | ChangingPayee(), ConfirmPayee(by=by):
            where = f"payee of {payee.partner_code}"
            problems = tuple(second_person_problems(payee.by, by, where))
            if problems:
                return Refused(problems)
            return (PayeeConfirmed(partner_code=payee.partner_code, by=by),)
        case AskedPayee() | ChangingPayee(), DropChange(by=by):
            return (PayeeChangeDropped(partner_code=payee.partner_code, by=by),)
        case ConfirmedPayee(), ConfirmPayee() | DropChange():
            return ()
        case NoPayee(), DropChange():
            return ()
        case _:
            return wrong_moment("payee", "payee", payee, command)


# rules


def _change(payee: Payee, ask: ChangePayee) -> tuple[PayeeFact, ...] | Refused:
    problems = (
        *name_problems(ask.by, f"payee of {ask.partner_code}"),
        *_pay_to_problems(ask.partner_code, ask.pay_to),
    )
    if problems:
        return Refused(problems)
    match payee:
        case AskedPayee(asked=known) | ChangingPayee(asked=known) if known == ask.pay_to:
            return ()
        case ConfirmedPayee(pay_to=known) if known == ask.pay_to and type(payee) is ConfirmedPayee:
            return ()
        case _:
            return (PayeeChangeAsked(partner_code=ask.partner_code, pay_to=ask.pay_to, by=ask.by),)


def _pay_to_problems(code: PartnerCode, pay_to: PayTo) -> Iterator[Problem]:
    where = f"payee of {code}"
    if not pay_to.name.strip() or not pay_to.name.isprintable():
        yield Problem(
            code="payee.no-name",
            what="the name to pay is empty, or holds what cannot be printed",
            where=where,
            fix="write the name as it is to stand on the warrant",
        )
    if (pay_to.bank is not None) != (pay_to.method == "eft"):
        yield Problem(
            code="payee.account-does-not-fit",
            what="an EFT needs a bank account, and a voucher has none",
            where=where,
            fix="give routing and account number for an EFT, and none for a voucher",
        )


def _w9_problems(code: PartnerCode, w9: W9) -> Iterator[Problem]:
    where = f"W-9 of {code}"
    if w9.state == "on-file" and not (w9.signed_on and w9.tin_kind):
        yield Problem(
            code="payee.w9-incomplete",
            what="a form on file has a day on which it was signed, and a kind of number",
            where=where,
            fix="say both: --signed 2026-01-05 --tin ein",
        )
    if w9.state == "exempt" and not w9.reason.strip():
        yield Problem(
            code="payee.w9-no-reason",
            what="nothing says why the payee is exempt",
            where=where,
            fix="say it as the form does: --reason 'government entity'",
        )


# evolve


def evolve(payee: Payee, fact: PayeeFact) -> Payee:
    """The payee after the fact."""
    match fact:
        case PayeeChangeAsked(partner_code=code, pay_to=asked, by=by):
            if isinstance(payee, ConfirmedPayee):
                return ChangingPayee(code, payee.w9, payee.pay_to, asked, by)
            return AskedPayee(code, payee.w9, asked, by)
        case PayeeConfirmed():
            if isinstance(payee, AskedPayee | ChangingPayee):
                return ConfirmedPayee(payee.partner_code, payee.w9, payee.asked)
            return payee
        case PayeeChangeDropped():
            if isinstance(payee, ChangingPayee):
                return ConfirmedPayee(payee.partner_code, payee.w9, payee.pay_to)
            return NoPayee(payee.w9) if isinstance(payee, AskedPayee) else payee
        case PayeeW9Recorded(w9=w9):
            return replace(payee, w9=w9)
        case _:
            assert_never(fact)


PAYEE: Decider[Payee, PayeeCommand, PayeeFact] = Decider(
    name="payee",
    initial=NoPayee(),
    decide=decide,
    evolve=evolve,
    facts=get_args(PayeeFact),
    commands=get_args(PayeeCommand),
    states=get_args(Payee),
)
