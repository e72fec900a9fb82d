"""Texts and addresses made fit for a mail, once, before any template sees them."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from digest.model import Edition, EditionSection, Item, Pick

#: Stands in every rendered mail where the subscriber's own address for unsubscribing goes.
UNSUBSCRIBE = "@@UNSUBSCRIBE@@"

_PLANES = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
# Lone surrogates, noncharacters, and the bidi controls that reach beyond their own text (UAX 9: embeddings, overrides,
# isolates). The marks LRM, RLM and ALM stay: they are letters' neighbours, and some languages need them.
_NEVER = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_PLANES}\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BLANK = re.compile("[^\\S\u00a0\u2007\u202f]+")  # blanks that may break a line; the others hold words together
_MARKS = re.compile("[\u061c\u200e\u200f]")
_NOT_IN_HOST = re.compile(r"[\s\"'<>\\^`{|}]")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"


def one_line(text: str) -> str:
    """`text` as one line without characters that are no text, or that turn what follows them around."""
    line = _BLANK.sub(" ", _CONTROL.sub(" ", _NEVER.sub("", text))).strip()
    # A title may not pose as our placeholder: it would become somebody's link.
    return re.sub("@(?=@)", "@ ", line) if UNSUBSCRIBE in line else line


def header_line(text: str) -> str:
    """One line for a mail header: no direction marks either, since nothing shows where their reach ends."""
    return one_line(_MARKS.sub("", text))


def web_address(url: str | None) -> str | None:
    """`url` in ASCII, ready for an attribute or a terminal; None unless it is an http or https address."""
    try:
        parts = urlsplit(one_line(url or ""))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
        if parts.scheme not in ("http", "https") or not parts.hostname or _NOT_IN_HOST.search(host):
            return None
    except ValueError:
        return None
    rest = (quote(part, safe=_SAFE) for part in (parts.path, parts.query, parts.fragment))
    clean = urlunsplit((parts.scheme, host, *rest))
    return clean.replace("@@", "%40%40") if UNSUBSCRIBE in clean else clean


def clean_edition(edition: Edition, fallback: str) -> Edition:
    """The edition with every text and address clean.

    A pick or an image without a web address is left out; a story without one leads to `fallback`.
    """
    return replace(edition, sections=tuple(_section(section, fallback) for section in edition.sections))


def _section(section: EditionSection, fallback: str) -> EditionSection:
    items = tuple(_item(item, fallback) for item in section.items)
    return replace(section, title=one_line(section.title), items=items)


def _item(item: Item, fallback: str) -> Item:
    url = web_address(item.url) or fallback
    return replace(
        item,
        url=url,
        title=one_line(item.title) or url,
        summary=one_line(item.summary),
        source=one_line(item.source),
        authors=tuple(filter(None, map(one_line, item.authors))),
        image=web_address(item.image),
        related=tuple(filter(None, map(_pick, item.related))),
        next=_pick(item.next),
    )


def _pick(pick: Pick | None) -> Pick | None:
    url = web_address(pick.url) if pick else None
    if pick is None or url is None:
        return None
    return replace(pick, url=url, title=one_line(pick.title) or url, reason=one_line(pick.reason))
