"""Feeds in and out of other readers: OPML 1 and 2 → `[[section]]` tables of config.toml, and back.

Source: opml.org/spec2.opml. Reading is pure; only `append` writes, and only behind what stands in the file.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from digest import joints
from digest.collect.feeds.xml_tree import Malformed, name, root
from digest.collect.text.sanitise import line, shortened
from digest.commands.slugs import slug, toml
from digest.config import Config, load
from digest.errors import ConfigError, WrongUse
from digest.model import Source, SourceKind
from digest.publish import opml
from digest.publish.publication import all_feeds

_LARGEST = 20_000_000  #: bytes
_MOST = 5_000  #: outlines
_LONGEST = 1_000  #: characters of an address
_NAME = 100  #: characters of a title
_LOOSE = re.compile(rb"&(?!#?\w{1,31};)")
_OTHER = "Feeds"  #: the section of feeds outside of any


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an OPML file."""

    url: str
    title: str  #: "" when it has none
    section: str  #: the title of the outline around it


@dataclass(frozen=True, slots=True)
class Outlines:
    """What an OPML file holds."""

    feeds: tuple[Feed, ...]  #: in its order, each address once
    refused: tuple[tuple[str, str], ...]  #: (which outline, why) of what is no feed
    repeated: tuple[tuple[str, str], ...] = ()  #: the same of feeds that are named once more


def read(body: bytes, file: str) -> Outlines:
    """The feeds of an OPML file, whose sections are the titles of the outlines around them, the nearest one.

    Raises:
        WrongUse: it is no OPML.
    """
    outlines = _outlines(body, file)
    feeds: dict[str, Feed] = {}
    refused: list[tuple[str, str]] = []
    repeated: list[tuple[str, str]] = []
    for number, (element, section) in enumerate(outlines, 1):
        title = _title(element)
        try:
            url = _feed_address(element)
        except ValueError as error:
            refused.append((f"outline {number}{f' ({title})' if title else ''}", str(error)))
            continue
        if url and url in feeds:
            why = f"its feed stands under {feeds[url].section!r} already, and is taken once"
            repeated.append((f"outline {number} ({title or url})", why))
        elif url:
            feeds[url] = Feed(url, title, section)
    return Outlines(tuple(feeds.values()), tuple(refused), tuple(repeated))


def tables(feeds: Iterable[Feed], taken: Iterable[str] = ()) -> str:
    """`[[section]]` tables for config.toml, with slugs that are none of those `taken`; "" for no feeds."""
    sections: dict[str, list[Feed]] = {}
    for one in feeds:
        sections.setdefault(one.section, []).append(one)
    slugs, parts = list(taken), []
    for title, members in sections.items():
        plain, free = slug(title, ()), slug(title, slugs)
        note = "" if free == plain else f'  # "{plain}" is there already: move these sources to it if they belong there'
        slugs.append(free)
        parts.append(f"[[section]]\nslug = {toml(free)}{note}\ntitle = {toml(title)}\n")
        parts += [_table(one) for one in members]
    return "\n".join(parts)


def unknown(feeds: Iterable[Feed], config: Config) -> list[Feed]:
    """Those that are no sources yet."""
    known = {source.url for source in config.sources()}
    return [one for one in feeds if one.url not in known]


def append(path: Path, text: str) -> None:
    """Put tables behind all that stands in config.toml; nothing of it is touched.

    Raises:
        WrongUse: it would not load any more, or cannot be written; it stays as it is then.
    """
    try:
        before = path.read_bytes()
        addition = ("\n" if before.endswith(b"\n") else "\n\n").encode() + text.encode()
        _must_load(path, before + addition)
        with path.open("ab") as file:
            file.write(addition)
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error.strerror}") from error


def configured(config: Config) -> bytes:
    """OPML 2.0 of the feeds that are collected, by section; listing pages and folders have no place in it."""
    sources = [source for source in config.sources() if source.kind is SourceKind.FEED]
    groups = []
    for slug_, title in config.section_titles().items():
        feeds = [source for source in sources if source.section == slug_]
        if feeds:
            groups.append(opml.group(title, tuple(_collected(one) for one in feeds)))
    return opml.document(config.site.title, groups)


def published(config: Config) -> bytes:
    """OPML 2.0 of our own feeds, the same as is published."""
    publication = joints.outlined(config)
    return opml.published(publication.site, all_feeds(publication))


def _outlines(body: bytes, file: str) -> list[tuple[etree._Element, str]]:
    """Each outline with its section's title."""
    if len(body) > _LARGEST:
        raise WrongUse(f"{file} has more than {_LARGEST} bytes; no list of feeds is so long")
    document = _root(body, file)
    if name(document.tag).lower() != "opml":
        raise WrongUse(f"{file} is no OPML: its root is <{line(name(document.tag))[:40]}>; export your feeds as OPML")
    found = []
    for outline in _walk(document, _OTHER):
        found.append(outline)
        if len(found) > _MOST:
            raise WrongUse(f"{file} has more than {_MOST} outlines; import it in parts")
    return found


def _root(body: bytes, file: str) -> etree._Element:
    for attempt in (body, _LOOSE.sub(b"&amp;", body)):  # many write addresses with a bare "&"
        try:
            return root(attempt, "", "")
        except Malformed:
            continue
    why = "it declares entities of its own" if b"<!ENTITY" in body else "it is not well-formed XML"
    raise WrongUse(f"{file} cannot be read as OPML: {why}; export it once more, or mend it")


def _walk(parent: etree._Element, section: str) -> Iterator[tuple[etree._Element, str]]:
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if name(child.tag).lower() == "outline":
            yield child, _category(child) if section == _OTHER else section
            yield from _walk(child, section if _attribute(child, "xmlUrl") else _title(child) or section)
        elif name(child.tag).lower() == "body":
            yield from _walk(child, section)


def _category(outline: etree._Element) -> str:
    """The section of a feed that lies in no outline: the last part of its first category ("/Boston/Weather,News")."""
    first = _attribute(outline, "category").partition(",")[0]
    return shortened(line(first.strip("/ ").rpartition("/")[2]), _NAME) or _OTHER


def _feed_address(outline: etree._Element) -> str | None:
    """The address of its feed; None for one that only holds others.

    Raises:
        ValueError: it holds nothing that can be collected.
    """
    written = _attribute(outline, "xmlUrl")
    if not written:
        if len(outline):
            return None
        kind = _attribute(outline, "type").lower()
        if kind in ("link", "include"):
            raise ValueError(f"it is a {kind}, not a feed; `digest init` looks for the feeds of a site")
        raise ValueError("it has no xmlUrl, the address of a feed")
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", written, flags=re.IGNORECASE)
    url = re.sub(r"^feed://", "http://", url, flags=re.IGNORECASE)
    return _checked(url)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or len(url) > _LONGEST:
        raise ValueError(f"{shortened(url, 80)!r} is no web address that can be fetched")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"a name or password stands in the address of {parts.hostname}; ask for one without")
    return url


def _title(outline: etree._Element) -> str:
    return shortened(_attribute(outline, "title") or _attribute(outline, "text"), _NAME)


def _attribute(element: etree._Element, wanted: str) -> str:
    """Its value on one line; names are compared without case, as exporters write them."""
    values = (value for key, value in element.attrib.items() if str(key).lower() == wanted.lower())
    return line(str(next(values, "")))


def _table(feed: Feed) -> str:
    named = f"  name = {toml(feed.title)}\n" if feed.title else ""
    return f"  [[section.source]]\n  feed = {toml(feed.url)}\n{named}"


def _must_load(path: Path, text: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        copy = Path(folder) / "config.toml"
        copy.write_bytes(text)
        try:
            load(copy)
        except ConfigError as error:
            raise WrongUse(
                f"{path} would not load with these tables ({'; '.join(error.mistakes)}); "
                "run the import without --write, and put them in by hand"
            ) from None


def _collected(source: Source) -> opml.Outline:
    return opml.Outline({"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url})
