"""What an entry was when it was read last, in 32 characters, so that the same entry need not be cleaned again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter

from digest.collect.wire import Entry, Text, Wire
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
    common = blake2b(_written(around), digest_size=_BYTES)

    def fingerprint(entry: Entry) -> str:
        whole = common.copy()
        whole.update(_written(entry))
        return whole.hexdigest()

    return fingerprint


def _written(thing: object) -> bytes:
    """Different for different things; JSON, because it is the fastest way to write long texts that tells them apart."""
    return _JSON.encode(thing).encode("utf-8", "surrogatepass")


def _values(one: object) -> list[object]:
    assert isinstance(one, Entry | Text)
    return list(_FIELDS[type(one)](one))


_FIELDS = {kind: attrgetter(*(field.name for field in fields(kind))) for kind in (Entry, Text)}
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_values)
