"""A page of a listing → the page that goes on with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.collect.article import html_tree
from digest.collect.text import sanitise
from digest.errors import PageUnreadable

_OLDER = re.compile(
    r"[\W_]*(?:next|older|older (?:posts|entries|articles|stories|news)|next page|previous (?:posts|entries)|more posts"
    r"|weiter|nächste(?: seite)?|ältere(?: (?:beiträge|artikel|einträge))?|vorherige (?:beiträge|artikel)"
    r"|suivante?s?|page suivante|plus anciens|articles (?:plus anciens|précédents)|siguientes?|página siguiente"
    r"|(?:entradas )?(?:más )?antiguas|anteriores|successiv[aoie]|pagina successiva|precedenti|próxim[ao]s?(?: página)?"
    r"|volgende(?: pagina)?|oudere berichten|nästa(?: sida)?|äldre(?: inlägg)?|næste|neste|eldre|następna|starsze wpisy"
    r"|далее|следующая|次へ|次のページ|下一页|下一頁)[\W_]*",
    re.IGNORECASE,
)
_PAGED = re.compile(r"(?:/(?:page|seite|pagina|p)/|[?&](?:page|paged|p|pg|seite|pagina|start|offset)=)(\d{1,4})\b")


def following(body: bytes, url: str) -> str | None:
    """The address of the page with older stories; None when there is none on the same host.

    By rel="next", by what the link says in many languages, or by a number one higher than this page's.
    """
    try:
        tree = html_tree.page(body, url)
    except PageUnreadable:
        return None
    base = html_tree.base(tree, url)
    for one in (*_stated(tree), *_spoken(tree), *_numbered(tree, base, url)):
        whole = (sanitise.absolute(one.get("href"), base) or "").partition("#")[0]
        if whole and _host(whole) == _host(url) and whole != url:
            return whole
    return None


def _stated(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            yield element


def _spoken(tree: HtmlElement) -> Iterator[HtmlElement]:
    for anchor in tree.iter("a"):
        said = sanitise.line("".join(map(str, anchor.itertext()))) or anchor.get("aria-label") or anchor.get("title")
        if said and _OLDER.fullmatch(said):
            yield anchor


def _numbered(tree: HtmlElement, base: str, url: str) -> Iterator[HtmlElement]:
    here = _PAGED.search(url)
    number = str(int(here[1]) + 1 if here else 2)
    for anchor in tree.iter("a"):
        whole = sanitise.absolute(anchor.get("href"), base) or ""
        paged = _PAGED.search(whole)
        if paged and paged[1] == number and sanitise.line("".join(map(str, anchor.itertext()))) == number:
            yield anchor


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
