"""The archive: files as they came in, found by their content, sealed in parts."""

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.identifiers import ArchiveId
from hub.clock import Clock, to_microseconds
from hub.store import tables
from hub.store.data_keys import NONCE_LENGTH, DataKeys
from hub.store.database import Database
from hub.store.errors import KeyDestroyed, NotAuthentic

PART_LENGTH = 256 * 1024


@dataclass(frozen=True)
class ArchivedFile:
    """A file in the archive; `is_new` is False where the same bytes were there before.

    `sha256` is the digest of the bytes in hex, `size` their number.
    """

    archive_id: ArchiveId
    sha256: str
    size: int
    is_new: bool


class Archive:
    """Keeps whole files, each once, and gives back any stretch of their bytes."""

    def __init__(
        self, database: Database, data_keys: DataKeys, index_key: bytes, clock: Clock
    ) -> None:
        self._database = database
        self._data_keys = data_keys
        self._index_key = index_key
        self._clock = clock

    def put(self, content: bytes, *, media: str) -> ArchivedFile:
        """Keep `content`, of the media type `media`; its id follows from its bytes."""
        digest = sha256(content)
        # keyed, so that nobody without the key can ask whether a file they hold is here
        named = hmac.digest(self._index_key, b"archive\0" + digest.digest(), "sha256").hex()
        archive_id = ArchiveId(named)
        key_id = self._data_keys.hub_key_id()
        self._data_keys.for_sealing([key_id])
        with self._database.writing() as connection:
            is_new = self._note(connection, archive_id, len(content), media)
            if is_new:
                for part in self._parts(archive_id, key_id, content):
                    connection.execute(insert(tables.archive_part), part)
        return ArchivedFile(archive_id, digest.hexdigest(), len(content), is_new)

    def get(self, archive_id: ArchiveId) -> bytes:
        """All bytes of a file; raises KeyError where there is no such file."""
        return self.read(archive_id, 0, self._size_and_key(archive_id)[0])

    def read(self, archive_id: ArchiveId, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset` on, opening only the parts they stand in.

        Raises KeyError where there is no such file, `KeyDestroyed` where its key is gone,
        `NotAuthentic` where it was changed.
        """
        size, key_id = self._size_and_key(archive_id)
        end = min(offset + length, size)
        if offset >= end:
            return b""
        first = offset // PART_LENGTH
        opened = b"".join(self._opened(archive_id, key_id, first, (end - 1) // PART_LENGTH))
        return opened[offset - first * PART_LENGTH : end - first * PART_LENGTH]

    def _note(self, connection: Connection, archive_id: ArchiveId, size: int, media: str) -> bool:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(tables.archive).values(
            archive_id=archive_id,
            size=size,
            media=media,
            key_id=self._data_keys.hub_key_id(),
            stored_at=to_microseconds(self._clock()),
        )
        return connection.execute(statement.on_conflict_do_nothing()).rowcount == 1

    def _parts(
        self, archive_id: ArchiveId, key_id: str, content: bytes
    ) -> Iterator[dict[str, object]]:
        cipher = self._data_keys.for_sealing([key_id])[key_id]
        for part, start in enumerate(range(0, len(content), PART_LENGTH)):
            nonce = os.urandom(NONCE_LENGTH)
            plain = content[start : start + PART_LENGTH]
            sealed = cipher.encrypt(nonce, plain, _binding(archive_id, part))
            yield {"archive_id": archive_id, "part": part, "content": nonce + sealed}

    def _opened(self, archive_id: ArchiveId, key_id: str, first: int, last: int) -> Iterator[bytes]:
        cipher = self._data_keys.for_opening([key_id]).get(key_id)
        if cipher is None:
            raise KeyDestroyed(f"archived file {archive_id}")
        stored = tables.archive_part.c
        for part in range(first, last + 1):
            query = select(stored.content).where(
                stored.archive_id == archive_id, stored.part == part
            )
            with self._database.reading() as connection:
                sealed = bytes(connection.scalar(query) or b"")
            try:
                yield cipher.decrypt(
                    sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], _binding(archive_id, part)
                )
            except (InvalidTag, ValueError):
                raise NotAuthentic(f"part {part} of archived file {archive_id}") from None

    def _size_and_key(self, archive_id: ArchiveId) -> tuple[int, str]:
        query = select(tables.archive.c.size, tables.archive.c.key_id).where(
            tables.archive.c.archive_id == archive_id
        )
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise KeyError(archive_id)
        return found.size, found.key_id


def _binding(archive_id: ArchiveId, part: int) -> bytes:
    return f"archive\n{archive_id}\n{part}".encode()
