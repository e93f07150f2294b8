"""What makes the log tamper-evident: a leaf per event, and a chain over the leaves.

A leaf is SHA-256 over a zero byte, the envelope as a JSON array, and the sealed state. The chain
after an event is SHA-256 over the chain before it and the event's leaf. Neither needs a key.
"""

from hashlib import sha256

import msgspec

GENESIS = bytes(32)
"""The chain before the first event."""

Envelope = tuple[int, str, int, str, int, str, int, str, str]
"""position, stream id, version, type, schema, key id, recorded at (microseconds), actor, command"""

_json = msgspec.json.Encoder().encode


def leaf_of(envelope: Envelope, state: bytes) -> bytes:
    """The 32 bytes that stand for one event: its whole envelope and its sealed state."""
    # the zero byte keeps leaves apart from the nodes of a Merkle tree (RFC 6962 2.1)
    return sha256(b"\0" + _json(envelope) + state).digest()


def link(chain: bytes, leaf: bytes) -> bytes:
    """The chain after one more leaf."""
    return sha256(chain + leaf).digest()
