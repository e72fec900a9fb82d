"""Header values in ASCII, in lines of at most 76 columns where what they hold can be divided (RFC 5322, RFC 2047).

Written out here rather than by the standard library, whose folding differs between Python versions and which encodes
long addresses in List-Unsubscribe so that no mail client finds them. Whatever a text holds, it begins no other header.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from digest.deliver.mailbox import Mailbox
from digest.lines import header_line

COLUMNS = 76  #: of a line with an encoded word (RFC 2047 §2)
_FOLD = "\r\n "
_LONGEST_WORD = 75
_FRAME = len("=?utf-8?q??=")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# What may stand for itself in an encoded word, also in a name (RFC 2047 §5 (3)).
_SPELLED = {code: chr(code) if re.match(r"[A-Za-z0-9!*+/-]", chr(code)) else f"={code:02X}" for code in range(256)}
_SPELLED[ord(" ")] = "_"


def text(name: str, value: str) -> str:
    """The value of a header that holds nothing but text (Subject)."""
    line = header_line(value)
    if _is_plain(line):
        folded = _folded(line, len(name) + 2)
        if folded is not None:
            return folded
    return encoded_words(line, len(name) + 2)


def mailbox(name: str, who: Mailbox) -> str:
    """The value of a header that holds one address, with its name (From)."""
    return beside(phrase(who.name, len(name) + 2), f"<{who.spec}>", len(name) + 2) if who.name else who.spec


def phrase(value: str, used: int) -> str:
    """A name to be shown: as it is, in quotes, or encoded (RFC 5322 §3.2.5, RFC 2047 §5); `used`: columns before it."""
    line = header_line(value)
    if not _is_plain(line) or used + len(line) + 2 > COLUMNS:
        return encoded_words(line, used)
    if _ATOMS.fullmatch(line):
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def beside(first: str, second: str, used: int) -> str:
    """Both with a blank between them, which is a line's end where one line would be too long."""
    last = first.rpartition("\r\n")[2]
    width = len(last) + (used if last == first else 0)
    return first + (" " if width + 1 + len(second) <= COLUMNS else _FOLD) + second


def web(url: str) -> str:
    """An address of the web in angle brackets (RFC 2369 §2), in ASCII and without anything that could end it."""
    return f"<{quote(url, safe=_URL_SAFE)}>"


_URL_SAFE = "%/:@!$&'()*+,;=~-._?#[]"


def encoded_words(line: str, used: int) -> str:
    """The line in encoded words, of which none divides a character; `used`: columns before the first."""
    raw = line.encode("utf-8", "replace")
    in_q = sum(len(_SPELLED[code]) for code in raw) <= -(-len(raw) // 3) * 4
    words: list[str] = []
    room = COLUMNS - used
    left = line
    while left:
        count = _fitting(left, min(room, _LONGEST_WORD) - _FRAME, in_q=in_q)
        if count or not words:
            words.append(_word(left[:count], in_q=in_q) if count else "")
        left = left[count:]
        room = COLUMNS - 1
    return _FOLD.join(words)


def _fitting(line: str, room: int, *, in_q: bool) -> int:
    """How many characters of the line an encoded word has room for."""
    used = 0
    for count, char in enumerate(line):
        size = char.encode("utf-8", "replace")
        used += sum(len(_SPELLED[code]) for code in size) if in_q else len(size)
        if (used if in_q else -(-used // 3) * 4) > room:
            return count
    return len(line)


def _word(part: str, *, in_q: bool) -> str:
    raw = part.encode("utf-8", "replace")
    if in_q:
        return f"=?utf-8?q?{''.join(_SPELLED[code] for code in raw)}?="
    return f"=?utf-8?b?{b64encode(raw).decode()}?="


def _is_plain(line: str) -> bool:
    """Whether it can stand as it is: it is ASCII, and nobody takes it for encoded."""
    return line.isascii() and "=?" not in line


def _folded(line: str, used: int) -> str | None:
    """The line in lines, divided at blanks; None where a word is too long for one."""
    lines = list(_lines(line.split(" "), used))
    return (
        _FOLD.join(lines) if all(len(one) < COLUMNS for one in lines[1:]) and used + len(lines[0]) <= COLUMNS else None
    )


def _lines(words: list[str], used: int) -> Iterator[str]:
    line, room = words[0], COLUMNS - used
    for word in words[1:]:
        if len(line) + 1 + len(word) > room:
            yield line
            line, room = word, COLUMNS - 1
        else:
            line = f"{line} {word}"
    yield line
