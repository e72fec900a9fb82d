"""What an entry was when it was read last, in 32 characters, so that the same entry need not be cleaned again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from digest.collect.wire import Entry, Wire
from digest.model import Source

#: Raised whenever the same entry would be read or cleaned differently, so that what we have is read anew, once.
READING = 1
_BYTES = 16


def fingerprinter(wire: Wire, source: Source) -> Callable[[Entry], str]:
    """How the entries of this feed are told from what they were: by all that their articles are made of.

    That is the entry itself, what the feed says for all of its entries, the rules of reading (`READING`), and what the
    operator says of the source. The order of entries, and what else stands in the feed, does not count.
    """
    around = (READING, wire.language, wire.authors, source.url, source.section, source.full, source.from_page)
    # repr, because it tells every value from every other, and names the fields that entries will have one day.
    common = blake2b(repr(around).encode(), digest_size=_BYTES)

    def fingerprint(entry: Entry) -> str:
        whole = common.copy()
        whole.update(repr(entry).encode())
        return whole.hexdigest()

    return fingerprint
