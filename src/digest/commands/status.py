"""How things stand: what `digest status` tells, as one value for people and for programs (promise 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.app import App, balance
from digest.model import DeliveryState, Edition, Problem, SourceState
from digest.service.facts import look
from digest.service.watch import standing
from digest.words import counted

_SHOWN = 10  #: failing pages, rejected items and deliveries that people are shown; --json has more
_ALL = 1000  #: deliveries of an edition that --json has
_RUNS, _OF_A_KIND = 60, 3  #: runs in --json; of each kind, for people
_TROUBLED = (DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything that `digest status` tells."""

    sources: tuple[SourceState, ...]
    articles: dict[str, int]  #: by section
    unread: tuple[tuple[str, str, str, datetime | None], ...]  #: (source, page, why, next try)
    rejected: tuple[tuple[str, str, str, datetime], ...]  #: (source, item, why, when)
    readers: dict[str, int]  #: active subscribers by newsletter
    editions: tuple[tuple[Edition, dict[DeliveryState, int]], ...]
    troubled: tuple[tuple[str, str, DeliveryState, str], ...]  #: (edition, address, state, the server's words)
    problems: tuple[Problem, ...]  #: as they are now, whether or not a service runs
    runs: tuple[tuple[str, str, datetime, datetime, str], ...]  #: (kind, thing, started, ended, outcome)
    due: tuple[tuple[str, str, datetime], ...]  #: (newsletter, slot, when)


def status(app: App, now: datetime) -> Status:
    """Look at everything; changes nothing."""
    store = app.store
    counts = store.articles.counts()
    editions = store.editions.latest(None, _SHOWN)
    return Status(
        sources=tuple(store.sources.state(source.url) for source in app.config.sources()),
        articles={slug: counts.get(slug, 0) for slug in app.config.section_titles()},
        unread=tuple((p.found.source, p.found.url, p.error or "", p.due) for p in store.articles.waiting()),
        rejected=tuple(store.runs.rejected()),
        readers={n.slug: store.subscribers.count(n.slug) for n in app.config.newsletter},
        editions=tuple((edition, store.ledger.books(edition.id)) for edition in editions),
        troubled=tuple((e.id, *row) for e in editions for row in store.ledger.history(e.id, _TROUBLED, limit=_ALL)),
        problems=tuple(standing(store.runs.problems(), look(app, now), now)),
        runs=tuple(store.runs.latest(_RUNS)),
        due=tuple(app.next_due(now)),
    )


def lines(found: Status, now: datetime) -> Iterator[str]:
    """For people: short, the failing things first in each part."""
    yield from _problems(found)
    yield f"Sources ({len(found.sources)})"
    for state in sorted(found.sources, key=lambda state: -state.failures):
        mark = "FAIL" if state.failures else "ok  " if state.checked else "new "
        yield f"  {mark} {state.url}"
        outcome = state.outcome.removeprefix(f"{state.url}: ")
        yield f"       {_ago(state.checked, now)}: {outcome}; next {_when(state.due)}"
    yield from _failures(found)
    yield "Articles"
    yield from (f"  {count:>6} {slug}" for slug, count in found.articles.items())
    yield "Newsletters"
    for slug, label, _ in found.due:
        yield f"  {slug}: {counted(found.readers.get(slug, 0), 'reader')}, next edition {label}"
    yield "Editions"
    for edition, books in found.editions:
        why = f" ({edition.reason})" if edition.reason else ""
        yield f"  {edition.id}  {edition.state}{why}  {balance(books)}"
    yield from () if found.editions else ("  none yet",)
    yield from _deliveries(found)
    yield "Last runs"
    shown: Counter[str] = Counter()
    for kind, thing, started, _, outcome in found.runs:
        shown[kind] += 1
        if shown[kind] <= _OF_A_KIND:
            yield f"  {_when(started)}  {kind:<8} {thing}: {outcome}"


def document(found: Status) -> dict[str, Any]:
    """For programs: JSON types only."""
    return {
        "sources": [_plain(asdict(state)) for state in found.sources],
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
        "problems": [_plain(asdict(problem)) for problem in found.problems],
        "runs": [
            _plain({"kind": kind, "thing": thing, "started": started, "ended": ended, "outcome": outcome})
            for kind, thing, started, ended, outcome in found.runs
        ],
        "due": [_plain({"newsletter": slug, "slot": label, "at": at}) for slug, label, at in found.due],
    }


def _problems(found: Status) -> Iterator[str]:
    if found.problems:
        yield "PROBLEMS"
        for problem in found.problems:
            yield f"  {problem.kind}: {problem.thing}: {problem.detail} (since {_when(problem.since)})"


def _failures(found: Status) -> Iterator[str]:
    if found.unread:
        yield f"Pages that could not be read ({len(found.unread)})"
        for _, page, why, due in found.unread[:_SHOWN]:
            yield f"  {why if why.startswith(page) else f'{page}: {why}'}; next try {_when(due)}"
        yield from _more(len(found.unread))
    if found.rejected:
        yield f"Items that could not be taken ({len(found.rejected)})"
        for source, item, why, _ in found.rejected[:_SHOWN]:
            yield f"  {source}: {item}: {why}"
        yield from _more(len(found.rejected))


def _deliveries(found: Status) -> Iterator[str]:
    if found.troubled:
        yield f"Mails that did not arrive ({len(found.troubled)})"
        for edition, address, state, detail in found.troubled[:_SHOWN]:
            yield f"  {edition}  {state}: {address}: {detail}"
        yield from _more(len(found.troubled))


def _more(count: int) -> Iterator[str]:
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} more: digest status --json has them all"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _json(value) for key, value in row.items()}


def _json(value: Any) -> Any:
    """Moments in ISO 8601, spans in seconds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else value


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "at once"


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "not yet"
    minutes = int((now - moment).total_seconds() // 60)
    for size, name in ((1440, "d"), (60, "h")):
        if minutes >= size:
            return f"{minutes // size} {name} ago"
    return f"{minutes} min ago" if minutes > 0 else "just now"
