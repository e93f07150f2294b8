"""Which database an address names, and how to speak to it."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from hub.store.database import Database
from hub.store.errors import AddressUnusable
from hub.store.memory import open_memory
from hub.store.sqlite import SqliteBulk, open_sqlite

_WRITE_IT = "write it like sqlite:///hub.db or postgresql://USER:PASSWORD@HOST/NAME"
_HIDDEN = "HUB_DATABASE_URL"


def open_database(url: str, *, must_exist: bool = False) -> Database:
    """The database at `url`: ``sqlite:///path``, ``postgresql://...`` or ``memory:``.

    Nothing is read or made before the first transaction; a file that `must_exist` is not made even
    then. Raises `AddressUnusable` for any other address.
    """
    kind = url.partition(":")[0].partition("+")[0]
    match kind:
        case "memory":
            return Database(open_memory(), SqliteBulk())
        case "sqlite":
            return Database(open_sqlite(url, must_exist=must_exist), SqliteBulk())
        case "postgresql" | "postgres":
            # a hub on SQLite must not wait for the other driver to load
            from hub.store.postgres import PostgresBulk, open_postgres  # noqa: PLC0415

            return Database(open_postgres(url), PostgresBulk())
        case _:
            raise _other_kind()


def check_lasting(url: str) -> None:
    """Raise `AddressUnusable` where a ledger would end with the process."""
    if url.startswith("memory:"):
        raise _other_kind()


def shown(url: str) -> str:
    """What may be shown of an address: a file, or host and name; never user and password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return _HIDDEN
    if address.get_backend_name() == "sqlite":
        return address.database or _HIDDEN
    if url.count("@") > 1:  # a piece of the password may be taken for the host
        return _HIDDEN
    parts = (("host", address.host), ("port", address.port), ("database", address.database))
    return ", ".join([_HIDDEN, *(f"{name} {value}" for name, value in parts if value)])


def _other_kind() -> AddressUnusable:
    return AddressUnusable(
        "HUB_DATABASE_URL must begin with sqlite:/// or postgresql://", _WRITE_IT
    )
