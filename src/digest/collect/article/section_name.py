"""What a page calls the section it belongs to, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from digest.collect.article import json_ld
from digest.collect.text import sanitise
from digest.collect.text.words import folded

_METAS = (
    "article:section", "section", "parsely-section", "article:section:name", "cxenseparse:section", "news_category",
    "category",
)  # fmt: skip
_MORE_IN = re.compile(
    r"(?:more|read more|latest|all)\s+(?:stories\s+|articles\s+|posts\s+|news\s+)?(?:in|from)\s+(?P<en>.+)"
    r"|(?:mehr|weitere\s+(?:artikel|beiträge|themen))\s+(?:aus|in)(?:\s+(?:dem|im)\s+ressort)?\s+(?P<de>.+)"
    r"|mehr\s+im\s+ressort\s+(?P<ressort>.+)"
    r"|(?:plus|tous\s+les\s+articles)\s+(?:d['’]articles\s+)?(?:dans|en)\s+(?P<fr>.+)"
    r"|más\s+(?:noticias\s+|artículos\s+)?(?:en|de)\s+(?P<es>.+)|altro\s+(?:in|da)\s+(?P<it>.+)"
    r"|mais\s+(?:em|de)\s+(?P<pt>.+)|meer\s+(?:in|uit)\s+(?P<nl>.+)|mer\s+(?:i|från|fra)\s+(?P<sv>.+)",
    re.IGNORECASE,
)
#: What stands in a breadcrumb or a category, and names no section.
_NONE = re.compile(
    r"[\W_]{0,9}(?:home(?:\s?page)?|start(?:seite)?|accueil|inicio|início|hjem|hem|etusivu|главная|main"
    r"|(?:our\ )?blogs?|articles?|artikel|posts?|pages?|tags?|archives?|latest|featured|all|other|misc(?:ellaneous)?"
    r"|front\ ?page|index"
    r"|un(?:categori[sz]ed|titled)|allgemein|non\ classé|sin\ categoría|sem\ categoria|senza\ categoria|geen\ categorie"
    r"|(?:back|zurück|retour|volver)\b.*|\d+)?[\W_]{0,9}",
    re.IGNORECASE,
)
_LONGEST = 40
_LONG = 15  #: letters; a name as long as this that begins the title is the title
_FARTHEST = 2_000  #: elements of a kind that are looked at


def names_of_sections() -> tuple[str, ...]:
    """The <meta> elements that name it, the surest first."""
    return _METAS


def section_name(
    tree: HtmlElement, metas: Sequence[str], nodes: tuple[json_ld.Node, ...], *, title: str, site: str | None
) -> str | None:
    """What <meta> says, then the article's data, then the breadcrumb, the category, "More in …"; None if none says it.

    Args:
        tree: the page.
        metas: what its <meta> elements of `names_of_sections` say.
        nodes: its data, in JSON-LD or in its markup.
        title: the article's; it is no section's name.
        site: the site's own name, neither is that.
    """
    page, own = folded(title), folded(site or "")
    for written in (*metas, *_sections(nodes), *_breadcrumbs(nodes), *_trail(tree), *_category(tree), *_more_in(tree)):
        name = _first_of(sanitise.title(written))
        letters = folded(name)
        is_title = letters == page or (len(letters) >= _LONG and page.startswith(letters))
        if len(name) <= _LONGEST and not _NONE.fullmatch(name) and not is_title and letters != own:
            return name
    return None


def _sections(nodes: tuple[json_ld.Node, ...]) -> Iterator[str]:
    for node in nodes:
        yield from json_ld.texts(node.get("articleSection"))


def _breadcrumbs(nodes: tuple[json_ld.Node, ...]) -> Iterator[str]:
    """The steps from the deepest up, without the page itself."""
    for node in nodes:
        if "breadcrumblist" in json_ld.kinds(node):
            steps = [one for one in json_ld.listed(node.get("itemListElement")) if isinstance(one, dict)]
            names = [next(iter(json_ld.texts(step) or json_ld.texts(step.get("item"))), "") for step in steps]
            yield from reversed(names[:-1])
            return


def _trail(tree: HtmlElement) -> Iterator[str]:
    for trail in tree.iter("nav", "ol", "ul", "div", "p"):
        marks = f"{trail.get('class', '')} {trail.get('id', '')} {trail.get('aria-label', '')}".lower()
        if "breadcrumb" in marks:
            yield from reversed([_text(link) for link in islice(trail.iter("a"), _LONGEST)])
            return


def _category(tree: HtmlElement) -> Iterator[str]:
    """What WordPress and others mark as the category."""
    links = (one for one in islice(tree.iter("a"), _FARTHEST) if "category" in (one.get("rel") or "").lower().split())
    yield from (_text(link) for link in islice(links, 1))


def _more_in(tree: HtmlElement) -> Iterator[str]:
    for heading in islice(tree.iter("h2", "h3", "h4", "h5"), _FARTHEST):
        found = _MORE_IN.fullmatch(_text(heading))
        if found:
            yield next(name for name in found.groups() if name)


def _first_of(name: str) -> str:
    """The first of several sections in one text; of a path the last step."""
    first = re.split(r"[,;|]", name)[0].strip()
    return first if " " in first or "/" not in first else first.rstrip("/").rpartition("/")[2].replace("-", " ")


def _text(element: HtmlElement) -> str:
    return sanitise.line("".join(map(str, islice(element.itertext(), _LONGEST))))[: 3 * _LONGEST]
