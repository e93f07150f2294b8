"""Speed of projections: catching up and rebuilding, against a bare select of the same facts.

The log holds whole lives of claims as the deciders give them: handed in, billed, sent, accepted,
paid by remittances. The bare side selects the same columns with the state as plain JSON text, and
parses that; it folds nothing and writes nothing. Our side takes every fact into the projections
that a row of the table names. How fast our log alone gives the same facts stands beside it: what
is between that and ours is folding and writing.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import text

from domain.care.encounter import ENCOUNTER, ClaimEncounter, RecordEncounter
from domain.catalogue import FACTS
from domain.claims.claim import CLAIM, ReceiveClaim
from domain.claims.claim_money import PostPayment
from domain.identifiers import send_number
from hub.clock import standing_clock
from hub.projector import Projector
from hub.store.checkpoints import drop_checkpoint
from hub.store.codec import Registry
from hub.store.log import FactLog, create_log
from ops.bench.row import Row, in_turn, stopwatch
from projections import PROJECTIONS
from projections.claim_status import CLAIM_STATUS
from projections.projection import Projection
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

_PLAIN_TABLE = (
    "CREATE TABLE plain AS SELECT position, stream_id, version, type, schema, key_id, "
    "recorded_at, actor, command_id, CAST('' AS TEXT) AS state, leaf FROM event"
)
_PLAIN_INDEX = "CREATE UNIQUE INDEX plain_position ON plain (position)"
_PLAIN_STATE = "UPDATE plain SET state = :state WHERE position = :position"
_PLAIN = "SELECT * FROM plain ORDER BY position"

Projections = tuple[Projection[Any], ...]


def rows() -> Iterator[Row]:
    """The rows for both databases: all projections together, and one of them alone."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _rows("SQLite", f"sqlite:///{Path(folder) / 'hub.db'}")
    with running_server(durable=True) as server:
        yield from _rows("PostgreSQL", new_database(server))


def _rows(name: str, url: str) -> Iterator[Row]:
    sets = {f"all {len(PROJECTIONS)}": PROJECTIONS, "claim_status alone": (CLAIM_STATUS,)}
    with _filled(url) as log:
        facts = log.head().position
        Projector(log, PROJECTIONS).catch_up()
        for which, projections in sets.items():
            caught_up, rebuilt, read, bare = in_turn(
                ROUNDS,
                partial(_catch_up, log, projections),
                partial(_rebuild, log, projections),
                partial(_read, log),
                partial(_select, log),
            )
            for what, ours in (("catch-up", caught_up), ("rebuild", rebuilt)):
                yield Row(
                    f"projection {what} on {name} ({which}), against raw select + json.loads",
                    bare / ours,
                    *BARS[what],
                    figures={
                        "ours": f"{facts / ours:,.0f} facts/s",
                        "reading alone": f"{facts / read:,.0f} facts/s",
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
    states = [
        {"position": recorded.position, "state": msgspec.json.encode(recorded.fact).decode()}
        for page in log.read()
        for recorded in page
    ]
    with log.transaction() as connection:
        connection.execute(text(_PLAIN_TABLE))
        connection.execute(text(_PLAIN_INDEX))
        connection.execute(text(_PLAIN_STATE), states)


def _catch_up(log: FactLog, projections: Projections) -> float:
    with log.transaction() as connection:
        for projection in projections:
            drop_checkpoint(connection, projection.name)
    projector = Projector(log, projections)
    assert all(each.position == 0 for each in projector.status())
    with stopwatch() as seconds:
        projector.catch_up()
        return seconds()


def _rebuild(log: FactLog, projections: Projections) -> float:
    projector = Projector(log, projections)
    with stopwatch() as seconds:
        projector.rebuild()
        return seconds()


def _read(log: FactLog) -> float:
    with stopwatch() as seconds:
        read = sum(len(page) for page in log.read())
        taken = seconds()
    assert read == log.head().position
    return taken


def _select(log: FactLog) -> float:
    read = 0
    with log.engine.connect() as connection, stopwatch() as seconds:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_PLAIN)
            for row in cursor.fetchall():
                json.loads(row[9])
                read += 1
        taken = seconds()
    assert read == log.head().position
    return taken
