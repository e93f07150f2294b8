"""Checkpoints: up to which position a projection's rows have taken in the log."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.tables import checkpoint

# built once: every command moves all checkpoints, and building costs more than moving one
_ADVANCE = (
    update(checkpoint)
    .where(checkpoint.c.name == bindparam("was_name"))
    .where(checkpoint.c.version == bindparam("was_version"))
    .where(checkpoint.c.position == bindparam("was_position"))
    .values(position=bindparam("new_position"))
)


@dataclass(frozen=True)
class Checkpoint:
    """The rows of version `version` of projection `name` hold everything up to `position`."""

    name: str
    version: int
    position: int


def read_checkpoint(connection: Connection, name: str) -> Checkpoint | None:
    """How far a projection has come; None for one that has no rows yet."""
    row = connection.execute(select(checkpoint).where(checkpoint.c.name == name)).one_or_none()
    return None if row is None else Checkpoint(row.name, row.version, row.position)


def read_checkpoints(connection: Connection) -> tuple[Checkpoint, ...]:
    """How far every projection has come, in order of name."""
    rows = connection.execute(select(checkpoint).order_by(checkpoint.c.name))
    return tuple(Checkpoint(row.name, row.version, row.position) for row in rows)


def advance_checkpoint(connection: Connection, was: Checkpoint, *, position: int) -> bool:
    """Move a checkpoint to `position` in the caller's transaction, if it still is where it `was`.

    False means that somebody else has moved it: the caller's rows must be rolled back.
    """
    moved = connection.execute(
        _ADVANCE,
        {
            "was_name": was.name,
            "was_version": was.version,
            "was_position": was.position,
            "new_position": position,
        },
    )
    return moved.rowcount == 1


class Overtaken(Exception):
    """Somebody else has moved a checkpoint: what was to commit with it must be rolled back."""


def advance_together(connection: Connection, were: Iterable[Checkpoint], *, position: int) -> None:
    """Move checkpoints to `position` in the caller's transaction.

    Raises `Overtaken` where one is no longer where it was read, or already further on.
    """
    for was in were:
        if was.position > position or not advance_checkpoint(connection, was, position=position):
            raise Overtaken(was.name)


def set_checkpoint(connection: Connection, new: Checkpoint) -> None:
    """Put a checkpoint where a rebuild has brought its rows, whatever it was before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"version": new.version, "position": new.position}
    statement = dialect.insert(checkpoint).values(name=new.name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def drop_checkpoint(connection: Connection, name: str) -> None:
    """Forget a projection that has been dropped."""
    connection.execute(delete(checkpoint).where(checkpoint.c.name == name))
