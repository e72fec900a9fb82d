"""One entry as it came over the wire → the same, clean: plain lines, HTML that runs nothing, whole addresses, UTC.

Nothing is missed yet: an item may lack an address, a title or a text. `feed` decides whether it is a story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from digest.collect.feeds.sign_off import without_sign_off
from digest.collect.feeds.wire import Entry, Text, Wire
from digest.collect.text import sanitise
from digest.collect.text.dates import moment
from digest.collect.text.files import enclosures
from digest.model import Enclosure

#: Characters that are looked at of a written title or name, and how many tags, names and files; `Harvest` keeps fewer.
_WRITTEN = 5_000
_MANY = 200
#: Feeds that think in XML close these so. HTML does not know that, and would take all that follows for their inside.
_CLOSED = re.compile(r"<((?i:iframe|object|video|audio|canvas|script|svg))\b([^<>]*)/>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an entry says, with nothing in it that could hurt; "" and None stand for what it does not say."""

    id: str | None  #: the feed's own, on one line
    link: str | None  #: absolute, as the feed has it (not canonical)
    title: str  #: plain text
    description: str  #: sanitised HTML: what stands beside or instead of the content
    content: str  #: sanitised HTML: the text of its own
    authors: tuple[str, ...]  #: names; mail addresses are left out
    image: str | None  #: absolute URL
    language: str | None  #: BCP 47
    published: datetime | None  #: UTC
    updated: datetime | None  #: UTC; when the source changed it last
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]


def item(entry: Entry, wire: Wire) -> Item:
    """The entry of this feed, clean."""
    content = _html(entry.content)
    description = _html(entry.summary)
    languages = filter(None, map(sanitise.language, (entry.language, wire.language)))
    return Item(
        id=sanitise.line(entry.id or "") or None,
        link=sanitise.absolute(entry.link, entry.base),
        title=title(entry.title),
        description=description,
        content=content,
        authors=tuple(dict.fromkeys(filter(None, map(_author, (entry.authors or wire.authors)[:_MANY])))),
        image=_image(entry, content or description),
        language=next(languages, None),
        published=moment(entry.published),
        updated=moment(entry.updated),
        tags=tuple(dict.fromkeys(filter(None, map(_tag, entry.tags[:_MANY])))),
        enclosures=enclosures(entry.files[:_MANY], entry.base),
    )


def title(text: Text | None) -> str:
    """A title as plain text on one line."""
    if text is None:
        return ""
    written = text.value[:_WRITTEN]
    if text.is_html is None:
        return sanitise.title(written)
    return sanitise.text(written) if text.is_html else sanitise.line(written)


def _html(text: Text | None) -> str:
    """The text as clean HTML; "" for one without end, whose page may still be read."""
    if text is None or len(text.value) > sanitise.LONGEST:
        return ""
    html = _clean(text)
    return html if len(html) <= 2 * sanitise.LONGEST else ""


def _clean(text: Text) -> str:
    if text.is_html is False:
        return "".join(
            f"<p>{escape(part.strip(), quote=False)}</p>"
            for part in sanitise.without_controls(text.value).split("\n\n")
            if part.strip()
        )
    html = _CLOSED.sub(r"<\1\2></\1>", text.value) if "/>" in text.value else text.value
    return without_sign_off(sanitise.clean(html, text.base))


def _author(written: str) -> str:
    """A name out of "ed@example.org (Ed)", "Ed <ed@example.org>" or "Ed"; "" when it is but a mail address."""
    name = sanitise.title(written[:_WRITTEN])
    address, _, in_brackets = name.rstrip(")").rpartition("(")
    if name.endswith(")") and "@" in address and " " not in address.strip() and in_brackets.strip():
        return in_brackets.strip()
    before, _, last = name.rpartition(" ")
    name = (before if "@" in last else name).strip(' "')
    return "" if "@" in name else name


def _tag(written: str) -> str:
    return sanitise.title(written[:_WRITTEN])


def _image(entry: Entry, html: str) -> str | None:
    for url in entry.images:
        if whole := sanitise.absolute(url, entry.base):
            return whole
    return sanitise.first_image(html)
