"""A feed as it came over the wire, the same shape for every format; nothing here is clean or trusted yet.

`wire_xml` (RSS, RDF, Atom), `wire_json` (JSON Feed) and `forgiving` (whatever else) fill it; `feed` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.collect.text.files import File


class NotThis(Exception):
    """The document is not of this format; its text says what was found instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that may be markup."""

    value: str
    is_html: bool | None  #: None where the format does not say (RSS)
    base: str  #: what its relative URLs are meant from


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item or entry."""

    id: str | None = None
    link: str | None = None  #: as written, perhaps relative
    base: str = ""  #: what `link`, `images` and `files` are meant from
    title: Text | None = None
    summary: Text | None = None
    content: Text | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  #: as written
    updated: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()  #: best first
    files: tuple[File, ...] = ()  #: no images
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """The whole document."""

    entries: tuple[Entry, ...]
    language: str | None = None
    authors: tuple[str, ...] = ()  #: of entries that name none
    rejected: tuple[tuple[str, str], ...] = ()  #: (which item, why) of what is no entry
