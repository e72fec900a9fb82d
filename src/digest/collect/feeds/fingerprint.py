"""What an entry was when it was read last, in 32 characters, so that the same entry need not be cleaned again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter

from digest.collect.feeds.wire import Entry, Wire
from digest.model import Source

#: Raised whenever the same entry would be read or cleaned differently, so that what we have is read anew, once.
READING = 3
_BYTES = 16


def fingerprinter(wire: Wire, source: Source) -> Callable[[Entry], str]:
    """How the entries of this feed are told from what they were: by all that their articles are made of.

    That is the entry itself, what the feed says for all of its entries, the rules of reading (`READING`), and what the
    operator says of the source. The order of entries, and what else stands in the feed, does not count.
    """
    around = (READING, wire.language, wire.authors, source.url, source.section, source.full, source.from_page)
    common = blake2b(repr(around).encode(), digest_size=_BYTES)

    def fingerprint(entry: Entry) -> str:
        whole = common.copy()
        texts = (entry.title, entry.summary, entry.content)
        long = [text.value.encode("utf-8", "surrogatepass") if text else b"" for text in texts]
        forms = [text and (len(value), text.is_html, text.base) for text, value in zip(texts, long, strict=True)]
        # With the lengths of the texts before them, no two entries give the same bytes.
        whole.update(repr((_short(entry), forms)).encode())
        for value in long:
            whole.update(value)
        return whole.hexdigest()

    return fingerprint


_TEXTS = frozenset({"title", "summary", "content"})
_short = attrgetter(*(field.name for field in fields(Entry) if field.name not in _TEXTS))
