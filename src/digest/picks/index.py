"""An inverted index that grows: pieces are added to it, and nothing in it is ever fitted anew.

How rare a term is, is counted as it is asked for, and how long an article is depends on that article alone. So what an
index answers depends on the articles in it only, and not on the order or the pieces in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digest.picks.places import Places
from digest.picks.postings import ASKED, PAIR_WEIGHT, TF, Floats, Numbers, Postings
from digest.picks.vector import PAIR, Keys, Vector

RARITY_POWER = 1.25
#: How far lengths are drawn towards their mean.
PIVOT = 0.2
#: A term of more than this share of the archive, and of more than `COMMON_FROM` articles, finds nothing ...
COMMON = 0.25
#: ... (a small archive is about few things: there it may).
COMMON_FROM = 50
#: So many terms of an article, and so many entries of theirs, are looked at: the most telling ones.
TERMS, BUDGET = 150, 80_000

#: Terms share a counter with others of the same last bits; at 100,000 articles that adds one or two to a count.
_COUNTERS = 1 << 22

#: To so many places scores are rounded before they are compared: no arithmetic library changes an order.
PLACES = 6


class Rough(NamedTuple):
    """Articles that share words with one, by a score that is quickly had; all arrays in the order of numbers."""

    numbers: Numbers
    dates: Floats  #: seconds since 1970
    scores: Floats
    usual: float  #: the mean score over the whole archive


class Index:
    """Which articles share words with another one, and how many have a word."""

    def __init__(self, pieces: Iterable[Postings] = ()) -> None:
        """Join pieces; none has an article of another."""
        joined = list(pieces)
        self._numbers = _joined(np.int64, (piece.numbers for piece in joined))
        self._lengths = _joined(np.float64, (piece.lengths for piece in joined))
        self._dates_by_number = _joined(np.float64, (piece.dates for piece in joined))
        self._dates = np.sort(self._dates_by_number)
        self._places = Places([piece.keys for piece in joined])
        self._sizes = _joined(np.int32, (piece.spread() for piece in joined))
        self._starts = np.cumsum(self._sizes, dtype=np.int64) - self._sizes
        firsts = np.cumsum([0, *(len(piece.numbers) for piece in joined)], dtype=np.int32)
        self._rows = _joined(np.int32, (piece.rows + first for piece, first in zip(joined, firsts, strict=False)))
        self._counts = _joined(np.uint8, (piece.counts for piece in joined))
        self._pivoted = pivoted(self._lengths)
        self._spread = np.zeros(_COUNTERS, np.uint32)
        for piece in joined:
            np.add.at(self._spread, piece.keys & (_COUNTERS - 1), piece.spread().astype(np.uint32))
        #: By how many articles have a term.
        self._rarity = np.log((1 + len(self)) / (1 + np.arange(len(self) + 1))) ** RARITY_POWER

    def __len__(self) -> int:
        """How many articles it has."""
        return len(self._numbers)

    def spread(self, keys: Keys) -> Floats:
        """How many articles have each of these terms."""
        return self._spread_of(keys).astype(np.float64)

    def _spread_of(self, keys: Keys) -> npt.NDArray[np.uint32]:
        found: npt.NDArray[np.uint32] = np.minimum(self._spread[keys & (_COUNTERS - 1)], np.uint32(len(self)))
        return found

    def rarity(self, keys: Keys) -> Floats:
        """How much each of these terms tells: ln((1 + articles) / (1 + articles that have it)) ^ 1.25, pairs less."""
        rarity: Floats = self._rarity[self._spread_of(keys)]
        rarity *= np.where(keys >= PAIR, PAIR_WEIGHT, 1.0)
        return rarity

    def between(self, date: float, others: Floats) -> Floats:
        """How many articles are dated between one date and each of these others, seconds since 1970."""
        first, last = np.minimum(date, others), np.maximum(date, others)
        count = np.searchsorted(self._dates, last, "left") - np.searchsorted(self._dates, first, "right")
        found: Floats = np.maximum(count, 0).astype(np.float64)
        return found

    def nearest(self, number: int, vector: Vector, spans: Sequence[tuple[float, float]], limit: int) -> Rough:
        """The other articles that share most with this one; of each span of dates up to `limit`.

        Args:
            number: the article's.
            vector: the article's.
            spans: (after, until), seconds since 1970: after < date <= until; none overlaps another.
            limit: how many of each span; more if several are as good as the last, fewer if fewer share a word.
        """
        scores = self._scores(*self._telling(vector)) / self._pivoted
        scores[self._numbers == number] = 0.0
        best = [
            _best(scores, (self._dates_by_number > after) & (self._dates_by_number <= until), limit)
            for after, until in spans
        ]
        found = np.sort(np.concatenate([np.empty(0, np.int64), *best]))
        usual = float(scores.sum()) / max(len(self), 1)
        return Rough(self._numbers[found], self._dates_by_number[found], scores[found].round(PLACES), usual)

    def _scores(self, terms: Keys, weights: Floats) -> Floats:
        """The sum, for each article, of what its terms weigh among these."""
        at, whose = self._places.of(terms)
        starts, sizes = self._starts[at], self._sizes[at].astype(np.int64)
        # All entries of all the terms, one run after the other.
        ends = np.cumsum(sizes)
        entries = np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)
        parts = np.repeat(weights[whose], sizes) * TF[self._counts[entries]]
        return np.bincount(self._rows[entries], parts, minlength=len(self._numbers)).astype(np.float64)

    def _telling(self, vector: Vector) -> tuple[Keys, Floats]:
        """The terms of an article that tell most, rising, and what each adds for one occurrence elsewhere."""
        weights = ASKED[vector.counts] * self.rarity(vector.keys) ** 2
        spread = self.spread(vector.keys)
        telling = (weights > 0) & (spread <= max(COMMON_FROM, COMMON * len(self)))
        # What is asked for most is decided first, in an order that no arithmetic library changes.
        order = np.lexsort((vector.keys, -np.round(weights, 6)))
        order = order[telling[order]][:TERMS]
        chosen = np.sort(order[np.cumsum(spread[order]) <= BUDGET])
        return vector.keys[chosen], weights[chosen]


def _best(scores: Floats, here: npt.NDArray[np.bool_], limit: int) -> npt.NDArray[np.int64]:
    """Where the best of these scores are that are above 0; more than `limit` if several are as good as the last."""
    places = np.flatnonzero((scores > 0) & here)
    if len(places) > limit:
        last = np.partition(scores[places], len(places) - limit)[len(places) - limit]
        # Only what may be as good once it is rounded has to be rounded.
        places = places[scores[places] >= last - 10.0**-PLACES]
    rounded = scores[places].round(PLACES)
    least = np.partition(rounded, len(places) - limit)[len(places) - limit] if len(places) > limit else 0.0
    return places[(rounded > 0) & (rounded >= least)]


def _joined(kind: type[np.generic], arrays: Iterable[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *(array.astype(kind, copy=False) for array in arrays)], dtype=kind)


def pivoted(lengths: Floats) -> Floats:
    """Lengths drawn towards their mean: a long article is about more, but not by all that it is longer.

    Source: Singhal, Buckley, Mitra, Pivoted document length normalization, SIGIR 1996.
    """
    return PIVOT * lengths.mean() + (1 - PIVOT) * lengths if len(lengths) else lengths
