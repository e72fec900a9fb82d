"""What editors have settled for good about the picks of articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, delete, select, update

from digest.model import Override, PickKind
from digest.store import codec, schema
from digest.store.database import Database, batches

_OVERRIDE = schema.pick_override


class Overrides:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, articles: Collection[str]) -> dict[str, tuple[Override, ...]]:
        found: dict[str, list[Override]] = defaultdict(list)
        struck_last = (_OVERRIDE.c.place.is_(None), _OVERRIDE.c.place, _OVERRIDE.c.other)
        with self._database.read() as connection:
            for some in batches(articles):
                query = select(_OVERRIDE).where(_OVERRIDE.c.article_id.in_(some))
                for row in connection.execute(query.order_by(_OVERRIDE.c.kind, *struck_last)):
                    found[row.article_id].append(codec.override(row))
        return {id: tuple(overrides) for id, overrides in found.items()}

    def put(self, article: str, override: Override, now: datetime) -> None:
        kind = and_(_OVERRIDE.c.article_id == article, _OVERRIDE.c.kind == override.kind.value)
        row = {"article_id": article, "kind": override.kind.value, "other": override.other}
        with self._database.write() as connection:
            self._database.alone(connection)
            connection.execute(delete(_OVERRIDE).where(kind, _OVERRIDE.c.other == override.other))
            if override.place is not None:
                behind = update(_OVERRIDE).where(kind, _OVERRIDE.c.place >= override.place)
                connection.execute(behind.values(place=_OVERRIDE.c.place + 1))
            connection.execute(_OVERRIDE.insert().values(row | {"place": override.place, "at": now}))

    def forget(self, article: str, other: str, kinds: Collection[PickKind]) -> bool:
        here = and_(_OVERRIDE.c.article_id == article, _OVERRIDE.c.other == other)
        with self._database.write() as connection:
            gone = connection.execute(delete(_OVERRIDE).where(here, _OVERRIDE.c.kind.in_([k.value for k in kinds])))
            return bool(gone.rowcount)
