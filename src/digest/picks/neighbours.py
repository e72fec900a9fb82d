"""How near articles are to one another.

The index gives candidates by a rough score; here the few that it gives are compared exactly. All sums run in one fixed
order over float64 and are rounded to 6 places before anything is ordered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digest.picks.index import Index, Rough, pivoted
from digest.picks.postings import ASKED, TF, Floats
from digest.picks.vector import Keys, Vector, key, pair

#: How much more an article counts if all words of its title stand in the other, ...
NAMED = 0.5
#: ... and for a tag, or the section, that no one else has.
LABELS = 0.3
#: What lies between two articles costs: a month with ten stories a fifth, ten years with ten thousand two thirds.
AGE = 0.07
#: What chance finds grows with the logarithm of the archive; so does what must be found to be more than that.
FLOOR = 0.014
#: What a score is the product of: words, and how often that is multiplied by the others.
PARTS = ("words", "named in title", "labels", "time between")
_MONTH = 365.25 * 24 * 3600 / 12


class Near(NamedTuple):
    number: int
    score: float  #: above 0; to 6 places
    evidence: float  #: that this is no chance, whatever lies between the two: from 1 on; to 6 places
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


def compared(vector: Vector, date: float, rough: Rough, others: Sequence[Vector], index: Index) -> list[Near]:
    """How near each of these others is to an article, in the order in which they are given.

    The words that both have, each by its rarity, for the length of the other; more if the article speaks of what the
    other's title names, and if they share labels; less for the time, and the stories, between them.

    Args:
        vector: the article's.
        date: the article's, seconds since 1970.
        rough: what the index found.
        others: the vectors of `rough.numbers`, in their order.
        index: of the archive.
    """
    if not others:
        return []
    words, breadth = _in_words(vector, others, index)
    named = 1 + NAMED * _named(vector, others, index)
    labels = 1 + LABELS * _in_labels(vector, others, index)
    months = np.abs(rough.dates - date) / _MONTH
    age = ((1 + months) * (1 + index.between(date, rough.dates))) ** -AGE
    scores = np.round(words * named * labels * age, 6).tolist()
    # Of the whole archive only rough scores are known; the candidates, of which both are, translate.
    usual = rough.usual * words.sum() / rough.scores.sum()
    evidence = (words - usual) * breadth * named * labels / (FLOOR * np.log(1 + len(index)))
    parts = zip(*(np.round(part, 6).tolist() for part in (words, named, labels, age)), strict=True)
    found = zip(rough.numbers.tolist(), scores, np.round(evidence, 6).tolist(), parts, strict=True)
    return [Near(*near) for near in found if near[1] > 0]


def _in_words(vector: Vector, others: Sequence[Vector], index: Index) -> tuple[Floats, Floats]:
    """The cosine of the words' weights, but for lengths that are drawn towards their mean; and how many words carry it.

    That is 2 if four alike do, and 1 if one outweighs all others: filler hangs on one word.
    """
    rows, keys = _flat([other.keys for other in others])
    weights = TF[np.concatenate([other.counts for other in others])] * index.rarity(keys)
    own = ASKED[vector.counts] * index.rarity(vector.keys)
    both, at = _found(keys, vector.keys)
    parts = weights[both] * own[at]
    sums = np.bincount(rows[both], parts, minlength=len(others))
    squares = np.bincount(rows[both], parts**2, minlength=len(others))
    lengths = pivoted(np.sqrt(np.bincount(rows, weights**2, minlength=len(others)))) * np.sqrt(np.sum(own**2))
    return sums / np.where(lengths > 0, lengths, 1.0), sums / np.sqrt(np.where(squares > 0, squares, 1.0))


def _named(vector: Vector, others: Sequence[Vector], index: Index) -> Floats:
    """What share of the words of each one's title stands in the article, rare ones counting more; 0 to 1."""
    rows, keys = _flat([other.title for other in others])
    weights = index.rarity(keys)
    there, _ = _found(keys, vector.keys)
    whole = np.bincount(rows, weights, minlength=len(others))
    return np.bincount(rows[there], weights[there], minlength=len(others)) / np.where(whole > 0, whole, 1.0)


def _in_labels(vector: Vector, others: Sequence[Vector], index: Index) -> Floats:
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


def shared(a: Vector, b: Vector, index: Index, once: Collection[int] = ()) -> Shared:
    """The terms that both have; and these pairs, which are not kept of one of them since it has them only once."""
    both, at_a, at_b = np.intersect1d(a.keys, b.keys, assume_unique=True, return_indices=True)
    weights = ASKED[a.counts[at_a]] * TF[b.counts[at_b]] * index.rarity(both) ** 2
    rare = np.array(sorted(once), np.uint32)
    terms = dict(zip(rare.tolist(), (index.rarity(rare) ** 2).tolist(), strict=True))
    return Shared(terms | dict(zip(both.tolist(), weights.tolist(), strict=True)))
