"""One sitemap's bytes → what it names, as it was written.

Source: sitemaps.org, protocol 0.9 (XML, text, gzip, index), and Google's news extension 0.9.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from digest.collect.feeds.xml_tree import Children, Malformed, name, root
from digest.collect.listings.discover import sitemaps
from digest.collect.net.inflate import Inflater, TooLarge
from digest.collect.text import sanitise
from digest.collect.text.dates import moment
from digest.errors import PageUnreadable

MOST = 50_000  #: addresses of one source, as the protocol has it for one file
_LARGEST = 25_000_000  #: bytes after gzip; the protocol allows twice as many, which do not fit into our limits
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """One <url> or <sitemap>."""

    address: str
    date: datetime | None
    title: str = ""
    language: str | None = None
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """One file."""

    is_index: bool
    entries: tuple[Entry, ...]


def read(body: bytes, *, url: str, content_type: str) -> Map:
    """The file, at most 50,000 of its entries.

    Raises:
        PageUnreadable: it is no sitemap.
    """
    body = _inflated(body, url)
    if urlsplit(url).path == "/robots.txt":
        return Map(is_index=True, entries=tuple(Entry(one, None) for one in sitemaps(body, url)))
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"http://", b"https://")):
        lines = body.decode("utf-8", "replace").lstrip("\ufeff").split(maxsplit=MOST)[:MOST]
        return Map(is_index=False, entries=tuple(Entry(line, None) for line in lines))
    try:
        document = root(body, url, content_type)
    except Malformed:
        raise PageUnreadable(url, "expected a sitemap, found no XML that can be read") from None
    kind = _local(document)
    if kind not in ("urlset", "sitemapindex"):
        raise PageUnreadable(url, f"expected a sitemap, found <{kind[:60]}>; name a feed with `feed`")
    wanted = "url" if kind == "urlset" else "sitemap"
    elements = [element for element in document.iter("{*}" + wanted) if element.getparent() is document][:MOST]
    entries = (_entry(element) for element in elements)
    return Map(is_index=kind == "sitemapindex", entries=tuple(entry for entry in entries if entry.address))


def _inflated(body: bytes, url: str) -> bytes:
    """The document, without the gzip of a file that is served as it is stored ("sitemap.xml.gz")."""
    if not body.startswith(_GZIP):
        return body
    inflater = Inflater("gzip", _LARGEST)
    try:
        whole = b"".join(inflater.feed(body))
    except TooLarge:
        raise PageUnreadable(url, f"has more than {_LARGEST} bytes when it is unpacked") from None
    except zlib.error as error:
        raise PageUnreadable(url, f"cannot be unpacked ({error})") from None
    if not inflater.is_complete:
        raise PageUnreadable(url, "cannot be unpacked (it ends too early)")
    return whole


def _entry(element: etree._Element) -> Entry:
    has = _children(element)
    entry = Entry((has.first("loc") or "")[:4_001], moment(has.first("lastmod")))
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
