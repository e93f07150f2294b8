"""Archived files come back byte for byte, each kept once, none readable in the database."""

import pytest
from sqlalchemy import text

from domain.identifiers import ArchiveId
from hub.store.archive import PART_LENGTH
from hub.store.errors import KeyDestroyed, NotAuthentic
from hub.store.log import FactLog

CONTENT = b"".join(n.to_bytes(4, "big") for n in range(PART_LENGTH // 2 + 250))


@pytest.mark.parametrize("size", [0, 1, PART_LENGTH, PART_LENGTH + 1, len(CONTENT)])
def test_a_file_comes_back_as_it_was(log: FactLog, size: int) -> None:
    kept = log.archive.put(CONTENT[:size], media="application/octet-stream")
    assert (kept.size, kept.is_new) == (size, True)
    assert log.archive.get(kept.archive_id) == CONTENT[:size]


def test_the_same_bytes_are_kept_once(log: FactLog) -> None:
    first = log.archive.put(CONTENT, media="text/csv")
    again = log.archive.put(CONTENT, media="text/csv")
    assert (first.is_new, again.is_new) == (True, False)
    assert (first.archive_id, first.sha256) == (again.archive_id, again.sha256)
    with log.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM archive_part")) == 3


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 10), (PART_LENGTH - 5, 10), (100, 2 * PART_LENGTH), (len(CONTENT) - 3, 10), (10**9, 5)],
)
def test_any_stretch_of_a_file_can_be_read(log: FactLog, offset: int, length: int) -> None:
    kept = log.archive.put(CONTENT, media="text/csv")
    read = log.archive.read(kept.archive_id, offset, length)
    assert read == CONTENT[offset : offset + length]


def test_parts_of_a_file_cannot_change_places(log: FactLog) -> None:
    kept = log.archive.put(CONTENT, media="text/csv")
    with log.transaction() as connection:
        for was, becomes in ((0, 9), (1, 0), (9, 1)):
            connection.execute(text(f"UPDATE archive_part SET part = {becomes} WHERE part = {was}"))
    with pytest.raises(NotAuthentic, match="part 0"):
        log.archive.get(kept.archive_id)


def test_a_lost_part_is_noticed(log: FactLog) -> None:
    kept = log.archive.put(CONTENT, media="text/csv")
    with log.transaction() as connection:
        connection.execute(text("DELETE FROM archive_part WHERE part = 2"))
    with pytest.raises(NotAuthentic, match="part 2"):
        log.archive.get(kept.archive_id)


def test_an_unknown_file_is_a_key_error(log: FactLog) -> None:
    with pytest.raises(KeyError):
        log.archive.get(ArchiveId("none"))


def test_a_file_whose_key_was_destroyed_says_so(log: FactLog) -> None:
    kept = log.archive.put(CONTENT, media="text/csv")
    with log.transaction() as connection:
        connection.execute(text("UPDATE archive SET key_id = 'hub:1999'"))
    with pytest.raises(KeyDestroyed):
        log.archive.get(kept.archive_id)


def test_nothing_of_a_file_can_be_read_in_the_database(log: FactLog) -> None:
    log.archive.put(b"a letter to nobody", media="text/plain")
    with log.transaction() as connection:
        parts = connection.scalars(text("SELECT content FROM archive_part")).all()
    assert b"letter" not in b"".join(bytes(part) for part in parts)
