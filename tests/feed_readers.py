"""What parsers that others wrote read in a feed of ours, in one shape; none of them shares code with another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import atoma
import fastfeedparser
import feedparser
import feedparser_rs


@dataclass(frozen=True)
class Reading:
    """An item as a parser read it."""

    id: str
    url: str
    date: datetime
    content: str


def by_feedparser(written: bytes, kind: str) -> list[Reading]:
    del kind  # it finds out by itself
    read = feedparser.parse(written, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    return [
        Reading(e.id, e.link, datetime(*e.published_parsed[:6], tzinfo=UTC), e.content[0]["value"])
        for e in read.entries
    ]


def by_fastfeedparser(written: bytes, kind: str) -> list[Reading]:
    del kind
    entries = fastfeedparser.parse(written).entries
    return [Reading(e.id, e.link, datetime.fromisoformat(e.published), e.content[0]["value"]) for e in entries]


def by_feedparser_rs(written: bytes, kind: str) -> list[Reading]:
    read = feedparser_rs.parse(written, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    date = parsedate_to_datetime if kind == "rss" else datetime.fromisoformat
    return [Reading(e.id, e.link, date(e.published), e.content[0].value) for e in read.entries]


def by_atoma(written: bytes, kind: str) -> list[Reading]:
    if kind == "rss":
        items = atoma.parse_rss_bytes(written).items
        return [Reading(i.guid, i.link, i.pub_date, i.content_encoded) for i in items]
    if kind == "atom":
        entries = atoma.parse_atom_bytes(written).entries
        return [Reading(e.id_, e.links[0].href, e.published, e.content.value) for e in entries]
    return [Reading(i.id_, i.url, i.date_published, i.content_html) for i in atoma.parse_json_feed_bytes(written).items]


_ALL: dict[str, Callable[[bytes, str], list[Reading]]] = {
    "feedparser": by_feedparser,
    "fastfeedparser": by_fastfeedparser,
    "feedparser-rs": by_feedparser_rs,
    "atoma": by_atoma,
}


def readings(written: bytes, kind: str) -> dict[str, list[Reading]]:
    """What each of them reads, by its name: at least three know each format."""
    return {name: read(written, kind) for name, read in _ALL.items() if (name, kind) != ("feedparser", "json")}
