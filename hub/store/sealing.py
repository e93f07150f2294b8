"""Sealing: each fact encrypted for its one place in the log, and opened from there alone."""

import os
from collections.abc import Mapping, Sequence
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.event import Fact
from domain.identifiers import StreamId
from hub.store.chain import Draft
from hub.store.codec import Reader, Registry, SealedForEver, encode
from hub.store.data_keys import NONCE_LENGTH, DataKeys
from hub.store.database import Row
from hub.store.errors import NotAuthentic

Placed = tuple[StreamId, int, Fact]
"""A fact and where it goes: stream id, version, fact."""

_each_nonce = Struct(f"{NONCE_LENGTH}s").iter_unpack


class Sealer:
    """Turns facts into drafts for the recorder, and rows of the log into facts.

    A state is a nonce of 12 bytes, then the AES-GCM ciphertext of the fact as JSON, then its tag.
    Its associated data are stream id, version, type and schema, one a line: AES-GCM opens it with
    the same ones only, so nobody can move it to another place.
    """

    def __init__(self, registry: Registry, data_keys: DataKeys) -> None:
        self._registry = registry
        self._data_keys = data_keys

    def seal(self, placed: Sequence[Placed]) -> list[Draft]:
        """A draft for each fact, in order; one query at most for all their keys."""
        classes = {fact.__class__ for *_, fact in placed}
        types = {cls: self._registry.type_of(cls) for cls in classes}
        hub_key = self._data_keys.hub_key_id()
        personal = {cls for cls, kind in types.items() if kind.is_personal}
        owners = {stream for stream, _, fact in placed if fact.__class__ in personal}
        ciphers = self._data_keys.for_sealing([hub_key, *sorted(owners)])
        encrypt = {key_id: cipher.encrypt for key_id, cipher in ciphers.items()}
        nonces = _each_nonce(os.urandom(NONCE_LENGTH * len(placed)))
        drafts: list[Draft] = []
        for (stream_id, version, fact), (nonce,) in zip(placed, nonces, strict=True):
            name, schema, is_personal, ending = types[fact.__class__]
            key_id = stream_id if is_personal else hub_key
            bound = f"{stream_id}\n{version}\n{ending}".encode()
            state = nonce + encrypt[key_id](nonce, encode(fact), bound)
            drafts.append((stream_id, version, name, schema, key_id, state))
        return drafts

    def open(self, rows: Sequence[Row]) -> list[Fact]:
        """The fact in each row, in order; `SealedForEver` where its key was destroyed.

        Raises `NotAuthentic` for a state that was not sealed for the row it stands in.
        """
        key_ids = {row[5] for row in rows}
        found = self._data_keys.for_opening(key_ids)
        ciphers = {key_id: cipher for key_id, cipher in found.items() if cipher is not None}
        readers = self._registry.readers
        if len(ciphers) == len(key_ids):
            try:
                return _all_opened(rows, ciphers, readers)
            except (InvalidTag, ValueError):
                pass  # one by one, to say which
        return [_opened(row, ciphers.get(row[5]), readers[row[3:5]]) for row in rows]


def _all_opened(
    rows: Sequence[Row], ciphers: Mapping[str, AESGCM], readers: Mapping[tuple[str, int], Reader]
) -> list[Fact]:
    # replay spends its time here: `_opened` for a page at once, with nothing called in between
    return [
        readers[name, schema](
            ciphers[key_id].decrypt(
                state[:NONCE_LENGTH],
                state[NONCE_LENGTH:],
                f"{stream_id}\n{version}\n{name}\n{schema}".encode(),
            )
        )
        for _, stream_id, version, name, schema, key_id, _, _, _, state in rows
    ]


def _opened(row: Row, cipher: AESGCM | None, read: Reader) -> Fact:
    position, stream_id, version, name, schema, _, _, _, _, state = row
    if cipher is None:
        return SealedForEver(fact_name=name, fact_version=schema)
    bound = f"{stream_id}\n{version}\n{name}\n{schema}".encode()
    try:
        opened = cipher.decrypt(state[:NONCE_LENGTH], state[NONCE_LENGTH:], bound)
    except (InvalidTag, ValueError):  # changed, or too short to be anything that was sealed
        raise NotAuthentic(f"position {position}") from None
    return read(opened)
