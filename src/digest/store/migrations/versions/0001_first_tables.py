"""The first tables."""

import sqlalchemy as sa
from alembic import op

from digest.store.schema import Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("published", Utc(), nullable=True),
        sa.Column("date", Utc(), nullable=False),
        sa.Column("collected", Utc(), nullable=False),
        sa.Column("updated", Utc(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("page_section", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("series", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
    )
    op.create_index(op.f("ix_article_date_id"), "article", ["date", "id"], unique=False)
    op.create_index(op.f("ix_article_section_date_id"), "article", ["section", "date", "id"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("newsletter", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("composed", Utc(), nullable=False),
        sa.Column("changed", Utc(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("release", Utc(), nullable=True),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("newsletter", "label", name=op.f("uq_edition_newsletter_label")),
    )
    op.create_index(op.f("ix_edition_state"), "edition", ["state"], unique=False)
    op.create_table(
        "newsletter",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_newsletter")),
    )
    op.create_table(
        "page",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page")),
    )
    op.create_index(op.f("ix_page_source"), "page", ["source"], unique=False)
    op.create_table(
        "problem",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("told", Utc(), nullable=True),
        sa.Column("ended", Utc(), nullable=True),
        sa.Column("closed", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "thing", name=op.f("pk_problem")),
    )
    op.create_table(
        "rejected",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("source", "item", name=op.f("pk_rejected")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("started", Utc(), nullable=False),
        sa.Column("ended", Utc(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "slot",
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("settled", Utc(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "label", name=op.f("pk_slot")),
    )
    op.create_table(
        "source",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("checked", Utc(), nullable=True),
        sa.Column("succeeded", Utc(), nullable=True),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_since", Utc(), nullable=True),
        sa.Column("pace", sa.BigInteger(), nullable=True),
        sa.Column("newest", Utc(), nullable=True),
        sa.Column("ttl", sa.BigInteger(), nullable=True),
        sa.Column("skip_hours", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_source")),
    )
    op.create_table(
        "subscriber",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("newsletter", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("ended", Utc(), nullable=True),
        sa.Column("ended_how", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("newsletter", "folded", name=op.f("uq_subscriber_newsletter_folded")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease", Utc(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("begun", Utc(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", Utc(), nullable=True),
        sa.Column("changed", Utc(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_delivery_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_delivery_subscriber_id_subscriber")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("edition_id", "subscriber_id", name=op.f("uq_delivery_edition_id_subscriber_id")),
    )
    op.create_index(op.f("ix_delivery_edition_id_state_id"), "delivery", ["edition_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_delivery_owner"), "delivery", ["owner"], unique=False)
    op.create_index(op.f("ix_delivery_subscriber_id"), "delivery", ["subscriber_id"], unique=False)
    op.create_table(
        "edition_article",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_article_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "article_id", name=op.f("pk_edition_article")),
    )
    op.create_table(
        "entry",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("entered", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_entry_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_entry")),
    )
    op.create_table(
        "guid",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_guid_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "guid", name=op.f("pk_guid")),
    )
    op.create_table(
        "pick",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_pick_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "moment", "place", name=op.f("pk_pick")),
    )
    op.create_table(
        "revision",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_revision_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_revision")),
    )
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_event_delivery_id_delivery"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
    )
    op.create_index(op.f("ix_delivery_event_delivery_id"), "delivery_event", ["delivery_id"], unique=False)
