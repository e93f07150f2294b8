"""What was drawn from each fund, for which care, and what of it was returned?"""

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.braid.fund_facts import DrawReturned, FundDrawn
from domain.braid.fund_terms import FundDraw, FundKey
from domain.money import Money
from projections.projection import Projection


class Returned(msgspec.Struct, frozen=True, gc=False):
    """Part of a draw went back, in cents, and why."""

    amount: Money
    returned_on: date
    reason: str


class DrawStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A draw as made, and what of it stands, in cents."""

    number: str
    fund_key: FundKey
    partner_code: str
    programme: str
    month: str
    draw: FundDraw
    kept: Money
    returned: tuple[Returned, ...] = ()


def _keys(fact: FundDrawn | DrawReturned) -> Iterable[str]:
    return (fact.draw.number if isinstance(fact, FundDrawn) else fact.draw_number,)


def _evolve(
    _key: str, known: DrawStatus | None, fact: FundDrawn | DrawReturned
) -> DrawStatus | None:
    if isinstance(fact, FundDrawn):
        draw = fact.draw
        return DrawStatus(
            number=draw.number,
            fund_key=draw.fund_key,
            partner_code=draw.use.partner_code,
            programme=draw.use.programme,
            month=str(draw.use.month),
            draw=draw,
            kept=draw.amount,
        )
    if known is None:
        return None
    back = Returned(fact.amount, fact.returned_on, fact.reason)
    return replace(known, kept=fact.kept, returned=(*known.returned, back))


FUND_DRAWS: Projection[DrawStatus] = Projection(
    name="fund_draws",
    version=1,
    row=DrawStatus,
    indexes=("fund_key", "partner_code", "programme", "month"),
    facts=(FundDrawn, DrawReturned),
    keys=_keys,
    evolve=_evolve,
)
