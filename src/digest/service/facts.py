"""What there is to judge: `look` gathers it from the store and the disk, also when no service runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from digest.errors import StoreError
from digest.model import DeliveryState, Edition, EditionState, Slot, Source, SourceState
from digest.service.seam import App
from digest.store.seam import Ping

#: For so long an edition is looked at whose mails were refused.
REFUSED_SHOWN = timedelta(days=2)
#: Editions that can be of these ages; more than anybody sends.
_RECENT = 20
#: So many readers can be wrong at once without anything being wrong with us.
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to judge."""

    public: str  #: path of the folder of published files
    space: int | None  #: free bytes on its disk; None if nobody can tell
    public_error: str | None  #: why nothing can be written there
    store_error: str | None  #: why the store cannot be written; the fields below are then empty
    sources: tuple[tuple[Source, SourceState], ...] = ()  #: the configured ones that were ever checked
    open: tuple[Edition, ...] = ()
    recent: tuple[Edition, ...] = ()  #: open ones, and those that were sent lately
    books: Mapping[str, Mapping[DeliveryState, int]] = field(default_factory=dict)  #: by id, of the recent ones
    answers: Mapping[str, str] = field(default_factory=dict)  #: id → a refusal, where many mails were refused
    latest: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)  #: newsletter → its two newest, in order
    missed: Mapping[str, str] = field(default_factory=dict)  #: slot → why, of the newsletters' latest slots
    pings: tuple[Ping, ...] = ()  #: what the hub is still to be told, longest waiting first


def look(app: App, now: datetime) -> Facts:
    """The facts as they are; a store that is down is one of them."""
    space, public_error = _disk(app.public)
    try:
        app.store.writable()
        states = {state.url: state for state in app.store.sources.states()}
        opened = tuple(app.store.editions.open())
        recent = _recent(app, opened, now)
        books = {edition.id: app.store.ledger.books(edition.id) for edition in recent}
        return Facts(
            public=str(app.public),
            space=space,
            public_error=public_error,
            store_error=None,
            sources=tuple((source, states[source.url]) for source in app.config.sources() if source.url in states),
            open=opened,
            recent=recent,
            books=books,
            answers={id: _answer(app, id) for id, counts in books.items() if is_refused(counts)},
            latest={n.slug: tuple(app.store.editions.latest(n.slug, 2)) for n in app.config.newsletter},
            missed=_missed(app, now),
            pings=pings(app),
        )
    except StoreError as error:
        return Facts(public=str(app.public), space=space, public_error=public_error, store_error=str(error))


def is_refused(books: Mapping[DeliveryState, int]) -> bool:
    """Whether so many mails of an edition were refused that something is wrong with us."""
    return books.get(DeliveryState.FAILED, 0) > max(_FEW, books.get(DeliveryState.ACCEPTED, 0))


def pings(app: App) -> tuple[Ping, ...]:
    """What the configured hub is still to be told, longest waiting first."""
    hub = app.config.publish.hub
    return tuple(app.store.pings.waiting(hub)) if hub else ()


def _recent(app: App, opened: tuple[Edition, ...], now: datetime) -> tuple[Edition, ...]:
    sent = [edition for edition in app.store.editions.latest(None, _RECENT) if edition.state is EditionState.SENT]
    return opened + tuple(edition for edition in sent if now - (edition.changed or edition.composed) <= REFUSED_SHOWN)


def _answer(app: App, edition: str) -> str:
    refused = app.store.ledger.history(edition, [DeliveryState.FAILED], limit=1)
    return next((words for _, _, words in refused if words), "it said nothing")


def _missed(app: App, now: datetime) -> dict[str, str]:
    slots = []
    for newsletter in app.config.newsletter:
        label, due = newsletter.plan.latest(newsletter.timezone, now)
        slots.append(Slot(schedule=newsletter.slug, label=label, due=due).name)
    return {name: what for name, what in app.store.editions.taken(slots).items() if what.startswith("missed")}


def _disk(folder: Path) -> tuple[int | None, str | None]:
    """Free bytes, and why nothing can be written; of a folder that is still to be made, its parent's."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        space = shutil.disk_usage(folder).free
    except OSError as error:
        return None, error.strerror or str(error)
    return space, None if os.access(folder, os.W_OK | os.X_OK) else "no right to write there"
