"""How sources stand, for people: how many are well, then those that are not, then the others in a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from digest.commands.status import SourceStatus
from digest.commands.times import ago, ahead, when
from digest.service.watch import dead_words, is_dead
from digest.words import counted

_WELL = 20  #: sources that are well and shown, the next due first
_FEW = 5  #: with more that are well, each has one line
_ILL = 10  #: sources that are not well and told of in more than a line
_NAMES = {"FAIL": "failing", "DEAD": "dead", "away": "with a stand-in", "new ": "never asked", "ok  ": "well"}


def source_lines(sources: Sequence[SourceStatus], now: datetime, *, in_full: bool = False) -> Iterator[str]:
    """The sources, those first that somebody should look at.

    Args:
        sources: which.
        now: the present.
        in_full: whether those that are well are told of in full as well, and all of them.
    """
    marks = {one.source.url: _mark(one, now) for one in sources}
    counts = Counter(marks.values())
    summary = ", ".join(f"{counts[mark]} {name}" for mark, name in _NAMES.items() if counts[mark])
    yield f"SOURCES  {summary or 'none'}"
    ordered = sorted(sources, key=lambda one: (list(_NAMES).index(marks[one.source.url]), one.state.due or now))
    well = [one for one in ordered if marks[one.source.url] == "ok  "]
    ill = [one for one in ordered if marks[one.source.url] != "ok  "]
    for one in ill if in_full else ill[:_ILL]:
        yield f"  {marks[one.source.url]} {one.source.url}"
        yield from _facts(one, now, in_full=in_full)
    for one in [] if in_full else ill[_ILL:]:
        yield f"  {marks[one.source.url]} {one.source.url}: {_outcome(one)}"
    for one in well if in_full else well[:_WELL]:
        if in_full or len(well) <= _FEW or one.tally.waiting or one.state.moved_to:
            yield f"  ok   {one.source.url}"
            yield from _facts(one, now, in_full=in_full)
        else:
            yield f"  ok   {one.source.url}  next {ahead(one.state.due, now)}"
    if len(well) > _WELL and not in_full:
        yield f"  and {len(well) - _WELL} more that are well: digest status WORD shows those with it in their address"


def _mark(one: SourceStatus, now: datetime) -> str:
    if one.state.stand_in and one.state.stand_in.url:
        return "away"
    if one.state.failures:
        return "DEAD" if is_dead(one.state, now) else "FAIL"
    return "ok  " if one.state.checked else "new "


def _facts(one: SourceStatus, now: datetime, *, in_full: bool) -> Iterator[str]:
    state, tally = one.state, one.tally
    if state.checked is None:
        yield f"       {_outcome(one)}"
        return
    dead = state.stand_in
    if dead is not None and in_full:
        yield f"       {dead_words(state)}"
    elif dead is not None and dead.url is not None:
        yield f"       {dead.url} stands in"  # the problems above have the rest
    if dead is None or not in_full or dead.why != state.outcome:
        yield f"       {ago(state.checked, now)}: {_outcome(one)}"
    if state.failures:
        yield f"       {f'last well {ago(state.succeeded, now)}' if state.succeeded else 'never well so far'}"
    yield f"       next {ahead(state.due, now)}: {one.why}"
    if in_full:
        yield f"       due {when(state.due)}, checked {when(state.checked)}"
        yield f"       {one.source.kind} of {one.source.section}, shown as {one.source.name}"
    if in_full or tally.waiting:
        yield f"       {_brought(one, now)}"
    if state.moved_to:
        yield f"       moves for good to {state.moved_to}, since {when(state.moved_since)}; write that into config.toml"


def _outcome(one: SourceStatus) -> str:
    """What came of its last check, without its address."""
    if one.state.checked is None:
        return "its first check is still to come"
    return one.state.outcome.removeprefix(f"{one.state.url}: ")


def _brought(one: SourceStatus, now: datetime) -> str:
    tally = one.tally
    latest = f", the latest {ago(tally.latest, now)}" if tally.latest else ""
    waiting = f"; {counted(tally.waiting, 'page')} still to be read" if tally.waiting else ""
    return f"brought {counted(tally.stories, 'story', 'stories')}{latest}{waiting}"
