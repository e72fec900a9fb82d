"""The front page and robots.txt of a site → where its feeds, sitemaps and sections are said to be. Pure.

Nothing here is believed yet: whoever asks reads each address before it enters a config.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from digest.collect.article import html_tree
from digest.collect.article.meta import Said
from digest.collect.feeds.encoding import as_utf8
from digest.collect.identity.urls import article_key, canonical
from digest.collect.text import sanitise

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json"}
)
_FEED_PATH = re.compile(
    r"/(?:feeds?|rss|atom)/?$|\.(?:rss|atom)$|/(?:feed|rss|atom|index)\.(?:xml|rdf|json)$", re.IGNORECASE
)
_FEED_WORD = re.compile(
    r"(?:feeds?|rss2?|atom|index|all|main|latest|news|default|posts)(?:\.(?:xml|rdf|json|rss|atom))?"
)
_COMMENTS = re.compile(r"comments?\b|kommentare?\b|commentaires\b|comentarios\b", re.IGNORECASE)
_SECTION_PATH = re.compile(
    r"/(?:categor(?:y|ies|ie|ia|ias)|kategorien?|sections?|rubri(?:k|ken|que|ques|ek)|ressorts?|topics?|themen?"
    r"|channels?|secci(?:o|ó)n(?:es)?)/[^/]+(?:/[^/]+)?/?$",
    re.IGNORECASE,
)
_NO_SECTION = re.compile(
    r"/(?:about(?:-us)?|über-uns|ueber-uns|contact(?:-us)?|kontakt|impressum|imprint|datenschutz|privacy(?:-policy)?"
    r"|terms|legal|help|faq|jobs|careers|advertise|shop|store|cart|search|suche|log-?in|sign-?in|sign-?up|register"
    r"|subscribe|newsletters?|donate|support|account|authors?|tags?|users?|feeds?|rss|home|index|events?|media-kit"
    r"|wp-\w+|cdn-cgi)(?:\.\w+)?(?:/|$)|\.(?:jpe?g|png|gif|webp|svg|pdf|zip|mp3|mp4|xml|rss|atom|json|ics|css|js)$",
    re.IGNORECASE,
)
_MENU = re.compile(r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|mainmenu)(?:[\s_-]|$)", re.IGNORECASE)
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_SITEMAP_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_TITLE_PARTS = re.compile(r"\s+[|–—»•·-]\s+")
_FEED_NOISE = re.compile(r"\b(?:rss|atom|json|feed|category|kategorie|news\s*feed)\b|[»›|–—]|\s-\s", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_MOST = 40  #: of each thing that one page may name
_LONGEST = 1_000  #: characters of an address
_NAME = 40  #: characters in the name of a section
_DEEP = 2  #: parts of the path of a section that only the menu names
#: Where feeds lie that no page names, the most usual first.
_COMMON = ("feed/", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "rss")


@dataclass(frozen=True, slots=True)
class Place:
    """An address and what it is called."""

    url: str
    title: str  #: plain text; "" when nobody says


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the front page of a site says."""

    url: str
    title: str  #: its host name when it has none
    description: str
    language: str | None
    feeds: tuple[Place, ...]  #: as the page names them, those of comments too
    sections: tuple[Place, ...]  #: by their addresses (/category/x/); when there are none, by the menu
    are_named: bool  #: whether the addresses of the sections say that they are some
    is_wordpress: bool


def front(body: bytes, url: str) -> Front:
    """The front page fetched from `url`.

    Raises:
        PageUnreadable: it is no web page.
    """
    tree = html_tree.page(body, url)
    base, said = html_tree.base(tree, url), Said(tree)
    named = _places(_anchors(tree, url, base, _is_named_section))
    sections = named or _places(_anchors(tree, url, base, _is_menu_section))
    return Front(
        url=url,
        title=_title(tree, said) or urlsplit(url).hostname or url,
        description=sanitise.summary(sanitise.title(said.first("description", "og:description") or ""), 200),
        language=sanitise.language(tree.get("lang")) or sanitise.language(said.first("og:locale", "content-language")),
        feeds=feeds(tree, url),
        sections=sections,
        are_named=bool(named),
        is_wordpress="wordpress" in (said.first("generator") or "").lower() or b"/wp-content/" in body,
    )


def feeds_of(body: bytes, url: str) -> tuple[Place, ...]:
    """The feeds that a page names.

    Raises:
        PageUnreadable: it is no web page.
    """
    return feeds(html_tree.page(body, url), url)


def feeds(tree: HtmlElement, url: str) -> tuple[Place, ...]:
    """Autodiscovery links, then links in the text whose address looks like a feed's on the same host."""
    base = html_tree.base(tree, url)
    stated = (Place(whole, sanitise.title(link.get("title") or "")) for link, whole in _alternates(tree, base))
    shown = (
        Place(whole, sanitise.line("".join(map(str, anchor.itertext()))))
        for anchor, whole in _links(tree, base)
        if _FEED_PATH.search(urlsplit(whole).path) and _is_same_host(whole, url)
    )
    found: dict[str, Place] = {}
    for place in (*stated, *shown):
        found.setdefault(place.url, place)
    return tuple(found.values())[:_MOST]


def common_feeds(url: str) -> tuple[str, ...]:
    """Where a feed of the site may lie though its pages name none."""
    return tuple(urljoin(url if url.endswith("/") else url + "/", path) for path in _COMMON)


def section_feeds(section: str, main: str | None, *, is_wordpress: bool) -> tuple[str, ...]:
    """Where the feed of a section may lie, given its page and the site's main feed; the likeliest first."""
    folder = section if section.endswith("/") else section + "/"
    last = urlsplit(main or "").path.rstrip("/").rpartition("/")[2]
    like_main = last if "." in last else "feed/"
    guesses = ("feed/",) if is_wordpress else (like_main, "feed/")
    return tuple(dict.fromkeys(urljoin(folder, guess) for guess in guesses))


def sitemaps(robots: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that the robots.txt fetched from `url` names (sitemaps.org, "Submitting your Sitemap")."""
    written = _SITEMAP.findall(robots[:500_000].decode("utf-8", "replace"))
    return tuple(dict.fromkeys(whole for one in written if (whole := sanitise.absolute(one, url))))[:_MOST]


def is_sitemap(body: bytes) -> bool:
    """Whether it is one, as far as its beginning tells."""
    return body.startswith(_GZIP) or bool(_SITEMAP_ROOT.search((as_utf8(body[:4_000], "") or body)[:4_000]))


def looks_like_feed(body: bytes) -> bool:
    """Whether somebody gave a feed's address for a site's."""
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"<rss" in start or b"<feed" in start or b"<rdf:rdf" in start or start.startswith(b'{"version"')


def is_of_comments(place: Place) -> bool:
    """Whether a feed holds what readers wrote, not what the site did."""
    return bool(_COMMENTS.search(place.title) or _COMMENTS.search(urlsplit(place.url).path))


def is_of_whole_site(feed: str, site: str) -> bool:
    """Whether the address of a feed names no part of the site."""
    parts, path = urlsplit(feed), urlsplit(site).path.strip("/")
    own = parts.path.strip("/").removeprefix(path).strip("/")
    return not parts.query and all(_FEED_WORD.fullmatch(part.lower()) for part in own.split("/") if part)


def feed_title(written: str, site: str) -> str:
    """The section that a feed's title means: "Small » Kitchen Category Feed" is Kitchen; "" when nothing is left."""
    plain = re.sub(re.escape(site), " ", written, flags=re.IGNORECASE) if site else written
    return sanitise.shortened(" ".join(_FEED_NOISE.sub(" ", plain).split()).strip(" :-·"), _NAME)


def _title(tree: HtmlElement, said: Said) -> str:
    stated = sanitise.title(said.first("og:site_name", "application-name", "apple-mobile-web-app-title") or "")
    shown = sanitise.line(tree.findtext(".//title") or "")
    return sanitise.shortened(stated or next(filter(None, _TITLE_PARTS.split(shown)), ""), 100)


def _alternates(tree: HtmlElement, base: str) -> Iterator[tuple[HtmlElement, str]]:
    for link in tree.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_feed = "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES
        if is_feed and "/wp-json/" not in (link.get("href") or "") and (whole := _address(link, base)):
            yield link, whole


def _links(tree: HtmlElement, base: str) -> Iterator[tuple[HtmlElement, str]]:
    for anchor in tree.iter("a"):
        if whole := _address(anchor, base):
            yield anchor, whole


def _address(element: HtmlElement, base: str) -> str | None:
    """Where it leads, if a config.toml may name that."""
    whole = (sanitise.absolute(element.get("href"), base) or "").partition("#")[0]
    return whole if whole and len(whole) <= _LONGEST and "@" not in urlsplit(whole).netloc else None


def _anchors(
    tree: HtmlElement, url: str, base: str, is_one: Callable[[HtmlElement, str, str], bool]
) -> Iterator[Place]:
    for anchor, whole in _links(tree, base):
        title = sanitise.line("".join(map(str, anchor.itertext())))
        if 0 < len(title) <= _NAME and _is_same_host(whole, url) and is_one(anchor, whole, url):
            with suppress(ValueError):
                yield Place(canonical(whole), title)


def _is_named_section(_anchor: HtmlElement, whole: str, _url: str) -> bool:
    parts = urlsplit(whole)
    return not parts.query and bool(_SECTION_PATH.search(parts.path)) and not _FEED_PATH.search(parts.path)


def _is_menu_section(anchor: HtmlElement, whole: str, url: str) -> bool:
    parts = urlsplit(whole)
    depth = len([part for part in parts.path.split("/") if part])
    if (
        parts.query
        or not 0 < depth <= _DEEP
        or _NO_SECTION.search(parts.path)
        or article_key(whole) == article_key(url)
    ):
        return False
    return any(_is_menu(parent) for parent in anchor.iterancestors())


def _is_menu(element: HtmlElement) -> bool:
    if element.tag in ("nav", "header") or element.get("role") == "navigation":
        return True
    return element.tag not in ("html", "body") and bool(
        _MENU.search(f"{element.get('class', '')} {element.get('id', '')}")
    )


def _is_same_host(one: str, other: str) -> bool:
    mine, its = urlsplit(one), urlsplit(other)
    return (mine.hostname or "").removeprefix("www.") == (its.hostname or "").removeprefix("www.")


def _places(found: Iterable[Place]) -> tuple[Place, ...]:
    """Each address once, in order; no more are looked for than are kept."""
    known: dict[str, Place] = {}
    for place in found:
        known.setdefault(article_key(place.url), place)
        if len(known) == _MOST:
            break
    return tuple(known.values())
