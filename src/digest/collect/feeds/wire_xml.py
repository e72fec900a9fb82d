"""RSS 0.9x to 2.0, RDF and Atom 0.3 and 1.0 → Wire, for documents that are well-formed."""

from __future__ import annotations

from base64 import b64decode
from html import escape

from lxml import etree

from digest.collect.feeds import wire_media
from digest.collect.feeds.wire import Entry, NotThis, Text, Wire
from digest.collect.feeds.xml_tree import Children, markup, name, root, text

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ROOTS = ("rss", "rdf:rdf", "channel", "atom:feed")


def read(body: bytes, url: str, content_type: str) -> Wire:
    """The feed in `body`, which came from `url`.

    Raises:
        Malformed: a more forgiving reader may find a feed in it.
        NotThis: it is something else.
    """
    document = root(body, url, content_type)
    kind = name(document.tag)
    if kind.lower() not in _ROOTS:
        raise NotThis("an HTML page" if kind.lower().endswith("html") else f"XML with the root <{kind}>")
    has_bases = b"xml:base" in body or b"\x00" in body[:4]
    entries = []
    for element in document.iter("{*}item", "{*}entry"):
        base = element.base or url if has_bases else url
        if name(element.tag) == "atom:entry":
            entries.append(_atom(element, base))
        elif name(element.tag) == "item":
            entries.append(_rss(element, base))
    about = Children(next(document.iter("{*}channel"), document))
    return Wire(
        entries=tuple(entries),
        language=about.first("language", "dc:language") or document.get(_LANG),
        authors=_people(about["atom:author"]),
    )


def _rss(item: etree._Element, base: str) -> Entry:
    has = Children(item)
    guid = has.first("guid", "atom:id")
    is_link = bool(guid) and all(element.get("isPermaLink", "true").lower() != "false" for element in has["guid"])
    return Entry(
        id=guid or item.get(_ABOUT),
        link=has.first("feedburner:origLink", "link")
        or _alternate(has["atom:link"])
        or (guid if is_link else None)
        or item.get(_ABOUT)
        or item.get("href"),  # CDF
        base=base,
        title=_text(has, None, base, "title", "dc:title", "media:title"),
        summary=_text(
            has, None, base, "description", "dc:description", "atom:summary", "itunes:summary", "summary", "abstract"
        )
        or wire_media.description(has, base),
        content=_text(
            has, True, base, "content:encoded", "atom:content", "xhtml:body", "xhtml:div", "body", "fullitem"
        ),
        authors=has.all("dc:creator")
        or has.all("author", "dc:author")
        or _people(has["atom:author"])
        or has.all("itunes:author"),
        published=has.first("pubDate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published", "pubdate"),
        # Dublin Core does not say what its date is the date of, so it stands for both.
        updated=has.first("dcterms:modified", "atom:updated", "dc:date") or item.get("lastmod"),
        tags=has.all("category", "dc:subject") + wire_media.tags(has),
        images=wire_media.images(has),
        files=wire_media.files(has),
        language=has.first("language", "dc:language")
        or _language(item, has, "content:encoded", "xhtml:body", "fullitem", "description", "title"),
    )


def _atom(entry: etree._Element, base: str) -> Entry:
    has = Children(entry)
    source = [author for element in has["atom:source"] for author in Children(element)["atom:author"]]
    return Entry(
        id=has.first("atom:id"),
        link=has.first("feedburner:origLink") or _alternate(has["atom:link"]),
        base=base,
        title=_construct(has["atom:title"], base),
        summary=_construct(has["atom:summary"], base) or wire_media.description(has, base),
        content=_construct(has["atom:content"], base),
        authors=_people(has["atom:author"]) or has.all("dc:creator") or _people(source),
        published=has.first("atom:published", "atom:issued", "atom:created", "dc:date"),
        updated=has.first("atom:updated", "atom:modified"),
        tags=tuple(tag for one in has["atom:category"] if (tag := one.get("label") or one.get("term") or text(one)))
        + has.all("dc:subject")
        + wire_media.tags(has),
        images=wire_media.images(has),
        files=wire_media.files(has),
        language=_language(entry, has, "atom:content", "atom:summary", "atom:title"),
    )


def _text(has: Children, is_html: bool | None, base: str, *names: str) -> Text | None:
    """The first of these that says something; some feeds put their HTML there as elements."""
    for wanted in names:
        for element in has.get(wanted, ()):
            is_tree = len(element) > 0
            if value := markup(element) if is_tree else text(element):
                return Text(value=value, is_html=True if is_tree else is_html, base=base)
    return None


def _construct(elements: list[etree._Element], base: str) -> Text | None:
    """An Atom text or content construct. Source: RFC 4287 §3.1, §4.1.3; the `mode` is Atom 0.3's."""
    for element in elements:
        kind = element.get("type", "text").lower()
        own = base if element.base is None else element.base
        if len(element):
            value = _in_div(element) if kind == "html" else None
            return Text(value=value or markup(element), is_html=True, base=own)
        value = _unpacked(element, kind)
        if value:
            is_html = (
                "html" in kind or (kind == "text" and element.get("mode") == "escaped") or _is_packed(element, kind)
            )
            return Text(value=value, is_html=is_html, base=own)
    return None


def _unpacked(element: etree._Element, kind: str) -> str | None:
    value = text(element)
    if not value or not _is_packed(element, kind):
        return value
    try:
        return b64decode(value, validate=False).decode()
    except ValueError:
        return escape(value) if kind.endswith(("xml", "html")) else None


def _is_packed(element: etree._Element, kind: str) -> bool:
    return element.get("mode") == "base64" or ("/" in kind and not kind.startswith("text/"))


def _in_div(element: etree._Element) -> str | None:
    """HTML that is written as text, as it should be, but within an element (TypePad)."""
    is_bare = len(element) == 1 and not len(element[0]) and name(element[0].tag).endswith("div")
    inner = text(element[0]) if is_bare else None
    return inner if inner and "<" in inner else None


def _language(element: etree._Element, has: Children, *names: str) -> str | None:
    """What the first text of these is in, by what stands on itself or on the whole entry."""
    for wanted in names:
        if parts := has.get(wanted):
            return parts[0].get(_LANG) or element.get(_LANG)
    return element.get(_LANG)


def _alternate(links: list[etree._Element]) -> str | None:
    """The address of the story itself: the alternate, an HTML one if there are several."""
    usable = [one for one in links if (one.get("href") or text(one)) and one.get("rel", "alternate") == "alternate"]
    html = [one for one in usable if "html" in one.get("type", "text/html")]
    return next((one.get("href") or text(one) for one in html + usable), None)


def _people(authors: list[etree._Element]) -> tuple[str, ...]:
    names = (
        Children(author).first("atom:name", "name") or (None if len(author) else text(author)) for author in authors
    )
    return tuple(filter(None, names))
