"""What is wrong now: `look` gathers the facts, `wrongs` decides, and it is handed all that it knows.

Problems that a job meets while it works ("sending stopped", ...) begin and end in `work.py`; these here are seen from
what lies in the store and on the disk, so they also hold for what happened while no service ran.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest.errors import StoreError
from digest.model import DeliveryState, Edition, EditionState, Slot, Source, SourceState
from digest.service.problems import Key, Problems
from digest.service.seam import App

DEAD_FAILURES = 3
DEAD_AFTER = timedelta(days=1)
LATE_AFTER = timedelta(hours=2)
LITTLE_SPACE = 100_000_000  #: bytes

#: What `wrongs` can tell; what of these it does not tell is well.
WATCHED = (
    "source dead",
    "edition held",
    "late",
    "missed",
    "skipped twice",
    "store unwritable",
    "folder unwritable",
    "disk full",
)
_UNSENT = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.HANDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to judge."""

    public: str  #: path of the folder of published files
    space: int | None  #: free bytes on its disk; None if nobody can tell
    public_error: str | None  #: why nothing can be written there
    store_error: str | None  #: why the store cannot be written; the fields below are then empty
    sources: tuple[tuple[Source, SourceState], ...] = ()  #: the configured ones that were ever checked
    open: tuple[Edition, ...] = ()
    unsent: Mapping[str, int] | None = None  #: open edition's id → deliveries not yet tried
    latest: Mapping[str, tuple[Edition, ...]] | None = None  #: newsletter → its two newest editions, newest first
    missed: Mapping[str, str] | None = None  #: newsletter → why its latest slot has no edition


def look(app: App, now: datetime) -> Facts:
    """The facts as they are; a store that is down is one of them."""
    space, public_error = _disk(app.public)
    try:
        app.store.writable()
        states = {state.url: state for state in app.store.sources.states()}
        opened = tuple(app.store.editions.open())
        return Facts(
            public=str(app.public),
            space=space,
            public_error=public_error,
            store_error=None,
            sources=tuple((source, states[source.url]) for source in app.config.sources() if source.url in states),
            open=opened,
            unsent={edition.id: _unsent(app, edition) for edition in opened},
            latest={n.slug: tuple(app.store.editions.latest(n.slug, 2)) for n in app.config.newsletter},
            missed=_missed(app, now),
        )
    except StoreError as error:
        return Facts(public=str(app.public), space=space, public_error=public_error, store_error=str(error))


def wrongs(facts: Facts, now: datetime) -> dict[Key, str]:
    """(kind, thing) → detail of all that is wrong."""
    found: dict[Key, str] = {}
    if facts.store_error:
        found["store unwritable", "store"] = facts.store_error
    if facts.public_error:
        found["folder unwritable", facts.public] = facts.public_error
    if facts.space is not None and facts.space < LITTLE_SPACE:
        found["disk full", facts.public] = f"less than {LITTLE_SPACE // 1_000_000} MB are free"
    for source, state in facts.sources:
        if is_dead(state, now):
            since = f"{state.succeeded:%Y-%m-%d %H:%M} UTC" if state.succeeded else "ever"
            found["source dead", source.url] = f"no answer as it should be since {since}: {state.outcome}"
    for edition in facts.open:
        found |= _edition(edition, (facts.unsent or {}).get(edition.id, 0), now)
    for newsletter, editions in (facts.latest or {}).items():
        if len(editions) > 1 and all(edition.state is EditionState.SKIPPED for edition in editions):
            found["skipped twice", newsletter] = f"last: {editions[0].id}: {editions[0].reason or 'no reason given'}"
    found |= {("missed", newsletter): why for newsletter, why in (facts.missed or {}).items()}
    return found


def is_dead(state: SourceState, now: datetime) -> bool:
    """Whether a source has failed so often and so long that somebody should look."""
    return state.failures >= DEAD_FAILURES and (state.succeeded is None or now - state.succeeded > DEAD_AFTER)


def settle(problems: Problems, facts: Facts, now: datetime) -> None:
    """Begin what is wrong now, and end what is not any more."""
    wrong = wrongs(facts, now)
    for (kind, thing), detail in wrong.items():
        problems.begin(kind, thing, detail, now)
    for kind, thing in problems.open():
        if (kind, thing) not in wrong and _is_well(kind, thing, facts):
            problems.end(kind, thing, now)


def _is_well(kind: str, thing: str, facts: Facts) -> bool:
    if facts.store_error:
        # Nothing else of the store's is known now; the folder's own problems are.
        return kind in ("folder unwritable", "disk full")
    if kind == "sending stopped":
        # Cancelled, or sent by another process: nothing is left that could stop.
        return thing not in {edition.id for edition in facts.open}
    return kind in WATCHED


def _edition(edition: Edition, unsent: int, now: datetime) -> dict[Key, str]:
    if edition.state is EditionState.HELD:
        until = f"goes by itself at {edition.release:%Y-%m-%d %H:%M} UTC" if edition.release else "waits for a person"
        return {("edition held", edition.id): f"{edition.reason or 'for review'}; {until}"}
    start = edition.release or edition.slot.due
    if unsent and now - start > LATE_AFTER:
        return {("late", edition.id): f"was due at {start:%Y-%m-%d %H:%M} UTC and is not through"}
    return {}


def _unsent(app: App, edition: Edition) -> int:
    if edition.state is EditionState.HELD:
        return 0
    books = app.store.ledger.books(edition.id)
    return sum(books.get(state, 0) for state in _UNSENT)


def _missed(app: App, now: datetime) -> dict[str, str]:
    slots = {}
    for newsletter in app.config.newsletter:
        label, due = newsletter.plan.latest(newsletter.timezone, now)
        slots[Slot(schedule=newsletter.slug, label=label, due=due).name] = newsletter.slug
    taken = app.store.editions.taken(slots)
    return {slots[name]: f"{name} {what}" for name, what in taken.items() if what.startswith("missed")}


def _disk(folder: Path) -> tuple[int | None, str | None]:
    """Free bytes, and why nothing can be written; of a folder that is still to be made, its parent's."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        space = shutil.disk_usage(folder).free
    except OSError as error:
        return None, error.strerror or str(error)
    return space, None if os.access(folder, os.W_OK | os.X_OK) else "no right to write there"
