"""How often one article has each word and each pair of words, its title and summary weighted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digest.model import Article
from digest.picks.telling import Telling
from digest.picks.text import plain, tokens
from digest.picks.vectors import Weights
from digest.picks.vocabulary import Ids, Vocabulary, moved, pairs

#: How much a word of each part counts. The summary mostly stands in the body once more.
TITLE, SUMMARY, BODY, TAG = 3, 2, 1, 1


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """One article as numbers."""

    keys: Ids  #: its different terms, rising
    counts: Weights  #: how often, weighted; at least 1
    telling: Telling  #: for `same_story`

    @classmethod
    def of(cls, article: Article, vocabulary: Vocabulary) -> Counts:
        """Read one article; the vocabulary learns its words."""
        title = vocabulary.ids(tokens(article.title))
        summary = vocabulary.ids(tokens(article.summary))
        body = vocabulary.ids(tokens(plain(article.content)))
        labels = [vocabulary.ids(tokens(tag)) for tag in article.tags]
        weighted = [(title, TITLE), (summary, SUMMARY), (body, BODY), *((label, TAG) for label in labels)]
        keys, counts = _counted(weighted)
        return cls(keys, counts, Telling.of(article))

    def moved(self, places: Ids) -> Counts:
        """The same with the words' numbers in the order of the alphabet."""
        keys = moved(self.keys, places)
        order = np.argsort(keys)
        return Counts(keys[order], self.counts[order], self.telling)


def _counted(weighted: list[tuple[Ids, int]]) -> tuple[Ids, Weights]:
    runs = [(run, weight) for ids, weight in weighted for run in (ids, pairs(ids))]
    flat = np.concatenate([run for run, _ in runs])
    weights = np.repeat([float(weight) for _, weight in runs], [len(run) for run, _ in runs])
    keys, at = np.unique(flat, return_inverse=True)
    return keys, np.bincount(at, weights=weights, minlength=len(keys)).astype(np.float32)
