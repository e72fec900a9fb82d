"""How a few articles use words: how they write them, and which of them are a subject by themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from digest.model import Article
from digest.picks.text import fold, plain, spans

#: Words that stand before a noun: what they follow directly is a verb ("to overcome the …").
_BEFORE_NOUNS = {"en": frozenset(["a", "an", "her", "his", "its", "my", "our", "the", "their", "this", "your"])}
#: Where names and all other nouns begin with a capital letter.
CAPITAL_NOUNS = frozenset({"de", "lb"})
#: Of so many that are written with a capital letter one with a small one shows that it is no name.
_ONE_IN = 4
#: A subject stands by itself in one of four places at least: "tax" does beside all its "tax forms", "dark" does not.
_OPEN = 0.75
#: A plain word that two texts of this many words of meaning have fewer times is none of their subjects.
_TOLD, _LONG = 3, 200
_SAME_PHRASE = re.compile(r"\s+|[-–/&]|\s&\s")


class _Word(NamedTuple):
    """A word of meaning, and what stands directly beside it, "" where something sets it off."""

    at: int  #: its number among the words of meaning
    folded: str
    written: str
    before: str
    after: str


class Usage:
    """What a few texts do with some words."""

    def __init__(self, articles: Iterable[tuple[Article, str]], asked: Collection[str]) -> None:
        """Read articles, each with its language, for these folded words."""
        self._words: dict[int, _Word] = {}
        self._places: dict[str, list[int]] = defaultdict(list)
        self._count = 0  #: of all words of meaning in the texts, and a gap between any two of these
        forms: Counter[tuple[str, str, str]] = Counter()
        for article, language in articles:
            for part in (article.title, article.summary, plain(article.content)):
                words, count = _read(part, language, asked)
                forms.update((word.folded, word.written, language) for word in words)
                if part is not article.title:  # in which most words are written like names, and nothing stands between
                    self._add(words, count)
        self.usual: Mapping[str, str] = _usual(forms)

    def is_whole(self, words: Sequence[str], language: str) -> bool:
        """Whether folded words are mostly a subject by themselves, and neither half of one nor another kind of word.

        True for what no text has.
        """
        last = self.usual.get(words[-1], "")
        if language in CAPITAL_NOUNS:
            return not last.islower()
        if len(words) == 1 and last.isupper():
            return True  # "NASA Ames", "UX team": an acronym is a subject whatever it stands by
        found = [self._is_open(first, first + len(words) - 1, language) for first in self._found(words)]
        if len(words) == 1 and last.islower() and len(found) < _TOLD and self._count >= _LONG:
            return False
        return sum(found) <= _OPEN * len(found)

    def _add(self, words: Iterable[_Word], count: int) -> None:
        for word in words:
            self._words[self._count + word.at] = word
            self._places[word.folded].append(self._count + word.at)
        self._count += count + 1

    def _found(self, words: Sequence[str]) -> Iterator[int]:
        for first in self._places.get(words[0], ()):
            following = (self._words.get(at) for at in range(first, first + len(words)))
            if all(word and word.folded == asked for word, asked in zip(following, words, strict=True)):
                yield first

    def _is_open(self, first: int, last: int, language: str) -> bool:
        """Whether, where it stands here, a word beside it belongs to it."""
        before, after = self._words[first].before, self._words[last].after
        if self._words[first].written[0].isupper() and before[:1].isupper() and fold(before, language):
            return True
        if after.casefold() in _BEFORE_NOUNS.get(language, ()):
            return first == last
        is_name = self._words[last].written[0].isupper()
        return bool(after) and fold(after, language) is not None and (after[0].isupper() or not is_name)


def _read(text: str, language: str, asked: Collection[str]) -> tuple[list[_Word], int]:
    """Those of these words that a text has, and how many words of meaning it has."""
    places = list(spans(text))
    found, at = [], 0
    for place, (start, stop) in enumerate(places):
        folded = fold(text[start:stop], language)
        if folded in asked:
            before, after = _beside(text, places, place - 1), _beside(text, places, place)
            found.append(_Word(at, folded or "", text[start:stop], before[0], after[1]))
        at += folded is not None
    return found, at


def _beside(text: str, places: Sequence[tuple[int, int]], place: int) -> tuple[str, str]:
    """A word and the next one; both "" where something sets them off from one another, or one is none."""
    if not 0 <= place < len(places) - 1:
        return "", ""
    (start, stop), (following, end) = places[place], places[place + 1]
    return (text[start:stop], text[following:end]) if _SAME_PHRASE.fullmatch(text, stop, following) else ("", "")


def _usual(forms: Mapping[tuple[str, str, str], int]) -> dict[str, str]:
    """Folded word → how it is mostly written; in small letters if it often is, but for languages of capital nouns."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    nouns = {folded for folded, _, language in forms if language in CAPITAL_NOUNS}
    for (folded, written, _), count in forms.items():
        counts[folded][written] += count
    return {folded: _best(each, 1 if folded in nouns else _ONE_IN) for folded, each in counts.items()}


def _best(counts: Counter[str], weight: int) -> str:
    """The most frequent spelling; small letters, counted `weight` times, go before a first capital one."""
    best = max(counts, key=lambda one: (counts[one], one))
    small = best.lower()
    return small if best.istitle() and weight * counts[small] >= counts[best] else best
