"""Namespaces that feeds use, and how we say the names of what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate.finding import Finding, error, warning

NEARLY_KNOWN = error(
    "namespace-misspelt",
    "the namespace {value} is misspelt: it is {right}",
    "write it so, sign by sign",
    "readers do not recognise what stands in it: pictures, authors or links are missing",
)
UNKNOWN_NAMESPACE = warning(
    "namespace-unknown",
    "hardly anybody knows the namespace {value}",
    "leave it out of the feed if no reader needs it",
    "readers pass over what stands in it; the W3C's validator warns of it",
)
OTHER_PREFIX = warning(
    "namespace-prefix",
    'the prefix "{prefix}" usually means {right}, and is {value} here',
    "choose another prefix",
    "readers that go by the prefix take one thing for another",
)
ATOM_PREFIX = warning(
    "namespace-atom-prefix",
    'an Atom feed declares the prefix "{prefix}"',
    "make Atom's the default namespace, and use no prefix for it or for XHTML",
    "a few old readers find no items",
)

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"

#: Namespace → its usual prefix.
_KNOWN = {
    ATOM: "atom",
    HISTORY: "fh",
    MEDIA: "media",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.w3.org/2007/app": "app",
    "http://www.w3.org/2000/svg": "svg",
    "http://www.w3.org/1998/Math/MathML": "mathml",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch10",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://web.resource.org/cc/": "cc",
    "http://webns.net/mvcb/": "admin",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/": "rss1",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://www.microsoft.com/schemas/rss/core/2005": "cf",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.opengis.net/gml": "gml",
}
_BY_PREFIX = {prefix: space for space, prefix in _KNOWN.items()}


def _loosely(space: str) -> str:
    return space.rstrip("/#").lower().removeprefix("https").removeprefix("http")


_NEARLY = {_loosely(space): space for space in _KNOWN}


def name(element: _Element) -> str:
    """ "title", "atom:link", "dc:creator"; "?:x" in a namespace that is not known, however it is prefixed."""
    return _named(str(element.tag))


@lru_cache(maxsize=4096)
def _named(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    return f"{_KNOWN.get(_NEARLY.get(_loosely(space[1:]), ''), '?')}:{local}" if space else local


def children(element: _Element) -> dict[str, list[_Element]]:
    """An element's children by name, each in its order."""
    found: dict[str, list[_Element]] = {}
    for child in element.iterchildren(etree.Element):
        found.setdefault(name(child), []).append(child)
    return found


def namespaces(root: _Element) -> Iterator[Finding]:
    """What is wrong with those that are declared; each is told once."""
    told = set()
    for element in root.iter(etree.Element):
        if (above := element.getparent()) is not None and element.nsmap == above.nsmap:
            continue
        for prefix, space in element.nsmap.items():
            if (prefix, space) not in told:
                told.add((prefix, space))
                yield from _declared(prefix, space, element, is_atom=str(root.tag).startswith(f"{{{ATOM}}}"))


def _declared(prefix: str | None, space: str, where: _Element, *, is_atom: bool) -> Iterator[Finding]:
    usual = _BY_PREFIX.get(prefix or "")
    if space not in _KNOWN and _loosely(space) in _NEARLY:
        yield NEARLY_KNOWN.at(where, value=space, right=_NEARLY[_loosely(space)])
    elif usual and usual != space:
        yield OTHER_PREFIX.at(where, prefix=prefix, right=usual, value=space)
    elif space not in _KNOWN:
        yield UNKNOWN_NAMESPACE.at(where, value=space)
    elif is_atom and prefix and (prefix in ("atom", "xhtml") or _KNOWN[space] in ("atom", "xhtml")):
        yield ATOM_PREFIX.at(where, prefix=prefix)
