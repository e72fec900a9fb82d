"""The ledger's SQL: every change of a delivery's state, each guarded by the state and fence it starts from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, and_, cast, exists, func, insert, or_, select, update

from digest.model import Delivery, DeliveryState, EditionState, Outcome, SubscriberState
from digest.store import schema
from digest.store.database import Database

_D = schema.delivery
_S = schema.subscriber
_PLANNED, _CLAIMED, _HANDED = DeliveryState.PLANNED.value, DeliveryState.CLAIMED.value, DeliveryState.HANDED.value
_DEFERRED, _UNKNOWN = DeliveryState.DEFERRED.value, DeliveryState.UNKNOWN.value

#: Longer than one message can take: RFC 5321 §4.5.3.2 gives the answer after the dot alone ten minutes.
LEASE = timedelta(minutes=20)


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, edition: str, owner: str, now: datetime, limit: int) -> list[Delivery]:
        with self._database.write() as connection:
            taken = self._claim(connection, edition, owner, now, _D.c.state == _PLANNED, limit)
            # Asked for apart: with an OR between them a large edition would be sorted anew for each claim.
            if len(taken) < limit:
                due = and_(_D.c.state == _DEFERRED, _D.c.due <= now)
                taken += self._claim(connection, edition, owner, now, due, limit - len(taken))
        return sorted(taken, key=lambda delivery: delivery.id)

    def _claim(
        self, connection: Connection, edition: str, owner: str, now: datetime, ready: ColumnElement[bool], limit: int
    ) -> list[Delivery]:
        some = (
            select(_D.c.id)
            .where(_D.c.edition_id == edition, ready)
            .order_by(_D.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
        )
        take = (
            update(_D)
            .where(_D.c.id.in_(some.scalar_subquery()))
            .values(state=_CLAIMED, owner=owner, lease=now + LEASE, fence=_D.c.fence + 1, changed=now)
            .returning(_D)
        )
        return [_delivery(row) for row in connection.execute(take)]

    def recover(self, edition: str, now: datetime, *, resend: bool, gone: Collection[str] = ()) -> dict[str, int]:
        lost = and_(_D.c.edition_id == edition, or_(_D.c.lease < now, _D.c.owner.in_(list(gone))))
        with self._database.write() as connection:
            unsent = self._take_back(connection, and_(lost, _D.c.state == _CLAIMED), _PLANNED, "", now)
            why = "its sender ended between hand-over and answer"
            unknown = self._take_back(connection, and_(lost, _D.c.state == _HANDED), _UNKNOWN, why, now)
            for id in unknown:
                _event(connection, id, _UNKNOWN, why, now)
            if resend and unknown:
                again = and_(_D.c.id.in_(unknown), _D.c.state == _UNKNOWN)
                self._take_back(connection, again, _PLANNED, "sent again: the first answer is unknown", now)
        return {"planned": len(unsent), "unknown": len(unknown)}

    def owners(self, edition: str) -> set[str]:
        query = select(_D.c.owner).distinct().where(_D.c.edition_id == edition, _D.c.owner.is_not(None))
        with self._database.read() as connection:
            return {owner for owner in connection.execute(query).scalars() if owner}

    def step(self, now: datetime, owner: str, done: tuple[Delivery, Outcome] | None, ahead: Delivery | None) -> bool:
        with self._database.write() as connection:
            if done is not None:
                self._record(connection, *done, now)
            return ahead is not None and self._hand_over(connection, owner, ahead, now)

    def release(self, edition: str, owner: str, now: datetime) -> None:
        ours = and_(_D.c.edition_id == edition, _D.c.state == _CLAIMED, _D.c.owner == owner)
        with self._database.write() as connection:
            self._take_back(connection, ours, _PLANNED, "", now)

    def books(self, edition: str) -> dict[DeliveryState, int]:
        query = select(_D.c.state, func.count()).where(_D.c.edition_id == edition).group_by(_D.c.state)
        with self._database.read() as connection:
            found = {row[0]: row[1] for row in connection.execute(query)}
        return {state: found.get(state.value, 0) for state in DeliveryState}

    def choices(self, edition: str) -> dict[tuple[str, ...], int]:
        sections = cast(_D.c.sections, Text)  # PostgreSQL groups by no JSON
        gets = and_(_D.c.edition_id == edition, _D.c.state != DeliveryState.SUPPRESSED.value)
        found: Counter[tuple[str, ...]] = Counter()
        with self._database.read() as connection:
            for chosen, count in connection.execute(select(sections, func.count()).where(gets).group_by(sections)):
                found[tuple(sorted(json.loads(chosen)))] += count
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def due(self, edition: str) -> datetime | None:
        query = select(_D.c.due).where(_D.c.edition_id == edition, _D.c.state == _DEFERRED).order_by(_D.c.due).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def history(
        self, edition: str, states: Collection[DeliveryState], *, limit: int
    ) -> list[tuple[str, DeliveryState, str]]:
        wanted = [state.value for state in states]
        query = select(_D).where(_D.c.edition_id == edition, _D.c.state.in_(wanted)).order_by(_D.c.id).limit(limit)
        with self._database.read() as connection:
            return [(row.address, DeliveryState(row.state), row.detail) for row in connection.execute(query)]

    def _take_back(
        self, connection: Connection, where: ColumnElement[bool], state: str, detail: str, now: datetime
    ) -> list[int]:
        back = (
            update(_D)
            .where(where)
            .values(state=state, owner=None, lease=None, detail=detail, changed=now)
            .returning(_D.c.id)
        )
        return sorted(connection.execute(back).scalars())

    def _record(self, connection: Connection, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        ours = and_(_D.c.id == delivery.id, _D.c.fence == delivery.fence, _D.c.state == _HANDED)
        # Nothing was handed over: this was no attempt.
        back = 1 if outcome.state is DeliveryState.PLANNED else 0
        connection.execute(
            update(_D)
            .where(ours)
            .values(
                state=self._settled(connection, delivery, outcome),
                owner=None,
                lease=None,
                due=outcome.due,
                attempts=_D.c.attempts - back,
                detail=outcome.detail,
                changed=now,
            )
        )
        # The history keeps the answer even if the delivery was meanwhile taken for lost.
        _event(connection, delivery.id, outcome.state.value, outcome.detail, now)

    def _settled(self, connection: Connection, delivery: Delivery, outcome: Outcome) -> str:
        """The state that an outcome leads to."""
        state = outcome.state
        if state is DeliveryState.UNKNOWN and outcome.due is not None:
            events = schema.delivery_event
            before = exists().where(events.c.delivery_id == delivery.id, events.c.state == _UNKNOWN)
            # Sent again once: a server that never answers must not fill a reader's inbox.
            state = state if connection.execute(select(before)).scalar() else DeliveryState.DEFERRED
        if state in (DeliveryState.DEFERRED, DeliveryState.PLANNED):
            editions = schema.edition
            query = select(editions.c.state).where(editions.c.id == delivery.edition)
            if connection.execute(query).scalar() == EditionState.CANCELLED.value:
                state = DeliveryState.SUPPRESSED
        return state.value

    def _hand_over(self, connection: Connection, owner: str, delivery: Delivery, now: datetime) -> bool:
        ours = and_(_D.c.id == delivery.id, _D.c.fence == delivery.fence, _D.c.state == _CLAIMED, _D.c.owner == owner)
        stays = exists().where(_S.c.id == delivery.subscriber, _S.c.state == SubscriberState.ACTIVE.value)
        handed = connection.execute(
            update(_D)
            .where(ours, stays)
            .values(
                state=_HANDED,
                lease=now + LEASE,
                attempts=_D.c.attempts + 1,
                begun=func.coalesce(_D.c.begun, now),
                due=None,
                changed=now,
            )
        )
        if handed.rowcount:
            _event(connection, delivery.id, _HANDED, owner, now)
            return True
        # Still ours, so it is the reader who has left since this was planned.
        self._take_back(connection, ours, DeliveryState.SUPPRESSED.value, "unsubscribed", now)
        return False


def _event(connection: Connection, delivery: int, state: str, detail: str, now: datetime) -> None:
    connection.execute(insert(schema.delivery_event).values(delivery_id=delivery, at=now, state=state, detail=detail))


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        edition=row.edition_id,
        subscriber=row.subscriber_id,
        address=row.address,
        sections=tuple(row.sections),
        fence=row.fence,
        attempts=row.attempts,
        begun=row.begun,
    )
