"""Published files over HTTP: found safely, named by their content, and sent only to who does not have them yet."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

_TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_MOST = 10_000  #: ETags remembered; more are reckoned anew


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A published file as it is now."""

    content: bytes
    etag: str  #: strong, with its quotes: equal means equal bytes (RFC 9110 §8.8.3)
    modified: datetime  #: UTC, whole seconds
    media_type: str


class Files:
    """The folder of published files; safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._etags: dict[tuple[str, int, int, int], str] = {}

    def locate(self, path: str) -> Path | None:
        """The file or folder at a path of the web ("sections/garden/rss.xml"); None if there is none to be shown.

        Nothing with a dot in front is shown, and nothing outside, whatever ".." or links say.
        """
        names = path.removesuffix("/").split("/") if path else []
        if any(not name or name.startswith(".") or "\\" in name or not name.isprintable() for name in names):
            return None
        target = self._folder.joinpath(*names)
        try:
            target = target.resolve(strict=True)
            inside = target.is_relative_to(self._folder.resolve())
        except OSError:
            return None
        return target if inside else None

    def read(self, file: Path) -> File | None:
        """A file found by `locate`; None if it is gone, or is no plain file."""
        try:
            # What is published is renamed into place, so one open file is one whole version.
            with file.open("rb") as opened:
                facts = os.fstat(opened.fileno())
                content = opened.read()
        except OSError:
            return None
        key = (str(file), facts.st_ino, facts.st_mtime_ns, facts.st_size)
        if key not in self._etags:
            if len(self._etags) >= _MOST:
                self._etags.clear()
            self._etags[key] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        return File(
            content=content,
            etag=self._etags[key],
            modified=datetime.fromtimestamp(facts.st_mtime_ns // 1_000_000_000, UTC),
            media_type=media_type(file.name),
        )


def media_type(name: str) -> str:
    """The Content-Type for a file of this name."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(name) or _TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"


def is_unchanged(file: File, headers: Mapping[str, str]) -> bool:
    """Whether who asks has this file already, so that 304 says it all.

    Args:
        headers: names without regard to case.

    Source: RFC 9110 §13.1.2, §13.1.3: If-None-Match is compared weakly, and where it is, If-Modified-Since is not read.
    """
    if (known := headers.get("if-none-match")) is not None:
        return known.strip() == "*" or file.etag in re.findall(r'(?:W/)?("[^"]*")', known)
    since = _date(headers.get("if-modified-since"))
    return since is not None and file.modified <= since


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110 §5.6.7)."""
    return format_datetime(moment, usegmt=True)


def _date(text: str | None) -> datetime | None:
    """An HTTP date; None if it is absent or none, which is then not looked at."""
    try:
        date = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError):
        return None
    # "-0000" gives a naive date; HTTP knows only GMT.
    return date if date.tzinfo else date.replace(tzinfo=UTC)
