"""From an article's markup to its words: plain text, tokens, and the form under which a word is counted."""

import html
import re
import unicodedata
from collections.abc import Iterator

from digest.picks.wordlists import STOP

#: A letter or digit run; an apostrophe inside belongs to the word ("don't", "mother’s").
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

#: One tag, whose quoted attributes may hold ">"; possessive, so that hostile markup costs no backtracking.
_TAG = re.compile(r"<[a-zA-Z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")

POSSESSIVE = ("'s", "’s")


def plain(markup: str) -> str:
    """Sanitised HTML as text: tags become spaces, character references the characters they stand for."""
    return unicodedata.normalize("NFC", html.unescape(_TAG.sub(" ", markup)))


def tokens(text: str) -> list[str]:
    """The words of plain text in its order, as they stand there."""
    return _TOKEN.findall(text)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each of `tokens(text)` begins and ends."""
    return (match.span() for match in _TOKEN.finditer(text))


def fold(token: str) -> str | None:
    """The form a word is counted under: small letters, no possessive; None for a stop word or a single letter."""
    word = token.casefold()
    if word.endswith(POSSESSIVE):
        word = word[:-2]
    return None if len(word) == 1 or word.replace("’", "'") in STOP else word


def words(text: str) -> list[str]:
    """The words of plain text that tell what it is about, folded, in order."""
    return [word for token in tokens(text) if (word := fold(token)) is not None]


def squeezed(text: str) -> str:
    """Small letters and single spaces, no punctuation: equal for two spellings of one title."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))
