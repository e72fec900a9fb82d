"""Bytes of an XML document → bytes that a parser cannot misread: UTF-8 wherever that can be known."""

from __future__ import annotations

import codecs
import re
from email.message import Message
from html.entities import html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORBIDDEN = bytes(sorted({*range(32)} - {9, 10, 13}))
_NAMED = re.compile(
    rb"&(?:(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)|#(1[2-5]\d|[xX]0*[89][0-9a-fA-F]);)"
)
#: Nobody means the control characters of ISO 8859-1: where they stand, Windows has its quotes and dashes. Source: HTML
#: §13.2.5.80, Encoding Standard §4.2 ("latin1" is windows-1252).
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_FROM_WINDOWS = re.compile("[\x80-\x9f]")
_WINDOWS_BYTES = re.compile(b"\xc2[\x80-\x9f]")  # the same in UTF-8
_WINDOWS_NUMBER = re.compile(rb"&#(?:1[2-5]\d|[xX]0*[89][0-9a-fA-F]);")
_LIKE_ASCII = frozenset({None, "ascii", "cp1252", "iso8859-1", "utf-8"})
_LIKE_ASCII_NAMES = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_DECLARED = re.compile(rb"<\?xml[^>]{1,100}encoding=[\"']([^\"'>]{1,40})[\"']")
_LATIN = re.compile(rb"\s*<\?xml[^>]{1,100}encoding=[\"'](?:iso-?8859-?1|latin-?1|us-ascii|ascii)[\"']", re.IGNORECASE)


def is_plain(body: bytes, content_type: str) -> bool:
    """Whether an XML parser that is told "UTF-8" either refuses it or reads what it would read of it repaired.

    Most feeds are so, and repairing costs as much time as parsing. Nothing but UTF-8 has many bytes above 127 that are
    valid UTF-8, so that a document that the parser accepts was meant so, whatever is said of it.
    """
    if body[:1] != b"<" or b"<!DOCTYPE" in body or _WINDOWS_BYTES.search(body) or _WINDOWS_NUMBER.search(body):
        return False
    if not body.isascii():
        return True
    said = charset(content_type)
    return said in _LIKE_ASCII and (not (declared := _DECLARED.match(body)) or declared[1].lower() in _LIKE_ASCII_NAMES)


def as_utf8(body: bytes, content_type: str) -> bytes | None:
    """The document in UTF-8, without characters that XML forbids; None when only its own declaration can tell.

    A byte order mark wins; then UTF-8 that is valid and not just ASCII; then the charset of Content-Type
    (RFC 7303 §3.2, but for servers that say "iso-8859-1" of everything).
    """
    text = _decoded(body, content_type)
    if text is not None and _FROM_WINDOWS.search(text):
        text = text.translate(_WINDOWS)
    return None if text is None else text.encode("utf-8", "ignore").translate(None, _FORBIDDEN).lstrip()


def charset(content_type: str) -> str | None:
    """The charset that a Content-Type names, if Python knows it."""
    message = Message()
    message["Content-Type"] = " ".join(content_type.split())
    name = message.get_content_charset()
    try:
        return codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None


def with_numeric_references(body: bytes) -> bytes:
    """The same with HTML's named references as numbers, since XML knows only five; numbers of Windows are put right."""
    return _NAMED.sub(_number, body)


def _number(found: re.Match[bytes]) -> bytes:
    if code := found[2]:
        number = int(code[1:], 16) if code[:1] in b"xX" else int(code)
        character = _WINDOWS.get(number, "")
        return f"&#{ord(character)};".encode() if character else found[0]
    characters = html5.get(found[1].decode("ascii"))
    return "".join(f"&#{ord(c)};" for c in characters).encode() if characters else b"&amp;" + found[1]


def _decoded(body: bytes, content_type: str) -> str | None:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").lstrip("\ufeff")
    if b"\x00" in body[:4]:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    if not body.isascii():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    named = charset(content_type)
    if named is None and _LATIN.match(body) and not body.isascii():
        named = "latin-1"
    if named is None:
        return None
    try:
        return body.decode(named)
    except (UnicodeDecodeError, LookupError):
        return None
