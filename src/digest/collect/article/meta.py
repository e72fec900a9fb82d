"""What a page says about itself: title, authors, date, section, image, language, tags, series, its own address.

JSON-LD, OpenGraph, <meta> and the visible page are asked in an order that differs from fact to fact; the order is
stated where it is taken. The tree must not have been cleaned yet.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from digest.collect.article import json_ld, microdata
from digest.collect.article.authors import authors, names_of_meta
from digest.collect.article.page_date import names_of_dates, published
from digest.collect.article.section_name import names_of_sections, section_name
from digest.collect.article.series_box import series_box
from digest.collect.article.titles import best_title
from digest.collect.identity.urls import canonical, is_same_site
from digest.collect.text import sanitise
from digest.model import Series

_FRONT_PAGE = re.compile(r"https?://[^/]+/?")
_MOST_TAGS = 12
_LONGEST = 5_000  #: characters of what one <meta> says


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the page states; every text is plain."""

    url: str  #: canonical, on the same site as the page was fetched from
    title: str  #: "" when it has none
    summary: str
    authors: tuple[str, ...]
    published: datetime | None
    section: str | None
    image: str | None
    language: str | None
    tags: tuple[str, ...]
    series: Series | None


def about(tree: HtmlElement, url: str, base: str) -> About:
    """Everything that can be read of the page fetched from `url`, whose links are meant from `base`."""
    said = Said(tree)
    stated, marked = json_ld.nodes(tree), microdata.nodes(tree)
    article = json_ld.filled(json_ld.article(stated), json_ld.article(marked))
    nodes = (article, *stated, *marked)
    site = said.first("og:site_name")
    title = best_title(tree, said.first("og:title", "twitter:title"), _first(article, "headline"), site)
    language = _language(tree, said, article)
    return About(
        url=_address(tree, said, url, base),
        title=title,
        summary=sanitise.title(said.first("og:description", "description", "twitter:description") or ""),
        authors=authors(tree, said.all(*names_of_meta()), nodes, site),
        published=published(tree, said.all(*names_of_dates()), article, title, language),
        section=section_name(tree, said.all(*names_of_sections()), nodes, title=title, site=site),
        image=_image(said, article, base),
        language=language,
        tags=_tags(said, article),
        series=_series(tree, said, article) or series_box(tree, url, base),
    )


class Said:
    """The page's <meta> elements by name or property."""

    def __init__(self, tree: HtmlElement) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            content = (element.get("content") or "")[:_LONGEST].strip()
            if name and content:
                self._contents.setdefault(name.strip().lower(), []).append(content)

    def first(self, *names: str) -> str | None:
        return next((self._contents[name][0] for name in names if name in self._contents), None)

    def all(self, *names: str) -> list[str]:
        return [content for name in names for content in self._contents.get(name, ())]


def _first(node: json_ld.Node, key: str) -> str | None:
    return next(iter(json_ld.texts(node.get(key))), None)


def _address(tree: HtmlElement, said: Said, url: str, base: str) -> str:
    """rel=canonical, then og:url; only on the same site, and never its front page."""
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for written in [*links, said.first("og:url")]:
        whole = sanitise.absolute(written, base)
        if whole and is_same_site(whole, url) and not _FRONT_PAGE.fullmatch(whole):
            with suppress(ValueError):
                return canonical(whole)
    return canonical(url)


def _image(said: Said, article: json_ld.Node, base: str) -> str | None:
    written = [*said.all("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    written += json_ld.texts(article.get("image"), "url")
    return next((whole for one in written if (whole := sanitise.absolute(one, base))), None)


def _language(tree: HtmlElement, said: Said, article: json_ld.Node) -> str | None:
    """The page's `lang`, unless all else that it says agrees on another: a template's "en" is forgotten there."""
    own = sanitise.language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    written = (_first(article, "inLanguage"), *said.all("content-language", "og:locale", "dc.language"))
    others = [found for one in written if (found := sanitise.language(one))]
    whole = {one.partition("-")[0] for one in others}
    if own and not (len(others) > 1 and len(whole) == 1 and own.partition("-")[0] not in whole):
        return own
    return next(iter(others), None)


def _tags(said: Said, article: json_ld.Node) -> tuple[str, ...]:
    written = (
        said.all("article:tag") or list(json_ld.texts(article.get("keywords"))) or said.all("keywords", "news_keywords")
    )
    parts = (sanitise.title(part) for one in written for part in one.split(","))
    return tuple(dict.fromkeys(filter(None, parts)))[:_MOST_TAGS]


def _series(tree: HtmlElement, said: Said, article: json_ld.Node) -> Series | None:
    """`<meta name="series">` with `series-part`, `data-series` with `data-part`, or JSON-LD isPartOf a series."""
    whole: json_ld.Node = next((one for one in json_ld.listed(article.get("isPartOf")) if _is_series(one)), {})
    marked = next(iter(tree.xpath("//*[@data-series][@data-part]")), None)
    stated = [
        (said.first("series", "article:series"), said.first("series-part", "series:part", "article:series-part")),
        (None, None) if marked is None else (marked.get("data-series"), marked.get("data-part")),
        (_first(whole, "name"), str(article.get("position", ""))),
    ]
    return next((found for title, part in stated if (found := series(title, part))), None)


def series(title: Any, part: Any) -> Series | None:
    """A place in a series; None unless both are stated and the part is a number from 1."""
    name, digits = sanitise.title(str(title or "")), str(part or "").strip()
    if not name or not re.fullmatch(r"[1-9]\d{0,3}", digits):
        return None
    return Series(key=name.casefold(), title=name, part=int(digits))


def _is_series(node: Any) -> bool:
    return isinstance(node, dict) and any("series" in kind for kind in json_ld.kinds(node))
