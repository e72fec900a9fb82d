"""The bytes of a web page → a tree, in the right letters."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from lxml import etree, html

from digest.collect.text.sanitise import absolute, without_controls
from digest.errors import PageUnreadable

_CHARSET = re.compile(rb"<meta[^<>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4_096
_LARGEST = 5_000_000  #: characters; what comes after takes time that grows with their number, and more
_MOST = 50_000  #: elements
_SIGNS = 5 * _MOST  #: "<", with those of ends and comments; a tree takes fifty times the size of its tags


def page(body: bytes, url: str) -> html.HtmlElement:
    """The page as a tree.

    Raises:
        PageUnreadable: there is nothing that can be read as HTML, or far more than an article needs.
    """
    text = without_controls(decoded(body))
    if len(text) > _LARGEST:
        raise PageUnreadable(url, f"it has more than {_LARGEST} characters")
    if text.count("<") > _SIGNS:
        raise PageUnreadable(url, f"it has more than {_MOST} elements")
    # lxml refuses a str that declares an encoding.
    text = re.sub(r"^\s*<\?xml[^<>]*\?>", "", text)
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(remove_pis=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise PageUnreadable(url, "there is no HTML in it") from None
    if tree.find(".//body") is None:
        raise PageUnreadable(url, "there is no HTML in it")
    if next(islice(tree.iter(), _MOST, None), None) is not None:
        raise PageUnreadable(url, f"it has more than {_MOST} elements")
    return tree


def base(tree: html.HtmlElement, url: str) -> str:
    """What the page's relative addresses are meant from."""
    element = tree.find(".//base[@href]")
    return url if element is None else absolute(element.get("href"), url) or url


def decoded(body: bytes) -> str:
    """The text: UTF-8 where it is that, else what the page declares, else Windows-1252, which decodes anything."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:_HEAD])
    try:
        return body.decode(declared[1].decode("ascii") if declared else "cp1252", "replace")
    except LookupError:
        return body.decode("cp1252", "replace")
