"""Texts and addresses made fit for a mail, once, before any template sees them."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from markupsafe import Markup

from digest.lines import header_line, one_line, several_lines
from digest.model import Edition, EditionSection, Item, Passage, Pick, Sponsor
from digest.newsletter.plain import shorten

__all__ = ["clean_edition", "header_line", "named", "one_line", "web_address"]

# Whatever a stranger's feed says, one story is no longer than a mail has room for (characters).
_TITLE, _NAME, _SUMMARY, _ADDRESS = 500, 200, 4000, 3000
_MANY = 20  #: authors, or picks of a story
_NOT_IN_HOST = re.compile(r"[\s\"'<>\\^`{|}]")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"


def named(text: str) -> str:
    """A name as one line."""
    return shorten(one_line(text), _NAME)


def web_address(url: str | None) -> str | None:
    """`url` in ASCII, ready for an attribute or a terminal.

    None unless it is an http or https address of at most 3,000 characters.
    """
    try:
        parts = urlsplit(one_line(url or ""))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
        if parts.scheme not in ("http", "https") or not parts.hostname or _NOT_IN_HOST.search(host):
            return None
    except ValueError:
        return None
    rest = (quote(part, safe=_SAFE) for part in (parts.path, parts.query, parts.fragment))
    clean = urlunsplit((parts.scheme, host, *rest))
    return clean if len(clean) <= _ADDRESS else None


def clean_edition(edition: Edition, fallback: str) -> Edition:
    """The edition with every text and address clean.

    A pick or an image without a web address is left out; a story without one leads to `fallback`.
    """
    return replace(
        edition,
        sections=tuple(_section(section, fallback) for section in edition.sections),
        introduction=_passage(edition.introduction) if edition.introduction else None,
        sponsor=_sponsor(edition.sponsor, fallback) if edition.sponsor else None,
    )


def _section(section: EditionSection, fallback: str) -> EditionSection:
    items = tuple(_item(item, fallback) for item in section.items)
    return replace(section, title=named(section.title), items=items)


def _item(item: Item, fallback: str) -> Item:
    url = web_address(item.url) or fallback
    return replace(
        item,
        url=url,
        title=_title(item.title) or url,
        summary=shorten(one_line(item.summary), _SUMMARY),
        source=named(item.source),
        authors=tuple(filter(None, map(named, item.authors[:_MANY]))),
        image=web_address(item.image),
        related=tuple(filter(None, map(_pick, item.related[:_MANY]))),
        next=_pick(item.next),
    )


def _pick(pick: Pick | None) -> Pick | None:
    url = web_address(pick.url) if pick else None
    if pick is None or url is None:
        return None
    return replace(pick, url=url, title=_title(pick.title) or url, reason=_title(pick.reason))


def _title(text: str) -> str:
    return shorten(one_line(text), _TITLE)


def _sponsor(sponsor: Sponsor, fallback: str) -> Sponsor:
    return replace(
        sponsor,
        name=named(sponsor.name),
        url=web_address(sponsor.url) or fallback,
        passage=_passage(sponsor.passage),
        image=web_address(sponsor.image),
    )


def _passage(passage: Passage) -> Passage:
    # Sanitised when it was frozen: nothing in it is escaped again.
    return Passage(text=several_lines(passage.text), html=Markup(several_lines(passage.html)))  # noqa: S704
