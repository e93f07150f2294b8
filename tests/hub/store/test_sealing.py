"""Facts are noise without their key, and open nowhere but in their own place."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from domain.event import Fact, event
from domain.identifiers import MemberId
from hub.clock import standing_clock
from hub.store.codec import Registry, SealedForEver
from hub.store.data_keys import DataKeys
from hub.store.errors import NotAuthentic, OtherMasterKey, UnknownFact
from hub.store.keys import create_keys, read_keys
from hub.store.log import FactLog, open_log
from hub.store.opening import open_database
from hub.store.vault import Vault
from tests.hub.store.facts import (
    NAME,
    NOON,
    PERSONAL,
    REGISTRY,
    Noted,
    Opened,
    add,
    change,
    lookups_of,
    make_log,
    noted,
    opened,
)
from tests.hub.store.tampering import tamper


def test_personal_words_are_not_in_the_files_of_the_database(tmp_path: Path) -> None:
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, registry=PERSONAL)
    add(log, change("m-1", *noted(NAME)), change("m-2", opened("90000001A")))
    log.archive.put(f"a letter to {NAME}".encode(), media="text/plain")
    log.take_numbers("claim")
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("hub.db*"))
    assert b"test.noted" in stored
    for word in (*NAME.split(), "90000001A"):
        assert word.encode() not in stored
    log.close()


@pytest.mark.parametrize("place", ["state", "stream_id", "version", "type", "schema"])
def test_a_state_opens_only_where_it_was_sealed(log: FactLog, place: str) -> None:
    add(log, change("a", *noted("1", "2")), change("b", opened("7")))
    moves = {
        "state": "state = (SELECT state FROM event WHERE position = 1) WHERE position = 2",
        "stream_id": "stream_id = 'c' WHERE position = 2",
        "version": "version = 9 WHERE position = 2",
        "type": "type = 'test.opened' WHERE position = 2",
        "schema": "state = (SELECT state FROM event WHERE position = 3) WHERE position = 2",
    }
    tamper(log, f"UPDATE event SET {moves[place]}")
    with pytest.raises(NotAuthentic, match="position 2"):
        list(log.read())


def test_each_member_has_a_key_of_its_own_and_the_hub_one_a_year(log: FactLog) -> None:
    add(log, change("a", *noted("1")), change("b", *noted("2")))
    with log.transaction() as connection:
        assert connection.scalars(text("SELECT key_id FROM data_key")).all() == ["hub:2026"]


def test_personal_facts_are_sealed_under_the_key_of_their_stream(personal_log: FactLog) -> None:
    add(personal_log, change("m-1", *noted("1")), change("m-2", *noted("2")))
    with personal_log.transaction() as connection:
        rows = connection.execute(text("SELECT stream_id, key_id FROM event")).all()
        assert {tuple(row) for row in rows} == {("m-1", "m-1"), ("m-2", "m-2")}


def test_what_a_destroyed_key_sealed_says_only_what_it_was(personal_log: FactLog) -> None:
    add(personal_log, change("m-1", *noted("1")), change("m-2", *noted("2")))
    personal_log.destroy_key(change("m-1").stream_id)
    (page,) = personal_log.read()
    gone = SealedForEver(fact_name="test.noted", fact_version=1)
    assert [recorded.fact for recorded in page] == [gone, *noted("2")]
    with pytest.raises(ValueError, match="destroyed"):
        add(personal_log, change("m-1", *noted("3"), after=1))


def test_the_vault_gives_members_in_one_batch_and_forgets_destroyed_ones(
    personal_log: FactLog,
) -> None:
    vault = Vault(personal_log, lambda facts: [f.text for f in facts if isinstance(f, Noted)])
    add(personal_log, change("m-1", *noted("1", "2")), change("m-2", *noted("3")))
    ids = [MemberId(name) for name in ("m-1", "m-2", "m-3")]
    assert vault.members(ids) == {"m-1": ["1", "2"], "m-2": ["3"]}
    personal_log.destroy_key(change("m-1").stream_id)
    assert vault.members(ids) == {"m-2": ["3"]}


def test_a_ledger_does_not_open_with_other_keys(lasting_url: str, tmp_path: Path) -> None:
    log = make_log(lasting_url, tmp_path)
    add(log, change("a", opened("7")))
    log.close()
    create_keys(tmp_path / "other")
    with pytest.raises(OtherMasterKey):
        open_log(lasting_url, tmp_path / "other", REGISTRY, lookups_of=lookups_of)
    again = open_log(lasting_url, tmp_path / "keys", REGISTRY, lookups_of=lookups_of)
    assert again.find("number", "7") == ("a",)
    again.close()


def test_keys_are_readable_by_their_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    keys = create_keys(tmp_path / "keys")
    files = list((tmp_path / "keys").iterdir())
    assert sorted(file.name for file in files) == ["ed25519", "index", "master"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    with pytest.raises(FileExistsError):
        create_keys(tmp_path / "keys")
    assert read_keys(tmp_path / "keys") == keys
    assert keys.master.hex() not in repr(keys)


def test_two_processes_that_make_the_same_key_end_with_one(any_url: str) -> None:
    database = open_database(any_url)
    database.migrate()
    both = [DataKeys(database, bytes(32), standing_clock(NOON)) for _ in range(2)]
    sealed = both[0].for_sealing(["m-1"])["m-1"].encrypt(bytes(12), b"x", None)
    assert both[1].for_sealing(["m-1"])["m-1"].decrypt(bytes(12), sealed, None) == b"x"
    both[1]._make(["m-1"])
    assert both[1].for_sealing(["m-1"])["m-1"].decrypt(bytes(12), sealed, None) == b"x"
    database.engine.dispose()


def test_a_name_that_no_release_wrote_is_not_guessed_at(log: FactLog) -> None:
    add(log, change("a", *noted("1")))
    with pytest.raises(UnknownFact, match=r"test\.else"):
        REGISTRY.reader("test.else", 1)
    with pytest.raises(UnknownFact):
        REGISTRY.reader("test.noted", 2)
    with pytest.raises(UnknownFact):
        REGISTRY.reader("test.noted", 0)


def test_only_registered_facts_are_appended(log: FactLog) -> None:
    with pytest.raises(ValueError, match="SealedForEver"):
        add(log, change("a", SealedForEver(fact_name="x", fact_version=1)))


def test_two_facts_never_share_a_name() -> None:
    with pytest.raises(ValueError, match="Noted"):
        Registry([Noted, Opened, Noted])


@event("test.noted", version=3)
class NotedWithTone(Fact, frozen=True):
    """What `test.noted` might become: the topic gone, a tone come."""

    text: str
    tone: str


def test_a_fact_of_an_older_version_is_brought_up_step_by_step() -> None:
    registry = Registry(
        [NotedWithTone],
        upcasts={
            ("test.noted", 1): lambda old: {"text": old["text"]},
            ("test.noted", 2): lambda old: old | {"tone": "plain"},
        },
    )
    written = msgspec.json.encode(Noted(text="x", topic="y"))
    assert registry.reader("test.noted", 1)(written) == NotedWithTone(text="x", tone="plain")
