"""What is wrong now, of the facts that `facts.py` gathers: `wrongs` decides, and it is handed all that it knows.

Problems that a job meets while it works ("sending stopped", ...) begin and end in `work.py`; these here are seen from
what lies in the store and on the disk, so they also hold for what happened while no service ran.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from digest.collect.standing import has_long_failed
from digest.model import DeliveryState, Edition, EditionState, Problem, SourceState
from digest.newsletter.preflight.judge import HELD
from digest.publish.hub import PATIENT
from digest.service.facts import Facts, is_refused
from digest.service.problems import Key, Problems

LATE_AFTER = timedelta(hours=2)
#: For so long an edition that was composed late is told of, in `digest status` too.
LATE_SHOWN = timedelta(days=1)
LITTLE_SPACE = 100_000_000  #: bytes

#: What `wrongs` can tell; what of these it does not tell is well.
WATCHED = (
    "source dead",
    "edition held",
    "held by preflight",
    "late",
    "composed late",
    "mails refused",
    "missed",
    "skipped twice",
    "hub away",
    "store unwritable",
    "folder unwritable",
    "disk full",
)
_UNSENT = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.HANDED)


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
            found["source dead", source.url] = dead_words(state)
    for edition in facts.open:
        found |= _edition(edition, facts.books.get(edition.id, {}), now)
    for edition in facts.recent:
        found |= _looking_back(edition, facts, now)
    for newsletter, editions in facts.latest.items():
        if len(editions) > 1 and all(edition.state is EditionState.SKIPPED for edition in editions):
            found["skipped twice", newsletter] = f"last: {editions[0].id}: {editions[0].reason or 'no reason given'}"
    found |= {("missed", slot): why for slot, why in facts.missed.items()}
    return found | _hub(facts, now)


def standing(recorded: Collection[Problem], facts: Facts, now: datetime) -> list[Problem]:
    """What is wrong now, whether or not a service runs that recorded it; oldest first.

    Args:
        recorded: as the store has them. One that looking can judge, and finds well, is left out.
    """
    wrong = wrongs(facts, now)
    found = {key: Problem(kind=key[0], thing=key[1], detail=detail, since=now) for key, detail in wrong.items()}
    for problem in recorded:
        key = (problem.kind, problem.thing)
        if problem.ended is None and (key in wrong or not _is_well(*key, facts)):
            found[key] = replace(problem, detail=wrong.get(key, problem.detail))
    return sorted(found.values(), key=lambda p: (p.since, p.kind, p.thing))


def is_late(edition: Edition) -> bool:
    """Whether it was composed long after its time: a service was away, or a command was late."""
    return (edition.reason or "").startswith("late")


def is_dead(state: SourceState, now: datetime) -> bool:
    """Whether a source has failed so often and so long that somebody should look, also when something stands in."""
    return state.stand_in is not None or has_long_failed(state, now)


def dead_words(state: SourceState) -> str:
    """Of a source that is dead: since when, why, and who stands in."""
    dead = state.stand_in
    if dead is None:
        since = f"{state.succeeded:%Y-%m-%d %H:%M} UTC" if state.succeeded else "ever"
        return f"no answer as it should be since {since}: {state.outcome.removeprefix(f'{state.url}: ')}"
    words = "no other feed, sitemap or list of its site goes on with it; look for a new address, or take it out"
    if dead.looked is None:
        words = "its site is to be searched for what goes on with it"
    if dead.url is not None:
        line = f'`{dead.kind} = "{dead.url}"`'
        words = f"{dead.url} stands in; write {line} for its `feed` in config.toml if that is to stay"
    return f"dead since {dead.since:%Y-%m-%d %H:%M} UTC ({dead.why.removeprefix(f'{state.url}: ')}); {words}"


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
    if kind == "ids changed":
        # Its next check ends it; of a source that was taken out there is none.
        return thing not in {source.url for source, _ in facts.sources}
    return kind in WATCHED


def _hub(facts: Facts, now: datetime) -> dict[Key, str]:
    """Each hub that has been away for so long that somebody should look."""
    late = [ping for ping in facts.pings if ping.error and now - ping.since >= PATIENT]
    return {
        ("hub away", ping.hub): f"takes nothing; changes since {ping.since:%Y-%m-%d %H:%M} UTC wait: {ping.error}"
        for ping in reversed(late)
    }


def _edition(edition: Edition, books: Mapping[DeliveryState, int], now: datetime) -> dict[Key, str]:
    if edition.state is EditionState.HELD:
        if (edition.reason or "").startswith(HELD):
            # A problem of its own: who was told of the review must hear of this too.
            return {("held by preflight", edition.id): (edition.reason or "").removeprefix(f"{HELD}: ")}
        until = f"goes by itself at {edition.release:%Y-%m-%d %H:%M} UTC" if edition.release else "waits for a person"
        return {("edition held", edition.id): f"{edition.reason or 'for review'}; {until}"}
    start = _start(edition)
    if now - start > LATE_AFTER and any(books.get(state) for state in _UNSENT):
        return {("late", edition.id): f"could go at {start:%Y-%m-%d %H:%M} UTC and is not through"}
    return {}


def _start(edition: Edition) -> datetime:
    """Since when an edition can be sent."""
    if is_late(edition):
        return edition.composed
    if edition.reason:
        # It was held, and let go at any time; sending it can only begin then.
        return edition.changed or edition.release or edition.slot.due
    return edition.slot.due


def _looking_back(edition: Edition, facts: Facts, now: datetime) -> dict[Key, str]:
    """What went wrong with an edition that may be through."""
    found: dict[Key, str] = {}
    if is_late(edition) and now - edition.composed <= LATE_SHOWN:
        found["composed late", edition.id] = edition.reason or "late"
    books = facts.books.get(edition.id, {})
    if is_refused(books):
        failed, accepted = books.get(DeliveryState.FAILED, 0), books.get(DeliveryState.ACCEPTED, 0)
        answer = facts.answers.get(edition.id, "it said nothing")
        found["mails refused", edition.id] = f"{failed} refused, {accepted} accepted; one answer: {answer}"
    return found
