"""Care beside its cost and what plans came to for it, gathered from the rows as they stand."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.braid.braiding import CostedCare, Shortfall, shortfall
from domain.braid.cost import Programme, UnitCost
from domain.braid.fund_terms import ProgrammeMonth
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.period import Month
from domain.service_line import Service
from hub.services.braid.why_uncovered import costed
from hub.services.statements.line_money import PartnerCare, partner_care, posted_remittances
from hub.views import View
from projections.care_income import CARE_INCOME
from projections.claim_status import CLAIM_STATUS
from projections.cost_book import COST_BOOK, CostedProgramme
from projections.encounter_status import ENCOUNTER_STATUS, EncounterStatus
from projections.member_months import MEMBER_MONTHS
from projections.remittance_balance import REMITTANCE_BALANCE

NEEDED = (
    COST_BOOK,
    ENCOUNTER_STATUS,
    CLAIM_STATUS,
    CARE_INCOME,
    MEMBER_MONTHS,
    REMITTANCE_BALANCE,
)

Uncosted = tuple[PartnerCode, str, Month]


@dataclass(frozen=True)
class Served:
    """One encounter with a cost: whose, for whom, and its units piece by piece.

    `person` is an id that never leaves the hub; where the member is not known it is that of the
    encounter, so that nobody is left out of a count.
    """

    use: ProgrammeMonth
    person: str
    care: tuple[CostedCare, ...]


@dataclass(frozen=True)
class Gathered:
    """What the care of some months costs, and what Medi-Cal leaves of it.

    `uncosted` counts encounters for which no cost was agreed, by partner, service and month.
    """

    months: tuple[Shortfall, ...]
    served: tuple[Served, ...]
    uncosted: Mapping[Uncosted, int]


@dataclass(frozen=True)
class _Costs:
    """The costs of one partner, and the months that are asked for."""

    code: PartnerCode
    book: Collection[CostedProgramme]
    wanted: frozenset[Month]

    def on(self, service: str, day: date) -> tuple[Programme, UnitCost] | None:
        """The programme that care of a day belongs to, and the cost of a unit of it."""
        asked = Service.read(service) if service else None
        for known in self.book:
            if known.programme.holds(asked) and (cost := self._cost(known, asked, day)):
                return known.programme, cost
        return None

    def _cost(self, known: CostedProgramme, service: Service | None, day: date) -> UnitCost | None:
        """The cost of the service itself comes before that of the whole programme."""
        standing = [
            each for each in known.costs if each.partner_code == self.code and day in each.period
        ]
        own = [each for each in standing if each.service and each.service == service]
        return next(iter(own or [each for each in standing if each.service is None]), None)


def gather(view: View, months: Iterable[Month], drawn: Collection[ProgrammeMonth]) -> Gathered:
    """What the care of the months costs; what was `drawn` for is there even without any care."""
    book, wanted, posted = view.rows(COST_BOOK), frozenset(months), posted_remittances(view)
    codes = {cost.partner_code for each in book for cost in each.costs}
    served: list[Served] = []
    medi_cal: Counter[ProgrammeMonth] = Counter()
    uncosted: Counter[Uncosted] = Counter()
    for code in sorted(codes):
        costs, care = _Costs(code, book, wanted), partner_care(view, code, posted)
        medi_cal.update(_medi_cal(costs, care))
        for encounter in care.encounters.values():
            if Month.of(encounter.service_on) not in wanted:
                continue
            if found := _served(costs, care, encounter):
                served.append(found)
            else:
                uncosted[code, encounter.service, Month.of(encounter.service_on)] += 1
    programmes = {str(each.programme.key): each.programme for each in book}
    return Gathered(_shortfalls(programmes, served, medi_cal, drawn), tuple(served), uncosted)


def _shortfalls(
    programmes: Mapping[str, Programme],
    served: Iterable[Served],
    medi_cal: Mapping[ProgrammeMonth, Money],
    drawn: Iterable[ProgrammeMonth],
) -> tuple[Shortfall, ...]:
    care: dict[ProgrammeMonth, list[CostedCare]] = {}
    for each in served:
        care.setdefault(each.use, []).extend(each.care)
    return tuple(
        shortfall(use, programmes[use.programme], care.get(use, ()), medi_cal.get(use, 0))
        for use in sorted({*care, *medi_cal, *drawn})
    )


def _medi_cal(costs: _Costs, care: PartnerCare) -> Counter[ProgrammeMonth]:
    """What plans came to in each programme month, for care that is billed no more too."""
    found: Counter[ProgrammeMonth] = Counter()
    for line, cents in care.lines():
        month = Month.of(line.service_on)
        if cents and month in costs.wanted and (at := costs.on(line.service, line.service_on)):
            found[ProgrammeMonth(month, at[0].key, costs.code)] += cents
    return found


def _served(costs: _Costs, care: PartnerCare, encounter: EncounterStatus) -> Served | None:
    """An encounter with its cost; None where none was agreed."""
    at = costs.on(encounter.service, encounter.service_on)
    if at is None:
        return None
    programme, cost = at
    billed = care.billed(encounter)
    stated = encounter.units
    if stated is None and billed and len(billed.line.encounters) == 1:
        stated = billed.line.units  # minutes became units by the plan's rules
    units = programme.units(stated, encounter.minutes)
    return Served(
        ProgrammeMonth(Month.of(encounter.service_on), programme.key, costs.code),
        encounter.member_id or encounter.encounter_id,
        tuple(costed(encounter, units, cost.per_unit, billed)),
    )
