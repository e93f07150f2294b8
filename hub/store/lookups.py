"""Lookups: which streams belong to an outside number, without storing the number."""

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.event import Fact
from domain.identifiers import StreamId
from hub.store.chunks import chunks
from hub.store.errors import LookupTaken
from hub.store.tables import lookup

_KEYS_PER_QUERY = 500


@dataclass(frozen=True)
class Lookup:
    """A number of some kind (``cin``) that leads to a stream; `only_one` stream may hold it."""

    kind: str
    key: str
    only_one: bool = False


LookupsOf = Callable[[Fact], Iterable[Lookup]]
Entry = tuple[str, bytes, str, bool]
"""A lookup as stored: kind, digest, stream id, only one."""


class Lookups:
    """Writes and finds lookups by a digest that only the holder of the index key can make."""

    def __init__(self, index_key: bytes, lookups_of: LookupsOf) -> None:
        self._index_key = index_key
        self._lookups_of = lookups_of

    def entries(self, facts: Iterable[tuple[str, Fact]]) -> list[Entry]:
        """What is to be stored for each (stream id, fact), each once.

        Raises `LookupTaken` where two of the streams claim what only one may hold.
        """
        holders: dict[tuple[str, bytes], str] = {}
        found: dict[Entry, None] = {}
        for stream_id, fact in facts:
            for asked in self._lookups_of(fact):
                digest = self.digest(asked.kind, asked.key)
                if asked.only_one:
                    holder = holders.setdefault((asked.kind, digest), stream_id)
                    if holder != stream_id:
                        raise LookupTaken(asked.kind)
                found[asked.kind, digest, stream_id, asked.only_one] = None
        return list(found)

    def digest(self, kind: str, key: str) -> bytes:
        """HMAC-SHA256 of the key under the index key, different for every kind."""
        return hmac.digest(self._index_key, f"{kind}\0{key}".encode(), "sha256")

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Store `entries` in the caller's transaction; those already there change nothing.

        Raises `LookupTaken` where another stream holds what only one may hold.
        """
        if not entries:
            return
        if kind := self._taken(connection, entries):
            raise LookupTaken(kind)
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        keys = [column.name for column in lookup.primary_key]
        connection.execute(
            dialect.insert(lookup).on_conflict_do_nothing(index_elements=keys),
            [dict(zip((*keys, "only_one"), entry, strict=True)) for entry in entries],
        )

    def find(
        self, connection: Connection, kind: str, keys: Sequence[str]
    ) -> dict[str, tuple[StreamId, ...]]:
        """The streams that each key of `kind` leads to, in order of id; none is an empty tuple."""
        asked = {self.digest(kind, key): key for key in keys}
        found: dict[str, list[StreamId]] = {key: [] for key in keys}
        for some in chunks(list(asked), _KEYS_PER_QUERY):
            query = (
                select(lookup.c.hmac, lookup.c.stream_id)
                .where(lookup.c.kind == kind, lookup.c.hmac.in_(some))
                .order_by(lookup.c.stream_id)
            )
            for digest, stream_id in connection.execute(query):
                found[asked[bytes(digest)]].append(StreamId(stream_id))
        return {key: tuple(streams) for key, streams in found.items()}

    def _taken(self, connection: Connection, entries: Sequence[Entry]) -> str:
        claims = {(kind, digest): stream for kind, digest, stream, only_one in entries if only_one}
        for some in chunks(list(claims), _KEYS_PER_QUERY):
            query = select(lookup.c.kind, lookup.c.hmac, lookup.c.stream_id).where(
                lookup.c.only_one, lookup.c.hmac.in_([digest for _, digest in some])
            )
            for kind, digest, stream_id in connection.execute(query):
                if claims.get((kind, bytes(digest)), stream_id) != stream_id:
                    return str(kind)
        return ""


def forget_all(connection: Connection) -> None:
    """Remove every lookup, so that they can be written anew from facts."""
    connection.execute(delete(lookup))
