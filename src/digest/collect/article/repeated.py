"""What stands word for word on many articles of a host, and so is none of theirs: notices, introductions, boxes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from hashlib import blake2b
from itertools import takewhile

from lxml import html
from lxml.html import HtmlElement

from digest.collect.article.lines import HEADINGS, Line, lines

_EDGE = 12  #: lines of a beginning or an end that may be a host's
_MOST_AMID = 60  #: lines between them that may
_AMID = ("p", "div", "blockquote", "aside", "section")  #: what may go from there; "Ingredients" and its salt stay
_SHORTEST, _LONGEST = 12, 200  #: characters of what may go from there
_MOST = 0.5  #: share of the text; whoever repeats more is the same story once more
_LARGEST = 200_000  #: characters of HTML; who writes more repeats little of it
_BYTES = 5  #: of a mark


def marks(content: str) -> tuple[str, ...]:
    """The fingerprints of those lines of a body that may be its host's rather than its own, each once."""
    if len(content) > _LARGEST:
        return ()
    every = lines(_tree(content))
    edges = [*every[:_EDGE], *every[-_EDGE:]]
    amid = [one for one in every[_EDGE:-_EDGE] if _may_go_from_amid(one)]
    return tuple(dict.fromkeys(_mark(one) for one in (*edges, *amid[:_MOST_AMID])))


def without(content: str, at_edges: Collection[str], anywhere: Collection[str]) -> str:
    """A body without its host's lines; the very same when it has none.

    From its beginning and its end every such line goes, up to the first that is its own, but no heading, item or cell
    that stands beside its own lines. From between, only a short paragraph goes. When more than half of the text would
    go, it is the same story from elsewhere, and all of it stays.

    Args:
        content: clean HTML.
        at_edges: marks of what goes from beginnings and ends.
        anywhere: marks of what goes from between as well.
    """
    if len(content) > _LARGEST or not (at_edges or anywhere):
        return content
    tree = _tree(content)
    every = lines(tree)
    going = _going(every, at_edges, anywhere)
    if not going or sum(len(one.text) for one in going) > _MOST * sum(len(one.text) for one in every):
        return content
    for one in going:
        one.erase()
    return "".join([tree.text or "", *(html.tostring(child, encoding="unicode") for child in tree)]).strip()


def _going(every: Sequence[Line], at_edges: Collection[str], anywhere: Collection[str]) -> list[Line]:
    names = [_mark(one) for one in every]
    top = _run(every, lambda number: names[number] in at_edges, range(len(every)))
    rest = range(len(every) - 1, len(top) - 1, -1)
    end = _run(every, lambda number: names[number] in at_edges, rest)
    if end and end[-1] - 1 in rest and names[end[-1] - 1] in at_edges and _is_heading(every[end[-1] - 1]):
        end.append(end[-1] - 1)
    kept = range(len(top), len(every) - len(end))
    amid = [number for number in kept if names[number] in anywhere and _may_go_from_amid(every[number])]
    return [every[number] for number in (*top, *amid, *end)]


def _run(every: Sequence[Line], is_known: Callable[[int], bool], numbers: Sequence[int]) -> list[int]:
    """The known lines from one end on, up to the last paragraph or bare link among them."""
    run = list(takewhile(is_known, numbers))
    while run and not (every[run[-1]].block.tag in _AMID or not every[run[-1]].outside):
        run.pop()
    return run


def _is_heading(one: Line) -> bool:
    return one.block.tag in HEADINGS


def _may_go_from_amid(one: Line) -> bool:
    """Whether it is a short paragraph, and not the label or the question above what an article says of its own."""
    text = one.text
    return (
        one.block.tag in _AMID
        and _SHORTEST <= len(text) <= _LONGEST
        and (bool(one.links) or not text.endswith((":", "?", "？", "：")))
    )


def _mark(one: Line) -> str:
    return blake2b(one.text.encode(), digest_size=_BYTES).hexdigest()


def _tree(content: str) -> HtmlElement:
    return html.fragment_fromstring(content, create_parent="div")
