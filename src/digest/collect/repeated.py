"""What stands word for word on many articles of a host, and so is none of theirs: notices, introductions, boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from lxml import html
from lxml.html import HtmlElement

from digest.collect.lines import Line, lines

_OTHERS = 3  #: articles that have it too
_AMID = ("p", "div", "blockquote", "aside", "section")  #: what may go from the middle; "Ingredients" and its salt stay
_SHORTEST, _LONGEST = 12, 200  #: characters of what may go from the middle
_MOST = 0.5  #: share of the text; whoever repeats more is the same story once more


def without_repeated(content: str, others: Sequence[str]) -> str:
    """A body without the lines that at least three other articles of its host have word for word.

    From its beginning and its end every such line goes, up to the first that is its own. From between, only a short
    paragraph does, never a heading, a list item or a cell. When more than half of the text would go, it is the same
    story from elsewhere, and all of it stays.

    Args:
        content: the body, as HTML.
        others: clean HTML of other articles of the host.
    """
    if len(others) < _OTHERS:
        return content
    known = Counter(text for other in others for text in {one.text for one in lines(_tree(other))})
    tree = _tree(content)
    every = lines(tree)
    again = [known[one.text] >= _OTHERS for one in every]
    top, end = _run(again), len(again) - _run(again[::-1])
    going = [
        one for number, one in enumerate(every) if again[number] and (number < top or number >= end or _is_amid(one))
    ]
    if not going or sum(len(one.text) for one in going) > _MOST * sum(len(one.text) for one in every):
        return content
    for one in going:
        one.erase()
    return "".join([tree.text or "", *(html.tostring(child, encoding="unicode") for child in tree)]).strip()


def _run(again: Sequence[bool]) -> int:
    """How many there are before the first that is its own."""
    return len(list(takewhile(bool, again)))


def _is_amid(one: Line) -> bool:
    return one.block.tag in _AMID and _SHORTEST <= len(one.text) <= _LONGEST


def _tree(content: str) -> HtmlElement:
    return html.fragment_fromstring(content, create_parent="div")
