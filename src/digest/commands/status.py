"""How things stand: what `digest status` tells, as one value, and as JSON for programs (promise 7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.app import App
from digest.collect.standing import asked_now
from digest.collect.why import why
from digest.model import DeliveryState, Edition, Problem, Source, SourceState
from digest.service.facts import look, pings
from digest.service.watch import standing
from digest.store.seam import Ping, Tally

_EDITIONS = 10
_ALL = 1000  #: deliveries of an edition
_RUNS = 60
_TROUBLED = (DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source stands."""

    source: Source
    state: SourceState
    tally: Tally
    why: str  #: why it is due when it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything that `digest status` tells."""

    sources: tuple[SourceStatus, ...]  #: in the order of the file
    articles: dict[str, int]  #: by section
    unread: tuple[tuple[str, str, str, datetime | None], ...]  #: (source, page, why, next try)
    rejected: tuple[tuple[str, str, str, datetime], ...]  #: (source, item, why, when)
    readers: dict[str, int]  #: active subscribers by newsletter
    editions: tuple[tuple[Edition, dict[DeliveryState, int]], ...]
    troubled: tuple[tuple[str, str, DeliveryState, str], ...]  #: (edition, address, state, the server's words)
    pings: tuple[Ping, ...]  #: what the hub is still to be told
    problems: tuple[Problem, ...]  #: as they are now, whether or not a service runs
    runs: tuple[tuple[str, str, datetime, datetime, str], ...]  #: (kind, thing, started, ended, outcome)
    due: tuple[tuple[str, str, datetime], ...]  #: (newsletter, slot, when)


def status(app: App, now: datetime) -> Status:
    """Look at everything; changes nothing."""
    store = app.store
    counts = store.articles.counts()
    editions = store.editions.latest(None, _EDITIONS)
    return Status(
        sources=_sources(app),
        articles={slug: counts.get(slug, 0) for slug in app.config.section_titles()},
        unread=tuple((p.found.source, p.found.url, p.error or "", p.due) for p in store.articles.waiting()),
        rejected=tuple(store.runs.rejected()),
        readers={n.slug: store.subscribers.count(n.slug) for n in app.config.newsletter},
        editions=tuple((edition, store.ledger.books(edition.id)) for edition in editions),
        troubled=tuple((e.id, *row) for e in editions for row in store.ledger.history(e.id, _TROUBLED, limit=_ALL)),
        pings=pings(app),
        problems=tuple(standing(store.runs.problems(), look(app, now), now)),
        runs=tuple(store.runs.latest(_RUNS)),
        due=tuple(app.next_due(now)),
    )


def document(found: Status) -> dict[str, Any]:
    """For programs: JSON types only."""
    return {
        "sources": [_source(one) for one in found.sources],
        "articles": found.articles,
        "unread": [_plain({"source": s, "page": p, "why": w, "due": d}) for s, p, w, d in found.unread],
        "rejected": [_plain({"source": s, "item": i, "why": w, "at": at}) for s, i, w, at in found.rejected],
        "readers": found.readers,
        "editions": [
            _plain({"id": e.id, "state": e.state.value, "reason": e.reason, "due": e.slot.due, "audience": e.audience})
            | {"books": {state.value: count for state, count in books.items()}}
            for e, books in found.editions
        ],
        "troubled": [
            {"edition": edition, "address": address, "state": state.value, "detail": detail}
            for edition, address, state, detail in found.troubled
        ],
        "pings": [_plain(asdict(ping)) for ping in found.pings],
        "problems": [_plain(asdict(problem)) for problem in found.problems],
        "runs": [
            _plain({"kind": kind, "thing": thing, "started": started, "ended": ended, "outcome": outcome})
            for kind, thing, started, ended, outcome in found.runs
        ],
        "due": [_plain({"newsletter": slug, "slot": label, "at": at}) for slug, label, at in found.due],
    }


def _sources(app: App) -> tuple[SourceStatus, ...]:
    states = {state.url: state for state in app.store.sources.states()}
    tallies = app.store.sources.tallies()
    found = []
    for source in app.config.sources():
        state, tally = states.get(source.url, SourceState(url=source.url)), tallies.get(source.url, Tally())
        asked = asked_now(source, state, state.checked) if state.checked else source
        found.append(SourceStatus(source=source, state=state, tally=tally, why=why(asked, state, tally.waiting)))
    return tuple(found)


def _source(one: SourceStatus) -> dict[str, Any]:
    state = asdict(one.state)
    del state["memory"]  # for the collector only, and long
    told = {"kind": one.source.kind.value, "section": one.source.section, "name": one.source.name, "why": one.why}
    return _plain(told | state | asdict(one.tally))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _json(value) for key, value in row.items()}


def _json(value: Any) -> Any:
    """Moments in ISO 8601, spans in seconds."""
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else value
