"""Picks in a box: a label without a colon ("Related"), under it a short list or one card, amid the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from digest.collect.article.lines import HEADINGS, Line

_HEADLINE = 3  #: words
_PROSE = 15  #: words of a paragraph that are no links
_LARGEST = 80  #: elements
_LONGEST = 90  #: words
_HIGHEST = 4  #: levels from the label to its box
_NEAR = 3  #: levels from the box to the text around it
_FARTHEST = 6  #: neighbours


def boxed(label: Line, rest: Sequence[Line]) -> tuple[list[HtmlElement], list[Line]]:
    """The links and the lines of the box under a label; none when there is no box, or when it is no editor's.

    A box is the least element around the label with a link that is as long as a title. It counts when there are
    paragraphs before and after it, and in it links only, or one single target: several cards are laid out by a program.

    Args:
        label: a line that is nothing but a label.
        rest: the lines after it.
    """
    box = _box(label.block)
    inside = set() if box is None else set(box.iter())
    below = list(takewhile(lambda one: one.block in inside, rest))
    words = sum(len(one.text.split()) for one in below)
    if box is None or len(below) == len(rest) or words > _LONGEST or not is_amid_text(box, levels=_NEAR):
        return [], []
    bare = [one for one in below if one.links and not re.search(r"\w", one.outside)]
    links = [link for one in bare for link in one.links if _is_title(link)]
    is_list = bare == below and len(links) == sum(len(one.links) for one in below) and not any(map(_is_heading, below))
    is_card = len({link.get("href") for link in links}) == 1
    return (links, below) if is_list or is_card else ([], [])


def is_amid_text(element: HtmlElement, levels: int = 1) -> bool:
    """Whether there are paragraphs before and after an element, or one of the next `levels` around it."""
    return any(
        any(map(_is_prose, islice(one.itersiblings(preceding=True), _FARTHEST)))
        and any(map(_is_prose, islice(one.itersiblings(), _FARTHEST)))
        for one in islice(_upwards(element), levels)
    )


def _is_heading(one: Line) -> bool:
    return one.block.tag in HEADINGS


def _box(block: HtmlElement) -> HtmlElement | None:
    for element in islice(_upwards(block), _HIGHEST):
        parts = list(islice(element.iter(), _LARGEST + 1))
        if len(parts) > _LARGEST or element.tag in ("article", "main", "body"):
            return None
        if any(part.tag == "a" and part.get("href") and _is_title(part) for part in parts):
            return element
    return None


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _is_title(link: HtmlElement) -> bool:
    return len(_words(link)) >= _HEADLINE


def _is_prose(element: HtmlElement) -> bool:
    """Whether it is a paragraph, or begins with one, that says something beside its links."""
    first = next(element.iter("p", "li"), None)
    if first is None:
        return False
    linked = sum(len(_words(link)) for link in islice(first.iter("a"), _LARGEST))
    return len(_words(first)) - linked >= _PROSE


def _words(element: HtmlElement) -> list[str]:
    return "".join(map(str, islice(element.itertext(), _LARGEST))).split()
