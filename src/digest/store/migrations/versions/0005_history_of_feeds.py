"""The history of feeds: what entered them, in which archive document it stands; what is taken back; hubs to be told."""

import sqlalchemy as sa
from alembic import op

from digest.store.schema import Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("article", sa.Column("enclosures", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("article", sa.Column("withdrawn", Utc(), nullable=True))
    op.add_column("revision", sa.Column("shown", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "entering",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_entering_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_entering")),
    )
    op.execute("INSERT INTO entering (article_id, revision) SELECT id, revision FROM article")
    op.create_table(
        "feed_item",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("ordinal", _id(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("date", Utc(), nullable=False),
        sa.Column("updated", Utc(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("feed", "ordinal", name=op.f("pk_feed_item")),
    )
    op.create_index(op.f("ix_feed_item_item"), "feed_item", ["item"], unique=False)
    op.create_index(op.f("ix_feed_item_feed_date_item"), "feed_item", ["feed", "date", "item"], unique=False)
    op.create_index(op.f("ix_feed_item_feed_document"), "feed_item", ["feed", "document"], unique=False)
    op.create_table(
        "feed_document",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "number", name=op.f("pk_feed_document")),
    )
    op.create_table(
        "ping",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hub", "topic", name=op.f("pk_ping")),
    )


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
