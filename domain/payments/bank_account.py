"""A bank account as a payee names it; no more than its last four digits are ever shown."""

import re
from typing import Literal

import msgspec

from domain.identifiers import Malformed

AccountKind = Literal["checking", "savings"]
SHOWN = 4


class BankAccount(msgspec.Struct, frozen=True, gc=False):
    """Routing number (ABA) and account number; printing it shows the last four digits."""

    routing: str
    account: str
    kind: AccountKind

    @property
    def ends(self) -> str:
        """The last four digits of the account number: all that anyone is shown."""
        return self.account[-SHOWN:]

    def __repr__(self) -> str:
        """Neither number: a traceback and a log are read by others."""
        return f"BankAccount(ends {self.ends})"


def bank_account(routing: str, account: str, kind: AccountKind) -> BankAccount:
    """A bank account, both numbers checked.

    The routing number is nine digits whose sum with the weights 3, 7, 1 is a multiple of ten (the
    check digit of the American Bankers Association). Messages never repeat a number.
    """
    nine = _digits(routing)
    if not re.fullmatch(r"[0-9]{9}", nine):
        raise Malformed("the routing number is not nine digits", "copy it from a voided cheque")
    weights = (3, 7, 1) * 3
    if sum(weight * int(digit) for weight, digit in zip(weights, nine, strict=True)) % 10:
        raise Malformed(
            "the routing number fails its check digit", "look for a mistyped digit on the cheque"
        )
    number = _digits(account)
    # ACH entries hold 17 characters; fewer than five would show nearly all of it
    if not re.fullmatch(r"[0-9]{5,17}", number):
        raise Malformed("the account number is not 5 to 17 digits", "copy it from a voided cheque")
    return BankAccount(nine, number, kind)


def _digits(text: str) -> str:
    return "".join(text.replace("-", " ").split())
