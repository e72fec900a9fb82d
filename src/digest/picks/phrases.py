"""Readable pieces of a title: the words in it that another article shares, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from digest.picks.neighbours import Shared
from digest.picks.text import fold, spans, squeezed
from digest.picks.wordlists import GENERIC, JOINING

#: The most words of meaning in one phrase ("Office of Natural Resources Revenue").
LONGEST = 4
#: Generic words that are half of many names: New York, open data.
_HALF_A_NAME = frozenset({"new", "first", "last", "little", "free"})
#: What may stand between two words of one phrase, beside joining words: no comma, colon, dash, quote, full stop.
_BETWEEN = re.compile(r"(?:[^\W_]|[-/&\s]|[.’'](?!\s))*")


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]  #: folded
    title: str  #: that they stand in
    spans: tuple[tuple[int, int], ...]  #: where each of them stands
    weight: float  #: what its words and pairs of words add to the score of the two articles

    def resembles(self, other: Phrase) -> bool:
        """Whether the two have a word in common, its plural or the like."""
        return any(_alike(a, b) for a in self.words for b in other.words)

    def shown(self, usual: Mapping[str, str]) -> str:
        """The words as they stand; small letters where they mostly have them (`usual`), unless the phrase is a name."""
        is_name = any(_is_name(usual.get(word, word)) for word in self.words)
        shown, at = "", self.spans[0][0]
        for start, end in spans(self.title[: self.spans[-1][1]]):
            if start >= at:
                piece = self.title[start:end]
                folded = fold(piece)
                is_small = not is_name and (folded is None or usual.get(folded, folded).islower())
                shown += self.title[at:start] + (piece.lower() if is_small else piece)
                at = end
        return shown.removesuffix("'s").removesuffix("’s")


class _Word(NamedTuple):
    start: int
    end: int
    folded: str


def phrases(title: str, shared: Shared) -> Iterator[Phrase]:
    """The longest runs of words of a title that both articles have, each with what it weighs."""
    for run in _runs(title, shared):
        kept = _trimmed(run)
        for first in range(max(1, len(kept) - LONGEST + 1)):
            words = kept[first : first + LONGEST]
            folded = tuple(word.folded for word in words)
            if not all(_is_empty(word) for word in folded):
                yield Phrase(folded, title, tuple((word.start, word.end) for word in words), _weight(folded, shared))


def _runs(title: str, shared: Shared) -> Iterator[list[_Word]]:
    """Neighbouring words of meaning, cut where the two articles do not have the pair, or the word, in common."""
    run: list[_Word] = []
    for start, end in spans(title):
        if (folded := fold(title[start:end])) is None:
            continue
        if run and not (shared.weight(run[-1].folded, folded) and _belongs(title[run[-1].end : start])):
            yield run
            run = []
        if run or shared.weight(folded):
            run = [*run, _Word(start, end, folded)]
    yield run


def _trimmed(run: list[_Word]) -> list[_Word]:
    """A run without the generic words at its ends ("Goes Responsive"), but for those that are half a name."""
    useful = [at for at, word in enumerate(run) if not _is_empty(word.folded) or word.folded in _HALF_A_NAME]
    return run[useful[0] : useful[-1] + 1] if useful else []


def _is_empty(word: str) -> bool:
    return word in GENERIC or word.isdigit()


def _weight(folded: tuple[str, ...], shared: Shared) -> float:
    return sum(shared.weight(*term) for term in (*((word,) for word in folded), *pairwise(folded)))


def _belongs(between: str) -> bool:
    """Whether what stands between two words of a title keeps them one phrase."""
    return _BETWEEN.fullmatch(between) is not None and {*squeezed(between).split()} <= JOINING


def _is_name(word: str) -> bool:
    """Whether a word as it is usually written is a name ("Legend"), rather than an acronym ("IVF") or a plain word."""
    return sum(letter.isupper() for letter in word) == 1


def _alike(a: str, b: str) -> bool:
    """Whether two words are one but for their ends ("API", "APIs"; "digital", "digitally")."""
    length = max(3, min(len(a), len(b)) - 2)
    return a[:length] == b[:length]
