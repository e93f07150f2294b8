"""What somebody who can write to the database file may try, once past the triggers."""

from sqlalchemy import Connection, text

from hub.store.log import FactLog

SQLITE = ("event_no_update", "event_no_delete", "event_no_replace")
POSTGRES = ("event_no_change", "event_no_truncate")


def tamper(log: FactLog, *statements: str) -> None:
    """Run `statements` with every trigger on events out of the way."""
    with log.transaction() as connection:
        _drop_triggers(connection)
        for statement in statements:
            connection.execute(text(statement))


def _drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in SQLITE:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        for name in POSTGRES:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON event"))
