"""The archive: files as they came in, found by their content, sealed in parts."""

import hmac
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.identifiers import ArchiveId
from hub.clock import Clock, from_microseconds, to_microseconds
from hub.store import tables
from hub.store.data_keys import NONCE_LENGTH, DataKeys
from hub.store.database import Database
from hub.store.errors import FileMissing, FileNotAuthentic, KeyDestroyed, NotAuthentic

PART_LENGTH = 256 * 1024
_PAGE = 500


@dataclass(frozen=True)
class ArchivedFile:
    """A file in the archive; `is_new` is False where the same bytes were there before.

    `sha256` is the digest of the bytes in hex, `size` their number.
    """

    archive_id: ArchiveId
    sha256: str
    size: int
    is_new: bool


@dataclass(frozen=True)
class KeptFile:
    """A file as the archive lists it: its digest in hex, its size in bytes, when it first came.

    `sha256` is empty where the file can no longer be read.
    """

    archive_id: ArchiveId
    sha256: str
    size: int
    media: str
    kept_at: datetime


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
        archive_id = self.id_of(digest.digest())
        key_id = self._data_keys.hub_key_id()
        self._data_keys.for_sealing([key_id])
        with self._database.writing() as connection:
            is_new = self._note(connection, archive_id, len(content), media, digest.digest())
            if is_new:
                for part in self._parts(archive_id, key_id, content):
                    connection.execute(insert(tables.archive_part), part)
        return ArchivedFile(archive_id, digest.hexdigest(), len(content), is_new)

    def id_of(self, digest: bytes) -> ArchiveId:
        """The id under which bytes of this SHA-256 digest are kept, if they are."""
        # keyed, so that nobody without the key can ask whether a file they hold is here
        return ArchiveId(hmac.digest(self._index_key, b"archive\0" + digest, "sha256").hex())

    def get(self, archive_id: ArchiveId) -> bytes:
        """All bytes of a file; raises what `read` raises."""
        return b"".join(self.pieces(archive_id))

    def pieces(self, archive_id: ArchiveId) -> Iterator[bytes]:
        """All bytes of a file, one part in memory at a time; raises what `read` raises."""
        size, key_id = self._size_and_key(archive_id)
        if size:
            yield from self._opened(archive_id, key_id, 0, (size - 1) // PART_LENGTH)

    def read(self, archive_id: ArchiveId, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset` on, opening only the parts they stand in.

        Raises `FileMissing` where there is no such file, `KeyDestroyed` where its key is gone,
        `FileNotAuthentic` where it was changed.
        """
        size, key_id = self._size_and_key(archive_id)
        end = min(offset + length, size)
        if offset >= end:
            return b""
        first = offset // PART_LENGTH
        opened = b"".join(self._opened(archive_id, key_id, first, (end - 1) // PART_LENGTH))
        return opened[offset - first * PART_LENGTH : end - first * PART_LENGTH]

    def check(self, archive_id: ArchiveId) -> None:
        """Read a file to its end, one part in memory at a time; raises what `read` raises.

        Each part is what was sealed for its place, there are as many as there were, and all of
        them together are what gave the file its id.
        """
        digest, length = sha256(), 0
        for piece in self.pieces(archive_id):
            digest.update(piece)
            length += len(piece)
        size, _ = self._size_and_key(archive_id)
        if length != size or self.id_of(digest.digest()) != archive_id:
            raise FileNotAuthentic(archive_id, "what is left")

    def ids(self) -> Iterator[ArchiveId]:
        """Every file's id, in order."""
        stored = tables.archive.c.archive_id
        last = ""
        while True:
            query = select(stored).where(stored > last).order_by(stored).limit(_PAGE)
            with self._database.reading() as connection:
                page = list(connection.scalars(query))
            yield from map(ArchiveId, page)
            if not page:
                return
            last = page[-1]

    def listed(self, only: Collection[ArchiveId] | None = None) -> list[KeptFile]:
        """Every file, or those of `only` that there are, in the order in which they first came."""
        stored = tables.archive.c
        query = select(tables.archive).order_by(stored.stored_at, stored.archive_id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [self._kept(row) for row in rows if only is None or row.archive_id in only]

    def _note(
        self,
        connection: Connection,
        archive_id: ArchiveId,
        size: int,
        media: str,
        digest: bytes,
    ) -> bool:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        key_id, nonce = self._data_keys.hub_key_id(), os.urandom(NONCE_LENGTH)
        cipher = self._data_keys.for_sealing([key_id])[key_id]
        statement = dialect.insert(tables.archive).values(
            archive_id=archive_id,
            size=size,
            media=media,
            key_id=key_id,
            digest=nonce + cipher.encrypt(nonce, digest, _digest_binding(archive_id)),
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
                raise FileNotAuthentic(archive_id, f"part {part}") from None

    def _kept(self, row: Any) -> KeptFile:
        archive_id = ArchiveId(row.archive_id)
        return KeptFile(
            archive_id=archive_id,
            sha256=self._digest(archive_id, row.key_id, row.digest),
            size=row.size,
            media=row.media,
            kept_at=from_microseconds(row.stored_at),
        )

    def _digest(self, archive_id: ArchiveId, key_id: str, sealed: bytes | None) -> str:
        """As it was kept; of a file that came before digests were, from its bytes."""
        try:
            if sealed is None:
                return sha256(self.get(archive_id)).hexdigest()
            cipher = self._data_keys.for_opening([key_id]).get(key_id)
            if cipher is None:
                return ""
            nonce, body = bytes(sealed[:NONCE_LENGTH]), bytes(sealed[NONCE_LENGTH:])
            return cipher.decrypt(nonce, body, _digest_binding(archive_id)).hex()
        except (InvalidTag, ValueError, NotAuthentic, KeyDestroyed):
            return ""

    def _size_and_key(self, archive_id: ArchiveId) -> tuple[int, str]:
        query = select(tables.archive.c.size, tables.archive.c.key_id).where(
            tables.archive.c.archive_id == archive_id
        )
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise FileMissing(archive_id)
        return found.size, found.key_id


def _binding(archive_id: ArchiveId, part: int) -> bytes:
    return f"archive\n{archive_id}\n{part}".encode()


def _digest_binding(archive_id: ArchiveId) -> bytes:
    return f"archive digest\n{archive_id}".encode()
