"""OPML 2.0: lists of feeds that any reader takes in one go. Source: opml.org/spec2.opml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from digest.language import language, later
from digest.publish import addresses
from digest.publish.clean import line, stripped
from digest.publish.publication import Feed, Site

#: Where the feeds of each kind stand, by the first part of their names.
_GROUPS = {"section": later("Sections"), "newsletter": later("Newsletters")}


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the list: a feed, or a group of them."""

    attributes: Mapping[str, str]
    inside: tuple[Outline, ...] = field(default=())


def published(site: Site, feeds: Iterable[Feed]) -> bytes:
    """Our own feeds, for readers to subscribe to: of everything, then of the sections, then of the newsletters.

    Each group keeps the order in which its feeds come; a group without feeds is left out.
    """
    groups: dict[str, list[Outline]] = {kind: [] for kind in ("", *_GROUPS)}
    for feed in feeds:
        groups[feed.name.partition("/")[0] if "/" in feed.name else ""].append(_subscription(site, feed))
    words = language(site.language)
    named = [group(words.gettext(_GROUPS[kind]), tuple(inside)) for kind, inside in groups.items() if kind and inside]
    return document(site.title, (*groups[""], *named))


def group(title: str, inside: tuple[Outline, ...]) -> Outline:
    """Feeds that belong together."""
    return Outline({"text": title, "title": title}, inside)


def document(title: str, outlines: Iterable[Outline]) -> bytes:
    """The whole file; texts are cleaned, whatever they hold."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = line(title)
    _fill(etree.SubElement(root, "body"), outlines)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _subscription(site: Site, feed: Feed) -> Outline:
    # Every reader that takes OPML takes RSS; "rss" is what the format calls feeds of any kind.
    address = addresses.absolute(site.url, addresses.feed_path(feed.folder, "rss"))
    page = addresses.absolute(site.url, feed.page)
    said = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": address, "htmlUrl": page}
    described = {"description": feed.description} if feed.description else {}
    return Outline({**said, **described, "language": feed.language or site.language})


def _clean(name: str, value: str) -> str:
    # An address is what it is: what looks like damage in a text may be right in it.
    return stripped(value).strip() if name.endswith("Url") else line(value)


def _fill(parent: etree._Element, outlines: Iterable[Outline]) -> None:
    for outline in outlines:
        said = {name: _clean(name, value) for name, value in outline.attributes.items()}
        _fill(etree.SubElement(parent, "outline", said), outline.inside)
