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
            self._database.alone(connection)
            for some in batches(sorted(picks)):
                there = select(schema.entry.c.article_id).where(schema.entry.c.article_id.in_(some))
                known = set(connection.execute(there).scalars())
                entering = [id for id in some if id not in known]
                if not entering:
                    continue
                connection.execute(schema.entry.insert(), [{"article_id": id, "entered": now} for id in entering])
                for id in entering:
                    if picks[id]:
                        put_picks(connection, id, "feed", picks[id])
