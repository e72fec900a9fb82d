"""Published files: found safely, and named by their content without reading them again.

What is published is renamed into place, so one open file is one whole version. A version is known by its inode, time
and size; its ETags are reckoned once and remembered, so that a poll of an unchanged feed costs a look at the folder.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digest.publish.addresses import MANIFEST

#: Versions remembered; more are reckoned anew.
_MOST = 10_000
#: Beside the file that it holds compressed; sent in its place, and nothing to be asked for by name.
_COMPRESSED = ".gz"
_GZIP_END = 8  #: bytes: checksum and length of what was compressed (RFC 1952 §2.3.1)

_Facts = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """A file's bytes as they may be sent, plain or compressed."""

    path: str
    facts: _Facts  #: inode, time of change in nanoseconds, size in bytes: of this very version
    etag: str  #: strong, with its quotes: equal means equal bytes (RFC 9110 §8.8.3); so each form has its own

    @property
    def size(self) -> int:
        """In bytes."""
        return self.facts[2]


@dataclass(frozen=True, slots=True)
class File:
    """One version of a published file."""

    plain: Form
    gzip: Form | None  #: the same, compressed; None if there is none that fits
    modified: datetime  #: UTC, whole seconds


class Files:
    """The folder of published files; safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, _Facts, _Facts | None], File] = {}

    def locate(self, path: str) -> Path | None:
        """The file or folder at a path of the web ("sections/garden/rss.xml"); None if there is none to be shown.

        Nothing with a dot in front is shown, no manifest, and nothing outside, whatever ".." or links say.
        """
        names = path.removesuffix("/").split("/") if path else []
        if any(map(_is_hidden, names)):
            return None
        target = str(self._folder)
        try:
            linked = False
            for name in names:
                target = f"{target}/{name}"
                linked = linked or stat.S_ISLNK(os.lstat(target).st_mode)
            # Without a link below the folder, what lies there is inside; that is cheaper to see than where links lead.
            return self._followed(target) if linked or not names else Path(target)
        except OSError:
            return None

    def known(self, place: Path) -> File | None:
        """A file found by `locate`, if this version of it was looked at before; reads nothing."""
        path = str(place)
        try:
            return self._known.get((path, _facts(place.stat()), _facts_of(path + _COMPRESSED)))
        except OSError:
            return None

    def look(self, place: Path) -> File | None:
        """A file found by `locate`, read through; None if it is gone, or is no plain file."""
        plain, content = _opened(str(place))
        if plain is None:
            return None
        packed, beside = _opened(str(place) + _COMPRESSED)
        # One that a killed publisher left behind, or that is just ahead of its file, is not of these bytes.
        fits = packed is not None and beside[-_GZIP_END:] == _gzip_end(content)
        modified = datetime.fromtimestamp(plain.facts[1] // 1_000_000_000, UTC)
        file = File(plain, packed if fits else None, modified)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[plain.path, plain.facts, packed.facts if packed else None] = file
        return file

    def content(self, form: Form) -> bytes | None:
        """The bytes of this very version; None if it has been replaced or is gone."""
        with suppress(OSError), Path(form.path).open("rb", buffering=0) as opened:
            if _facts(os.fstat(opened.fileno())) == form.facts:
                return opened.readall()
        return None

    def _followed(self, target: str) -> Path | None:
        found = Path(target).resolve(strict=True)
        return found if found.is_relative_to(self._folder.resolve()) else None


def _is_hidden(name: str) -> bool:
    """Whether a name is none, the publisher's own, or none that it would give."""
    ours = name.startswith(".") or name.endswith((MANIFEST, _COMPRESSED))
    return not name or ours or "\\" in name or not name.isprintable()


def _opened(path: str) -> tuple[Form | None, bytes]:
    try:
        with Path(path).open("rb") as opened:
            facts = _facts(os.fstat(opened.fileno()))
            content = opened.read()
    except OSError:
        return None, b""
    return Form(path, facts, f'"{hashlib.sha256(content).hexdigest()[:32]}"'), content


def _facts(found: os.stat_result) -> _Facts:
    return found.st_ino, found.st_mtime_ns, found.st_size


def _facts_of(path: str) -> _Facts | None:
    try:
        return _facts(Path(path).stat())
    except OSError:
        return None


def _gzip_end(content: bytes) -> bytes:
    """How a gzip file of this content ends."""
    return zlib.crc32(content).to_bytes(4, "little") + (len(content) % 2**32).to_bytes(4, "little")
