"""Which feeds and sitemaps do no harm in our own process: those too small and plain for any of the ways we know.

The ways: trees that take fifty times a document's size, thousands of items, names and attributes (each is cheap, some
grow with the square of their number), declarations, and letters that hide all of this from whoever counts bytes.
"""

from __future__ import annotations

import re

from digest.collect.feeds.encoding import charset

_BYTES = 3_000_000
_SIGNS = 100_000  #: of each of "<", "=", "{" and "[": elements, attributes, objects, lists
_REFERENCES = 300_000
_SPACES = 100  #: declarations of namespaces
_ITEMS = 10_000
_BASED = 100_000  #: items times bases that each of them may have to be resolved against
_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{1,100}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
#: In these, every byte of ASCII means what it says.
_PLAIN = re.compile(r"utf-?8|(?:us-?)?ascii|iso-?8859-?\d+|latin-?1|windows-?125\d|cp125\d", re.IGNORECASE)


def is_modest(body: bytes, content_type: str) -> bool:
    """Whether reading it takes little time and memory whoever wrote it."""
    return (
        len(body) <= _BYTES
        and _is_plain(body, content_type)
        and all(_holds_at_most(_SIGNS, sign, body) for sign in (b"<", b"=", b"{", b"["))
        and _holds_at_most(_REFERENCES, b"&", body)
        and _holds_at_most(_SPACES, b"xmlns", body)
        and b"<!ATTLIST" not in body
        and _has_few_items(body)
    )


def _is_plain(body: bytes, content_type: str) -> bool:
    if b"\x00" in body[:4] or body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")):
        return False
    declared = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf"))
    names = (declared[1].decode("ascii") if declared else None, charset(content_type))
    return all(name is None or bool(_PLAIN.fullmatch(name)) for name in names)


def _holds_at_most(most: int, sign: bytes, body: bytes) -> bool:
    # Most feeds are too short to hold more, and counting is a good part of what reading them costs.
    return len(body) <= most * len(sign) or body.count(sign) <= most


def _has_few_items(body: bytes) -> bool:
    bases = body.count(b"xml:base")
    if not bases and all(_holds_at_most(_ITEMS, sign, body) for sign in (b"<", b"{")):
        return True
    items = max(len(_ITEM.findall(body)), body.count(b"{"))
    return items <= _ITEMS and items * bases <= _BASED
