"""Lines of a body that a text finder passes over: headings, lists and boxed paragraphs between those it took."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from lxml.html import HtmlElement

from digest.collect.article import edges
from digest.collect.article.lines import HEADINGS, Line
from digest.collect.text import words

_LISTS = ("ul", "ol", "dl", "table", "pre", "blockquote")
_BOXES = ("p", "div", "section", "details", "aside")
#: Names that tell against a box that was passed over; too many good texts stand in such to take one back (`beside`).
_BESIDE = re.compile(
    r"(?:^|[\W_])(?:ads?|advert\w*|promo\w*|related|recommend\w*|teasers?|cards?|sidebar|comments?|authors?|by-?line|bio"
    r"|meta|tags?|toc|table-?of-?contents?|cta|call-?to-?action|callout|banner|captions?|images?|media|gallery|video"
    r"|embed|credits?|disclaimer|disclosure|copyright|form|button|rating|quote|more|popular|trending|footer|header|menu"
    r"|tooltip|author-?info|contributors?)(?:[\W_]|$)"
)
_FEWEST = 8  #: words of a box
_MOST_OF = 0.9  #: of a box's words that are sentences
_LINKED = 0.5  #: share of the letters
_PROSE = re.compile(r".*[.!?:…。！？؟।][\"'”’»)\]]*", re.DOTALL)


def filled(every: Sequence[Line], chosen: AbstractSet[int], aside: AbstractSet[int]) -> set[int]:
    """`chosen`, and what stands between its first and its last line and is of the same text."""
    kept = set(chosen)
    if not kept:
        return kept
    first, last = min(kept), max(kept)
    for top, numbers in _passed_over(every, kept):
        is_inside = first < numbers[0] and numbers[-1] < last and aside.isdisjoint(numbers)
        if is_inside and _is_of_it(top, [every[number] for number in numbers]):
            kept.update(numbers)
    for number in range(last, first, -1):  # upwards, that a heading above a heading is kept too
        if number + 1 in kept and number not in kept and number not in aside and _is_own_heading(every[number]):
            kept.add(number)
    return kept


def _passed_over(every: Sequence[Line], kept: AbstractSet[int]) -> Iterator[tuple[HtmlElement, list[int]]]:
    """The largest elements without a kept line that stand beside kept ones, with the numbers of their lines."""
    around: set[HtmlElement] = set()
    for number in kept:
        for element in (every[number].block, *every[number].block.iterancestors()):
            if element in around:
                break
            around.add(element)
    tops: dict[HtmlElement, list[int]] = {}
    for number, one in enumerate(every):
        if number not in kept and one.block not in around:
            tops.setdefault(_top(one.block, around), []).append(number)
    yield from tops.items()


def _top(block: HtmlElement, around: AbstractSet[HtmlElement]) -> HtmlElement:
    while (parent := block.getparent()) is not None and parent not in around:
        block = parent
    return block


def _is_of_it(top: HtmlElement, some: Sequence[Line]) -> bool:
    letters = sum(len(one.text) for one in some)
    linked = 1 - sum(len(one.outside) for one in some) / max(1, letters)
    if linked > _LINKED or _BESIDE.search(f"{top.get('class', '')} {top.get('id', '')}".lower()):
        return False
    if top.tag in _LISTS:
        return True
    length = sum(words.count(one.text) for one in some)
    prose = sum(words.count(one.text) for one in some if _PROSE.fullmatch(one.text) or _is_heading(one))
    return top.tag in _BOXES and length >= _FEWEST and prose > _MOST_OF * length


def _is_own_heading(one: Line) -> bool:
    return _is_heading(one) and not _is_pointer(one)


def _is_pointer(one: Line) -> bool:
    """Whether a heading leads to somewhere else, or only announces what does."""
    is_link = not one.outside and not any("#" in (link.get("href") or "") for link in one.links)
    return is_link or edges.is_else(one.text)


def _is_heading(one: Line) -> bool:
    return one.block.tag in HEADINGS[1:]
