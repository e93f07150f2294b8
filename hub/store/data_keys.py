"""Data keys: one a year for the hub's facts and files, one for each member's; wrapped at rest."""

import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.identifiers import StreamId
from hub.clock import Clock, to_microseconds
from hub.store.chunks import chunks
from hub.store.database import Database
from hub.store.errors import NoLedger, NotAuthentic, OtherMasterKey
from hub.store.tables import data_key

NONCE_LENGTH = 12
_IDS_PER_QUERY = 500
_HUB = "hub:"


class DataKeys:
    """Gives the key of each id, made when first asked for, and destroys them.

    Only the hub's yearly keys stay in memory; a member's is fetched for each batch, so that a
    destroyed one is gone at once in every process.
    """

    def __init__(self, database: Database, master: bytes, clock: Clock) -> None:
        self._database = database
        self._master = AESGCM(master)
        self._clock = clock
        self._hub_keys: dict[str, AESGCM | None] = {}

    def begin(self) -> None:
        """Make the hub's first key: from then on, a ledger stands in this database."""
        self.for_sealing([self.hub_key_id()])

    def prove(self) -> None:
        """Make sure that a ledger stands here, and that its keys are wrapped by this master key.

        Raises `NoLedger` or `OtherMasterKey`.
        """
        first = _first_hub_key(self._database)
        if first is None:
            raise NoLedger
        try:
            self._unwrap(*first)
        except NotAuthentic:
            raise OtherMasterKey from None

    def hub_key_id(self) -> str:
        """The id of the hub's key of this year."""
        return f"{_HUB}{self._clock().year}"

    def for_sealing(self, key_ids: Sequence[str]) -> dict[str, AESGCM]:
        """The key of each id, new ones committed to the database before they are given.

        Raises ValueError for an id whose key has been destroyed.
        """
        found = self.for_opening(key_ids)
        if missing := [key_id for key_id in key_ids if key_id not in found]:
            self._make(missing)
            found |= self.for_opening(missing)
        usable = {key_id: key for key_id, key in found.items() if key is not None}
        if len(usable) < len(found):
            raise ValueError("a data key that was destroyed seals nothing more")
        return usable

    def for_opening(self, key_ids: Iterable[str]) -> dict[str, AESGCM | None]:
        """The key of each id that ever had one; None where it has been destroyed."""
        wanted = list(key_ids)
        absent = [key_id for key_id in wanted if key_id not in self._hub_keys]
        fetched = self._fetch(absent)
        self._hub_keys |= {k: key for k, key in fetched.items() if k.startswith(_HUB)}
        known = self._hub_keys | fetched
        return {key_id: known[key_id] for key_id in wanted if key_id in known}

    def destroy(self, stream_id: StreamId) -> None:
        """Make all that was sealed under a member's key unreadable for ever."""
        with self._database.writing() as connection:
            connection.execute(
                update(data_key).where(data_key.c.key_id == stream_id).values(wrapped=None)
            )

    def _fetch(self, key_ids: Sequence[str]) -> dict[str, AESGCM | None]:
        found: dict[str, AESGCM | None] = {}
        for some in chunks(key_ids, _IDS_PER_QUERY):
            query = select(data_key.c.key_id, data_key.c.wrapped).where(data_key.c.key_id.in_(some))
            with self._database.reading() as connection:
                for key_id, wrapped in connection.execute(query):
                    found[key_id] = None if wrapped is None else self._unwrap(key_id, wrapped)
        return found

    def _make(self, key_ids: Sequence[str]) -> None:
        made_at = to_microseconds(self._clock())
        with self._database.writing() as connection:
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            connection.execute(
                # of two processes that make the same key, the first one counts
                dialect.insert(data_key).on_conflict_do_nothing(index_elements=["key_id"]),
                [
                    {"key_id": key_id, "wrapped": self._new_key(key_id), "made_at": made_at}
                    for key_id in sorted(key_ids)
                ],
            )

    def _new_key(self, key_id: str) -> bytes:
        nonce = os.urandom(NONCE_LENGTH)
        return nonce + self._master.encrypt(nonce, os.urandom(32), key_id.encode())

    def _unwrap(self, key_id: str, wrapped: bytes) -> AESGCM:
        wrapped = bytes(wrapped)
        try:
            secret = self._master.decrypt(
                wrapped[:NONCE_LENGTH], wrapped[NONCE_LENGTH:], key_id.encode()
            )
        except InvalidTag:
            raise NotAuthentic(f"data key {key_id}") from None
        return AESGCM(secret)


def holds_ledger(database: Database) -> bool:
    """Whether a ledger was made in this database: its first key is made with it."""
    return _first_hub_key(database) is not None


def _first_hub_key(database: Database) -> tuple[str, bytes] | None:
    query = select(data_key.c.key_id, data_key.c.wrapped).where(data_key.c.key_id.startswith(_HUB))
    with database.reading() as connection:
        if not database.engine.dialect.has_table(connection, data_key.name):
            return None
        first = connection.execute(query.order_by(data_key.c.key_id).limit(1)).first()
    return None if first is None else (first.key_id, first.wrapped)
