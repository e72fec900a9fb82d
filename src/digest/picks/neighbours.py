"""How near articles are to one another: the cosine of their words' weights, less what lies between their dates.

The index gives candidates by a rough score; here the few that it gives are compared exactly. All sums run in one fixed
order over float64 and are rounded to 6 places before anything is ordered, ties by number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from digest.picks.index import Index
from digest.picks.postings import TF, Floats
from digest.picks.vector import Keys, Vector


class Near(NamedTuple):
    number: int
    likeness: float  #: 0 to 1, to 6 places


def compared(vector: Vector, others: Mapping[int, Vector], index: Index) -> list[Near]:
    """How alike an article and each of these others are, by number."""
    numbers = sorted(others)
    vectors = [others[number] for number in numbers]
    rows = np.repeat(np.arange(len(vectors)), [len(other.keys) for other in vectors])
    keys = np.concatenate([np.empty(0, np.uint32), *(other.keys for other in vectors)])
    weights = _weights(keys, np.concatenate([np.empty(0, np.uint8), *(other.counts for other in vectors)]), index)
    own = _weights(vector.keys, vector.counts, index)
    at = np.minimum(np.searchsorted(vector.keys, keys), max(len(own) - 1, 0))
    shared = np.flatnonzero(vector.keys[at] == keys) if len(own) else np.empty(0, np.int64)
    sums = np.bincount(rows[shared], weights[shared] * own[at[shared]], minlength=len(vectors))
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(vectors)) * np.sum(own**2))
    found = np.round(sums / np.where(lengths > 0, lengths, 1.0), 6)
    return [Near(number, likeness) for number, likeness in zip(numbers, found.tolist(), strict=True)]


def shared(a: Vector, b: Vector, index: Index) -> dict[int, float]:
    """Key → what it adds to the likeness of these two, for the terms that both have."""
    both, at_a, at_b = np.intersect1d(a.keys, b.keys, assume_unique=True, return_indices=True)
    own, other = _weights(a.keys, a.counts, index), _weights(b.keys, b.counts, index)
    length = float(np.sqrt(np.sum(own**2) * np.sum(other**2))) or 1.0
    return dict(zip(both.tolist(), (own[at_a] * other[at_b] / length).tolist(), strict=True))


def _weights(keys: Keys, counts: np.typing.NDArray[np.uint8], index: Index) -> Floats:
    return TF[counts] * index.rarity(keys)
