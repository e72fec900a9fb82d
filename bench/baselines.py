"""What others do for Related: date order, shared tags, BM25, TF-IDF. Each ranks the articles of a pool."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection

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
    """Okapi BM25 with the whole article as the question."""

    def __init__(self, archive: Collection[Article]) -> None:
        self._counts = {article.id: Counter(_words(article)) for article in archive}
        self._lengths = {id: counts.total() for id, counts in self._counts.items()}
        self._mean = sum(self._lengths.values()) / max(1, len(self._lengths))
        self._postings: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for id, counts in self._counts.items():
            for word, count in counts.items():
                self._postings[word].append((id, count))

    def __call__(self, article: Article, pool: Collection[Article]) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for word in sorted(self._counts[article.id]):
            postings = self._postings[word]
            rarity = math.log(1 + (len(self._counts) - len(postings) + 0.5) / (len(postings) + 0.5))
            for id, count in postings:
                scores[id] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * self._lengths[id] / self._mean))
        return _best(scores, pool)


class Tfidf:
    """Cosine of TF-IDF vectors over single words, the whole article as the question.

    Counts are taken by their logarithm, which does better on the development data than raw ones.
    """

    def __init__(self, archive: Collection[Article]) -> None:
        counts = {article.id: Counter(_words(article)) for article in archive}
        having = Counter(word for each in counts.values() for word in each)
        rarity = {word: math.log(len(counts) / number) for word, number in having.items()}
        self._vectors = {
            id: _unit({word: (1 + math.log(n)) * rarity[word] for word, n in each.items()})
            for id, each in counts.items()
        }
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for id, vector in self._vectors.items():
            for word, weight in vector.items():
                self._postings[word].append((id, weight))

    def __call__(self, article: Article, pool: Collection[Article]) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for word, weight in sorted(self._vectors[article.id].items()):
            for id, other in self._postings[word]:
                scores[id] += weight * other
        return _best(scores, pool)


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def _best(scores: dict[str, float], pool: Collection[Article]) -> list[str]:
    allowed = {other.id for other in pool}
    return [other for _, other in sorted((-round(scores[other], 6), other) for other in allowed & set(scores))]


def _words(article: Article) -> list[str]:
    return words(f"{article.title} {article.summary} {plain(article.content)}")
