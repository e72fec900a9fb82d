"""What a story is like, whatever it is called: a fingerprint of its words, and how much of them two texts share. Pure.

Markup, spaces, punctuation and case do not count, so that neither a new template nor a typesetter's quotes change it.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from hashlib import sha256
from html import unescape
from itertools import pairwise
from unicodedata import normalize

from digest.model import Article, Found

#: Nothing on the web is older; what says so means "unknown".
FIRST_YEAR = 1990
#: A text of fewer words may be boilerplate ("Open thread. Be kind."), and tells nothing without its date.
TELLING = 80
#: Equal texts with dates further apart are two stories: a column that begins anew with the words of last year's.
APART = timedelta(days=30)
#: Bytes of letters that count for a word where words are not set apart by spaces.
_UNSPACED = 15
#: Pairs of neighbouring words that a text needs before anything can be said of what it shares with another.
_FEWEST_PAIRS = 10
#: Different signs that are taken out one after the other, which is quickest for the few of a usual text.
_FEW_SIGNS = 20

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_NO_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalnum())


def likeness(story: Found | Article) -> str | None:
    """The fingerprint that the same story has under another name; None for one that nothing can be said of.

    A text (else: summary) of 80 words has one of its title and itself, "text ...". A shorter or missing one has one of
    its moment as well, "moment ...", and none when its source gave it no date that makes sense.
    """
    title = letters(story.title)
    text = _plain(story.content or story.summary)
    written = _letters(text)
    if _is_long(text, written):
        return f"text {_hash(title, written)}"
    if story.published is None or story.published.year < FIRST_YEAR:
        return None
    return f"moment {_hash(title, written, story.published.astimezone(UTC).isoformat().encode())}"


def is_telling(fingerprint: str) -> bool:
    """Whether it says enough to hold across sources."""
    return fingerprint.startswith("text ")


def letters(html: str) -> bytes:
    """All letters and digits of a text, folded, in UTF-8."""
    return _letters(_plain(html))


def shared(one: str, other: str) -> float | None:
    """The share of the shorter text's pairs of neighbouring words that the longer one has; None for too few of them."""
    fewer, more = sorted((_pairs(one), _pairs(other)), key=len)
    return len(fewer & more) / len(fewer) if len(fewer) >= _FEWEST_PAIRS else None


def _plain(html: str) -> str:
    text = _TAG.sub(" ", html) if "<" in html else html
    return unescape(text) if "&" in text else text


def _letters(text: str) -> bytes:
    # What is ASCII, as most is, is done by bytes, which is several times as fast as looking for words.
    if text.isascii():
        return text.encode().lower().translate(None, _NO_LETTERS)
    folded = normalize("NFKC", text).casefold()
    folded = folded.encode("utf-8", "replace").translate(None, _NO_LETTERS).decode()
    odd = [sign for sign in set(folded) if not sign.isalnum()]
    if len(odd) > _FEW_SIGNS:
        return "".join(filter(str.isalnum, folded)).encode()
    for sign in odd:
        folded = folded.replace(sign, "")
    return folded.encode()


def _is_long(text: str, written: bytes) -> bool:
    return len(written) >= TELLING * _UNSPACED or (
        len(written) >= TELLING and len(text.split(maxsplit=TELLING)) >= TELLING
    )


def _hash(*parts: bytes) -> str:
    return sha256(b"\n".join(parts)).hexdigest()[:40]


def _pairs(html: str) -> set[tuple[str, str]]:
    words = _WORD.findall(normalize("NFKC", _plain(html)).casefold())
    return set(pairwise(words))
