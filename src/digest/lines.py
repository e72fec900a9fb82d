"""Text as one line, free of characters that are no text: what mails and their headers are made of."""

from __future__ import annotations

import re
import unicodedata

_PLANES = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
# Lone surrogates, noncharacters, and the bidi controls that reach beyond their own text (UAX 9: embeddings, overrides,
# isolates). The marks LRM, RLM and ALM stay: they are letters' neighbours, and some languages need them.
_NEVER = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_PLANES}\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANK = re.compile("[^\\S\u00a0\u2007\u202f]+")  # blanks that may break a line; the others hold words together
_MARKS = re.compile("[\u061c\u200e\u200f]")


def one_line(text: str) -> str:
    """`text` as one line without characters that are no text, or that turn what follows them around.

    "" if nothing of it would be seen: a headline of zero-width spaces is a link that nobody can find.
    """
    line = _BLANK.sub(" ", _CONTROL.sub(" ", _NEVER.sub("", text))).strip()
    return line if line.isascii() or any(unicodedata.category(char)[0] in "LNPS" for char in line) else ""


def header_line(text: str) -> str:
    """One line for a mail header: no direction marks either, since nothing shows where their reach ends."""
    return one_line(_MARKS.sub("", text))


def several_lines(text: str) -> str:
    """`text` with its lines and tabs, but without what `one_line` takes out."""
    return _CONTROL_IN_LINES.sub("", _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
