"""Speed of projections: catching up and rebuilding, against a bare select of the same facts.

The log holds whole lives of claims as the deciders give them: handed in, billed, sent, accepted,
paid by remittances. The bare side selects the same columns with the state as plain JSON text, and
parses that; it folds nothing and writes nothing. Our side takes every fact into all projections.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy import text

from domain.catalogue import FACTS
from domain.claim import CLAIM, ReceiveClaim
from domain.claim_money import PostPayment
from domain.encounter import ENCOUNTER, ClaimEncounter, RecordEncounter
from domain.identifiers import send_number
from hub.clock import standing_clock
from hub.projector import Projector
from hub.store.checkpoints import drop_checkpoint
from hub.store.codec import Registry
from hub.store.log import FactLog, create_log
from ops.bench.row import Row, in_turn, stopwatch
from projections import PROJECTIONS
from tests.projections.stories import (
    SPRING,
    Story,
    answered_line,
    claim_id,
    line,
    notice,
    number,
    payment,
    posted,
    report,
    sent,
    source,
)
from tests.support.postgres import new_database, running_server

CLAIMS = 4_000
CLAIMS_A_REMITTANCE = 100
ROUNDS = 5
BARS = {"catch-up": (0.5, 1.0), "rebuild": (0.8, 1.1)}

_PLAIN_TABLE = "CREATE TABLE plain (position BIGINT, stream_id TEXT, type TEXT, state TEXT)"
_PLAIN_INSERT = "INSERT INTO plain VALUES (:position, :stream_id, :type, :state)"
_PLAIN = "SELECT position, stream_id, type, state FROM plain ORDER BY position"


def rows() -> Iterator[Row]:
    """The rows for both databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _rows("SQLite", f"sqlite:///{Path(folder) / 'hub.db'}")
    with running_server(durable=True) as server:
        yield from _rows("PostgreSQL", new_database(server))


def _rows(name: str, url: str) -> Iterator[Row]:
    with _filled(url) as log:
        facts = log.head().position
        Projector(log, PROJECTIONS).catch_up()
        caught_up, rebuilt, bare = in_turn(
            ROUNDS, lambda: _catch_up(log), lambda: _rebuild(log), lambda: _select(log)
        )
    for what, ours in (("catch-up", caught_up), ("rebuild", rebuilt)):
        yield Row(
            f"projection {what} on {name}, against raw select + json.loads",
            bare / ours,
            *BARS[what],
            figures={
                "ours": f"{facts / ours:,.0f} facts/s",
                "raw": f"{facts / bare:,.0f} rows/s",
            },
        )


@contextmanager
def _filled(url: str) -> Iterator[FactLog]:
    clock = standing_clock(datetime(2026, 3, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        log = create_log(url, keys, Registry(FACTS), lookups_of=lambda _: (), clock=clock)
        with closing(log):
            _lives().write(log)
            _fill_plain(log)
            yield log


def _lives() -> Story:
    """Claims of two lines each: handed in, billed, sent, accepted, and paid a hundred at a time."""
    story = Story()
    for first in range(1, CLAIMS, CLAIMS_A_REMITTANCE):
        serials = range(first, first + CLAIMS_A_REMITTANCE)
        for serial in serials:
            _sent(story, serial)
        remittance = str(uuid4())
        posted(
            story,
            notice(remittance, deposit=30_000 * len(serials), claims=len(serials)),
            *(
                (claim_id(serial), _payment(serial, ordinal, remittance))
                for ordinal, serial in enumerate(serials, 1)
            ),
        )
    return story


def _sent(story: Story, serial: int) -> None:
    visit = str(uuid4())
    story.ask(
        ENCOUNTER, visit, RecordEncounter(report(visit), None), ClaimEncounter(claim_id(serial), 1)
    )
    sent(story, serial, line(), line(2, units=2, charge=20_000), batch=str(uuid4()))
    clm01 = send_number(number(serial), 1)
    story.ask(CLAIM, claim_id(serial), ReceiveClaim(clm01, "accepted", None, SPRING, source()))


def _payment(serial: int, ordinal: int, remittance: str) -> PostPayment:
    lines = answered_line(10_000), answered_line(20_000, at=2)
    return payment(serial, *lines, ordinal=ordinal, remittance=remittance)


def _fill_plain(log: FactLog) -> None:
    plain = [
        {"position": r.position, "stream_id": r.stream_id, "type": r.fact.stored_name}
        | {"state": msgspec.json.encode(r.fact).decode()}
        for page in log.read()
        for r in page
    ]
    with log.transaction() as connection:
        connection.execute(text(_PLAIN_TABLE))
        connection.execute(text(_PLAIN_INSERT), plain)


def _catch_up(log: FactLog) -> float:
    with log.transaction() as connection:
        for projection in PROJECTIONS:
            drop_checkpoint(connection, projection.name)
    projector = Projector(log, PROJECTIONS)
    assert all(each.position == 0 for each in projector.status())
    with stopwatch() as seconds:
        projector.catch_up()
        return seconds()


def _rebuild(log: FactLog) -> float:
    projector = Projector(log, PROJECTIONS)
    with stopwatch() as seconds:
        projector.rebuild()
        return seconds()


def _select(log: FactLog) -> float:
    read = 0
    with log.engine.connect() as connection, stopwatch() as seconds:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_PLAIN)
            for row in cursor.fetchall():
                json.loads(row[3])
                read += 1
        taken = seconds()
    assert read == log.head().position
    return taken
