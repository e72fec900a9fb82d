"""What entered a feed, with the picks frozen at that moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from digest.model import Pick
from digest.store import schema
from digest.store.articles import picks_of, put_picks
from digest.store.database import Database, batches


class Entries:
    def __init__(self, database: Database) -> None:
        self._database = database

    def frozen(self, articles: Collection[str]) -> dict[str, tuple[Pick, ...]]:
        entered: list[str] = []
        with self._database.read() as connection:
            for some in batches(articles):
                query = select(schema.entry.c.article_id).where(schema.entry.c.article_id.in_(some))
                entered += connection.execute(query).scalars()
            picks = picks_of(connection, entered, "feed")
        return {id: picks.get(id, ()) for id in entered}

    def freeze(self, picks: Mapping[str, tuple[Pick, ...]], now: datetime) -> None:
        with self._database.write() as connection:
            for id, chosen in sorted(picks.items()):
                if self._database.insert_new(connection, schema.entry, {"article_id": id, "entered": now}):
                    put_picks(connection, id, "feed", chosen)
