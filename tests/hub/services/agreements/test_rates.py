"""A published rate is ended or withdrawn by a command; the announcement stays in the history."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.agreements.fee_schedule import RateEnded, RateWithdrawn
from domain.identifiers import PlanKey
from domain.problem import Refused
from hub.services.agreements import plans, rates
from hub.wiring import Hub
from projections.register import REGISTER
from tests.support.hubs import new_hub
from tests.support.sheets import sheet

ACME = PlanKey("acme")
HEADER = "Code,Modifiers,Rate,First day,Last day,Source"
ANNOUNCED = "98960,U2,35.00,2026-07-01,,rate increase as first announced"
MIDYEAR = date(2026, 6, 30)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Rates up to the end of June, and a higher one announced for July."""
    hub = new_hub(tmp_path)
    assert not isinstance(plans.adopt(hub, "acme"), Refused)
    now = "98960,U2,26.66,2026-01-01,2026-06-30,invented"
    other = "98961,U2,12.66,2026-01-01,,invented"
    published = plans.publish_rates(hub, "acme", sheet(HEADER, now, other, ANNOUNCED))
    assert not isinstance(published, Refused)
    yield hub
    hub.close()


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused)
    return answer.codes


def test_an_ended_rate_makes_room_for_the_next(hub: Hub) -> None:
    ended = rates.end_rate(hub, "acme", "98961 U2", last_day=MIDYEAR, reason="plan notice")
    assert not isinstance(ended, Refused)
    assert (ended.rate.per_unit, ended.is_new) == (1266, True)
    later = sheet(HEADER, "98961,U2,14.00,2026-07-01,,plan notice")
    assert not isinstance(plans.publish_rates(hub, "acme", later), Refused)
    periods = [str(row.period) for row in hub.projector.live.rows(REGISTER, kind="rate")
               if row.key == "98961 U2"]  # fmt: skip
    assert periods == ["2026-01-01 to 2026-06-30", "2026-07-01 to open"]


def test_ending_a_rate_twice_changes_nothing(hub: Hub) -> None:
    rates.end_rate(hub, "acme", "98961 U2", last_day=MIDYEAR, reason="plan notice")
    before = hub.log.head()
    again = rates.end_rate(hub, "acme", "98961 U2", last_day=MIDYEAR, reason="plan notice")
    assert not isinstance(again, Refused)
    assert again.is_new is False
    assert hub.log.head() == before


def test_an_announced_rate_is_withdrawn_and_its_announcement_stays(hub: Hub) -> None:
    day = date(2026, 7, 1)
    gone = rates.withdraw_rate(hub, "acme", "98960 U2", on=day, reason="overtaken by a ballot")
    assert not isinstance(gone, Refused)
    standing = plans.find_rates(hub, ACME)
    assert [str(rate.service) for rate in standing.rates] == ["98960 U2", "98961 U2"]
    (past,) = rates.past_rates(hub, ACME)
    assert isinstance(past, RateWithdrawn)
    assert (past.rate.per_unit, past.reason) == (3500, "overtaken by a ballot")


def test_one_of_several_rates_is_withdrawn_only_when_a_day_says_which(hub: Hub) -> None:
    answer = rates.withdraw_rate(hub, "acme", "98960 U2", on=None, reason="mistyped")
    assert codes(answer) == ["rate.which"]
    only = rates.withdraw_rate(hub, "acme", "98961 U2", on=None, reason="mistyped")
    assert not isinstance(only, Refused)


def test_a_dry_run_ends_and_withdraws_nothing(hub: Hub) -> None:
    before = hub.log.head()
    ended = rates.end_rate(
        hub, "acme", "98961 U2", last_day=MIDYEAR, reason="plan notice", dry_run=True
    )
    gone = rates.withdraw_rate(hub, "acme", "98961 U2", on=None, reason="mistyped", dry_run=True)
    assert not isinstance(ended, Refused)
    assert not isinstance(gone, Refused)
    assert hub.log.head() == before
    assert rates.past_rates(hub, ACME) == []


def test_what_does_not_stand_is_neither_ended_nor_withdrawn(hub: Hub) -> None:
    def end(key: str, service: str) -> object:
        return rates.end_rate(hub, key, service, last_day=MIDYEAR, reason="plan notice")

    assert codes(end("acme", "98962 U2")) == ["fee-schedule.no-rate-that-day"]
    assert codes(end("acme", "989")) == ["contract.service-unusable"]
    assert codes(end("birchwood", "98960 U2")) == ["plan.not-adopted"]
    gone = rates.withdraw_rate(hub, "acme", "98962 U2", on=None, reason="mistyped")
    assert codes(gone) == ["rate.unknown"]


def test_the_history_tells_a_rate_as_it_stood(hub: Hub) -> None:
    rates.end_rate(hub, "acme", "98961 U2", last_day=MIDYEAR, reason="plan notice")
    (past,) = rates.past_rates(hub, ACME)
    assert isinstance(past, RateEnded)
    assert (str(past.rate.period), past.last_day) == ("2026-01-01 to open", MIDYEAR)
