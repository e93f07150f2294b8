"""The ledger in memory alone, for rehearsals and tests: SQLite without a file.

It is the same code on the same schema, so what holds here holds on disk. It ends with the process.
"""

import sqlite3
from uuid import uuid4

from sqlalchemy import Engine, QueuePool, create_engine

from hub.store.sqlite import prepare


def open_memory() -> Engine:
    """An engine on a new, empty database that every thread of this process may share."""
    # unlike a shared cache, this virtual file system waits for a lock as a file would
    place = f"file:/{uuid4().hex}?vfs=memdb"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(place, uri=True, check_same_thread=False)

    # the pool never closes its first connection, which keeps the database alive
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    prepare(engine)
    return engine
