"""The editor's own picks, taken out of a text: lines like "RELATED: <a>…</a>", "NEXT: …", "Lesen Sie auch: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from digest.collect import sanitise
from digest.collect.labels import Label, label
from digest.collect.lines import HEADINGS, Line, lines
from digest.collect.urls import article_key, canonical
from digest.model import Pick, PickKind, PickOrigin

#: What may stand beside the links of such a line.
_JOINTS = re.compile(r"(?:[\W_]|\b(?:and|or|und|oder|et|ou|y|e|en|of|och|og|eller)\b)*", re.IGNORECASE)
_TOPIC = re.compile(r"/(?:tags?|category|categories|topics?|schlagworte?)/[^/?#]+/?$")  #: lists, not stories
_ARROWS = " \t»›→>▸►•|"
_HEADLINE = 3  #: words
_MOST_BELOW = 6  #: lines of links under a label of its own; more is a list made by a program


def take(tree: HtmlElement, url: str) -> tuple[Pick, ...]:
    """The picks, in the order of the page; their lines are gone from `tree` afterwards.

    A line counts when it is a label and links, and nothing else a reader would miss; or a label with a colon on a line
    of its own, followed by up to six lines that are links only.

    Args:
        tree: the part of the page that the editor wrote.
        url: the page's; links to itself are no picks.
    """
    picks: dict[tuple[PickKind, str], Pick] = {}
    for kind, whole in _marked(lines(tree)):
        for one in whole:
            for pick in _picks(kind, one, url):
                picks.setdefault((kind, pick.url), pick)
        for one in whole:
            one.erase()
    return tuple(picks.values())


def _marked(all_lines: Sequence[Line]) -> Iterator[tuple[PickKind, list[Line]]]:
    """Kind, and the lines that belong together."""
    number = 0
    while number < len(all_lines):
        one = all_lines[number]
        number += 1
        beginning = label(one.text)
        if beginning is None:
            continue
        if one.links:
            if _is_labelled(one, beginning):
                yield beginning.kind, [one]
        elif not beginning.rest and beginning.is_marked:
            below = _links_only(all_lines[number : number + _MOST_BELOW + 1])
            if below:
                yield beginning.kind, [one, *below]
                number += len(below)


def _is_labelled(one: Line, beginning: Label) -> bool:
    outside = label(one.outside)
    if outside is not None:
        # "RELATED: <a>", "See also <a> and <a>"; but "Read more in <a>" is prose.
        return bool(_JOINTS.fullmatch(outside.rest)) and (outside.is_marked or one.outside.isupper())
    # The label stands inside the link: "NEXT: The door".
    return bool(_JOINTS.fullmatch(one.outside)) and beginning.is_marked and bool(beginning.rest)


def _links_only(rest: Sequence[Line]) -> list[Line]:
    below = []
    for one in rest:
        if not one.links or not _JOINTS.fullmatch(one.outside) or label(one.text) or not _is_headline(one):
            break
        if one.block.tag in HEADINGS or (len(one.links) > 1 and not one.outside):  # cards that a program laid out
            return []
        below.append(one)
    return below if len(below) <= _MOST_BELOW else []


def _is_headline(one: Line) -> bool:
    """Whether its links are as long as titles are; those to tags and topics are not."""
    return len(one.text.split()) >= _HEADLINE * len(one.links)


def _picks(kind: PickKind, one: Line, url: str) -> Iterator[Pick]:
    for link in one.links:
        written = sanitise.line("".join(map(str, link.itertext())))
        beginning = label(written)
        title = (beginning.rest if beginning and beginning.is_marked else written).strip(_ARROWS)
        target = sanitise.absolute(link.get("href"), url)
        if target is None or not re.search(r"\w", title):
            continue
        if _TOPIC.search(target):
            continue
        try:
            if article_key(target) != article_key(url):
                yield Pick(kind=kind, origin=PickOrigin.EDITOR, url=canonical(target), title=title)
        except ValueError:
            continue
