"""How near articles are to one another.

The index gives candidates by a rough score; here the few that it gives are compared exactly. All sums run in one fixed
order over float64 and are rounded to 6 places before anything is ordered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digest.picks.index import Index, pivoted
from digest.picks.postings import ASKED, TF, Floats
from digest.picks.vector import Keys, Vector, key, pair

#: How much more an article counts if all words of its title stand in the other, ...
NAMED = 0.7
#: ... and for a tag, or the section, that no one else has.
LABELS = 0.3
#: What the time between two articles costs: after two months a fifth, after two years a half.
AGE = 0.2
#: What a score is the product of: words, and how often that is multiplied by the others.
PARTS = ("words", "named in title", "labels", "time between")
_MONTH = 365.25 * 24 * 3600 / 12


class Near(NamedTuple):
    number: int
    score: float  #: above 0; to 6 places
    parts: tuple[float, ...] = ()  #: what it is the product of, in the order of `PARTS`


class Shared(NamedTuple):
    """What two articles have in common: key → what it adds to what they have in common."""

    terms: Mapping[int, float]

    def has(self, *words: str) -> bool:
        """Whether they share a folded word, or two that stand side by side."""
        return _term(words) in self.terms

    def weight(self, *words: str) -> float:
        """What that adds; 0 if they do not share it, or if too many articles have it."""
        return self.terms.get(_term(words), 0.0)


def _term(words: tuple[str, ...]) -> int:
    return key(*words) if len(words) == 1 else pair(*words)


def compared(vector: Vector, date: float, others: Mapping[int, tuple[float, Vector]], index: Index) -> list[Near]:
    """How near each of these others (number → date and vector) is to an article, by number.

    The words that both have, each by its rarity, for the length of the other; more if the article speaks of what the
    other's title names, and if they share labels; less for the time between them (seconds since 1970).
    """
    numbers = sorted(others)
    if not numbers:
        return []
    vectors = [others[number][1] for number in numbers]
    months = np.abs(np.array([others[number][0] for number in numbers]) - date) / _MONTH
    words = _in_words(vector, vectors, index)
    named = 1 + NAMED * _named(vector, vectors, index)
    labels = 1 + LABELS * _in_labels(vector, vectors, index)
    parts = (words, named, labels, (1 + months) ** -AGE)
    scores = np.round(words * named * labels * parts[3], 6).tolist()
    shown = zip(*(np.round(part, 6).tolist() for part in parts), strict=True)
    return [Near(*one) for one in zip(numbers, scores, shown, strict=True) if one[1] > 0]


def _in_words(vector: Vector, others: list[Vector], index: Index) -> Floats:
    """The cosine of the words' weights, but for lengths that are drawn towards their mean."""
    rows, keys = _flat([other.keys for other in others])
    weights = TF[np.concatenate([other.counts for other in others])] * index.rarity(keys)
    own = ASKED[vector.counts] * index.rarity(vector.keys)
    both, at = _found(keys, vector.keys)
    sums = np.bincount(rows[both], weights[both] * own[at], minlength=len(others))
    lengths = pivoted(np.sqrt(np.bincount(rows, weights**2, minlength=len(others)))) * np.sqrt(np.sum(own**2))
    return sums / np.where(lengths > 0, lengths, 1.0)


def _named(vector: Vector, others: list[Vector], index: Index) -> Floats:
    """What share of the words of each one's title stands in the article, rare ones counting more; 0 to 1."""
    rows, keys = _flat([other.title for other in others])
    weights = index.rarity(keys)
    there, _ = _found(keys, vector.keys)
    whole = np.bincount(rows, weights, minlength=len(others))
    return np.bincount(rows[there], weights[there], minlength=len(others)) / np.where(whole > 0, whole, 1.0)


def _in_labels(vector: Vector, others: list[Vector], index: Index) -> Floats:
    """The labels that both have: each 1 if nobody else has it, 0 if all do."""
    rows, keys = _flat([other.keys[other.counts == 0] for other in others])
    both, _ = _found(keys, vector.keys[vector.counts == 0])
    rare = np.log((1 + len(index)) / (1 + index.spread(keys[both]))) / np.log(max(len(index), 2))
    return np.bincount(rows[both], np.maximum(rare, 0.0), minlength=len(others)).astype(np.float64)


def _flat(each: list[Keys]) -> tuple[npt.NDArray[np.int64], Keys]:
    """The keys one after the other, and whose each of them is."""
    return np.repeat(np.arange(len(each)), [len(keys) for keys in each]), np.concatenate(each)


def _found(keys: Keys, among: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which of these keys are among others, which rise, and where there."""
    if not len(among):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    found = np.flatnonzero(among[at] == keys)
    return found, at[found]


def shared(a: Vector, b: Vector, index: Index) -> Shared:
    """The terms that both have."""
    both, at_a, at_b = np.intersect1d(a.keys, b.keys, assume_unique=True, return_indices=True)
    weights = ASKED[a.counts[at_a]] * TF[b.counts[at_b]] * index.rarity(both) ** 2
    return Shared(dict(zip(both.tolist(), weights.tolist(), strict=True)))
