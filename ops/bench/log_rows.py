"""Speed of the log: bulk append against bare inserts, replay against a bare select.

The bare side of an append puts ready-made rows, the very ones the log wrote, into the same table
with the same settings and batches: what is left is encoding, sealing, chaining. The bare side of a
replay selects the same columns with the state as plain JSON text, and parses that.
"""

import io
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import text

from domain.event import Fact, event
from domain.identifiers import StreamId
from hub.clock import standing_clock
from hub.store.codec import Registry
from hub.store.database import STORED, Database, StoredRow
from hub.store.log import Change, FactLog, create_log
from hub.store.opening import open_database
from hub.store.postgres import COPY_IN, written
from ops.bench.row import Row, in_turn, stopwatch
from tests.support.postgres import new_database, running_server

FACTS = 24_000
FACTS_A_STREAM = 4
FACTS_AN_APPEND = 4_000
ROUNDS = 7

_MARKS = ",".join("?" * 11)
_INSERT = f"INSERT INTO event ({STORED}) VALUES ({_MARKS})"  # noqa: S608
_PLAIN_TABLE = (
    "CREATE TABLE plain AS SELECT position, stream_id, version, type, schema, key_id, "
    "recorded_at, actor, command_id, CAST('' AS TEXT) AS state, leaf FROM event WHERE 1 = 0"
)
_PLAIN = f"SELECT {STORED} FROM plain ORDER BY position"  # noqa: S608


class Line(msgspec.Struct, frozen=True, gc=False):
    """A billed line, of the size that real ones have."""

    line: int
    procedure: str
    modifiers: tuple[str, ...]
    units: int
    billed: int
    service_on: date


@event("bench.claim-opened", version=1)
class ClaimOpened(Fact, frozen=True):
    """A claim, of the size that real ones have: about 410 bytes."""

    claim_id: str
    claim_number: str
    partner_id: str
    plan_id: str
    member_id: str
    contract_id: str
    opened_on: date
    billed: int
    lines: tuple[Line, ...]


def rows() -> Iterator[Row]:
    """The rows for both databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _rows("SQLite", _new_files(Path(folder)), bars=(0.5, 0.7))
    with running_server(durable=True) as server:
        yield from _rows("PostgreSQL", lambda: new_database(server), bars=(0.6, 0.8))


def _rows(name: str, new_url: Callable[[], str], *, bars: tuple[float, float]) -> Iterator[Row]:
    changes = _changes()
    with _filled(new_url(), changes) as log:
        stored = list(_stored(log))
        ours, bare = in_turn(
            ROUNDS, lambda: _append(new_url(), changes), lambda: _insert(new_url(), stored)
        )
        how = "executemany" if name == "SQLite" else "COPY"
        yield Row(
            f"bulk append on {name}, sealed and chained, against raw {how}",
            bare / ours,
            *bars,
            figures=_figures(ours, bare),
        )
        _fill_plain(log)
        ours, bare = in_turn(ROUNDS, lambda: _replay(log), lambda: _select(log))
        yield Row(
            f"replay on {name} with decryption, against raw select + json.loads",
            bare / ours,
            1.0,
            1.4,
            figures=_figures(ours, bare),
        )


def _figures(ours: float, bare: float) -> dict[str, str]:
    return {
        "ours": f"{FACTS / ours:,.0f} facts/s",
        "raw": f"{FACTS / bare:,.0f} rows/s",
    }


def _new_files(folder: Path) -> Callable[[], str]:
    return lambda: f"sqlite:///{folder / uuid4().hex}.db"


def _changes() -> list[Change]:
    return [
        Change(StreamId(str(uuid4())), 0, [_fact(number) for _ in range(FACTS_A_STREAM)])
        for number in range(FACTS // FACTS_A_STREAM)
    ]


def _fact(number: int) -> ClaimOpened:
    day = date(2026, 3, 1)
    return ClaimOpened(
        claim_id=str(uuid4()),
        claim_number=f"ABC{number:08d}",
        partner_id=str(uuid4()),
        plan_id=str(uuid4()),
        member_id=str(uuid4()),
        contract_id=str(uuid4()),
        opened_on=day,
        billed=4500,
        lines=(Line(1, "98960", ("U2",), 2, 4500, day),),
    )


def _new_log(url: str, folder: str) -> FactLog:
    clock = standing_clock(datetime(2026, 3, 1, tzinfo=UTC))
    registry = Registry([ClaimOpened])
    return create_log(url, Path(folder) / "keys", registry, lookups_of=lambda _: (), clock=clock)


@contextmanager
def _filled(url: str, changes: Sequence[Change]) -> Iterator[FactLog]:
    with tempfile.TemporaryDirectory() as folder, closing(_new_log(url, folder)) as log:
        _append_all(log, changes)
        yield log


def _append_all(log: FactLog, changes: Sequence[Change]) -> None:
    step = FACTS_AN_APPEND // FACTS_A_STREAM
    command_id = str(uuid4())
    for start in range(0, len(changes), step):
        log.append(changes[start : start + step], actor="staff", command_id=command_id)


def _stored(log: FactLog) -> list[StoredRow]:
    database = Database(log.engine, open_database(str(log.engine.url)).bulk)
    with database.reading() as connection:
        return database.bulk.page_as_stored(connection, 0, FACTS)


def _append(url: str, changes: Sequence[Change]) -> float:
    with tempfile.TemporaryDirectory() as folder, closing(_new_log(url, folder)) as log:
        log.append([Change(StreamId("first"), 0, [_fact(0)])], actor="staff", command_id="warm")
        with stopwatch() as seconds:
            _append_all(log, changes)
            return seconds()


def _insert(url: str, stored: Sequence[StoredRow]) -> float:
    database = open_database(url)
    database.migrate()
    insert = _executemany if database.engine.dialect.name == "sqlite" else _copy
    with database.writing() as connection, closing(connection.connection.cursor()) as cursor:
        insert(cursor, stored[:1])
    with stopwatch() as seconds:
        for start in range(1, len(stored), FACTS_AN_APPEND):
            with (
                database.writing() as connection,
                closing(connection.connection.cursor()) as cursor,
            ):
                insert(cursor, stored[start : start + FACTS_AN_APPEND])
        taken = seconds()
    database.engine.dispose()
    return taken


def _executemany(cursor: Any, batch: Sequence[StoredRow]) -> None:
    cursor.executemany(_INSERT, batch)


def _copy(cursor: Any, batch: Sequence[StoredRow]) -> None:
    cursor.copy_expert(COPY_IN, io.BytesIO(b"".join(written(batch))))


def _fill_plain(log: FactLog) -> None:
    marks = _MARKS if log.engine.dialect.name == "sqlite" else ",".join(["%s"] * 11)
    plain = [
        (r.position, r.stream_id, r.version, "bench.claim-opened", 1, "hub:2026", 0, r.actor,
         r.command_id, msgspec.json.encode(r.fact).decode(), bytes(32))
        for page in log.read()
        for r in page
    ]  # fmt: skip
    with log.transaction() as connection:
        connection.execute(text(_PLAIN_TABLE))
        connection.execute(text("CREATE UNIQUE INDEX plain_position ON plain (position)"))
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(f"INSERT INTO plain VALUES ({marks})", plain)  # noqa: S608


def _replay(log: FactLog) -> float:
    with stopwatch() as seconds:
        read = sum(len(page) for page in log.read())
        taken = seconds()
    assert read == FACTS
    return taken


def _select(log: FactLog) -> float:
    read = 0
    with log.engine.connect() as connection, stopwatch() as seconds:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_PLAIN)
            while page := cursor.fetchmany(2_000):
                for row in page:
                    json.loads(row[9])
                read += len(page)
        taken = seconds()
    assert read == FACTS
    return taken
