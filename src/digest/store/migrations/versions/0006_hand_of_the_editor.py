"""What the editor did with an edition; and picks that the editor has made or struck for good."""

import sqlalchemy as sa
from alembic import op

from digest.store.schema import Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("edition", sa.Column("hand", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("edition", sa.Column("despite_errors", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "edition_change",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_change_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_change")),
    )
    op.create_index(op.f("ix_edition_change_edition_id"), "edition_change", ["edition_id"], unique=False)
    op.create_table(
        "pick_override",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_pick_override_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "kind", "other", name=op.f("pk_pick_override")),
    )


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
