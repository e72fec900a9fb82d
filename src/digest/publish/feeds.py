"""RSS 2.0 and Atom 1.0: the only host of feedgen (1.0.0), whose habits are cured here.

An entry is built alone, so that one bad item is set aside and never takes the feed with it. What feedgen would lose,
date to the present or write wrongly is put into the lxml tree that it answers. Same input, same bytes.

Sources: RSS 2.0 and the RSS Advisory Board's profile, RFC 4287 (Atom), Media RSS 1.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import LxmlError, SubElement

from digest.publish.body import content, picks, summary
from digest.publish.clean import line, uri, web_address
from digest.publish.publication import Channel, Entry

__all__ = ["Channel", "Document", "Entry", "atom", "rss"]

_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_HTML_LIKE = re.compile(r"<[/!?a-zA-Z]|&(?:[a-zA-Z]|#[0-9xX])")
_PLAIN_RSS_TEXT = re.compile(rb"<(?:title|category|description)>[^<]*")


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as bytes, and what could not go into it."""

    content: bytes
    rejected: tuple[tuple[str, str], ...]  #: (article id, why), in the order of the entries


class Unfit(ValueError):
    """An entry that cannot be published; the message says why."""


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
    feed.updated(_utc(max((entry.updated for entry in ready), default=channel.updated_floor)))
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
        id = entry.article.id
        try:
            if id in ready:
                raise Unfit("the feed has another item with the same id")
            ready[id] = _Ready(element(entry), _utc(entry.article.updated))
        except (ValueError, TypeError, OverflowError, LxmlError) as error:
            rejected.append((id, str(error)))
    return list(ready.values()), tuple(rejected)


def _rss_item(entry: Entry) -> Any:
    article = entry.article
    made, title, url = _begun(entry)
    made.title(_rss_text(title))
    made.description(escape(summary(article), quote=False))
    made.content(content(entry, url))  # without a description before it, feedgen would put it in its place
    item = made.rss_entry()
    # feedgen switches the locale of the whole process to format a date.
    SubElement(item, "pubDate").text = format_datetime(_utc(article.date))
    for author in _lines(article.authors):
        SubElement(item, f"{{{_DC}}}creator").text = author
    for category in _categories(entry):
        SubElement(item, "category").text = _rss_text(category)
    _add_image(item, article.image)
    return item


def _atom_entry(entry: Entry) -> Any:
    article = entry.article
    made, title, url = _begun(entry)
    made.title(title)
    made.updated(_utc(article.updated))
    made.published(_utc(article.date))
    made.author([{"name": author} for author in _lines(article.authors)])
    made.category([{"term": category} for category in _categories(entry)])
    made.summary(summary(article), type="text")
    made.content(content(entry, url), type="html")
    element = made.atom_entry()
    for name in ("title", "summary"):
        _mark_as_text(element.find(name))
    element.find("link").attrib.update({"rel": "alternate", "type": "text/html"})
    for _, related, label in picks(entry.related):
        SubElement(element, "link", rel="related", href=related, title=label)
    _add_image(element, article.image)
    return element


def _begun(entry: Entry) -> tuple[FeedEntry, str, str]:
    """An entry with its id and link, its title, and its address.

    Raises:
        Unfit: one of the three is none.
    """
    article = entry.article
    title, url, id = line(article.title), web_address(article.url), uri(article.id)
    if not id:
        raise Unfit("its id is not a URI")
    if not title:
        raise Unfit("its title is empty")
    if not url:
        raise Unfit(f"{line(article.url)!r} is not an http(s) address")
    made = FeedEntry()
    made.guid(id, permalink=False)
    made.link(href=url)
    return made, title, url


def _utc(moment: datetime) -> datetime:
    """To the second, as feeds have it. A moment without a zone is UTC, as everywhere in the house."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _lines(raw: Iterable[str]) -> list[str]:
    """Each once, cleaned, without the empty ones."""
    return list(dict.fromkeys(filter(None, map(line, raw))))


def _categories(entry: Entry) -> list[str]:
    """The section first, then the tags; each once without regard to case."""
    once: dict[str, str] = {}
    for name in _lines((entry.section_title, *entry.article.tags)):
        once.setdefault(name.casefold(), name)
    return list(once.values())


def _add_image(element: Any, image: str | None) -> None:
    """As Media RSS; an enclosure asks for a length in bytes, which we do not know."""
    if address := web_address(image) if image else None:
        SubElement(element, f"{{{_MEDIA}}}content", url=address, medium="image")


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
