"""Where each kind of store is kept for a test."""

from pathlib import Path

import pytest


def address_of(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of an empty store of this kind."""
    match kind:
        case "memory":
            return "memory:"
        case "sqlite":
            return f"sqlite:///{folder / 'hub.db'}"
        case _:
            return str(request.getfixturevalue("postgres_url"))
