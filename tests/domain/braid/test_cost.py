"""A unit has one cost on any day, in one programme; what was approved before is never lost."""

from datetime import date

from msgspec.structs import replace

from domain.braid.cost import COST_BOOK, AgreeCost, Programme, ProgrammeKey, StateProgramme
from domain.identifiers import PartnerCode
from domain.period import Period
from tests.support import builders as b
from tests.support import funds as f
from tests.support.given import given, problems

DOULA = ProgrammeKey("doula")
STATED = given(COST_BOOK).after(f.STATE)
COSTED = STATED.after(f.AGREE)


def other(*services: object, **change: object) -> StateProgramme:
    stated = replace(f.PROGRAMME, key=DOULA, services=services)
    return StateProgramme(replace(stated, **change))


def test_a_cost_holds_for_its_period_and_the_next_follows() -> None:
    first = replace(f.COST, period=Period(date(2026, 1, 1), date(2026, 6, 30)))
    later = replace(f.COST, per_unit=6500, period=Period(date(2026, 7, 1)))
    book = STATED.after(AgreeCost(first), AgreeCost(later)).state
    assert [cost.per_unit for cost in book.costs] == [6120, 6500]


def test_two_costs_on_one_day_are_refused() -> None:
    assert problems(COSTED.when(AgreeCost(replace(f.COST, per_unit=1)))) == ["cost.costs-overlap"]


def test_the_same_care_of_a_partner_is_charged_in_one_programme() -> None:
    both = COSTED.after(other(b.GROUP))
    clash = AgreeCost(replace(f.COST, programme=DOULA))
    assert problems(both.when(clash)) == ["cost.charged-twice"]
    elsewhere = replace(f.COST, programme=DOULA, partner_code=PartnerCode("ORC"))
    assert problems(both.when(AgreeCost(elsewhere))) == []
    next_year = replace(clash.cost, period=Period(date(2027, 1, 1)))
    assert problems(both.when(AgreeCost(next_year))) == []


def test_costs_of_single_services_do_not_clash() -> None:
    own = AgreeCost(replace(f.COST, service=b.CHW))
    group = AgreeCost(replace(f.COST, programme=DOULA, service=b.GROUP))
    stated = STATED.after(other(b.GROUP))
    assert problems(stated.after(own).when(group)) == []


def test_a_programme_that_takes_over_a_service_is_refused_while_both_have_costs() -> None:
    apart = COSTED.after(other(replace(b.GROUP, modifiers=())))
    costed = apart.after(AgreeCost(replace(f.COST, programme=DOULA)))
    assert problems(costed.when(other(b.GROUP))) == ["cost.charged-twice"]


def test_care_without_a_code_goes_to_one_programme() -> None:
    first = STATED.after(StateProgramme(replace(f.PROGRAMME, takes_uncoded=True)), f.AGREE)
    second = first.after(other(replace(b.CHW, modifiers=()), takes_uncoded=True))
    clash = AgreeCost(replace(f.COST, programme=DOULA))
    assert problems(second.when(clash)) == ["cost.charged-twice"]


def test_minutes_become_units_and_silence_is_one_unit() -> None:
    programme: Programme = f.PROGRAMME
    assert [programme.units(None, minutes) for minutes in (None, 5, 44, 45, 60)] == [1, 1, 1, 2, 2]
    assert programme.units(3, 5) == 3
