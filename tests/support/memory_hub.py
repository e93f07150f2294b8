"""A hub whose ledger is in memory, and states of it to go back to."""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from domain.care.member import MEMBER, Member, MemberFact
from domain.catalogue import FACTS
from domain.event import Fact
from domain.problem import Refused
from hub.clock import Clock, standing_clock
from hub.handler import Handler
from hub.ids import Ids
from hub.lookups import lookups_of
from hub.projector import Projector
from hub.settings import read_settings
from hub.store.codec import Registry
from hub.store.database import Database
from hub.store.keys import read_keys
from hub.store.log import FactLog
from hub.store.memory import open_memory
from hub.store.sqlite import SqliteBulk
from hub.store.vault import Vault
from hub.wiring import Hub
from projections import PROJECTIONS
from tests.support.hubs import NOON


class MemoryHub:
    """A copy in memory of the hub in a folder; `kept` states of its ledger can be gone back to."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        settings = read_settings(folder)
        assert not isinstance(settings, Refused)
        self._engine = open_memory()
        with closing(sqlite3.connect(folder / "hub.db")) as base:
            base.execute("PRAGMA journal_mode = DELETE")  # memory knows no write-ahead log
            self.back_to(base)
        keys, clock = read_keys(settings.keys), clock or standing_clock(NOON)
        log = FactLog(
            Database(self._engine, SqliteBulk()),
            keys=keys,
            registry=Registry(FACTS),
            lookups_of=lookups_of,
            clock=clock,
        )
        ids = Ids(keys.index, uuid.uuid4)
        projector = Projector(log, PROJECTIONS)
        projector.catch_up()
        self.hub = Hub(
            settings=settings,
            clock=clock,
            ids=ids,
            log=log,
            vault=Vault(log, _member),
            handler=Handler(log, ids, settings.actor),
            projector=projector,
        )

    def kept(self) -> sqlite3.Connection:
        """The ledger as it now is."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with _raw(self._engine) as live:
            live.backup(copy)
        return copy

    def back_to(self, state: sqlite3.Connection) -> None:
        """Let the ledger be as it was."""
        with _raw(self._engine) as live:
            state.backup(live)


@contextmanager
def _raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    held = engine.raw_connection()
    try:
        connection = held.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        yield connection
    finally:
        held.close()


def _member(facts: Iterable[Fact]) -> Member:
    return MEMBER.fold(fact for fact in facts if isinstance(fact, MemberFact))
