"""Atom 1.0 (RFC 4287): its feed and its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import dates, links, values
from digest.publish.validate.atom_rules import (
    BLANKS,
    EMPTY,
    MAIL_IN_NAME,
    METADATA_LAST,
    MISSING,
    NO_AUTHOR,
    NO_CONTENT,
    NO_MAIL,
    NO_NAME,
    NO_PAGE,
    NO_SUMMARY,
    NO_TERM,
    NOT_CANONICAL,
    NOTHING_TO_OPEN,
    SAME_ID,
    SAME_UPDATED,
    TWICE,
    UNKNOWN,
    UNKNOWN_ATTRIBUTE,
)
from digest.publish.validate.atom_text import content, text_construct
from digest.publish.validate.finding import Finding, Rule, in_item
from digest.publish.validate.html import plain
from digest.publish.validate.media import media
from digest.publish.validate.names import ATOM, children, name
from digest.publish.validate.report import Context, Facts
from digest.publish.validate.tags import named
from digest.publish.validate.tree import text

_FEED = named("author category contributor generator icon id link logo title subtitle rights updated entry")
_ENTRY = named("author category content contributor id link published rights source summary title updated")
_MANY = named("author category contributor link entry")
_ATTRIBUTES: dict[str, set[str]] = {
    "category": {"term", "scheme", "label"},
    "content": {"type", "src"},
    "generator": {"uri", "version"},
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    **{called: {"type"} for called in ("title", "subtitle", "rights", "summary")},
}
Found = dict[str, list[_Element]]


def atom(root: _Element, context: Context) -> tuple[list[Finding], Facts]:
    """What is wrong with a document whose root is Atom's <feed>, and what it says."""
    found = _own(root)
    entries = [(entry, _own(entry)) for entry in found.get("entry", [])]
    findings = [*_feed(root, found, context), *_order(root), *media_of_feed(root)]
    for entry, inside in entries:
        findings += in_item(_called(inside), _entry(entry, inside, context, has_author="author" in found))
    findings += _same(entries, "id", SAME_ID)
    findings += _same(entries, "updated", SAME_UPDATED)
    return findings, _facts(found, entries)


def media_of_feed(root: _Element) -> Iterator[Finding]:
    """Pictures of the feed itself, not of its entries."""
    for child in root.iterchildren(etree.Element):
        if name(child).startswith("media:"):
            yield from media(child)


def _own(element: _Element) -> Found:
    """Children in Atom's own namespace by their names, others by their prefix and name."""
    return {called.removeprefix("atom:"): found for called, found in children(element).items()}


def _feed(root: _Element, found: Found, context: Context) -> Iterator[Finding]:
    yield from _metadata(root, found, context, "the feed", _FEED)
    yield from links.of_feed(root, found.get("link", []), context.address)


def _metadata(
    element: _Element, found: Found, context: Context, where: str, known: frozenset[str], *, in_feed: bool = True
) -> Iterator[Finding]:
    """What feed, source and entry have in common."""
    for needed in ("title", "id", "updated"):
        if needed not in found:
            yield MISSING.at(element, where=where, name=needed)
    yield from _counted(found, known, where)
    for called in ("title", "subtitle", "rights", "summary"):
        for one in found.get(called, []):
            yield from text_construct(called, one)
    for called in ("updated", "published"):
        for one in found.get(called, []):
            yield from _date(called, one, context)
    yield from _parts(found, in_feed=in_feed)


def _parts(found: Found, *, in_feed: bool) -> Iterator[Finding]:
    checks: dict[str, Callable[[_Element], Iterator[Finding]]] = {
        "id": _id,
        "author": _person,
        "contributor": _person,
        "link": partial(links.link, in_feed=in_feed),
        "category": _category,
        "icon": _not_empty,
        "logo": _not_empty,
        "generator": _not_empty,
    }
    for called, check in checks.items():
        for one in found.get(called, []):
            yield from check(one)
    yield from links.alternates(found.get("link", []))


def _not_empty(element: _Element) -> Iterator[Finding]:
    if not text(element):
        yield EMPTY.at(element, name=name(element).removeprefix("atom:"))


def _counted(found: Found, known: frozenset[str], where: str) -> Iterator[Finding]:
    for called, elements in found.items():
        if str(elements[0].tag) != f"{{{ATOM}}}{called}":
            continue
        if called not in known:
            yield UNKNOWN.at(elements[0], name=called, where=where)
        elif len(elements) > 1 and called not in _MANY:
            yield TWICE.at(elements[1], name=called)
        for element in elements:
            for attribute in element.attrib:
                if not str(attribute).startswith("{") and str(attribute) not in _ATTRIBUTES.get(called, set()):
                    yield UNKNOWN_ATTRIBUTE.at(element, name=called, value=attribute)


def _entry(entry: _Element, found: Found, context: Context, *, has_author: bool) -> Iterator[Finding]:
    yield from _metadata(entry, found, context, "the entry", _ENTRY, in_feed=False)
    sources = [_own(source) for source in found.get("source", [])]
    if not (has_author or "author" in found or any("author" in source for source in sources)):
        yield NO_AUTHOR.at(entry)
    for one in found.get("content", []):
        yield from content(one)
    yield from _something_to_read(entry, found)
    yield from media(entry)


def _something_to_read(entry: _Element, found: Found) -> Iterator[Finding]:
    has_page = any(links.relation(link) == "alternate" for link in found.get("link", []))
    for one in found.get("content", []):
        kind = one.get("type", "text")
        is_text = "/" not in kind or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        if "summary" not in found and (one.get("src") is not None or not is_text):
            yield NO_SUMMARY.at(one)
    if "content" in found:
        if not has_page:
            yield NO_PAGE.at(entry)
        return
    if "summary" not in found:
        yield NO_CONTENT.at(entry)
    if not has_page:
        yield NOTHING_TO_OPEN.at(entry)


def _date(called: str, element: _Element, context: Context) -> Iterator[Finding]:
    yield from _no_blanks(called, element)
    yield from dates.rfc3339(called, text(element), context.now, element)


def _id(element: _Element) -> Iterator[Finding]:
    yield from _no_blanks("id", element)
    wrong = list(values.address("id", text(element), element))
    if not wrong and not values.is_canonical(text(element)):
        wrong.append(NOT_CANONICAL.at(element, value=text(element)))
    yield from wrong
    yield from values.lasting(text(element), element)


def _no_blanks(called: str, element: _Element) -> Iterator[Finding]:
    if (whole := element.text or "") != whole.strip():
        yield BLANKS.at(element, name=called)


def _person(person: _Element) -> Iterator[Finding]:
    found = _own(person)
    if "name" not in found:
        yield NO_NAME.at(person)
    for one in found.get("name", []):
        said = text(one)
        if not said:
            yield EMPTY.at(one, name="an author's name")
        if (at := said.find("@")) > 0 and values.MAIL.search(said[said.rfind("<", 0, at) + 1 :]) and "<" in said:
            yield MAIL_IN_NAME.at(one, value=said)
        yield from plain("an author's name", said, one)
    for one in found.get("email", []):
        if not values.MAIL.fullmatch(text(one)):
            yield NO_MAIL.at(one, value=text(one) or "(nothing)")
    for one in found.get("uri", []):
        yield from _no_blanks("uri", one)
        if not text(one) or not values.is_reference(text(one)):
            yield values.BAD_ADDRESS.at(one, name="an author's uri", value=text(one))


def _category(category: _Element) -> Iterator[Finding]:
    if category.get("term") is None:
        yield NO_TERM.at(category)
    elif not category.get("term", "").strip():
        yield EMPTY.at(category, name="a category's term")
    if (scheme := category.get("scheme")) is not None:
        yield from values.address("a category's scheme", scheme, category)
    yield from plain("a category's label", category.get("label", ""), category)


def _order(root: _Element) -> Iterator[Finding]:
    seen = False
    for child in root.iterchildren(etree.Element):
        if child.tag == f"{{{ATOM}}}entry":
            seen = True
        elif seen and str(child.tag).startswith(f"{{{ATOM}}}"):
            yield METADATA_LAST.at(child, name=name(child).removeprefix("atom:"))
            return


def _same(entries: list[tuple[_Element, Found]], called: str, rule: Rule) -> Iterator[Finding]:
    seen: set[str] = set()
    for _, inside in entries:
        for one in inside.get(called, [])[:1]:
            if text(one) and text(one) in seen:
                yield from in_item(_called(inside), [rule.at(one, value=text(one))])
            seen.add(text(one))


def _facts(found: Found, entries: list[tuple[_Element, Found]]) -> Facts:
    said = {links.relation(link): link.get("href", "") for link in reversed(found.get("link", []))}
    if "alternate" in said:
        said["page"] = said["alternate"]
    return Facts(items=tuple((_first(inside, "id"), _first(inside, "updated")) for _, inside in entries), links=said)


def _first(found: Found, called: str) -> str:
    return next((text(one) for one in found.get(called, [])), "")


def _called(found: Found) -> str:
    return next(
        (said for called in ("title", "id") for one in found.get(called, []) if (said := text(one))), "(no title)"
    )
