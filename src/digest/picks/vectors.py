"""An archive as vectors of words and pairs of words (TF-IDF), and how alike two of them are.

Weights: 1 + ln(count), times ln((1 + articles) / (1 + articles that have the term)) ^ 1.25, pairs by half; scaled to
length 1. What all have weighs nothing, so that a score means about the same in a small archive as in a large one.
All sums run in one fixed order over float64, so that the same archive gives the same numbers anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digest.picks.vocabulary import Ids, is_pair

Floats = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

RARITY_POWER = 1.25
PAIR_WEIGHT = 0.5
#: A term of more than this share of the archive, and of more than `COMMON_FROM` articles, tells nothing ...
COMMON = 0.25
#: ... (a small archive is about few things: there it may).
COMMON_FROM = 50


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Sparse rows (articles), and the same by terms. A term of a single article only makes its row longer."""

    keys: Ids  #: term number → its key in the vocabulary, rising
    row_start: Ids  #: row r has the entries row_start[r] … row_start[r + 1]
    row_term: Ids
    row_weight: Weights
    term_start: Ids  #: term t has the postings term_start[t] … term_start[t + 1]
    term_row: Rows
    term_weight: Weights

    @classmethod
    def of(cls, keys: list[Ids], counts: list[Weights]) -> Vectors:
        """From each article's different term keys, rising, and how often it has them."""
        size = len(keys)
        rows = np.repeat(np.arange(size, dtype=np.int32), [len(row) for row in keys])
        terms, at, spread = _terms(np.concatenate([np.empty(0, np.int64), *keys]))
        weight = (1 + np.log(np.concatenate([np.empty(0, np.float32), *counts]))) * _rarity(terms, spread, size)[at]
        weight = (weight * _scale(rows, weight, size)[rows]).astype(np.float32)
        telling = (spread > 1) & (spread <= max(COMMON_FROM, COMMON * size))
        kept = telling[at]
        number = np.cumsum(telling) - 1
        return _both_ways(terms[telling], rows[kept], number[at[kept]], weight[kept], size)

    def row(self, row: int) -> tuple[Ids, Weights]:
        """The terms of one article and their weights."""
        entries = slice(self.row_start[row], self.row_start[row + 1])
        return self.row_term[entries], self.row_weight[entries]

    def scores(self, row: int) -> Floats:
        """How alike one article and each of the archive are, 0 to 1, to 6 places."""
        terms, weights = self.row(row)
        starts = self.term_start[terms]
        lengths = self.term_start[terms + 1] - starts
        # All postings of all its terms, one run after the other.
        before = np.cumsum(lengths) - lengths
        entries = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        parts = np.repeat(weights.astype(np.float64), lengths) * self.term_weight[entries]
        return np.round(np.bincount(self.term_row[entries], weights=parts, minlength=len(self.row_start) - 1), 6)

    def shared(self, a: int, b: int) -> dict[int, float]:
        """Key → what it adds to the score of these two, for the terms that both have."""
        terms_a, weights_a = self.row(a)
        terms_b, weights_b = self.row(b)
        both, at_a, at_b = np.intersect1d(terms_a, terms_b, assume_unique=True, return_indices=True)
        parts = weights_a[at_a].astype(np.float64) * weights_b[at_b]
        return dict(zip(self.keys[both].tolist(), parts.tolist(), strict=True))


def _terms(flat: Ids) -> tuple[Ids, Ids, Ids]:
    """The different keys; for each entry, which it is; for each key, how many articles have it."""
    terms, spread = np.unique(flat, return_counts=True)
    return terms, np.searchsorted(terms, flat), spread.astype(np.int64)


def _rarity(terms: Ids, spread: Ids, size: int) -> Weights:
    rarity = np.log((1 + size) / (1 + spread)) ** RARITY_POWER * np.where(is_pair(terms), PAIR_WEIGHT, 1.0)
    return rarity.astype(np.float32)


def _scale(rows: Rows, weight: Weights, size: int) -> Floats:
    """What makes each row's length 1."""
    squares = np.bincount(rows, weights=weight.astype(np.float64) ** 2, minlength=size)
    return 1 / np.sqrt(np.where(squares > 0, squares, 1.0))


def _both_ways(keys: Ids, rows: Rows, term: Ids, weight: Weights, size: int) -> Vectors:
    by_term = np.argsort(term, kind="stable")
    return Vectors(
        keys=keys,
        row_start=np.searchsorted(rows, np.arange(size + 1)),
        row_term=term,
        row_weight=weight,
        term_start=np.searchsorted(term[by_term], np.arange(len(keys) + 1)),
        term_row=rows[by_term],
        term_weight=weight[by_term],
    )
