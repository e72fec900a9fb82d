"""What each run did, which items are rejected, and what is wrong now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from digest.model import Problem
from digest.store import schema
from digest.store.database import Database, batches

_PROBLEM = schema.problem
_REJECTED = schema.rejected
#: Runs are told to people, who look back weeks, not years.
_KEPT = 1000


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, kind: str, thing: str, started: datetime, ended: datetime, outcome: str) -> None:
        run = schema.run
        with self._database.write() as connection:
            row = {"kind": kind, "thing": thing, "started": started, "ended": ended, "outcome": outcome}
            connection.execute(insert(run).values(row))
            old = select(run.c.id).order_by(run.c.id.desc()).offset(_KEPT).limit(1).scalar_subquery()
            connection.execute(delete(run).where(run.c.id <= old))

    def latest(self, limit: int) -> list[tuple[str, str, datetime, datetime, str]]:
        run = schema.run
        with self._database.read() as connection:
            rows = connection.execute(select(run).order_by(run.c.id.desc()).limit(limit))
            return [(row.kind, row.thing, row.started, row.ended, row.outcome) for row in rows]

    def reject(self, source: str, item: str, why: str, now: datetime) -> None:
        row = {"source": source, "item": item, "why": why, "at": now}
        with self._database.write() as connection:
            put = self._database.insert(_REJECTED).values(row)
            connection.execute(put.on_conflict_do_update(index_elements=["source", "item"], set_=row))

    def accept(self, source: str, items: Collection[str]) -> None:
        with self._database.write() as connection:
            for some in batches(items):
                where = (_REJECTED.c.source == source) & _REJECTED.c.item.in_(some)
                connection.execute(delete(_REJECTED).where(where))

    def rejected(self) -> list[tuple[str, str, str, datetime]]:
        with self._database.read() as connection:
            rows = connection.execute(select(_REJECTED).order_by(_REJECTED.c.source, _REJECTED.c.item))
            return [(row.source, row.item, row.why, row.at) for row in rows]

    def raise_problem(self, kind: str, thing: str, detail: str, now: datetime) -> None:
        with self._database.write() as connection:
            put = self._database.insert(_PROBLEM).values(kind=kind, thing=thing, detail=detail, since=now)
            connection.execute(
                put.on_conflict_do_update(index_elements=["kind", "thing"], set_={"detail": detail, "ended": None})
            )

    def end_problem(self, kind: str, thing: str, now: datetime) -> None:
        here = (_PROBLEM.c.kind == kind) & (_PROBLEM.c.thing == thing) & _PROBLEM.c.ended.is_(None)
        with self._database.write() as connection:
            # Nobody was told, so nobody needs to hear that it is over.
            connection.execute(delete(_PROBLEM).where(here, _PROBLEM.c.told.is_(None)))
            connection.execute(update(_PROBLEM).where(here).values(ended=now))

    def problems(self) -> list[Problem]:
        with self._database.read() as connection:
            rows = connection.execute(select(_PROBLEM).order_by(_PROBLEM.c.since, _PROBLEM.c.kind, _PROBLEM.c.thing))
            return [Problem(**row._mapping) for row in rows]

    def told(self, problem: Problem, now: datetime) -> None:
        here = (_PROBLEM.c.kind == problem.kind) & (_PROBLEM.c.thing == problem.thing)
        with self._database.write() as connection:
            if problem.ended is not None:
                connection.execute(delete(_PROBLEM).where(here, _PROBLEM.c.ended.is_not(None)))
            else:
                connection.execute(update(_PROBLEM).where(here).values(told=now))
