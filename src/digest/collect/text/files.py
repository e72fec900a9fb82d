"""Files that stories come with, as their sources name them → enclosures. An image is none: it has its own place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.collect.text.sanitise import absolute
from digest.model import Enclosure

_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
#: Source: RFC 6838 §4.2.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
#: What is meant where no type is given. Python's own table differs from machine to machine.
_BY_ENDING = {
    "aac": "audio/aac",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "wav": "audio/wav",
    "webm": "video/webm",
    "zip": "application/zip",
}
_DIGITS = 15  #: of a length; no file is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it is written; nothing in it is clean or trusted yet."""

    url: str  #: perhaps relative
    type: str | None = None
    length: str | None = None


def enclosures(files: Iterable[File], base: str) -> tuple[Enclosure, ...]:
    """Those that can be had over http or https, each address once, in their order.

    Args:
        files: none of them an image.
        base: absolute; what relative addresses are meant from.
    """
    once: dict[str, Enclosure] = {}
    for file in files:
        if url := absolute(file.url, base):
            once.setdefault(url, Enclosure(url=url, type=media_type(file.type, url), length=_length(file.length)))
    return tuple(once.values())


def media_type(written: str | None, url: str) -> str | None:
    """The type in small letters and without parameters; where there is none, what the address's ending stands for."""
    plain = (written or "")[:300].partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(plain):
        return plain
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return _BY_ENDING.get(path.rpartition(".")[2].lower())


def is_image(kind: str | None, url: str) -> bool:
    """Whether it is one by its type, or medium; by its address where neither is given."""
    return kind.lower().startswith("image") if kind else bool(_IMAGE.search(url))


def _length(written: str | None) -> int | None:
    """Bytes. Many write 0 for what they do not know, so that says nothing."""
    digits = (written or "").strip()
    return (int(digits) or None) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else None
