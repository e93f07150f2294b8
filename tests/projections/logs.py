"""Logs for stories, and what stands in the tables that projections keep in them."""

from pathlib import Path

from sqlalchemy import text

from domain.catalogue import FACTS
from hub.store.codec import Registry
from hub.store.log import FactLog, create_log

Stored = list[tuple[object, ...]]


def story_log(url: str, folder: Path) -> FactLog:
    """A new log on `url`, with new keys below `folder`."""
    return create_log(url, folder / "keys", Registry(FACTS), lookups_of=lambda _: ())


def stored(log: FactLog, name: str) -> Stored:
    """Every column of every row of a projection, in order of key."""
    with log.reading() as connection:
        query = text(f"SELECT * FROM p_{name} ORDER BY key")
        return [tuple(row) for row in connection.execute(query)]
