"""From an article's markup to its words: plain text, tokens, and the terms under which they are counted."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from digest.picks.stems import stem
from digest.picks.stopwords import STOP_WORDS

#: Accents set apart, points and vowel signs: without them the letters of many scripts are no words.
_MARKS = "".join(char for char in map(chr, range(0x300, 0x1800)) if unicodedata.category(char) in {"Mn", "Mc"})

#: A letter or digit run; an apostrophe inside belongs to the word ("don't", "mother’s").
_TOKEN = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*(?:['’][^\W_]+)*")

#: One tag, whose quoted attributes may hold ">"; possessive, so that hostile markup costs no backtracking.
_TAG = re.compile(r"<[a-zA-Z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")

#: Scripts without spaces: Chinese, Japanese and Korean (whose particles end words), then those of South-East Asia.
_UNSPACED = re.compile(
    "([\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)"
    "|([\u0e00-\u109f\u1780-\u17ff]+)"
)
#: How many signs, or letters, make a term: about a word.
_SIGNS, _LETTERS = 2, 4

#: A longer text in a title's place is searched for no names of series or columns: it may be hostile.
LONGEST_TITLE = 300
#: A longer token is no word; it is counted under its beginning.
LONGEST = 64
#: Languages that tie little words to the next one: "l'école", "dell'acqua".
_ELIDING = frozenset({"ca", "fr", "it"})


def plain(markup: str) -> str:
    """Sanitised HTML as text: tags become spaces, character references the characters they stand for."""
    return unicodedata.normalize("NFC", html.unescape(_TAG.sub(" ", markup)))


def tokens(text: str) -> list[str]:
    """The words of plain text in its order, as they stand there."""
    return _TOKEN.findall(text)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each of `tokens(text)` begins and ends."""
    return (match.span() for match in _TOKEN.finditer(text))


def next_token(text: str, start: int) -> tuple[int, int] | None:
    """Where the first word from a place on begins and ends; None if there is none."""
    match = _TOKEN.search(text, start)
    return match.span() if match else None


def last_token(text: str, stop: int) -> tuple[int, int] | None:
    """Where the last word before a place begins and ends; None if none stands near."""
    found = None
    for found in _TOKEN.finditer(text, max(0, stop - LONGEST), stop):  # noqa: B007 - the last one is wanted
        pass
    return found.span() if found else None


def terms(text: str, language: str) -> list[str]:
    """The words of plain text that tell what it is about, as `fold` has them, in order.

    What is written without spaces becomes overlapping pieces of two letters (Chinese, Japanese, Korean) or four.
    """
    found: list[str] = []
    for token in tokens(text):
        if not token.isascii() and _UNSPACED.search(token):
            found += _pieces(token, language)
        elif (word := fold(token, language)) is not None:
            found.append(word)
    return found


def fold(token: str, language: str = "en") -> str | None:
    """The form a word is counted under: small letters, no possessive, its stem; None for a stop word or one letter.

    `language` is what `language_of` tells; in one that is not known words have small letters and that is all.
    """
    return _folded(token[:LONGEST], language)


def words(text: str) -> list[str]:
    """The terms of an English text."""
    return terms(text, "en")


def squeezed(text: str) -> str:
    """Small letters and single spaces, no punctuation: equal for two spellings of one title."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=1 << 16)  # most words of an archive are of few kinds, and stemming one takes 30 µs
def _folded(token: str, language: str) -> str | None:
    word = unicodedata.normalize("NFKC", token).casefold().replace("’", "'").removesuffix("'s")
    if language in _ELIDING:
        word = word.rpartition("'")[2]
    return None if len(word) <= 1 or word in STOP_WORDS.get(language, ()) else stem(word, language)


def _pieces(token: str, language: str) -> Iterator[str]:
    """The terms of a token of which some is written without spaces."""
    end = 0
    for run in _UNSPACED.finditer(token):
        yield from terms(token[end : run.start()], language)
        size = _SIGNS if run[1] else _LETTERS
        yield from (run[0][at : at + size] for at in range(max(1, len(run[0]) - size + 1)))
        end = run.end()
    yield from terms(token[end:], language)
