"""Every fact is in every table exactly once, whoever projects, whenever it stops."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from domain.claims.claim_facts import ClaimSubmitted
from domain.event import Fact
from hub.projector import Projector
from hub.store.log import FactLog
from projections import PROJECTIONS
from projections.claim_status import CLAIM_STATUS
from projections.due_list import DUE_LIST
from projections.projection import Projection
from projections.trial_balance import TRIAL_BALANCE, AccountBalance
from tests.hub.store.stores import address_of
from tests.projections.life import a_whole_life
from tests.projections.logs import Stored, stored, story_log
from tests.projections.stories import Story, claim_id, opened, sent
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind."""
    return address_of(request.param, request, tmp_path)


@pytest.fixture
def log(url: str, tmp_path: Path) -> Iterator[FactLog]:
    """A log that holds a whole life."""
    made = story_log(url, tmp_path)
    a_whole_life().write(made)
    yield made
    made.close()


def tables(log: FactLog) -> dict[str, Stored]:
    return {each.name: stored(log, each.name) for each in PROJECTIONS}


def folded(log: FactLog, position: int) -> dict[str, list[Any]]:
    view = Projector(log, PROJECTIONS).known_at(position, *PROJECTIONS)
    return {each.name: view.rows(each) for each in PROJECTIONS}


def seen(log: FactLog) -> dict[str, list[Any]]:
    view = Projector(log, PROJECTIONS).live
    return {each.name: view.rows(each) for each in PROJECTIONS}


def interrupted(
    projection: Projection[Any], on: type[Fact], interrupt: Callable[[], None]
) -> Projection[Any]:
    """The projection, with something that happens while it folds the first such fact."""
    waiting = [interrupt]

    def evolve(key: str, row: Any, fact: Any) -> Any:
        if isinstance(fact, on) and waiting:
            waiting.pop()()
        return projection.evolve(key, row, fact)

    return replace(projection, evolve=evolve)


def test_live_rows_are_what_folding_the_whole_log_gives(log: FactLog) -> None:
    Projector(log, PROJECTIONS, batch=7).catch_up()
    assert seen(log) == folded(log, log.head().position)


def test_catching_up_stops_where_it_was_asked_to(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS, batch=7)
    projector.catch_up(20)
    assert {each.position for each in projector.status()} == {20}
    assert seen(log) == folded(log, 20)


def test_catching_up_beyond_the_end_stops_at_the_end(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up(10_000)
    assert {each.behind for each in projector.status()} == {0}


def test_catching_up_twice_changes_nothing(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    before = tables(log)
    projector.catch_up()
    assert tables(log) == before


def test_a_stop_between_batches_is_gone_on_from(log: FactLog) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    stopping = interrupted(CLAIM_STATUS, ClaimSubmitted, stop)
    with pytest.raises(KeyboardInterrupt):
        Projector(log, [stopping, TRIAL_BALANCE], batch=5).catch_up()
    reached = {each.position for each in Projector(log, [CLAIM_STATUS, TRIAL_BALANCE]).status()}
    assert len(reached) == 1
    assert 0 < reached.pop() < log.head().position
    Projector(log, PROJECTIONS, batch=5).catch_up()
    assert seen(log) == folded(log, log.head().position)


def test_a_batch_that_another_projector_took_meanwhile_is_not_taken_again(log: FactLog) -> None:
    rival = Projector(log, [TRIAL_BALANCE])
    ours = interrupted(TRIAL_BALANCE, TRIAL_BALANCE.facts[0], rival.catch_up)
    Projector(log, [ours], batch=10).catch_up()
    view = rival.known_at(log.head().position)
    assert rival.live.rows(TRIAL_BALANCE) == view.rows(TRIAL_BALANCE)


def test_projectors_in_many_threads_take_every_batch_once(url: str, tmp_path: Path) -> None:
    log = story_log(url, tmp_path)
    a_whole_life().write(log)
    start, failed = threading.Barrier(4), list[Exception]()

    def run() -> None:
        start.wait()
        try:
            Projector(log, PROJECTIONS, batch=3).catch_up()
        except Exception as error:  # noqa: BLE001 - it is looked at below
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert seen(log) == folded(log, log.head().position)
    log.close()


def test_a_projection_that_is_behind_comes_up_to_the_others(log: FactLog) -> None:
    Projector(log, [CLAIM_STATUS]).catch_up(30)
    Projector(log, [TRIAL_BALANCE]).catch_up(50)
    Projector(log, PROJECTIONS, batch=8).catch_up()
    assert seen(log) == folded(log, log.head().position)


def test_another_version_is_folded_anew(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    with log.transaction() as connection:
        connection.execute(text("UPDATE p_trial_balance SET row = '{}'"))
    changed = replace(TRIAL_BALANCE, version=TRIAL_BALANCE.version + 1)
    newer = Projector(log, [changed])
    assert [(each.version, each.position) for each in newer.status()] == [(changed.version, 0)]
    newer.catch_up()
    assert newer.live.rows(changed) == projector.known_at(log.head().position).rows(changed)


def test_an_older_release_leaves_the_rows_of_a_newer_one_alone(log: FactLog) -> None:
    older = Projector(log, [TRIAL_BALANCE])
    older.catch_up(60)
    newer = Projector(log, [replace(TRIAL_BALANCE, version=TRIAL_BALANCE.version + 1)])
    newer.catch_up(10)
    older.catch_up()
    assert [each.position for each in newer.status()] == [10]


def test_a_rebuild_mends_rows_that_were_tampered_with(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    before = tables(log)
    with log.transaction() as connection:
        connection.execute(text("UPDATE p_claim_status SET partner_code = 'OAK'"))
        connection.execute(text("DELETE FROM p_trial_balance"))
    projector.rebuild(["claim_status", "trial_balance"])
    assert tables(log) == before


def test_a_rebuild_takes_in_what_was_appended_meanwhile(log: FactLog) -> None:
    added = Story()
    opened(added, 77)

    def append_and_project() -> None:
        added.write(log)
        Projector(log, PROJECTIONS).catch_up()

    Projector(log, PROJECTIONS).catch_up()
    watched = interrupted(CLAIM_STATUS, ClaimSubmitted, append_and_project)
    Projector(log, [watched]).rebuild()
    assert seen(log) == folded(log, log.head().position)
    assert claim_id(77) in {row.claim_id for row in seen(log)["claim_status"]}


def test_a_rebuild_that_fails_leaves_the_rows_as_they_were(log: FactLog) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    Projector(log, PROJECTIONS).catch_up()
    before = tables(log)
    with pytest.raises(KeyboardInterrupt):
        Projector(log, [interrupted(CLAIM_STATUS, ClaimSubmitted, stop)]).rebuild()
    assert tables(log) == before
    Projector(log, PROJECTIONS).rebuild()
    assert tables(log) == before


def test_a_rebuild_leaves_no_table_behind(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.rebuild()
    projector.rebuild()
    names = inspect(log.engine).get_table_names()
    assert sorted(name for name in names if name.startswith("p_")) == sorted(
        f"p_{each.name}" for each in PROJECTIONS
    )


def test_whatever_stands_in_a_key_or_a_field_goes_in_and_comes_out_as_it_was(
    log: FactLog,
) -> None:
    awkward = 'tab\t line\n return\r back\\slash \\N "quoted" {ñ}'
    projection = Projection(
        name="awkward",
        version=1,
        row=AccountBalance,
        indexes=("account",),
        facts=(ClaimSubmitted,),
        keys=lambda _: (awkward,),
        evolve=lambda key, _row, _fact: AccountBalance(key, 1),
    )
    projector = Projector(log, [projection])
    for put in (projector.catch_up, projector.rebuild):
        put()
        row = AccountBalance(awkward, 1)
        assert projector.live.rows(projection, account=awkward) == [row]
        assert projector.live.get(projection, awkward) == row


def test_a_rebuild_of_no_known_projection_is_refused(log: FactLog) -> None:
    with pytest.raises(KeyError):
        Projector(log, PROJECTIONS).rebuild(["claim_stature"])


def test_rows_are_found_by_their_indexed_fields_in_order_of_key(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    for view in (projector.live, projector.known_at(log.head().position)):
        found = view.rows(CLAIM_STATUS, partner_code="OAK", state="submitted")
        assert [row.claim_id for row in found] == [claim_id(2), claim_id(6)]
        assert view.rows(CLAIM_STATUS, member_id=None) == []


def test_rows_come_in_pages(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    for view in (projector.live, projector.known_at(log.head().position)):
        first = view.rows(CLAIM_STATUS, limit=3)
        rest = view.rows(CLAIM_STATUS, after=first[-1].claim_id)
        assert [row.claim_id for row in first + rest] == [claim_id(at) for at in range(1, 9)]


def test_a_question_by_a_field_without_index_is_refused(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    for view in (projector.live, projector.known_at(5)):
        with pytest.raises(ValueError, match="claim_status are not looked up by billed"):
            view.rows(CLAIM_STATUS, billed=1)


def test_a_hidden_row_is_met_by_no_reader(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    hidden = f"claim/{claim_id(5)}"
    assert hidden in {row[0] for row in stored(log, "due_list")}
    for view in (projector.live, projector.known_at(log.head().position)):
        assert view.get(DUE_LIST, hidden) is None
        assert view.get_many(DUE_LIST, [hidden]) == {}
        assert "nobody" not in {row.who for row in view.rows(DUE_LIST)}
        assert "nobody" not in {row.who for row in view.rows(DUE_LIST, partner_code="LPV")}


def test_rows_are_read_by_key(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    projector.catch_up()
    for view in (projector.live, projector.known_at(log.head().position)):
        row = view.get(CLAIM_STATUS, claim_id(3))
        assert row is not None
        assert view.get(CLAIM_STATUS, "no-such-claim") is None
        assert view.get_many(CLAIM_STATUS, [claim_id(3), "none"]) == {claim_id(3): row}


def test_what_was_known_at_a_position_does_not_change_later(log: FactLog) -> None:
    projector = Projector(log, PROJECTIONS)
    then = log.head().position
    before = projector.known_at(then).rows(CLAIM_STATUS)
    later = Story()
    sent(later, 99)
    later.write(log)
    projector.catch_up()
    assert projector.known_at(then).rows(CLAIM_STATUS) == before
    assert len(projector.live.rows(CLAIM_STATUS)) == len(before) + 1


def test_nothing_is_known_before_the_first_fact(log: FactLog) -> None:
    assert Projector(log, PROJECTIONS).known_at(0).rows(CLAIM_STATUS) == []
