"""The keys kept outside the database: without them its sealed states are noise."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from hub.store.errors import KeyUnreadable

_NAMES = ("master", "index", "ed25519")


@dataclass(frozen=True)
class Keys:
    """Three secrets, 32 bytes each.

    `master` wraps data keys, `index` hides lookups, `signing` is the Ed25519 key of signed heads.
    """

    master: bytes = field(repr=False)
    index: bytes = field(repr=False)
    signing: bytes = field(repr=False)


def create_keys(folder: Path) -> Keys:
    """Make new keys in `folder`, readable by its owner alone.

    Raises FileExistsError where one is there already: a key that is lost takes its facts with it.
    """
    check_no_keys(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signing = Ed25519PrivateKey.generate().private_bytes(
        Encoding.Raw, PrivateFormat.Raw, NoEncryption()
    )
    for name, secret in zip(_NAMES, (os.urandom(32), os.urandom(32), signing), strict=True):
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    return read_keys(folder)


def check_no_keys(folder: Path) -> None:
    """Raise FileExistsError where `folder` holds a key."""
    if taken := [name for name in _NAMES if (folder / name).exists()]:
        raise FileExistsError(f"{folder} already holds {', '.join(taken)}")


def read_keys(folder: Path) -> Keys:
    """The keys in `folder`.

    Raises FileNotFoundError where one is missing, `KeyUnreadable` where one is not 32 bytes in hex.
    """
    return Keys(*(_secret(folder / name) for name in _NAMES))


def _secret(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(path.read_bytes().decode("ascii").strip())
    except ValueError:
        raise KeyUnreadable(str(path)) from None
    if len(secret) != 32:
        raise KeyUnreadable(str(path))
    return secret
