"""Sitemaps and news sitemaps → the addresses they name; an index is followed to the sitemaps it names.

Source: sitemaps.org, protocol 0.9 (XML, text, gzip, index), and Google's news extension 0.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from digest.collect.guard import guarded
from digest.collect.harvest import Gathered, Harvest
from digest.collect.identity.urls import article_key, canonical, is_same_site
from digest.collect.listings.page import spoken
from digest.collect.listings.sitemap_file import MOST, Entry, Map
from digest.collect.net.fetch import Answer, Request, Response
from digest.collect.reach import Reach
from digest.collect.text import sanitise
from digest.errors import SourceError
from digest.model import Found, Source, Visited

_MAPS = 50  #: sitemaps of one source in one look, the newest first
_DEPTH = 2  #: an index, and an index in it
_TRUSTED = timedelta(days=1)  #: for so long what an index says of a file is believed: that it has not changed
_UNCHANGED = 304
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def articles(answer: Response, source: Source, reach: Reach) -> Harvest:
    """The articles that a sitemap names, newest first; each is a story whose page is still to be read.

    A news sitemap gives titles, dates, languages and keywords; another one the date of the last change, and titles are
    made of addresses until the pages are read. At most 50,000 addresses of the source's own site; of an index the 50
    newest sitemaps, also those of an index in the index, and only those that have changed since they were last read. A
    robots.txt is an index of the sitemaps that it names. One that cannot be read costs itself only.

    Raises:
        PageUnreadable: it is no sitemap.
        SourceError: an index, of whose sitemaps not one can be read; the first one's reason.
    """
    top = _opened(answer)
    if not top.is_index:
        return _harvest(top.entries, source, answer.url)
    branches = _Branches(answer.url, reach)
    branches.follow(top)
    if branches.failures and not branches.visited:
        raise branches.failures[0][1]
    failures = [(url, str(error)) for url, error in branches.failures]
    harvest = _harvest(branches.entries, source, answer.url, failures)
    return Gathered(found=harvest.found, rejected=harvest.rejected, visited=tuple(branches.visited))


class _Branches:
    """The sitemaps of an index, read one level after the other."""

    def __init__(self, url: str, reach: Reach) -> None:
        self.entries: list[Entry] = []
        self.failures: list[tuple[str, SourceError]] = []
        self.visited: list[Visited] = []  #: all that were read, now or before
        self._url = url
        self._reach = reach
        self._before = {one.url: one for one in reach.visited}

    def follow(self, index: Map) -> None:
        """Read what has changed of the index, and of those in it."""
        asked = {self._url}
        level = list(index.entries)
        for _ in range(_DEPTH):
            named = {one.address: one for one in reversed(_first(level)) if is_same_site(one.address, self._url)}
            wanted = [one for url, one in reversed(named.items()) if url not in asked][: _MAPS + 1 - len(asked)]
            asked.update(one.address for one in wanted)
            level = self._level(wanted)

    def _level(self, wanted: list[Entry]) -> list[Entry]:
        """Read these; what the indexes among them name."""
        asked = [one for one in wanted if not self._is_unchanged(one)]
        requests = [self._request(one) for one in asked]
        # In the order of the index, not of the answers: the same input gives the same result.
        answers = {request.url: answer for request, answer in self._reach.fetch(requests)}
        inner: list[Entry] = []
        for one in wanted:
            if len(self.entries) >= MOST:
                break  # the rest has its turn at the next look, when these are known
            before = self._before.get(one.address)
            if one not in asked and before is not None:
                self.visited.append(before)
            elif one.address in answers:
                inner += self._taken(one, answers[one.address])
        return inner

    def _taken(self, one: Entry, answer: Answer) -> list[Entry]:
        """Keep what the answer holds; what it names, when it is an index."""
        try:
            found = _opened(answer)
        except SourceError as error:
            self.failures.append((one.address, error))
            return []
        assert isinstance(answer, Response)
        # An index is read again each time: what is in it changes without it.
        etag, last_modified = (None, None) if found.is_index else (answer.etag, answer.last_modified)
        changed = None if found.is_index else one.date
        self.visited.append(
            Visited(url=one.address, changed=changed, at=self._reach.now, etag=etag, last_modified=last_modified)
        )
        if found.is_index:
            return list(found.entries)
        self.entries += found.entries[: MOST - len(self.entries)]
        return []

    def _is_unchanged(self, one: Entry) -> bool:
        before = self._before.get(one.address)
        if before is None or one.date is None or one.date != before.changed:
            return False
        # A file of the day it was read may have changed on that day again.
        return one.date < before.at - _TRUSTED and self._reach.now - before.at < _TRUSTED

    def _request(self, one: Entry) -> Request:
        before = self._before.get(one.address)
        if before is None:
            return Request(url=one.address)
        return Request(url=one.address, etag=before.etag, last_modified=before.last_modified)


def _opened(answer: Answer) -> Map:
    if isinstance(answer, SourceError):
        raise answer
    if answer.status == _UNCHANGED:
        return Map(is_index=False, entries=())
    return guarded.sitemap(answer.body, url=answer.url, content_type=answer.content_type)


def _harvest(
    entries: Iterable[Entry],
    source: Source,
    url: str,
    failures: Iterable[tuple[str, str]] = (),
) -> Harvest:
    found: dict[str, Found] = {}
    rejected = list(failures)
    for entry in _newest(entries)[:MOST]:
        try:
            one = _found(entry, source, url)
            found.setdefault(article_key(one.url), one)
        except ValueError as error:
            rejected.append((entry.address, str(error)))
    return Harvest(found=tuple(found.values()), rejected=tuple(rejected))


def _found(entry: Entry, source: Source, url: str) -> Found:
    address = canonical(entry.address)
    if not (is_same_site(address, url) or is_same_site(address, source.url)):
        raise ValueError("it lies on another site than the sitemap that names it")
    return Found(
        source=source.url,
        url=address,
        section=source.section,
        title=entry.title or spoken(address),
        language=sanitise.language(entry.language),
        published=entry.date,
        tags=tuple(filter(None, map(sanitise.line, entry.keywords[:5_000].split(",")))),
        complete=False,
    )


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    """Latest date first; those without a date last, in their order."""
    return sorted(entries, key=lambda entry: entry.date or _LONG_AGO, reverse=True)


def _first(entries: Iterable[Entry]) -> list[Entry]:
    """The sitemaps to read first: those of news, then the newest."""
    return sorted(_newest(entries), key=lambda entry: "news" not in entry.address.lower())
