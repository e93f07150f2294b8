"""What did plans pay partners themselves, and what fee does each of those payments bear?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.agreements.terms import ShareRule
from domain.claims.attribution import ClaimMoney
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimCorrected,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    MoneyKind,
)
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from domain.posting import PAID_DIRECT, receivable_account
from domain.service_line import ServiceLine
from projections.projection import Projection

MovedFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled
DirectFact = ClaimOpened | ClaimCorrected | MovedFact


class DirectPart(msgspec.Struct, frozen=True, gc=False):
    """What one movement means for one line (line 0: the whole claim), in cents.

    `direct` is what the plan paid the partner, below zero where it took money back; `fee` what the
    partner owes the hub for it, below zero where the hub owes a credit.
    """

    line: int
    direct: Money
    fee: Money


class DirectMovement(msgspec.Struct, frozen=True, gc=False):
    """One payment, reversal, takeback or addition, and how it was shared."""

    posting_id: str
    kind: MoneyKind
    remittance_id: RemittanceId
    paid_on: date
    rule: ShareRule
    parts: tuple[DirectPart, ...]


class PaidDirect(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim that its plan pays to the partner: every line it billed, and all its movements.

    `rule` shares what is paid from now on; `stands` is what the plan paid for each line and has not
    undone.
    """

    claim_id: ClaimId
    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    rule: ShareRule
    lines: tuple[ServiceLine, ...]
    stands: tuple[tuple[int, Money], ...] = ()
    movements: tuple[DirectMovement, ...] = ()


def direct_by_line(money: ClaimMoney) -> dict[int, Money]:
    """What a plan paid for each line and did not undo; all that is about the claim is of line 0."""
    paid: Counter[int] = Counter()
    for payment in money.payments:
        paid.update({line.line: line.paid for line in payment.lines})
    paid[0] += money.received - money.paid
    return dict(paid)


def _keys(fact: DirectFact) -> Iterable[str]:
    match fact:
        case ClaimOpened(body=body):
            return (body.claim_id,) if body.is_paid_direct else ()
        case ClaimCorrected(claim_id=claim_id):
            return (claim_id,)
        case _ if fact.cash == PAID_DIRECT or isinstance(fact, ClaimMonthSettled):
            return (fact.claim_id,)
        case _:
            return ()


def _evolve(_key: str, claim: PaidDirect | None, fact: DirectFact) -> PaidDirect | None:
    if isinstance(fact, ClaimOpened):
        body = fact.body
        return PaidDirect(
            claim_id=body.claim_id,
            number=body.number,
            partner_code=body.partner_code,
            plan_key=body.plan_key,
            rule=body.terms.rule,
            lines=body.lines,
        )
    if claim is None:
        return None
    if isinstance(fact, ClaimCorrected):
        by_number = {line.line: line for line in (*claim.lines, *fact.lines)}
        return replace(claim, lines=tuple(by_number[number] for number in sorted(by_number)))
    return _moved(claim, fact)


def _moved(claim: PaidDirect, fact: MovedFact) -> PaidDirect:
    agreed = fact.agreed if isinstance(fact, ClaimMoneyMoved) else None
    rule = agreed.terms.rule if agreed else claim.rule
    before, now = dict(claim.stands), direct_by_line(fact.money)
    account = receivable_account(claim.partner_code)
    fees: Counter[int] = Counter()
    for entry in fact.entries:
        if entry.account == account:
            fees[entry.line] += entry.cents
    parts = (
        DirectPart(line, now.get(line, 0) - before.get(line, 0), fees[line])
        for line in sorted({*before, *now, *fees})
    )
    movement = DirectMovement(
        posting_id=fact.posting_id,
        kind=fact.kind,
        remittance_id=fact.remittance_id,
        paid_on=fact.paid_on,
        rule=rule,
        parts=tuple([part for part in parts if part.direct or part.fee]),
    )
    return replace(
        claim,
        rule=rule,
        stands=tuple(sorted(now.items())),
        movements=(*claim.movements, movement) if movement.parts else claim.movements,
    )


PAID_DIRECTLY: Projection[PaidDirect] = Projection(
    name="paid_direct",
    version=1,
    row=PaidDirect,
    indexes=("partner_code",),
    facts=get_args(DirectFact),
    keys=_keys,
    evolve=_evolve,
)
