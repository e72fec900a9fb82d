"""Links of a feed to itself, its page, its hub and its history (RFC 4287 §4.2.7, RFC 5005, WebSub §4)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from digest.publish.validate import values
from digest.publish.validate.finding import Finding, advice, error, warning
from digest.publish.validate.html import plain
from digest.publish.validate.names import HISTORY
from digest.publish.validate.tags import named

NO_SELF = warning(
    "self-missing",
    "it does not say where it lies itself",
    'add a link with rel="self" and the full address of this very document',
    "readers that were moved or given a copy cannot find the feed again, and no hub can tell of changes",
)
OTHER_SELF = warning(
    "self-other",
    "it says that it lies at {value}, but was read from {address}",
    "give the address that readers should keep, and redirect all others to it",
    "readers may keep asking the wrong address",
)
NO_HREF = error("link-empty", "a link has no href", "give its address, or leave the link out", "it leads nowhere")
UNKNOWN_RELATION = warning(
    "link-relation",
    'a link has the relation "{value}", which nobody registered',
    "use a registered one, or a full address of your own as its name",
    "readers pass over it",
)
HISTORY_IN_ITEM = warning(
    "link-history-in-item",
    'an item has a link with rel="{value}", which belongs to the feed',
    "put it beside the feed's other links",
    "readers do not find older items by it",
)
WRONG_SELF_TYPE = warning(
    "self-type",
    'the link with rel="self" has the type {value}',
    "give the type of a feed: application/rss+xml or application/atom+xml",
    "some readers pass over it",
)
TWO_ALTERNATES = error(
    "link-twice",
    'there are two links with rel="alternate", the same type and the same language',
    "keep one, or tell them apart by type or hreflang",
    "readers open whichever they find first",
)
NOT_EMPTY_TITLE = warning(
    "link-title-empty",
    "a link has an empty title",
    "leave the title out",
    "readers show a link without words",
)
HUB_NEEDS_SELF = error(
    "hub-without-self",
    "it names a hub, but not its own address",
    'add a link with rel="self" (WebSub §4)',
    "readers cannot subscribe at the hub, and ask again and again instead",
)
HUB_NOT_SECURE = advice(
    "hub-plain-http",
    "its hub is asked without encryption: {value}",
    "use the hub's https address",
    "anybody on the way can see and forge what the hub is told",
)
ARCHIVE_LINKS = warning(
    "archive-links",
    "it says that it is an archive document, but does not link {value}",
    'link both rel="current" and rel="prev-archive" or "next-archive" (RFC 5005 §4)',
    "readers that come upon it do not find the other items",
)
COMPLETE_LINKS = error(
    "complete-links",
    'it says that it is complete, and yet has a link with rel="{value}"',
    "leave out either fh:complete or the links (RFC 5005 §2)",
    "readers do not know whether there are more items",
)
PAST_END = error(
    "link-past-end",
    'it is its own "{value}", and yet links further',
    "leave out the link to what cannot be there (RFC 5005 §3)",
    "readers ask for pages that do not exist",
)

_PAGING = ("first", "last", "next", "previous", "next-archive", "prev-archive", "current")
_REGISTERED = named(
    "first last next previous next-archive prev-archive current alternate describedby edit edit-media enclosure hub"
    " license payment related replies search self service up via"
)
_FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/rdf+xml")
_IANA = "http://www.iana.org/assignments/relation/"


def relation(link: _Element) -> str:
    """What a link is for; one that does not say so is the page of the same (RFC 4287 §4.2.7.2)."""
    return link.get("rel", "alternate").removeprefix(_IANA)


def link(element: _Element, *, in_feed: bool) -> Iterator[Finding]:
    """What is wrong with one link."""
    rel, href = relation(element), element.get("href")
    if rel not in _REGISTERED and next(values.address("rel", rel), None) is not None:
        yield UNKNOWN_RELATION.at(element, value=rel)
    if rel in _PAGING and not in_feed:
        yield HISTORY_IN_ITEM.at(element, value=rel)
    if href is None:
        yield NO_HREF.at(element)
    elif element.base is not None and values.is_reference(href):
        yield from values.address(f'the link with rel="{rel}"', urljoin(element.base, href), element)
    else:
        yield from values.address(f'the link with rel="{rel}"', href, element)
    yield from _attributes(rel, element)


def _attributes(rel: str, element: _Element) -> Iterator[Finding]:
    if (kind := element.get("type")) is not None:
        yield from values.media_type("a link's type", kind, element)
        if rel == "self" and kind not in _FEED_TYPES:
            yield WRONG_SELF_TYPE.at(element, value=kind)
    if (length := element.get("length")) is not None:
        yield from values.number("a link's length", length, element)
    if (language := element.get("hreflang")) is not None:
        yield from values.language(language, element)
    if (title := element.get("title")) is not None:
        if not title.strip():
            yield NOT_EMPTY_TITLE.at(element)
        yield from plain("a link's title", title, element)


def alternates(found: list[_Element]) -> Iterator[Finding]:
    """One page for each type and language."""
    seen = set()
    for one in found:
        if relation(one) == "alternate":
            mark = (one.get("type", ""), one.get("hreflang", ""))
            if mark in seen:
                yield TWO_ALTERNATES.at(one)
            seen.add(mark)


def of_feed(root: _Element, found: list[_Element], address: str | None) -> Iterator[Finding]:
    """What is wrong with a feed's links taken together."""
    by_relation = {relation(one): one for one in reversed(found)}
    own = by_relation.get("self")
    if own is None:
        yield NO_SELF.at(root)
        if "hub" in by_relation:
            yield HUB_NEEDS_SELF.at(by_relation["hub"])
    else:
        yield from same_address(own.get("href", ""), address, own)
    if "hub" in by_relation and by_relation["hub"].get("href", "").startswith("http:"):
        yield HUB_NOT_SECURE.at(by_relation["hub"], value=by_relation["hub"].get("href"))
    yield from _history(root, by_relation)


def same_address(said: str, address: str | None, where: _Element | None = None) -> Iterator[Finding]:
    """Whether a document lies where it says."""
    if said and address and _comparable(said) != _comparable(address):
        yield OTHER_SELF.at(where, value=said, address=address)


def _history(root: _Element, by_relation: dict[str, _Element]) -> Iterator[Finding]:
    if (closed := root.find(f".//{{{HISTORY}}}archive")) is not None:
        if "current" not in by_relation:
            yield ARCHIVE_LINKS.at(closed, value="the current document")
        if not {"prev-archive", "next-archive"} & by_relation.keys():
            yield ARCHIVE_LINKS.at(closed, value="another archive document")
    own = by_relation["self"].get("href") if "self" in by_relation else None
    if root.find(f".//{{{HISTORY}}}complete") is not None:
        for rel in _PAGING:
            if rel in by_relation and not (rel == "current" and by_relation[rel].get("href") == own):
                yield COMPLETE_LINKS.at(by_relation[rel], value=rel)
    for end, further in (("first", "previous"), ("last", "next")):
        if end in by_relation and by_relation[end].get("href") == own and further in by_relation:
            yield PAST_END.at(by_relation[further], value=end)


def _comparable(address: str) -> tuple[str, str, str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", "", address, ""
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query
