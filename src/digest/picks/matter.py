"""What an article's text and title say, as far as it tells one story from another."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from digest.model import Article
from digest.picks.series import series
from digest.picks.text import fold, plain, squeezed, tokens

#: A word used this often in one text is one of its matters.
OFTEN = 3

#: Kinds of marks that a title bears. Two titles that bear different ones of a kind are two issues of one column.
KIND_BITS = 16
PART, YEAR, MONTH, DAY, WEEKDAY = (kind << KIND_BITS for kind in range(1, 6))

_MONTHS = (
    "january januar jänner|february februar|march märz|april|may mai|june juni|july juli|august|september|"
    "october oktober|november|december dezember"
)
_WEEKDAYS = (
    "monday montag|tuesday dienstag|wednesday mittwoch|thursday donnerstag|friday freitag|saturday samstag sonnabend|"
    "sunday sonntag"
)
_CALENDAR = {
    name: kind + number
    for kind, names in ((MONTH, _MONTHS), (WEEKDAY, _WEEKDAYS))
    for number, same in enumerate(names.split("|"), start=1)
    for name in same.split()
}
_LAST_DAY = 31
_YEARS = range(1900, 2100)
_DIGITS = re.compile(r"(?<!\d)\d{1,4}(?!\d)")

#: A word with a capital letter in the middle of a sentence; of small letters only ASCII's are told here.
_CAPITAL = re.compile(r"(?<=[\w,;] )[^\W\da-z_][^\W_]+")
#: Scripts without spaces between words: each sign is taken for one.
_SIGN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Matter:
    """An article, read for what it tells."""

    words: list[str]  #: of title and text (the summary, if that is longer), folded, in order
    names: set[str]  #: those of the text that say which story it is
    marks: set[int]  #: of the title: PART + part, YEAR + year, ...
    stem: str  #: what the title says without its part, squeezed


def matter(article: Article) -> Matter:
    """Read an article.

    Names are what a template leaves open and a copy keeps: what the title says as well, numbers, words with a capital
    letter, words that come again and again.
    """
    # What is left of a page that is all video may be shorter than its summary.
    text = max(plain(article.content), plain(article.summary), key=len)
    title, body = _words(article.title), _words(text)
    part = series(article)
    return Matter(
        words=title + body,
        names=_names(title, body, text),
        marks=_marks(article.title) | ({PART + part.part} if part else set()),
        stem=part.key if part else squeezed(article.title),
    )


def _words(text: str) -> list[str]:
    found = tokens(text) if text.isascii() else [word for token in tokens(text) for word in _apart(token)]
    return [word for token in found if (word := _folded(token)) is not None]


def _apart(token: str) -> list[str]:
    return list(token) if _SIGN.search(token) else [token]


def _folded(token: str) -> str | None:
    return token if len(token) == 1 and (token.isdigit() or _SIGN.match(token)) else fold(token)


def _names(title: list[str], body: list[str], text: str) -> set[str]:
    count = Counter(body)
    names = {word for word in title if word in count}
    names |= {word for word, times in count.items() if times >= OFTEN or any(map(str.isdigit, word))}
    capitals = {match[0] for match in _CAPITAL.finditer(text)}
    return names | ({word for capital in capitals if capital[0].isupper() and (word := fold(capital))} & count.keys())


def _marks(title: str) -> set[int]:
    """What of the calendar a title names; a day only beside a month."""
    words = {word.casefold() for word in tokens(title)}
    marks = {_CALENDAR[word] for word in words if word in _CALENDAR}
    numbers = {int(digits) for digits in _DIGITS.findall(title) if digits.isascii()}
    marks |= {YEAR + number for number in numbers if number in _YEARS}
    if any(mark & MONTH == MONTH and mark < DAY for mark in marks):
        marks |= {DAY + number for number in numbers if 1 <= number <= _LAST_DAY}
    return marks
