"""What others do for Related: date order, shared tags, BM25, TF-IDF. Each ranks the articles of a pool."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from digest.model import Article
from digest.picks.text import plain, words

K1, B = 1.2, 0.75


def by_date(article: Article, pool: Collection[Article]) -> list[str]:
    """The nearest in time first, as "previous post" links do."""
    near = sorted(pool, key=lambda other: (abs((article.date - other.date).total_seconds()), other.id))
    return [other.id for other in near]


def by_tags(article: Article, pool: Collection[Article]) -> list[str]:
    """Most tags in common first, then the newest, as blogs do; nothing without a common tag."""
    common = {other.id: len({*article.tags} & {*other.tags}) for other in pool}
    sharing = [other for other in pool if common[other.id]]
    return [other.id for other in sorted(sharing, key=lambda other: (-common[other.id], -other.date.timestamp()))]


class Bm25:
    """Okapi BM25 with the different words of the whole article as the question."""

    def __init__(self, archive: Collection[Article]) -> None:
        counts = {article.id: Counter(_words(article)) for article in archive}
        mean = sum(each.total() for each in counts.values()) / max(1, len(counts))
        rarity = {
            word: math.log(1 + (len(counts) - number + 0.5) / (number + 0.5))
            for word, number in _spread(counts.values()).items()
        }
        self._words = {id: dict.fromkeys(each, 1.0) for id, each in counts.items()}
        self._postings = _Postings(
            {
                id: {
                    word: rarity[word] * number * (K1 + 1) / (number + K1 * (1 - B + B * each.total() / mean))
                    for word, number in each.items()
                }
                for id, each in counts.items()
            }
        )

    def __call__(self, article: Article, pool: Collection[Article]) -> list[str]:
        return self._postings.best(self._words[article.id], pool)


class Tfidf:
    """Cosine of TF-IDF vectors over single words, the whole article as the question.

    Counts are taken by their logarithm, which does better on the development data than raw ones.
    """

    def __init__(self, archive: Collection[Article]) -> None:
        counts = {article.id: Counter(_words(article)) for article in archive}
        rarity = {word: math.log(len(counts) / number) for word, number in _spread(counts.values()).items()}
        self._vectors = {
            id: _unit({word: (1 + math.log(number)) * rarity[word] for word, number in each.items()})
            for id, each in counts.items()
        }
        self._postings = _Postings(self._vectors)

    def __call__(self, article: Article, pool: Collection[Article]) -> list[str]:
        return self._postings.best(self._vectors[article.id], pool)


class _Postings:
    """For each word the articles that have it, and what it weighs in them."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, each in enumerate(weights.values()):
            for word, weight in each.items():
                found[word].append((row, weight))
        self._rows = {id: row for row, id in enumerate(weights)}
        self._found = {
            word: (np.array([row for row, _ in each]), np.array([weight for _, weight in each]))
            for word, each in found.items()
        }

    def best(self, question: Mapping[str, float], pool: Collection[Article]) -> list[str]:
        """Those of the pool that share a word with the question, best first, ties by id."""
        scores = np.zeros(len(self._rows))
        for word, weight in sorted(question.items()):  # in one order, so that the sums are the same each time
            rows, weights = self._found[word]
            scores[rows] += weight * weights
        scored = ((round(float(scores[self._rows[other.id]]), 6), other.id) for other in pool)
        return [id for score, id in sorted(scored, key=lambda one: (-one[0], one[1])) if score > 0]


def _spread(counts: Iterable[Counter[str]]) -> Counter[str]:
    """How many articles have each word."""
    return Counter(word for each in counts for word in each)


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def _words(article: Article) -> list[str]:
    return words(f"{article.title} {article.summary} {plain(article.content)}")
