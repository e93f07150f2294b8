"""What moved a partner's balance beside its claims: payouts, those that came back, debts paid."""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec

from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.partner_debt import DebtPaid
from domain.payments.payout_facts import PayoutPaid, PayoutVoided, PayoutVoidRedated
from domain.posting import partner_account
from projections.projection import Projection

MoveFact = PayoutPaid | PayoutVoided | PayoutVoidRedated | DebtPaid


class PartnerMove(msgspec.Struct, frozen=True, gc=False):
    """One movement: `number` is that of the payout or invoice, `kind` the name of its fact.

    `cents` are above zero where the partner is owed more after it. `paid_as` is the warrant of a
    payout.
    """

    kind: str
    number: str
    on: date
    cents: Money
    paid_as: str = ""


class PartnerMoves(msgspec.Struct, frozen=True, gc=False):
    """All of a partner, in the order in which they were told; none ever leaves or changes place."""

    partner_code: PartnerCode
    moves: tuple[PartnerMove, ...] = ()


def _keys(fact: MoveFact) -> Iterable[str]:
    account = partner_account(fact.partner_code)
    if any(entry.account == account for entry in fact.entries):
        yield fact.partner_code


def _evolve(key: str, known: PartnerMoves | None, fact: MoveFact) -> PartnerMoves:
    before = known or PartnerMoves(PartnerCode(key))
    account = partner_account(fact.partner_code)
    move = PartnerMove(
        kind=fact.stored_name,
        number=fact.number,
        on=fact.paid_on,
        cents=-sum(entry.cents for entry in fact.entries if entry.account == account),
        paid_as="" if isinstance(fact, DebtPaid) else fact.paid_as,
    )
    return PartnerMoves(before.partner_code, (*before.moves, move))


PARTNER_MOVES: Projection[PartnerMoves] = Projection(
    name="partner_moves",
    version=4,
    row=PartnerMoves,
    indexes=(),
    facts=get_args(MoveFact),
    keys=_keys,
    evolve=_evolve,
)
