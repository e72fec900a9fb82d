"""Sitemaps and news sitemaps → the addresses they name; an index is followed to the sitemaps it names.

Source: sitemaps.org, protocol 0.9 (XML, text, gzip, index), and Google's news extension 0.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from digest.collect import guarded, sanitise
from digest.collect.fetch import Answer, Fetch, Request, Response
from digest.collect.harvest import Gathered, Harvest
from digest.collect.page import spoken
from digest.collect.sitemap_file import MOST, Entry, Map
from digest.collect.urls import article_key, canonical, is_same_site
from digest.errors import SourceError
from digest.model import Found, Source

_MAPS = 50  #: sitemaps of one source in one look, the newest first
_DEPTH = 2  #: an index, and an index in it
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def articles(answer: Response, source: Source, fetch: Fetch) -> Harvest:
    """The articles that a sitemap names, newest first; each is a story whose page is still to be read.

    A news sitemap gives titles, dates, languages and keywords; another one the date of the last change, and titles are
    made of addresses until the pages are read. At most 50,000 addresses of the source's own site; of an index the 50
    newest sitemaps, also those of an index in the index. One that cannot be read costs itself only.

    Raises:
        PageUnreadable: it is no sitemap.
        SourceError: an index, of whose sitemaps not one can be read; the first one's reason.
    """
    top = _opened(answer)
    if not top.is_index:
        return _harvest(top.entries, source, answer.url)
    entries, failures = _followed(top, answer.url, fetch)
    if failures and not entries:
        raise failures[0][1]
    return _harvest(entries, source, answer.url, [(url, str(error)) for url, error in failures], kind=Gathered)


def _followed(index: Map, url: str, fetch: Fetch) -> tuple[list[Entry], list[tuple[str, SourceError]]]:
    """What the sitemaps of an index hold, one level after the other; and those that cannot be read."""
    entries: list[Entry] = []
    failures: list[tuple[str, SourceError]] = []
    asked = {url}
    level = list(index.entries)
    for _ in range(_DEPTH):
        wanted = [one.address for one in _newest(level) if is_same_site(one.address, url)]
        wanted = [one for one in dict.fromkeys(wanted) if one not in asked][: _MAPS + 1 - len(asked)]
        asked.update(wanted)
        level = []
        # In the order of the index, not of the answers: the same input gives the same result.
        answers = {request.url: one for request, one in fetch([Request(url=one) for one in wanted])}
        for address in wanted:
            try:
                inner = _opened(answers[address])
            except SourceError as error:
                failures.append((address, error))
                continue
            (level if inner.is_index else entries).extend(inner.entries)
            del entries[MOST:]
    return entries, failures


def _opened(answer: Answer) -> Map:
    if isinstance(answer, SourceError):
        raise answer
    return guarded.sitemap(answer.body, url=answer.url, content_type=answer.content_type)


def _harvest(
    entries: Iterable[Entry],
    source: Source,
    url: str,
    failures: Iterable[tuple[str, str]] = (),
    *,
    kind: type[Harvest] = Harvest,
) -> Harvest:
    found: dict[str, Found] = {}
    rejected = list(failures)
    for entry in _newest(entries)[:MOST]:
        try:
            one = _found(entry, source, url)
            found.setdefault(article_key(one.url), one)
        except ValueError as error:
            rejected.append((entry.address, str(error)))
    return kind(found=tuple(found.values()), rejected=tuple(rejected))


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
