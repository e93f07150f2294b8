"""How the ledger database came to be, step by step; run when a hub is made or opened."""

from importlib.resources import as_file, files

from sqlalchemy import Connection

REVISION = "0002"
"""The newest step."""


def migrate(connection: Connection) -> None:
    """Bring the core tables to the newest step, inside the caller's transaction."""
    # opening a hub that needs no step must not wait for alembic to load
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with as_file(files(__name__)) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
