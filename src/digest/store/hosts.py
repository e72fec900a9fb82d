"""What we remember of each host."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from digest.model import Habits
from digest.store import codec, schema
from digest.store.database import Database, batches


class Hosts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def habits(self, names: Collection[str]) -> dict[str, Habits]:
        found = {name: Habits() for name in names}
        with self._database.read() as connection:
            for some in batches(found):
                rows = connection.execute(select(schema.host).where(schema.host.c.name.in_(some)))
                found |= {row.name: codec.HABITS.validate_python(row.habits) for row in rows}
        return found


def put_habits(database: Database, connection: Connection, habits: Mapping[str, Habits]) -> None:
    """Write what hosts are known by inside somebody's transaction."""
    if habits:
        rows = [
            {"name": name, "habits": codec.HABITS.dump_python(habits[name], mode="json")} for name in sorted(habits)
        ]
        connection.execute(database.put(_put), rows)


def _put(database: Database) -> Any:
    insert = database.insert(schema.host)
    return insert.on_conflict_do_update(index_elements=["name"], set_={"habits": insert.excluded.habits})
