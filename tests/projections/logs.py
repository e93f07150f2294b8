"""Logs for stories, and what stands in the tables that projections keep in them."""

from pathlib import Path

from sqlalchemy import text

from domain.catalogue import FACTS
from hub.store.codec import Registry
from hub.store.keys import create_keys
from hub.store.log import FactLog, open_log

Stored = list[tuple[object, ...]]


def story_log(url: str, folder: Path) -> FactLog:
    """A log on `url`, with keys below `folder` that are made where there are none."""
    keys = folder / "keys"
    if not keys.exists():
        create_keys(keys)
    return open_log(url, keys, Registry(FACTS), lookups_of=lambda _: ())


def stored(log: FactLog, name: str) -> Stored:
    """Every column of every row of a projection, in order of key."""
    with log.reading() as connection:
        query = text(f"SELECT * FROM p_{name} ORDER BY key")
        return [tuple(row) for row in connection.execute(query)]
