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
    def alike(id: str) -> frozenset[str]:
        if id not in tellings:
            return frozenset()
        near = known.sharing(handles.shared_text(tellings[id].keys()), SHARED_KEYS, COMPARED)
        unknown = [other for other in near if other not in tellings]
        tellings.update(_tellings(unknown, known))
        same = (other for other in near if other in tellings and same_story(tellings[id], tellings[other]))
        return frozenset({id, *same})

    ages: dict[str, tuple[datetime, str]] = {}
    for card in known.cards(together(ids, alike)).values():
        ages[card.id] = card.date, card.id
    return stories(ages, alike)


def _tellings(ids: Collection[str], known: Known) -> dict[str, Telling]:
    return {id: Telling.from_bytes(card.telling) for id, card in known.cards(ids).items()}
