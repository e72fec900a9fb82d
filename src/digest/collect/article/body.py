"""The body of an article: the page's own lines, those that trafilatura chose and those that belong to them."""

from __future__ import annotations

from lxml.html import HtmlElement

from digest.collect.article import beside, borders, pictures, votes
from digest.collect.article.flat import flat
from digest.collect.article.gaps import filled
from digest.collect.article.lines import lines
from digest.collect.article.notices import is_notice

_CODE = ("pre", "td", "th")  #: they quote what they hold


def body(tree: HtmlElement, title: str, summary: str) -> HtmlElement | None:
    """The body as a <div> of plain blocks, with its pictures; None when there is none. `tree` is used up."""
    pictures.name_captions(tree)
    every = lines(tree)
    captions = pictures.captions(every)
    chosen = votes.chosen(tree) - captions
    aside = beside.numbers(every, chosen)
    kept = filled(every, chosen - aside, aside | captions)
    if kept:
        kept |= borders.standfirst(every, kept, title, summary) - aside
        kept |= borders.questions(every, max(kept), aside | captions)
    kept = {number for number in kept if every[number].block.tag in _CODE or not is_notice(every[number].text)}
    if not kept:
        return None
    room = _common([every[number].block for number in sorted(kept)])
    pictures.drop_foreign(room, every, kept, captions)
    for number, one in enumerate(every):
        if number not in kept and number not in captions:
            one.erase()
    return flat(room)


def _common(blocks: list[HtmlElement]) -> HtmlElement:
    """The innermost element that all of them lie in."""
    path = [*reversed(list(blocks[0].iterancestors())), blocks[0]]
    for block in blocks[1:]:
        others = {block, *block.iterancestors()}
        while path[-1] not in others:
            path.pop()
    return path[-1]
