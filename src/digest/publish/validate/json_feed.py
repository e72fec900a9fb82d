"""JSON Feed 1.1 (and 1.0, which it takes in)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from digest.publish.validate import dates, values
from digest.publish.validate.finding import Finding, in_item, on_line
from digest.publish.validate.html import escaped_twice, html
from digest.publish.validate.json_rules import (
    BAD_JSON,
    BARE_KEY,
    EMPTY,
    KEY_TWICE,
    MISSING,
    NEXT_IS_SELF,
    NO_AUTHOR,
    NO_CONTENT,
    NO_DATE,
    NO_FEED_URL,
    NO_LINK,
    NOT_UTF8,
    OLD_AUTHOR,
    OLD_VERSION,
    SAME_ID,
    UNKNOWN_VERSION,
    WRONG_KIND,
)
from digest.publish.validate.links import same_address
from digest.publish.validate.report import Context, Facts
from digest.publish.validate.tags import named

_VERSIONS = {"https://jsonfeed.org/version/1": "1.0", "https://jsonfeed.org/version/1.1": "1.1"}
_ADDRESSES = (
    "home_page_url",
    "feed_url",
    "next_url",
    "icon",
    "favicon",
    "url",
    "external_url",
    "image",
    "banner_image",
)
_STRINGS = ("title", "description", "user_comment", "content_html", "content_text", "summary", "language")
_FEED = named(
    "version title home_page_url feed_url description user_comment next_url icon favicon author authors language"
    " expired hubs items"
)
_ITEM = named(
    "id url external_url title content_html content_text summary image banner_image date_published date_modified author"
    " authors tags language attachments"
)


_MISSES = 10
#: Relations that our own feeds tell in `_digest`, for JSON Feed has no word for them.
_HISTORY = ("prev-archive", "next-archive", "current")


class _Lines:
    """Where texts stand in the document, asked for in their order; JSON has several ways to write one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._line = 1
        self._misses = 0

    def of(self, said: object) -> int | None:
        """The line of the next place where it stands, from 1; None when it is not found."""
        plain, ascii_ = json.dumps(said, ensure_ascii=False), json.dumps(said)
        for written in dict.fromkeys((plain, ascii_, plain.replace("/", "\\/"), ascii_.replace("/", "\\/"))):
            # Each search that finds nothing reads all that is left.
            if self._misses < _MISSES and (found := self._source.find(written, self._at)) >= 0:
                self._line += self._source.count("\n", self._at, found)
                self._at = found
                return self._line
        self._misses += 1
        return None


class _Repeated(dict[str, Any]):
    """An object with the keys that stand in it twice."""

    twice: tuple[str, ...] = ()


def json_feed(document: bytes, context: Context) -> tuple[str, list[Finding], Facts]:
    """What kind of JSON it is, what is wrong with it, and what it says."""
    try:
        source = document.decode("utf-8-sig")
        feed = json.loads(source, object_pairs_hook=_kept)
    except UnicodeDecodeError as wrong:
        return "JSON", [NOT_UTF8.at(document.count(b"\n", 0, wrong.start) + 1)], Facts()
    except json.JSONDecodeError as wrong:
        return "JSON", [BAD_JSON.at(wrong.lineno, value=wrong.msg)], Facts()
    except (ValueError, RecursionError) as wrong:
        return "JSON", [BAD_JSON.at(value=str(wrong))], Facts()
    if not isinstance(feed, dict):
        return "JSON", [WRONG_KIND.at(1, name="the document", value="an object")], Facts()
    findings = list(_feed(feed, source, context))
    return f"JSON Feed {_VERSIONS.get(str(feed.get('version')), '(no version)')}", findings, _facts(feed)


def _kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    kept = _Repeated(pairs)
    if len(kept) < len(pairs):
        kept.twice = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return kept


def _feed(feed: dict[str, Any], source: str, context: Context) -> Iterator[Finding]:
    yield from _version(feed)
    yield from _object(feed, _FEED)
    if not isinstance(feed.get("title"), str):
        yield MISSING.at(1, name="title", where="the feed")
    if "feed_url" not in feed:
        yield NO_FEED_URL.at(1)
    elif isinstance(feed["feed_url"], str):
        yield from same_address(feed["feed_url"], context.address)
        if feed["feed_url"] == feed.get("next_url"):
            yield NEXT_IS_SELF.at(_Lines(source).of(feed["feed_url"]))
    if "expired" in feed and not isinstance(feed["expired"], bool):
        yield WRONG_KIND.at(None, name="expired", value="true or false")
    yield from _hubs(feed.get("hubs", []))
    items = feed.get("items")
    if not isinstance(items, list):
        yield MISSING.at(1, name="a list of items", where="the feed")
        return
    yield from _items(items, feed, source, context)


def _version(feed: dict[str, Any]) -> Iterator[Finding]:
    version = _VERSIONS.get(str(feed.get("version")))
    if version is None:
        yield UNKNOWN_VERSION.at(1, value=repr(feed.get("version")))
    elif version == "1.0":
        yield OLD_VERSION.at(1)
    if "author" in feed and version != "1.0":
        yield OLD_AUTHOR.at(None)


def _items(items: list[Any], feed: dict[str, Any], source: str, context: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    lines = _Lines(source)
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            yield WRONG_KIND.at(None, name=f"item {number}", value="an object")
            continue
        id = item.get("id")
        line, called = lines.of(id), str(item.get("title") or id or f"item {number}")
        found = list(_item(item, context, has_author="authors" in feed or "author" in feed))
        if isinstance(id, str) and id in seen:
            found.append(SAME_ID.at(line, value=id))
        seen.add(str(id))
        yield from in_item(called, on_line(line, found))


def _item(item: dict[str, Any], context: Context, *, has_author: bool) -> Iterator[Finding]:
    yield from _object(item, _ITEM)
    yield from _item_id(item.get("id"))
    if not any(isinstance(item.get(name), str) for name in ("content_html", "content_text")):
        yield NO_CONTENT.at()
    if not {"url", "external_url"} & item.keys():
        yield NO_LINK.at()
    if "date_published" not in item:
        yield NO_DATE.at()
    if not has_author and not {"author", "authors"} & item.keys():
        yield NO_AUTHOR.at()
    yield from _dates_and_texts(item, context)
    yield from _attachments(item.get("attachments", []))


def _dates_and_texts(item: dict[str, Any], context: Context) -> Iterator[Finding]:
    for name in ("date_published", "date_modified"):
        if isinstance(said := item.get(name), str):
            yield from dates.rfc3339(name, said, context.now)
        elif name in item:
            yield WRONG_KIND.at(name=name, value="a text")
    if isinstance(said := item.get("content_html"), str):
        yield from html("content_html", said)
    for name in ("title", "summary"):
        if isinstance(said := item.get(name), str):
            yield from escaped_twice(name, said)


def _item_id(id: object) -> Iterator[Finding]:
    if id is None or id == "":
        yield MISSING.at(name="id", where="an item")
    elif not isinstance(id, str):
        yield WRONG_KIND.at(name="an item's id", value="a text")
    else:
        yield from values.lasting(id)


def _object(said: dict[str, Any], known: frozenset[str]) -> Iterator[Finding]:
    """What feed and items have in common."""
    for name in getattr(said, "twice", ()):
        yield KEY_TWICE.at(name=name)
    for name, value in said.items():
        if name not in known and not name.startswith("_"):
            yield BARE_KEY.at(name=name)
        elif name in _STRINGS and not isinstance(value, str):
            yield WRONG_KIND.at(name=name, value="a text")
        elif name in _ADDRESSES:
            yield from _address(name, value)
    if isinstance(language := said.get("language"), str):
        yield from values.language(language)
    if "title" in said and not str(said["title"]).strip():
        yield EMPTY.at(name="title")
    if not _is_list_of(said.get("tags", []), str):
        yield WRONG_KIND.at(name="tags", value="a list of texts")
    yield from _authors(said.get("authors", []))


def _address(name: str, value: object) -> Iterator[Finding]:
    if isinstance(value, str):
        yield from values.address(name, value, web=True)
    else:
        yield WRONG_KIND.at(name=name, value="a text")


def _authors(authors: Any) -> Iterator[Finding]:
    if not _is_list_of(authors, dict):
        yield WRONG_KIND.at(name="authors", value="a list of objects")
        return
    for author in authors:
        if not {"name", "url", "avatar"} & author.keys():
            yield MISSING.at(name="name, url or avatar", where="an author")


def _hubs(hubs: Any) -> Iterator[Finding]:
    if not _is_list_of(hubs, dict):
        yield WRONG_KIND.at(None, name="hubs", value="a list of objects")
        return
    for hub in hubs:
        if not isinstance(hub.get("type"), str):
            yield MISSING.at(name="type", where="a hub")
        yield from values.address("a hub's url", str(hub.get("url") or ""), web=True)


def _attachments(attachments: Any) -> Iterator[Finding]:
    if not _is_list_of(attachments, dict):
        yield WRONG_KIND.at(name="attachments", value="a list of objects")
        return
    for one in attachments:
        yield from values.address("an attachment's url", str(one.get("url") or ""), web=True)
        yield from values.media_type("an attachment's mime_type", str(one.get("mime_type") or ""))
        for name in ("size_in_bytes", "duration_in_seconds"):
            if name in one and (isinstance(one[name], bool) or not isinstance(one[name], int | float)):
                yield WRONG_KIND.at(name=name, value="a number")


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _facts(feed: dict[str, Any]) -> Facts:
    items = [item for item in feed.get("items") or [] if isinstance(item, dict)] if _has_items(feed) else []
    ours = feed.get("_digest")
    history = {name: ours.get(name.replace("-", "_")) for name in _HISTORY} if isinstance(ours, dict) else {}
    said = {"self": feed.get("feed_url"), "page": feed.get("home_page_url"), "next": feed.get("next_url"), **history}
    return Facts(
        items=tuple(
            (str(item.get("id")), str(item.get("date_modified") or item.get("date_published") or "")) for item in items
        ),
        links={name: url for name, url in said.items() if isinstance(url, str)},
    )


def _has_items(feed: dict[str, Any]) -> bool:
    return isinstance(feed.get("items"), list)
