"""Which database an address names, and how to speak to it."""

from hub.store.database import Database
from hub.store.memory import open_memory
from hub.store.sqlite import SqliteBulk, open_sqlite


def open_database(url: str) -> Database:
    """The database at `url`: ``sqlite:///path``, ``postgresql://...`` or ``memory:``.

    Raises ValueError for any other address.
    """
    kind = url.partition(":")[0].partition("+")[0]
    match kind:
        case "memory":
            return Database(open_memory(), SqliteBulk())
        case "sqlite":
            return Database(open_sqlite(url), SqliteBulk())
        case "postgresql" | "postgres":
            # a hub on SQLite must not wait for the other driver to load
            from hub.store.postgres import PostgresBulk, open_postgres  # noqa: PLC0415

            return Database(open_postgres(url), PostgresBulk())
        case _:
            # the rest of the address may hold a password
            raise ValueError(f"a ledger is kept in sqlite, postgresql or memory, not {kind!r}")
