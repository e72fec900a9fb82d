"""Writing what checks of sources brought: many at a time, one statement for all rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, func, literal, or_, select, update

from digest.model import Article, Page
from digest.store import codec, schema
from digest.store.database import Database, batches
from digest.store.hosts import put_habits
from digest.store.places import put_places
from digest.store.runs import put_rejected
from digest.store.seam import Check
from digest.store.sources import put_states

_ARTICLE = schema.article
_REVISION = schema.revision
_GUID = schema.guid
_PAGE = schema.page
_PICK = schema.pick
#: What was withdrawn does not become anything any more.
_BEFORE = select(_ARTICLE).where(_ARTICLE.c.id.in_(bindparam("some", expanding=True)), _ARTICLE.c.withdrawn.is_(None))


def put(database: Database, connection: Connection, checks: Sequence[Check]) -> None:
    """Write these inside somebody's transaction, as if each were written after the other."""
    # Two processes have the same rows, in orders that may differ: they would wait for each other for ever.
    database.alone(connection)
    taken_back = _withdrawn(connection, [article.id for check in checks for article in check.changed])
    changed = [article for check in checks for article in check.changed if article.id not in taken_back]
    for articles in _once(changed):
        _keep_what_was(database, connection, articles)
        _put_articles(database, connection, articles)
        _put_picks(connection, articles)
        for queue in (_unread, _entering):
            _put_waiting(database, connection, queue, articles)
    _forget(connection, checks)
    _put_names(database, connection, checks)
    for check in checks:
        put_places(database, connection, check.places)
    _put_pages(database, connection, [page for check in checks for page in check.pages])
    for some in batches([key for check in checks for key in check.read]):
        connection.execute(delete(_PAGE).where(_PAGE.c.key.in_(some)))
    put_states(database, connection, [check.state for check in checks])
    put_habits(database, connection, {host: one for check in checks for host, one in check.habits.items()})
    put_rejected(
        database,
        connection,
        {
            check.state.url: (check.rejected, check.state.checked)
            for check in checks
            if check.rejected is not None and check.state.checked is not None
        },
    )


def _withdrawn(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those that were taken back: nothing that a source says of them is kept."""
    found: set[str] = set()
    for some in batches(ids):
        here = and_(_ARTICLE.c.id.in_(some), _ARTICLE.c.withdrawn.is_not(None))
        found |= set(connection.execute(select(_ARTICLE.c.id).where(here)).scalars())
    return found


def _once(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """The same in their order, in lists none of which holds an article twice: revisions of it follow one another."""
    some: dict[str, Article] = {}
    for article in articles:
        if article.id in some:
            yield list(some.values())
            some = {}
        some[article.id] = article
    if some:
        yield list(some.values())


def _keep_what_was(database: Database, connection: Connection, articles: Sequence[Article]) -> None:
    """Remember what the articles were before these revisions of them."""
    becomes = {article.id: article.digest for article in articles if article.revision > 1}
    for some in batches(becomes):
        rows = connection.execute(_BEFORE, {"some": some}).all()
        changing = [_revision_row(row) for row in rows if row.digest != becomes[row.id]]
        if changing:
            connection.execute(database.put(_revision), changing)


def _revision_row(row: Row[Any]) -> dict[str, object]:
    """All columns of `revision`, of a row of `article`."""
    return {
        "article_id": row.id,
        "number": row.revision,
        "at": row.updated,
        "title": row.title,
        "summary": row.summary,
        "content": row.content,
        "shown": {name: row._mapping[name] for name in codec.SHOWN},
    }


def _revision(database: Database) -> Any:
    return database.insert(_REVISION).on_conflict_do_nothing()


def _put_articles(database: Database, connection: Connection, articles: Sequence[Article]) -> None:
    connection.execute(database.put(_article), [codec.article_row(article) for article in articles])


def _article(database: Database) -> Any:
    insert = database.insert(_ARTICLE)
    fixed = ("id", "key", "collected", "withdrawn")
    # Unchanged articles cost nothing, whoever asks.
    return insert.on_conflict_do_update(
        index_elements=["id"],
        set_={column.name: insert.excluded[column.name] for column in _ARTICLE.c if column.name not in fixed},
        where=_ARTICLE.c.digest != insert.excluded.digest,
    )


def _put_waiting(
    database: Database, connection: Connection, queue: Callable[[Database], Any], articles: Sequence[Article]
) -> None:
    rows = [{"article_id": article.id, "revision": article.revision} for article in articles]
    connection.execute(database.put(queue), rows)


def _unread(database: Database) -> Any:
    return _waiting(database, schema.unread)


def _entering(database: Database) -> Any:
    return _waiting(database, schema.entering)


def _waiting(database: Database, queue: Table) -> Any:
    insert = database.insert(queue)
    revision = {"revision": insert.excluded.revision}
    return insert.on_conflict_do_update(index_elements=["article_id"], set_=revision)


def _put_picks(connection: Connection, articles: Sequence[Article]) -> None:
    """Replace the picks of the moment "page"; a new article without any has none to replace."""
    touched = [article for article in articles if article.picks or article.revision > 1]
    for some in batches([article.id for article in touched]):
        connection.execute(delete(_PICK).where(_PICK.c.moment == "page", _PICK.c.article_id.in_(some)))
    rows = [
        codec.pick_row(article.id, "page", place, pick)
        for article in touched
        for place, pick in enumerate(article.picks)
    ]
    if rows:
        connection.execute(_PICK.insert(), rows)


def _forget(connection: Connection, checks: Iterable[Check]) -> None:
    """Forget the fingerprints of entries that their documents do not hold any more."""
    gone = [{"of": check.state.url, "was": fingerprint} for check in checks for fingerprint in check.gone]
    if gone:
        here = (_GUID.c.source == bindparam("of"), _GUID.c.fingerprint == bindparam("was"))
        connection.execute(update(_GUID).where(*here).values(fingerprint=literal(None)), gone)


def _put_names(database: Database, connection: Connection, checks: Iterable[Check]) -> None:
    rows = [
        {"source": check.state.url, "guid": guid, "article_id": id, "fingerprint": check.fingerprints.get(guid)}
        for check in checks
        for guid, id in sorted(check.guids.items())
    ]
    if rows:
        connection.execute(database.put(_name), rows)


def _name(database: Database) -> Any:
    insert = database.insert(_GUID)
    return insert.on_conflict_do_update(
        index_elements=["source", "guid"],
        set_={
            "article_id": insert.excluded.article_id,
            "fingerprint": func.coalesce(insert.excluded.fingerprint, _GUID.c.fingerprint),
        },
        where=or_(insert.excluded.fingerprint.is_not(None), _GUID.c.article_id != insert.excluded.article_id),
    )


def _put_pages(database: Database, connection: Connection, pages: Sequence[Page]) -> None:
    if pages:
        connection.execute(database.put(_page), [_page_row(page) for page in pages])


def _page(database: Database) -> Any:
    insert = database.insert(_PAGE)
    # A source that names the page again must not make it due again: only a further attempt changes the row.
    return insert.on_conflict_do_update(
        index_elements=["key"],
        set_={column.name: insert.excluded[column.name] for column in _PAGE.c},
        where=_PAGE.c.attempts < insert.excluded.attempts,
    )


def _page_row(page: Page) -> dict[str, object]:
    return {
        "key": page.key,
        "source": page.found.source,
        "found": codec.FOUND.dump_python(page.found, mode="json"),
        "attempts": page.attempts,
        "due": page.due,
        "error": page.error,
    }
