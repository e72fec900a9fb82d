"""What each run did, which items are rejected, and what is wrong now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, insert, or_, select, update

from digest.model import Problem
from digest.store import schema
from digest.store.database import Database, batches

#: Item → why, and when.
Rejected = tuple[Mapping[str, str], datetime]

_PROBLEM = schema.problem
_REJECTED = schema.rejected
#: Of each kind: collecting goes on all day, and must not push out the few runs that compose and deliver.
_KEPT = 200
#: How long a problem whose end was told is remembered: what comes and goes all day is told once a day.
_REMEMBERED = timedelta(days=1)


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, kind: str, thing: str, started: datetime, ended: datetime, outcome: str) -> None:
        run = schema.run
        with self._database.write() as connection:
            row = {"kind": kind, "thing": thing, "started": started, "ended": ended, "outcome": outcome}
            connection.execute(insert(run).values(row))
            newest = select(run.c.id).where(run.c.kind == kind).order_by(run.c.id.desc())
            old = newest.offset(_KEPT).limit(1).scalar_subquery()
            connection.execute(delete(run).where(run.c.kind == kind, run.c.id <= old))

    def latest(self, limit: int) -> list[tuple[str, str, datetime, datetime, str]]:
        run = schema.run
        with self._database.read() as connection:
            rows = connection.execute(select(run).order_by(run.c.id.desc()).limit(limit))
            return [(row.kind, row.thing, row.started, row.ended, row.outcome) for row in rows]

    def reject(self, source: str, rejected: Mapping[str, str], now: datetime) -> None:
        with self._database.write() as connection:
            put_rejected(self._database, connection, {source: (rejected, now)})

    def rejected(self) -> list[tuple[str, str, str, datetime]]:
        with self._database.read() as connection:
            rows = connection.execute(select(_REJECTED).order_by(_REJECTED.c.source, _REJECTED.c.item))
            return [(row.source, row.item, row.why, row.at) for row in rows]

    def raise_problem(self, kind: str, thing: str, detail: str, now: datetime) -> None:
        put = self._database.insert(_PROBLEM).values(kind=kind, thing=thing, detail=detail, since=now)
        again = {
            "detail": detail,
            # As long as nobody heard that it had ended, it went on.
            "since": case((_PROBLEM.c.closed.is_(None), _PROBLEM.c.since), else_=put.excluded.since),
            "ended": None,
            "closed": None,
        }
        with self._database.write() as connection:
            connection.execute(put.on_conflict_do_update(index_elements=["kind", "thing"], set_=again))

    def end_problem(self, kind: str, thing: str, now: datetime, *, quiet: bool = False) -> None:
        here = and_(_is(kind, thing), _PROBLEM.c.ended.is_(None))
        # Who did not hear that it began need not hear that it is over.
        unheard = or_(_PROBLEM.c.told.is_(None), _PROBLEM.c.told < _PROBLEM.c.since)
        with self._database.write() as connection:
            connection.execute(delete(_PROBLEM).where(here, _PROBLEM.c.told.is_(None)))
            silent = here if quiet else and_(here, unheard)
            connection.execute(update(_PROBLEM).where(silent).values(ended=now, closed=now))
            connection.execute(update(_PROBLEM).where(here).values(ended=now))
            connection.execute(delete(_PROBLEM).where(_PROBLEM.c.closed < now - _REMEMBERED))

    def problems(self) -> list[Problem]:
        query = select(_PROBLEM).where(_PROBLEM.c.closed.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(_PROBLEM.c.since, _PROBLEM.c.kind, _PROBLEM.c.thing))
            return [Problem(**row._mapping) for row in rows]

    def told(self, problem: Problem, now: datetime) -> bool:
        # Each condition says that the row is as it was read: of two services that read it, one finds it so.
        as_read = and_(
            _is(problem.kind, problem.thing),
            _PROBLEM.c.ended.is_not_distinct_from(problem.ended),
            _PROBLEM.c.told.is_not_distinct_from(problem.told),
            _PROBLEM.c.closed.is_(None),
        )
        news = {"told": now} if problem.ended is None else {"closed": now}
        with self._database.write() as connection:
            return bool(connection.execute(update(_PROBLEM).where(as_read).values(news)).rowcount)

    def untold(self, problem: Problem, now: datetime) -> None:
        here = _is(problem.kind, problem.thing)
        with self._database.write() as connection:
            if problem.ended is not None:
                connection.execute(update(_PROBLEM).where(here, _PROBLEM.c.closed == now).values(closed=None))
                return
            connection.execute(update(_PROBLEM).where(here, _PROBLEM.c.told == now).values(told=problem.told))
            # It may have ended meanwhile, and now nobody has heard of it.
            connection.execute(delete(_PROBLEM).where(here, _PROBLEM.c.told.is_(None), _PROBLEM.c.ended.is_not(None)))


def _is(kind: str, thing: str) -> ColumnElement[bool]:
    return and_(_PROBLEM.c.kind == kind, _PROBLEM.c.thing == thing)


def put_rejected(database: Database, connection: Connection, rejected: Mapping[str, Rejected]) -> None:
    """Write what sources have that cannot be taken, inside somebody's transaction.

    Args:
        rejected: source → (item → why, when).
    """
    well: list[dict[str, str]] = []
    for some in batches(rejected):
        before = select(_REJECTED.c.source, _REJECTED.c.item).where(_REJECTED.c.source.in_(some))
        known = connection.execute(before)
        well += [{"of": source, "what": item} for source, item in known if item not in rejected[source][0]]
    if well:
        here = (_REJECTED.c.source == bindparam("of"), _REJECTED.c.item == bindparam("what"))
        connection.execute(delete(_REJECTED).where(*here), well)
    rows = [
        {"source": source, "item": item, "why": why, "at": at}
        for source, (items, at) in rejected.items()
        for item, why in items.items()
    ]
    if rows:
        connection.execute(database.put(_put), rows)


def _put(database: Database) -> Any:
    insert = database.insert(_REJECTED)
    return insert.on_conflict_do_update(
        index_elements=["source", "item"],
        set_={"why": insert.excluded.why, "at": insert.excluded.at},
        where=_REJECTED.c.why != insert.excluded.why,
    )
