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

from digest.collect.lines import Line, lines

_FIRST = 0xF0000  #: the first private letter of plane 15; a page's own are gone before
_MOST = 0xFFFD
_ANY = re.compile("[\U000f0000-\U000ffffd]")


def chosen(tree: HtmlElement) -> set[int]:
    """The numbers of the lines of `tree` that are the body's; a line counts when either of its ends is in it."""
    import trafilatura

    own = deepcopy(tree)  # it cuts in the tree it is given
    _number(own)
    found = trafilatura.bare_extraction(own, include_comments=False, with_metadata=False)
    if found is None:
        return set()
    text = "".join(map(str, found.body.itertext()))
    return {ord(letter) - _FIRST for letter in _ANY.findall(text)}


def _number(tree: HtmlElement) -> None:
    for element in tree.iter():
        element.text, element.tail = _bare(element.text), _bare(element.tail)
    for number, one in enumerate(lines(tree)[:_MOST]):
        _mark(one, chr(_FIRST + number))


def _mark(one: Line, letter: str) -> None:
    full = [(element, slot) for element, slot, _ in one.pieces if (getattr(element, slot) or "").strip()]
    for (element, slot), is_end in ((full[0], False), (full[-1], True)):
        text = getattr(element, slot)
        at = len(text.rstrip()) if is_end else len(text) - len(text.lstrip())
        setattr(element, slot, text[:at] + letter + text[at:])


def _bare(text: str | None) -> str | None:
    return _ANY.sub("", text) if text else text
