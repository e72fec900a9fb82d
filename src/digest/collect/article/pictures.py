"""The pictures of an article: their captions recognised, and those of other texts taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from lxml import html
from lxml.html import HtmlElement

from digest.collect.article.beside import hyphened
from digest.collect.article.lines import Line, drop, lines

_CAPTION = re.compile(
    r"-(?:captions?|caption-?(?:text|body|content|wrapper)|(?:photo|image|img|media|picture)-?(?:captions?|credits?))-"
)
_LONGEST_CAPTION = 600  #: characters
_MORE = 60  #: characters that a picture's box may have beside the caption: who took it
_MOST = 100  #: captions; each has its surroundings looked through
_NEAR = 3  #: elements around a caption, among which its picture stands
_OTHER = ("table", "pre", "blockquote", "ul", "ol", "figure")  #: what has one of these is more than a picture


def name_captions(tree: HtmlElement) -> None:
    """Make <figure> and <figcaption> of what only its class calls so; a caption without its picture tells nothing."""
    named = (one for one in tree.iter("div", "p", "span", "small", "em", "cite") if _is_called_caption(one))
    for element in list(islice(named, _MOST)):
        if element.getparent() is None:
            continue
        length = _length(element)
        if length > _LONGEST_CAPTION or next(element.iterancestors("figure", "table"), None) is not None:
            continue
        box = next((one for one in (element, *islice(element.iterancestors(), _NEAR)) if _has_picture(one)), None)
        if box is None or _length(box) > length + _MORE or box.tag in ("html", "body", "article", "main"):
            drop(element)
            continue
        element.tag = "figcaption"
        box.tag = "figure"


def picture(figure: HtmlElement) -> HtmlElement:
    """A figure as its pictures and one caption; as it is when it holds more than pictures."""
    if not _has_picture(figure) or next(figure.iterdescendants(*_OTHER), None) is not None:
        return figure
    own = html.Element("figure")
    caption = html.Element("figcaption")
    caption.text = " ".join(one.text for one in lines(figure))
    for image in list(figure.iter("img")):
        image.tail = None
        own.append(image)
    if caption.text:
        own.append(caption)
    return own


def captions(every: Sequence[Line]) -> set[int]:
    """The numbers of the lines that tell of a picture which they stand with."""
    known: dict[HtmlElement, bool] = {}
    found = set()
    for number, one in enumerate(every):
        figure = next((box for box in (one.block, *one.block.iterancestors()) if box.tag == "figure"), None)
        if figure is None:
            continue
        if figure not in known:
            known[figure] = _has_picture(figure)
        if known[figure]:
            found.add(number)
    return found


def drop_foreign(room: HtmlElement, every: Sequence[Line], kept: AbstractSet[int], named: AbstractSet[int]) -> None:
    """Take out the pictures that stand with text that is not kept; `named` are the lines of captions."""
    around: dict[HtmlElement, bool] = {}
    for number, one in enumerate(every):
        if number in named:
            continue
        for element in (one.block, *one.block.iterancestors()):
            if around.get(element):
                break
            around[element] = number in kept
    for image in list(room.iter("img")):
        near = next((around[one] for one in image.iterancestors() if one in around), False)
        whole = next(image.iterancestors("figure"), image)
        if not near and whole.getparent() is not None:
            whole.drop_tree()


def _is_called_caption(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(names.strip()) and bool(_CAPTION.search(hyphened(names)))


def _has_picture(element: HtmlElement) -> bool:
    return next(element.iter("img"), None) is not None


def _length(element: HtmlElement) -> int:
    return sum(len(part.strip()) for part in element.itertext())
