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
    for one in ordered:
        if in_full or one not in well[_WELL:]:
            yield f"  {marks[one.source.url]} {one.source.url}"
            yield from _facts(one, now, in_full=in_full)
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
    outcome = state.outcome.removeprefix(f"{state.url}: ")
    if state.checked is None:
        yield "       its first check is still to come"
        return
    if state.stand_in is not None:
        yield f"       {dead_words(state)}"
    yield f"       {ago(state.checked, now)}: {outcome}"
    if state.failures:
        yield f"       last well {ago(state.succeeded, now)}"
    yield f"       next {ahead(state.due, now)}: {one.why}"
    if in_full:
        yield f"       due {when(state.due)}, checked {when(state.checked)}"
        yield f"       {one.source.kind} of {one.source.section}, shown as {one.source.name}"
    if in_full or tally.waiting:
        yield f"       {_brought(one, now)}"
    if state.moved_to:
        yield f"       moves for good to {state.moved_to}, since {when(state.moved_since)}; write that into config.toml"


def _brought(one: SourceStatus, now: datetime) -> str:
    tally = one.tally
    latest = f", the latest {ago(tally.latest, now)}" if tally.latest else ""
    waiting = f"; {counted(tally.waiting, 'page')} still to be read" if tally.waiting else ""
    return f"brought {counted(tally.stories, 'story', 'stories')}{latest}{waiting}"
