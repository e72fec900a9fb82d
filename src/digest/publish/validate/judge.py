"""One document, whoever published it → what it is and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import tree
from digest.publish.validate.atom import atom
from digest.publish.validate.atom_rules import OLD_ATOM, WRONG_NAMESPACE
from digest.publish.validate.finding import Finding, error, warning
from digest.publish.validate.html import DOUBLE_ESCAPED, HTML_IN_TEXT
from digest.publish.validate.json_feed import json_feed
from digest.publish.validate.names import ATOM, namespaces
from digest.publish.validate.rdf import rdf
from digest.publish.validate.report import Context, Facts, Report, in_order
from digest.publish.validate.rss import rss
from digest.publish.validate.values import language

EMPTY = error(
    "nothing",
    "there is nothing in it",
    "look whether the program that writes it has failed",
    "readers show nothing, or the last that they saw",
)
WEB_PAGE = error(
    "web-page",
    "it is a web page, not a feed{value}",
    'look in its head for <link rel="alternate"> with the type of a feed, and validate that address',
    "readers have to search for the feed, and may not find one",
)
NO_FEED = error(
    "no-feed",
    "it is {value}, not RSS, Atom or JSON Feed",
    "give the address or file of a feed",
    "readers can do nothing with it",
)
OTHER_SPELLING = warning(
    "rss-namespace",
    "its <rss> stands in a namespace: {value}",
    'write <rss version="2.0"> without one',
    "strict readers find nothing in it",
)

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = 100_000  #: bytes
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"type\s*=\s*[\"']?application/(rss|atom|feed)\+", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_PAGE = re.compile(rb"^(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


def judge(document: bytes, context: Context) -> Report:
    """Everything that is wrong with a document; nothing is raised and nobody asked, whatever is in it."""
    body = document.removeprefix(b"\xef\xbb\xbf").lstrip()
    size = list(tree.size(document))
    if not body:
        return Report(kind="nothing", findings=(EMPTY.at(),))
    if body.startswith((b"{", b"[")):
        kind, findings, facts = json_feed(document, context)
        return Report(kind=kind, findings=in_order([*size, *findings]), facts=facts)
    if _PAGE.match(body[:2000]):
        return Report(kind="a web page", findings=(WEB_PAGE.at(value=_named_feeds(document)),))
    root, findings = tree.parsed(document)
    if root is None:
        return Report(kind="broken XML" if b"<" in body[:200] else "no feed", findings=in_order(findings))
    kind, more, facts = _feed(root, context)
    if kind.startswith("RSS"):
        more = _without_meant_escapes(more, document)
    if kind.startswith("RSS") or kind == "Atom 1.0":
        more += [*namespaces(root), *_languages(root)]
    return Report(kind=kind, findings=in_order([*size, *findings, *more]), facts=facts)


def _feed(root: _Element, context: Context) -> tuple[str, list[Finding], Facts]:
    called, space = tree.local(root), str(root.tag).rpartition("}")[0].removeprefix("{")
    if called == "rss":
        findings, facts = rss(root, context)
        return f"RSS {root.get('version', '(no version)')}", [*_spelling(root, space), *findings], facts
    if called == "RDF":
        return rdf(root)
    if called == "feed" and space == ATOM:
        findings, facts = atom(root, context)
        return "Atom 1.0", findings, facts
    if called == "feed":
        old = space == "http://purl.org/atom/ns#"
        rule = OLD_ATOM.at(root) if old else WRONG_NAMESPACE.at(root, value=space or "(none)")
        return "Atom 0.3" if old else "Atom", [rule], Facts()
    return f"<{called}>", [NO_FEED.at(root, value=f"<{called}>")], Facts()


def _named_feeds(page: bytes) -> str:
    """The feeds that a page names in its head, in words."""
    links = _LINK.findall(page[:_HEAD].decode("utf-8", "replace"))
    feeds = [href[1] for link in links if _FEED_TYPE.search(link) and (href := _HREF.search(link))]
    return f"; it names {', '.join(feeds)}" if feeds else ""


def _without_meant_escapes(findings: list[Finding], document: bytes) -> list[Finding]:
    """RSS does not say whether its texts are plain; a hexadecimal reference says that signs are meant (the profile)."""
    lines = document.split(b"\n")

    def is_meant(found: Finding) -> bool:
        return found.rule in (DOUBLE_ESCAPED, HTML_IN_TEXT) and b"&#x" in lines[(found.line or 1) - 1]

    return [found for found in findings if not is_meant(found)]


def _languages(root: _Element) -> Iterator[Finding]:
    """Each that is said by xml:lang, once."""
    said = {element.get(_LANG): element for element in root.iter(etree.Element) if element.get(_LANG)}
    for code, element in said.items():
        yield from language(code, element)


def _spelling(root: _Element, space: str) -> list[Finding]:
    return [OTHER_SPELLING.at(root, value=space)] if space else []
