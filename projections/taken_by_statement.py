"""What did the hub take from each partner by its statements: fees by the month, advances?"""

from collections.abc import Iterable

import msgspec

from domain.books.account_class import class_of
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.statements.statement import StatementIssued
from projections.projection import Projection


class TakenByStatement(msgspec.Struct, frozen=True, gc=False):
    """What went from a partner's balance to accounts of the hub's own, less what came back."""

    partner_code: PartnerCode
    cents: Money


def _keys(fact: StatementIssued) -> Iterable[str]:
    if _taken(fact):
        yield fact.body.partner_code


def _taken(fact: StatementIssued) -> Money:
    return -sum(entry.cents for entry in fact.entries if class_of(entry.account) == "own")


def _evolve(key: str, known: TakenByStatement | None, fact: StatementIssued) -> TakenByStatement:
    before = known.cents if known else 0
    return TakenByStatement(PartnerCode(key), before + _taken(fact))


TAKEN_BY_STATEMENT: Projection[TakenByStatement] = Projection(
    name="taken_by_statement",
    version=1,
    row=TakenByStatement,
    indexes=(),
    facts=(StatementIssued,),
    keys=_keys,
    evolve=_evolve,
)
