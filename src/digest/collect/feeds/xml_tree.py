"""A strict, bounded XML tree with one spelling for each namespace.

lxml is asked for exactly what a feed needs: no DTD is loaded, no entity resolved, and libxml2 keeps its limits of depth
and size (so `huge_tree` stays off).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from lxml import etree

from digest.collect.feeds.encoding import as_utf8, is_plain, with_numeric_references

_ATOM_SPACE = "http://www.w3.org/2005/Atom"
#: Namespace, in small letters and without its last "/" or "#" → what we call its elements.
_SPACES = {
    "http://www.w3.org/2005/atom": "atom:",
    "https://www.w3.org/2005/atom": "atom:",
    "http://purl.org/atom/ns": "atom:",
    "http://purl.org/echo": "atom:",  # what Atom was called before
    "http://purl.org/pie": "atom:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.rssboard.org/media-rss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    # RSS itself, in the namespaces that its versions were given.
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
}


class Malformed(Exception):
    """A strict parser does not read it; a forgiving one may."""


class Children(defaultdict[str, list[etree._Element]]):  # noqa: SLF001 - lxml has no public name for it
    """An element's children by name, in their order."""

    def __init__(self, element: etree._Element) -> None:
        super().__init__(list)
        for child in element:
            if isinstance(tag := child.tag, str):
                self[name(tag)].append(child)

    def first(self, *names: str) -> str | None:
        """The text of the first child that has one of these names and a text; earlier names win."""
        for wanted in names:
            for child in self.get(wanted, ()):
                if said := text(child):
                    return said
        return None

    def all(self, *names: str) -> tuple[str, ...]:
        """The texts of all children with these names."""
        return tuple([said for wanted in names for child in self.get(wanted, ()) if (said := text(child))])


def root(body: bytes, url: str, content_type: str) -> etree._Element:
    """The root of the document; the base of its URLs is `url` unless xml:base says otherwise.

    Raises:
        Malformed: it is not well-formed, nested too deeply, or declares entities of its own.
    """
    found = _parsed(body, "utf-8", url) if is_plain(body, content_type) else None
    if found is None:
        found = _repaired(body, url, content_type)
    _name_as_meant(found)
    return found


def _repaired(body: bytes, url: str, content_type: str) -> etree._Element:
    known = as_utf8(body, content_type)
    document = with_numeric_references(body.lstrip() if known is None else known)
    if b"<!ENTITY" in document:
        raise Malformed
    found = _parsed(document, None if known is None else "utf-8", url)
    if found is None:
        raise Malformed
    return found


def _parsed(document: bytes, encoding: str | None, url: str) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(document, parser, base_url=url)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


@lru_cache(maxsize=4096)
def name(tag: str) -> str:
    """An element's name as we say it: "item", "atom:entry", "dc:creator"; "?:x" in a namespace we do not know."""
    space, closing, local = tag.rpartition("}")
    if not closing:
        return tag
    return _SPACES.get(space[1:].rstrip("/#").lower(), "?:") + local


def text(element: etree._Element) -> str | None:
    """All text in it, with blanks around taken off; None when there is none."""
    whole = "".join(map(str, element.itertext())) if len(element) else element.text
    return (whole.strip() or None) if whole else None


def markup(element: etree._Element) -> str:
    """What is inside it, as HTML. Changes the element."""
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            inner.tag = inner.tag.rpartition("}")[2]
    parts = [element.text or ""]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts).strip()


def _name_as_meant(found: etree._Element) -> None:
    """Give the elements of a <feed> or <rss> in no namespace, or in one of its own, and a <CHANNEL>, their names."""
    space, _, local = found.tag.rpartition("}")
    if name(found.tag) in ("feed", "?:feed"):
        _rename(found, space, f"{{{_ATOM_SPACE}}}")
    elif name(found.tag) == "?:rss":
        _rename(found, space, "")
    elif local == "CHANNEL":  # CDF, which writes everything in capitals
        for element in found.iter(etree.Element):
            element.tag = element.tag.lower()
            for key, value in element.items():
                element.set(key.lower(), value)


def _rename(found: etree._Element, space: str, new: str) -> None:
    for element in found.iter(etree.Element):
        old, closing, local = element.tag.rpartition("}")
        if old == space:
            element.tag = new + local
        elif not closing and new:
            element.tag = new + element.tag
