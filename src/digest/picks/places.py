"""Where terms stand in the pieces of the index.

A binary search among ten million keys waits for memory twenty times. Keys are hashes, spread evenly: their first bits
say where each must stand but for a few places, and only these are searched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digest.picks.vector import Keys

#: How many first bits of a key say where to look, at most; as few as give a place about so many keys.
_BITS, _KEYS = 16, 4


class Places:
    """The keys of all pieces, one piece after the other."""

    def __init__(self, pieces: Sequence[Keys]) -> None:
        """Of pieces whose keys rise."""
        self._keys = np.concatenate([np.empty(0, np.uint32), *pieces])
        largest = max((len(keys) for keys in pieces), default=0)
        self._shift = 32 - min(_BITS, max(1, (largest // _KEYS).bit_length()))
        bounds = np.arange(1 << (32 - self._shift), dtype=np.uint64) << np.uint64(self._shift)
        firsts = np.cumsum([0, *(len(keys) for keys in pieces)])
        self._pieces = len(pieces)
        #: Of piece p the keys that begin with the bits b stand from b on in its row; where the next begin, these end.
        self._bounds = np.empty((self._pieces, len(bounds) + 1), np.int32)
        for row, keys, first in zip(self._bounds, pieces, firsts, strict=False):
            row[:-1] = first + np.searchsorted(keys, bounds.astype(np.uint32))
            row[-1] = first + len(keys)
        most = int(np.diff(self._bounds, axis=1).max(initial=0))
        self._halvings = most.bit_length()

    def of(self, terms: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where these stand: the places in the row of all keys, piece by piece; and which of the terms stands there."""
        bits = (terms >> np.uint32(self._shift)).astype(np.int64)
        low, end = self._bounds[:, bits].ravel(), self._bounds[:, bits + 1].ravel()
        asked, high = np.tile(terms, self._pieces), end
        # All at once are halved as often as the fullest place needs.
        for _ in range(self._halvings):
            middle = (low + high) >> 1
            beyond = (self._keys.take(middle, mode="clip") < asked) & (low < high)
            low, high = np.where(beyond, middle + 1, low), np.where(beyond, high, middle)
        there = np.flatnonzero(low < end)
        there = there[self._keys[low[there]] == asked[there]]
        return low[there].astype(np.int64), there % max(len(terms), 1)
