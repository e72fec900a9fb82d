"""Articles, their revisions, other names, editor's picks, and pages still to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    literal,
    or_,
    select,
    tuple_,
)

from digest.model import Article, Outline, Page, Pick, Place, Sketch, SourceState
from digest.store import codec, schema
from digest.store.checks import put
from digest.store.database import BATCH, Database, batches
from digest.store.places import between, counts, had_by, newest, places_of, sketches
from digest.store.seam import Check

_ARTICLE = schema.article
_PAGE = schema.page
_TEXTS = select(_ARTICLE).where(_ARTICLE.c.id.in_(bindparam("some", expanding=True)))
#: What was not taken back.
_OURS = _ARTICLE.c.withdrawn.is_(None)
_REVISION = schema.revision
_NEWEST_FIRST = select(_ARTICLE).where(_OURS).order_by(_ARTICLE.c.date.desc(), _ARTICLE.c.id.desc())


def _named(database: Database) -> Any:
    asked, guid = database.asked_pairs("source", "guid"), schema.guid.c
    # The pairs first, each looked up by the key: SQLite, asked with IN, would look through the whole table for them.
    here = and_(guid.source == asked.source, guid.guid == asked.guid)
    return select(guid.source, guid.guid, guid.article_id).where(here)


class Articles:
    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, keys: Collection[str]) -> dict[str, Article]:
        return {article.key: article for article in self._where(_ARTICLE.c.key, keys)}

    def get(self, ids: Collection[str]) -> dict[str, Article]:
        return {article.id: article for article in self._where(_ARTICLE.c.id, ids)}

    def texts(self, ids: Collection[str]) -> dict[str, Article]:
        found: dict[str, Article] = {}
        for some in batches(ids):
            with self._database.read() as connection:
                rows = connection.execute(_TEXTS, {"some": some}).all()
            found |= {row.id: codec.article(row, (), ()) for row in rows}
        return found

    def outlined(self, sources: Collection[str]) -> list[Outline]:
        names = (_ARTICLE.c[name] for name in ("id", "revision", "url", "updated"))
        query = select(*names).where(_OURS, _ARTICLE.c.source.in_(sources)).order_by(_ARTICLE.c.id)
        with self._database.read() as connection:
            return [Outline(**row._mapping) for row in connection.execute(query)] if sources else []

    def as_was(self, asked: Collection[tuple[str, int]]) -> dict[tuple[str, int], Article]:
        current = self.get({id for id, _ in asked})
        found = {(id, article.revision): article for id, article in current.items()}
        wanted = {(id, number) for id, number in asked if id in current} - found.keys()
        with self._database.read() as connection:
            for some in batches(wanted):
                for row in connection.execute(_revisions(some)):
                    if (one := (row.article_id, row.number)) in wanted:
                        found[one] = codec.as_was(row, current[row.article_id])
        return {one: found[one] for one in asked if one in found}

    def named(self, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        ids: dict[tuple[str, str], str] = {}
        with self._database.read() as connection:
            for some in batches(names):
                rows = connection.execute(self._database.put(_named), self._database.pairs(some))
                ids |= {(source, guid): id for source, guid, id in rows}
        articles = self.get(set(ids.values()))
        return {name: articles[id] for name, id in ids.items()}

    def fingerprints(self, sources: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {source: set() for source in sources}
        guid = schema.guid.c
        query = select(guid.source, guid.fingerprint).where(guid.fingerprint.is_not(None))
        with self._database.read() as connection:
            for some in batches(found):
                for source, fingerprint in connection.execute(query.where(guid.source.in_(some))):
                    found[source].add(fingerprint)
        return found

    def alike(self, likenesses: Collection[str]) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = defaultdict(list)
        for article in self._where(_ARTICLE.c.likeness, likenesses):
            found[article.likeness or ""].append(article)
        return {likeness: sorted(some, key=lambda one: (one.date, one.id)) for likeness, some in found.items()}

    def sketches(self, sources: Collection[str], limit: int) -> dict[str, list[Sketch]]:
        found: dict[str, list[Sketch]] = {source: [] for source in sources}
        with self._database.read() as connection:
            for some in batches(found):
                for row in connection.execute(sketches(some, limit)):
                    found[row.source].append(Sketch(id=row.id, key=row.key, title=row.title, date=row.date))
        return found

    def collect(
        self,
        state: SourceState,
        changed: Sequence[Article],
        *,
        guids: Mapping[str, str],
        places: Mapping[str, Place] | None = None,
        pages: Sequence[Page] = (),
        read: Collection[str] = (),
        rejected: Mapping[str, str] | None = None,
    ) -> None:
        self.collect_all(
            [
                Check(
                    state=state,
                    changed=changed,
                    guids=guids,
                    places=places or {},
                    pages=pages,
                    read=read,
                    rejected=rejected,
                )
            ]
        )

    def collect_all(self, checks: Sequence[Check]) -> None:
        if checks:
            with self._database.write() as connection:
                put(self._database, connection, checks)

    def awaiting(self, now: datetime) -> set[str]:
        due = select(_PAGE.c.source).where(or_(_PAGE.c.due.is_(None), _PAGE.c.due <= now)).distinct()
        with self._database.read() as connection:
            return set(connection.execute(due).scalars())

    def awaited(self, keys: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in batches(keys):
                query = select(_PAGE.c.key, _PAGE.c.source).where(_PAGE.c.key.in_(some), _PAGE.c.attempts == 0)
                found |= {row.key: row.source for row in connection.execute(query)}
        return found

    def pages(self, source: str, now: datetime, limit: int) -> list[Page]:
        due = select(_PAGE).where(_PAGE.c.source == source, or_(_PAGE.c.due.is_(None), _PAGE.c.due <= now))
        return self._pages(due.order_by(_PAGE.c.attempts, _PAGE.c.due, _PAGE.c.key).limit(limit))

    def waiting(self) -> list[Page]:
        return self._pages(select(_PAGE).where(_PAGE.c.attempts > 0).order_by(_PAGE.c.source, _PAGE.c.key))

    def latest(self, section: str | None, limit: int) -> list[Article]:
        if section is None:
            return self._articles(_NEWEST_FIRST.limit(limit))
        return self._articles(_NEWEST_FIRST.where(_ARTICLE.c.id.in_(newest(section, limit))))

    def between(self, after: datetime, until: datetime, sections: Collection[str]) -> list[Article]:
        return self._articles(_NEWEST_FIRST.where(_ARTICLE.c.id.in_(between(after, until, sections))))

    def archive(self, until: datetime | None = None, *, sources: Collection[str] | None = None) -> Iterator[Article]:
        query = select(_ARTICLE).where(_OURS).order_by(_ARTICLE.c.date, _ARTICLE.c.id).limit(BATCH)
        if until is not None:
            query = query.where(_ARTICLE.c.date <= until)
        if sources is not None:
            query = query.where(_ARTICLE.c.id.in_(had_by(sources)))
        # A page at a time by key, so that no transaction stays open while the caller works.
        some = self._articles(query)
        while some:
            yield from some
            last = some[-1]
            some = self._articles(query.where(tuple_(_ARTICLE.c.date, _ARTICLE.c.id) > tuple_(last.date, last.id)))

    def mentioning(self, words: Collection[str], limit: int) -> list[Sketch]:
        texts = (_ARTICLE.c.title, _ARTICLE.c.key)
        has = [or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in words]
        if not has:
            return []
        many = sum((case((one, 1), else_=0) for one in has), literal(0))
        query = select(*(_ARTICLE.c[name] for name in ("id", "key", "title", "date"))).where(or_(*has), _OURS)
        query = query.order_by(many.desc(), _ARTICLE.c.date.desc(), _ARTICLE.c.id).limit(limit)
        with self._database.read() as connection:
            return [Sketch(**row._mapping) for row in connection.execute(query)]

    def counts(self) -> dict[str, int]:
        with self._database.read() as connection:
            return {section: int(count) for section, count in connection.execute(counts())}

    def _where(self, column: ColumnElement[str], values: Collection[str]) -> Iterator[Article]:
        for some in batches(values):
            yield from self._articles(select(_ARTICLE).where(column.in_(some)))

    def _articles(self, query: Select[Any]) -> list[Article]:
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            picks = picks_of(connection, (row.id for row in rows), "page")
            elsewhere = places_of(connection, [row.id for row in rows])
        return [codec.article(row, picks.get(row.id, ()), elsewhere.get(row.id, ())) for row in rows]

    def _pages(self, query: Select[Any]) -> list[Page]:
        with self._database.read() as connection:
            return [_page(row) for row in connection.execute(query)]


def put_picks(connection: Connection, article_id: str, moment: str, picks: Iterable[Pick]) -> None:
    """Replace an article's picks of one moment."""
    table = schema.pick
    connection.execute(delete(table).where(table.c.article_id == article_id, table.c.moment == moment))
    rows = [codec.pick_row(article_id, moment, place, pick) for place, pick in enumerate(picks)]
    if rows:
        connection.execute(table.insert(), rows)


def picks_of(connection: Connection, articles: Iterable[str], moment: str) -> dict[str, tuple[Pick, ...]]:
    """Picks by article, in their order; articles without any are left out."""
    table = schema.pick
    found: dict[str, list[Pick]] = defaultdict(list)
    for some in batches(list(articles)):
        query = select(table).where(table.c.moment == moment, table.c.article_id.in_(some))
        for row in connection.execute(query.order_by(table.c.article_id, table.c.place)):
            found[row.article_id].append(codec.pick(row))
    return {id: tuple(picks) for id, picks in found.items()}


def _revisions(asked: Collection[tuple[str, int]]) -> Select[Any]:
    """These, and perhaps others of the same articles: no index is searched for pairs (SQLite)."""
    id, number = _REVISION.c.article_id, _REVISION.c.number
    return select(_REVISION).where(id.in_({id for id, _ in asked}), number.in_({number for _, number in asked}))


def _page(row: Row[Any]) -> Page:
    found = codec.FOUND.validate_python(row.found)
    return Page(key=row.key, found=found, attempts=row.attempts, due=row.due, error=row.error)
