"""What we remember of each source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from digest.model import SourceState
from digest.store import codec, schema
from digest.store.database import Database, batches


class Sources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, url: str) -> SourceState:
        return self.of([url])[url]

    def of(self, urls: Collection[str]) -> dict[str, SourceState]:
        found = {url: SourceState(url=url) for url in urls}
        with self._database.read() as connection:
            for some in batches(found):
                rows = connection.execute(select(schema.source).where(schema.source.c.url.in_(some)))
                found |= {row.url: codec.source_state(row) for row in rows}
        return found

    def states(self) -> list[SourceState]:
        with self._database.read() as connection:
            rows = connection.execute(select(schema.source).order_by(schema.source.c.url))
            return [codec.source_state(row) for row in rows]

    def checked(self, state: SourceState) -> None:
        with self._database.write() as connection:
            put_states(self._database, connection, [state])


def put_states(database: Database, connection: Connection, states: Sequence[SourceState]) -> None:
    """Write states inside somebody's transaction, in their order."""
    insert = database.insert(schema.source)
    columns = SourceState.__dataclass_fields__.keys() - {"url"}
    put = insert.on_conflict_do_update(
        index_elements=["url"], set_={name: insert.excluded[name] for name in sorted(columns)}
    )
    connection.execute(put, [codec.source_row(state) for state in states])
