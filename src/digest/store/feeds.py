"""What feeds hold: each item in the order in which it came, and the archive document that it stands in (RFC 5005)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, or_, select, tuple_, update

from digest.model import Entering, FeedItem
from digest.store import schema
from digest.store.database import Database, batches
from digest.store.places import places_of

_ARTICLE = schema.article
_DOCUMENT = schema.feed_document
_ENTERING = schema.entering
_ITEM = schema.feed_item

#: Tables that know an article only while it is there to be shown.
_SHOWING = (schema.indexed, schema.handle, schema.place, schema.unread, _ENTERING, schema.revision)


class Feeds:
    def __init__(self, database: Database) -> None:
        self._database = database

    def entering(self) -> list[Entering]:
        article = _ARTICLE.c
        names = (article.id, article.revision, article.date, article.updated, article.section)
        # Neither a join nor an order of its own: SQLite would go through the whole archive for both.
        waiting = article.id.in_(select(_ENTERING.c.article_id))
        with self._database.read() as connection:
            rows = connection.execute(select(*names).where(waiting, article.withdrawn.is_(None))).all()
            elsewhere = places_of(connection, [row.id for row in rows])
        return [
            Entering(
                id=row.id,
                revision=row.revision,
                date=row.date,
                updated=row.updated,
                sections=tuple(dict.fromkeys((row.section, *(place.section for place in elsewhere.get(row.id, ()))))),
            )
            for row in sorted(rows, key=lambda row: (row.date, row.id))
        ]

    def enter(self, coming: Mapping[str, Sequence[FeedItem]], limit: int, done: Sequence[Entering]) -> None:
        with self._database.write() as connection:
            self._database.alone(connection)
            for feed, items in sorted(coming.items()):
                _enter(connection, feed, items, limit)
            for some in batches(done):
                told = [and_(_ENTERING.c.article_id == one.id, _ENTERING.c.revision <= one.revision) for one in some]
                connection.execute(delete(_ENTERING).where(or_(*told)))

    def current(self, feed: str, limit: int) -> list[FeedItem]:
        here = select(_ITEM).where(_ITEM.c.feed == feed)
        # One that came again stands in several rows; of one that is corrected each hour there may be more than `limit`.
        again = _ITEM.alias()
        came_again = exists().where(
            *(getattr(again.c, name) == _ITEM.c[name] for name in ("feed", "date", "item")),
            again.c.ordinal > _ITEM.c.ordinal,
        )
        newest = here.where(~came_again).order_by(_ITEM.c.date.desc(), _ITEM.c.item.desc()).limit(limit)
        with self._database.read() as connection:
            held = {row.item: _item(row) for row in connection.execute(here.where(_ITEM.c.document.is_(None)))}
            for row in connection.execute(newest):
                if len(held) < limit:
                    held.setdefault(row.item, _item(row))
            article = _ARTICLE.c
            now = select(article.id, article.revision, article.updated).where(article.id.in_(held))
            for row in connection.execute(now):
                held[row.id] = replace(held[row.id], revision=row.revision, updated=row.updated)
        return sorted(held.values(), key=lambda one: (one.date, one.item), reverse=True)

    def known(self, feed: str) -> set[str]:
        with self._database.read() as connection:
            return set(connection.execute(select(_ITEM.c.item).where(_ITEM.c.feed == feed)).scalars())

    def sizes(self) -> dict[str, tuple[int, int]]:
        taken_out = func.sum(_DOCUMENT.c.version - 1)
        query = select(_DOCUMENT.c.feed, func.count(), taken_out).group_by(_DOCUMENT.c.feed)
        with self._database.read() as connection:
            return {feed: (int(count), int(out)) for feed, count, out in connection.execute(query)}

    def versions(self, feed: str) -> dict[int, int]:
        query = select(_DOCUMENT.c.number, _DOCUMENT.c.version).where(_DOCUMENT.c.feed == feed)
        with self._database.read() as connection:
            return _pairs(connection, query.order_by(_DOCUMENT.c.number))

    def document(self, feed: str, number: int) -> list[FeedItem]:
        here = and_(_ITEM.c.feed == feed, _ITEM.c.document == number)
        query = select(_ITEM).where(here).order_by(_ITEM.c.date.desc(), _ITEM.c.item.desc())
        with self._database.read() as connection:
            return [_item(row) for row in connection.execute(query)]

    def take_out(self, feed: str, items: Collection[str]) -> None:
        here = and_(_ITEM.c.feed == feed, _ITEM.c.item.in_(items))
        with self._database.read() as connection:
            if connection.execute(select(_ITEM.c.item).where(here).limit(1)).first() is None:
                return
        with self._database.write() as connection:
            self._database.alone(connection)
            _take_out(connection, here)

    def withdraw(self, article: str, now: datetime) -> bool:
        here = and_(_ARTICLE.c.id == article, _ARTICLE.c.withdrawn.is_(None))
        with self._database.write() as connection:
            self._database.alone(connection)
            if connection.execute(select(_ARTICLE.c.id).where(here)).first() is None:
                return False
            empty = {"summary": "", "content": "", "image": None, "enclosures": None}
            connection.execute(update(_ARTICLE).where(here).values(withdrawn=now, **empty))
            _take_out(connection, _ITEM.c.item == article)
            for table in _SHOWING:
                connection.execute(delete(table).where(table.c.article_id == article))
        return True


def _take_out(connection: Connection, here: ColumnElement[bool]) -> None:
    """Remove items, and have the archive documents that held them written again."""
    documents = select(_ITEM.c.feed, _ITEM.c.document).where(here, _ITEM.c.document.is_not(None))
    changing = tuple_(_DOCUMENT.c.feed, _DOCUMENT.c.number).in_(documents)
    connection.execute(update(_DOCUMENT).where(changing).values(version=_DOCUMENT.c.version + 1))
    connection.execute(delete(_ITEM).where(here))


def _enter(connection: Connection, feed: str, items: Sequence[FeedItem], limit: int) -> None:
    known = _known(connection, feed, [item.item for item in items])
    new = [item for item in items if item.item not in known or known[item.item] < item.updated]
    if not new:
        return
    for some in batches([item.item for item in new if item.item in known]):
        # What came before and still stands in no archive document is replaced.
        here = and_(_ITEM.c.feed == feed, _ITEM.c.document.is_(None), _ITEM.c.item.in_(some))
        connection.execute(delete(_ITEM).where(here))
    last = connection.execute(select(func.max(_ITEM.c.ordinal)).where(_ITEM.c.feed == feed)).scalar() or 0
    rows = [_row(feed, last + place, item) for place, item in enumerate(new, 1)]
    for batch in batches(rows):
        connection.execute(_ITEM.insert(), batch)
    _close(connection, feed, limit, with_rest=last > 0 and len(new) > limit)


def _close(connection: Connection, feed: str, limit: int, *, with_rest: bool) -> None:
    """Put what is open into archive documents, `limit` at a time; what is left over too if it is a backlog's."""
    query = select(_ITEM.c.ordinal).where(_ITEM.c.feed == feed, _ITEM.c.document.is_(None)).order_by(_ITEM.c.ordinal)
    ordinals = list(connection.execute(query).scalars())
    full = [ordinals[at : at + limit] for at in range(0, len(ordinals), limit)]
    closing = full if with_rest else [some for some in full if len(some) == limit]
    last = connection.execute(select(func.max(_DOCUMENT.c.number)).where(_DOCUMENT.c.feed == feed)).scalar() or 0
    for number, some in enumerate(closing, last + 1):
        here = and_(_ITEM.c.feed == feed, _ITEM.c.document.is_(None), _ITEM.c.ordinal.between(some[0], some[-1]))
        connection.execute(update(_ITEM).where(here).values(document=number))
    rows = [{"feed": feed, "number": number, "version": 1} for number, _ in enumerate(closing, last + 1)]
    if rows:
        connection.execute(_DOCUMENT.insert(), rows)


def _known(connection: Connection, feed: str, items: Collection[str]) -> dict[str, datetime]:
    """When those of these items that the feed has were last changed as it has them."""
    found: dict[str, datetime] = {}
    for some in batches(items):
        query = select(_ITEM.c.item, func.max(_ITEM.c.updated)).where(_ITEM.c.feed == feed, _ITEM.c.item.in_(some))
        found |= _pairs(connection, query.group_by(_ITEM.c.item))
    return found


def _pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _row(feed: str, ordinal: int, item: FeedItem) -> dict[str, Any]:
    return {
        "feed": feed,
        "ordinal": ordinal,
        "item": item.item,
        "revision": item.revision,
        "date": item.date,
        "updated": item.updated,
        "document": None,
    }


def _item(row: Any) -> FeedItem:
    return FeedItem(item=row.item, revision=row.revision, date=row.date, updated=row.updated)
