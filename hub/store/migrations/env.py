"""What alembic runs for each step; the connection is given by `migrate`."""

from alembic import context

from hub.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction holds every step
)
context.run_migrations()
