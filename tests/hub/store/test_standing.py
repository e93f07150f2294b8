"""Whether a ledger stands where an address leads: none is made or written over by itself."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import make_url

from hub.store.errors import (
    AddressUnusable,
    DatabaseSilent,
    KeyUnreadable,
    LedgerDamaged,
    LedgerThere,
    NoLedger,
)
from hub.store.log import create_log, open_log
from hub.store.opening import open_database, shown
from tests.hub.store.facts import REGISTRY, add, change, lookups_of, make_log, noted


def reopen(url: str, folder: Path) -> None:
    open_log(url, folder / "keys", REGISTRY, lookups_of=lookups_of).close()


def test_a_lost_file_is_not_replaced_by_an_empty_ledger(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    make_log(f"sqlite:///{file}", tmp_path).close()
    file.unlink()
    with pytest.raises(NoLedger):
        reopen(f"sqlite:///{file}", tmp_path)
    assert not file.exists()
    file.touch()
    with pytest.raises(NoLedger):
        reopen(f"sqlite:///{file}", tmp_path)


def test_an_empty_database_does_not_pass_for_the_ledger(postgres_url: str, tmp_path: Path) -> None:
    make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path).close()
    with pytest.raises(NoLedger):
        reopen(postgres_url, tmp_path)
    open_database(postgres_url).migrate()
    with pytest.raises(NoLedger):
        reopen(postgres_url, tmp_path)


def test_a_ledger_is_never_made_over_another(lasting_url: str, tmp_path: Path) -> None:
    log = make_log(lasting_url, tmp_path)
    add(log, change("a", *noted("1")))
    log.close()
    with pytest.raises(LedgerThere):
        create_log(lasting_url, tmp_path / "others", REGISTRY, lookups_of=lookups_of)
    assert not (tmp_path / "others").exists()
    reopen(lasting_url, tmp_path)


def test_the_file_and_those_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    add(log, change("a", *noted("1")))
    files = sorted(tmp_path.glob("hub.db*"))
    assert [file.name for file in files] == ["hub.db", "hub.db-shm", "hub.db-wal"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    log.close()


def test_a_damaged_file_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    make_log(f"sqlite:///{file}", tmp_path).close()
    file.write_bytes(b"no database " * 1000)
    with pytest.raises(LedgerDamaged, match="file is not a database"):
        reopen(f"sqlite:///{file}", tmp_path)


def test_damage_that_is_met_later_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    log = make_log(f"sqlite:///{file}", tmp_path)
    add(log, *(change(f"stream-{n}", *noted("x" * 500)) for n in range(500)))
    log.close()
    _overwrite_pages_of_events(file)
    again = open_log(f"sqlite:///{file}", tmp_path / "keys", REGISTRY, lookups_of=lookups_of)
    with pytest.raises(LedgerDamaged, match="malformed"):
        list(again.read())
    again.close()


def _overwrite_pages_of_events(file: Path) -> None:
    connection = sqlite3.connect(file)
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'event'"
    ).fetchone()
    connection.close()
    with file.open("r+b") as pages:
        pages.seek((root - 1) * size)
        pages.write(b"\xff" * size)


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("mysql://hub:secret@db.example/hub", "must begin with sqlite:/// or postgresql://"),
        ("hub.db", "must begin with sqlite:/// or postgresql://"),
        ("sqlite://hub.db", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql:hub", "cannot be read as an address"),
        ("postgresql://hub:secret@db.example:main/hub", "cannot be read as an address"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_repeating_it(
    address: str, what: str
) -> None:
    with pytest.raises(AddressUnusable) as why:
        open_database(address)
    assert what in why.value.what
    assert "secret" not in f"{why.value.what} {why.value.fix} {shown(address)}"


def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(AddressUnusable, match=r"there is no folder .*gone to keep the ledger in"):
        open_database(f"sqlite:///{tmp_path / 'gone' / 'hub.db'}").migrate()
    assert not (tmp_path / "gone").exists()


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(AddressUnusable, match="cannot be opened: is a directory"):
        open_database(f"sqlite:///{tmp_path}").migrate()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://hub:secret@127.0.0.1:1/hub", "the connection was refused"),
        ("postgresql://hub:secret@/hub?host=/no-such-folder", "no server listens on that socket"),
    ],
)
def test_a_server_that_does_not_answer_is_told_with_its_reason(address: str, why: str) -> None:
    with pytest.raises(DatabaseSilent, match=f"^{why}$"):
        open_database(address).migrate()


def test_a_name_or_user_that_the_server_does_not_know_is_no_outage(postgres_url: str) -> None:
    known = make_url(postgres_url)
    with pytest.raises(AddressUnusable, match="names a database that is not there"):
        open_database(known.set(database="nobody").render_as_string()).migrate()
    with pytest.raises(AddressUnusable, match="names a user that is not there"):
        open_database(known.set(username="nobody").render_as_string()).migrate()
    with pytest.raises(AddressUnusable, match="names a host that is not known"):
        open_database("postgresql://hub:secret@db.example/hub").migrate()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://hub:secret@db.example:5432/hub?sslmode=require",
         "HUB_DATABASE_URL, host db.example, port 5432, database hub"),
        ("postgresql://hub:sec@ret@db.example/hub", "HUB_DATABASE_URL"),
        ("sqlite:////srv/hub/hub.db", "/srv/hub/hub.db"),
    ],
)  # fmt: skip
def test_what_is_shown_of_an_address_holds_no_password(address: str, said: str) -> None:
    assert shown(address) == said


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 31, "é" * 32])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: str) -> None:
    make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path).close()
    (tmp_path / "keys" / "master").write_text(content, "utf-8")
    with pytest.raises(KeyUnreadable, match="master does not hold 32 bytes in hex"):
        reopen(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
