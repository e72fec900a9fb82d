"""What an RSS feed holds beside what feedgen writes.

Sources: RSS 2.0.11 and the RSS Advisory Board's profile, Media RSS 1.5.1, RFC 5005 (its links as `atom:link`).
"""

from __future__ import annotations

import re
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml.etree import SubElement

from digest.model import Enclosure
from digest.publish.entry import Entry
from digest.publish.names import ATOM, DC, LOOKS_LIKE_HTML, MEDIA_CONTENT, add_image, add_links, hexadecimal
from digest.publish.publication import Channel

_PLAIN_TEXT = re.compile(rb"<(?:title|category|description)>[^<&]*&[^<]*")
#: What feed validators take for an enclosure's address: a host with a dot, then a path or nothing.
_PUBLIC_ADDRESS = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::\d+)?(?:/|$)", re.IGNORECASE)
_CREATOR = f"{{{DC}}}creator"
_MEDIUMS = frozenset({"audio", "image", "video"})


def complete_channel(feed: Any, channel: Channel) -> None:
    """Hub and history."""
    add_links(feed, f"{{{ATOM}}}link", channel, "application/rss+xml")


def complete_item(item: Any, entry: Entry) -> None:
    """Date, authors, categories, image and enclosures."""
    # feedgen switches the locale of the whole process to format a date.
    SubElement(item, "pubDate").text = format_datetime(entry.date)
    for author in entry.authors:
        SubElement(item, _CREATOR).text = author
    for category in entry.categories:
        SubElement(item, "category").text = plain(category)
    add_image(item, entry)
    _add_enclosures(item, entry.enclosures)


def plain(one_line: str) -> str:
    """Plain text for an element that many readers take for HTML: what looks like markup is escaped once more."""
    return escape(one_line, quote=False) if LOOKS_LIKE_HTML.search(one_line) else one_line


def with_hexadecimal_references(written: bytes) -> bytes:
    """The same document, its plain texts as the profile has them."""
    return _PLAIN_TEXT.sub(hexadecimal, written)


def _add_enclosures(item: Any, enclosures: tuple[Enclosure, ...]) -> None:
    """One as such, for readers agree on one only, and it has to say type and length; the others as Media RSS."""
    first = next(filter(_is_told, enclosures), None)
    for enclosure in enclosures:
        if enclosure is first:
            SubElement(item, "enclosure", url=first.url, length=str(first.length), type=str(first.type))
        else:
            SubElement(item, MEDIA_CONTENT, _media(enclosure))


def _is_told(enclosure: Enclosure) -> bool:
    return bool(enclosure.type and enclosure.length and _PUBLIC_ADDRESS.match(enclosure.url))


def _media(enclosure: Enclosure) -> dict[str, str]:
    said = {"url": enclosure.url}
    if enclosure.length:
        said["fileSize"] = str(enclosure.length)
    if enclosure.type:
        kind = enclosure.type.partition("/")[0]
        said |= {"type": enclosure.type, "medium": kind if kind in _MEDIUMS else "document"}
    return said
