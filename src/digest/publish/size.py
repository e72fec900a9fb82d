"""How much one document holds: readers and validators give up on what is too large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from digest.language import ENGLISH, Language
from digest.publish.body import in_short
from digest.publish.entry import Entry

#: Bytes of the contents of all entries together: W3C's validator reads 5,000,000 of a document, and RSS and Atom also
#: hold the summaries, the addresses and the picks.
MOST = 4_000_000
#: Bytes that a sign may take: "&amp;".
_LONGEST = 5


def fitting(entries: Sequence[Entry], most: int = MOST, words: Language = ENGLISH) -> Sequence[Entry]:
    """The same entries; where there is no room for a whole text, it has a summary and a link in its place.

    A short text after a long one may still be whole. The same entries give the same, so that bytes do, too.
    """
    if sum(len(entry.content) for entry in entries) * _LONGEST <= most:
        return entries
    return list(_fitting(entries, most, words))


def _fitting(entries: Sequence[Entry], room: int, words: Language) -> Iterator[Entry]:
    for entry in entries:
        shown, size = entry, _size(entry.content)
        if size > room:
            shown = replace(entry, content=in_short(entry.summary, entry.picks, entry.url, words))
            size = _size(shown.content)
        room -= size
        yield shown


def _size(content: str) -> int:
    """Bytes of an HTML text as XML writes it."""
    return len(escape(content, quote=False).encode())
