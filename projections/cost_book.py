"""Which programmes are there, and what does a unit of their care cost with each partner?"""

from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.braid.cost import (
    CostAgreed,
    CostFact,
    CostWithdrawn,
    Programme,
    ProgrammeStated,
    UnitCost,
)
from projections.projection import Projection


class CostedProgramme(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A programme and the costs that stand in it, in the order in which they were agreed."""

    programme: Programme
    costs: tuple[UnitCost, ...] = ()


def _keys(fact: CostFact) -> Iterable[str]:
    return (fact.programme.key if isinstance(fact, ProgrammeStated) else fact.cost.programme,)


def _evolve(_key: str, known: CostedProgramme | None, fact: CostFact) -> CostedProgramme | None:
    match fact:
        case ProgrammeStated(programme=programme):
            return CostedProgramme(programme=programme, costs=known.costs if known else ())
        case CostAgreed(cost=cost):
            return replace(known, costs=(*known.costs, cost)) if known else None
        case CostWithdrawn(cost=gone):
            if known is None:
                return None
            return replace(known, costs=tuple(each for each in known.costs if each != gone))


COST_BOOK: Projection[CostedProgramme] = Projection(
    name="cost_book",
    version=1,
    row=CostedProgramme,
    indexes=(),
    facts=get_args(CostFact),
    keys=_keys,
    evolve=_evolve,
)
