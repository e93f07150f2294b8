"""Plans are adopted from their files; rates are published all together or not at all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.problem import Refused
from domain.service_line import Service
from hub.services.agreements import plans
from hub.wiring import Hub
from tests.support.hubs import new_hub
from tests.support.sheets import sheet

HEADER = "Code,Modifiers,Rate,First day,Last day,Source"
CHW = "98960,U2,26.66,2026-01-01,2026-12-31,invented"
GROUP = "98961,U2,$12.66,1/1/2026,,invented"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = new_hub(tmp_path)
    assert not isinstance(plans.adopt(hub, "acme"), Refused)
    yield hub
    hub.close()


def test_adopting_again_changes_nothing_while_the_file_stays_as_it_is(hub: Hub) -> None:
    before = hub.log.head()
    again = plans.adopt(hub, "acme")
    assert not isinstance(again, Refused)
    assert (again.is_new, again.changed) == (False, False)
    assert hub.log.head() == before


def test_what_was_confirmed_stays_so_only_while_the_file_says_the_same(hub: Hub) -> None:
    day = date(2026, 3, 1)
    before = hub.log.head()
    assert not isinstance(plans.confirm(hub, "acme", on=day, dry_run=True), Refused)
    assert hub.log.head() == before
    done = plans.confirm(hub, "acme", on=day)
    assert not isinstance(done, Refused)
    filed = plans.list_plans(hub)[0][0].profile
    kept = filed.confirmed_as(done.plan.profile)
    assert [rules.verified_on for rules in kept.rules] == [day] * len(filed.rules)
    first, *rest = filed.rules
    restated = replace(filed, rules=(replace(first, filing_limit_days=90), *rest))
    kept = restated.confirmed_as(done.plan.profile)
    assert [rules.verified_on for rules in kept.rules] == [None, *(day for _ in rest)]
    late = replace(filed, prompt_pay=replace(filed.prompt_pay, working_days=30))
    assert late.confirmed_as(done.plan.profile).prompt_pay.verified_on is None


def test_a_plan_that_the_hub_does_not_work_with_is_not_confirmed(hub: Hub) -> None:
    answer = plans.confirm(hub, "cedar", on=date(2026, 3, 1))
    assert isinstance(answer, Refused)
    assert answer.codes == ["plan.not-adopted"]


def test_a_plan_without_a_file_is_refused_with_those_there_are(hub: Hub) -> None:
    answer = plans.adopt(hub, "nope")
    assert isinstance(answer, Refused)
    (problem,) = answer.problems
    assert problem.code == "plan.no-file"
    assert problem.what == "no plan has a file under the key nope; there are acme, birchwood, cedar"


def test_the_list_says_which_plans_are_adopted(hub: Hub) -> None:
    found = {adapter.profile.key: known is not None for adapter, known in plans.list_plans(hub)}
    assert found == {"acme": True, "birchwood": False, "cedar": False}


def test_rates_hold_for_their_days(hub: Hub) -> None:
    published = plans.publish_rates(hub, "acme", sheet(HEADER, CHW, GROUP))
    assert not isinstance(published, Refused)
    assert (len(published.added), published.unchanged) == (2, 0)
    standing = plans.find_rates(hub, published.plan_key)
    chw = standing.rate_on(Service.read("98960 U2"), date(2026, 3, 1))
    assert chw is not None
    assert (chw.per_unit, chw.source) == (2666, "invented")
    assert standing.rate_on(Service.read("98960 U2"), date(2027, 1, 1)) is None


def test_rates_published_twice_change_nothing(hub: Hub) -> None:
    plans.publish_rates(hub, "acme", sheet(HEADER, CHW))
    before = hub.log.head()
    again = plans.publish_rates(hub, "acme", sheet(HEADER, CHW))
    assert not isinstance(again, Refused)
    assert (again.added, again.unchanged) == ((), 1)
    assert hub.log.head() == before


def test_one_rate_that_overlaps_keeps_all_of_them_out(hub: Hub) -> None:
    plans.publish_rates(hub, "acme", sheet(HEADER, CHW))
    before = hub.log.head()
    other = "98960,U2,30.00,2026-06-01,,invented"
    answer = plans.publish_rates(hub, "acme", sheet(HEADER, GROUP, other))
    assert isinstance(answer, Refused)
    (problem,) = answer.problems
    assert problem.code == "fee-schedule.rates-overlap"
    assert problem.where == "row 3, rates of acme, 98960 U2, 2026-06-01 to open"
    assert "hub plan end-rate" in problem.fix
    assert "hub plan withdraw-rate" in problem.fix
    assert hub.log.head() == before


def test_every_problem_of_every_row_of_rates_is_said_at_once(hub: Hub) -> None:
    wrong = ("989,U2,1.00,2026-01-01,,invented", "98960,U2,1.005,2026-13-01,,", CHW)
    answer = plans.publish_rates(hub, "acme", sheet(HEADER, *wrong))
    assert isinstance(answer, Refused)
    assert answer.codes == [
        "row.code-unreadable",
        "row.rate-unreadable",
        "row.first-day-unreadable",
        "row.source-missing",
    ]


def test_a_dry_run_of_rates_writes_nothing(hub: Hub) -> None:
    before = hub.log.head()
    dry = plans.publish_rates(hub, "acme", sheet(HEADER, CHW), dry_run=True)
    assert not isinstance(dry, Refused)
    assert len(dry.added) == 1
    assert hub.log.head() == before


def test_a_dry_run_of_rates_refuses_what_would_be_refused(hub: Hub) -> None:
    twice = (CHW, "98960,U2,30.00,2026-06-01,,invented")
    answer = plans.publish_rates(hub, "acme", sheet(HEADER, *twice), dry_run=True)
    assert isinstance(answer, Refused)
    assert answer.codes == ["rate-sheet.rows-overlap"]
    assert answer.problems[0].where == "row 2 and row 3"


def test_a_row_that_stands_twice_in_a_sheet_is_published_once(hub: Hub) -> None:
    published = plans.publish_rates(hub, "acme", sheet(HEADER, CHW, CHW))
    assert not isinstance(published, Refused)
    assert (len(published.added), published.unchanged) == (1, 1)
    assert len(plans.find_rates(hub, published.plan_key).rates) == 1


def test_rates_of_a_plan_not_adopted_are_refused(hub: Hub) -> None:
    answer = plans.publish_rates(hub, "birchwood", sheet(HEADER, CHW))
    assert isinstance(answer, Refused)
    assert answer.codes == ["plan.not-adopted"]
