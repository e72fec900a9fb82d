"""An archive, read once and ready for every question that the rules ask of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from digest.model import Article
from digest.picks.address import address_key
from digest.picks.card import Card
from digest.picks.columns import columns
from digest.picks.counts import Counts
from digest.picks.duplicates import same_story
from digest.picks.series import completed, in_order, series
from digest.picks.vectors import Vectors
from digest.picks.vocabulary import Ids, Vocabulary, parts

#: Two articles below this score are never the same story: it need not be looked at.
LEAST_ALIKE = 0.1


class Alike(NamedTuple):
    id: str
    score: float  #: above 0, to 1; to 6 places
    rise: float  #: how far that is above the mean of the article's scores with all others


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """What is known of an archive. Its articles come in any order; no answer depends on it."""

    articles: Mapping[str, Card]  #: by id, in the order of ids
    newest: tuple[Card, ...]  #: by (date, id), newest first
    usual: Mapping[str, str]  #: folded word → how the archive writes it
    columns: Mapping[str, str]  #: labels that its titles share, as `columns.labelled` wants them
    _ids: tuple[str, ...]
    _rows: Mapping[str, int]
    _addresses: Mapping[str, str]
    _series: Mapping[str, tuple[Card, ...]]
    _shingles: tuple[Ids, ...]
    _vectors: Vectors
    _words: tuple[str, ...]

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Index:
        """Read an archive, one article at a time; of two with one id the last counts."""
        vocabulary = Vocabulary()
        known: dict[str, tuple[Card, str, Counts]] = {}
        for article in articles:
            known[article.id] = Card.of(article, series(article)), article.key, Counts.of(article, vocabulary)
        ordered = [known[id] for id in sorted(known)]
        cards = completed(card for card, _, _ in ordered)
        places = vocabulary.places()
        counts = [counted.moved(places) for _, _, counted in ordered]
        newest = sorted(cards, key=lambda card: (card.date, card.id), reverse=True)
        return cls(
            articles={card.id: card for card in cards},
            newest=tuple(newest),
            usual=vocabulary.usual(),
            columns=columns(card.title for card in cards),
            _ids=tuple(card.id for card in cards),
            _rows={card.id: row for row, card in enumerate(cards)},
            _addresses={address_key(name): card.id for card, key, _ in reversed(ordered) for name in (key, card.url)},
            _series=_by_series(cards),
            _shingles=tuple(row.shingles for row in counts),
            _vectors=Vectors.of([row.keys for row in counts], [row.counts for row in counts]),
            _words=vocabulary.words(),
        )

    def similar(self, id: str, rise: float = 0.0) -> Iterator[Alike]:
        """The others that share words with an article, best first, ties by id.

        Only those whose score is at least `rise` above the mean of its scores with all others.
        Nothing for an article that the archive does not have.
        """
        row = self._rows.get(id)
        if row is None:
            return
        scores = self._vectors.scores(row)
        scores[row] = 0.0
        mean = round(math.fsum(scores.tolist()) / len(scores), 6)
        found = np.flatnonzero((scores > 0) & (scores >= mean + rise))
        # Rows are in the order of ids: a stable sort leaves ties in it.
        for other in found[np.argsort(-scores[found], kind="stable")].tolist():
            score = float(scores[other])
            yield Alike(self._ids[other], score, score - mean)

    def same_story(self, a: str, b: str) -> bool:
        """Whether two are one article, or one story in other words; False if the archive lacks one of them."""
        row_a, row_b = self._rows.get(a), self._rows.get(b)
        if row_a is None or row_b is None:
            return False
        return row_a == row_b or same_story(self._shingles[row_a], self._shingles[row_b])

    def copies(self, id: str) -> frozenset[str]:
        """The article itself and all that tell its story in other words."""
        near = takewhile(lambda other: other.score >= LEAST_ALIKE, self.similar(id))
        return frozenset({id, *(other.id for other in near if self.same_story(id, other.id))})

    def by_url(self, url: str) -> Card | None:
        """The article at this address, compared as `address_key` does; None if it is not ours."""
        id = self._addresses.get(address_key(url))
        return None if id is None else self.articles[id]

    def parts(self, card: Card) -> tuple[Card, ...]:
        """The articles of its series, itself among them, as `in_order` has them; () if it has none."""
        return self._series.get(card.series.key, ()) if card.series else ()

    def shared_terms(self, a: str, b: str) -> dict[tuple[str, ...], float]:
        """The words, and pairs of words, that two articles share → what each adds to their score.

        Folded (`text.fold`); {} if the archive lacks one of the two.
        """
        if a not in self._rows or b not in self._rows:
            return {}
        shared = self._vectors.shared(self._rows[a], self._rows[b])
        return {tuple(self._words[number] for number in parts(key)): weight for key, weight in shared.items()}


def _by_series(cards: Iterable[Card]) -> dict[str, tuple[Card, ...]]:
    found: dict[str, list[Card]] = {}
    for card in cards:
        if card.series:
            found.setdefault(card.series.key, []).append(card)
    return {key: in_order(same) for key, same in found.items()}
