"""What an Atom feed holds beside what feedgen writes, and what it would write wrongly.

Sources: RFC 4287, RFC 5005 §4, Media RSS 1.5.1.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from zlib import crc32

from lxml.etree import SubElement

from digest.model import Enclosure, Pick
from digest.publish.entry import Entry
from digest.publish.languages import ISO_639_1
from digest.publish.markup import ELEMENTS
from digest.publish.names import LOOKS_LIKE_HTML, add_image, add_links, hexadecimal
from digest.publish.publication import Channel

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PLAIN_TEXT = re.compile(rb'<name>[^<&]*&[^<]*|<link rel="related"[^<>&]*&[^<>]*')
_PAGE = {"rel": "alternate", "type": "text/html"}
#: Signs of markup: an end tag, and elements that stand in texts without one. "An <old> story" has none.
_MARKUP = re.compile(rf"</\w+>|<(?:{'|'.join(sorted(ELEMENTS))})\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?\w[^<>]*>")
_REFERENCE = re.compile(r"&#?\w+;")


def complete_feed(feed: Any, channel: Channel) -> None:
    """Hub and history; and what the texts are."""
    add_links(feed, "link", channel, "application/atom+xml")
    for name in ("title", "subtitle"):
        if (element := feed.find(name)) is not None:
            _mark_as_text(element)


def complete_entry(element: Any, entry: Entry, feed_language: str) -> None:
    """Language, picks, enclosures, image; and what its texts and its link are."""
    language = entry.language or ""
    if language.lower() != feed_language.lower() and language.partition("-")[0].lower() in ISO_639_1:
        # A language that validators do not know is not said.
        element.attrib[_LANG] = language
    child = element.iterchildren  # three times as fast as find
    for name in ("title", "summary"):
        _mark_as_text(next(child(name)))
    next(child("updated")).text = _updated(entry)
    next(child("link")).attrib.update(_PAGE)
    for pick in entry.picks:
        SubElement(element, "link", {"rel": "related", "href": pick.url} | _title(pick))
    for enclosure in entry.enclosures:
        SubElement(element, "link", {"rel": "enclosure", "href": enclosure.url} | _told(enclosure))
    add_image(element, entry)


def with_hexadecimal_references(written: bytes) -> bytes:
    """The same document; texts that cannot say that they are plain hold nothing that looks like a reference in HTML."""
    return _PLAIN_TEXT.sub(hexadecimal, written)


def untagged(plain: str) -> str:
    """Names and links' titles cannot say that they are plain text: what has tags goes without; the content shows it."""
    return " ".join(_TAG.sub(" ", plain).split()) if _MARKUP.search(plain) else plain


def _updated(entry: Entry) -> str:
    """With a fraction of a second of its own: of two with one moment readers may take one for a copy of the other.

    It is always the same, and so never looks like another change.
    """
    fraction = 1 + crc32(entry.id.encode()) % 999_999
    return f"{entry.updated:%Y-%m-%dT%H:%M:%S}.{fraction:06}+00:00"


def _title(pick: Pick) -> dict[str, str]:
    """None for one that would look as if it was escaped twice; the content shows it."""
    title = untagged(pick.title)
    return {"title": title} if title and not _REFERENCE.search(title) else {}


def _told(enclosure: Enclosure) -> dict[str, str]:
    said = {"type": enclosure.type, "length": str(enclosure.length) if enclosure.length else None}
    return {key: value for key, value in said.items() if value}


def _mark_as_text(element: Any) -> None:
    """Say what the text is. One that looks like markup is sent as HTML that shows it: some readers guess."""
    if LOOKS_LIKE_HTML.search(element.text):
        element.attrib["type"] = "html"
        element.text = escape(element.text, quote=False)
    else:
        element.attrib["type"] = "text"
