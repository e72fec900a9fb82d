"""What picks know of the archive: cards, vectors, tellings, handles, and the pieces of the inverted index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    union,
    update,
)

from digest.model import Article, Card, Indexed, Segment
from digest.store import codec, schema
from digest.store.articles import Articles
from digest.store.database import Database, batches

_ARTICLE = schema.article
_INDEXED = schema.indexed
_HANDLE = schema.handle
_PLACE = schema.place
_SEGMENT = schema.segment
_TRANSITION = schema.transition
_UNREAD = schema.unread

_SHOWN = ("url", "title", "source", "section", "authors", "tags")
_CARD = select(
    _INDEXED.c.article_id.label("id"),
    *(_INDEXED.c[name] for name in ("number", "story", "date", "language", "telling", "card")),
)


def _listed(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it is one of "some": for statements that are made once, which takes longer than carrying one out."""
    return column.in_(bindparam("some", expanding=True))


def _pairs(key: ColumnElement[Any], value: ColumnElement[Any]) -> Select[Any]:
    return select(key, value).where(_listed(key)).order_by(key, value)


_CARDS = _CARD.where(_listed(_INDEXED.c.article_id))
_NUMBERED = _CARD.where(_listed(_INDEXED.c.number))
_VECTORS = _pairs(_INDEXED.c.number, _INDEXED.c.vector)
_OF_STORY = _pairs(_INDEXED.c.story, _INDEXED.c.article_id)
_NAMESAKES = select(_HANDLE.c.article_id).where(_listed(_HANDLE.c.hash))
_NAMED = _NAMESAKES.distinct().order_by(_HANDLE.c.article_id).limit(bindparam("limit"))
_COUNTED = select(_HANDLE.c.hash, func.count()).where(_listed(_HANDLE.c.hash)).group_by(_HANDLE.c.hash)


class Catalogue:
    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading articles

    def unread(self, reading: int, limit: int) -> list[Article]:
        self._forget_old_readings(reading)
        query = select(_UNREAD.c.article_id).join(_ARTICLE).order_by(_ARTICLE.c.collected, _ARTICLE.c.id)
        with self._database.read() as connection:
            ids = list(connection.execute(query.limit(limit)).scalars())
        articles = Articles(self._database).get(ids)
        return [articles[id] for id in ids if id in articles]

    def waiting(self, reading: int) -> int:
        self._forget_old_readings(reading)
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(_UNREAD)).scalar_one()

    def put(self, read: Sequence[Indexed], reading: int) -> None:
        with self._database.write() as connection:
            self._database.alone(connection)
            for some in batches(read):
                self._put(connection, some, reading)

    def settle(self, stories: Mapping[str, str], read: Sequence[Indexed]) -> None:
        with self._database.write() as connection:
            self._database.alone(connection)
            for id, story in sorted(stories.items()):
                other = and_(_INDEXED.c.article_id == id, _INDEXED.c.story != story)
                connection.execute(update(_INDEXED).where(other).values(story=story))
            for some in batches(read):
                # An article that was revised meanwhile stays unread.
                done = [
                    and_(_UNREAD.c.article_id == one.article.id, _UNREAD.c.revision <= one.article.revision)
                    for one in some
                ]
                connection.execute(delete(_UNREAD).where(or_(*done)))

    def _put(self, connection: Connection, some: Sequence[Indexed], reading: int) -> None:
        read = _still_new(connection, some)
        if not read:
            return
        ids = [one.article.id for one in read]
        # Before the old rows go: one of theirs may be the highest, and must not be given again.
        number = _next_number(connection)
        for table in (_INDEXED, _HANDLE):
            connection.execute(delete(table).where(table.c.article_id.in_(ids)))
        rows = [_row(one, number + place, reading) for place, one in enumerate(read)]
        connection.execute(_INDEXED.insert(), rows)
        handles = [{"hash": handle, "article_id": one.article.id} for one in read for handle in sorted(one.handles)]
        if handles:
            connection.execute(_HANDLE.insert(), handles)

    def _forget_old_readings(self, reading: int) -> None:
        older = _INDEXED.c.reading < reading
        with self._database.read() as connection:
            if connection.execute(select(_INDEXED.c.number).where(older).limit(1)).first() is None:
                return
        ids = select(_INDEXED.c.article_id, _ARTICLE.c.revision).join(_ARTICLE).where(older)
        insert = self._database.insert(_UNREAD).from_select(["article_id", "revision"], ids)
        with self._database.write() as connection:
            connection.execute(insert.on_conflict_do_nothing())

    # The index

    def numbers(self) -> list[int]:
        with self._database.read() as connection:
            return list(connection.execute(select(_INDEXED.c.number).order_by(_INDEXED.c.number)).scalars())

    def segments(self) -> Iterator[Segment]:
        with self._database.read() as connection:
            firsts = list(connection.execute(select(_SEGMENT.c.first).order_by(_SEGMENT.c.first)).scalars())
        for first in firsts:
            with self._database.read() as connection:
                row = connection.execute(select(_SEGMENT).where(_SEGMENT.c.first == first)).first()
            if row is not None:
                yield Segment(first=row.first, last=row.last, content=row.content)

    def loose(self) -> list[tuple[int, datetime, bytes]]:
        query = select(_INDEXED.c.number, _INDEXED.c.date, _INDEXED.c.vector).order_by(_INDEXED.c.number)
        with self._database.read() as connection:
            rows = connection.execute(query.where(_INDEXED.c.number > _last_sealed(connection)))
            return [(row.number, row.date, row.vector) for row in rows]

    def growing(self) -> int:
        with self._database.read() as connection:
            here = _INDEXED.c.number > _last_sealed(connection)
            return connection.execute(select(func.count()).select_from(_INDEXED).where(here)).scalar_one()

    def thin(self, least: int) -> list[int]:
        inside = _INDEXED.c.number.between(_SEGMENT.c.first, _SEGMENT.c.last)
        left = select(_SEGMENT.c.first).outerjoin(_INDEXED, inside).group_by(_SEGMENT.c.first)
        with self._database.read() as connection:
            return list(connection.execute(left.having(func.count(_INDEXED.c.number) < least)).scalars())

    def seal(self, segment: Segment) -> None:
        row = {"first": segment.first, "last": segment.last, "content": segment.content}
        with self._database.write() as connection:
            self._database.alone(connection)
            if segment.first > _last_sealed(connection):
                connection.execute(_SEGMENT.insert(), row)

    def unseal(self, first: int) -> None:
        with self._database.write() as connection:
            self._database.alone(connection)
            last = connection.execute(select(_SEGMENT.c.last).where(_SEGMENT.c.first == first)).scalar()
            if last is None:
                return
            here = and_(_INDEXED.c.number >= first, _INDEXED.c.number <= last)
            further = _next_number(connection) - first
            connection.execute(update(_INDEXED).where(here).values(number=_INDEXED.c.number + further))
            connection.execute(delete(_SEGMENT).where(_SEGMENT.c.first == first))

    # Cards

    def cards(self, ids: Collection[str]) -> dict[str, Card]:
        return {card.id: card for card in self._cards(_CARDS, ids)}

    def numbered(self, numbers: Collection[int]) -> dict[int, Card]:
        return {card.number: card for card in self._cards(_NUMBERED, numbers)}

    def vectors(self, numbers: Collection[int]) -> dict[int, bytes]:
        return dict(self._pairs(_VECTORS, numbers))

    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]:
        many = func.count()
        having = select(_HANDLE.c.article_id).where(_HANDLE.c.hash.in_(handles)).group_by(_HANDLE.c.article_id)
        query = having.having(many >= least).order_by(many.desc(), _HANDLE.c.article_id).limit(limit)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def counted(self, handles: Collection[int]) -> dict[int, int]:
        return {handle: int(count) for handle, count in self._pairs(_COUNTED, handles)}

    def named(self, handles: Collection[int], date: datetime, limit: int) -> list[str]:
        with self._database.read() as connection:
            few = connection.execute(_NAMED, {"some": list(handles), "limit": 2 * limit + 1}).scalars().all()
            if len(few) <= 2 * limit:
                return list(few)
            here = select(_INDEXED.c.article_id).where(_INDEXED.c.article_id.in_(_NAMESAKES))
            before = here.where(_INDEXED.c.date < date).order_by(_INDEXED.c.date.desc(), _INDEXED.c.article_id)
            after = here.where(_INDEXED.c.date >= date).order_by(_INDEXED.c.date, _INDEXED.c.article_id)
            asked = {"some": list(handles)}
            near = [id for query in (before, after) for id in connection.execute(query.limit(limit), asked).scalars()]
        return sorted(near)

    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]:
        return _gathered(self._pairs(_OF_STORY, stories))

    def newest(self, section: str, until: datetime, before: Card | None, limit: int) -> list[Card]:
        here = _places(_ARTICLE.c.id, _ARTICLE.c.date, _ARTICLE.c.section == section, until, before, limit)
        there = _places(_PLACE.c.article_id, _PLACE.c.date, _PLACE.c.section == section, until, before, limit)
        both = union(select(here), select(there)).subquery()
        newest_first = _CARD.order_by(_INDEXED.c.date.desc(), _INDEXED.c.article_id.desc())
        query = newest_first.join(both, both.c.id == _INDEXED.c.article_id)
        with self._database.read() as connection:
            return [_card(row) for row in connection.execute(query.limit(limit))]

    def followed(self, id: str) -> dict[str, int]:
        query = select(_TRANSITION.c.target, _TRANSITION.c.count).where(_TRANSITION.c.article_id == id)
        with self._database.read() as connection:
            return {target: int(count) for target, count in connection.execute(query)}

    def _cards(self, query: Select[Any], values: Collection[Any]) -> Iterator[Card]:
        return map(_card, self._rows(query, values))

    def _pairs(self, query: Select[Any], values: Collection[Any]) -> Iterator[tuple[Any, Any]]:
        return ((row[0], row[1]) for row in self._rows(query, values))

    def _rows(self, query: Select[Any], values: Collection[Any]) -> Iterator[Any]:
        for some in batches(values):
            with self._database.read() as connection:
                rows = connection.execute(query, {"some": some}).all()
            yield from rows


#: Later than every revision: that of an article that is not there any more.
_GONE = 1 << 62


def _still_new(connection: Connection, read: Sequence[Indexed]) -> list[Indexed]:
    """Those of which another process has not put a later revision meanwhile, and whose articles are still there."""
    revision = func.coalesce(_INDEXED.c.revision, 0).label("revision")
    query = select(_ARTICLE.c.id, revision).join_from(_ARTICLE, _INDEXED, isouter=True)
    rows = connection.execute(query.where(_ARTICLE.c.id.in_([one.article.id for one in read])))
    known = {row.id: row.revision for row in rows}
    return [one for one in read if known.get(one.article.id, _GONE) <= one.article.revision]


def _next_number(connection: Connection) -> int:
    """Higher than every number that was ever given: a number in a segment never means another article."""
    highest = connection.execute(select(func.max(_INDEXED.c.number))).scalar() or 0
    return max(highest, _last_sealed(connection)) + 1


def _last_sealed(connection: Connection) -> int:
    return connection.execute(select(func.max(_SEGMENT.c.last))).scalar() or 0


def _places(id: Any, date: Any, here: Any, until: datetime, before: Card | None, limit: int) -> Any:
    query = select(id.label("id"), date.label("date")).where(here, date <= until)
    if before is not None:
        query = query.where(tuple_(date, id) < tuple_(before.date, before.id))
    return query.order_by(date.desc(), id.desc()).limit(limit).subquery()


def _row(one: Indexed, number: int, reading: int) -> dict[str, Any]:
    article = one.article
    series = codec.SERIES.dump_python(article.series, mode="json") if article.series else None
    return {
        "number": number,
        "article_id": article.id,
        "revision": article.revision,
        "reading": reading,
        "date": article.date,
        "language": one.language,
        "card": {name: getattr(article, name) for name in _SHOWN} | {"series": series},
        "story": article.id,
        "vector": one.vector,
        "telling": one.telling,
    }


def _card(row: Row[Any]) -> Card:
    shown = row.card
    return Card(
        id=row.id,
        number=row.number,
        story=row.story,
        date=row.date,
        language=row.language,
        telling=row.telling,
        url=shown["url"],
        title=shown["title"],
        source=shown["source"],
        section=shown["section"],
        authors=tuple(shown["authors"]),
        tags=tuple(shown["tags"]),
        series=codec.SERIES.validate_python(shown["series"]) if shown["series"] else None,
    )


def _gathered(pairs: Iterator[tuple[Any, str]]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for key, id in pairs:
        found[key].append(id)
    return dict(found)
