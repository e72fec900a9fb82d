"""Which lines of a page trafilatura takes for its body.

Host of trafilatura's text finder. It finds the body well, but what it writes is not the page's own text: headings and
lists are lost, blanks beside links too. So it is only asked which lines it would take: each carries a letter of no
language at both its ends, and those that come back were chosen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from digest.collect.article.lines import Line, lines

_FIRST = 0xF0000  #: the first private letter of plane 15; a page's own are gone before
_MOST = 0xFFFD
_MANY = 3_000  #: lines; justext, which it asks when it is not fast, takes time with their square (3.0.2)
_MOST_OF = 0.7  #: of the letters
_A_WORD = 0.05  #: of the letters; who takes no more of them than this takes something else
_ANY = re.compile("[\U000f0000-\U000ffffd]")


def chosen(tree: HtmlElement) -> set[int]:
    """The numbers of the lines of `tree` that are the body's; a line counts when either of its ends is in it.

    It is asked twice. What it takes when it is strict is right, also where it takes something else when it is not; but
    where it takes far less of the same, it has lost a part.
    """
    own = deepcopy(tree)  # it cuts in the tree it is given
    every = lines(own)
    lengths = [len(one.text) for one in every]
    _number(own, every)
    is_long = len(every) > _MANY
    strict, easy = _taken(deepcopy(own), strict=True, fast=is_long), _taken(own, strict=False, fast=is_long)
    whole, both = (sum(lengths[number] for number in some) for some in (easy, strict & easy))
    is_less = both > whole * _A_WORD and both < whole * _MOST_OF
    return easy if is_less or not strict else strict


def _taken(tree: HtmlElement, *, strict: bool, fast: bool) -> set[int]:
    import trafilatura

    found = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, favor_precision=strict, fast=fast
    )
    if found is None or isinstance(found, dict):  # never a dict, unless asked for one
        return set()
    text = "".join(map(str, found.body.itertext()))
    return {ord(letter) - _FIRST for letter in _ANY.findall(text)}


def _number(tree: HtmlElement, every: Sequence[Line]) -> None:
    for element in tree.iter():
        element.text, element.tail = _bare(element.text), _bare(element.tail)
    for number, one in enumerate(every[:_MOST]):
        _mark(one, chr(_FIRST + number))


def _mark(one: Line, letter: str) -> None:
    full = [(element, slot) for element, slot, _ in one.pieces if (getattr(element, slot) or "").strip()]
    if not full:
        return
    (first, slot), (last, end) = full[0], full[-1]
    text = getattr(first, slot)
    at = len(text) - len(text.lstrip())
    setattr(first, slot, text[:at] + letter + text[at:])
    text = getattr(last, end)
    at = len(text.rstrip())
    setattr(last, end, text[:at] + letter + text[at:])


def _bare(text: str | None) -> str | None:
    return _ANY.sub("", text) if text else text
