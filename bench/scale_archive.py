"""An invented archive of any size for `bench.related_scale`: the same articles each time, whatever is asked for.

As in a real one, words follow Zipf's law (with Mandelbrot's shift), new ones never end, subjects come up as time goes
on, one article of twenty is another's copy with a tenth of its words exchanged, and some are parts of a series.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.random import Generator, default_rng

from digest.model import Article, SourceState
from digest.store.seam import Check, Store

SECTIONS = tuple(f"section-{number}" for number in range(8))
START = datetime(2019, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=37)
SEED = 20_261_122

_AT_ONCE = 1000
_ARTICLES_A_SUBJECT = 40
_COPY_EVERY, _SERIES_OF, _PARTS = 20, 25, 5
_LITTLE = ("the", "of", "and", "to", "in", "a", "that", "is", "for", "on", "with", "as", "it", "was", "by", "at")
_FIRST, _THEN = "bdfgklmnprstvz", "aeiou"
_SYLLABLES = [a + b for a in _FIRST for b in _THEN]


class Writer(Protocol):
    """Gives article 0, 1, 2, …"""

    def __call__(self, number: int, /) -> Article: ...


def invented(number: int) -> Article:
    """Article 0, 1, 2, …; each later than the one before."""
    if number % _COPY_EVERY == _COPY_EVERY - 1:
        return _copy(number, _original(number - 1 - number % 7))
    return _original(number)


def put(store: Store, articles: Iterable[Article]) -> None:
    """Store them as a check of a source does, many at a time."""
    waiting = iter(articles)
    state = SourceState(url="https://bench.invalid/feed")
    while some := list(islice(waiting, _AT_ONCE)):
        store.articles.collect_all([Check(state=state, changed=some)])


def revised(article: Article) -> Article:
    """A later revision: a paragraph more."""
    revision = article.revision + 1
    more = f"<p>Correction: {' '.join(_words(default_rng([SEED, 3, revision]), 12))}.</p>"
    return replace(article, content=article.content + more, revision=revision, digest=f"{article.digest}/{revision}")


def _original(number: int) -> Article:
    chance = default_rng([SEED, 0, number])
    subject = int(chance.integers(number // _ARTICLES_A_SUBJECT + 1))
    known = _subject(subject)
    size = int(chance.integers(400, 700))
    units = [*_words(chance, size * 2 // 5), *chance.choice(_LITTLE, size * 2 // 5).tolist()]
    # The words of a subject come in pairs, some of them again and again.
    units += [f"{known[at]} {known[at + 1]}" for at in _small(chance, size // 10, len(known) - 1)]
    return _article(number, subject, _title(number, known, chance), _html(chance.permutation(units).tolist()))


def _copy(number: int, article: Article) -> Article:
    chance = default_rng([SEED, 1, number])
    words = article.content.split(" ")
    others = _words(chance, len(words))
    exchanged = (chance.random(len(words)) < 0.1).tolist()
    told = " ".join(
        other if is_other and "<" not in word else word
        for word, other, is_other in zip(words, others, exchanged, strict=True)
    )
    return _article(number, number // _ARTICLES_A_SUBJECT, article.title, told)


def _article(number: int, subject: int, title: str, content: str) -> Article:
    date = START + number * APART
    return Article(
        id=f"tag:bench.invalid,2026:article/{number}",
        key=f"bench.invalid/story/{number}",
        source=f"https://bench.invalid/feed/{number % 5}",
        url=f"https://bench.invalid/story/{number}",
        section=SECTIONS[subject % len(SECTIONS)],
        title=title,
        summary=content[3:].partition(".")[0] + ".",
        content=content,
        authors=(f"Author {number * 7 % 300}",),
        image=None,
        language="en",
        published=date,
        date=date,
        collected=date,
        updated=date,
        revision=1,
        digest=f"{number}",
        tags=(_word(200 + subject),) if number % 2 else (),
    )


def _title(number: int, known: Sequence[str], chance: Generator) -> str:
    place = number % _SERIES_OF
    if place % _PARTS == 3:
        words = default_rng([SEED, 2, number // _SERIES_OF])
        return f"{' '.join(_words(words, 2)).title()} by Hand, Part {place // _PARTS + 1}"
    return " ".join([known[int(chance.integers(10))], *_words(chance, 2), known[int(chance.integers(20))]])


def _subject(number: int) -> list[str]:
    """Its words, those that are said most first; the first ten are names."""
    found = _words(default_rng([SEED, 4, number]), 60, shift=400)
    return [word.capitalize() if place < 10 else word for place, word in enumerate(found)]


def _words(chance: Generator, count: int, shift: int = 50) -> list[str]:
    ranks = shift * (chance.random(count) ** (-1 / 0.35) - 1)
    return [_word(rank) for rank in np.minimum(ranks, 5e6).astype(np.int64).tolist()]


def _word(rank: int) -> str:
    """The word of this rank; the more often said, the shorter."""
    rank += len(_SYLLABLES)  # at least two syllables
    found = ""
    while rank:
        rank, place = divmod(rank, len(_SYLLABLES))
        found = _SYLLABLES[place] + found
    return found


def _small(chance: Generator, count: int, end: int) -> Iterator[int]:
    """Numbers below `end`, small ones more often."""
    return iter((chance.random(count) ** 2 * end).astype(np.int64).tolist())


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _html(words: Sequence[str]) -> str:
    sentences = [f"{_begun(' '.join(words[at : at + 14]))}." for at in range(0, len(words), 14)]
    paragraphs = (" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
