"""An inverted index that grows: pieces are added to it, and nothing in it is ever fitted anew.

How rare a term is, is counted as it is asked for, and how long an article is depends on that article alone. So what an
index answers depends on the articles in it only, and not on the order or the pieces in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from digest.picks.postings import ASKED, PAIR_WEIGHT, Floats, Postings
from digest.picks.vector import PAIR, Keys, Vector

RARITY_POWER = 1.25
#: A term of more than this share of the archive, and of more than `COMMON_FROM` articles, tells nothing ...
COMMON = 0.25
#: ... (a small archive is about few things: there it may).
COMMON_FROM = 50
#: So many entries are looked at for one question: its most telling terms.
BUDGET = 300_000

#: How far lengths are drawn towards their mean.
PIVOT = 0.3
#: Terms share a counter with others of the same last bits; at 100,000 articles that adds one or two to a count.
_COUNTERS = 1 << 22


class Index:
    """Which articles share words with another one, and how many have a word."""

    def __init__(self, pieces: Iterable[Postings] = ()) -> None:
        """Join pieces; none has an article of another."""
        self._pieces = list(pieces)
        self._numbers = np.concatenate([np.empty(0, np.int64), *(piece.numbers for piece in self._pieces)])
        self._dates = np.concatenate([np.empty(0), *(piece.dates for piece in self._pieces)])
        self._lengths = pivoted(np.concatenate([np.empty(0), *(piece.lengths for piece in self._pieces)]))
        self._spread = np.zeros(_COUNTERS, np.uint32)
        for piece in self._pieces:
            np.add.at(self._spread, piece.keys & (_COUNTERS - 1), piece.spread().astype(np.uint32))

    def __len__(self) -> int:
        """How many articles it has."""
        return len(self._numbers)

    def spread(self, keys: Keys) -> Floats:
        """How many articles have each of these terms."""
        found: Floats = np.minimum(self._spread[keys & (_COUNTERS - 1)], len(self)).astype(np.float64)
        return found

    def rarity(self, keys: Keys) -> Floats:
        """How much each of these terms tells: ln((1 + articles) / (1 + articles that have it)) ^ 1.25, pairs by half.

        0 for a term that too many have.
        """
        size, spread = len(self), self.spread(keys)
        rarity: Floats = np.log((1 + size) / (1 + spread)) ** RARITY_POWER
        rarity *= np.where(keys >= PAIR, PAIR_WEIGHT, 1.0)
        telling: Floats = np.where(spread <= max(COMMON_FROM, COMMON * size), rarity, 0.0)
        return telling

    def nearest(self, vector: Vector, spans: Sequence[tuple[float, float]], limit: int) -> list[dict[int, float]]:
        """The articles that share most with this one, roughly; for each span of dates up to `limit` of them.

        Args:
            vector: of the article.
            spans: (after, until), seconds since 1970: after < date <= until.
            limit: how many of each span; fewer if fewer share a word.

        Returns:
            For each span number → date, in the order of numbers.
        """
        terms, weights = self._telling(vector)
        scores = np.concatenate([np.empty(0), *(piece.scores(terms, weights) for piece in self._pieces)])
        scores = np.round(scores / self._lengths, 6)
        found = []
        for after, until in spans:
            here = np.flatnonzero((scores > 0) & (self._dates > after) & (self._dates <= until))
            if len(here) > limit:
                least = np.partition(scores[here], len(here) - limit)[len(here) - limit]
                here = here[scores[here] >= least]
            found.append(dict(zip(self._numbers[here].tolist(), self._dates[here].tolist(), strict=True)))
        return found

    def _telling(self, vector: Vector) -> tuple[Keys, Floats]:
        """The terms of an article that tell most, rising, and what each adds for one occurrence elsewhere."""
        weights = ASKED[vector.counts] * self.rarity(vector.keys) ** 2
        # What is asked for most is decided first, in an order that no arithmetic library changes.
        order = np.lexsort((vector.keys, -np.round(weights, 6)))
        cost = np.cumsum(self._spread[vector.keys[order] & (_COUNTERS - 1)], dtype=np.int64)
        chosen = np.sort(order[(cost <= BUDGET) & (weights[order] > 0)])
        return vector.keys[chosen], weights[chosen]


def pivoted(lengths: Floats) -> Floats:
    """Lengths drawn towards their mean: a long article is about more, but not by all that it is longer.

    Source: Singhal, Buckley, Mitra, Pivoted document length normalization, SIGIR 1996.
    """
    return PIVOT * lengths.mean() + (1 - PIVOT) * lengths if len(lengths) else lengths
