"""A listing page → the links on it that lead to articles, found by what they look like, or by a CSS selector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from urllib.parse import parse_qs, unquote, urlsplit

from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement

from digest.collect.article import clean, html_tree
from digest.collect.article.lines import HEADINGS
from digest.collect.harvest import Harvest
from digest.collect.identity.urls import article_key, canonical
from digest.collect.text import sanitise
from digest.errors import PageUnreadable
from digest.model import Found, Source

_ENOUGH = 4  #: points
_GROUP = 3  #: links of one shape make a list
_LIST = 4  #: links of one shape that lead to like addresses and read like headlines are all articles
_HEADLINE = 4  #: words
_NEVER = re.compile(
    r"/(?:categor(?:y|ies|ie|ia)|tags?|topics?|themen?|authors?|autor(?:en)?|profile|users?|search|suche|login|signin"
    r"|sign-?up|register|subscribe|newsletter|about(?:-us)?|contact|kontakt|impressum|imprint|datenschutz|privacy"
    r"|terms|legal|help|faq|jobs|careers|advertise|shop|cart|feed|rss|wp-admin|wp-login\.php|wp-json|page|seite)"
    r"(?:/[^/]*)?/?$|\.(?:jpe?g|png|gif|webp|svg|pdf|zip|mp3|mp4|xml|rss|json|ics|css|js)$",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?:^|[\s_-])(?:card|teaser|story|post|entry|item|article|headline|promo)(?:[\s_-]|$)")
_NUMBERED = re.compile(r"(?:^|&)(?:p|id|nid|aid|post|article|story|artikel)=\d+(?:&|$)", re.IGNORECASE)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_OUTSIDE = ("nav", "header", "footer", "form")
_MENU = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|navigation|footer|pagination|pager|sidebar-menu|tag-?cloud|tags)(?:[\s_-]|$)"
)
_GO_ON = re.compile(
    r"(?:read|see|learn|view|show|load)\s+(?:more|all)\b.*|more|(?:continue|keep) reading\b.*"
    r"|(?:read|full) (?:story|article)|weiterlesen|(?:mehr|zum artikel)\b.{0,12}|lire la suite|en savoir plus"
    r"|(?:leer|seguir leyendo)(?: más)?|leggi (?:tutto|di più)|continua a leggere|ler mais|lees (?:meer|verder)"
    r"|läs mer|læs mere|les mer|czytaj (?:więcej|dalej)|читать(?: далее)?|続きを読む"
    r"|(?:next|previous|older|newer|weiter|zurück)\b.{0,12}|\d+\s*(?:comments?|kommentare?)?|[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    text: str
    shape: tuple[str, ...]
    points: int
    is_shown: bool  #: as a headline: in a heading or a card


def links(body: bytes, source: Source, *, url: str) -> Harvest:
    """The article links of a listing page, in its order; each is a story whose page is still to be read.

    With `source.selector`, the links are what it selects, or what lies in or around it. Without, every link on the same
    host is judged by its text (a headline?), its place (in a heading, an article, a card?), its address (a slug, a
    date?) and how many more look alike. Navigation, sections, tags, pagination and the page itself are left out.

    Raises:
        PageUnreadable: there are none.
    """
    tree = html_tree.page(body, url)
    base = html_tree.base(tree, url)
    clean.strip(tree)
    found = _selected(tree, source.selector, base, url) if source.selector else _judged(tree, base, url)
    best: dict[str, _Link] = {}
    for link in found:
        key = article_key(link.url)
        if key not in best or len(link.text) > len(best[key].text):
            # Replacing keeps the place of the first: a picture's link often comes before the headline's.
            best[key] = link
    if not best:
        raise PageUnreadable(url, "no links to articles were found on it; name them with `links`, a CSS selector")
    return Harvest(found=tuple(_found(link, source) for link in best.values()))


def _found(link: _Link, source: Source) -> Found:
    return Found(
        source=source.url, url=link.url, section=source.section, title=link.text or spoken(link.url), complete=False
    )


def _selected(tree: HtmlElement, selector: str, base: str, url: str) -> list[_Link]:
    try:
        elements: list[HtmlElement] = list(CSSSelector(selector, translator="html")(tree))  # type: ignore[arg-type]
    except SelectorError as error:
        raise PageUnreadable(url, f"`links` is no CSS selector ({error})") from None
    near = (_anchors(element) for element in elements)
    return [link for anchors in near for anchor in anchors if (link := _link(anchor, base, url))]


def _anchors(element: HtmlElement) -> Iterable[HtmlElement]:
    inside = list(element.iter("a"))
    return inside or list(element.iterancestors("a"))[:1]


def _judged(tree: HtmlElement, base: str, url: str) -> list[_Link]:
    anchors = [one for one in tree.iter("a") if one.get("href") and not _is_outside(one)]
    found = [link for anchor in anchors if (link := _link(anchor, base, url)) and _is_candidate(link.url, url)]
    shapes = Counter(link.shape for link in found)
    lists: dict[tuple[object, ...], dict[str, _Link]] = {}
    points: Counter[str] = Counter()
    for link in found:
        points[link.url] = max(points[link.url], link.points + (shapes[link.shape] >= _GROUP))
        lists.setdefault((link.shape, *_like(link.url)), {}).setdefault(link.url, link)
    for group in lists.values():
        if _is_list(list(group.values())):
            points.update(dict.fromkeys(group, _ENOUGH))
    return [link for link in found if points[link.url] >= _ENOUGH]


def _like(url: str) -> tuple[str, bool, tuple[str, ...]]:
    """What the addresses of one list share: the folder, whether the last part is a number, the parameters."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    return re.sub(r"\d+", "0", folder), last.partition(".")[0].isdigit(), tuple(sorted(parse_qs(parts.query)))


def _is_list(group: list[_Link]) -> bool:
    """Whether links that look alike and lead to like places are a list of articles: by how long most of them are."""
    if len(group) < _LIST:
        return False
    wanted = 2 if all(link.is_shown for link in group) else 3
    return median(_words(link.text) for link in group) >= wanted


def _words(text: str) -> int:
    """How many words; of letters that are written without spaces, three make one."""
    return max(len(text.split()), len(_UNSPACED.findall(text)) // 3)


def _link(anchor: HtmlElement, base: str, url: str) -> _Link | None:
    whole = sanitise.absolute(anchor.get("href"), base)
    if whole is None:
        return None
    with suppress(ValueError):
        target = canonical(whole)
        if article_key(target) != article_key(url):
            text = _headline(anchor)
            return _Link(target, text, _shape(anchor), _points(anchor, text, target), _is_shown(anchor))
    return None


def _headline(anchor: HtmlElement) -> str:
    """The heading in a link that holds a whole card, else its text; "" for "Read more"."""
    heading = next(iter(anchor.iter(*HEADINGS)), anchor)
    text = sanitise.line(" ".join(map(str, heading.itertext()))) or sanitise.line(anchor.get("title") or "")
    return _heading_beside(anchor) if _GO_ON.fullmatch(text) else sanitise.summary(text, 200)


def _heading_beside(anchor: HtmlElement) -> str:
    """The only heading in what holds a "Read more", as far as nothing else is in it."""
    for parent in list(anchor.iterancestors())[:3]:
        headings = list(parent.iter(*HEADINGS))
        targets = {one.get("href") for one in parent.iter("a")}
        if len(headings) > 1 or len(targets) > 1:
            break
        if headings:
            return sanitise.summary(sanitise.line(" ".join(map(str, headings[0].itertext()))), 200)
    return ""


def _is_shown(anchor: HtmlElement) -> bool:
    parents = list(anchor.iterancestors())[:4]
    names = {str(parent.tag) for parent in parents[:2]} | {str(inner.tag) for inner in anchor.iter()}
    classes = " ".join(parent.get("class", "") for parent in parents).lower()
    return bool(names & set(HEADINGS) or _CARD.search(classes))


def _points(anchor: HtmlElement, text: str, url: str) -> int:
    """How much one link looks like an article's: 4 is enough."""
    parents = list(anchor.iterancestors())[:6]
    names = {str(parent.tag) for parent in parents} | {str(inner.tag) for inner in anchor.iter()}
    classes = " ".join(parent.get("class", "") for parent in parents[:4]).lower()
    words = _words(text)
    path = urlsplit(url).path.rstrip("/")
    slug = path.rpartition("/")[2]
    return (
        2 * bool(names & {"h1", "h2", "h3", "h4"})
        + (bool(names & {"article", "li"}) or bool(_CARD.search(classes)))
        + (2 + (words > _HEADLINE + 1) if words >= _HEADLINE else words == _HEADLINE - 1)
        + (2 if slug.count("-") + slug.count("_") >= _HEADLINE - 1 else slug.count("-") == _HEADLINE - 2)
        + bool(re.search(r"/\d{4}/\d|\d{5,}|\.html?$", path))
    )


def _is_candidate(url: str, page: str) -> bool:
    parts, here = urlsplit(url), urlsplit(canonical(page))
    is_same_host = (parts.hostname or "").removeprefix("www.") == (here.hostname or "").removeprefix("www.")
    is_named = parts.path not in ("", "/") or bool(_NUMBERED.search(parts.query))
    return is_same_host and is_named and not _NEVER.search(parts.path)


def _is_outside(anchor: HtmlElement) -> bool:
    for parent in anchor.iterancestors():
        # A <header> inside an <article> holds its headline.
        if parent.tag == "article":
            return False
        if parent.tag in _OUTSIDE or _MENU.search(f"{parent.get('class', '')} {parent.get('id', '')}".lower()):
            return parent.tag not in ("body", "html", "main")
    return False


def _shape(anchor: HtmlElement) -> tuple[str, ...]:
    return tuple(f"{parent.tag}.{parent.get('class', '')}" for parent in [anchor, *list(anchor.iterancestors())[:3]])


def spoken(url: str) -> str:
    """Words for a link that shows none."""
    slug = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return sanitise.line(re.sub(r"[-_]+", " ", re.sub(r"\.\w{2,5}$", "", slug))).capitalize() or url
