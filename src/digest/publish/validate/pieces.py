"""HTML cut into tags, in time that grows with its length alone: html.parser takes minutes for 400 KB of "<!--".

What is never closed ends the cutting, as it swallows the rest of a page in browsers (HTML Living Standard §13.2.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?>[^>"']|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?""")
#: What is in them is no HTML.
_RAW = {
    tag: re.compile(f"</{tag}(?=[\\s/>])", re.IGNORECASE) for tag in ("script", "style", "textarea", "title", "xmp")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An opening or closing tag."""

    name: str  #: in small letters
    closes: bool = False
    closes_itself: bool = False  #: "<br/>"
    attributes: tuple[tuple[str, str], ...] = ()  #: names in small letters, values without references


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is no tag, in words."""

    words: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """<!DOCTYPE …> and its like."""

    words: str


Piece = Tag | Flaw | Declaration


def pieces(content: str) -> Iterator[Piece]:
    """Everything that begins with "<", in order; comments and texts are passed over."""
    at = 0
    while (at := content.find("<", at)) >= 0:
        piece, at = _other(content, at) if content.startswith(("<!", "<?"), at) else _tag(content, at)
        if piece is not None:
            yield piece
        if isinstance(piece, Tag) and not piece.closes and piece.name in _RAW:
            raw = _RAW[piece.name].search(content, at)
            at = raw.start() if raw else len(content)


def _tag(content: str, at: int) -> tuple[Piece, int]:
    if not content[at + 1 : at + 2].isalpha() and not content[at + 1 : at + 3].removeprefix("/")[:1].isalpha():
        return Flaw(f'"{content[at : at + 2]}" opens nothing'), at + 1
    if not (found := _TAG.match(content, at)):
        return Flaw(f"{content[at : at + 20]} is never closed"), len(content)
    inside = found[3]
    told = tuple((name.lower(), unescape(value.strip("\"'"))) for name, value in _ATTRIBUTE.findall(inside))
    tag = Tag(
        name=found[2].lower(), closes=bool(found[1]), closes_itself=inside.rstrip().endswith("/"), attributes=told
    )
    return tag, found.end()


def _other(content: str, at: int) -> tuple[Piece | None, int]:
    is_comment = content.startswith("<!--", at)
    end = content.find("-->" if is_comment else ">", at + 4 if is_comment else at)
    if end < 0:
        return Flaw(f"{content[at : at + 20]} is never closed"), len(content)
    if is_comment:
        return None, end + 3
    if content[at : at + 9].lower() == "<!doctype":
        return Declaration(content[at + 1 : end]), end + 1
    return Flaw(f"{content[at : end + 1]} is no HTML"), end + 1
