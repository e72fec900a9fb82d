"""What picks know of the archive: vectors, tellings, stories, the inverted index; and where readers went."""

import sqlalchemy as sa
from alembic import op

from digest.store.schema import Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "indexed",
        sa.Column("number", _id(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("date", Utc(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("telling", sa.LargeBinary(), nullable=False),
        _of_article("indexed"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_indexed")),
        sa.UniqueConstraint("article_id", name=op.f("uq_indexed_article_id")),
    )
    op.create_index(op.f("ix_indexed_story"), "indexed", ["story"], unique=False)
    op.create_index(op.f("ix_indexed_reading"), "indexed", ["reading"], unique=False)
    op.create_table(
        "unread",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _of_article("unread"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_unread")),
    )
    op.execute("INSERT INTO unread (article_id, revision) SELECT id, revision FROM article")
    op.create_table(
        "handle",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        _of_article("handle"),
        sa.PrimaryKeyConstraint("hash", "article_id", name=op.f("pk_handle")),
    )
    op.create_index(op.f("ix_handle_article_id"), "handle", ["article_id"], unique=False)
    op.create_table(
        "segment",
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("first", name=op.f("pk_segment")),
    )
    op.create_table(
        "transition",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        _of_article("transition"),
        sa.PrimaryKeyConstraint("article_id", "target", name=op.f("pk_transition")),
    )


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_article(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_article_id_article")
    return sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=name, ondelete="CASCADE")
