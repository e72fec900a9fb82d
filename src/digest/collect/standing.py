"""What is remembered of a source after a check: when to ask again, where, and with which validators."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.collect import interval
from digest.collect.fetch import Response
from digest.collect.harvest import Gathered, Harvest
from digest.errors import FetchFailed, SourceError
from digest.model import Source, SourceKind, SourceState

_GONE = 410
#: How long a source that says that it is gone for good is not asked.
_GONE_FOR = timedelta(days=30)
#: Failures in a row that the operator is told of; a source that is gone needs no more of them.
_DEAD_FAILURES = 3
#: How long a permanent redirect must last before its target is asked instead.
_WATCHED = timedelta(days=7)


def succeeded(
    state: SourceState, source: Source, answer: Response | None, harvest: Harvest | None, now: datetime, outcome: str
) -> SourceState:
    """The state after a check that brought what it should.

    Args:
        state: before it.
        source: which.
        answer: what it answered; None for a folder.
        harvest: what was in it; None when it was not modified.
        now: when.
        outcome: in words.
    """
    moved_to, moved_since = moved(state, source, answer, now)
    known = interval.Rhythm(pace=state.pace, newest=state.newest, ttl=state.ttl, skip_hours=state.skip_hours)
    validators, due = (state.etag, state.last_modified), now + source.every
    if answer is not None:
        if harvest is not None:
            # Validators of an index say nothing of the sitemaps that it names.
            validators = (None, None) if isinstance(harvest, Gathered) else (answer.etag, answer.last_modified)
            known = _rhythm(source, answer, harvest, now)
        due = interval.due(source.url, source.every, known, interval.max_age(answer.cache_control), now)
    return replace(
        state,
        etag=validators[0],
        last_modified=validators[1],
        checked=now,
        succeeded=now,
        due=due,
        failures=0,
        outcome=outcome,
        moved_to=moved_to,
        moved_since=moved_since,
        pace=known.pace,
        newest=known.newest,
        ttl=known.ttl,
        skip_hours=known.skip_hours,
    )


def failed(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    """The state after a check that failed: the wait doubles, up to a day, or is as long as the server asks for.

    An address that has moved is asked where it was again. One that is gone for good (410) is left alone for 30 days.
    """
    if address(state, source, now) != source.url:
        state = replace(state, moved_to=None, moved_since=None)
    elif isinstance(error, FetchFailed) and error.status == _GONE:
        gone = f"{source.url}: gone; it says that it is for good (410), so it is not asked for {_GONE_FOR.days} days"
        failures = max(state.failures + 1, _DEAD_FAILURES)
        return replace(state, checked=now, due=now + _GONE_FOR, failures=failures, outcome=gone)
    wait = min(source.every * (1 << min(state.failures, 10)), max(source.every, timedelta(days=1)))
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        wait = max(wait, timedelta(seconds=asked))
    return replace(state, checked=now, due=now + wait, failures=state.failures + 1, outcome=str(error))


def address(state: SourceState, source: Source, now: datetime) -> str:
    """Where to ask for a source: where it has moved to for good when that has lasted for seven days, else its own."""
    if state.moved_to and state.moved_since is not None and now - state.moved_since >= _WATCHED:
        return state.moved_to
    return source.url


def moved(
    state: SourceState, source: Source, answer: Response | None, now: datetime
) -> tuple[str | None, datetime | None]:
    """Where a source's address permanently redirects to, and since when; it counts anew when the target changes."""
    if answer is None:
        return state.moved_to, state.moved_since
    target = answer.permanent_url
    if target is None and answer.asked != source.url:
        target = state.moved_to  # it was asked there, and has stayed
    if target is None or target == source.url:
        return None, None
    return (target, state.moved_since) if target == state.moved_to else (target, now)


def _rhythm(source: Source, answer: Response, harvest: Harvest, now: datetime) -> interval.Rhythm:
    body = answer.body if source.kind is SourceKind.FEED else b""
    dates = [*(found.published for found in harvest.found), *harvest.same_published]
    return interval.rhythm(dates, body, now)
