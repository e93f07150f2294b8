"""Verification: every leaf and the whole chain recomputed from what is stored, with no key."""

from dataclasses import dataclass

from sqlalchemy import func, select

from hub.store import tables
from hub.store.chain import GENESIS, leaf_of, link
from hub.store.database import Database
from hub.store.recorder import Head, read_head

_PAGE = 2_000


@dataclass(frozen=True)
class Verification:
    """What a verification found.

    `positions` were read in order and held; `first_bad` is the position of the first event that
    is missing or was changed, None where all is well or no single event is to blame.
    """

    ok: bool
    positions: int
    first_bad: int | None
    what: str


def verify(database: Database) -> Verification:
    """Read the log once, page by page, up to the head as it stands now."""
    with database.reading() as connection:
        head = read_head(connection)
    chain, last = GENESIS, 0
    while last < head.position:
        with database.reading() as connection:
            page = database.bulk.page_as_stored(connection, last, min(last + _PAGE, head.position))
        for row in page:
            if row[0] != last + 1:
                return _bad(last, "is missing")
            leaf = row[-1]
            if leaf != leaf_of(row[:9], row[9]):
                return _bad(last, "was changed after it was recorded")
            chain, last = link(chain, leaf), last + 1
        if not page:
            return _bad(last, "is missing")
    return _end_checked(database, head, chain)


def _end_checked(database: Database, head: Head, chain: bytes) -> Verification:
    if chain != head.chain:
        what = "each event agrees with its own leaf, but their chain is not the one at the head"
        return Verification(ok=False, positions=head.position, first_bad=None, what=what)
    with database.reading() as connection:
        last = connection.scalar(select(func.max(tables.event.c.position))) or 0
        known = read_head(connection).position
    if last > known:
        return _bad(known, "was added past the head")
    return Verification(
        ok=True, positions=head.position, first_bad=None, what="every leaf and the chain agree"
    )


def _bad(last_good: int, how: str) -> Verification:
    first_bad = last_good + 1
    return Verification(
        ok=False, positions=last_good, first_bad=first_bad, what=f"position {first_bad} {how}"
    )
