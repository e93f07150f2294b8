"""Lookups: which streams belong to an outside number, without storing the number."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from domain.event import Fact
from domain.identifiers import StreamId
from hub.store.chunks import chunks
from hub.store.errors import LookupTaken
from hub.store.keyed import KeyedDigest
from hub.store.tables import lookup

_KEYS_PER_QUERY = 500
_AMONG = "SELECT hmac, stream_id FROM lookup WHERE kind = "
_AMONG_SQLITE = _AMONG + "? AND hmac IN ({})"
_AMONG_POSTGRES = _AMONG + "%s AND hmac = ANY(%s)"
_ADD_EACH = (
    "INSERT INTO lookup (kind, hmac, stream_id, only_one) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (kind, hmac, stream_id) DO NOTHING"
)
_ADD_ALL = (
    "INSERT INTO lookup (kind, hmac, stream_id, only_one) "
    "SELECT * FROM unnest(%s::text[], %s::bytea[], %s::text[], %s::boolean[]) "
    "ON CONFLICT (kind, hmac, stream_id) DO NOTHING"
)


class Lookup(NamedTuple):
    """A number of some kind (``cin``) that leads to a stream; `only_one` stream may hold it.

    A fact that may not keep the number keeps its digest, in hexadecimal: then that `is_digest`.
    """

    kind: str
    key: str
    only_one: bool = False
    is_digest: bool = False


LookupsOf = Callable[[Fact], Iterable[Lookup]]
Entry = tuple[str, bytes, str, bool]
"""A lookup as stored: kind, digest, stream id, only one."""


class Lookups:
    """Writes and finds lookups by a digest that only the holder of the index key can make."""

    def __init__(self, index_key: bytes, lookups_of: LookupsOf) -> None:
        self._keyed = KeyedDigest(index_key)
        self._lookups_of = lookups_of

    def entries(self, facts: Iterable[tuple[str, Fact]]) -> list[Entry]:
        """What is to be stored for each (stream id, fact), each once.

        Raises `LookupTaken` where two of the streams claim what only one may hold.
        """
        holders: dict[tuple[str, bytes], str] = {}
        found: dict[Entry, None] = {}
        for stream_id, fact in facts:
            for asked in self._lookups_of(fact):
                key = asked.key
                digest = bytes.fromhex(key) if asked.is_digest else self.digest(asked.kind, key)
                if asked.only_one:
                    holder = holders.setdefault((asked.kind, digest), stream_id)
                    if holder != stream_id:
                        raise LookupTaken(asked.kind)
                found[asked.kind, digest, stream_id, asked.only_one] = None
        return list(found)

    def digest(self, kind: str, key: str) -> bytes:
        """HMAC-SHA256 of the key under the index key, different for every kind."""
        return self._keyed.of(f"{kind}\0{key}".encode())

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Store `entries` in the caller's transaction; those already there change nothing.

        Raises `LookupTaken` where another stream holds what only one may hold.
        """
        if not entries:
            return
        if kind := self._taken(connection, entries):
            raise LookupTaken(kind)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(_ADD_EACH, [*entries])
        else:
            columns = tuple(list(column) for column in zip(*entries, strict=True))
            connection.exec_driver_sql(_ADD_ALL, columns)

    def find(
        self, connection: Connection, kind: str, keys: Sequence[str]
    ) -> dict[str, tuple[StreamId, ...]]:
        """The streams that each key of `kind` leads to, in order of id; none is an empty tuple."""
        asked = {self.digest(kind, key): key for key in keys}
        found: dict[str, tuple[StreamId, ...]] = dict.fromkeys(keys, ())
        for some in chunks(list(asked), _KEYS_PER_QUERY):
            for digest, stream_id in _found(connection, kind, some):
                key = asked[bytes(digest)]
                found[key] = (*found[key], StreamId(stream_id))
        return {key: ids if len(ids) < 2 else tuple(sorted(ids)) for key, ids in found.items()}

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


def _found(connection: Connection, kind: str, digests: Sequence[bytes]) -> Sequence[Any]:
    # statements in the words of the driver: those that name each value are slow to make
    if connection.dialect.name == "sqlite":
        marks = ",".join("?" * len(digests))
        return connection.exec_driver_sql(_AMONG_SQLITE.format(marks), (kind, *digests)).all()
    return connection.exec_driver_sql(_AMONG_POSTGRES, (kind, list(digests))).all()


def forget_all(connection: Connection) -> None:
    """Remove every lookup, so that they can be written anew from facts."""
    connection.execute(delete(lookup))
