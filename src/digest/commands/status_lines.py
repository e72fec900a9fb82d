"""`digest status` for people: what is wrong first, then a line or two for each thing."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from digest.app import balance
from digest.commands.edition_lines import why_so
from digest.commands.source_lines import source_lines
from digest.commands.status import SourceStatus, Status
from digest.commands.times import when
from digest.words import counted

_SHOWN = 10  #: failing pages, rejected items and deliveries; --json has more
_OF_A_KIND = 3  #: runs
_SECTIONS = 20
_HEADING = re.compile(r"\S.*")
_MARK = re.compile(r"  (FAIL|DEAD|away|new |ok  )(?= )")
_COLOURS = {"FAIL": 31, "DEAD": 31, "away": 33, "new ": 36, "ok  ": 32}


def lines(found: Status, now: datetime, wanted: str = "") -> Iterator[str]:
    """What there is to tell; each line is one fact, as long as it needs to be (see `fitted`).

    Args:
        found: all that is known.
        now: the present.
        wanted: only the sources that have this in their address, name or section, in full; "" for everything.
    """
    if wanted:
        yield from source_lines(meant(found, wanted), now, in_full=True)
        return
    yield from _problems(found, now)
    yield from source_lines(found.sources, now)
    yield from _failures(found)
    yield from _articles(found)
    yield from _pings(found)
    yield "NEWSLETTERS"
    for slug, label, _ in found.due:
        yield f"  {slug}: {counted(found.readers.get(slug, 0), 'reader')}, next edition {label}"
    yield "EDITIONS"
    for edition, books in found.editions:
        why = f" ({reason})" if (reason := why_so(edition)) else ""
        yield f"  {edition.id}  {edition.state}{why}  {balance(books)}"
    yield from () if found.editions else ("  none yet",)
    yield from _deliveries(found)
    yield from _runs(found)


def shown(told: Iterable[str]) -> Iterator[str]:
    """The same as standard output likes it: fitted and in colours on a terminal, plain for other programs."""
    if not sys.stdout.isatty():
        return iter(told)
    whole = fitted(told, shutil.get_terminal_size().columns)
    return whole if os.environ.get("NO_COLOR") else painted(whole)


def fitted(told: Iterable[str], width: int) -> Iterator[str]:
    """The same for a terminal: lines that are too long go on in the next one, further in."""
    for line in told:
        indent = len(line) - len(line.lstrip()) + 4
        yield from textwrap.wrap(
            line, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
        ) or [""]


def painted(told: Iterable[str]) -> Iterator[str]:
    """The same with headings in bold, and marks in the colours of a traffic light."""
    for line in told:
        if _HEADING.match(line):
            heading, gap, rest = line.partition("  ")
            yield f"\x1b[1m{heading}\x1b[0m{gap}{rest}"
        else:
            yield _MARK.sub(lambda mark: f"  \x1b[{_COLOURS[mark[1]]}m{mark[1]}\x1b[0m", line, count=1)


def meant(found: Status, wanted: str) -> list[SourceStatus]:
    """The sources that have this in their address, name or section, in whatever case."""

    def told(one: SourceStatus) -> str:
        return f"{one.source.url}\n{one.source.name}\n{one.source.section}".casefold()

    return [one for one in found.sources if wanted.casefold() in told(one)]


def _problems(found: Status, now: datetime) -> Iterator[str]:
    if found.problems:
        yield "PROBLEMS"
        for problem in found.problems:
            # Since when is only known of what a service has seen; the others begin as we look.
            since = f" (since {when(problem.since)})" if problem.since < now else ""
            yield f"  {problem.kind}: {problem.thing}: {problem.detail}{since}"


def _articles(found: Status) -> Iterator[str]:
    yield f"ARTICLES  {sum(found.articles.values()):,}"
    yield from (f"  {count:>6,} {slug}" for slug, count in list(found.articles.items())[:_SECTIONS])
    left = list(found.articles.values())[_SECTIONS:]
    if left:
        yield f"  {sum(left):>6,} in {counted(len(left), 'more section')}"


def _failures(found: Status) -> Iterator[str]:
    if found.unread:
        yield f"PAGES THAT COULD NOT BE READ  {len(found.unread)}"
        for _, page, why, due in found.unread[:_SHOWN]:
            yield f"  {why if why.startswith(page) else f'{page}: {why}'}; next try {when(due)}"
        yield from _more(len(found.unread))
    if found.rejected:
        yield f"ITEMS THAT COULD NOT BE TAKEN  {len(found.rejected)}"
        for source, item, why, _ in found.rejected[:_SHOWN]:
            yield f"  {source}: {item}: {why}"
        yield from _more(len(found.rejected))


def _pings(found: Status) -> Iterator[str]:
    if found.pings:
        yield f"CHANGES THAT THE HUB IS TO BE TOLD  {len(found.pings)}"
        for ping in found.pings[:_SHOWN]:
            why = f"{ping.error}; next try {when(ping.due)}" if ping.error else f"due {when(ping.due)}"
            yield f"  {ping.topic}: since {when(ping.since)}; {why}"
        yield from _more(len(found.pings))


def _deliveries(found: Status) -> Iterator[str]:
    if found.troubled:
        yield f"MAILS THAT DID NOT ARRIVE  {len(found.troubled)}"
        for edition, address, state, detail in found.troubled[:_SHOWN]:
            yield f"  {edition}  {state}: {address}: {detail}"
        yield from _more(len(found.troubled))


def _runs(found: Status) -> Iterator[str]:
    yield "LAST RUNS"
    shown: Counter[str] = Counter()
    for kind, thing, started, _, outcome in found.runs:
        shown[kind] += 1
        if shown[kind] <= _OF_A_KIND:
            yield f"  {when(started)}  {kind:<9} {thing}: {outcome}"


def _more(count: int) -> Iterator[str]:
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} more: digest status --json has them all"
