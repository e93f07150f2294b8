"""A rate holds until it ends or is withdrawn; what was announced before is never lost."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.fee_schedule import (
    FEE_SCHEDULE,
    EndRate,
    PublishRate,
    RateEnded,
    WithdrawRate,
)
from domain.period import Period
from tests.support import builders as b
from tests.support.given import given, problems

MIDYEAR = date(2026, 6, 30)
RATED = given(FEE_SCHEDULE).after(PublishRate(b.PLAN_ID, b.PLAN_KEY, b.RATE))
NEXT = replace(b.RATE, per_unit=2800, period=Period(date(2026, 7, 1)))
END = EndRate(b.PLAN_KEY, b.CHW, MIDYEAR, "plan notice of 2026-05-20")


def test_a_rate_that_ended_holds_up_to_and_including_its_last_day() -> None:
    schedule = RATED.after(END).state
    assert schedule.rate_on(b.CHW, MIDYEAR).per_unit == b.RATE.per_unit
    assert schedule.rate_on(b.CHW, date(2026, 7, 1)) is None


def test_a_later_rate_is_refused_until_the_standing_one_has_ended() -> None:
    publish = PublishRate(b.PLAN_ID, b.PLAN_KEY, NEXT)
    assert problems(RATED.when(publish)) == ["fee-schedule.rates-overlap"]
    schedule = RATED.after(END, publish).state
    assert schedule.rate_on(b.CHW, date(2026, 7, 1)) == NEXT


def test_the_fact_tells_the_rate_as_it_stood_and_why_it_ended() -> None:
    (fact,) = RATED.after(END).facts[1:]
    assert isinstance(fact, RateEnded)
    assert (fact.rate, fact.last_day, fact.reason) == (b.RATE, MIDYEAR, END.reason)


def test_a_rate_never_holds_for_longer_than_it_stands() -> None:
    later = replace_day(END, date(2026, 9, 30))
    assert problems(RATED.after(END).when(later)) == ["fee-schedule.no-rate-that-day"]


def test_ending_one_rate_leaves_the_other_rates_of_the_service() -> None:
    both = RATED.after(END, PublishRate(b.PLAN_ID, b.PLAN_KEY, NEXT))
    schedule = both.after(replace_day(END, date(2026, 12, 31))).state
    assert [str(rate.period) for rate in schedule.rates_of(b.CHW)] == [
        "2026-01-01 to 2026-06-30",
        "2026-07-01 to 2026-12-31",
    ]


def test_a_withdrawn_rate_may_be_announced_again() -> None:
    publish = PublishRate(b.PLAN_ID, b.PLAN_KEY, b.RATE)
    again = RATED.after(WithdrawRate(b.PLAN_KEY, b.RATE, "the ballot overtook it"), publish)
    assert again.state.rates == (b.RATE,)
    assert len(again.facts) == 3


def replace_day(ask: EndRate, last_day: date) -> EndRate:
    return EndRate(ask.plan_key, ask.service, last_day, ask.reason)
