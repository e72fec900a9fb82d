"""Boxes beside an article's text, known by what their builders call them: contents, authors' lives, adverts, more.

What a text finder takes of them is taken back, and nothing of them fills a gap. A box that holds much of the text is
the text's own, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from lxml.html import HtmlElement

from digest.collect.article.lines import Line

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BOX = re.compile(
    r"""-(?:
    toc|table-?of-?contents?|contents-?(?:table|list|nav)|jump-?(?:links?|to|nav)|sub-?nav|tag-?cloud
    |ctas?|call-?(?:to|2)-?action|promos?|promotion|adverts?|advertisement|ad-(?:slot|container|unit|wrapper)
    |author-?(?:bio|box|info|card|profile|details?|desc|description|about|block|section)|about-(?:the-)?authors?
    |(?:post|article|entry|blog|contributor)-(?:short-?)?(?:bio|authors?)|bio|biography|by-?lines?|written-by
    |(?:post|entry|article)-(?:meta|tags|info)|read-?(?:more|next|also)|most-(?:read|popular)|trending|outbrain|taboola
    |related(?:-?(?:posts?|articles?|content|stories|story|links?|items?|reading|news))?|recirc\w*
    |recommended|recommendations|more-(?:stories|news|from|articles|posts)|follow-us|donate|donation|paywall|regwall
    |comments?(?:-?(?:section|list|area|form|wrapper))?|disqus|respond|(?:affiliate-?)?disclosures?|fact-check\w*
    |popover|tooltip|(?:audio|video)-?player|show-?more
    )-""",
    re.VERBOSE,
)
_BOXES = ("div", "section", "aside", "nav", "ul", "ol", "footer", "header", "details")
_SMALL = 0.3  #: share of the text; what has more is its own
_LINKED = 0.8  #: share of the letters
_CONTENTS = 3  #: links within the page that make its table of contents


def numbers(every: Sequence[Line], kept: AbstractSet[int]) -> set[int]:
    """The numbers of the lines in such boxes; what has much of what is kept is the text's own, whatever its name."""
    named: dict[str, set[int]] = {}
    known: dict[HtmlElement, str] = {}
    for number, one in enumerate(every):
        for element in (one.block, *one.block.iterancestors()):
            if element not in known:
                known[element] = _name(element)
            if known[element]:
                named.setdefault(known[element], set()).add(number)
    whole = sum(len(every[number].text) for number in kept)
    return {
        number
        for inside in named.values()
        if sum(len(every[number].text) for number in inside if number in kept) < _SMALL * whole
        for number in inside
    }


def _name(element: HtmlElement) -> str:
    """What makes it such a box; "" when nothing does."""
    if element.tag not in _BOXES:
        return ""
    if element.tag in ("ul", "ol") and _is_contents(element):
        return "#"
    found = _BOX.search(hyphened(f"{element.get('class', '')} {element.get('id', '')}"))
    return found[0] if found else ""


def hyphened(names: str) -> str:
    """Names as words between hyphens: "postMeta post__bio" is "-post-meta-post-bio-"."""
    return f"-{'-'.join(re.findall('[a-z0-9]+', _HUMP.sub('-', names).lower()))}-"


def _is_contents(element: HtmlElement) -> bool:
    """Whether it is a list of links to the page's own parts."""
    links = list(element.iter("a"))
    if len(links) < _CONTENTS or not all("#" in (link.get("href") or "") for link in links):
        return False
    linked = sum(len(part.strip()) for link in links for part in link.itertext())
    return linked > _LINKED * sum(len(part.strip()) for part in element.itertext())
