"""The day that a page shows its readers beside its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from digest.collect.article.lines import Line, lines
from digest.collect.text.dates import days
from digest.collect.text.words import folded

_ABOVE, _BELOW = 4, 14  #: lines of the headline's neighbourhood
_FARTHEST = 50  #: headings among which the headline is
_LARGEST = 700  #: elements that are looked at around it
_LONGEST = 160  #: characters of a line with a date
_SHORTEST = 50  #: characters of a line that is nothing but a date and its label
_PROSE = 25  #: words; with the second such line the story has begun
_LABEL = 5  #: words of a line that labels the next
_MONTH_FIRST = re.compile(r"en(?:-(?:us|ph|ca))?|fil", re.IGNORECASE)
#: What stands before the day of a change.
_CHANGED = re.compile(
    r"""updat|modifi|revis|review|edited|correct|fact.?check|as\ of
    |aktualisiert|geändert|überarbeitet|stand\b
    |mise?\ à\ jour|actualiz|aggiornat|bijgewerkt|gewijzigd|uppdater|ändrad|opdater|oppdater|päivitetty|aktualizac
    |zaktualizowan
    |aktualizov|обновлен|изменен|оновлен|güncelle|更新|수정""",
    re.IGNORECASE | re.VERBOSE,
)
_PUBLISHED = re.compile(
    r"""publi|posted|posté|written|created|erstellt|veröffentlicht|erschienen|gepostet|geplaatst|scritto|escrito|skrevet
    |pubblicat|publicerad|julkaistu|opublikowan|zveřejněn|опубликован|yayınlan|发布|公開|게시|입력""",
    re.IGNORECASE | re.VERBOSE,
)
_AWAY = ("aside", "nav", "footer", "figure", "table", "a")


@dataclass(frozen=True, slots=True)
class Shown:
    """The days that readers see, at midnight UTC, in the page's order."""

    published: datetime | None = None  #: None when none is shown, or only that of a change
    changed: tuple[datetime, ...] = ()


def shown(tree: HtmlElement, title: str, language: str | None) -> Shown:
    """The days near the headline; of publication, what a label says before what has none.

    Args:
        tree: the page.
        title: what its headline says.
        language: of the page; decides how 3/4/2026 is read.
    """
    day_first = not _MONTH_FIRST.fullmatch(language or "en")
    headline = _headline(tree, title)
    near = [] if headline is None else list(_labelled(_near(headline), day_first=day_first))
    by_label = {
        is_published: [day for told, day in near if told is is_published] for is_published in (True, None, False)
    }
    published = next(iter(by_label[True] + by_label[None]), None) or _told_elsewhere(tree, day_first=day_first)
    return Shown(published, tuple(by_label[False]))


def _labelled(near: Sequence[Line], *, day_first: bool) -> Iterator[tuple[bool | None, datetime]]:
    """Each day, and whether it is said to be that of publication (True) or of a change (False)."""
    for number, one in enumerate(near):
        for before, day in _days(one, near[number - 1].text if number else "", day_first=day_first):
            changed, published = _last(_CHANGED, before), _last(_PUBLISHED, before)
            yield (None if changed == published else published > changed), day


def _told_elsewhere(tree: HtmlElement, *, day_first: bool) -> datetime | None:
    """The day of a line that says nothing but "Published on …", if there is one such day on the page."""
    told: set[datetime] = set()
    for element in tree.iter("p", "div", "span", "small", "em", "li", "time"):
        if _PUBLISHED.match((element.text or "").lstrip()[:_LONGEST]):
            text = " ".join("".join(map(str, islice(element.itertext(), _LABEL))).split())
            found = days(text, day_first=day_first) if len(text) <= _SHORTEST else []
            told.update(day for _, day in found)
    return told.pop() if len(told) == 1 else None


def _headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    whole = folded(title)
    for name in ("h1", "h2"):
        for one in islice(tree.iter(name), _FARTHEST):
            text = folded("".join(map(str, one.itertext())))
            if text and whole and (text in whole or whole in text):
                return one
    return None


def _near(headline: HtmlElement) -> Sequence[Line]:
    """The lines around the headline, from a few above it to where the story has begun."""
    around = headline
    for parent in headline.iterancestors():
        if next(islice(parent.iter(), _LARGEST, None), None) is not None or parent.tag in ("body", "html"):
            break
        around = parent
    at = next(number for number, one in enumerate(around.iter(headline.tag)) if one is headline)
    copy = deepcopy(around)
    mark = list(copy.iter(headline.tag))[at]
    etree.strip_elements(copy, "script", "style", "noscript", "template", with_tail=False)
    every = lines(copy)
    first = next((number for number, one in enumerate(every) if mark in _upwards(one.block)), 0)
    return [*every[max(0, first - _ABOVE) : first], *_until_prose(every[first : first + _BELOW])]


def _until_prose(every: Sequence[Line]) -> Iterator[Line]:
    prose = 0
    for one in every:
        prose += len(one.text.split()) >= _PROSE
        if prose > 1:
            return
        yield one


def _days(one: Line, line_before: str, *, day_first: bool) -> Iterator[tuple[str, datetime]]:
    """The days in a line, each with the words before it; those in links belong to other stories."""
    text = one.outside
    if len(text) > _LONGEST or any(element.tag in _AWAY for element in _upwards(one.block)):
        return
    start, label = 0, line_before if len(line_before.split()) <= _LABEL else ""
    for at, day in days(text, day_first=day_first):
        before = text[start:at]
        yield before if before.strip() else label, day
        start = at


def _last(words: re.Pattern[str], text: str) -> int:
    """Where the last of the words begins; -1 when none is there."""
    return max((found.start() for found in words.finditer(text)), default=-1)


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()
