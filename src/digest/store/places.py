"""Where stories stand: the sections of their own source and of every other that has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, select, union, union_all

from digest.model import Place
from digest.store import schema
from digest.store.database import Database, batches

_ARTICLE = schema.article
_GUID = schema.guid
_PLACE = schema.place


def places_of(connection: Connection, articles: Collection[str]) -> dict[str, tuple[Place, ...]]:
    """The other places of these articles by id, in the order of their sources; articles without any are left out."""
    found: dict[str, list[Place]] = defaultdict(list)
    for some in batches(articles):
        query = select(_PLACE).where(_PLACE.c.article_id.in_(some)).order_by(_PLACE.c.source)
        for row in connection.execute(query):
            found[row.article_id].append(Place(source=row.source, section=row.section, url=row.url))
    return {id: tuple(places) for id, places in found.items()}


def put_places(database: Database, connection: Connection, places: Mapping[str, Place]) -> None:
    """Add or move a place of each of these articles (by id), which are there."""
    for some in batches(sorted(places)):
        there = and_(_ARTICLE.c.id.in_(some), _ARTICLE.c.withdrawn.is_(None))
        rows = [
            _row(id, places[id], date)
            for id, date in connection.execute(select(_ARTICLE.c.id, _ARTICLE.c.date).where(there))
        ]
        if not rows:
            continue
        insert = database.insert(_PLACE)
        moved = {name: insert.excluded[name] for name in ("section", "url")}
        connection.execute(insert.on_conflict_do_update(index_elements=["article_id", "source"], set_=moved), rows)
        revisions = select(_ARTICLE.c.id, _ARTICLE.c.revision).where(there)
        # Another section means another feed.
        enters = database.insert(schema.entering).from_select(["article_id", "revision"], revisions)
        connection.execute(enters.on_conflict_do_nothing())


def newest(section: str, limit: int) -> Select[Any]:
    """The ids of a section's newest articles, in no order: each half is read off its own index."""
    ours = and_(_ARTICLE.c.section == section, _ARTICLE.c.withdrawn.is_(None))
    here = _newest(_ARTICLE.c.id, _ARTICLE.c.date, ours, limit)
    there = _newest(_PLACE.c.article_id, _PLACE.c.date, _PLACE.c.section == section, limit)
    both = union(select(here), select(there)).subquery()
    return select(both.c.id).order_by(both.c.date.desc(), both.c.id.desc()).limit(limit)


def between(after: datetime, until: datetime, sections: Iterable[str]) -> Select[Any]:
    """The ids of these sections' articles with after < date <= until, in no order."""
    slugs = list(sections)
    dated = and_(_ARTICLE.c.date > after, _ARTICLE.c.date <= until)
    here = and_(_ARTICLE.c.section.in_(slugs), dated, _ARTICLE.c.withdrawn.is_(None))
    there = and_(_PLACE.c.section.in_(slugs), _PLACE.c.date > after, _PLACE.c.date <= until)
    both = union(select(_ARTICLE.c.id).where(here), select(_PLACE.c.article_id).where(there)).subquery()
    return select(both.c.id)


def had_by(sources: Collection[str]) -> Select[Any]:
    """The ids of the articles that one of these sources has, as its own or at a place."""
    own = select(_ARTICLE.c.id).where(_ARTICLE.c.source.in_(sources))
    placed = select(_PLACE.c.article_id).where(_PLACE.c.source.in_(sources))
    both = union(own, placed).subquery()
    return select(both.c.id)


def counts() -> Select[Any]:
    """(section, how many articles stand in it): one in two sections counts in both, with two places in one once."""
    ours = _ARTICLE.c.withdrawn.is_(None)
    here = select(_ARTICLE.c.section, func.count().label("count")).where(ours).group_by(_ARTICLE.c.section)
    there = (
        select(_PLACE.c.section, func.count(_PLACE.c.article_id.distinct()).label("count"))
        .join(_ARTICLE, and_(_ARTICLE.c.id == _PLACE.c.article_id, _ARTICLE.c.section != _PLACE.c.section))
        .group_by(_PLACE.c.section)
    )
    both = union_all(here, there).subquery()
    return select(both.c.section, func.sum(both.c.count)).group_by(both.c.section)


def sketches(sources: Collection[str], limit: int) -> Select[Any]:
    """(source, id, key, title, date) of the newest articles that each of these sources has named, newest first."""
    newest_first = (_ARTICLE.c.date.desc(), _ARTICLE.c.id.desc())
    # An article may have several names with its source.
    named = select(_GUID.c.source, _GUID.c.article_id).where(_GUID.c.source.in_(sources)).distinct().subquery()
    place = func.row_number().over(partition_by=named.c.source, order_by=newest_first).label("place")
    some = select(named.c.source, _ARTICLE.c.id, _ARTICLE.c.key, _ARTICLE.c.title, _ARTICLE.c.date, place).join(
        named, named.c.article_id == _ARTICLE.c.id
    )
    all_ = some.subquery()
    return select(all_).where(all_.c.place <= limit).order_by(all_.c.source, all_.c.place)


def _newest(id: ColumnElement[str], date: ColumnElement[datetime], where: ColumnElement[bool], limit: int) -> Subquery:
    # Distinct, because two sources of one section may have the same story.
    wanted = select(id.label("id"), date.label("date")).where(where).distinct()
    return wanted.order_by(date.desc(), id.desc()).limit(limit).subquery()


def _row(article: str, place: Place, date: datetime) -> dict[str, Any]:
    return {"article_id": article, "source": place.source, "section": place.section, "url": place.url, "date": date}
