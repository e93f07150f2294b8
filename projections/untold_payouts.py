"""What was paid to each partner that no statement has told yet?"""

from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec

from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.payout_facts import PayoutPaid, PayoutVoided, PayoutVoidRedated
from domain.posting import partner_account
from domain.statements.statement import StatementIssued
from projections.projection import Projection

UntoldFact = PayoutPaid | PayoutVoided | PayoutVoidRedated | StatementIssued


class UntoldPayouts(msgspec.Struct, frozen=True, gc=False):
    """What went by each payout, by its number, beyond what statements told of it, in cents.

    Below zero is what came back and was not told yet.
    """

    partner_code: PartnerCode
    by_number: dict[str, Money] = {}

    @property
    def paid(self) -> Money:
        """What the partner got and no statement told."""
        return sum(cents for cents in self.by_number.values() if cents > 0)


def _keys(fact: UntoldFact) -> Iterable[str]:
    if any(_paid(fact)):
        yield fact.body.partner_code if isinstance(fact, StatementIssued) else fact.partner_code


def _paid(fact: UntoldFact) -> Iterator[tuple[str, Money]]:
    """What the fact adds to each payout; a statement takes away what it tells."""
    if isinstance(fact, StatementIssued):
        moves = (move for move in fact.body.moves if move.kind.startswith("payout."))
        yield from ((move.number, move.cents) for move in moves)
        return
    account = partner_account(fact.partner_code)
    if cents := sum(entry.cents for entry in fact.entries if entry.account == account):
        yield fact.number, cents


def _evolve(key: str, known: UntoldPayouts | None, fact: UntoldFact) -> UntoldPayouts:
    by_number = dict(known.by_number) if known else {}
    for number, cents in _paid(fact):
        by_number[number] = by_number.get(number, 0) + cents
    left = {number: cents for number, cents in sorted(by_number.items()) if cents}
    return UntoldPayouts(PartnerCode(key), left)


UNTOLD_PAYOUTS: Projection[UntoldPayouts] = Projection(
    name="untold_payouts",
    version=2,
    row=UntoldPayouts,
    indexes=(),
    facts=get_args(UntoldFact),
    keys=_keys,
    evolve=_evolve,
)
