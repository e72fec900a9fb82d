"""The title of an article among all that a page shows as one; the site's own name is taken off."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from digest.collect.text import sanitise
from digest.collect.text.words import folded

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]+\s+|\s*[|»]\s*|:\s+")
_SHORT = 8
_SHORTEST = 4
_LONG_WORD = 4
_SITE_WORDS = 3
_ANCHORS = "¶#§ \t"  #: links to itself that documentation puts behind a heading


def best_title(tree: HtmlElement, og: str | None, headline: str | None, site: str | None) -> str:
    """The heading, unless it tells of something else than the metadata; else og:title, JSON-LD's headline, <title>."""
    element = _title_element(tree)
    stated = [sanitise.title(one) for one in (og, headline, element) if one]
    heading = _heading(tree, stated, site)
    if heading and (not stated or any(_agree(heading, one) or _is_about(heading, one) for one in stated)):
        return _without_kicker(_without_exactly(heading, site), stated)
    bare = [_without_tail(without_site(one, site), site) for one in stated]
    return next((one for one in bare if one), heading)


def _without_exactly(heading: str, site: str | None) -> str:
    parts = _SEPARATOR.split(heading)
    return without_site(heading, site) if site and folded(parts[-1]) == folded(site) else heading


def _without_kicker(heading: str, stated: list[str]) -> str:
    """The heading without the "Section | " that only the page itself sets before it."""
    _, bar, rest = heading.partition(" | ")
    return rest if bar and any(folded(rest) == folded(one) for one in stated) else heading


def _without_tail(title: str, site: str | None) -> str:
    """The title without a short "| Name", where the page does not say what its site is called."""
    head, bar, tail = title.rpartition(" | ")
    is_name = bool(bar) and not site and len(tail.split()) <= _SITE_WORDS < len(head.split())
    return head.strip() if is_name else title


def without_site(title: str, site: str | None) -> str:
    """The title without "… | Site" or "Site: …"; `site` is the site's name if the page says it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or not site:  # noqa: PLR2004 - nothing to take off
        return title
    for part, rest in ((parts[-1], title[: -len(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if folded(part) and (folded(part) in folded(site) or folded(site) in folded(part)):
            bare = rest.strip(" |–—·•»:/-")
            return bare if len(bare) >= _SHORT else title
    return title


def _heading(tree: HtmlElement, stated: list[str], site: str | None) -> str:
    texts = [sanitise.line("".join(map(str, one.itertext()))).rstrip(_ANCHORS) for one in tree.iter("h1")]
    texts = [one for one in texts if len(one) >= _SHORTEST and not _is_site(one, stated, site)]
    agreed = (one for one in texts if any(_agree(one, other) for other in stated))
    about = (one for one in texts if any(_is_about(one, other) for other in stated))
    return next(agreed, None) or next(about, None) or (texts[0] if texts else "")


def _is_site(text: str, stated: list[str], site: str | None) -> bool:
    """Whether it is the site's name: as the page says, or the end of a title that has more before it."""
    name = folded(text)
    ends = [folded(parts[-1]) for one in stated if len(parts := _SEPARATOR.split(one)) > 1]
    return name in (folded(site or ""), "") or name in ends


def _is_about(one: str, other: str) -> bool:
    """Whether two titles have a word in common that is long enough to mean something."""
    return bool(_words(one) & _words(other))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _LONG_WORD}


def _title_element(tree: HtmlElement) -> str | None:
    element = tree.find(".//head/title")
    return None if element is None else element.text


def _agree(one: str, other: str) -> bool:
    a, b = folded(one), folded(other)
    parts = [folded(part) for part in _SEPARATOR.split(other)]
    return a in parts or (len(a) >= _SHORT and len(b) >= _SHORT and (a in b or b in a))
