"""The braid of some months: cost, Medi-Cal, each fund and the gap, all of one moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from domain.braid.braiding import Braided, Due, FundStanding, braid
from domain.braid.fund_terms import FundKey, ProgrammeMonth
from domain.money import Money
from domain.period import Month
from hub.services.braid.costed_care import NEEDED as CARE_NEEDED
from hub.services.braid.costed_care import Served, Uncosted, gather
from hub.services.moment import of_one_moment
from hub.views import View
from hub.wiring import Hub
from projections.fund_draws import FUND_DRAWS, DrawStatus
from projections.fund_status import FUND_STATUS, FundStatus

NEEDED = (*CARE_NEEDED, FUND_STATUS, FUND_DRAWS)


@dataclass(frozen=True)
class Return:
    """What a draw may keep, in cents, now that less of the cost is left to it."""

    number: str
    fund_key: FundKey
    stands: Money
    keep: Money


@dataclass(frozen=True)
class Braid:
    """Every programme month with its sources; the funds in their turn and the draws they made."""

    programme_months: tuple[Braided, ...]
    funds: tuple[FundStatus, ...]
    draws: tuple[DrawStatus, ...]
    served: tuple[Served, ...]
    uncosted: Mapping[Uncosted, int]

    def only(self, *, partner: str = "", programme: str = "") -> "Braid":
        """The part about one partner or one programme; empty takes any.

        The funds were divided among all of them, so each part is what it is in the whole.
        """
        months = tuple(
            each
            for each in self.programme_months
            if partner in {"", each.shortfall.use.partner_code}
            and programme in {"", each.shortfall.use.programme}
        )
        uncosted = {key: count for key, count in self.uncosted.items() if partner in {"", key[0]}}
        return replace(self, programme_months=months, uncosted=uncosted)

    def draws_for(self, use: ProgrammeMonth, fund_key: str = "") -> list[DrawStatus]:
        """The draws for a programme month in the order made, of one fund or of all."""
        found = [
            each for each in self.draws if each.draw.use == use and fund_key in {"", each.fund_key}
        ]
        return sorted(found, key=lambda each: each.draw.ordinal)

    def returns(self) -> tuple[Return, ...]:
        """What is drawn above what is due, the newest draw giving back first."""
        return tuple(
            each
            for braided in self.programme_months
            for due in braided.dues
            for each in self._returns(braided.shortfall.use, due)
        )

    def _returns(self, use: ProgrammeMonth, due: Due) -> Iterable[Return]:
        back = -due.true_up
        for each in reversed(self.draws_for(use, due.fund_key)):
            part = min(back, each.kept)
            if part > 0:
                yield Return(each.number, each.fund_key, each.kept, each.kept - part)
                back -= part


def braid_months(hub: Hub, months: Collection[Month], *, known_at: int | None = None) -> Braid:
    """The braid of the months, as it stands or as it was known at a position of the log."""
    if known_at is not None:
        return read_braid(hub.projector.known_at(known_at, *NEEDED), months)
    return of_one_moment(hub, lambda view, _position: read_braid(view, months), *NEEDED)


def read_braid(view: View, months: Collection[Month]) -> Braid:
    """The braid of the months in the rows of one moment."""
    funds = sorted(view.rows(FUND_STATUS), key=lambda each: each.terms.turn)
    draws = [each for month in sorted(set(months)) for each in _draws(view, month)]
    gathered = gather(view, months, {each.draw.use for each in draws})
    standings = [_standing(fund, draws) for fund in funds]
    return Braid(
        braid(gathered.months, standings),
        tuple(funds),
        tuple(draws),
        gathered.served,
        gathered.uncosted,
    )


def _draws(view: View, month: Month) -> list[DrawStatus]:
    return view.rows(FUND_DRAWS, month=str(month))


def _standing(fund: FundStatus, draws: Iterable[DrawStatus]) -> FundStanding:
    drawn: dict[ProgrammeMonth, Money] = {}
    for each in draws:
        if each.fund_key == fund.fund_key:
            drawn[each.draw.use] = drawn.get(each.draw.use, 0) + each.kept
    return FundStanding(fund.terms, fund.left, drawn, fund.state == "open")
