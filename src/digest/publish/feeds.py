"""RSS 2.0 and Atom 1.0: the only host of feedgen (1.0.0), whose habits are cured here.

An entry is built alone, so that one bad item is set aside and never takes the feed with it. What feedgen would lose,
date to the present or write wrongly is put into the lxml tree that it answers, by `rss` and `atom`. Same input, same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator

from digest.publish import atom as atom_parts
from digest.publish import rss as rss_parts
from digest.publish.clean import line
from digest.publish.document import Document, sorted_out
from digest.publish.entry import Entry
from digest.publish.kept import Kept
from digest.publish.names import DC, HISTORY, MEDIA
from digest.publish.publication import Channel

__all__ = ["Document", "atom", "rss"]


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


class _Additions(BaseExtension):  # type: ignore[misc]
    """What feedgen cannot say of a feed; our prefixes stand at the root, so that they do not stand in every item."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def extend_ns(self) -> dict[str, str]:
        return {"media": MEDIA, **({"fh": HISTORY} if self._channel.is_archive else {})}

    def extend_rss(self, feed: Any) -> None:
        rss_parts.complete_channel(feed, self._channel)

    def extend_atom(self, feed: Any) -> None:
        atom_parts.complete_feed(feed, self._channel)


class _RssAdditions(_Additions):
    def extend_ns(self) -> dict[str, str]:
        return {"dc": DC, **super().extend_ns()}


def rss(channel: Channel, entries: Iterable[Entry], kept: Kept | None = None) -> Document:
    """The entries as RSS 2.0, in their order."""
    ready, rejected = sorted_out(entries, _rss_item, "rss", kept)
    feed = _feed(channel, ready)
    # The last link becomes <channel><link>, so the page comes after the feed itself; the others are additions.
    feed.link(href=channel.self_url, rel="self", type="application/rss+xml")
    feed.link(href=channel.page_url, rel="alternate")
    feed.description(rss_parts.plain(line(channel.description or channel.title)))
    feed.title(rss_parts.plain(line(channel.title)))
    feed.ttl(channel.ttl)
    feed.register_extension("digest", partial(_RssAdditions, channel), None)
    return Document(rss_parts.with_hexadecimal_references(feed.rss_str(pretty=True)), rejected)


def atom(channel: Channel, entries: Iterable[Entry], kept: Kept | None = None) -> Document:
    """The entries as Atom 1.0, in their order."""
    ready, rejected = sorted_out(entries, partial(_atom_entry, channel.language), f"atom {channel.language}", kept)
    feed = _feed(channel, ready)
    feed.id(channel.id)
    feed.title(line(channel.title))
    feed.subtitle(line(channel.description) or None)
    feed.author(name=atom_parts.untagged(line(channel.author)) or line(channel.title))
    feed.link(href=channel.self_url, rel="self", type="application/atom+xml")
    feed.link(href=channel.page_url, rel="alternate", type="text/html")
    feed.register_extension("digest", partial(_Additions, channel), None)
    return Document(atom_parts.with_hexadecimal_references(feed.atom_str(pretty=True)), rejected)


def _feed(channel: Channel, ready: list[_Ready]) -> FeedGenerator:
    feed = FeedGenerator()
    feed.generator("digest")  # its own text carries a version, which would change every feed at an upgrade
    feed.language(channel.language)
    feed.updated(max((entry.updated for entry in ready), default=channel.updated_floor))
    for entry in ready:
        feed.add_entry(entry, order="append")  # it prepends otherwise
    return feed


def _rss_item(entry: Entry) -> _Ready:
    made = _begun(entry)
    made.title(rss_parts.plain(entry.title))
    made.description(escape(entry.summary, quote=False))
    made.content(entry.content)  # without a description before it, feedgen would put it in its place
    item = made.rss_entry()
    rss_parts.complete_item(item, entry)
    return _Ready(item, entry.updated)


def _atom_entry(language: str, entry: Entry) -> _Ready:
    made = _begun(entry)
    made.title(entry.title)
    made.updated(entry.updated)
    made.published(entry.date)
    made.author([{"name": author} for author in entry.authors])
    made.category([{"term": category} for category in entry.categories])
    made.summary(entry.summary, type="text")
    made.content(entry.content, type="html")
    element = made.atom_entry()
    atom_parts.complete_entry(element, entry, language)
    return _Ready(element, entry.updated)


def _begun(entry: Entry) -> FeedEntry:
    made = FeedEntry()
    made.guid(entry.id, permalink=False)
    made.link(href=entry.url)
    return made
