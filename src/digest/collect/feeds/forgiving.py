"""Documents that claim to be feeds and are not quite → Wire. Host of feedparser.

feedparser finds something in almost anything, but its time grows with the square of some inputs (`<!--` repeated:
160 KB take 5 s, 6.0.11) and entities of the document's own are its business. So it is only asked in the worker process.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from digest.collect.feeds.wire import Entry, NotThis, Text, Wire
from digest.collect.text.files import File, is_image

_DECLARED = re.compile(r"<\?xml[^<>]*>")
_NUMBER = re.compile("&#([xX][0-9a-fA-F]{1,20}|[0-9]{1,20});?")
_HALVES = range(0xD800, 0xE000)


def read(body: bytes, url: str, content_type: str) -> Wire:
    """The feed in `body`, which came from `url`.

    Raises:
        NotThis: there is no feed in it, or it takes too much time or memory to find out.
    """
    from digest.collect.guard import guarded  # which asks this module, in the worker

    return guarded.wire(body, url, content_type)


def parsed(body: bytes, url: str, content_type: str) -> Wire:
    """What feedparser makes of it, without limits.

    Raises:
        NotThis: nothing.
    """
    try:
        result = _read(body, content_type)
    except Exception:  # noqa: BLE001 - it stumbles over odd declarations and half characters (6.0.14): once more without
        result = _read(_plain(body), "")
    if not result.version and not result.entries:
        raise NotThis("something that is none of them")
    feed = result.feed
    return Wire(
        entries=tuple(_entry(one, url) for one in result.entries),
        language=feed.get("language"),
        authors=_names(feed),
    )


def _read(body: bytes, content_type: str) -> Any:
    import feedparser

    # Without a content-location: given one, feedparser makes an address of every guid (6.0.14).
    return feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": content_type} if content_type else {},
        sanitize_html=False,  # ours comes last, for every format
        resolve_relative_uris=False,
    )


def _plain(body: bytes) -> bytes:
    """The same in valid UTF-8, with nothing that declares or refers to characters that there are not."""
    text = _DECLARED.sub("", body.decode("utf-8", "replace"))
    return _NUMBER.sub(_character, text).encode()


def _character(reference: re.Match[str]) -> str:
    """The reference, unless it is to half a character or to none."""
    digits = reference[1].lower()
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return "" if code in _HALVES or code > sys.maxunicode else reference[0]


def _entry(one: Any, url: str) -> Entry:
    contents = [part for part in one.get("content", ()) if part.get("value")]
    return Entry(
        id=one.get("id") or None,
        link=one.get("feedburner_origlink") or one.get("link") or None,
        base=url,
        title=_text(one.get("title_detail"), url),
        summary=_text(one.get("summary_detail"), url),
        content=_text(contents[0], url) if contents else None,
        authors=_names(one),
        published=one.get("published") or one.get("created"),
        updated=one.get("updated"),
        tags=tuple(tag for part in one.get("tags", ()) if (tag := part.get("label") or part.get("term"))),
        images=tuple(_images(one)),
        files=tuple(_files(one)),
        language=(one.get("title_detail") or {}).get("language"),
    )


def _text(detail: Any, url: str) -> Text | None:
    if not detail or not detail.get("value"):
        return None
    return Text(value=detail["value"], is_html="html" in (detail.get("type") or "html"), base=detail.get("base") or url)


def _names(holder: Any) -> tuple[str, ...]:
    return tuple(name for part in holder.get("authors", ()) if (name := part.get("name")))


def _images(one: Any) -> list[str]:
    media = [part for part in one.get("media_content", ()) if _is_image(part)]
    parts = media + one.get("media_thumbnail", []) + [part for part in one.get("enclosures", ()) if _is_image(part)]
    return [url for part in parts if (url := part.get("url") or part.get("href"))]


def _files(one: Any) -> Iterator[File]:
    """Enclosures, and those of Media RSS that say what they are."""
    media = [part for part in one.get("media_content", ()) if part.get("type") or part.get("medium")]
    for part in [*one.get("enclosures", ()), *media]:
        url = part.get("url") or part.get("href")
        if url and not _is_image(part):
            yield File(url=url, type=part.get("type"), length=part.get("length") or part.get("filesize"))


def _is_image(part: Any) -> bool:
    return is_image(part.get("medium") or part.get("type"), part.get("url") or part.get("href") or "")
