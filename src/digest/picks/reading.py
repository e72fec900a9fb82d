"""Reading articles for the index, and finding out which of them tell one story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Protocol

from digest.model import Article, Card, Indexed
from digest.picks import handles
from digest.picks.duplicates import same_story
from digest.picks.language import language_of
from digest.picks.stories import stories, together
from digest.picks.telling import SHARED_KEYS, Telling
from digest.picks.text import plain
from digest.picks.vector import Vector

#: Raised when articles are to be read anew: their words, handles or tellings are made in another way.
READING = 1
#: So many articles at most are compared with one that shares text with them.
COMPARED = 200
#: One text under more titles than this is no story that is told again and again, but what stands on every page of a
#: site: a cookie wall, an empty form. If it were one, a newsletter would bring one article of that site, for ever.
MOST_TITLES = 30


class Known(Protocol):
    """What is known of the articles that were read; see `store/seam.py`, which says what each answers."""

    def cards(self, ids: Collection[str]) -> dict[str, Card]: ...
    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]: ...
    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]: ...


def read(article: Article) -> Indexed:
    """All that picks need of an article."""
    telling = Telling.of(article)
    language = language_of(article.language, f"{article.title} {article.summary} {plain(article.content)}")
    return Indexed(
        article=article,
        language=language,
        vector=Vector.of(article, language).written(),
        telling=telling.to_bytes(),
        handles=handles.of(article) | handles.shared_text(telling.keys()),
    )


def touched(ids: Sequence[str], known: Known) -> list[str]:
    """These articles, and all that told one story with one of them until now: asked before they are read anew."""
    before = known.of_story({card.story for card in known.cards(ids).values()})
    return sorted({*ids, *(id for same in before.values() for id in same)})


def settled(ids: Collection[str], known: Known) -> dict[str, str]:
    """Which stories these articles tell now, and all that hang together with them: id → story."""
    tellings = _tellings(ids, known)

    @cache
    def same(id: str) -> frozenset[str]:
        if id not in tellings:
            return frozenset()
        near = known.sharing(handles.shared_text(tellings[id].keys()), SHARED_KEYS, COMPARED)
        unknown = [other for other in near if other not in tellings]
        tellings.update(_tellings(unknown, known))
        return frozenset(other for other in near if other in tellings and same_story(tellings[id], tellings[other]))

    @cache
    def is_form(id: str) -> bool:
        return len({tellings[other].stem for other in same(id)}) > MOST_TITLES

    def alike(id: str) -> frozenset[str]:
        return frozenset() if is_form(id) else frozenset(other for other in same(id) if not is_form(other))

    ages: dict[str, tuple[datetime, str]] = {}
    # One more under a text may make a form of it: then all that have it are asked anew.
    asked = {*ids, *(other for id in ids for other in same(id))}
    for card in known.cards(together(asked, alike)).values():
        ages[card.id] = card.date, card.id
    return stories(ages, alike)


def _tellings(ids: Collection[str], known: Known) -> dict[str, Telling]:
    return {id: Telling.from_bytes(card.telling) for id, card in known.cards(ids).items()}
