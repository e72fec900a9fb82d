"""Slots and the editions composed for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from digest.errors import StoryCarried
from digest.model import DeliveryState, Edition, EditionState, Slot, Subscriber
from digest.store import codec, schema
from digest.store.database import Database, batches
from digest.store.edition_rows import carry, free, plan_anew, record

_EDITION = schema.edition
_OPEN = (EditionState.COMPOSED, EditionState.HELD, EditionState.SENDING)
#: A held or composed edition counts as well: if a later one took its stories too, a reader would get them twice.
_CARRYING = (*_OPEN, EditionState.SENT)


class Editions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, newsletter: str, schedule: str, now: datetime) -> datetime:
        table = schema.newsletter
        with self._database.write() as connection:
            row = {"slug": newsletter, "schedule": schedule, "since": now}
            put = self._database.insert(table).values(row)
            connection.execute(
                put.on_conflict_do_update(
                    index_elements=["slug"], set_=row, where=table.c.schedule != put.excluded.schedule
                )
            )
            since: datetime = connection.execute(select(table.c.since).where(table.c.slug == newsletter)).scalar_one()
            return since

    def taken(self, slots: Collection[str]) -> dict[str, str]:
        table = schema.slot
        wanted = [tuple(name.split(":", 1)) for name in slots]
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for schedule, label in wanted:
                query = select(table.c.outcome).where(table.c.schedule == schedule, table.c.label == label)
                if (outcome := connection.execute(query).scalar()) is not None:
                    found[f"{schedule}:{label}"] = outcome
        return found

    def compose(
        self,
        edition: Edition,
        suppressed: Mapping[int, str],
        audience: Sequence[Subscriber],
        *,
        again: bool = False,
        by_hand: str = "",
    ) -> bool:
        with self._database.write() as connection:
            if not self._settle(connection, edition.slot, edition.state.value, edition.composed, again=again):
                return False
            self._keep_apart(connection, edition, _stories(edition))
            row = codec.edition_row(edition) | {"changed": edition.composed, "audience": len(audience)}
            connection.execute(insert(_EDITION).values(row))
            carry(connection, edition.id, _stories(edition))
            for some in batches(audience):
                connection.execute(insert(schema.delivery), [_planned(edition, who, suppressed) for who in some])
            if by_hand:
                record(connection, edition.id, by_hand, edition.composed)
            return True

    def miss(self, slot: Slot, why: str, now: datetime) -> bool:
        with self._database.write() as connection:
            return self._settle(connection, slot, f"missed: {why}", now)

    def get(self, id: str) -> Edition | None:
        return next(iter(self._editions(select(_EDITION).where(_EDITION.c.id == id))), None)

    def latest(self, newsletter: str | None, limit: int | None = None) -> list[Edition]:
        query = select(_EDITION).order_by(_EDITION.c.due.desc(), _EDITION.c.id).limit(limit)
        return self._editions(query if newsletter is None else query.where(_EDITION.c.newsletter == newsletter))

    def outlined(self, newsletter: str, states: Collection[EditionState]) -> list[Edition]:
        # Years of a daily one are many megabytes with their stories.
        whole = (_EDITION.c.sections, _EDITION.c.hand)
        columns = [column for column in _EDITION.c if all(column is not one for one in whole)]
        query = select(*columns, literal([], JSON).label("sections"), null().label("hand"))
        here = and_(_EDITION.c.newsletter == newsletter, _EDITION.c.state.in_([state.value for state in states]))
        return self._editions(query.where(here).order_by(_EDITION.c.due.desc(), _EDITION.c.id))

    def open(self) -> list[Edition]:
        states = [state.value for state in _OPEN]
        return self._editions(select(_EDITION).where(_EDITION.c.state.in_(states)).order_by(_EDITION.c.due))

    def move(
        self, id: str, old: Collection[EditionState], new: EditionState, now: datetime, *, by_hand: str = ""
    ) -> bool:
        states = [state.value for state in old]
        with self._database.write() as connection:
            done = connection.execute(
                update(_EDITION)
                .where(_EDITION.c.id == id, _EDITION.c.state.in_(states))
                .values(state=new.value, changed=now)
            )
            if not done.rowcount:
                return False
            self._outcome(connection, id, new)
            if new is EditionState.CANCELLED:
                self._suppress(connection, id, now)
            if by_hand:
                record(connection, id, by_hand, now)
            return True

    def release(self, id: str, now: datetime, what: str, *, despite_errors: bool) -> bool:
        values = {"state": EditionState.COMPOSED.value, "changed": now}
        if despite_errors:
            values["despite_errors"] = True
        here = and_(_EDITION.c.id == id, _EDITION.c.state == EditionState.HELD.value)
        with self._database.write() as connection:
            if not connection.execute(update(_EDITION).where(here).values(values)).rowcount:
                return False
            self._outcome(connection, id, EditionState.COMPOSED)
            record(connection, id, what, now)
            return True

    def recompose(
        self,
        before: Edition,
        after: Edition,
        what: str,
        now: datetime,
        *,
        nothing_for: Callable[[tuple[str, ...]], bool],
        why: str,
    ) -> bool:
        had, has = set(_stories(before)), set(_stories(after))
        with self._database.write() as connection:
            self._lock(connection, before.newsletter)
            row = connection.execute(select(_EDITION).where(_EDITION.c.id == before.id).with_for_update()).first()
            if row is None or not _is_as_read(codec.edition(row), before):
                return False
            self._keep_apart(connection, after, sorted(has - had))
            written = codec.edition_row(after)
            content = {name: written[name] for name in ("sections", "hand", "reason")}
            connection.execute(update(_EDITION).where(_EDITION.c.id == before.id).values(content))
            free(connection, before.id, sorted(had - has))
            carry(connection, before.id, sorted(has - had))
            plan_anew(connection, before.id, nothing_for, why, now)
            record(connection, before.id, what, now)
            return True

    def hold(self, id: str, why: str, now: datetime) -> bool:
        with self._database.write() as connection:
            here = and_(
                _EDITION.c.id == id, _EDITION.c.state.in_([EditionState.COMPOSED.value, EditionState.HELD.value])
            )
            held = {"state": EditionState.HELD.value, "reason": why, "release": None, "changed": now}
            if not connection.execute(update(_EDITION).where(here).values(held)).rowcount:
                return False
            self._outcome(connection, id, EditionState.HELD)
            return True

    def changes(self, id: str) -> list[tuple[datetime, str]]:
        table = schema.edition_change
        with self._database.read() as connection:
            query = select(table.c.at, table.c.what).where(table.c.edition_id == id).order_by(table.c.id)
            return [(row.at, row.what) for row in connection.execute(query)]

    def carried(self, newsletter: str) -> set[str]:
        with self._database.read() as connection:
            return set(connection.execute(_carried(newsletter)).scalars())

    def _lock(self, connection: Connection, newsletter: str) -> None:
        if not self._database.is_sqlite:  # on SQLite there is one writer anyway
            lock = select(func.pg_advisory_xact_lock(func.hashtext(f"digest.compose.{newsletter}")))
            connection.execute(lock)

    def _keep_apart(self, connection: Connection, edition: Edition, stories: Sequence[str]) -> None:
        """Promise 4 also for two editions that are composed at once: the later one sees what the earlier one took."""
        self._lock(connection, edition.newsletter)
        for some in batches(stories):
            query = _carried(edition.newsletter).where(schema.edition_article.c.article_id.in_(some))
            if connection.execute(query.limit(1)).first():
                raise StoryCarried(edition.id)

    def _settle(self, connection: Connection, slot: Slot, outcome: str, now: datetime, *, again: bool = False) -> bool:
        table = schema.slot
        row = {"schedule": slot.schedule, "label": slot.label, "due": slot.due, "settled": now, "outcome": outcome}
        if self._database.insert_new(connection, table, row):
            return True
        if not again:
            return False
        here = and_(table.c.schedule == slot.schedule, table.c.label == slot.label)
        sent_nothing = or_(table.c.outcome.startswith("missed"), table.c.outcome == EditionState.SKIPPED.value)
        if not connection.execute(update(table).where(here, sent_nothing).values(row)).rowcount:
            return False
        connection.execute(delete(_EDITION).where(_EDITION.c.id == slot.name))
        return True

    def _outcome(self, connection: Connection, id: str, state: EditionState) -> None:
        table = schema.slot
        where = (table.c.schedule + ":" + table.c.label) == id
        connection.execute(update(table).where(where).values(outcome=state.value))

    def _suppress(self, connection: Connection, id: str, now: datetime) -> None:
        table = schema.delivery
        waiting = [state.value for state in (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED)]
        connection.execute(
            update(table)
            .where(table.c.edition_id == id, table.c.state.in_(waiting))
            .values(
                state=DeliveryState.SUPPRESSED.value, owner=None, lease=None, detail="edition cancelled", changed=now
            )
        )

    def _editions(self, query: Select[Any]) -> list[Edition]:
        with self._database.read() as connection:
            return [codec.edition(row) for row in connection.execute(query)]


def _planned(edition: Edition, subscriber: Subscriber, suppressed: Mapping[int, str]) -> dict[str, Any]:
    why = suppressed.get(subscriber.id)
    state = DeliveryState.PLANNED if why is None else DeliveryState.SUPPRESSED
    return {
        "edition_id": edition.id,
        "subscriber_id": subscriber.id,
        "address": subscriber.address,
        "sections": list(subscriber.sections),
        "state": state.value,
        "fence": 0,
        "attempts": 0,
        "changed": edition.composed,
        "detail": why or "",
    }


def _is_as_read(row: Edition, read: Edition) -> bool:
    """Whether an edition can still be changed, and has the content that somebody has read."""
    is_waiting = row.state in (EditionState.COMPOSED, EditionState.HELD)
    return is_waiting and _content(row) == _content(read)


def _content(edition: Edition) -> Edition:
    return replace(edition, state=EditionState.COMPOSED, changed=None, reason=None, release=None, audience=0)


def _stories(edition: Edition) -> list[str]:
    return sorted({item.article for section in edition.sections for item in section.items})


def _carried(newsletter: str) -> Select[Any]:
    states = [state.value for state in _CARRYING]
    return (
        select(schema.edition_article.c.article_id)
        .join(_EDITION, _EDITION.c.id == schema.edition_article.c.edition_id)
        .where(_EDITION.c.newsletter == newsletter, _EDITION.c.state.in_(states))
    )
