"""The same story in other words: a wire copy, a corrected version, a shortened one.

Two texts are compared by the pairs of neighbouring words that they share, stop words left out. Among the most similar
real neighbours of a large archive 99 in 100 share less than .15 of their pairs; a copy of which every fifth word was
changed shares .4 and more.
"""

import numpy as np

from digest.picks.vocabulary import Ids, pairs

#: From this share of all pairs that two texts have, they are one story.
SHARED = 0.25
#: From this share of the shorter one's pairs, it is a part of the longer one.
CONTAINED = 0.6
#: A text of fewer pairs is too short to be a part of another ...
SHORT = 20
#: ... and is the same story only if nearly all of it is the same.
SHORT_SHARED = 0.8
#: Most pairs of texts share nothing: this many pairs of words tell, if fewer than this share is found.
SAMPLE = 50
SAMPLE_SHARED = 0.15


def shingles(ids: Ids) -> Ids:
    """The different pairs of neighbouring words of a text, in rising order: what `same_story` compares."""
    return np.unique(pairs(ids))


def same_story(a: Ids, b: Ids) -> bool:
    """Whether two texts, given by their `shingles`, tell the same story; never for texts without any."""
    shorter, longer = sorted((a, b), key=len)
    if not len(shorter) or not _may_be(shorter, longer):
        return False
    shared = _shared(shorter, longer)
    alike = shared / (len(shorter) + len(longer) - shared)
    if len(shorter) < SHORT:
        return alike >= SHORT_SHARED
    return alike >= SHARED or shared / len(shorter) >= CONTAINED


def _may_be(shorter: Ids, longer: Ids) -> bool:
    """Whether a sample of the shorter one allows it; of one story at least .4 of the shorter's pairs are shared."""
    sample = shorter[:: max(1, len(shorter) // SAMPLE)]
    return _shared(sample, longer) >= SAMPLE_SHARED * len(sample)


def _shared(some: Ids, among: Ids) -> int:
    places = np.minimum(np.searchsorted(among, some), len(among) - 1)
    return int(np.count_nonzero(among[places] == some))
