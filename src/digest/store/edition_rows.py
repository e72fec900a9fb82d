"""What stands around an edition's own row: the stories that it carries, its mails, and what was done to it by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Text, and_, cast, delete, exists, insert, select, update

from digest.model import DeliveryState, SubscriberState
from digest.store import schema
from digest.store.database import batches


def plan_anew(
    connection: Connection, edition: str, nothing_for: Callable[[tuple[str, ...]], bool], why: str, now: datetime
) -> None:
    """Suppress the mails that have become empty, and plan those that were and are not any more."""
    table, reader = schema.delivery, schema.subscriber
    planned = and_(table.c.edition_id == edition, table.c.state == DeliveryState.PLANNED.value)
    # Who has left meanwhile stays suppressed.
    stays = exists().where(reader.c.id == table.c.subscriber_id, reader.c.state == SubscriberState.ACTIVE.value)
    empty = and_(
        table.c.edition_id == edition, table.c.state == DeliveryState.SUPPRESSED.value, table.c.detail == why, stays
    )
    # Of a million readers' choices only a few differ; as text they can be compared, which JSON of PostgreSQL cannot.
    chosen = cast(table.c.sections, Text)
    choices = connection.execute(select(chosen).distinct().where(table.c.edition_id == edition)).scalars().all()
    for choice in choices:
        has_nothing = nothing_for(tuple(json.loads(choice)))
        state = DeliveryState.SUPPRESSED if has_nothing else DeliveryState.PLANNED
        values = {"state": state.value, "detail": why if has_nothing else "", "changed": now}
        here = and_(planned if has_nothing else empty, chosen == choice)
        connection.execute(update(table).where(here).values(values))


def carry(connection: Connection, edition: str, stories: Sequence[str]) -> None:
    if stories:
        rows = [{"edition_id": edition, "article_id": id} for id in stories]
        connection.execute(insert(schema.edition_article), rows)


def free(connection: Connection, edition: str, stories: Sequence[str]) -> None:
    table = schema.edition_article
    for some in batches(stories):
        connection.execute(delete(table).where(table.c.edition_id == edition, table.c.article_id.in_(some)))


def record(connection: Connection, edition: str, what: str, now: datetime) -> None:
    connection.execute(insert(schema.edition_change).values(edition_id=edition, at=now, what=what))
