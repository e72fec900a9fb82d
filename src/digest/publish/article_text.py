"""An article's text made to stand on a page of ours: sanitised HTML in, the same with what a page needs out."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from digest.publish.clean import text

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def fitted(html: str) -> str:
    """The text with its headings under the page's own, its pictures and tables within the page.

    Args:
        html: sanitised when it was stored; what runs or styles is not in it.
    """
    body = fragment_fromstring(text(html), create_parent="div")
    _order_headings(body)
    for picture in body.iter("img"):
        _settle(picture)
    for table in list(body.iter("table")):
        _fence(table)
    inside = "".join(tostring(child, encoding="unicode") for child in body)
    return _escaped(body.text) + inside


def _order_headings(body: HtmlElement) -> None:
    """The page's title is the only first heading, and no level is left out on the way down."""
    headings = [element for element in body.iter(*_HEADINGS) if "".join(element.itertext()).strip()]
    for element in body.iter(*_HEADINGS):
        if element not in headings:
            element.tag = "div"  # a heading that says nothing is none
    before = 1
    shift = 2 - min(_levels(headings), default=2)
    for element in headings:
        before = min(int(element.tag[1]) + shift, before + 1, 6)
        element.tag = f"h{before}"


def _levels(headings: Iterable[HtmlElement]) -> list[int]:
    return [int(element.tag[1]) for element in headings]


def _settle(picture: HtmlElement) -> None:
    """It is loaded when it is needed, and has its room before, so that nothing moves while one reads."""
    picture.set("alt", picture.get("alt", ""))
    picture.set("loading", "lazy")
    picture.set("referrerpolicy", "no-referrer")
    sized = picture.get("width", "").isdigit() and picture.get("height", "").isdigit()
    if not sized and _stands_alone(picture):
        picture.set("class", "unsized")


def _stands_alone(picture: HtmlElement) -> bool:
    """Whether it is a picture of the story and not a small one in a line of text."""
    parent = picture.getparent()
    return parent is not None and len(parent) == 1 and not "".join(parent.itertext()).strip()


def _fence(table: HtmlElement) -> None:
    """A wide one is moved by itself, by keyboard too, and not the page."""
    fence = etree.Element("div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Table"})
    parent = table.getparent()
    assert parent is not None  # the fragment has a parent of our own
    fence.tail, table.tail = table.tail, None
    parent.replace(table, fence)
    fence.append(table)


def _escaped(plain: str | None) -> str:
    return (plain or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
