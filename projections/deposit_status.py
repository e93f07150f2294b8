"""What reached the bank, and which remittances announced it?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.event import Source
from domain.identifiers import DepositId, RemittanceId
from domain.money import Money
from domain.notices.deposit import (
    DepositFact,
    DepositMatched,
    DepositRecorded,
    DepositReportedAgain,
    DepositUnmatched,
    MatchedBy,
)
from projections.projection import Projection

DepositState = Literal["unmatched", "partly", "matched"]


class DepositPart(msgspec.Struct, frozen=True, gc=False):
    """The part of a deposit that belongs to one remittance, in cents; and who said so."""

    remittance_id: RemittanceId
    cents: Money
    by: MatchedBy


class DepositStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One line of the bank's statement, in cents; below zero where money went out.

    `left` is what no remittance is matched to. `traces` are the numbers that may be its trace,
    `source` is its row in the bank's file; None for one that was typed by hand.
    """

    deposit_id: DepositId
    bank_on: date
    amount: Money
    left: Money
    traces: tuple[str, ...]
    source: Source | None
    state: DepositState = "unmatched"
    parts: tuple[DepositPart, ...] = ()


def _keys(fact: DepositFact) -> Iterable[str]:
    return (fact.line.deposit_id if isinstance(fact, DepositRecorded) else fact.deposit_id,)


def _evolve(_key: str, known: DepositStatus | None, fact: DepositFact) -> DepositStatus | None:
    match fact:
        case DepositRecorded(line=line):
            return DepositStatus(
                deposit_id=line.deposit_id,
                bank_on=line.bank_on,
                amount=line.amount,
                left=line.amount,
                traces=line.traces,
                source=line.source,
            )
        case DepositReportedAgain(traces=traces, source=source):
            return None if known is None else replace(known, traces=traces, source=source)
        case DepositMatched(remittance_id=id, cents=cents, by=by):
            if known is None:
                return None
            return _with_parts(known, (*known.parts, DepositPart(id, cents, by)))
        case DepositUnmatched(remittance_id=id):
            if known is None:
                return None
            return _with_parts(known, tuple(p for p in known.parts if p.remittance_id != id))
        case _:
            assert_never(fact)


def _with_parts(known: DepositStatus, parts: tuple[DepositPart, ...]) -> DepositStatus:
    left = known.amount - sum(part.cents for part in parts)
    partly: DepositState = "partly" if parts else "unmatched"
    return replace(known, parts=parts, left=left, state=partly if left else "matched")


DEPOSIT_STATUS: Projection[DepositStatus] = Projection(
    name="deposit_status",
    version=3,
    row=DepositStatus,
    indexes=("state",),
    facts=get_args(DepositFact),
    keys=_keys,
    evolve=_evolve,
)
