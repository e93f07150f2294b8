"""The event-sourcing library's own cases for recorders, run against ours on all three stores."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import AggregateRecorder, StoredEvent
from eventsourcing.tests import persistence as cases
from typing_extensions import override

from hub.clock import system_clock
from hub.store.opening import open_database
from hub.store.recorder import Recorder
from tests.hub.store.stores import address_of


class StreamsOnly(AggregateRecorder):
    """Our recorder as one that tells no positions, which is how the library tries streams."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @override
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        self._recorder.insert_events(stored_events, **kwargs)

    @override
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        return self._recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)


class _Store:
    """Gives each case a recorder on an empty store, and stream ids as this log has them."""

    kind = ""
    recorder: Recorder

    @pytest.fixture(autouse=True)
    def _empty_store(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
        database = open_database(address_of(self.kind, request, tmp_path))
        database.migrate()
        self.recorder = Recorder(database, system_clock)
        yield
        database.engine.dispose()

    def new_originator_id(self) -> UUID | str:
        return str(uuid4())


class _Streams(_Store, cases.AggregateRecorderTestCase):
    __test__ = False

    def create_recorder(self) -> AggregateRecorder:
        return StreamsOnly(self.recorder)


class _Positions(_Store, cases.ApplicationRecorderTestCase):
    __test__ = False

    def create_recorder(self) -> Recorder:
        return self.recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestStreamsInMemory(_Streams):
    __test__ = True
    kind = "memory"


class TestStreamsOnSqlite(_Streams):
    __test__ = True
    kind = "sqlite"


class TestStreamsOnPostgres(_Streams):
    __test__ = True
    kind = "postgres"


class TestPositionsInMemory(_Positions):
    __test__ = True
    kind = "memory"


class TestPositionsOnSqlite(_Positions):
    __test__ = True
    kind = "sqlite"


class TestPositionsOnPostgres(_Positions):
    __test__ = True
    kind = "postgres"
