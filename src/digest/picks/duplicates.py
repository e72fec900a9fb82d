"""The same story in other words: a wire copy, an updated version, a shortened one.

A copy differs from its original here and there, all along; two issues of a column, or two texts on one form, are the
same in some places and different in others. So three things are asked of the shorter text: how many of its pairs of
neighbouring words the longer one has, whether they are spread over all of it, and whether the longer one has its names
and numbers too.

To show a copy is a pity; to take two stories for one makes one of them vanish from the newsletter: in doubt they are
two (`same_story`). But in one list nobody misses the second of two that may be one (`too_alike`).

Measured on 2,083 real articles and copies of them; `python -m bench.duplicates` does it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from digest.picks.matter import KIND_BITS, PART
from digest.picks.telling import PAIRS, PLACE_BITS, WORDS, Hashes, Telling, Words

#: From this share of the shorter one's pairs, it may be a part of the longer one ...
CONTAINED = 0.6
#: ... unless it has fewer pairs than this: a single sentence may be quoted.
QUOTED = 20
#: Fewer shared pairs than this say nothing, unless ...
FEW = 6
#: ... they are nearly all that there is, and enough for a headline, ...
HEADLINE, HEADLINE_SHARED = 5, 0.8
#: ... or all words are the same, and the dates are no further apart: "Open thread" is said again each week.
DAYS = 1
#: From this share on, it does not matter where in the shorter text the rest stands. Below, the shared pairs must be
#: spread over its parts, ...
NEARLY_ALL = 0.75
#: ... so many of them (fewer, if one would have less pairs than this) ...
PARTS, PART_PAIRS = 1 << PLACE_BITS, 12
#: ... about as evenly as chance would spread them (`Bounds`), more unevenly in a text of few parts.
UNEVEN_FEW = 9.0
#: Two texts of the same few words share pairs by chance. A copy that has a share w of the words has so many times
#: w ** 2 of the pairs: mostly .6 and more.
IN_ORDER = 0.45
#: Fewer names say nothing.
FEW_NAMES = 3
#: Two titles, or as little, are too alike for one list if they share this share of the shorter one's words, and if the
#: longer one is no more than so much longer; two words that they share must be all that it has.
SAME_WORDS_SHARED, SAME_WORDS_LONGER = 0.6, 2.5
SAME_WORDS = 2

_SHIFT = np.uint32(PLACE_BITS)
_PLACES = np.uint32(PARTS - 1)
_Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What two texts must have in common."""

    #: From this share of all pairs that two texts have, they may be one story, a short text from a larger one: as many
    #: pairs more. Texts in which 3 words of 10 became rare ones still share .15 to .3.
    shared: float
    shared_pairs: float
    #: How many times those of chance the squares of the differences between parts may be, and how many if the shorter
    #: may be a part of the longer one. Of copies 99 in 100 stay below 4; two texts on one form, or between the same
    #: paragraphs, have 5 to 14.
    uneven: float
    uneven_part: float
    named: float  #: this share of the shorter one's names must be among the longer one's words


SAME = Bounds(shared=0.125, shared_pairs=1.7, uneven=3.3, uneven_part=5.0, named=0.6)
TOO_ALIKE = Bounds(shared=0.115, shared_pairs=0.5, uneven=4.5, uneven_part=6.0, named=0.4)


@dataclass(frozen=True)
class Likeness:
    """How much of the shorter of two texts the longer one has, estimated from what is kept of both.

    What is quickly counted decides of nearly all; the rest is counted when it is asked for.
    """

    shorter: Telling
    longer: Telling
    pairs: Hashes  #: the shorter one's that were compared
    is_shared: _Truths  #: which of them the longer one has
    shared: int  #: how many that are
    different: int  #: how many different pairs of both were compared

    @property
    def contained(self) -> float:
        """The share that they are."""
        return self.shared / max(1, len(self.pairs))

    @property
    def alike(self) -> float:
        """The share of all pairs of both that both have."""
        return self.shared / max(1, self.different)

    @cached_property
    def unevenness(self) -> tuple[float, int]:
        """About 1 if they are spread over it as by chance, more if they stand together, 0 for one part; of how many."""
        return _unevenness(self.pairs, self.is_shared)

    @property
    def named(self) -> float:
        """The share of the shorter one's names that are among the longer one's words."""
        return _share(self.shorter.names, self.longer.words, FEW_NAMES)

    @property
    def worded(self) -> float:
        """The same of all its words."""
        return _share(self.shorter.words, self.longer.words)


def same_story(a: Telling, b: Telling) -> bool:
    """Whether two texts tell the same story; whichever comes first. Never for texts that are too short to tell."""
    return _holds(SAME, a, b)


def too_alike(a: Telling, b: Telling) -> bool:
    """Whether one list should not bring both: they are the same story, or may be."""
    return _holds(TOO_ALIKE, a, b) or (may_be_alike_in_words(a, b) and _same_words(a, b))


def may_be_alike_in_words(a: Telling, b: Telling) -> bool:
    """Whether one is so short that its words decide, in whatever order: their keys, which are pairs, need not meet."""
    return min(a.size, b.size) < QUOTED


def _holds(bounds: Bounds, a: Telling, b: Telling) -> bool:
    like = likeness(a, b)
    if like.shared < FEW:
        return _is_short_copy(like, a, b) and not _are_issues(a, b)
    return _is_copy(like, min(a.size, b.size), bounds) and not _are_issues(a, b)


def likeness(a: Telling, b: Telling) -> Likeness:
    """Compare two texts."""
    shorter, longer = (a, b) if _is_before(a, b) else (b, a)
    some, among = _comparable(shorter.pairs, longer.pairs)
    is_shared = _are_in(some >> _SHIFT, among >> _SHIFT)
    shared = int(np.count_nonzero(is_shared))
    return Likeness(shorter, longer, some, is_shared, shared, len(some) + len(among) - shared)


def _is_short_copy(like: Likeness, a: Telling, b: Telling) -> bool:
    is_headline = like.shared >= HEADLINE and like.alike >= HEADLINE_SHARED
    return is_headline or (like.alike == 1 and np.array_equal(a.words, b.words) and abs(a.day - b.day) <= DAYS)


def _is_copy(like: Likeness, size: int, bounds: Bounds) -> bool:
    """Whether the shorter one, of so many pairs, is a copy or a part of the longer one."""
    is_part = like.contained >= CONTAINED
    is_much = like.alike >= bounds.shared + bounds.shared_pairs / size or (is_part and size >= QUOTED)
    return is_much and _is_throughout(like, bounds.uneven_part if is_part else bounds.uneven) and _is_it(like, bounds)


def _is_throughout(like: Likeness, most_uneven: float) -> bool:
    """Whether what they share stands all over the shorter one."""
    uneven, parts = like.unevenness
    return like.contained >= NEARLY_ALL or uneven <= most_uneven + UNEVEN_FEW / parts


def _is_it(like: Likeness, bounds: Bounds) -> bool:
    """Whether it shares its words in their order, and speaks of the same."""
    return like.contained >= IN_ORDER * like.worded**2 and like.named >= bounds.named


def _same_words(a: Telling, b: Telling) -> bool:
    shared = int(np.count_nonzero(_are_in(a.words, b.words)))
    fewest, most = sorted((len(a.words), len(b.words)))
    share = SAME_WORDS_SHARED if shared > SAME_WORDS else 1.0
    is_enough = shared >= SAME_WORDS and shared >= share * fewest and most <= SAME_WORDS_LONGER * fewest
    return is_enough and not _are_issues(a, b)


def _are_issues(a: Telling, b: Telling) -> bool:
    """Whether the titles say that these are two: other parts, other years, other days."""
    marks_a, marks_b = _by_kind(a), _by_kind(b)
    if any(marks_a[kind].isdisjoint(marks_b[kind]) for kind in marks_a.keys() & marks_b.keys()):
        return True
    # "The shed" and "The shed, Part 2": what bears no number is the first part.
    first = {PART + 1}
    return a.stem == b.stem and marks_a.get(PART, first) != marks_b.get(PART, first)


def _by_kind(telling: Telling) -> dict[int, set[int]]:
    kinds: dict[int, set[int]] = {}
    for mark in telling.marks.tolist():
        kinds.setdefault(mark >> KIND_BITS << KIND_BITS, set()).add(mark)
    return kinds


def _is_before(a: Telling, b: Telling) -> bool:
    """Whether the first is the shorter one; of two of one length it is always the same one."""
    return a.size < b.size or (a.size == b.size and a.to_bytes() <= b.to_bytes())


def _comparable(a: Hashes, b: Hashes) -> tuple[Hashes, Hashes]:
    """Of both samples what lies below the end of either that is not whole."""
    ends = [kept[-1] | _PLACES for kept in (a, b) if len(kept) == PAIRS]
    if not ends:
        return a, b
    end = min(ends)
    return a[: np.searchsorted(a, end, "right")], b[: np.searchsorted(b, end, "right")]


def _are_in(some: Hashes | Words, among: Hashes | Words) -> _Truths:
    """Which of `some` are `among` these; both rise."""
    if not len(among):
        return np.zeros(len(some), dtype=np.bool_)
    places = np.searchsorted(among, some)
    return np.equal(among[np.minimum(places, len(among) - 1)], some)


def _unevenness(pairs: Hashes, is_shared: _Truths) -> tuple[float, int]:
    """Pearson's chi-squared of the parts' shares by its degrees of freedom; how many parts there are."""
    parts = max(1, min(PARTS, len(pairs) // PART_PAIRS))
    part = (pairs & _PLACES).astype(np.int64) * parts // PARTS
    whole = np.bincount(part, minlength=parts)
    whole, shared = whole[whole > 0], np.bincount(part, weights=is_shared, minlength=parts)[whole > 0]
    share = is_shared.mean()
    if len(whole) == 1 or share == 1:
        return 0.0, len(whole)
    squares = (shared - whole * share) ** 2 / (whole * share * (1 - share))
    return float(squares.sum()) / (len(whole) - 1), len(whole)


def _share(some: Words, words: Words, few: int = 1) -> float:
    """The share of these that are among a text's words, as far as those are kept; 1 for fewer than `few`."""
    known = some[: np.searchsorted(some, words[-1], "right")] if len(words) == WORDS else some
    return float(np.mean(_are_in(known, words))) if len(known) >= few else 1.0
