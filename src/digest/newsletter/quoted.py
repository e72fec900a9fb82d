"""Quoted-printable (RFC 2045 §6.7), in pieces that can be joined: each is encoded once, wherever it will stand.

Our own, since the standard library's encoder knows neither pieces nor what must stay whole, and since the same text has
to give the same bytes with every version of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from digest.stencil import Place, Stencil

COLUMNS = 76  #: of a line, at most
_HARD, _SOFT = b"\r\n", b"=\r\n"  #: end a line, in the text too or only here

_PLAIN = frozenset(range(0x20, 0x7F)) - {ord("=")} | {ord("\t")}
_SPELLED = {code: chr(code) if code in _PLAIN else f"={code:02X}" for code in range(256)}
# Programs on the way misread these where a line begins: an mbox's separator, SMTP's end of a message. Spelled out, they
# need no stuffing either (RFC 5321 §4.5.2).
_MISREAD = re.compile(r"\.|F(?=rom )")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in quoted-printable. Its last line is left open, with room for a soft break."""

    stencil: Stencil
    size: int  #: bytes of the text as mail programs get it, with CRLF line ends
    begins_line: bool  #: whether it may follow an open line as it is, since it begins with the line's end
    ends_line: bool


class Quoter:
    """Encodes texts in which some words are places."""

    def __init__(self, places: Mapping[str, str]) -> None:
        """`places`: word → name of the place; words of up to 70 letters, digits, "-" and "_", that stay in one line."""
        self._names = {word.encode(): name for word, name in places.items()}
        words = "|".join(map(re.escape, places)) or r"(?!)"
        self._words = re.compile(words)
        self._cuts = re.compile(f"({words})".encode())

    def quoted(self, text: str) -> Quoted:
        """`text` as UTF-8; its lines end with line feeds. A lone surrogate becomes "?"."""
        raw = text.encode("utf-8", "replace")
        lines = raw.decode("latin-1").split("\n")
        content = "\r\n".join(map(self._line, lines)).encode("ascii")
        return Quoted(self._cut(content), len(raw) + len(lines) - 1, content.startswith(_HARD), content.endswith(_HARD))

    def _cut(self, content: bytes) -> Stencil:
        found = self._cuts.split(content)
        return Stencil.of(Place(self._names[piece]) if i % 2 else piece for i, piece in enumerate(found))

    def _line(self, line: str) -> str:
        """One line of the text: as many lines as it takes."""
        spelled = line.translate(_SPELLED)
        if spelled[-1:] in (" ", "\t"):  # it would be lost on the way
            spelled = f"{spelled[:-1]}={ord(spelled[-1]):02X}"
        spans = [found.span() for found in self._words.finditer(spelled)] if len(spelled) >= COLUMNS else []
        return "=\r\n".join(_folded(spelled, spans))


def joined(pieces: Iterable[Quoted]) -> Stencil:
    """The pieces one after the other, as whole lines: soft breaks close open ones, but the last."""
    return Stencil.of(_joined(pieces))


def _joined(pieces: Iterable[Quoted]) -> Iterator[Stencil | bytes]:
    is_open = False
    for piece in pieces:
        if piece.size:
            if is_open and not piece.begins_line:
                yield _SOFT
            yield piece.stencil
            is_open = not piece.ends_line
    if is_open:
        yield _HARD


def _folded(spelled: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    start = 0
    while True:
        misread = _MISREAD.match(spelled, start)
        first = f"={ord(misread[0]):02X}" if misread else ""
        rest = start + bool(misread)
        end = rest + COLUMNS - 1 - len(first)
        if end >= len(spelled):
            yield first + spelled[rest:]
            return
        end = _border(spelled, end, spans)
        yield first + spelled[rest:end]
        start = end


def _border(spelled: str, end: int, spans: list[tuple[int, int]]) -> int:
    """The last place up to `end` where a line may be divided: not amid a byte that is spelled out, nor amid a place."""
    for first, last in spans:
        if first < end < last:
            return first
    escape = spelled.rfind("=", end - 2, end)
    return end if escape < 0 else escape
