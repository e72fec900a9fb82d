"""A feed's bytes → articles, whatever the format: bytes ─▶ Wire ─▶ Item ─▶ Found. A bad item costs that item only."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime

from digest.collect.feeds import forgiving, wire_json, wire_xml
from digest.collect.feeds.fingerprint import fingerprinter
from digest.collect.feeds.item import item, title
from digest.collect.feeds.wire import Entry, NotThis, Wire
from digest.collect.feeds.xml_tree import Malformed
from digest.collect.harvest import Harvest
from digest.collect.identity import canonical
from digest.collect.text import sanitise
from digest.collect.text.dates import moment
from digest.errors import FeedUnreadable
from digest.model import Found, Source

#: A text of its own (content:encoded, Atom content) with fewer words is taken for a teaser: its page says more.
_WHOLE = 80
#: Without one, a description of as many words in paragraphs is the whole text, as many small publications send it.
_WHOLE_DESCRIPTION = 200
_TITLE = 80  #: characters of a title that we make up
_TRUNCATED = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\."
    r"|(?:read|continue reading|weiterlesen|lire la suite|leer más)[^.]{0,40})\s*[»→>]*$",
    re.IGNORECASE,
)
_PAGE = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)

#: Comments and declarations only: XML without an element.
_SAYS_NOTHING = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)++", re.DOTALL)


def articles(
    body: bytes, source: Source, *, url: str, content_type: str, seen: Container[str] = frozenset()
) -> Harvest:
    """The articles of a feed, in its order, but for those that the caller has seen as they are.

    An item is complete when it has a text of its own with 80 words or more that does not break off ("…", "Read
    more"), or else a description in paragraphs with 200; otherwise its page is still to be read. It is published when
    the source says so, or else when the source says that it was updated: a feed with one date has it in either place.

    Each article comes with a fingerprint. Whoever stores both can give the fingerprints back as `seen` next time: an
    entry that has one of them would become the same article, so it is not even cleaned, only counted (`Harvest.same`).
    What is rejected has none, and is tried and told again. Of two entries with one id and address the first counts,
    seen or not.

    Args:
        body: RSS 0.9x to 2.0, RDF, Atom or JSON Feed 1.x, well-formed or not. XML of nothing but comments and
            declarations is a feed without entries; an HTML page, other XML or an answer without a word is no feed.
        source: whose feed it is.
        url: where it came from, after redirects; what relative addresses are meant from.
        content_type: as the server sent it; "" when it did not.
        seen: fingerprints of this source's entries that need not be read again.

    Raises:
        FeedUnreadable: there is no feed in it.
    """
    wire = read(body, url=url, content_type=content_type)
    fingerprint = fingerprinter(wire, source)
    found: dict[tuple[str, str], tuple[Found, str]] = {}
    same: dict[tuple[str, str], datetime | None] = {}
    rejected = list(wire.rejected)
    for number, entry in enumerate(wire.entries, 1):
        try:
            name, mark = _name(entry), fingerprint(entry)
            if name in found or name in same:
                continue
            if mark in seen:
                same[name] = moment(entry.published) or moment(entry.updated)
            else:
                found[name] = _found(entry, wire, source), mark
        except Exception as error:  # noqa: BLE001 - a poisoned item costs that item (promise 1)
            rejected.append((_called(entry, number), str(error) or type(error).__name__))
    return Harvest(
        found=tuple(one for one, _ in found.values()),
        rejected=tuple(rejected),
        fingerprints=tuple(mark for _, mark in found.values()),
        same=len(same),
        same_published=tuple(filter(None, same.values())),
    )


def read(body: bytes, *, url: str, content_type: str) -> Wire:
    """The feed as its format has it, whichever that is; see `articles`.

    Raises:
        FeedUnreadable: there is no feed in it.
    """
    try:
        return _wire(body, url, content_type)
    except NotThis as error:
        raise FeedUnreadable(url, str(error)) from None
    except Exception as error:  # whatever a feed does to its reader costs that feed only (promise 1)
        raise FeedUnreadable(url, f"something that stops the reader ({type(error).__name__}: {error})") from error


def _wire(body: bytes, url: str, content_type: str) -> Wire:
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotThis("nothing")
    if start.startswith((b"{", b"[")):
        return wire_json.read(body.lstrip(b"\xef\xbb\xbf"), url)
    if _PAGE.match(start):
        raise NotThis("an HTML page")
    try:
        return wire_xml.read(body, url, content_type)
    except Malformed:
        if _SAYS_NOTHING.fullmatch(body):
            return Wire(entries=())
        return forgiving.read(body, url, content_type)


def _name(entry: Entry) -> tuple[str, str]:
    """What tells it from the feed's other entries: not its id alone, as some feeds give one id to all."""
    return sanitise.line(entry.id or "") or (entry.title.value if entry.title else ""), _url(entry)


def _url(entry: Entry) -> str:
    link = sanitise.absolute(entry.link, entry.base)
    return canonical(link) if link else _missing(_no_address(entry))


def _found(entry: Entry, wire: Wire, source: Source) -> Found:
    one = item(entry, wire)
    plain = sanitise.plain(one.content or one.description)
    complete = (
        _is_whole(plain, _WHOLE) if one.content else _is_whole(plain, _WHOLE_DESCRIPTION) and "<p" in one.description
    )
    summary = sanitise.plain(one.description) if one.content else plain
    return Found(
        source=source.url,
        url=canonical(one.link) if one.link else _missing(_no_address(entry)),
        section=source.section,
        title=one.title or sanitise.summary(plain, _TITLE) or _missing(_nothing(entry)),
        summary=sanitise.summary(summary or plain),
        # What has no title is often a short post, whose summary says no more than the title that we made up.
        content=one.content or (one.description if complete or not one.title else ""),
        guid=one.id,
        authors=one.authors,
        image=one.image,
        language=one.language,
        published=one.published or one.updated,
        tags=one.tags,
        enclosures=one.enclosures,
        complete=complete,
    )


def _no_address(entry: Entry) -> str:
    if not entry.link:
        return "it has no address: neither a link nor a guid that is one"
    return f"its link {entry.link[:100]!r} is no web address"


def _missing(why: str) -> str:
    raise ValueError(why)


def _nothing(entry: Entry) -> str:
    if any(text and len(text.value) > sanitise.LONGEST for text in (entry.content, entry.summary)):
        return f"it has no title, and a text of more than {sanitise.LONGEST} characters"
    return "it has neither a title nor a text"


def _is_whole(plain: str, words: int) -> bool:
    if len(plain.split(None, words)) < words:
        return False
    last = plain[-80:]
    # A full stop ends most texts, and none of the signs that they break off.
    return (last.endswith(".") and not last.endswith("...")) or not _TRUNCATED.search(last)


def _called(entry: Entry, number: int) -> str:
    names = (sanitise.line(entry.id or ""), sanitise.line(entry.link or ""), title(entry.title))
    return next(filter(None, names), f"item {number}")
