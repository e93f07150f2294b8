"""Members come in from a sheet; what differs from what is known is a correction only if said so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.care.member import MEMBER, KnownMember
from domain.identifiers import PlanKey
from domain.problem import Refused
from hub import lookups
from hub.services.care.members import MemberImport, MemberOptions, import_members
from hub.wiring import Hub
from tests.support import planted
from tests.support.sheets import ANA, BEN, MEMBER_HEADER, MEMBERS, STRANGER, ready_hub, sheet

MARRIED = f"{ANA},Alderman,{planted.FIRST_NAME},{planted.BORN_ON},F,acme,2026-01-01,"
NEW = f"{STRANGER},Dogwood,Dan,1999-01-01,M"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = ready_hub(tmp_path)
    yield hub
    hub.close()


def take_in(hub: Hub, *rows: str, options: MemberOptions | None = None) -> MemberImport:
    found = import_members(hub, sheet(MEMBER_HEADER, *rows), options or MemberOptions())
    assert not isinstance(found, Refused)
    return found


def known(hub: Hub, cin: str) -> KnownMember:
    (stream_id,) = hub.log.find(lookups.CIN, cin)
    member = hub.handler.state(MEMBER, stream_id)
    assert isinstance(member, KnownMember)
    return member


def test_the_same_sheet_again_changes_nothing(hub: Hub) -> None:
    before = hub.log.head()
    found = take_in(hub, *MEMBERS)
    assert (found.registered, found.unchanged, found.refused) == (0, 3, ())
    assert hub.log.head() == before


def test_changed_details_are_refused_and_named_but_not_repeated(hub: Hub) -> None:
    found = take_in(hub, MARRIED)
    (problem,) = found.refused[0].problems
    assert problem.code == "member.differs"
    assert problem.what == "the member is known with another last name"
    assert problem.where == "row 2, column CIN"
    assert problem.fix == "if the new row is right, run: hub member import --correct"
    assert known(hub, ANA).details.last_name == planted.LAST_NAME


def test_changed_details_are_a_correction_where_said_so(hub: Hub) -> None:
    found = take_in(hub, MARRIED, options=MemberOptions(correct=True))
    assert found.corrected == 1
    assert known(hub, ANA).details.last_name == "Alderman"


def test_what_a_row_leaves_out_stays_as_it_is_known(hub: Hub) -> None:
    header = "CIN,Last name,First name,DOB,Address,City,ZIP"
    housed = f"{ANA},Aspenwood,Ana,1990-02-03,1 Elm St,Davis,95616"
    import_members(hub, sheet(header, housed), MemberOptions(correct=True))
    assert take_in(hub, f"{ANA},Aspenwood,Ana,1990-02-03,,,,").unchanged == 1
    assert (known(hub, ANA).details.street, known(hub, ANA).details.sex) == ("1 Elm St", "F")


def test_the_same_first_day_states_the_coverage_anew(hub: Hub) -> None:
    longer = f"{BEN},Birchfield,Ben,2021-04-05,M,birchwood,2026-01-01,2026-12-31"
    assert take_in(hub, longer).covered == 1
    assert str(known(hub, BEN).coverages[0].period) == "2026-01-01 to 2026-12-31"


def test_two_plans_on_one_day_are_refused(hub: Hub) -> None:
    other = f"{BEN},Birchfield,Ben,2021-04-05,M,acme,2026-02-01,"
    assert take_in(hub, other).refused[0].problems[0].code == "member.covered-twice"


def test_one_plan_for_all_rows_can_be_given_with_the_sheet(hub: Hub) -> None:
    options = MemberOptions(plan=PlanKey("acme"))
    assert take_in(hub, f"{NEW},,2026-01-01,", options=options).registered == 1
    assert known(hub, STRANGER).coverages[0].plan_key == "acme"


def test_a_coverage_needs_a_plan_that_the_hub_works_with_and_a_day(hub: Hub) -> None:
    found = take_in(hub, f"{NEW},,2026-01-01,", f"{NEW},elm-care,2026-01-01,", f"{NEW},acme,,")
    assert [row.problems[0].code for row in found.refused] == [
        "member.no-plan",
        "row.plan-unreadable",
        "member.no-coverage-days",
    ]
    assert hub.log.find(lookups.CIN, STRANGER) == ()


def test_a_member_twice_in_one_sheet_is_one_member(hub: Hub) -> None:
    found = take_in(hub, f"{NEW},acme,2026-01-01,", f"{NEW},acme,2026-01-01,")
    assert (found.registered, found.unchanged) == (1, 1)


def test_a_dry_run_writes_nothing(hub: Hub) -> None:
    before = hub.log.head()
    assert take_in(hub, f"{NEW},,,", options=MemberOptions(dry_run=True)).registered == 1
    assert hub.log.head() == before


def test_the_number_by_which_a_plan_calls_a_member_is_taken_in(hub: Hub) -> None:
    content = sheet(f"{MEMBER_HEADER},Plan member number", f"{MEMBERS[2]},PM-0007")
    found = import_members(hub, content, MemberOptions())
    assert isinstance(found, MemberImport)
    assert (found.refused, found.rows) == ((), 1)
    key = lookups.plans_member(PlanKey("acme"), "pm-0007")
    assert len(hub.log.find(lookups.PLANS_MEMBER, key)) == 1
