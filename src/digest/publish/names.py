"""The XML namespaces that our feeds use, and what RSS and Atom write alike with them."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import SubElement

from digest.publish.entry import Entry
from digest.publish.publication import Channel

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
MEDIA_CONTENT, MEDIA_THUMBNAIL = f"{{{MEDIA}}}content", f"{{{MEDIA}}}thumbnail"

#: Plain text that some readers, and validators, would take for HTML.
LOOKS_LIKE_HTML = re.compile(r"<[/!?a-zA-Z]|&#?\w")


def history(channel: Channel) -> tuple[tuple[str, str], ...]:
    """(relation, address) of the documents before and after this one (RFC 5005 §4); those that there are."""
    relations = (
        ("prev-archive", channel.prev_archive),
        ("next-archive", channel.next_archive),
        ("current", channel.current),
    )
    return tuple((relation, url) for relation, url in relations if url)


def add_links(feed: Any, name: str, channel: Channel, type: str) -> None:
    """The hub (WebSub §4), the feed's history, and whether this document is closed (RFC 5005 §4)."""
    if channel.hub:
        SubElement(feed, name, rel="hub", href=channel.hub)
    for relation, url in history(channel):
        SubElement(feed, name, rel=relation, href=url, type=type)
    if channel.is_archive:
        SubElement(feed, f"{{{HISTORY}}}archive")


def add_image(element: Any, entry: Entry) -> None:
    """As Media RSS (1.5.1); an enclosure asks for a length in bytes, which we do not know."""
    if entry.image:
        SubElement(element, MEDIA_CONTENT, url=entry.image, medium="image")
        SubElement(element, MEDIA_THUMBNAIL, url=entry.image)


def hexadecimal(found: re.Match[bytes]) -> bytes:
    """References as the RSS Advisory Board's profile wants them in plain texts: readers decode some twice."""
    return found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")
