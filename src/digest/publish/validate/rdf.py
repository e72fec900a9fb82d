"""RSS 1.0 and 0.90, which are RDF: what they are, and the little that readers need of them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import values
from digest.publish.validate.finding import Finding, advice, error, in_item
from digest.publish.validate.report import Facts
from digest.publish.validate.tree import local, text

OLD = advice(
    "rdf",
    "it is RSS {value}, an older format than RSS 2.0 and Atom",
    "offer RSS 2.0 or Atom as well, and redirect when nobody asks for this any more",
    "it has no ids that last, no full text and no files: readers show less",
)
MISSING = error(
    "rdf-missing",
    "{where} has no {name}",
    "add what is missing: RSS 1.0 asks for it",
    "readers have nothing to show or open there",
)

_NEEDED = {"channel": ("title", "link", "description"), "item": ("title", "link")}
_VERSIONS = {
    "http://purl.org/rss/1.0/": "1.0",
    "http://my.netscape.com/rdf/simple/0.9/": "0.90",
    "http://channel.netscape.com/rdf/simple/0.9/": "0.90",
}


def rdf(root: _Element) -> tuple[str, list[Finding], Facts]:
    """Which RSS it is, what is wrong with it, and what it says."""
    parts = [child for child in root.iter(etree.Element) if local(child) in _NEEDED]
    spaces = {str(child.tag).rpartition("}")[0][1:] for child in parts}
    version = next((_VERSIONS[space] for space in spaces if space in _VERSIONS), "1.0")
    findings = [OLD.at(root, value=version)]
    if not any(local(part) == "channel" for part in parts):
        findings.append(MISSING.at(root, where="the document", name="channel"))
    for part in parts:
        findings += in_item(_told(part, "title") if local(part) == "item" else "", _part(part))
    page = next((_told(part, "link") for part in parts if local(part) == "channel"), "")
    items = tuple((_told(part, "link"), "") for part in parts if local(part) == "item")
    return f"RSS {version}", findings, Facts(items=items, links={"page": page} if page else {})


def _part(part: _Element) -> Iterator[Finding]:
    for needed in _NEEDED[local(part)]:
        if not _told(part, needed):
            yield MISSING.at(part, where=f"<{local(part)}>", name=needed)
        elif needed == "link":
            yield from values.address("link", _told(part, "link"), part)


def _told(part: _Element, called: str) -> str:
    return next((text(child) for child in part.iterchildren(etree.Element) if local(child) == called), "")
