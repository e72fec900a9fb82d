"""Text for a terminal: wrapped by what a line measures on screen, with addresses left whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 72  #: columns; RFC 3676 §4.2 asks for 78 or fewer
_JOINER = "\u200d"
_MONSTER = 30  #: characters; no language that puts blanks between words needs more, and no phone shows as many
# Scripts that break lines without blanks, by rules of their own: Southeast Asian, East Asian.
_OWN_RULES = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff"
_LONG = re.compile(f"[^\\s\u200b{_OWN_RULES}]{{17,}}")


def columns(text: str) -> int:
    """How many columns a terminal gives to one line of text."""
    return sum(_columns(char) for char in text)


def wrap(text: str, prefix: str = "") -> str:
    """Lines of at most WIDTH columns; the first starts with `prefix`, the others are indented as far.

    A word that is too long is broken, unless it is an address.
    """
    indent = " " * len(prefix)
    lines = _lines(text, WIDTH - len(prefix))
    return "\n".join((indent if i else prefix) + line for i, line in enumerate(lines))


def underline(text: str, mark: str) -> str:
    """The text with a rule under it, as wide as its widest line."""
    return f"{text}\n{mark * max(map(columns, text.split(chr(10))))}"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one ends in the last third, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[:limit].rfind(" ")
    if cut < limit * 2 // 3:
        cut = limit - 1
        while cut > 0 and _clings(text, cut):
            cut -= 1
    return text[:cut].rstrip(" ,;:.–—-") + "…"


def breakable(text: str) -> str:
    """The text with zero-width spaces in words that would push a page wider than a phone."""
    return _LONG.sub(lambda word: _broken(word[0]), text)


def long_words(text: str) -> bool:
    """Whether it has words that a phone may have to break, and that `breakable` leaves alone."""
    return any(len(word) <= _MONSTER for word in _LONG.findall(text))


def _broken(word: str) -> str:
    if len(word) <= _MONSTER:
        return word
    return "".join("\u200b" + c if i and i % 10 == 0 and not _clings(word, i) else c for i, c in enumerate(word))


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        for piece in _pieces(word, width):
            longer = f"{line} {piece}" if line else piece
            if line and columns(longer) > width:
                yield line
                line = piece
            else:
                line = longer
    yield line


def _pieces(word: str, width: int) -> Iterator[str]:
    if columns(word) > width and "://" not in word:
        start = used = 0
        for i, char in enumerate(word):
            if used + _columns(char) > width and not _clings(word, i):
                yield word[start:i]
                start, used = i, 0
            used += _columns(char)
        word = word[start:]
    yield word


def _columns(char: str) -> int:
    if char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _clings(text: str, index: int) -> bool:
    """Whether the character belongs to the one before it: a cut between them would show."""
    char = text[index]
    return _columns(char) == 0 or text[index - 1] == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"
