"""What makes the log tamper-evident: a leaf per event, and a chain over the leaves.

A leaf is SHA-256 over a zero byte, the envelope as a JSON array, and the sealed state. The chain
after an event is SHA-256 over the chain before it and the event's leaf. Neither needs a key.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec

from domain.identifiers import StreamId
from hub.store.database import StoredRow

GENESIS = bytes(32)
"""The chain before the first event."""

Envelope = tuple[int, str, int, str, int, str, int, str, str]
"""position, stream id, version, type, schema, key id, recorded at (microseconds), actor, command"""

Draft = tuple[StreamId, int, str, int, str, bytes]
"""An event before it is recorded: stream id, version, type, schema, key id, sealed state."""

# the zero byte keeps leaves apart from the nodes of a Merkle tree (RFC 6962 2.1)
_LEAF = b"\0"
_json = msgspec.json.Encoder().encode


def leaf_of(envelope: Envelope, state: bytes) -> bytes:
    """The 32 bytes that stand for one event: its whole envelope and its sealed state."""
    return sha256(_LEAF + _json(envelope) + state).digest()


def link(chain: bytes, leaf: bytes) -> bytes:
    """The chain after one more leaf."""
    return sha256(chain + leaf).digest()


class Chained:
    """Makes rows of drafts one by one; `chain` is the one after the last row that was made."""

    def __init__(self, chain: bytes) -> None:
        self.chain = chain

    def rows(
        self, drafts: Sequence[Draft], first_position: int, cause: tuple[int, str, str]
    ) -> Iterator[StoredRow]:
        """A row for each draft; `cause` is time recorded, actor and command id of all of them."""
        recorded_at, actor, command_id = cause
        chain = self.chain
        # `leaf_of` and `link` written out: others wait for the lock while this runs
        for position, draft in enumerate(drafts, first_position):
            stream_id, version, name, schema, key_id, state = draft
            envelope = (
                position, stream_id, version, name, schema, key_id, recorded_at, actor, command_id,
            )  # fmt: skip
            leaf = sha256(_LEAF + _json(envelope) + state).digest()
            chain = sha256(chain + leaf).digest()
            yield (*envelope, state, leaf)
        self.chain = chain
