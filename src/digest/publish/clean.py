"""Texts and addresses made fit for XML and HTML, whatever a source gave: hostile input ends here."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_NO_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
# Not allowed in XML 1.0 §2.2, or refused by lxml, or (C1 controls, U+FFFD, what Unicode will never give a character)
# marked as damage by feed validators.
_UNFIT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff{_NO_CHARACTERS}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")  # some readers' libraries make one of all of these, some do not
_WEB_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(:\d+)?([/?][A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)?(#[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)?",
    re.IGNORECASE,
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,#]+")
_TAKEN_FOR_LATIN_1 = re.compile("[\xc2-\xf4][\x80-\xbf]")
_PIECE = re.compile(r"[^&<>\n]+")  #: what parsers hand on at once: XML writes these as references
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def text(raw: str) -> str:
    """The same text without the characters that no document may hold; line ends are single line feeds.

    UTF-8 that somebody took for Latin-1 ("cafÃ©") is read as what it is: some readers do so, and all shall see alike.
    """
    while (fit := stripped(_read_again(raw))) != raw:
        raw = fit
    return fit


def stripped(raw: str) -> str:
    """The same without the characters that no document may hold, but for line ends nothing changed: for addresses."""
    # Most texts are fit, which this finds out twenty times as fast as searching does; dates hold no-break spaces.
    if "\ufffd" not in raw and raw.replace("\n", "").replace("\xa0", "").isprintable():
        return raw
    return _UNFIT.sub("", _LINE_END.sub("\n", raw))


def line(raw: str) -> str:
    """The same text on one line, runs of blanks made one; "" when nothing is left."""
    return text(" ".join(text(raw).split()))


def web_address(raw: str) -> str | None:
    """An http(s) address in ASCII, as RFC 3986 has it; None when it is none."""
    if _WEB_ADDRESS.fullmatch(raw) and not _BROKEN_ESCAPE.search(raw):
        return raw
    try:
        parts = urlsplit(stripped(raw).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # UnicodeError of a host is one of these
        return None
    if not host or parts.scheme not in ("http", "https"):
        return None
    site = f"[{host}]" if ":" in host else host
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    return f"{parts.scheme}://{site}{port}{_quoted(parts.path)}{query}{fragment}"


def uri(raw: str) -> str | None:
    """An absolute URI that may serve as an id (RFC 4287 §4.2.6); None when it is none."""
    return raw if _URI.fullmatch(raw) else None


def _read_again(raw: str) -> str:
    """Piece by piece, for what stands in the others says nothing of one; feed validators do so, too."""
    if raw.isascii() or not _TAKEN_FOR_LATIN_1.search(raw):
        return raw
    return _PIECE.sub(lambda piece: _decoded(piece[0]), raw)


def _decoded(piece: str) -> str:
    try:
        return piece.encode("latin-1").decode("utf-8")
    except UnicodeError:  # it is all right, or damaged in another way
        return piece


def _quoted(part: str) -> str:
    return quote(_BROKEN_ESCAPE.sub("%25", part), safe="/?%:@&=+$!~*'(),;")
