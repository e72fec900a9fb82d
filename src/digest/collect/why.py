"""Why a source is asked again when it is: the words for what standing.py and interval.py decided. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.collect import interval
from digest.collect.interval import Rhythm
from digest.collect.standing import is_gone, patience
from digest.model import Source, SourceKind, SourceState
from digest.words import counted, spanned

_SLACK = timedelta(minutes=1)  #: moments are stored to the second


def why(source: Source, state: SourceState, waiting: int) -> str:
    """Why `state.due` is when it is.

    Args:
        source: which.
        state: after its last check.
        waiting: pages of it that are still to be read.
    """
    if state.checked is None or state.due is None:
        return "it was never asked"
    if state.failures:
        return _after_failures(source, state, state.due - state.checked)
    if source.kind is SourceKind.FOLDER:
        return f"a folder is looked into every {spanned(source.every)}"
    plain = _due(source, state, state.checked)
    if waiting and state.due < plain - _SLACK:
        return f"{counted(waiting, 'page')} of it {'waits' if waiting == 1 else 'wait'} to be read"
    return _as_asked(source, state, state.checked, state.due) or _learnt(source, state, state.checked)


def _after_failures(source: Source, state: SourceState, wait: timedelta) -> str:
    if is_gone(state):
        return f"it says that it is gone for good (410), so it is left alone for {spanned(wait)}"
    own = patience(source, state.failures - 1)
    if wait > own + _SLACK:
        return "its server asks for so much patience (Retry-After)"
    return f"after {counted(state.failures, 'failure')} in a row; the wait doubles, up to a day"


def _due(
    source: Source, state: SourceState, checked: datetime, *, asked: bool = False, skipped: bool = False
) -> datetime:
    known = Rhythm(
        pace=state.pace,
        newest=state.newest,
        ttl=state.ttl if asked else None,
        skip_hours=state.skip_hours if skipped else (),
    )
    return interval.due(source.url, source.every, known, None, checked)


def _as_asked(source: Source, state: SourceState, checked: datetime, due: datetime) -> str:
    """What the source itself asks for, when that makes the wait longer."""
    if due <= _due(source, state, checked) + _SLACK:
        return ""
    if due <= _due(source, state, checked, asked=True) + _SLACK:
        return f"it asks for {spanned(state.ttl or due - checked)} between two checks (ttl)"
    if due <= _due(source, state, checked, asked=True, skipped=True) + _SLACK:
        return "it does not want to be asked in the hours before (skipHours)"
    return "its server says that the answer holds so long (Cache-Control)"


def _learnt(source: Source, state: SourceState, checked: datetime) -> str:
    if state.pace is None or state.newest is None:
        # A listing page never gives any.
        return f"every {spanned(source.every)}, as it gives too few dates to learn its pace"
    silence = checked - state.newest
    pace = f"something new each {spanned(state.pace)}"
    if silence > state.pace:
        pace = f"nothing new for {spanned(silence)}"
    wait = interval.wait(source.every, Rhythm(pace=state.pace, newest=state.newest), None, checked)
    bounds = {
        interval.shortest(source.every): "as often as `every` allows",
        interval.longest(source.every): "at least so",
    }
    return ", ".join(filter(None, [pace, bounds.get(wait, "")]))
