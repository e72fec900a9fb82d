"""What we remember of each source."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, select

from digest.model import SourceState
from digest.store import codec, schema
from digest.store.database import Database
from digest.store.seam import Tally


class Sources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, url: str) -> SourceState:
        with self._database.read() as connection:
            row = connection.execute(select(schema.source).where(schema.source.c.url == url)).one_or_none()
        return codec.source_state(row) if row else SourceState(url=url)

    def states(self) -> list[SourceState]:
        with self._database.read() as connection:
            rows = connection.execute(select(schema.source).order_by(schema.source.c.url))
            return [codec.source_state(row) for row in rows]

    def tallies(self) -> dict[str, Tally]:
        article, page = schema.article.c, schema.page.c
        with self._database.read() as connection:
            had = connection.execute(
                select(article.source, func.count(), func.max(article.collected)).group_by(article.source)
            )
            found = {source: Tally(stories=count, latest=latest) for source, count, latest in had}
            for source, count in connection.execute(select(page.source, func.count()).group_by(page.source)):
                found[source] = replace(found.get(source, Tally()), waiting=count)
        return found

    def checked(self, state: SourceState) -> None:
        with self._database.write() as connection:
            put_state(self._database, connection, state)


def put_state(database: Database, connection: Connection, state: SourceState) -> None:
    """Write the state inside somebody's transaction."""
    row = codec.source_row(state)
    statement = database.insert(schema.source).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=row))
