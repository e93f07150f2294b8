"""What reached the bank, and which remittance announced it?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from domain.deposit import DepositFact, DepositMatched, DepositRecorded
from domain.identifiers import DepositId, RemittanceId
from domain.money import Money
from projections.projection import Projection


class DepositStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One line of the bank's statement, cents; `trace` is empty where the bank gave none."""

    deposit_id: DepositId
    bank_on: date
    amount: Money
    trace: str
    state: Literal["unmatched", "matched"] = "unmatched"
    remittance_id: RemittanceId | None = None


def _keys(fact: DepositFact) -> Iterable[str]:
    return (fact.line.deposit_id if isinstance(fact, DepositRecorded) else fact.deposit_id,)


def _evolve(_key: str, known: DepositStatus | None, fact: DepositFact) -> DepositStatus | None:
    match fact:
        case DepositRecorded(line=line):
            return DepositStatus(
                deposit_id=line.deposit_id,
                bank_on=line.bank_on,
                amount=line.amount,
                trace=line.trace,
            )
        case DepositMatched(remittance_id=id):
            return None if known is None else replace(known, state="matched", remittance_id=id)


DEPOSIT_STATUS: Projection[DepositStatus] = Projection(
    name="deposit_status",
    version=1,
    row=DepositStatus,
    indexes=("state",),
    facts=get_args(DepositFact),
    keys=_keys,
    evolve=_evolve,
)
