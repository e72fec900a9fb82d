"""JSON Feed 1.0 and 1.1 → Wire. Source: jsonfeed.org/version/1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from digest.collect.feeds.wire import Entry, NotThis, Text, Wire
from digest.collect.text.files import File, is_image

_DIGITS = 1_000
_DEEP = 50  #: levels that no item needs
#: A bracket, or a string, in which they mean nothing.
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


def read(body: bytes, url: str) -> Wire:
    """The feed in `body`, which came from `url`.

    Raises:
        NotThis: it is not a JSON Feed.
    """
    try:
        data = _data(body)
    except ValueError:
        raise NotThis("JSON that is broken") from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise NotThis("JSON that is no feed")
    entries = tuple(_entry(item, url) for item in data["items"] if isinstance(item, dict))
    rejected = tuple(
        (f"item {number}", "it is no JSON object")
        for number, item in enumerate(data["items"], 1)
        if not isinstance(item, dict)
    )
    return Wire(entries=entries, language=_text(data.get("language")), authors=_authors(data), rejected=rejected)


def _data(body: bytes) -> Any:
    try:
        return json.loads(body, parse_int=_integer)
    except RecursionError:
        text = body.decode(json.detect_encoding(body), "surrogatepass")
        return json.loads("".join(_shallow(text)), parse_int=_integer)


def _shallow(text: str) -> Iterator[str]:
    """The document with null for whatever lies deeper than any item needs, so that it costs its item only."""
    depth = at = 0
    for found in _BRACKET.finditer(text):
        bracket = found[0]
        if bracket in "[{":
            depth += 1
            if depth == _DEEP:
                yield text[at : found.start()]
                yield "null"
        elif bracket in "]}":
            if depth == _DEEP:
                at = found.end()
            depth -= 1
    if depth < _DEEP:
        yield text[at:]


def _integer(digits: str) -> int | str:
    """A number; one that Python would not read stays text."""
    return int(digits) if len(digits) <= _DIGITS else digits


def _entry(item: dict[str, Any], url: str) -> Entry:
    html, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    content = Text(value=html or plain or "", is_html=bool(html), base=url) if html or plain else None
    images = [_text(item.get(name)) for name in ("image", "banner_image")]
    files = tuple(_files(item))
    return Entry(
        id=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        base=url,
        title=_plain(item.get("title"), url),
        summary=_plain(item.get("summary"), url),
        content=content,
        authors=_authors(item),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        tags=tuple(tag for tag in map(_text, _list(item.get("tags"))) if tag),
        images=tuple(filter(None, [*images, *(one.url for one in files if is_image(one.type, one.url))])),
        files=tuple(one for one in files if not is_image(one.type, one.url)),
        language=_text(item.get("language")),
    )


def _plain(value: Any, url: str) -> Text | None:
    text = _text(value)
    return Text(value=text, is_html=False, base=url) if text else None


def _authors(data: dict[str, Any]) -> tuple[str, ...]:
    people = _list(data.get("authors")) or [data.get("author")]  # 1.0 had one
    names = (_text(one.get("name")) for one in people if isinstance(one, dict))
    return tuple(name for name in names if name)


def _files(item: dict[str, Any]) -> Iterator[File]:
    for one in _list(item.get("attachments")):
        if isinstance(one, dict) and (url := _text(one.get("url"))):
            yield File(url=url, type=_text(one.get("mime_type")), length=_text(one.get("size_in_bytes")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None
