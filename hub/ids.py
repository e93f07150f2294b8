"""Ids: random for what we create, derived for what arrives with a name of its own."""

import hmac
import uuid
from collections.abc import Callable

_OUTSIDE = uuid.UUID("6d0f5c1e-5f0b-5f5e-9a39-0e1c1f6b7a10")


class Ids:
    """Mints ids and keyed digests.

    `random` gives fresh ids and is injected; digests are HMAC-SHA256 under the hub's index key, so
    that what they stand for cannot be guessed back.
    """

    def __init__(self, index_key: bytes, random: Callable[[], uuid.UUID] = uuid.uuid4) -> None:
        self._index_key = index_key
        self._random = random

    def new(self) -> str:
        """An id for something that we create."""
        return str(self._random())

    def digest(self, kind: str, text: str) -> str:
        """A keyed digest of a text, different for every kind."""
        return hmac.digest(self._index_key, f"{kind}\0{text}".encode(), "sha256").hex()


def outside_id(kind: str, *names: str) -> str:
    """The id of what arrives with an outside name; never call it with a personal detail."""
    return str(uuid.uuid5(_OUTSIDE, "\0".join((kind, *names))))
