"""A rendered sheet, taken apart into what is its own and the parts that were laid on it.

The sheet is rendered with a mark in the place of each part: short, so that a sheet costs little, and made of
noncharacters, which no clean text holds. Templates do not notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.errors import RenderError
from digest.newsletter.quoted import Quoted, Quoter

_MARK = re.compile("\ufdd2([^\ufdd2\ufdd3]*)\ufdd3")
_STRAY = re.compile("[\ufdd2\ufdd3]")


def mark(name: str) -> str:
    """What stands for the part of this name."""
    return f"\ufdd2{name}\ufdd3"


@dataclass(frozen=True, slots=True)
class Part:
    """One part, in one format."""

    text: str
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's own pieces and the parts between them."""

    pieces: tuple[str | Part, ...]

    @property
    def size(self) -> int:
        """Bytes when mail programs have decoded it, with CRLF line ends."""
        return sum(piece.quoted.size if isinstance(piece, Part) else _size(piece) for piece in self.pieces)

    @property
    def text(self) -> str:
        """As one text."""
        return "".join(piece.text if isinstance(piece, Part) else piece for piece in self.pieces)

    def quoted(self, quoter: Quoter) -> Iterator[Quoted]:
        """The pieces encoded: of the parts this was done before."""
        for piece in self.pieces:
            yield piece.quoted if isinstance(piece, Part) else quoter.quoted(piece)


def sheet(template: str, rendered: str, parts: Mapping[str, Part]) -> Sheet:
    """The sheet that a template gave, with the parts for their marks.

    Raises:
        RenderError: the template does more with a part than placing it.
    """
    if not rendered.endswith("\n"):
        rendered += "\n"
    pieces: list[str | Part] = []
    for i, piece in enumerate(_MARK.split(rendered)):
        if i % 2 == 0 and not _STRAY.search(piece):
            pieces.append(piece)
        elif i % 2 and piece in parts:
            pieces.append(parts[piece])
        else:
            raise RenderError(template, "it changes a part of the mail, and can only place it whole, or leave it out")
    return Sheet(tuple(pieces))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace")) + text.count("\n")
