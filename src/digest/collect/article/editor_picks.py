"""The editor's own picks, taken out of a text: lines like "RELATED: <a>…</a>", "NEXT: …", "Lesen Sie auch: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from lxml.html import HtmlElement

from digest.collect.article.labels import Label, label
from digest.collect.article.lines import HEADINGS, Line, lines
from digest.collect.article.pick_boxes import boxed, is_amid_text
from digest.collect.article.pick_targets import is_story
from digest.collect.identity.urls import article_key, canonical
from digest.collect.text import sanitise
from digest.model import Pick, PickKind, PickOrigin

#: What may stand beside the links of such a line.
_JOINTS = re.compile(r"(?:[\W_]|\b(?:and|or|und|oder|et|ou|y|e|en|of|och|og|eller)\b)*", re.IGNORECASE)
_BACK = re.compile(
    r"\W{0,9}(?:prev(?:ious)?|back|older|vorherige[rs]?|zurück|précédente?|anterior|vorige|föregående)\b", re.IGNORECASE
)
#: "Next part: …" leads on in a series, also beside "Previous part: …".
_IN_SERIES = re.compile(
    r"\W{0,9}(?:next (?:part|chapter|episode|in (?:this|the) series)|nächste[rs]? (?:teil|folge|kapitel))\b",
    re.IGNORECASE,
)
_ARROWS = " \t»›→>▸►•|"
_HEADLINE = 3  #: words
_MOST_BELOW = 6  #: lines of links under a label of its own; more is a list made by a program
_LONGEST = 400  #: characters of a line that introduces picks


def take(tree: HtmlElement, url: str) -> tuple[Pick, ...]:
    """The picks, in the order of the page; their lines are gone from `tree` afterwards.

    A line counts when it is a label and links, and nothing else a reader would miss; or a label with a colon on a line
    of its own, followed by up to six lines that are links only; or a label in a box within the text. What sells is
    taken out as well, and is no pick; nor is what leads from page to page of a site.

    Args:
        tree: the part of the page that the editor wrote.
        url: the page's; links to itself are no picks.
    """
    picks: dict[tuple[PickKind, str], Pick] = {}
    for kind, links, whole in _marked(lines(tree)):
        for link in links:
            if pick := _pick(kind, link, url):
                picks.setdefault((kind, pick.url), pick)
        for one in whole:
            one.erase()
    return tuple(picks.values())


def _marked(all_lines: Sequence[Line]) -> Iterator[tuple[PickKind, list[HtmlElement], list[Line]]]:
    """Kind, the links, and the lines that belong together."""
    number = 0
    while number < len(all_lines):
        one = all_lines[number]
        number += 1
        beginning = label(one.text)
        if beginning is None or _is_paging(one, beginning.kind, all_lines[max(0, number - 2) : number + 1]):
            continue
        if one.links:
            if _is_labelled(one, beginning) and not _is_menu(one):
                yield beginning.kind, one.links, [one]
        elif not beginning.rest and not _is_menu(one):
            links, below = _under(one, beginning, all_lines[number : number + _MOST_BELOW + 1])
            if below:
                yield beginning.kind, links, [one, *below]
                number += len(below)


def _under(one: Line, beginning: Label, rest: Sequence[Line]) -> tuple[list[HtmlElement], list[Line]]:
    """What a label on a line of its own introduces."""
    if beginning.is_marked or (one.block.tag in HEADINGS and is_amid_text(one.block)):
        below = _links_only(rest)
        if below:
            return [link for line in below for link in line.links], below
    return boxed(one, rest)


def _is_paging(one: Line, kind: PickKind, around: Sequence[Line]) -> bool:
    """Whether "Next" stands beside "Previous": a way through the site, which no editor chose, but in series."""
    if kind is not PickKind.NEXT or _IN_SERIES.match(one.text):
        return False
    return any(_BACK.match(near.text) for near in around)


def _is_menu(one: Line) -> bool:
    return next(one.block.iterancestors("nav"), None) is not None


def _is_labelled(one: Line, beginning: Label) -> bool:
    if len(one.text) > _LONGEST or not (beginning.is_sure or _is_headline(one)):
        return False
    outside = label(one.outside)
    if outside is not None:
        # "RELATED: <a>", "See also <a> and <a>"; but "Read more in <a>" is prose.
        return bool(_JOINTS.fullmatch(outside.rest)) and (outside.is_marked or one.outside.isupper())
    if not beginning.is_marked or not beginning.rest or not _JOINTS.fullmatch(one.outside):
        return False
    # The label stands inside the link: "NEXT: The door". "Watch: …" is how headlines begin, too.
    return beginning.is_sure or is_amid_text(one.block)


def _links_only(rest: Sequence[Line]) -> list[Line]:
    below = []
    for one in rest:
        if not one.links or label(one.text) or not _is_headline(one) or not _is_link(one):
            break
        if one.block.tag in HEADINGS or (len(one.links) > 1 and not one.outside):  # cards that a program laid out
            return []
        below.append(one)
    return below if len(below) <= _MOST_BELOW else []


def _is_link(one: Line) -> bool:
    """Whether it is links, or one link and a few words about it."""
    after = len(one.outside.split())
    whole = len(one.text.split())
    return bool(_JOINTS.fullmatch(one.outside)) or (
        len(one.links) == 1 and after <= whole // 3 and one.text.endswith(one.outside)
    )


def _is_headline(one: Line) -> bool:
    """Whether its links are as long as titles are; those to tags and topics are not."""
    return len(one.text.split()) >= _HEADLINE * len(one.links)


def _pick(kind: PickKind, link: HtmlElement, url: str) -> Pick | None:
    written = _title(link)
    beginning = label(written)
    title = (beginning.rest if beginning and beginning.is_marked else written).strip(_ARROWS)
    target = sanitise.absolute(link.get("href"), url)
    if target is None or not is_story(target, title):
        return None
    with suppress(ValueError):
        if article_key(target) != article_key(url):
            return Pick(kind=kind, origin=PickOrigin.EDITOR, url=canonical(target), title=title)
    return None


def _title(link: HtmlElement) -> str:
    """Its text; of a link that holds a whole card, the longest heading in it."""
    texts = (sanitise.line("".join(map(str, one.itertext()))) for one in link.iter(*HEADINGS))
    return max(texts, key=len, default="") or sanitise.line("".join(map(str, link.itertext())))
