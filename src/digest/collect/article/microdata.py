"""What a page says of itself in its markup, as the nodes that JSON-LD would have: microdata, RDFa Lite, microformats.

Sources: html.spec.whatwg.org/#microdata, w3.org/TR/rdfa-lite, microformats.org/wiki/h-entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from lxml.html import HtmlElement

from digest.collect.article.json_ld import Node, walk
from digest.collect.text.sanitise import line

_MOST = 60  #: items on a page, and pieces of a text
_LARGEST = 3_000  #: elements in one
_LONGEST = 300  #: characters of a value
_ADDRESSES = ("url", "image", "item", "thumbnailurl", "contenturl")


@dataclass(frozen=True, slots=True)
class _Way:
    """How one of the two standards marks an item, its type and its properties."""

    scope: str
    type: str
    property: str


_WAYS = (_Way("itemscope", "itemtype", "itemprop"), _Way("typeof", "typeof", "property"))
#: Classes of microformats, new and old, and the properties that they stand for.
_CLASSES = {
    "p-name": "headline", "entry-title": "headline", "dt-published": "datePublished", "published": "datePublished",
    "entry-date": "datePublished", "p-author": "author", "vcard": "author", "p-category": "articleSection",
}  # fmt: skip
_ENTRIES = ("h-entry", "hentry")


def nodes(tree: HtmlElement) -> tuple[Node, ...]:
    """Every item that is marked, outermost first; of a page's entries its own only."""
    return tuple(islice((node for item in chain(_items(tree), _entries(tree)) for node in walk(item)), _MOST))


def _items(tree: HtmlElement) -> Iterator[Node]:
    for way in _WAYS:
        for element in tree.iter():
            if way.scope in element.attrib and way.property not in element.attrib:
                yield _item(element, way)


def _item(scope: HtmlElement, way: _Way) -> Node:
    """One item; items within it are its values."""
    found: dict[str, list[Any]] = {}
    for element in _own(scope, way):
        value = _item(element, way) if way.scope in element.attrib else None
        for name in (element.get(way.property) or "").split():
            plain = name.rpartition(":")[2]
            found.setdefault(plain, []).append(value or _value(element, plain))
    kind = (scope.get(way.type) or "").rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return {"@type": kind} | {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _own(scope: HtmlElement, way: _Way) -> Iterator[HtmlElement]:
    """The elements that carry a property of this item and of none within it."""
    waiting = list(reversed(scope))
    for _ in range(_LARGEST):
        if not waiting:
            return
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        if way.property in element.attrib:
            yield element
        if way.scope not in element.attrib:
            waiting += reversed(element)


def _value(element: HtmlElement, name: str) -> str:
    stated = element.get("content") or element.get("datetime")
    if stated is None and name.lower() in _ADDRESSES:
        stated = element.get("href") or element.get("src")
    return (stated or line("".join(map(str, islice(element.itertext(), _MOST)))))[:_LONGEST]


def _entries(tree: HtmlElement) -> Iterator[Node]:
    """The entry with the page's headline in it; those without are other stories' cards."""
    for one in islice(tree.iter("article", "div", "main", "section", "body"), _LARGEST):
        if (
            any(name in _ENTRIES for name in (one.get("class") or "").split())
            and next(one.iter("h1"), None) is not None
        ):
            yield _entry(one)
            return


def _entry(element: HtmlElement) -> Node:
    node: Node = {"@type": "Article"}
    for inner in islice(element.iter(), _LARGEST):
        for name in (inner.get("class") or "").split() if isinstance(inner.tag, str) else ():
            if name in _CLASSES:
                node.setdefault(_CLASSES[name], _value(inner, _CLASSES[name]))
    return node
