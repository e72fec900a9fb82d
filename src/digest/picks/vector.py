"""An article as numbers: which words it has, and which pairs of neighbours it has more than once.

Words are hashed to 31 bits, so that no list of words has to be kept or to be agreed upon; two words of an archive meet
in one hash about once in a thousand archives, and then cost nothing that anyone could see. A pair that stands in a text
only once tells nearly nothing (leaving those out cost .002 of nDCG@5 and halved the index).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from digest.model import Article
from digest.picks.text import plain, squeezed, terms

Keys = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]

#: How much a word of each part counts. The summary mostly stands in the body once more.
TITLE, SUMMARY, BODY, TAG = 3, 2, 1, 1
#: Set in the key of a pair, not in that of a word.
PAIR = np.uint32(1 << 31)
#: From this count on a pair is kept.
PAIR_COUNT = 2
#: No word counts more often than this: counts fit into a byte, and nobody gets longer by repeating himself.
MOST = 255
#: No article has more different terms, so that no hostile one fills the index; the longest real ones have 4,000.
MOST_TERMS = 8_000

_NO_KEYS = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """The terms of one article, and how often it has each, its title and summary weighted."""

    keys: Keys  #: rising
    counts: Counts  #: 0 for a label: it is no word, but an index counts how many have it
    title: Keys  #: the different words of the title, rising

    @classmethod
    def of(cls, article: Article, language: str) -> Vector:
        """Read one article in its language."""
        body = _words(plain(article.content), language)
        parts = [(_words(article.title, language), TITLE), (_words(article.summary, language), SUMMARY), (body, BODY)]
        parts += [(_words(tag, language), TAG) for tag in article.tags]
        runs = [(run, weight) for found, weight in parts for run in (found, pairs(found))]
        flat = np.concatenate([run for run, _ in runs])
        found, at = np.unique(flat, return_inverse=True)
        often = np.bincount(at, np.repeat([float(weight) for _, weight in runs], [len(run) for run, _ in runs]))
        kept = np.flatnonzero((found < PAIR) | (often[: len(found)] >= PAIR_COUNT))
        if len(kept) > MOST_TERMS:
            kept = np.sort(kept[np.argsort(-often[kept], kind="stable")[:MOST_TERMS]])
        labels = np.setdiff1d(_labels(article), found[kept])
        keys = np.concatenate([found[kept], labels])
        counts = np.concatenate([np.minimum(often[kept], MOST), np.zeros(len(labels))]).astype(np.uint8)
        order = np.argsort(keys)
        return cls(keys[order], counts[order], np.unique(parts[0][0]))

    @classmethod
    def read(cls, content: bytes) -> Vector:
        """What `written` gave."""
        size, title = (int(number) for number in np.frombuffer(content, "<u4", 2))
        keys = np.frombuffer(content, "<u4", size + title, 8)
        return cls(keys[:size], np.frombuffer(content, np.uint8, size, 8 + keys.nbytes), keys[size:])

    def written(self) -> bytes:
        """As bytes, little-endian: how many keys and words of the title, these, then the counts, one byte each."""
        head = np.array([len(self.keys), len(self.title)], "<u4")
        return np.concatenate([head, self.keys, self.title]).astype("<u4").tobytes() + self.counts.tobytes()


#: The vector of an article that another process has read anew since the index was opened.
NOTHING = Vector(_NO_KEYS, np.empty(0, np.uint8), _NO_KEYS)


@lru_cache(maxsize=1 << 18)
def key(word: str) -> int:
    """The key of a folded word."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) & 0x7FFF_FFFF


def pairs(keys: Keys) -> Keys:
    """The keys of neighbouring words, in order."""
    first, second = keys[:-1].astype(np.uint64), keys[1:].astype(np.uint64)
    # Two odd numbers without a pattern spread the pairs over all keys (Knuth, TAOCP 3, 6.4: multiplicative hashing).
    mixed = (first * np.uint64(0x9E37_79B9_7F4A_7C15) + second) * np.uint64(0xBF58_476D_1CE4_E5B9)
    return (mixed >> np.uint64(32)).astype(np.uint32) | PAIR


def pair(first: str, second: str) -> int:
    """The key of two folded words that stand side by side."""
    return int(pairs(np.array([key(first), key(second)], np.uint32))[0])


def _labels(article: Article) -> Keys:
    """The keys of an article's tags and section, which no word has."""
    labels = sorted({squeezed(label) for label in (*article.tags, article.section)} - {""})
    return np.unique(np.array([key(f"# {label}") for label in labels], np.uint32))


def _words(text: str, language: str) -> Keys:
    found = terms(text, language)
    return np.fromiter(map(key, found), np.uint32, len(found)) if found else _NO_KEYS
