"""The tables, with the keys that carry the promises. `migrations/` makes them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import TypeDecorator

#: The newest migration; a store at this revision needs nothing done.
HEAD = "0006"

#: SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
_Id = BigInteger().with_variant(Integer, "sqlite")


class Utc(TypeDecorator[datetime]):
    """Aware in, aware out, always UTC; SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of(table: str, **more: Any) -> Column[str]:
    return Column(f"{table}_id", String, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, **more)


source = Table(
    "source",
    metadata,
    Column("url", String, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("checked", Utc),
    Column("succeeded", Utc),
    Column("due", Utc),
    Column("failures", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("moved_to", Text),
    Column("moved_since", Utc),
    Column("pace", BigInteger),  # seconds
    Column("newest", Utc),
    Column("ttl", BigInteger),  # seconds
    Column("skip_hours", JSON, nullable=False),
    Column("stand_in", JSON(none_as_null=True)),
    Column("memory", JSON(none_as_null=True)),
    Column("terms", String),
)

article = Table(
    "article",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # one story once
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("section", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("image", Text),
    Column("language", String),
    Column("published", Utc),
    Column("date", Utc, nullable=False),
    Column("collected", Utc, nullable=False),
    Column("updated", Utc, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("page_section", Text),
    Column("tags", JSON, nullable=False),
    Column("series", JSON(none_as_null=True)),
    Column("full", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("likeness", String),
    Column("enclosures", JSON(none_as_null=True)),  # NULL: none
    Column("withdrawn", Utc),  # taken back: kept so that no source brings it again, without its text
    Index(None, "section", "date", "id"),
    Index(None, "date", "id"),
    Index(None, "likeness"),
)

revision = Table(
    "revision",
    metadata,
    _of("article"),
    Column("number", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("shown", JSON(none_as_null=True)),  # what else readers saw; NULL: kept before that was
    PrimaryKeyConstraint("article_id", "number"),
)

guid = Table(
    "guid",
    metadata,
    Column("source", String, nullable=False),
    Column("guid", String, nullable=False),
    _of("article"),
    Column("fingerprint", String),  # of the entry as it last came; NULL when its document does not hold it any more
    PrimaryKeyConstraint("source", "guid"),
)
# Only what a source's latest document holds: a source of many years has a hundred thousand names.
Index(
    None, guid.c.source, sqlite_where=guid.c.fingerprint.is_not(None), postgresql_where=guid.c.fingerprint.is_not(None)
)

#: Where else a story stands: one row for each source that has it.
place = Table(
    "place",
    metadata,
    _of("article"),
    Column("source", String, nullable=False),
    Column("section", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("date", Utc, nullable=False),  # the article's, which never changes: a section's newest without a join
    PrimaryKeyConstraint("article_id", "source"),
    Index(None, "section", "date", "article_id"),
)

#: `moment` is "page" (what the editor put on the page) or "feed" (frozen when the article entered a feed).
pick = Table(
    "pick",
    metadata,
    _of("article"),
    Column("moment", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("target", String),
    PrimaryKeyConstraint("article_id", "moment", "place"),
)

#: Articles that feeds have still to take in, as they are since this revision.
entering = Table("entering", metadata, _of("article", primary_key=True), Column("revision", Integer, nullable=False))

#: What a feed holds, in the order in which it came; an item that was corrected came once more.
feed_item = Table(
    "feed_item",
    metadata,
    Column("feed", String, nullable=False),
    Column("ordinal", _Id, nullable=False, autoincrement=False),  # rising, from 1
    Column("item", String, nullable=False),  # id of an article or an edition
    Column("revision", Integer, nullable=False),
    Column("date", Utc, nullable=False),  # the item's, which never changes: a feed's newest without a join
    Column("updated", Utc, nullable=False),
    Column("document", Integer),  # the archive document it stands in; NULL: it can still be had from the current one
    PrimaryKeyConstraint("feed", "ordinal"),
    Index(None, "item"),
    Index(None, "feed", "date", "item"),
    Index(None, "feed", "document"),
)

#: Archive documents: closed, so that only what is withdrawn changes them.
feed_document = Table(
    "feed_document",
    metadata,
    Column("feed", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # from 1; rises when something is taken out
    PrimaryKeyConstraint("feed", "number"),
)

#: What a WebSub hub has still to be told.
ping = Table(
    "ping",
    metadata,
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),  # the address of the document that changed; "": the hub itself
    Column("since", Utc, nullable=False),
    Column("due", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    PrimaryKeyConstraint("hub", "topic"),
)

#: What picks know of an article: read out of its text, and so always to be had again.
indexed = Table(
    "indexed",
    metadata,
    Column("number", _Id, primary_key=True, autoincrement=False),  # rising, never used twice
    _of("article", unique=True),
    Column("revision", Integer, nullable=False),  # of the article, when it was read
    Column("reading", Integer, nullable=False),  # of the code that read it
    Column("date", Utc, nullable=False),
    Column("language", String, nullable=False),
    Column("card", JSON, nullable=False),  # what of it is shown: its row has the whole text before the rest
    Column("story", String, nullable=False),  # the id of one article that tells it, the same for all that do
    Column("vector", LargeBinary, nullable=False),
    Column("telling", LargeBinary, nullable=False),
    Index(None, "story"),
    Index(None, "reading"),
)

#: Articles that picks have still to read, as they are since this revision.
unread = Table("unread", metadata, _of("article", primary_key=True), Column("revision", Integer, nullable=False))

#: By what articles are found again: hashes of names, addresses, pieces of texts.
handle = Table(
    "handle",
    metadata,
    Column("hash", BigInteger, nullable=False),
    _of("article"),
    PrimaryKeyConstraint("hash", "article_id"),
    Index(None, "article_id"),
)

#: The inverted index over the vectors of these numbers, as bytes.
segment = Table(
    "segment",
    metadata,
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

#: How many readers went on from one article to another; whoever counts clicks writes it.
transition = Table(
    "transition",
    metadata,
    _of("article"),
    Column("target", String, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("article_id", "target"),
)

entry = Table("entry", metadata, _of("article", primary_key=True), Column("entered", Utc, nullable=False))

page = Table(
    "page",
    metadata,
    Column("key", String, primary_key=True),
    Column("source", String, nullable=False, index=True),
    Column("found", JSON, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Utc),
    Column("error", Text),
)

#: What its articles have in common; only the collector reads it.
host = Table("host", metadata, Column("name", String, primary_key=True), Column("habits", JSON, nullable=False))

newsletter = Table(
    "newsletter",
    metadata,
    Column("slug", String, primary_key=True),
    Column("schedule", String, nullable=False),
    Column("since", Utc, nullable=False),
)

#: Inserting the row wins the right to compose: catch-up once, DST and many processes, all by one key.
slot = Table(
    "slot",
    metadata,
    Column("schedule", String, nullable=False),
    Column("label", String, nullable=False),
    Column("due", Utc, nullable=False),
    Column("settled", Utc, nullable=False),
    Column("outcome", Text, nullable=False),
    PrimaryKeyConstraint("schedule", "label"),
)

edition = Table(
    "edition",
    metadata,
    Column("id", String, primary_key=True),
    Column("newsletter", String, nullable=False),
    Column("label", String, nullable=False),
    Column("due", Utc, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("composed", Utc, nullable=False),
    Column("changed", Utc, nullable=False),
    Column("reason", Text),
    Column("release", Utc),
    Column("audience", Integer, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("hand", JSON(none_as_null=True)),  # introduction, lead and sponsor, by the editor
    Column("despite_errors", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("newsletter", "label"),
)

#: What was done to an edition by hand, and when.
edition_change = Table(
    "edition_change",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    _of("edition", index=True),
    Column("at", Utc, nullable=False),
    Column("what", Text, nullable=False),
)

#: Picks that the editor has made, or struck, for good.
pick_override = Table(
    "pick_override",
    metadata,
    _of("article"),
    Column("kind", String, nullable=False),
    Column("other", String, nullable=False),  # id of the article that is picked, or struck
    Column("place", Integer),  # from 0; NULL: it is struck
    Column("at", Utc, nullable=False),
    PrimaryKeyConstraint("article_id", "kind", "other"),
)

edition_article = Table(
    "edition_article",
    metadata,
    _of("edition"),
    Column("article_id", String, nullable=False),
    PrimaryKeyConstraint("edition_id", "article_id"),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("newsletter", String, nullable=False),
    Column("address", String, nullable=False),
    Column("folded", String, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("consent", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("ended", Utc),
    Column("ended_how", Text),
    UniqueConstraint("newsletter", "folded"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    _of("edition"),
    Column("subscriber_id", _Id, ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("address", String, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("owner", String),
    Column("lease", Utc),
    Column("fence", Integer, nullable=False),
    Column("begun", Utc),  # first hand-over: giving up counts from here
    Column("attempts", Integer, nullable=False),
    Column("due", Utc),
    Column("changed", Utc, nullable=False),
    Column("detail", Text, nullable=False),
    UniqueConstraint("edition_id", "subscriber_id"),  # promise 3: exactly one row for ever
    Index(None, "edition_id", "state", "id"),
    Index(None, "owner"),
)

delivery_event = Table(
    "delivery_event",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("delivery_id", _Id, ForeignKey("delivery.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("state", String, nullable=False),
    Column("detail", Text, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("started", Utc, nullable=False),
    Column("ended", Utc, nullable=False),
    Column("outcome", Text, nullable=False),
)

rejected = Table(
    "rejected",
    metadata,
    Column("source", String, nullable=False),
    Column("item", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Utc, nullable=False),
    PrimaryKeyConstraint("source", "item"),
)

problem = Table(
    "problem",
    metadata,
    Column("kind", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("told", Utc),
    Column("ended", Utc),
    Column("closed", Utc),  # its end was told; kept for a while, so that what comes and goes is told once a day
    PrimaryKeyConstraint("kind", "thing"),
)
