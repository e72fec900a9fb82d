"""Readable pieces of a title: the words in it that another article shares, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from digest.picks.neighbours import Shared
from digest.picks.text import fold, spans, squeezed
from digest.picks.wordlists import GENERIC, JOINING, STANDING

#: The most words of meaning in one phrase ("National Oceanic and Atmospheric Administration").
LONGEST = 6
#: Generic words that are half of many names: New York, open data.
_HALF_A_NAME = frozenset({"new", "first", "last", "little", "free"})
#: A word that is longer than its usual form by more than that is a compound: "Hochwasserschutz" shares "Hochwasser".
_LONGEST_ENDING = 3
_POSSESSIVE = re.compile("['’]s$", re.IGNORECASE)
#: What joins a phrase to the rest of one word: "mobile-friendly", "Ed.gov".
_GLUE = frozenset("-–./@_&’'()")
#: What may stand between two words of one phrase, beside joining words: no comma, colon, dash, quote, full stop.
_BETWEEN = re.compile(r"(?:[^\W_]|[-/&\s]|[.’'](?!\s))*")


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]  #: folded
    title: str  #: that they stand in
    language: str  #: of the title
    spans: tuple[tuple[int, int], ...]  #: where each of them stands
    weight: float  #: what its words and pairs of words add to the score of the two articles

    def resembles(self, other: Phrase) -> bool:
        """Whether the two have a word in common, its plural or the like."""
        return any(_alike(a, b) for a in self.words for b in other.words)

    def shown(self, usual: Mapping[str, str]) -> str:
        """The words as they stand; small letters where they mostly have them (`usual`), unless the phrase is a name."""
        whole = self.title[self.spans[0][0] : self.spans[-1][1]]
        is_address = "." in whole and " " not in whole  # "Data.gov"
        is_name = is_address or any(_is_name(usual.get(word, word)) for word in self.words)
        shown, at = "", self.spans[0][0]
        for start, end in spans(self.title[: self.spans[-1][1]]):
            if start >= at:
                piece = self.title[start:end]
                shown += self.title[at:start] + _written(piece, self.language, usual, is_name=is_name)
                at = end
        return _POSSESSIVE.sub("", shown)


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    is_generic: bool  #: names no subject by itself


def phrases(title: str, language: str, shared: Shared) -> Iterator[Phrase]:
    """The longest runs of words of a title that both articles have, each with what it weighs."""
    for run in _runs(title, language, shared):
        kept = _trimmed(run)
        for first in range(max(1, len(kept) - LONGEST + 1)):
            words = kept[first : first + LONGEST]
            folded = tuple(word.folded for word in words)
            weight = _weight(folded, shared)
            if weight > 0 and not all(word.is_generic for word in words) and _is_apart(title, words):
                yield Phrase(folded, title, language, tuple((word.start, word.end) for word in words), weight)


def _runs(title: str, language: str, shared: Shared) -> Iterator[list[_Word]]:
    """Neighbouring words of meaning, cut where the two articles do not have the pair, or the word, in common."""
    run: list[_Word] = []
    for start, end in spans(title):
        if (folded := fold(title[start:end], language)) is None:
            continue
        if run and not (shared.has(run[-1].folded, folded) and _belongs(title[run[-1].end : start])):
            yield run
            run = []
        if run or shared.has(folded):
            run = [*run, _Word(start, end, folded, _is_generic(title[start:end]))]
    yield run


def _trimmed(run: list[_Word]) -> list[_Word]:
    """A run without the generic words at its ends ("Goes Responsive"), but for those that are half a name."""
    useful = [at for at, word in enumerate(run) if not word.is_generic or word.folded in _HALF_A_NAME]
    return run[useful[0] : useful[-1] + 1] if useful else []


def _is_generic(piece: str) -> bool:
    # The list has each form of its words: English folding, which keeps them, finds them in any language.
    return fold(piece) in GENERIC | STANDING or piece.isdigit()


def _is_apart(title: str, words: list[_Word]) -> bool:
    """Whether a phrase is no half of a word with a hyphen, a point or the like."""
    before, after = title[: words[0].start][-2:], title[words[-1].end :][:2]
    is_behind = before[1:] in _GLUE and before[:1].isalnum()
    return not is_behind and not (after[:1] in _GLUE and after[1:].isalnum())


def _weight(folded: tuple[str, ...], shared: Shared) -> float:
    return sum(shared.weight(*term) for term in (*((word,) for word in folded), *pairwise(folded)))


def _belongs(between: str) -> bool:
    """Whether what stands between two words of a title keeps them one phrase."""
    return _BETWEEN.fullmatch(between) is not None and {*squeezed(between).split()} <= JOINING


def _written(piece: str, language: str, usual: Mapping[str, str], *, is_name: bool) -> str:
    """A word of a title as it stands, in small letters, or, where only its first part is shared, without the rest."""
    folded = fold(piece, language)
    usually = "" if folded is None else usual.get(folded, folded)
    if usually and len(usually) < len(piece) - _LONGEST_ENDING:
        return usually
    is_small = not is_name and (folded is None or usually.islower())
    return piece.lower() if is_small else piece


def _is_name(word: str) -> bool:
    """Whether a word as it is usually written is a name ("Legend"), rather than an acronym ("IVF") or a plain word."""
    return sum(letter.isupper() for letter in word) == 1


def _alike(a: str, b: str) -> bool:
    """Whether two words are one but for their ends ("API", "APIs"; "digital", "digitally")."""
    length = max(3, min(len(a), len(b)) - 2)
    return a[:length] == b[:length]
