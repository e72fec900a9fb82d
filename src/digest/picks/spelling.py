"""How a few articles use words: how they write them, and which of them are a subject by themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
#: A plain word that two texts of this many words have fewer times is none of their subjects.
_TOLD, _LONG = 3, 400
#: So many letters tell most words apart.
_BEGINNING = 3
_SAME_PHRASE = re.compile(r"\s+|[-–/&]|\s&\s")


class _Place(NamedTuple):
    """Where a word stands."""

    part: _Part
    at: int  #: its number among the part's words


class Wording:
    """One article's text: where each of its words stands."""

    def __init__(self, article: Article, language: str) -> None:
        """Read an article in its language."""
        self.language = language
        self.title = _Part(article.title, language)
        self.texts = (_Part(article.summary, language), _Part(plain(article.content), language))


class _Part:
    """A piece of text. Its words are folded only where they are looked at: most never are."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._spans = list(spans(text))

    def __len__(self) -> int:
        return len(self._spans)

    def written(self, at: int) -> str:
        start, stop = self._spans[at]
        return self._text[start:stop]

    def folded(self, at: int) -> str | None:
        return fold(self.written(at), self._language)

    def find(self, asked: Collection[str]) -> Iterator[tuple[str, int]]:
        """Each place of these folded words, with the word."""
        # English folding keeps the beginning of a word: it tells which of them need not be folded.
        beginnings = {word[:_BEGINNING] for word in asked} if self._language == "en" else None
        for at, (start, stop) in enumerate(self._spans):
            first = self._text[start : min(stop, start + _BEGINNING)]
            if beginnings is None or first.casefold() in beginnings:
                folded = self.folded(at)
                if folded in asked:
                    yield folded or "", at

    def last(self, at: int, words: Sequence[str]) -> int | None:
        """Where a run of folded words ends that begins here, little words between them left out; None if none does."""
        for word in words[1:]:
            at += 1
            while at < len(self) and self.folded(at) is None:
                at += 1
            if at >= len(self) or self.folded(at) != word:
                return None
        return at

    def beside(self, at: int) -> tuple[str, str]:
        """A word and the next one; both "" where something sets them off from one another, or one is none."""
        if not 0 <= at < len(self) - 1:
            return "", ""
        is_phrase = _SAME_PHRASE.fullmatch(self._text, self._spans[at][1], self._spans[at + 1][0])
        return (self.written(at), self.written(at + 1)) if is_phrase else ("", "")


class Usage:
    """What a few texts do with some words."""

    def __init__(self, texts: Sequence[Wording], asked: Collection[str]) -> None:
        """Look for these folded words."""
        self._texts = texts
        self._places: dict[str, list[_Place]] = defaultdict(list)
        self._size = sum(len(part) for text in texts for part in text.texts)
        forms: Counter[tuple[str, str, str]] = Counter()
        for text in texts:
            for part in (text.title, *text.texts):
                for word, at in part.find(asked):
                    forms[word, part.written(at), text.language] += 1
                    self._places[word].append(_Place(part, at))
        self.usual: Mapping[str, str] = _usual(forms)

    def have_pair(self, *words: str) -> bool:
        """Whether two of the words stand side by side in each of the texts."""
        having = {id(place.part) for place in self._places.get(words[0], ()) if place.part.last(place.at, words)}
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
        found = [_is_open(place, end, language) for place, end in self._runs(words)]
        if len(words) == 1 and last.islower() and len(found) < _TOLD and self._size >= _LONG:
            return False
        return sum(found) <= _OPEN * len(found)

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[_Place, int]]:
        """Where these words stand in order, but for titles, in which most are written like names and stand alone."""
        titles = {id(text.title) for text in self._texts}
        for place in self._places.get(words[0], ()):
            if id(place.part) not in titles and (end := place.part.last(place.at, words)) is not None:
                yield place, end


def _is_open(place: _Place, end: int, language: str) -> bool:
    """Whether, where it stands here, a word beside it belongs to it."""
    part, first = place
    before, after = part.beside(first - 1)[0], part.beside(end)[1]
    if part.written(first)[0].isupper() and before[:1].isupper() and fold(before, language):
        return True
    if after.casefold() in _BEFORE_NOUNS.get(language, ()):
        return first == end
    is_name = part.written(end)[0].isupper()
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
