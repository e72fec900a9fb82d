"""A piece of the inverted index: for each term the articles that have it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digest.picks.vector import PAIR, Counts, Keys, Vector

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.uint16]

#: Articles in one piece: row numbers fit into two bytes, and it is made in a tenth of a second.
SIZE = 4096

#: What a count weighs in an article that is looked for; a label's, which is 0, nothing.
TF = np.arange(256) ** 0.9
#: What a count weighs in the article for which they are looked for.
ASKED = np.arange(256) ** 0.5
PAIR_WEIGHT = 0.4


class Row(NamedTuple):
    number: int
    date: float  #: seconds since 1970
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The terms of up to `SIZE` articles, by term."""

    numbers: Numbers  #: of the articles, rising
    dates: Floats
    lengths: Floats  #: of each article's vector, before any term is known to be rare
    keys: Keys  #: all different terms, rising
    starts: npt.NDArray[np.uint32]  #: term t stands in the rows starts[t] … starts[t + 1]
    rows: Rows
    counts: Counts

    @classmethod
    def of(cls, articles: Sequence[Row]) -> Postings:
        """From articles, by number."""
        sizes = [len(article.vector.keys) for article in articles]
        rows = np.repeat(np.arange(len(articles), dtype=np.uint16), sizes)
        flat = np.concatenate([np.empty(0, np.uint32), *(article.vector.keys for article in articles)])
        counts = np.concatenate([np.empty(0, np.uint8), *(article.vector.counts for article in articles)])
        weights = TF[counts] * np.where(flat >= PAIR, PAIR_WEIGHT, 1.0)
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(articles)))
        order = np.argsort(flat, kind="stable")
        keys, starts = np.unique(flat[order], return_index=True)
        return cls(
            numbers=np.array([article.number for article in articles], np.int64),
            dates=np.array([article.date for article in articles], np.float64),
            lengths=np.where(lengths > 0, lengths, 1.0),
            keys=keys,
            starts=np.append(starts, len(flat)).astype(np.uint32),
            rows=rows[order],
            counts=counts[order],
        )

    @classmethod
    def read(cls, content: bytes) -> Postings:
        """What `written` gave."""
        articles, terms, entries = (int(size) for size in np.frombuffer(content, "<u4", 3))
        found, at = [], 12
        kinds = [("<i8", articles), ("<f8", articles), ("<f8", articles), ("<u4", terms), ("<u4", terms + 1)]
        for kind, size in (*kinds, ("<u2", entries), ("u1", entries)):
            found.append(np.frombuffer(content, kind, size, at))
            at += found[-1].nbytes
        return cls(*found)

    def written(self) -> bytes:
        """As bytes: the three sizes, then the arrays in the order of the fields, little-endian."""
        head = np.array([len(self.numbers), len(self.keys), len(self.rows)], "<u4").tobytes()
        arrays = (self.numbers, self.dates, self.lengths, self.keys, self.starts, self.rows, self.counts)
        return head + b"".join(array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays)

    def without(self, dead: Collection[int]) -> Postings:
        """The same without the articles of these numbers."""
        kept = ~np.isin(self.numbers, np.array(sorted(dead), np.int64))
        there = kept[self.rows]
        spread = np.diff(self.starts)
        left = np.add.reduceat(there, self.starts[:-1], dtype=np.int64) if len(spread) else spread
        place = (np.cumsum(kept) - 1).astype(np.uint16)
        return Postings(
            numbers=self.numbers[kept],
            dates=self.dates[kept],
            lengths=self.lengths[kept],
            keys=self.keys[left > 0],
            starts=np.concatenate([[0], np.cumsum(left[left > 0])]).astype(np.uint32),
            rows=place[self.rows[there]],
            counts=self.counts[there],
        )

    def spread(self) -> npt.NDArray[np.int64]:
        """How many articles have each of `keys`."""
        return np.diff(self.starts).astype(np.int64)
