"""What is remembered of a source after a check: when to ask again, where, and with which validators.

A feed that is dead is asked once a day; between, what stands in for it is asked (stand_in.py finds that).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.collect import interval
from digest.collect.harvest import Gathered, Harvest
from digest.collect.net.fetch import Request, Response
from digest.errors import FeedUnreadable, FetchFailed, SourceError
from digest.model import Source, SourceKind, SourceState, StandIn

_GONE = 410
_NOT_FOUND = 404
#: How long a source that says that it is gone for good is not asked.
_GONE_FOR = timedelta(days=30)
#: Failures in a row that the operator is told of; a source that is gone needs no more of them.
DEAD_FAILURES = 3
#: For so long a source must have failed that may only be out of order.
DEAD_AFTER = timedelta(days=1)
#: How often a dead feed itself is asked while something stands in for it.
_RETRIED = timedelta(days=1)
#: How long a permanent redirect must last before its target is asked instead.
_WATCHED = timedelta(days=7)


def request(source: Source, state: SourceState, now: datetime) -> Request:
    """What to ask for a source now; its tag is the source, or what stands in for it."""
    asked = asked_now(source, state, now)
    if asked.via and state.stand_in:
        etag, last_modified = state.stand_in.etag, state.stand_in.last_modified
    else:
        etag, last_modified = state.etag, state.last_modified
    return Request(url=address(state, asked, now), etag=etag, last_modified=last_modified, tag=asked)


def asked_now(source: Source, state: SourceState, now: datetime) -> Source:
    """The source; or, while it is dead, what stands in for it: in its place and section, with its rights."""
    dead = state.stand_in
    if dead is None or dead.url is None or dead.kind is None or now - dead.tried >= _RETRIED:
        return source
    return replace(source, kind=dead.kind, via=dead.url, selector=None)


def succeeded(
    state: SourceState, source: Source, answer: Response, harvest: Harvest | None, now: datetime, outcome: str
) -> SourceState:
    """The state after a check that brought what it should.

    Args:
        state: before it.
        source: which.
        answer: what it answered.
        harvest: what was in it; None when it was not modified.
        now: when.
        outcome: in words.
    """
    moved_to, moved_since = moved(state, source, answer, now)
    known = interval.Rhythm(pace=state.pace, newest=state.newest, ttl=state.ttl, skip_hours=state.skip_hours)
    if source.via is None and state.stand_in is not None:
        state = replace(state, stand_in=None, memory=())  # it is back
    if harvest is not None:
        state = _with_validators(state, source, answer, harvest)
        known = _rhythm(source, answer, harvest, now) or known
    due = now + source.every
    if source.kind is not SourceKind.FOLDER:
        due = interval.due(source.url, source.every, known, interval.max_age(answer.cache_control), now)
    return replace(
        state,
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


def _with_validators(state: SourceState, source: Source, answer: Response, harvest: Harvest) -> SourceState:
    """The same with what to send back next time, to the address that answered."""
    etag, last_modified = answer.etag, answer.last_modified
    if isinstance(harvest, Gathered):
        # Validators of an index say nothing of the sitemaps that it names; each of those has its own.
        etag, last_modified = None, None
        state = replace(state, memory=harvest.visited)
    if source.via is not None and state.stand_in is not None:
        return replace(state, stand_in=replace(state.stand_in, etag=etag, last_modified=last_modified))
    return replace(state, etag=etag, last_modified=last_modified)


def failed(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    """The state after a check that failed: the wait doubles, up to a day, or is as long as the server asks for.

    An address that has moved is asked where it was again. One that is gone for good (410) is left alone for 30 days. A
    feed that is dead is marked so, for stand_in.py; what stands in and fails three times itself is given up.
    """
    if source.via is not None:
        return _stand_in_failed(state, source, error, now)
    if state.stand_in is not None and state.stand_in.url is not None:
        # Still dead: what stands in is asked at once.
        return replace(state, due=now, stand_in=replace(state.stand_in, tried=now))
    if address(state, source, now) != source.url:
        state = replace(state, moved_to=None, moved_since=None)
    elif isinstance(error, FetchFailed) and error.status == _GONE:
        gone = f"{source.url}: gone; it says that it is for good (410), so it is not asked for {_GONE_FOR.days} days"
        failures = max(state.failures + 1, DEAD_FAILURES)
        state = replace(state, checked=now, due=now + _GONE_FOR, failures=failures, outcome=gone)
        return _marked(state, source, error, now)
    return _marked(_waiting(state, source, error, now), source, error, now)


def _waiting(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    wait = patience(source, state.failures)
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        wait = max(wait, timedelta(seconds=asked))
    return replace(state, checked=now, due=now + wait, failures=state.failures + 1, outcome=str(error))


def patience(source: Source, failures: int) -> timedelta:
    """How long to wait after a failure when there were so many in a row before it."""
    return min(source.every * (1 << min(failures, 10)), max(source.every, timedelta(days=1)))


def is_gone(state: SourceState) -> bool:
    """Whether a source said that it is gone for good, and is left alone."""
    return bool(state.failures and state.due and state.checked and state.due - state.checked >= _GONE_FOR)


def _stand_in_failed(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    after = _waiting(state, source, error, now)
    if after.failures < DEAD_FAILURES or state.stand_in is None:
        return after
    # Nobody stands in any more; the site is searched anew at once.
    nobody = replace(state.stand_in, kind=None, url=None, looked=None, etag=None, last_modified=None)
    return replace(after, stand_in=nobody, memory=())


def _marked(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    """The same with a feed that is dead marked as such; `state` counts the failure."""
    if source.kind is not SourceKind.FEED or not _is_dead(state, error, now):
        return state
    if state.stand_in is not None:
        return replace(state, stand_in=replace(state.stand_in, tried=now))
    dead = StandIn(since=state.succeeded or now, why=state.outcome, tried=now, floor=state.newest or state.succeeded)
    return replace(state, stand_in=dead)


def _is_dead(state: SourceState, error: SourceError, now: datetime) -> bool:
    """Whether a feed has gone: it says so, it is not there, or something else is; or it was silent for a day."""
    if state.failures < DEAD_FAILURES:
        return False
    has_gone = isinstance(error, FetchFailed) and error.status in (_GONE, _NOT_FOUND)
    return has_gone or isinstance(error, FeedUnreadable) or has_long_failed(state, now)


def has_long_failed(state: SourceState, now: datetime) -> bool:
    """Whether a source has failed so often and so long that somebody should look."""
    return state.failures >= DEAD_FAILURES and (state.succeeded is None or now - state.succeeded > DEAD_AFTER)


def address(state: SourceState, source: Source, now: datetime) -> str:
    """Where to ask for a source: where it has moved to for good when that has lasted for seven days, else its own."""
    if source.via is not None:
        return source.via
    if state.moved_to and state.moved_since is not None and now - state.moved_since >= _WATCHED:
        return state.moved_to
    return source.url


def moved(state: SourceState, source: Source, answer: Response, now: datetime) -> tuple[str | None, datetime | None]:
    """Where a source's address permanently redirects to, and since when; it counts anew when the target changes."""
    if source.via is not None:
        return state.moved_to, state.moved_since
    target = answer.permanent_url
    if target is None and answer.asked != source.url:
        target = state.moved_to  # it was asked there, and has stayed
    if target is None or target == source.url:
        return None, None
    return (target, state.moved_since) if target == state.moved_to else (target, now)


def _rhythm(source: Source, answer: Response, harvest: Harvest, now: datetime) -> interval.Rhythm | None:
    """What the harvest says of the source's pace; None when that is nothing."""
    if isinstance(harvest, Gathered) and not harvest.found:
        return None
    body = answer.body if source.kind is SourceKind.FEED else b""
    dates = [*(found.published for found in harvest.found), *harvest.same_published]
    return interval.rhythm(dates, body, now)
