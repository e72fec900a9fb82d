"""How good a ranking is: nDCG@5, recall@5 and MRR over questions, with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

DEPTH = 5
_DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Means over questions; binary gain, log2 discount, ideal over min(5, answers)."""

    ndcg5: float
    recall5: float
    mrr: float
    low: float  #: nDCG@5, where 95 of 100 redrawn sets of questions lie
    high: float
    questions: int

    def __str__(self) -> str:
        interval = f"[{self.low:.3f}, {self.high:.3f}]"
        return f"nDCG@5 {self.ndcg5:.4f} {interval}  recall@5 {self.recall5:.4f}  MRR {self.mrr:.4f}"


def quality(answers: Mapping[str, Sequence[str]], right: Mapping[str, Collection[str]]) -> Quality:
    """The quality of ranked answers on every question that has a right one; all 0 if none has."""
    asked = [query for query in sorted(right) if right[query]]
    rows = [_one(answers.get(query, ()), right[query]) for query in asked]
    each = np.array(rows or [(0.0, 0.0, 0.0)], dtype=np.float64)
    ndcg5, recall5, mrr = (round(float(mean), 4) for mean in each.mean(axis=0))
    low, high = interval(each[:, 0])
    return Quality(ndcg5=ndcg5, recall5=recall5, mrr=mrr, low=low, high=high, questions=len(asked))


def interval(each: ArrayLike) -> tuple[float, float]:
    """Where the means of 95 of 100 redrawn samples lie (bootstrap); (0, 0) of nothing."""
    values = np.asarray(each, dtype=np.float64)
    if not len(values):
        return 0.0, 0.0
    draws = np.random.default_rng(1).integers(0, len(values), (_DRAWS, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


def _one(ranked: Sequence[str], right: Collection[str]) -> tuple[float, float, float]:
    hits = [place for place, id in enumerate(ranked) if id in right]
    gain = sum(1 / math.log2(place + 2) for place in hits if place < DEPTH)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(right))))
    recall = sum(place < DEPTH for place in hits) / len(right)
    return gain / ideal, recall, 1 / (hits[0] + 1) if hits else 0.0
