"""What was last read of an entry, where a story stands, what it is like, who stands in for a dead source, hosts."""

import sqlalchemy as sa
from alembic import op

from digest.store.schema import Utc

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("source", sa.Column("stand_in", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("source", sa.Column("memory", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("article", sa.Column("likeness", sa.String(), nullable=True))
    op.create_index(op.f("ix_article_likeness"), "article", ["likeness"], unique=False)
    op.add_column("guid", sa.Column("fingerprint", sa.String(), nullable=True))
    kept = sa.text("fingerprint IS NOT NULL")
    op.create_index(op.f("ix_guid_source"), "guid", ["source"], sqlite_where=kept, postgresql_where=kept)
    op.create_table(
        "place",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("date", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_place_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "source", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_section_date_article_id"), "place", ["section", "date", "article_id"], unique=False)
    op.create_table(
        "host",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("habits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
