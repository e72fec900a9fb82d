"""Documents that are written to hurt whoever reads them, each as large as a source may send."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

LARGE = 19_000_000  #: bytes; a source may send 20 MB (`collect.max_bytes`)
_TEXT = "A sentence with seven words in it. " * 30
_ITEM = b"<item><link>https://e.example/a</link><title>x</title>%s</item>"
_ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom">%s</feed>'


def times(text: str, size: int = LARGE) -> bytes:
    """The text again and again."""
    one = text.encode()
    return one * (size // len(one))


def rss(inside: bytes, before: bytes = b"") -> bytes:
    """A feed with this in its channel."""
    return before + b'<rss version="2.0"><channel>' + inside + b"</channel></rss>"


def page(inside: bytes) -> bytes:
    """A page with an article and this on it."""
    return f"<html><head><title>x</title></head><body><p>{_TEXT}</p>".encode() + inside


def _numbered(one: bytes, size: int = LARGE) -> bytes:
    count = size // (len(one) + 5)
    return b"".join(one.replace(b"#", b"%d" % n) for n in range(count))


def _laughs() -> bytes:
    inner = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    return rss(_ITEM % b"<description>&l9;</description>", b"<!DOCTYPE rss [" + inner + b"]>")


def _quadratic() -> bytes:
    start = b'<!DOCTYPE rss [<!ENTITY a "' + times("a", 100_000) + b'">]>'
    return rss(_ITEM % (b"<description>" + times("&a;", 300_000) + b"</description>"), start)


def _external() -> bytes:
    start = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://127.0.0.1/">]>'
    return rss(_ITEM % b"<description>Look: &a; &b;</description>", start)


def _bases() -> bytes:
    return b"<rss>" + b'<channel xml:base="a/">' * 250 + times("<item/>") + b"</channel>" * 250 + b"</rss>"


def _surrogates() -> bytes:
    item = {"id": "\ud800", "url": "https://e.example/\udfff", "title": "\ud800x\x00\x1b", "content_text": "\udc00"}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()


FEEDS: dict[str, Callable[[], bytes]] = {
    "nested tags": lambda: b"<rss><channel>" + b"<a>" * 100_000,
    "nested tags in an item": lambda: rss(_ITEM % (b"<description><![CDATA[" + times("<b>") + b"]]></description>")),
    "unended comments": lambda: b"<!--" * 100_000,
    "comments before the feed": lambda: times("<!---->") + rss(b""),
    "billion laughs": _laughs,
    "quadratic entities": _quadratic,
    "external entities": _external,
    "small elements": lambda: rss(times("<a/>")),
    "empty items": lambda: rss(times("<item/>")),
    "small items": lambda: rss(_numbered(b"<item><link>https://e.example/#</link><title>x</title></item>")),
    "100,000 attributes": lambda: b"<rss " + _numbered(b'a#="" ', 1_200_000) + b"><channel/></rss>",
    "namespaces": lambda: (
        b"<feed " + _numbered(b'xmlns:a#="u" ', 600_000) + b">" + times("<entry/>", 500_000) + b"</feed>"
    ),
    "bases upon bases": _bases,
    "unknown references": lambda: rss(_ITEM % (b"<description>" + times("&a;", 2_900_000) + b"</description>")),
    "bare ampersands": lambda: rss(_ITEM % (b"<description><![CDATA[" + b"&" * 9_999 + b"]]></description>") * 1_900),
    "formatting reopened": lambda: rss(
        _ITEM
        % (b"<description><![CDATA[<p>" + _numbered(b"<b x=#>", 340) + b"<p>x" * 5_000 + b"]]></description>")
        * 900
    ),
    "one long line": lambda: rss(_ITEM % (b"<description>" + times("x") + b"</description>")),
    "XHTML": lambda: _ATOM % (b'<entry><id>a</id><content type="xhtml">' + times("<p>x</p>") + b"</content></entry>"),
    "objects": lambda: b'{"items":[' + times("{},") + b"{}]}",
    "lists in lists": lambda: b'{"items":[' + b"[" * 1_000_000,
    "halves of characters": _surrogates,
    "UTF-16 without a mark": lambda: rss(times("<a/>", 9_000_000)).decode().encode("utf-16-le"),
    "UTF-7": lambda: b'<?xml version="1.0" encoding="utf-7"?>+ADw-rss+AD4-' + times("+ADw-a/+AD4-"),
    "nothing but NULs": lambda: bytes(LARGE),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(bytes(LARGE))),
}

PAGES: dict[str, Callable[[], bytes]] = {
    "nested tags": lambda: page(b"<div>" * 100_000),
    "unended comments": lambda: page(b"<!--" * 100_000),
    "paragraphs": lambda: page(times("<p>")),
    "49,000 share buttons": lambda: page(b"<div class=share>x</div>" * 49_000),
    "tables and italics": lambda: page(b"<table>" * 400 + b"<b></i>" * 200_000),
    "attributes": lambda: page(b"<p " + _numbered(b"a# ") + b">"),
    "bare ampersands": lambda: page(times("&", 4_900_000)),
    "links to stories": lambda: page(
        _numbered(b"<p>Related: <a href=/a/story-#>A story that has number #</a>", 2_500_000)
    ),
    "scripts": lambda: page(times("<script>", 4_000_000)),
    "emoji": lambda: page("\N{GRINNING FACE}".encode() * (LARGE // 4)),
}
