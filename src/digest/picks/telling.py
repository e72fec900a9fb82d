"""One article's way to tell its story, in about a kilobyte: what `same_story` compares instead of texts.

Of all pairs of neighbouring words, and of all words, those with the smallest hashes are kept (bottom-k samples, Broder
1997): two articles keep the same ones of what they share, so that shares can be estimated from the samples. Stop words
are left out. The hashes are CRC-32 and fixed arithmetic, the same in any process and on any machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from digest.model import Article
from digest.picks.matter import matter

Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint16]

#: How many pairs, words and names are kept at most: a kilobyte of an article of 600 words.
PAIRS, WORDS, NAMES = 176, 224, 40
#: A pair's lower bits tell where in the text it first stands, in sixteenths.
PLACE_BITS = 4
#: Of the first pairs of a text, as many as a summary has, a few are kept for the search alone: see `keys`.
LEAD, LEAD_KEPT = 40, 8
#: Who shares fewer keys need not be compared: of copies with 3 words of 10 exchanged not one in 200 does.
SHARED_KEYS = 2

_WHOLE, _HALF = np.dtype("<u4"), np.dtype("<u2")
_HEADER = 7
_PLACES = (1 << PLACE_BITS) - 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """What is kept of one article. All arrays rise."""

    size: int  #: how many different pairs of words it has
    day: int  #: of its date, since the year 1
    stem: int  #: hash of its title without the part
    pairs: Hashes  #: the smallest of them, the lower bits being their places
    lead: Hashes  #: the smallest of the first ones
    marks: Hashes  #: what its title says of part, year, month and day (`matter.Mark`)
    words: Words  #: the smallest of its words
    names: Words  #: the smallest of those that tell its matter

    @classmethod
    def of(cls, article: Article) -> Telling:
        """Read one article."""
        read = matter(article)
        hashes = _hashed(read.words)
        pairs = _mixed(hashes[:-1] * _GOLDEN + hashes[1:])
        different, first = np.unique(pairs >> PLACE_BITS, return_index=True)
        places = first * (_PLACES + 1) // max(1, len(pairs))
        return cls(
            size=len(different),
            day=article.date.toordinal(),
            stem=crc32(read.stem.encode("utf-8", "replace")),
            pairs=((different << PLACE_BITS) | places.astype(np.uint32))[:PAIRS],
            lead=different[first < LEAD][:LEAD_KEPT],
            marks=np.array(sorted(read.marks), dtype=np.uint32),
            words=_halves(hashes, WORDS),
            names=_halves(_hashed(sorted(read.names)), NAMES),
        )

    @classmethod
    def from_bytes(cls, kept: bytes) -> Telling:
        """Take what `to_bytes` gave."""
        size, day, stem, *ends = np.frombuffer(kept, _WHOLE, _HEADER).tolist()
        long = np.frombuffer(kept, _WHOLE, ends[-2], offset=_HEADER * _WHOLE.itemsize)
        short = np.frombuffer(kept, _HALF, offset=(_HEADER + len(long)) * _WHOLE.itemsize)
        lead, marks, _, words = ends
        return cls(
            *(size, day, stem, long[:lead], long[lead:marks], long[marks:]),
            *(short[:words], short[words:]),
        )

    def to_bytes(self) -> bytes:
        """Little-endian: `_HEADER` numbers of 32 bits (size, day, stem, where each array ends), then the arrays."""
        lead, marks = len(self.pairs), len(self.pairs) + len(self.lead)
        header = [self.size, self.day, self.stem, lead, marks, marks + len(self.marks), len(self.words)]
        long = np.concatenate([np.array(header, np.uint32), self.pairs, self.lead, self.marks])
        return long.astype(_WHOLE).tobytes() + np.concatenate([self.words, self.names]).astype(_HALF).tobytes()

    def keys(self) -> tuple[int, ...]:
        """Up to 24 numbers of 28 bits; who shares `SHARED_KEYS` of them with another may tell its story."""
        whole = self.pairs[: 2 * LEAD_KEPT] >> np.uint32(PLACE_BITS)
        # A title of two words has but one pair.
        title = [self.stem >> PLACE_BITS] if self.size < SHARED_KEYS else []
        return tuple(sorted({*whole.tolist(), *self.lead.tolist(), *title}))


def _hashed(words: list[str]) -> npt.NDArray[np.uint64]:
    return np.array([crc32(word.encode("utf-8", "replace")) for word in words], dtype=np.uint64)


def _mixed(numbers: npt.NDArray[np.uint64]) -> Hashes:
    """Each number's 32 bits that have nothing to do with those of its neighbours (splitmix64's last steps)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (numbers >> np.uint64(32)).astype(np.uint32)


def _halves(hashes: npt.NDArray[np.uint64], kept: int) -> Words:
    return np.unique((_mixed(hashes) >> 16).astype(np.uint16))[:kept]
