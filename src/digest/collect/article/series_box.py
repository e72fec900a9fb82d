"""What a page says of its series in words: "This is part 2 of our series Building the shed", or a list of the parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from digest.collect.article.lines import HEADINGS
from digest.collect.identity.urls import article_key
from digest.collect.text import sanitise
from digest.model import Series

_SPELT = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_SPELT, key=len, reverse=True))})"
_SERIES = r"(?:series|serie|reihe)"
_PIECE = r"(?:part|teil|episode|folge|chapter|instal{1,2}ment|post|article|story|artikel|beitrag)"
#: "part 2 of 5 of our series on …", "the second post in the Building the shed series".
_SAID = re.compile(
    rf"\b(?:{_PIECE}\s+(?P<n>{_NUMBER})|(?P<nth>{_NUMBER})[rs]?(?:\s+{_PIECE})?)(?:\s*(?:of|/|von)\s*{_NUMBER})?,?"
    rf"\s+(?:of|in|from|der|aus|in\s+der|unserer)\s+(?:an?|the|our|my|this|der|unserer)?\s*"
    rf"(?P<before>(?:[^\s.!?]+\s+){{0,8}}?)[\"“”]?{_SERIES}\b"
    rf"(?:\s+of\s+(?:posts|articles))?(?P<joint>\s*[:–—]\s*|,?\s+(?:on|about|called|titled|über|zu[mr]?)\s+|)\s*"
    rf"(?P<after>.*)",
    re.IGNORECASE,
)
#: Of itself a page says "This is part 2 of …", "Part 2 of …", "Editor’s note: the second part of …"; but "In part 1 of
#: this series I told …" is of another one.
_OF_ITSELF = re.compile(
    r"(?:^|[.!?:]\s+|\b(?:is|ist|reading|lesen)\s+)(?:the\s+|der\s+|den\s+|an?\s+)?$", re.IGNORECASE
)
_HEADED = re.compile(
    rf"(?:(?:this\s+)?{_SERIES}\s*[:–—]\s*(?P<name>.+)"
    rf"|(?:(?:all|other|more)\s+)?(?:posts|articles|parts|stories)\s+(?:in|of|from)\s+(?:the\s+)?{_SERIES}\s*:?\s*"
    rf"(?P<named>.+)|(?:the\s+)?(?P<named_first>.+?)\s+{_SERIES})\W*",
    re.IGNORECASE,
)
#: What stands before "series" and is no name: "a three-part series", "an ongoing blog series".
_NO_NAME = re.compile(
    r"(?:[\w-]+-?(?:part|teilige[nr]?)|ongoing|new|short|blog|occasional|weekly|this|our|the|in)", re.IGNORECASE
)
_ARTICLE = re.compile(r",?\s+(?:an?|the|eine[rn]?)$", re.IGNORECASE)  #: "… of Building the shed, a series"
_QUOTED = re.compile(r"^[\"“„‘«»']\s*(.+?)\s*[\"”“’»«']")
_END = re.compile(r"[.!?;(|](?:\s|$)|,\s|\s[–—]\s")
_LONGEST = 300  #: characters of a line that says it
_LONGEST_NAME = 90
_MOST = 40  #: lines that name a series; parts in a list
_LISTS = ("ol", "ul")


def series_box(tree: HtmlElement, url: str, base: str) -> Series | None:
    """The series that the page's words name, with the page's part in it; None if none do.

    The way to the post that came next in time names no series and is none.

    Args:
        tree: the page, as it came.
        url: the page's; where a list of the parts leads to it, there it stands.
        base: what its links are meant from.
    """
    found = (_said(block) or _listed(block, url, base) for block in islice(_naming(tree), _MOST))
    return next((place for place in found if place), None)


def _naming(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The paragraphs, headings and labels that have the word in them, outermost markup of a line first."""
    texts = tree.xpath(
        "//body//text()[contains(.,'eries') or contains(.,'Serie') or contains(.,'serie') or contains(.,'eihe')]"
    )
    for text in texts:
        block = text.getparent() if text.is_text else text.getparent().getparent()
        while block is not None and block.tag in ("a", "em", "strong", "i", "b", "span", "q", "cite", "small", "u"):
            block = block.getparent()
        if block is not None and block.tag not in ("script", "style", "noscript", "template", "option", "title"):
            yield block


def _said(block: HtmlElement) -> Series | None:
    line = _line(block)
    match = _SAID.search(line) if len(line) <= _LONGEST else None
    part = _value(match["n"] or match["nth"]) if match else None
    if match is None or part is None or not _OF_ITSELF.search(line[: match.start()]):
        return None
    name = _before(match["before"]) or _linked(block, match["after"]) or _named(match["joint"], match["after"])
    return _place(name, part)


def _listed(block: HtmlElement, url: str, base: str) -> Series | None:
    """A heading that names a series, and under it its parts, among them the page."""
    match = _HEADED.fullmatch(_line(block)) if block.tag in (*HEADINGS, "p", "summary", "strong", "legend") else None
    below = next(islice(block.itersiblings(), 0, 2), None)
    if match is None or below is None:
        return None
    parts = below if below.tag in _LISTS else next(iter(below.iter(*_LISTS)), None)
    items = [] if parts is None else list(islice(parts.iterchildren("li"), _MOST + 1))
    name = match["name"] or match["named"] or match["named_first"]
    if not 1 < len(items) <= _MOST:
        return None
    here = [number for number, item in enumerate(items, 1) if _is_here(item, url, base)]
    return _place(name, here[0]) if len(here) == 1 else None


def _is_here(item: HtmlElement, url: str, base: str) -> bool:
    """Whether an item of the list stands for this page: it leads here, or is the one that leads nowhere."""
    links = [link for link in item.iter("a") if link.get("href")]
    if not links:
        return bool(_line(item))
    target = sanitise.absolute(links[0].get("href"), base)
    try:
        return target is not None and article_key(target) == article_key(url)
    except ValueError:
        return False


def _linked(block: HtmlElement, after: str) -> str | None:
    """The text of the link that the name is."""
    texts = (_line(link) for link in islice(block.iter("a"), _MOST))
    return next((text for text in texts if text and after.lstrip("\"“„‘«'").startswith(text)), None)


def _named(joint: str, after: str) -> str:
    if quoted := _QUOTED.match(after):
        return quoted[1]
    is_name = bool(joint) or after[:1].isupper()
    return _END.split(after, maxsplit=1)[0] if is_name else ""


def _before(words: str) -> str:
    named = _ARTICLE.sub("", words.strip(" \"“”„‘’'"))
    return "" if all(_NO_NAME.fullmatch(word) for word in named.split()) else named


def _place(name: str | None, part: int) -> Series | None:
    title = sanitise.title(name or "").strip(" :.,\"“”„‘’'")
    if not re.search(r"[^\W\d]", title) or len(title) > _LONGEST_NAME:
        return None
    return Series(key=title.casefold(), title=title, part=part)


def _value(number: str) -> int | None:
    folded = number.lower()
    return (int(folded) or None) if folded.isdigit() else _SPELT.get(folded)


def _line(element: HtmlElement) -> str:
    return sanitise.line("".join(map(str, islice(element.itertext(), _MOST))))
