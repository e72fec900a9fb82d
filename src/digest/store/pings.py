"""What hubs are still to be told: one row for each document that changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from digest.store import schema
from digest.store.database import Database
from digest.store.seam import Ping

_PING = schema.ping
#: The row of this topic, which no document has, says when the hub last took something. It is never due.
_ITSELF = ""
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Pings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, hub: str, topics: Collection[str], now: datetime) -> None:
        rows = [{"hub": hub, "topic": topic, "since": now, "due": now, "attempts": 0} for topic in sorted(set(topics))]
        if rows:
            with self._database.write() as connection:
                self._database.alone(connection)  # two that write many rows must not wait for each other in a ring
                connection.execute(self._database.put(_put), rows)

    def take(self, hub: str, now: datetime, until: datetime) -> Ping | None:
        first = (
            select(_PING.c.topic)
            .where(_PING.c.hub == hub, _PING.c.due <= now)
            .order_by(_PING.c.attempts, _PING.c.due, _PING.c.topic)
            .limit(1)
            .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
        )
        take = (
            update(_PING)
            .where(_PING.c.hub == hub, _PING.c.topic == first.scalar_subquery())
            .values(due=until, attempts=_PING.c.attempts + 1)
            .returning(_PING)
        )
        if not self._is_any_due(hub, now):
            return None  # looking each minute costs no write
        with self._database.write() as connection:
            row = connection.execute(take).one_or_none()
            return Ping(**row._mapping) if row else None

    def told(self, ping: Ping, now: datetime) -> None:
        itself = {"hub": ping.hub, "topic": _ITSELF, "since": now, "due": _NEVER, "attempts": 0}
        with self._database.write() as connection:
            _forget(connection, ping)
            connection.execute(self._database.put(_put_itself), itself)

    def forget(self, ping: Ping) -> None:
        with self._database.write() as connection:
            _forget(connection, ping)

    def failed(self, ping: Ping, error: str, due: datetime) -> None:
        with self._database.write() as connection:
            row = update(_PING).where(_is(ping), _PING.c.due == ping.due)
            connection.execute(row.values(error=error, due=due))

    def away(self, ping: Ping, error: str, now: datetime, due: datetime) -> None:
        here = _PING.c.hub == ping.hub
        with self._database.write() as connection:
            self._database.alone(connection)  # as in `add`
            others = update(_PING).where(here, _PING.c.topic != ping.topic, _PING.c.due <= now)
            connection.execute(others.values(error=error, due=due, attempts=_PING.c.attempts + 1))
            # Here also what changed while it was asked: it is asked again when the hub is.
            mine = update(_PING).where(_is(ping), or_(_PING.c.due == ping.due, _PING.c.due <= now))
            connection.execute(mine.values(error=error, due=due))

    def waiting(self, hub: str) -> list[Ping]:
        query = select(_PING).where(_PING.c.hub == hub, _PING.c.topic != _ITSELF).order_by(_PING.c.since, _PING.c.topic)
        with self._database.read() as connection:
            return [Ping(**row._mapping) for row in connection.execute(query)]

    def taken(self, hub: str) -> datetime | None:
        query = select(_PING.c.since).where(_PING.c.hub == hub, _PING.c.topic == _ITSELF)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def keep(self, hub: str | None) -> None:
        others = _PING.c.hub != hub if hub is not None else _PING.c.hub.is_not(None)
        with self._database.read() as connection:
            if connection.execute(select(_PING.c.topic).where(others).limit(1)).first() is None:
                return  # as it nearly always is: no write then
        with self._database.write() as connection:
            connection.execute(delete(_PING).where(others))

    def _is_any_due(self, hub: str, now: datetime) -> bool:
        query = select(_PING.c.topic).where(_PING.c.hub == hub, _PING.c.due <= now).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None


def _is(ping: Ping) -> ColumnElement[bool]:
    return and_(_PING.c.hub == ping.hub, _PING.c.topic == ping.topic)


def _forget(connection: Connection, ping: Ping) -> None:
    connection.execute(delete(_PING).where(_is(ping), _PING.c.due == ping.due))
    # Only a change moves `due` while the ping is under way: that change is all that is left to tell.
    fresh = {"since": _PING.c.due, "attempts": 0, "error": None}
    connection.execute(update(_PING).where(_is(ping)).values(fresh))


def _put(database: Database) -> Any:
    insert = database.insert(_PING)
    # `since` stays: readers have waited since the first change that the hub was not told of.
    return insert.on_conflict_do_update(index_elements=["hub", "topic"], set_={"due": insert.excluded.due})


def _put_itself(database: Database) -> Any:
    insert = database.insert(_PING)
    return insert.on_conflict_do_update(index_elements=["hub", "topic"], set_={"since": insert.excluded.since})
