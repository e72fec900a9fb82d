"""RSS 2.0 and Atom 1.0: the only host of feedgen (1.0.0), whose habits are cured here.

An entry is built alone, so that one bad item is set aside and never takes the feed with it. What feedgen would lose,
date to the present or write wrongly is put into the lxml tree that it answers. Same input, same bytes.

Sources: RSS 2.0 and the RSS Advisory Board's profile, RFC 4287 (Atom), Media RSS 1.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import LxmlError, SubElement

from digest.publish.clean import line
from digest.publish.entry import Entry, Unfit
from digest.publish.publication import Channel

_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_HTML_LIKE = re.compile(r"<[/!?a-zA-Z]|&(?:[a-zA-Z]|#[0-9xX])")
_PLAIN_RSS_TEXT = re.compile(rb"<(?:title|category|description)>[^<]*")


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as bytes, and what could not go into it."""

    content: bytes
    rejected: tuple[tuple[str, str], ...]  #: (entry's id, why), in the order of the entries


@dataclass(frozen=True, slots=True)
class _Ready:
    """An entry whose element is made already: what `FeedGenerator.add_entry` needs of one."""

    element: Any
    updated: datetime

    def rss_entry(self) -> Any:
        return self.element

    def atom_entry(self) -> Any:
        return self.element

    def register_extension(self, *_: object) -> None:
        """Ours are in the element."""


class _RssNames(BaseExtension):  # type: ignore[misc]
    """Declares our prefixes at the root, so that they do not stand in every item."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC, "media": _MEDIA}


class _AtomNames(BaseExtension):  # type: ignore[misc]
    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}


def rss(channel: Channel, entries: Iterable[Entry]) -> Document:
    """The entries as RSS 2.0, in their order."""
    ready, rejected = _sorted_out(entries, _rss_item)
    feed = _feed(channel, ready)
    # The last link becomes <channel><link>, so the page comes after the feed itself.
    feed.link(href=channel.self_url, rel="self", type="application/rss+xml")
    feed.link(href=channel.page_url, rel="alternate")
    feed.description(_rss_text(channel.description or channel.title))
    feed.title(_rss_text(channel.title))
    feed.ttl(channel.ttl)
    feed.register_extension("digest", _RssNames, None)
    written: bytes = feed.rss_str(pretty=True)
    # The profile asks for hexadecimal references in plain texts: readers that decode twice take them rightly.
    return Document(_PLAIN_RSS_TEXT.sub(_with_hexadecimal_references, written), rejected)


def atom(channel: Channel, entries: Iterable[Entry]) -> Document:
    """The entries as Atom 1.0, in their order."""
    ready, rejected = _sorted_out(entries, _atom_entry)
    feed = _feed(channel, ready)
    feed.id(channel.id)
    feed.title(line(channel.title))
    feed.subtitle(line(channel.description) or None)
    feed.author(name=line(channel.author) or line(channel.title))
    feed.link(href=channel.self_url, rel="self", type="application/atom+xml")
    feed.link(href=channel.page_url, rel="alternate", type="text/html")
    feed.register_extension("digest", _AtomNames, None)
    return Document(feed.atom_str(pretty=True), rejected)


def _feed(channel: Channel, ready: list[_Ready]) -> FeedGenerator:
    feed = FeedGenerator()
    feed.generator("digest")  # its own text carries a version, which would change every feed at an upgrade
    feed.language(channel.language)
    feed.updated(max((entry.updated for entry in ready), default=channel.updated_floor))
    for entry in ready:
        feed.add_entry(entry, order="append")  # it prepends otherwise
    return feed


def _sorted_out(
    entries: Iterable[Entry], element: Callable[[Entry], Any]
) -> tuple[list[_Ready], tuple[tuple[str, str], ...]]:
    """What is fit for the feed, and the rest with the reason."""
    ready: dict[str, _Ready] = {}
    rejected = []
    for entry in entries:
        id = entry.id
        try:
            if id in ready:
                raise Unfit("the feed has another item with the same id")
            ready[id] = _Ready(element(entry), entry.updated)
        except (ValueError, TypeError, OverflowError, LxmlError) as error:
            rejected.append((id, str(error)))
    return list(ready.values()), tuple(rejected)


def _rss_item(entry: Entry) -> Any:
    made = _begun(entry)
    made.title(_rss_text(entry.title))
    made.description(escape(entry.summary, quote=False))
    made.content(entry.content)  # without a description before it, feedgen would put it in its place
    item = made.rss_entry()
    # feedgen switches the locale of the whole process to format a date.
    SubElement(item, "pubDate").text = format_datetime(entry.date)
    for author in entry.authors:
        SubElement(item, f"{{{_DC}}}creator").text = author
    for category in entry.categories:
        SubElement(item, "category").text = _rss_text(category)
    _add_image(item, entry.image)
    return item


def _atom_entry(entry: Entry) -> Any:
    made = _begun(entry)
    made.title(entry.title)
    made.updated(entry.updated)
    made.published(entry.date)
    made.author([{"name": author} for author in entry.authors])
    made.category([{"term": category} for category in entry.categories])
    made.summary(entry.summary, type="text")
    made.content(entry.content, type="html")
    element = made.atom_entry()
    for name in ("title", "summary"):
        _mark_as_text(element.find(name))
    element.find("link").attrib.update({"rel": "alternate", "type": "text/html"})
    for pick in entry.picks:
        SubElement(element, "link", rel="related", href=pick.url, title=pick.title)
    _add_image(element, entry.image)
    return element


def _begun(entry: Entry) -> FeedEntry:
    made = FeedEntry()
    made.guid(entry.id, permalink=False)
    made.link(href=entry.url)
    return made


def _add_image(element: Any, image: str | None) -> None:
    """As Media RSS; an enclosure asks for a length in bytes, which we do not know."""
    if image:
        SubElement(element, f"{{{_MEDIA}}}content", url=image, medium="image")


def _rss_text(plain: str) -> str:
    """Plain text for an element that many readers take for HTML: what looks like markup is escaped once more."""
    one_line = line(plain)
    return escape(one_line, quote=False) if _HTML_LIKE.search(one_line) else one_line


def _with_hexadecimal_references(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _mark_as_text(element: Any) -> None:
    """Say what the text is. One that looks like markup is sent as HTML that shows it: some readers guess."""
    if _HTML_LIKE.search(element.text):
        element.attrib["type"] = "html"
        element.text = escape(element.text, quote=False)
    else:
        element.attrib["type"] = "text"
