"""The digest of each archived file, sealed, so that files can be listed without reading them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room for it; files that are there already are digested when they are asked for."""
    op.add_column("archive", sa.Column("digest", sa.LargeBinary(), nullable=True))
