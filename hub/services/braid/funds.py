"""Funds: registered, amended, received, drawn by the braid, returned and closed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.braid.braiding import Braided, Due, by_reason
from domain.braid.cost import ProgrammeKey
from domain.braid.fund import (
    FUND,
    AmendBudget,
    CloseFund,
    DrawFund,
    FundCommand,
    NoFund,
    OpenFund,
    ReceiveFund,
    RegisterFund,
    ReturnDraw,
)
from domain.braid.fund_terms import (
    FundDraw,
    FundKey,
    FundKind,
    FundTerms,
    GapKind,
    Need,
    Restriction,
)
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.period import FOREVER, Month, Period
from domain.problem import Problem, Refused, refuse
from hub.handler import Ask, Done, Work
from hub.ids import outside_id
from hub.services.agreements.contracts import read_services
from hub.services.agreements.partners import find_partner
from hub.services.braid.braiding import Braid, Return, braid_months
from hub.services.braid.programmes import checked_amount, checked_key, together
from hub.store.errors import LookupTaken
from hub.wiring import Hub
from projections.cost_book import COST_BOOK
from projections.fund_draws import FUND_DRAWS, DrawStatus

_ABOVE_COST = "fund.draw-above-cost"


@dataclass(frozen=True)
class UncheckedFund:
    """A fund as somebody typed it; empty lists allow any."""

    key: str
    name: str
    kind: FundKind
    budget: str
    order: int
    first_day: date
    last_day: date | None
    partners: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    pays_for: tuple[GapKind, ...] = ()
    last_resort: bool = False
    note: str = ""
    is_banked: bool = True


@dataclass(frozen=True)
class Only:
    """Which draws are made: those of one fund, partner or programme, or of any."""

    fund: str = ""
    partner: str = ""
    programme: str = ""

    def takes(self, braided: Braided, due: Due) -> bool:
        """Whether what is due is among them."""
        use = braided.shortfall.use
        return (
            self.fund in {"", due.fund_key}
            and self.partner in {"", use.partner_code}
            and self.programme in {"", use.programme}
        )


@dataclass(frozen=True)
class Drawn:
    """The draws that were made, why others were not, and what is to be returned first."""

    draws: tuple[FundDraw, ...]
    problems: tuple[Problem, ...]
    returns: tuple[Return, ...]


def register_fund(hub: Hub, asked: UncheckedFund) -> FundTerms | Refused:
    """Register a fund; the same once more changes nothing."""
    key = checked_key(asked.key, "fund")
    budget = checked_amount(asked.budget, f"fund {asked.key}")
    restriction = _restriction(hub, asked)
    if isinstance(key, Refused) or isinstance(budget, Refused) or isinstance(restriction, Refused):
        return together(key, budget, restriction)
    terms = FundTerms(
        FundKey(key),
        asked.name,
        asked.kind,
        asked.order,
        Period(asked.first_day, asked.last_day or FOREVER),
        restriction,
        asked.is_banked,
    )
    done = hub.run(Ask(FUND, fund_stream(key), RegisterFund(terms, budget)))
    return done if isinstance(done, Refused) else terms


def amend_budget(hub: Hub, key: str, budget: str, *, reason: str) -> Done | Refused:
    """Give a fund another budget."""
    cents = checked_amount(budget, f"fund {key}")
    if isinstance(cents, Refused):
        return cents
    return _run(hub, key, AmendBudget(cents, reason))


def receive_fund(
    hub: Hub, key: str, amount: str, *, bank_on: date, reference: str
) -> Done | Refused:
    """Record that money of a fund reached the bank; the same reference is the same money."""
    cents = checked_amount(amount, f"fund {key}")
    if isinstance(cents, Refused):
        return cents
    return _run(hub, key, ReceiveFund(reference, cents, bank_on))


def close_fund(hub: Hub, key: str, *, reason: str) -> Done | Refused:
    """Draw nothing more from a fund."""
    return _run(hub, key, CloseFund(hub.today, reason))


def draw_funds(hub: Hub, month: Month, only: Only, *, dry_run: bool = False) -> Drawn | Refused:
    """Draw from the funds what is due for a month; a dry run tells what would be drawn.

    Where a cost is covered twice until somebody returns a draw, nothing more is drawn for it.
    """

    def once(work: Work) -> Drawn | Refused:
        braid = braid_months(hub, [month])
        drawn = _decided(work, braid, only, hub.today)
        if isinstance(drawn, Drawn) and not dry_run:
            work.commit()
        return drawn

    try:
        drawn = hub.handler.attempt(once)
    except LookupTaken:
        return refuse(
            "fund-draw.taken",
            what="somebody else drew for the same month at this moment",
            where=f"draws for {month}",
            fix="look at what was drawn, then draw again: hub fund gap",
        )
    hub.projector.catch_up()
    return drawn


def return_draw(hub: Hub, number: str, kept: str, *, reason: str) -> Done | Refused:
    """Let a draw keep no more than an amount; empty, what the braid says it may keep."""
    found = hub.projector.live.get(FUND_DRAWS, number)
    if found is None:
        return refuse(
            "fund.no-such-draw",
            what=f"there is no draw {number}",
            where=f"draw {number}",
            fix="look at the draws of a fund: hub fund report",
        )
    cents = checked_amount(kept, f"draw {number}") if kept else _may_keep(hub, found)
    if isinstance(cents, Refused):
        return cents
    return _run(hub, found.fund_key, ReturnDraw(number, cents, reason, hub.today))


def fund_stream(key: str) -> str:
    """The stream of a fund."""
    return outside_id("fund", key)


def find_fund(hub: Hub, key: str) -> OpenFund | Refused:
    """The fund with a key, open or closed."""
    fund = hub.handler.state(FUND, fund_stream(key))
    if isinstance(fund, OpenFund):
        return fund
    assert isinstance(fund, NoFund)
    return refuse(
        "fund.unknown",
        what=f"there is no fund {key}",
        where=f"fund {key}",
        fix="list the funds: hub fund list",
    )


def _run(hub: Hub, key: str, command: FundCommand) -> Done | Refused:
    fund = find_fund(hub, key)
    return fund if isinstance(fund, Refused) else hub.run(Ask(FUND, fund_stream(key), command))


def _may_keep(hub: Hub, draw: DrawStatus) -> Money:
    braid = braid_months(hub, [draw.draw.use.month])
    return next((each.keep for each in braid.returns() if each.number == draw.number), draw.kept)


def _decided(work: Work, braid: Braid, only: Only, today: date) -> Drawn | Refused:
    """Every draw that is due, decided in the order of the funds; none where one is refused."""
    made: list[FundDraw] = []
    problems: list[Problem] = []
    for draw in _due(braid, only, today):
        decision = work.decide(Ask(FUND, fund_stream(draw.fund_key), DrawFund(draw)))
        if not isinstance(decision, Refused):
            made.append(draw)
        elif decision.codes == [_ABOVE_COST]:
            problems.extend(decision.problems)
        else:
            return decision
    return Drawn(tuple(made), tuple(problems), braid.returns())


def _due(braid: Braid, only: Only, today: date) -> Iterator[FundDraw]:
    """What is due and not drawn, each draw numbered after those there are."""
    for braided in braid.programme_months:
        use = braided.shortfall.use
        standing = braid.draws_for(use)
        ordinal = max((each.draw.ordinal for each in standing), default=0)
        kept = Counter({each.fund_key: 0 for each in braid.funds})
        for each in standing:
            kept[each.fund_key] += each.kept
        for due in braided.dues:
            if due.true_up <= 0 or not only.takes(braided, due):
                continue
            ordinal += 1
            yield FundDraw(
                fund_key=due.fund_key,
                use=use,
                ordinal=ordinal,
                programme=braided.shortfall.programme,
                cost=braided.shortfall.cost,
                medi_cal=braided.shortfall.medi_cal,
                others=sum(kept.values()),
                needs=by_reason(_newest(due.needs, due.true_up)),
                drawn_on=today,
            )
            kept[due.fund_key] += due.true_up


def _newest(needs: tuple[Need, ...], cents: Money) -> Iterator[Need]:
    """The needs that an amount pays when what stands before it was drawn earlier."""
    for need in reversed(needs):
        part = min(cents, need.cents)
        if part:
            yield Need(need.kind, need.first_day, need.last_day, need.service, need.reason, part)
        cents -= part


def _restriction(hub: Hub, asked: UncheckedFund) -> Restriction | Refused:
    services = read_services(asked.services) if asked.services else ()
    partners = [find_partner(hub, code) for code in asked.partners]
    programmes = [_programme(hub, key) for key in asked.programmes]
    refusals = together(services, *partners, *programmes)
    if refusals.problems or isinstance(services, Refused):
        return refusals
    pays_for = {"pays_for": asked.pays_for} if asked.pays_for else {}
    return Restriction(
        partners=tuple(PartnerCode(code.strip().upper()) for code in asked.partners),
        programmes=tuple(ProgrammeKey(key) for key in asked.programmes),
        services=services,
        counties=asked.counties,
        populations=asked.populations,
        last_resort=asked.last_resort,
        note=asked.note,
        **pays_for,
    )


def _programme(hub: Hub, key: str) -> str | Refused:
    if hub.projector.live.get(COST_BOOK, key):
        return key
    return refuse(
        "programme.unknown",
        what=f"there is no programme {key}",
        where=f"programme {key}",
        fix="list the programmes: hub programme list",
    )
