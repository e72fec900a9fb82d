"""Sitemaps and news sitemaps → the addresses they name; an index is followed to the sitemaps it names.

Source: sitemaps.org, protocol 0.9 (XML, text, gzip, index), and Google's news extension 0.9.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml import etree

from digest.collect import sanitise
from digest.collect.dates import moment
from digest.collect.fetch import Answer, Fetch, Request, Response
from digest.collect.harvest import Gathered, Harvest
from digest.collect.inflate import Inflater, TooLarge
from digest.collect.page import spoken
from digest.collect.urls import article_key, canonical, is_same_site
from digest.collect.xml_tree import Children, Malformed, name, root
from digest.errors import PageUnreadable, SourceError
from digest.model import Found, Source

MOST = 50_000  #: addresses of one source, as the protocol has it for one file
_MAPS = 50  #: sitemaps of one source in one look, the newest first
_DEPTH = 2  #: an index, and an index in it
_LARGEST = 50_000_000  #: bytes after gzip, as the protocol has it
_GZIP = b"\x1f\x8b"
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One <url> or <sitemap>, as it was written."""

    address: str
    date: datetime | None
    title: str = ""
    language: str | None = None
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class _Map:
    """One file."""

    is_index: bool
    entries: tuple[_Entry, ...]


def articles(answer: Response, source: Source, fetch: Fetch) -> Harvest:
    """The articles that a sitemap names, newest first; each is a story whose page is still to be read.

    A news sitemap gives titles, dates, languages and keywords; another one the date of the last change, and titles are
    made of addresses until the pages are read. At most 50,000 addresses of the source's own site; of an index the 50
    newest sitemaps, also those of an index in the index. One that cannot be read costs itself only.

    Raises:
        PageUnreadable: it is no sitemap.
        SourceError: an index, of whose sitemaps not one can be read; the first one's reason.
    """
    top = _read(answer)
    if not top.is_index:
        return _harvest(top.entries, source, answer.url)
    entries, failures = _followed(top, answer.url, fetch)
    if failures and not entries:
        raise failures[0][1]
    return _harvest(entries, source, answer.url, [(url, str(error)) for url, error in failures], kind=Gathered)


def _followed(index: _Map, url: str, fetch: Fetch) -> tuple[list[_Entry], list[tuple[str, SourceError]]]:
    """What the sitemaps of an index hold, one level after the other; and those that cannot be read."""
    entries: list[_Entry] = []
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


def _opened(answer: Answer) -> _Map:
    if isinstance(answer, SourceError):
        raise answer
    return _read(answer)


def _harvest(
    entries: Iterable[_Entry],
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


def _found(entry: _Entry, source: Source, url: str) -> Found:
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


def _newest(entries: Iterable[_Entry]) -> list[_Entry]:
    """Latest date first; those without a date last, in their order."""
    return sorted(entries, key=lambda entry: entry.date or _LONG_AGO, reverse=True)


def _read(answer: Response) -> _Map:
    body = _inflated(answer)
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"http://", b"https://")):
        lines = body.decode("utf-8", "replace").lstrip("\ufeff").split(maxsplit=MOST)[:MOST]
        return _Map(is_index=False, entries=tuple(_Entry(line, None) for line in lines))
    try:
        document = root(body, answer.url, answer.content_type)
    except Malformed:
        raise PageUnreadable(answer.url, "expected a sitemap, found no XML that can be read") from None
    kind = _local(document)
    if kind not in ("urlset", "sitemapindex"):
        raise PageUnreadable(answer.url, f"expected a sitemap, found <{kind[:60]}>; name a feed with `feed`")
    wanted = "url" if kind == "urlset" else "sitemap"
    elements = [element for element in document.iter("{*}" + wanted) if element.getparent() is document][:MOST]
    entries = (_entry(element) for element in elements)
    return _Map(is_index=kind == "sitemapindex", entries=tuple(entry for entry in entries if entry.address))


def _inflated(answer: Response) -> bytes:
    """The document, without the gzip of a file that is served as it is stored ("sitemap.xml.gz")."""
    if not answer.body.startswith(_GZIP):
        return answer.body
    inflater = Inflater("gzip", _LARGEST)
    try:
        body = inflater.feed(answer.body)
    except TooLarge:
        raise PageUnreadable(answer.url, f"has more than {_LARGEST} bytes when it is unpacked") from None
    except zlib.error as error:
        raise PageUnreadable(answer.url, f"cannot be unpacked ({error})") from None
    if not inflater.is_complete:
        raise PageUnreadable(answer.url, "cannot be unpacked (it ends too early)")
    return body


def _entry(element: etree._Element) -> _Entry:
    has = _children(element)
    entry = _Entry((has.first("loc") or "")[:4_001], moment(has.first("lastmod")))
    for news in has["news"]:
        told = _children(news)
        by = told["publication"]
        return replace(
            entry,
            date=moment(told.first("publication_date")) or entry.date,
            title=sanitise.title((told.first("title") or "")[:5_000]),
            language=_children(by[0]).first("language") if by else None,
            keywords=told.first("keywords") or "",
        )
    return entry


def _children(element: etree._Element) -> Children:
    """An element's children by their names alone: sitemaps are written with many namespaces, and with none."""
    has = Children(element)
    for known in list(has):
        if known.startswith("?:"):
            has[known[2:]] += has[known]
    return has


def _local(element: etree._Element) -> str:
    return name(str(element.tag)).removeprefix("?:")
