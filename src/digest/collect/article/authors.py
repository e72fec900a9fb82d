"""Who wrote a page: as JSON-LD says, as <meta> says, as the line under the headline says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from digest.collect.article import json_ld
from digest.collect.text import sanitise
from digest.collect.text.words import folded

_METAS = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "cxenseparse:author",
)  # fmt: skip
_BY = re.compile(
    r"^(?:view\s+all\s+posts\b\s*)?(?:(?:(?:words|recipe|story|article|text|reviewed|posted|published)\s+)?(?:by|von)\b"
    r"|written\b(?:\s+by\b)?|geschrieben\s+von\b|(?:par|por|di|door|av|af)\b|autor(?:in)?\b|authors?\b)[:\s]*",
    re.IGNORECASE,
)
_SAYS_BY = re.compile(r"^(?:(?:words|recipe|story|article|written|posted)\s+)?(?:by|von|par|por)\b[:\s]", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\||\s&\s|\band\b|\bund\b|\bet\b)\s*")
#: Where a byline stops naming people.
_AFTER = re.compile(
    r"\s*(?:[•·|–—]|\b(?:updated|published|posted|last|reviewed|(?:staff\s+)?writer|on)\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d).*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:officer|head|expert|editor|writer|reporter|founder|director|manager|contributor|specialist|sponsored|staff"
    r"\s+writer|correspondent|columnist|analyst|digital|privacy)\b|^(?:M[SDA]|RDN?|LD|Ph\.?\s?D|CPA|CFP|MBA|MPH|JD)\b",
    re.IGNORECASE,
)
_MARKED = ("author", "byline", "author-name", "byline-name", "p-author", "entry-author")
_NAMED = re.compile(
    r"(?:author|byline|contributor|writer)[\w-]*?[_-]*(?:name|link)|(?:post|blog|entry|article|hero|type|banner)[\w-]*[_-]+"
    r"(?:author|byline)$|^(?:the[_-])?(?:authors?|bylines?|contributors?)$|^author[_-](?:link|title)",
    re.IGNORECASE,
)
_PROFILE = re.compile(r"/(?:authors?|autor(?:en)?|contributors?|staff|writers|producers|by|people|profile)/[^/?#]+/?$")
_JOINTS = ("the", "and", "und", "et", "y", "&", "de", "von", "van")
_LONGEST = 60  #: characters
_MOST_WORDS = 5
_MOST_TOGETHER = 4

_Words = Iterable[str]


def authors(tree: HtmlElement, metas: list[str], nodes: tuple[json_ld.Node, ...], site: str | None) -> tuple[str, ...]:
    """The people, or who signs for them; a page that states but its own name is asked for its byline first.

    Args:
        tree: the page.
        metas: what its <meta> elements of `names_of_meta` say.
        nodes: its JSON-LD.
        site: the site's own name, if it says it.
    """
    stated = names(_in_json(nodes)) or names(metas[:1]) or names(metas)
    if stated and not _is_site(stated, site):
        return stated
    return next((found for group in _bylines(tree) if (found := names(group))), stated)


def names_of_meta() -> tuple[str, ...]:
    """The <meta> elements that name authors, the surest first."""
    return _METAS


def names(written: _Words) -> tuple[str, ...]:
    """The names in texts such as "By Ann Lee and Bob Roe, Staff Writer"."""
    found = []
    for text in written:
        bare = _AFTER.sub("", _BY.sub("", sanitise.title(text)))
        parts = [re.sub(r"(?<!\b\w)\.$", "", part.strip(" :")) for part in _AND.split(bare)]
        found += [part for number, part in enumerate(parts) if _is_name(part) and not (number and _ROLE.search(part))]
    return tuple(dict.fromkeys(found))


def is_byline(text: str) -> bool:
    """Whether a line says nothing but by whom it is ("By Ann Lee")."""
    found = _SAYS_BY.match(text)
    if not found or not names([text]):
        return False
    named = _AFTER.sub("", text[found.end() :])
    return all(part[0].isupper() or part in _JOINTS for part in named.split())


def _in_json(nodes: tuple[json_ld.Node, ...]) -> list[str]:
    article = json_ld.article(nodes)
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and json_ld.texts(node.get("name"))}
    found: list[str] = []
    for key in ("author", "creator"):
        for one in json_ld.listed(article.get(key)):
            named = by_id.get(str(one.get("@id")), one) if isinstance(one, dict) and "name" not in one else one
            found += json_ld.texts(named)
        if found:
            break
    return found


def _is_site(stated: tuple[str, ...], site: str | None) -> bool:
    return len(stated) == 1 and (
        folded(stated[0]) == folded(site or "") or bool(re.search(r"\b(?:staff|admin)\b|\.", stated[0].lower()))
    )


def _bylines(tree: HtmlElement) -> Iterator[list[str]]:
    """Groups of texts that may name the authors, the surest first."""
    links = [one for one in tree.iter("a") if _text(one)]
    yield _first(one for one in links if "author" in (one.get("rel") or "").lower().split())
    yield _first(one for one in tree.iter("a", "span", "div", "p", "address") if _is_marked(one))
    yield _first(one for one in tree.iter("a", "span", "div", "p", "h3", "h4", "h5", "aside") if _is_named(one))
    yield _first(one for one in links if _PROFILE.search(one.get("href") or ""))
    yield _first(one for one in tree.iter("p", "span", "div", "h4", "h5", "li") if is_byline(_text(one)))


def _first(marked: Iterator[HtmlElement]) -> list[str]:
    """The first that can be a name, with those right beside it."""
    for one in marked:
        if names([_text(one)]):
            beside = one.itersiblings() if one.tag == "a" else ()
            like = [other for other in beside if other.tag == one.tag and other.get("class") == one.get("class")]
            return [_text(other) for other in (one, *like[: _MOST_TOGETHER - 1])]
    return []


def _is_marked(element: HtmlElement) -> bool:
    marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower().split()
    return any(mark in _MARKED for mark in marks)


def _is_named(element: HtmlElement) -> bool:
    return any(_NAMED.search(one) for one in (element.get("class") or "").split())


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and not re.search(r"[@/(){}<>!?]", text)
        and text.lower() not in ("the author", "author", "by", "about the author", "unknown", "admin")
    )


def _text(element: HtmlElement) -> str:
    """What it says; "" when that is far more than names."""
    written = ""
    for part in element.itertext():
        written += f" {part}"
        if len(written) > 4 * _LONGEST:
            return ""
    whole = sanitise.line(written)
    return whole if len(whole) <= 2 * _LONGEST else ""
