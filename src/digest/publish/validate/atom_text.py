"""Atom's texts, which say themselves whether they are plain, HTML or XHTML (RFC 4287 §3.1 and §4.1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import values
from digest.publish.validate.atom_rules import (
    BAD_CONTENT_TYPE,
    BAD_TEXT_TYPE,
    EMPTY,
    MARKUP_IN_TEXT,
    NO_DIV,
)
from digest.publish.validate.finding import Finding
from digest.publish.validate.html import html, plain
from digest.publish.validate.tree import text

_XHTML = "http://www.w3.org/1999/xhtml"
_KINDS = ("text", "html", "xhtml")


def text_construct(name: str, element: _Element) -> Iterator[Finding]:
    """A title, subtitle, summary or rights."""
    kind = element.get("type", "text")
    if kind not in _KINDS:
        yield BAD_TEXT_TYPE.at(element, name=name, value=repr(kind))
    else:
        yield from _inside(name, kind, element)


def content(element: _Element) -> Iterator[Finding]:
    """The content of an entry."""
    kind = element.get("type", "text")
    if (src := element.get("src")) is not None:
        if not values.is_reference(src) or not src:
            yield values.BAD_ADDRESS.at(element, name="the content's src", value=src)
        return
    if kind in _KINDS or kind == "text/html":
        yield from _inside("content", kind.removeprefix("text/"), element)
    elif kind.startswith("multipart/") or next(values.media_type("content", kind), None) is not None:
        yield BAD_CONTENT_TYPE.at(element, value=repr(kind))


def _inside(name: str, kind: str, element: _Element) -> Iterator[Finding]:
    inside = list(element.iterchildren(etree.Element))
    if kind == "xhtml":
        yield from _xhtml(name, element, inside)
        return
    if inside:
        yield MARKUP_IN_TEXT.at(inside[0], name=name)
        return
    if not text(element):
        yield EMPTY.at(element, name=name)
    yield from (html if kind == "html" else plain)(name, text(element), element)


def _xhtml(name: str, element: _Element, inside: list[_Element]) -> Iterator[Finding]:
    if len(inside) != 1 or inside[0].tag != f"{{{_XHTML}}}div" or (element.text or "").strip():
        yield NO_DIV.at(element, name=name)
        return
    copy = etree.fromstring(etree.tostring(inside[0], with_tail=False))
    for each in copy.iter(etree.Element):
        each.tag = str(each.tag).removeprefix(f"{{{_XHTML}}}")
    yield from html(name, etree.tostring(copy, method="html", encoding="unicode"), element)
