"""Addresses, what they chose, and how they consented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from digest.model import DeliveryState, Subscriber, SubscriberState
from digest.store import codec, schema
from digest.store.database import Database

_TABLE = schema.subscriber


class Subscribers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, people: Iterable[Subscriber]) -> tuple[int, int]:
        added = changed = 0
        with self._database.write() as connection:
            for person in people:
                new, different = self._put(connection, person)
                added += new
                changed += different
        return added, changed

    def listed(self, newsletter: str | None = None) -> list[Subscriber]:
        query = select(_TABLE).order_by(_TABLE.c.id)
        if newsletter is not None:
            query = query.where(_TABLE.c.newsletter == newsletter)
        with self._database.read() as connection:
            return [codec.subscriber(row) for row in connection.execute(query)]

    def active(self, newsletter: str) -> list[Subscriber]:
        return [person for person in self.listed(newsletter) if person.state is SubscriberState.ACTIVE]

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

    def _put(self, connection: Connection, person: Subscriber) -> tuple[bool, bool]:
        """(was added, was changed)."""
        row = {
            "newsletter": person.newsletter,
            "address": person.address,
            "folded": person.address.casefold(),
            "sections": list(person.sections),
            "state": person.state.value,
            "consent": person.consent,
            "since": person.since,
        }
        if self._database.insert_new(connection, _TABLE, row):
            return True, False
        where = (_TABLE.c.newsletter == person.newsletter) & (_TABLE.c.folded == row["folded"])
        kept = connection.execute(select(_TABLE.c.sections).where(where)).scalar_one()
        if list(kept) == row["sections"]:
            return False, False
        # Only the choice changes: who has unsubscribed stays so, and the first consent is the record.
        connection.execute(update(_TABLE).where(where).values(sections=row["sections"]))
        return False, True
