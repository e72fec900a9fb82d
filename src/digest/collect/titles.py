"""The title of an article among all that a page shows as one; the site's own name is taken off."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from digest.collect import sanitise

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]+\s+|\s*[|»]\s*|:\s+")
_SHORT = 8


def best_title(tree: HtmlElement, og: str | None, headline: str | None, site: str | None) -> str:
    """The page's heading when its metadata agree with it; else og:title, JSON-LD's headline, the heading, <title>."""
    stated = [sanitise.title(one) for one in (og, headline, _title_element(tree)) if one]
    heading = _heading(tree, stated)
    if heading and any(_agree(heading, one) for one in stated):
        return heading
    return next((bare for one in stated[:2] or [heading] if (bare := without_site(one, site))), "") or without_site(
        heading or (stated[-1] if stated else ""), site
    )


def without_site(title: str, site: str | None) -> str:
    """The title without "… | Site" or "Site: …"; `site` is the site's name if the page says it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or not site:  # noqa: PLR2004 - nothing to take off
        return title
    for part, rest in ((parts[-1], title[: -len(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if _folded(part) and (_folded(part) in _folded(site) or _folded(site) in _folded(part)):
            bare = rest.strip(" |–—·•»:/-")
            return bare if len(bare) >= _SHORT else title
    return title


def _heading(tree: HtmlElement, stated: list[str]) -> str:
    texts = [sanitise.line("".join(map(str, one.itertext()))) for one in tree.iter("h1")]
    texts = [one for one in texts if len(one) >= _SHORT]
    return next((one for one in texts if any(_agree(one, other) for other in stated)), texts[0] if texts else "")


def _title_element(tree: HtmlElement) -> str | None:
    element = tree.find(".//head/title")
    return None if element is None else element.text


def _agree(one: str, other: str) -> bool:
    a, b = _folded(one), _folded(other)
    return len(a) >= _SHORT and len(b) >= _SHORT and (a in b or b in a)


def _folded(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))
