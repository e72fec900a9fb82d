"""What the config said of a source's stories."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("source", sa.Column("terms", sa.String(), nullable=True))
