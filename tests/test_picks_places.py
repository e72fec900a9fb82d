"""Where terms stand in the index: all of them are found, in every piece, and nothing else is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digest.picks.places import Places

# Keys that stand close together, at the ends, and anywhere.
_KEYS = st.one_of(
    st.integers(0, 40),
    st.integers(2**31 - 20, 2**31 + 20),
    st.integers(2**32 - 20, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)
_PIECES = st.lists(st.lists(_KEYS, max_size=60, unique=True).map(sorted), max_size=5)


@given(_PIECES, st.lists(_KEYS, max_size=30, unique=True))
def test_a_term_is_found_in_each_piece_that_has_it_and_nowhere_else(pieces: list[list[int]], terms: list[int]) -> None:
    asked = np.array(terms, np.uint32)
    at, whose = Places([np.array(keys, np.uint32) for keys in pieces]).of(asked)
    row = [key for keys in pieces for key in keys]
    assert [row[place] for place in at] == [terms[one] for one in whose]
    assert sorted(at.tolist()) == [place for place, key in enumerate(row) if key in terms]


def test_many_keys_in_one_corner_are_found_too() -> None:
    corner = np.arange(70_000, dtype=np.uint32)
    at, whose = Places([corner, corner[::2]]).of(np.array([7, 69_998, 80_000], np.uint32))
    assert (at.tolist(), whose.tolist()) == ([7, 69_998, 104_999], [0, 1, 1])
