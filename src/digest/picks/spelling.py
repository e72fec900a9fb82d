"""How a few articles use words: how they write them, and which of them are a subject by themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from digest.model import Article
from digest.picks.text import fold, last_token, next_token, plain, spans

#: Words that stand before a noun: what they follow directly is a verb ("to overcome the …").
_BEFORE_NOUNS = {"en": frozenset(["a", "an", "her", "his", "its", "my", "our", "the", "their", "this", "your"])}
#: Where names and all other nouns begin with a capital letter.
CAPITAL_NOUNS = frozenset({"de", "lb"})
#: Of so many that are written with a capital letter one with a small one shows that it is no name.
_ONE_IN = 4
#: A subject stands by itself in one of four places at least: "tax" does beside all its "tax forms", "dark" does not.
_OPEN = 0.75
#: A plain word that two texts of this many letters have fewer times is none of their subjects.
_TOLD, _LONG = 3, 2500
_SAME_PHRASE = re.compile(r"\s+|[-–/&]|\s&\s")


class _Place(NamedTuple):
    """Where a word stands."""

    part: _Part
    start: int
    stop: int


class Wording:
    """One article's text, to be asked for words."""

    def __init__(self, article: Article, language: str) -> None:
        """Take an article in its language."""
        self.language = language
        self.title = _Part(article.title, language)
        self.texts = (_Part(article.summary, language), _Part(plain(article.content), language))


class _Part:
    """A piece of text. It is never read whole, for most of its words are not asked for."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self._language = text, language
        self._lowered = text.lower()

    def find(self, words: Iterable[str]) -> Iterator[tuple[str, _Place]]:
        """Each place of these folded words, with the word."""
        # English folding keeps the letters of a word, so that it can be looked for as it is.
        if self._language == "en" and len(self._lowered) == len(self.text):
            for word in words:
                yield from ((word, _Place(self, *span)) for span in self._spans(word))
            return
        asked = frozenset(words)
        for start, stop in spans(self.text):
            if (folded := fold(self.text[start:stop], self._language)) in asked and folded:
                yield folded, _Place(self, start, stop)

    def _spans(self, word: str) -> Iterator[tuple[int, int]]:
        at = self._lowered.find(word)
        while at >= 0:
            begins = at == 0 or not self._lowered[at - 1].isalnum()
            token = next_token(self.text, at) if begins else None
            if token and token[0] == at and fold(self.text[slice(*token)], self._language) == word:
                yield token
            at = self._lowered.find(word, at + 1)

    def last(self, place: _Place, words: Sequence[str]) -> _Place | None:
        """Where a run of folded words ends that begins here, little words between them left out; None if none does."""
        stop = place.stop
        for word in words[1:]:
            folded = None
            while folded is None:
                token = next_token(self.text, stop)
                if token is None:
                    return None
                place, stop = _Place(self, *token), token[1]
                folded = fold(self.text[slice(*token)], self._language)
            if folded != word:
                return None
        return place

    def before(self, place: _Place) -> str:
        """The word before one; "" where something sets it off, or there is none."""
        token = last_token(self.text, place.start)
        return self.text[slice(*token)] if token and self._is_phrase(token[1], place.start) else ""

    def after(self, place: _Place) -> str:
        """The word after one; "" where something sets it off, or there is none."""
        token = next_token(self.text, place.stop)
        return self.text[slice(*token)] if token and self._is_phrase(place.stop, token[0]) else ""

    def _is_phrase(self, start: int, stop: int) -> bool:
        return _SAME_PHRASE.fullmatch(self.text, start, stop) is not None


class Usage:
    """What a few texts do with some words."""

    def __init__(self, texts: Sequence[Wording], asked: Collection[str]) -> None:
        """Look for these folded words."""
        self._texts = texts
        self._places: dict[str, list[_Place]] = defaultdict(list)
        self._letters = sum(len(part.text) for text in texts for part in text.texts)
        forms: Counter[tuple[str, str, str]] = Counter()
        for text in texts:
            for part in (text.title, *text.texts):
                for word, place in part.find(asked):
                    forms[word, part.text[place.start : place.stop], text.language] += 1
                    self._places[word].append(place)
        self.usual: Mapping[str, str] = _usual(forms)

    def have_pair(self, *words: str) -> bool:
        """Whether two of the words stand side by side in each of the texts."""
        having = {id(place.part) for place in self._places.get(words[0], ()) if place.part.last(place, words)}
        return all(not having.isdisjoint(map(id, (text.title, *text.texts))) for text in self._texts)

    def is_whole(self, words: Sequence[str], language: str) -> bool:
        """Whether folded words are mostly a subject by themselves, and neither half of one nor another kind of word.

        True for what no text has.
        """
        last = self.usual.get(words[-1], "")
        if language in CAPITAL_NOUNS:
            return not last.islower()
        if len(words) == 1 and last.isupper():
            return True  # "NASA Ames", "UX team": an acronym is a subject whatever it stands by
        found = [_is_open(first, end, language) for first, end in self._runs(words)]
        if len(words) == 1 and last.islower() and len(found) < _TOLD and self._letters >= _LONG:
            return False
        return sum(found) <= _OPEN * len(found)

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[_Place, _Place]]:
        """Where these words stand in order, but for titles, in which most are written like names and stand alone."""
        titles = {id(text.title) for text in self._texts}
        for place in self._places.get(words[0], ()):
            if id(place.part) not in titles and (end := place.part.last(place, words)):
                yield place, end


def _is_open(first: _Place, end: _Place, language: str) -> bool:
    """Whether, where a run of words stands, a word beside it belongs to it."""
    part = first.part
    before, after = part.before(first), part.after(end)
    if part.text[first.start].isupper() and before[:1].isupper() and fold(before, language):
        return True
    if after.casefold() in _BEFORE_NOUNS.get(language, ()):
        return first == end
    is_name = part.text[end.start].isupper()
    return bool(after) and fold(after, language) is not None and (after[0].isupper() or not is_name)


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
