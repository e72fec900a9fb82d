"""Rows ↔ values of the model. JSON columns hold what only its owner reads; all that is searched has a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Row

from digest.model import (
    Article,
    Edition,
    EditionSection,
    EditionState,
    Enclosure,
    Found,
    Habits,
    Item,
    Override,
    Passage,
    Pick,
    PickKind,
    PickOrigin,
    Place,
    Series,
    Slot,
    SourceState,
    Sponsor,
    StandIn,
    Subscriber,
    SubscriberState,
    Visited,
)

T = TypeVar("T")

_ELSEWHERE = ("picks", "places")  #: fields of an article that have tables of their own

#: What readers see of an article beside its title and texts: columns of `article`, kept in `revision.shown`.
SHOWN = ("url", "authors", "image", "tags", "language", "full", "complete", "enclosures")

ENCLOSURES = TypeAdapter(tuple[Enclosure, ...])
FOUND = TypeAdapter(Found)
HABITS = TypeAdapter(Habits)
SERIES = TypeAdapter(Series)
STAND_IN = TypeAdapter(StandIn)
MEMORY = TypeAdapter(tuple[Visited, ...])
SECTIONS = TypeAdapter(tuple[EditionSection, ...])


@dataclass(frozen=True, slots=True)
class Hand:
    """`edition.hand`: what the editor did, as far as there is any."""

    introduction: Passage | None = None
    lead: str | None = None
    sponsor: Sponsor | None = None
    drafted: tuple[Item, ...] = ()


HAND = TypeAdapter(Hand)


def article(row: Row[Any], picks: tuple[Pick, ...], places: tuple[Place, ...]) -> Article:
    """A row of `article`, its picks of the moment "page", and its places."""
    values = {name: value for name, value in row._mapping.items() if name in Article.__dataclass_fields__}
    values |= _lists(values)
    values["series"] = SERIES.validate_python(values["series"]) if values["series"] else None
    return Article(**values, picks=picks, places=places)


def article_row(value: Article) -> dict[str, Any]:
    """All columns of `article`."""
    row = {name: getattr(value, name) for name in Article.__dataclass_fields__ if name not in _ELSEWHERE}
    row["authors"] = list(value.authors)
    row["tags"] = list(value.tags)
    row["enclosures"] = ENCLOSURES.dump_python(value.enclosures, mode="json") if value.enclosures else None
    row["series"] = SERIES.dump_python(value.series, mode="json") if value.series else None
    return row


def as_was(row: Row[Any], now: Article) -> Article:
    """A row of `revision`, and its article as it is now."""
    seen = row.shown or {}
    return replace(
        now,
        title=row.title,
        summary=row.summary,
        content=row.content,
        updated=row.at,
        revision=row.number,
        **seen | _lists(seen),
    )


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    """The lists among these columns of `article`, as the model has them."""
    lists: dict[str, Any] = {name: tuple(values[name]) for name in ("authors", "tags") if name in values}
    if "enclosures" in values:
        lists["enclosures"] = ENCLOSURES.validate_python(values["enclosures"]) if values["enclosures"] else ()
    return lists


def pick(row: Row[Any]) -> Pick:
    """A row of `pick`."""
    return Pick(
        kind=PickKind(row.kind),
        origin=PickOrigin(row.origin),
        url=row.url,
        title=row.title,
        reason=row.reason,
        article=row.target,
    )


def pick_row(article_id: str, moment: str, place: int, value: Pick) -> dict[str, Any]:
    """All columns of `pick`."""
    return {
        "article_id": article_id,
        "moment": moment,
        "place": place,
        "kind": value.kind.value,
        "origin": value.origin.value,
        "url": value.url,
        "title": value.title,
        "reason": value.reason,
        "target": value.article,
    }


def override(row: Row[Any]) -> Override:
    """A row of `pick_override`."""
    return Override(kind=PickKind(row.kind), other=row.other, place=row.place)


def source_state(row: Row[Any]) -> SourceState:
    """A row of `source`."""
    values = {name: value for name, value in row._mapping.items() if name in SourceState.__dataclass_fields__}
    spans = {name: timedelta(seconds=values[name]) for name in ("pace", "ttl") if values[name] is not None}
    read = {
        "skip_hours": tuple(values["skip_hours"]),
        "stand_in": STAND_IN.validate_python(values["stand_in"]) if values["stand_in"] else None,
        "memory": MEMORY.validate_python(values["memory"] or ()),
    }
    return SourceState(**values | spans | read)


def source_row(value: SourceState) -> dict[str, Any]:
    """All columns of `source`."""
    row = {name: getattr(value, name) for name in SourceState.__dataclass_fields__}
    spans = {name: int(row[name].total_seconds()) for name in ("pace", "ttl") if row[name] is not None}
    written = {
        "skip_hours": list(value.skip_hours),
        "stand_in": STAND_IN.dump_python(value.stand_in, mode="json") if value.stand_in else None,
        "memory": MEMORY.dump_python(value.memory, mode="json") if value.memory else None,
    }
    return row | spans | written


def edition(row: Row[Any]) -> Edition:
    """A row of `edition`."""
    hand = HAND.validate_python(row.hand or {})
    return Edition(
        id=row.id,
        newsletter=row.newsletter,
        slot=Slot(schedule=row.newsletter, label=row.label, due=row.due),
        state=EditionState(row.state),
        composed=row.composed,
        sections=SECTIONS.validate_python(row.sections),
        reason=row.reason,
        release=row.release,
        audience=row.audience,
        changed=row.changed,
        despite_errors=row.despite_errors,
        introduction=hand.introduction,
        lead=hand.lead,
        sponsor=hand.sponsor,
        drafted=hand.drafted,
    )


def edition_row(value: Edition) -> dict[str, Any]:
    """All columns of `edition` but `changed` and `audience`."""
    hand = Hand(value.introduction, value.lead, value.sponsor, value.drafted)
    return {
        "id": value.id,
        "newsletter": value.newsletter,
        "label": value.slot.label,
        "due": value.slot.due,
        "state": value.state.value,
        "composed": value.composed,
        "reason": value.reason,
        "release": value.release,
        "sections": SECTIONS.dump_python(value.sections, mode="json"),
        "despite_errors": value.despite_errors,
        "hand": HAND.dump_python(hand, mode="json") if hand != Hand() else None,
    }


def subscriber(row: Row[Any]) -> Subscriber:
    """A row of `subscriber`."""
    return Subscriber(
        id=row.id,
        newsletter=row.newsletter,
        address=row.address,
        sections=tuple(row.sections),
        state=SubscriberState(row.state),
        consent=row.consent,
        since=row.since,
    )
