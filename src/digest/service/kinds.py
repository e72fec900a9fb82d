"""What each published file is on the web: its type, how long it may be kept, and for a feed, its page."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

from digest.publish.addresses import FEED_FILES, FEED_TYPES, LATEST

_UTF_8 = "; charset=utf-8"
#: By name, else by ending. JSON is UTF-8 always, and has no such parameter (RFC 8259 §11).
_TYPES = {
    FEED_FILES["rss"]: FEED_TYPES["rss"] + _UTF_8,
    FEED_FILES["atom"]: FEED_TYPES["atom"] + _UTF_8,
    FEED_FILES["json"]: FEED_TYPES["json"],
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
#: In the folders of feeds only: elsewhere it is how somebody called a page.
_ARCHIVE = re.compile(r"((?:(?:sections|newsletters)/[^/]+/)?archive/)([1-9][0-9]{0,8})/[^/]+")


def media_type(name: str) -> str:
    """The Content-Type for a file of this name."""
    suffix = PurePosixPath(name).suffix.lower()
    return _TYPES.get(name) or _TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"


def is_feed(path: str) -> bool:
    """Whether this path is one of a feed's documents."""
    return path.rpartition("/")[2] in FEED_FILES.values()


def is_archived(path: str) -> bool:
    """Whether this path is in one of a feed's archive documents."""
    return _ARCHIVE.fullmatch(path) is not None


def twin(path: str) -> str:
    """The page for people of a feed's document: its folder; for the feed of everything, the page of the newest."""
    folder, slash, _ = path.rpartition("/")
    return folder + slash or LATEST


def following(path: str) -> str | None:
    """The folder of the archive document after the one at this path; None if that is none."""
    found = _ARCHIVE.fullmatch(path)
    return f"{found[1]}{int(found[2]) + 1}/" if found else None


def cache_control(path: str, *, closed: bool) -> str:
    """How long a file may be kept without asking.

    Args:
        path: of the file.
        closed: it belongs to an archive document that practically never changes any more.
    """
    if closed:
        # Not for ever: what is removed from an archive is to be gone within a day.
        return "max-age=86400"
    if path.startswith("assets/"):
        return "max-age=3600"
    return "max-age=300"
