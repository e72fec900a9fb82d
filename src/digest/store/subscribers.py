"""Addresses, what they chose, and how they consented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from digest.model import DeliveryState, Subscriber, SubscriberState
from digest.store import codec, schema
from digest.store.database import Database, batches
from digest.store.seam import Added

_TABLE = schema.subscriber


class Subscribers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, people: Iterable[Subscriber], *, choices: bool = True) -> Added:
        added = changed = 0
        left: list[str] = []
        # A batch at a time: while a large file comes in, a service that is sending must get its turn.
        for some in batches(list(people)):
            with self._database.write() as connection:
                for person in some:
                    if self._insert(connection, person):
                        added += 1
                        continue
                    known = connection.execute(select(_TABLE).where(*_who(person))).one()
                    if known.state != SubscriberState.ACTIVE.value:
                        left.append(known.address)
                    elif choices and list(known.sections) != list(person.sections):
                        # The first consent is the record; only the choice changes.
                        values = {"sections": list(person.sections)}
                        connection.execute(update(_TABLE).where(*_who(person)).values(values))
                        changed += 1
        return Added(added, changed, tuple(left))

    def listed(self, newsletter: str | None = None) -> list[Subscriber]:
        return self._people(() if newsletter is None else (_TABLE.c.newsletter == newsletter,))

    def active(self, newsletter: str) -> list[Subscriber]:
        return self._people(_who_get(newsletter))

    def count(self, newsletter: str) -> int:
        with self._database.read() as connection:
            return connection.execute(select(func.count()).where(*_who_get(newsletter))).scalar_one()

    def _people(self, where: tuple[ColumnElement[bool], ...]) -> list[Subscriber]:
        with self._database.read() as connection:
            return [
                codec.subscriber(row) for row in connection.execute(select(_TABLE).where(*where).order_by(_TABLE.c.id))
            ]

    def get(self, id: int) -> Subscriber | None:
        with self._database.read() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.id == id)).one_or_none()
        return codec.subscriber(row) if row else None

    def unsubscribe(self, id: int, how: str, now: datetime) -> bool:
        delivery = schema.delivery
        waiting = [state.value for state in (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED)]
        with self._database.write() as connection:
            ended = connection.execute(
                update(_TABLE)
                .where(_TABLE.c.id == id, _TABLE.c.state == SubscriberState.ACTIVE.value)
                .values(state=SubscriberState.UNSUBSCRIBED.value, ended=now, ended_how=how)
            )
            if ended.rowcount:
                connection.execute(
                    update(delivery)
                    .where(delivery.c.subscriber_id == id, delivery.c.state.in_(waiting))
                    .values(state=DeliveryState.SUPPRESSED.value, owner=None, lease=None, detail=how, changed=now)
                )
            return bool(ended.rowcount)

    def _insert(self, connection: Connection, person: Subscriber) -> bool:
        row = {
            "newsletter": person.newsletter,
            "address": person.address,
            "folded": person.address.casefold(),
            "sections": list(person.sections),
            "state": person.state.value,
            "consent": person.consent,
            "since": person.since,
        }
        return self._database.insert_new(connection, _TABLE, row)


def _who(person: Subscriber) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.c.newsletter == person.newsletter, _TABLE.c.folded == person.address.casefold()


def _who_get(newsletter: str) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.c.newsletter == newsletter, _TABLE.c.state == SubscriberState.ACTIVE.value
