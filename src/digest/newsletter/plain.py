"""Text for a terminal: wrapped by what a line measures on screen, with addresses left whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 72  #: columns; RFC 3676 §4.2 asks for 78 or fewer
_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_SKIN = "\U0001f3fb\U0001f3ff"  # from, to
_MONSTER = 30  #: characters; no language that puts blanks between words needs more, and no phone shows as many
# Scripts that break lines without blanks, by rules of their own: Southeast Asian, East Asian.
_OWN_RULES = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff"
# Han, kana, and the marks between them: a line may break between any two (UAX 14, classes ID, CJ, NS), as no blanks
# show where. Korean has blanks; the scripts of Southeast Asia need a dictionary, and are broken only where they must.
_WIDE = "\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_WIDE_ONE = re.compile(f"[{_WIDE}]")
_OPENS = "「『【〔〈《〖〘（［｛｟“‘"
_CLOSES = (
    "」』】〕〉》〗〙）］｝｠”’、。，．・：；！？‼⁇…‥ー々〻〜～％,.:;!?)%"
    "ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_ON_IT = "\ufe00-\ufe0f\u3099\u309a\U000e0100-\U000e01ef"  # marks on the character before them
_UNIT = re.compile(
    f"[{_OPENS}]*(?:https?://[^{_WIDE}]+|[{_WIDE}][{_ON_IT}]*|[^{_WIDE}{_OPENS}]+)[{_CLOSES}]*|[{_OPENS}]+"
)
_LONG = re.compile(f"[^\\s\u200b{_OWN_RULES}]{{17,}}")


def columns(text: str) -> int:
    """How many columns a terminal gives to one line of text."""
    return len(text) if text.isascii() else sum(map(_columns, text, " " + text))


def wrap(text: str, prefix: str = "", others: str | None = None) -> str:
    """Lines of at most WIDTH columns.

    A line breaks at a blank, or between two East Asian characters, but not before a mark that closes or after one that
    opens. A word that is too long is broken, unless it is an address.

    Args:
        text: one line.
        prefix: stands before the first line.
        others: stands before the others; None: as many blanks.
    """
    indent = " " * columns(prefix) if others is None else others
    lines = _lines(text, WIDTH - max(columns(prefix), columns(indent)))
    return "\n".join((indent if i else prefix) + line for i, line in enumerate(lines))


def underline(text: str, mark: str) -> str:
    """The text with a rule under it, as wide as its widest line, but for an address that no line has room for."""
    return f"{text}\n{mark * min(WIDTH, max(map(columns, text.split(chr(10)))))}"


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
    line, used = "", 0
    for blank, unit in _units(text):
        for i, piece in enumerate(_pieces(unit, width)):
            room = columns(piece)
            if line and (i or used + len(blank) + room > width):
                yield line
                line, used = piece, room
            else:
                line, used = (line + blank + piece, used + len(blank) + room) if line else (piece, room)
    yield line


def _units(text: str) -> Iterator[tuple[str, str]]:
    """(blank before it or "", what stays on one line), in order."""
    for i, word in enumerate(text.split(" ")):
        units = _UNIT.findall(word) if _WIDE_ONE.search(word) else [word]
        for j, unit in enumerate(units):
            yield (" " if i and not j else ""), unit


def _pieces(word: str, width: int) -> Iterator[str]:
    if columns(word) > width and "://" not in word:
        start = used = 0
        for i, char in enumerate(word):
            room = _columns(char, word[i - 1] if i else " ")
            if used + room > width and not _clings(word, i):
                yield word[start:i]
                start, used = i, 0
            used += room
        word = word[start:]
    yield word


def _columns(char: str, before: str) -> int:
    """Of one character, as it stands after `before`."""
    if char == _AS_EMOJI:  # makes the one before it as wide as one
        return int(_alone(before) == 1 and unicodedata.category(before) == "So")
    if _SKIN[0] <= char <= _SKIN[1] or (before == _JOINER and unicodedata.category(char) == "So"):
        return 0  # drawn into the one before
    return _alone(char)


def _alone(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _clings(text: str, index: int) -> bool:
    """Whether the character belongs to the one before it: a cut between them would show."""
    char = text[index]
    return _alone(char) == 0 or text[index - 1] == _JOINER or _SKIN[0] <= char <= _SKIN[1]
