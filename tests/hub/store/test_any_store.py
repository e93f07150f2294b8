"""What the log promises, tried on memory, SQLite and PostgreSQL alike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.store.checkpoints import (
    Checkpoint,
    advance_checkpoint,
    drop_checkpoint,
    read_checkpoint,
    read_checkpoints,
    set_checkpoint,
)
from hub.store.errors import LookupTaken, VersionConflict
from hub.store.jobs import NewJob
from hub.store.log import FactLog, open_log
from tests.hub.store.facts import (
    NOON,
    REGISTRY,
    add,
    change,
    lookups_of,
    make_log,
    noted,
    opened,
)


def test_an_empty_log_ends_at_position_zero(log: FactLog) -> None:
    assert (log.head().position, log.head().chain) == (0, bytes(32))
    assert list(log.read()) == []
    assert log.verify().ok


def test_what_was_appended_is_read_back_with_its_envelope(log: FactLog) -> None:
    appended = log.append([change("a", *noted("x"))], actor="amy", command_id="c-1")
    (read,) = log.read_stream(change("a").stream_id)
    assert (appended.first_position, appended.last_position) == (1, 1)
    assert (read.position, read.stream_id, read.version) == (1, "a", 1)
    assert (read.recorded_at, read.actor, read.command_id) == (NOON, "amy", "c-1")
    assert read.fact == noted("x")[0]


def test_positions_follow_each_other_over_several_streams(log: FactLog) -> None:
    add(log, change("a", *noted("1", "2")), change("b", *noted("3")))
    add(log, change("a", *noted("4"), after=2))
    pages = list(log.read())
    assert [(r.position, r.stream_id, r.version) for page in pages for r in page] == [
        (1, "a", 1),
        (2, "a", 2),
        (3, "b", 1),
        (4, "a", 3),
    ]


def test_an_append_is_whole_or_not_at_all(log: FactLog) -> None:
    add(log, change("a", *noted("1")))
    with pytest.raises(VersionConflict) as conflict:
        add(log, change("b", opened("7")), change("a", *noted("2")))
    assert conflict.value.stream_id == "a"
    assert log.head().position == 1
    assert log.read_stream(change("b").stream_id) == ()
    assert log.find("number", "7") == ()


def test_a_version_that_was_never_read_is_refused(log: FactLog) -> None:
    with pytest.raises(VersionConflict):
        add(log, change("a", *noted("2"), after=1))
    add(log, change("a", *noted("1")))
    with pytest.raises(VersionConflict):
        add(log, change("a", *noted("3"), after=2))


def test_one_append_names_a_stream_once(log: FactLog) -> None:
    with pytest.raises(ValueError, match="each stream once"):
        add(log, change("a", *noted("1")), change("a", *noted("2"), after=1))


def test_an_append_without_facts_is_a_mistake(log: FactLog) -> None:
    with pytest.raises(ValueError, match="at least one fact"):
        add(log)


def test_many_streams_are_read_at_once_and_unknown_ones_are_empty(log: FactLog) -> None:
    add(log, *(change(f"s{n}", *noted(f"{n}")) for n in range(1_200)))
    wanted = [change(f"s{n}").stream_id for n in range(1_201)]
    found = log.read_streams(wanted)
    assert list(found) == wanted
    assert found[wanted[1_199]] == noted("1199")
    assert found[wanted[1_200]] == ()


def test_the_log_is_read_in_pages_between_two_positions(log: FactLog) -> None:
    add(log, change("a", *noted(*"123456789")))
    pages = [[r.position for r in page] for page in log.read(after=2, until=7, limit=2)]
    assert pages == [[3, 4], [5, 6], [7]]


def test_facts_of_other_kinds_than_those_named_are_passed_over(log: FactLog) -> None:
    add(log, change("a", opened("n-1"), *noted("1")), change("b", opened("n-2"), *noted("2")))
    found = [[r.position for r in page] for page in log.read(limit=3, kinds=[type(opened(""))])]
    assert found == [[1, 3], []]
    assert [len(page) for page in log.read(kinds=[])] == [0]


def test_time_recorded_never_runs_backwards(any_url: str, tmp_path: Path) -> None:
    shown = [NOON]
    log = make_log(any_url, tmp_path, clock=lambda: shown[0])
    add(log, change("a", *noted("1")))
    shown[0] = NOON - timedelta(hours=1)
    add(log, change("b", *noted("2")))
    shown[0] = NOON + timedelta(microseconds=1)
    add(log, change("c", *noted("3", "4")))
    assert [r.recorded_at - NOON for page in log.read() for r in page] == [
        timedelta(),
        timedelta(),
        timedelta(microseconds=1),
        timedelta(microseconds=1),
    ]
    asked = [log.position_at(NOON + timedelta(microseconds=n)) for n in (-1, 0, 1)]
    assert asked == [0, 2, 4]
    log.close()


def test_what_is_known_at_a_later_instant_is_the_whole_log(log: FactLog) -> None:
    add(log, change("a", *noted("1", "2", "3")))
    assert log.position_at(datetime(2030, 1, 1, tzinfo=UTC)) == 3


def test_streams_are_found_by_their_numbers(log: FactLog) -> None:
    add(log, change("a", opened("7")), change("b", opened("8")))
    assert log.find("number", "7") == ("a",)
    assert log.find("other", "7") == ()
    assert log.find_many("number", ["7", "8", "9"]) == {"7": ("a",), "8": ("b",), "9": ()}


def test_a_number_that_only_one_may_hold_is_not_given_twice(log: FactLog) -> None:
    add(log, change("a", opened("7")))
    with pytest.raises(LookupTaken) as taken:
        add(log, change("c", *noted("x")), change("b", opened("7")))
    assert taken.value.kind == "number"
    with pytest.raises(LookupTaken):
        add(log, change("d", opened("9")), change("e", opened("9")))
    assert log.head().position == 1


def test_a_stream_may_say_its_own_number_again(log: FactLog) -> None:
    add(log, change("a", opened("7")))
    add(log, change("a", opened("7"), opened("8"), after=1))
    assert log.find_many("number", ["7", "8"]) == {"7": ("a",), "8": ("a",)}


def test_lookups_can_be_written_anew_from_facts(log: FactLog) -> None:
    add(log, change("a", opened("7")), change("b", opened("8")))
    with log.transaction() as connection:
        connection.execute(text("DELETE FROM lookup"))
    assert log.find("number", "7") == ()
    log.rebuild_lookups()
    assert log.find_many("number", ["7", "8"]) == {"7": ("a",), "8": ("b",)}
    log.rebuild_lookups()
    assert log.find("number", "7") == ("a",)


def test_the_number_itself_is_not_in_the_lookup_table(log: FactLog) -> None:
    add(log, change("a", opened("90000001A")))
    with log.transaction() as connection:
        row = connection.execute(text("SELECT * FROM lookup")).one()
    assert "90000001A" not in repr(tuple(row))
    assert len(bytes(row.hmac)) == 32


def test_numbers_start_at_one_and_are_never_given_twice(log: FactLog) -> None:
    assert log.take_numbers("claim") == range(1, 2)
    assert log.take_numbers("claim", 3) == range(2, 5)
    assert log.take_numbers("other") == range(1, 2)
    with pytest.raises(ValueError, match="0 numbers"):
        log.take_numbers("claim", 0)


def test_jobs_commit_with_the_facts_that_caused_them(log: FactLog) -> None:
    job = NewJob("mail", "send", {"batch_id": "b-1"})
    log.append([change("a", *noted("1"))], actor="amy", command_id="c", jobs=[job, job])
    with pytest.raises(VersionConflict):
        log.append([change("a", *noted("2"))], actor="amy", command_id="c", jobs=[job])
    with log.transaction() as connection:
        ids = connection.scalars(text("SELECT job_id FROM job ORDER BY job_id")).all()
    assert ids == ["1.0", "1.1"]


def test_a_scheduled_run_is_added_once(log: FactLog) -> None:
    job = NewJob("clock", "alarm")
    assert log.schedule("alarms", NOON, job)
    assert not log.schedule("alarms", NOON, job)
    assert log.schedule("alarms", NOON + timedelta(days=1), job)
    with log.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job")) == 2


def test_a_checkpoint_moves_only_from_where_it_was_read(log: FactLog) -> None:
    start = Checkpoint("status", version=1, position=0)
    with log.transaction() as connection:
        assert read_checkpoint(connection, "status") is None
        set_checkpoint(connection, start)
    with log.transaction() as connection:
        assert advance_checkpoint(connection, start, position=5)
    with log.transaction() as connection:
        assert not advance_checkpoint(connection, start, position=5)
        assert read_checkpoints(connection) == (Checkpoint("status", 1, 5),)
        drop_checkpoint(connection, "status")
        assert read_checkpoint(connection, "status") is None


def test_a_log_is_the_same_after_it_was_closed(lasting_url: str, tmp_path: Path) -> None:
    first = make_log(lasting_url, tmp_path)
    add(first, change("a", *noted("1")))
    head = first.head()
    first.close()
    again = open_log(lasting_url, tmp_path / "keys", REGISTRY, lookups_of=lookups_of)
    assert again.head() == head
    assert again.read_streams([change("a").stream_id]) == {"a": noted("1")}
    again.close()


@pytest.mark.parametrize("stream_id", ["a\nb", "a\x1fb", "\0"])
def test_names_in_the_envelope_are_printable(log: FactLog, stream_id: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        add(log, change(stream_id, *noted("1")))
    with pytest.raises(ValueError, match="printable"):
        log.append([change("a", *noted("1"))], actor=stream_id, command_id="c")
