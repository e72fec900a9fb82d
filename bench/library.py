"""An archive held in memory: the catalogue of a store, for benches and tests that need no database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from digest.model import Article, Card, Indexed
from digest.picks import Archive, Index, Postings, Row, Vector, read, settled


class Library:
    """Cards, vectors and handles of articles that were read; see `store/seam.py`'s Catalogue."""

    def __init__(
        self, articles: Iterable[Article] = (), *, followed: Mapping[str, Mapping[str, int]] | None = None
    ) -> None:
        """Read these; of two with one id the last counts."""
        self.articles = {article.id: article for article in articles}
        self._followed = followed or {}
        self._read = {id: read(article) for id, article in self.articles.items()}
        self._cards = {id: _card(self.articles[id], self._read[id], number) for number, id in enumerate(self.articles)}
        self._holders: dict[int, set[str]] = defaultdict(set)
        for id, one in self._read.items():
            for handle in one.handles:
                self._holders[handle].add(id)
        for id, story in settled(list(self.articles), self).items():
            self._cards[id] = replace(self._cards[id], story=story)

    def archive(self) -> Archive:
        """With an index over all of it."""
        rows = [
            Row(card.number, card.date.timestamp(), Vector.read(self._read[card.id].vector))
            for card in self._cards.values()
        ]
        pieces = [Postings.of(rows[start : start + 4096]) for start in range(0, len(rows), 4096)]
        return Archive(Index(pieces), self, lambda ids: {id: self.articles[id] for id in ids if id in self.articles})

    def cards(self, ids: Collection[str]) -> dict[str, Card]:
        return {id: self._cards[id] for id in ids if id in self._cards}

    def numbered(self, numbers: Collection[int]) -> dict[int, Card]:
        wanted = frozenset(numbers)
        return {card.number: card for card in self._cards.values() if card.number in wanted}

    def vectors(self, numbers: Collection[int]) -> dict[int, bytes]:
        return {number: self._read[card.id].vector for number, card in self.numbered(numbers).items()}

    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]:
        shared = Counter(id for handle in handles for id in self._holders.get(handle, ()))
        found = sorted((-count, id) for id, count in shared.items() if count >= least)
        return [id for _, id in found[:limit]]

    def counted(self, handles: Collection[int]) -> dict[int, int]:
        return {handle: len(self._holders[handle]) for handle in handles if handle in self._holders}

    def named(self, handles: Collection[int], date: datetime, limit: int) -> list[str]:
        ids = {id for handle in handles for id in self._holders.get(handle, ())}
        cards = sorted((self._cards[id] for id in ids), key=lambda card: (card.date, card.id))
        before, after = (
            [card.id for card in cards if card.date < date],
            [card.id for card in cards if card.date >= date],
        )
        return sorted(before[-limit:] + after[:limit]) if len(ids) > 2 * limit else sorted(ids)

    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]:
        wanted, found = frozenset(stories), defaultdict(list)
        for id in sorted(self._cards):
            if self._cards[id].story in wanted:
                found[self._cards[id].story].append(id)
        return found

    def newest(self, section: str, until: datetime, before: Card | None, limit: int) -> list[Card]:
        here = [card for card in self._cards.values() if section in self.articles[card.id].sections]
        here = sorted((card for card in here if card.date <= until), key=_place, reverse=True)
        return [card for card in here if before is None or _place(card) < _place(before)][:limit]

    def followed(self, id: str) -> dict[str, int]:
        return dict(self._followed.get(id, {}))


def _place(card: Card) -> tuple[datetime, str]:
    return card.date, card.id


def _card(article: Article, kept: Indexed, number: int) -> Card:
    fields = ("id", "url", "title", "source", "section", "date", "authors", "tags", "series")
    named = {name: getattr(article, name) for name in fields}
    return Card(number=number, story=article.id, language=kept.language, telling=kept.telling, **named)
