"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): an item a line, the same bytes for the same entries.

What the format has no word for stands in `_digest`: of the feed the links of its history, of an item its picks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from digest.model import Enclosure, Pick
from digest.publish.clean import line
from digest.publish.document import Document, sorted_out
from digest.publish.entry import Entry
from digest.publish.kept import Kept
from digest.publish.names import history
from digest.publish.publication import Channel

_VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT_HISTORY = "https://www.rfc-editor.org/rfc/rfc5005"  # an extension says where it is explained
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_feed(channel: Channel, entries: Iterable[Entry], kept: Kept | None = None) -> Document:
    """The entries as JSON Feed 1.1, in their order; UTF-8."""
    items, rejected = sorted_out(entries, _item, "json", kept)
    head = _encoded(_told(_feed(channel)))
    return Document(head[:-1] + b',"items":[' + b"\n" + b",\n".join(items) + b"\n]}\n", rejected)


def _feed(channel: Channel) -> dict[str, object]:
    author = line(channel.author)
    return {
        "version": _VERSION,
        "title": line(channel.title),
        "home_page_url": channel.page_url,
        "feed_url": channel.self_url,
        "description": line(channel.description),
        "next_url": channel.prev_archive,  # the next to read is older
        "authors": [{"name": author}] if author else None,
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else None,
        "_digest": {
            "about": _ABOUT_HISTORY,
            "archive": channel.is_archive,
            **{relation.replace("-", "_"): url for relation, url in history(channel)},
        },
    }


def _item(entry: Entry) -> bytes:
    picks = [_pick(pick) for pick in entry.picks]
    return _encoded(
        _told(
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_html": entry.content,
                "summary": entry.summary,
                "image": entry.image,
                "date_published": _date(entry.date),
                "date_modified": _date(entry.updated),
                "authors": [{"name": author} for author in entry.authors],
                "tags": entry.categories,
                "language": entry.language,
                "attachments": [_attachment(enclosure) for enclosure in entry.enclosures if enclosure.type],
                "_digest": {"picks": picks} if picks else None,
            }
        )
    )


def _attachment(enclosure: Enclosure) -> dict[str, object]:
    """The format asks for a type; a file of which none is known stands in no list."""
    return _told({"url": enclosure.url, "mime_type": enclosure.type, "size_in_bytes": enclosure.length})


def _pick(pick: Pick) -> dict[str, object]:
    said = {"kind": pick.kind.value, "origin": pick.origin.value, "url": pick.url, "title": pick.title}
    return _told({**said, "reason": pick.reason})


def _date(moment: datetime) -> str:
    """RFC 3339."""
    return moment.isoformat()


def _told(values: dict[str, object]) -> dict[str, object]:
    """What there is to tell: no key stands for nothing."""
    return {key: value for key, value in values.items() if value or value is False}


def _encoded(values: dict[str, object]) -> bytes:
    return _WRITER.encode(values).encode()
