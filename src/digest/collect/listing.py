"""A listing and the pages that go on with it → the links to articles on all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from digest.collect import html_tree, page, sanitise
from digest.collect.fetch import Request, Response
from digest.collect.harvest import Harvest
from digest.collect.reach import Reach
from digest.collect.urls import article_key
from digest.errors import PageUnreadable, SourceError
from digest.model import Found, Source

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


def articles(answer: Response, source: Source, reach: Reach) -> Harvest:
    """The article links of a listing page; of the next pages too while nothing on them is known.

    So a new listing brings what stands on its first pages, and one that was left alone for long has no gap; a known
    story ends it, unless it stands on top, where many sites pin one. At most `source.pages` pages, all on its host.

    Raises:
        PageUnreadable: there are no links to articles on the first.
    """
    harvest = page.links(answer.body, source, url=answer.url)
    found = {article_key(one.url): one for one in harvest.found}
    rejected = list(harvest.rejected)
    here, seen = answer, {answer.url, answer.asked}
    for _ in range(source.pages - 1):
        url = following(here.body, here.url)
        if url is None or url in seen or not reach.may_read(url) or _meets(harvest.found, reach):
            break
        seen.add(url)
        [(_, further)] = list(reach.fetch([Request(url=url)]))
        try:
            if isinstance(further, SourceError):
                raise further
            here, harvest = further, page.links(further.body, source, url=further.url)
        except SourceError as error:
            rejected.append((url, str(error).removeprefix(f"{url}: ")))
            break
        more = {article_key(one.url): one for one in harvest.found}
        if more.keys() <= found.keys():
            break  # the same page once more
        found |= {key: one for key, one in more.items() if key not in found}
    return replace(harvest, found=tuple(found.values()), rejected=tuple(rejected))


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


def _meets(found: tuple[Found, ...], reach: Reach) -> bool:
    """Whether a page holds stories that are known: beyond the first, which may be pinned."""
    keys = [article_key(one.url) for one in found]
    return bool(reach.knows(keys[1:] or keys))


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
