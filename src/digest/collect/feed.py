"""A feed's bytes → articles, whatever the format: bytes ─▶ Wire ─▶ Found. A bad item costs that item only."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urljoin

from digest.collect import forgiving, sanitise, wire_json, wire_xml
from digest.collect.dates import moment
from digest.collect.harvest import Harvest
from digest.collect.identity import canonical
from digest.collect.wire import Entry, NotThis, Text, Wire
from digest.collect.xml_tree import Malformed
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
#: Characters that are looked at of a written title or name, and how many tags and names; `Harvest` keeps fewer.
_WRITTEN = 5_000
_MANY = 200


def articles(body: bytes, source: Source, *, url: str, content_type: str) -> Harvest:
    """The articles of a feed, in its order.

    An item is complete when it has a text of its own with 80 words or more that does not break off ("…", "Read
    more"), or else a description in paragraphs with 200; otherwise its page is still to be read.

    Args:
        body: RSS 0.9x to 2.0, RDF, Atom or JSON Feed 1.x, well-formed or not.
        source: whose feed it is.
        url: where it came from, after redirects; what relative addresses are meant from.
        content_type: as the server sent it; "" when it did not.

    Raises:
        FeedUnreadable: there is no feed in it.
    """
    try:
        wire = _wire(body, url, content_type)
    except NotThis as error:
        raise FeedUnreadable(url, str(error)) from None
    except Exception as error:  # whatever a feed does to its reader costs that feed only (promise 1)
        raise FeedUnreadable(url, f"something that stops the reader ({type(error).__name__}: {error})") from error
    found: dict[str, Found] = {}
    rejected = list(wire.rejected)
    for number, entry in enumerate(wire.entries, 1):
        try:
            one = _found(entry, wire, source)
            found.setdefault(one.guid or one.url, one)
        except Exception as error:  # noqa: BLE001 - a poisoned item costs that item (promise 1)
            rejected.append((_called(entry, number), str(error) or type(error).__name__))
    return Harvest(found=tuple(found.values()), rejected=tuple(rejected))


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
        return forgiving.read(body, url, content_type)


def _found(entry: Entry, wire: Wire, source: Source) -> Found:
    content = _html(entry.content)
    described = _html(entry.summary)
    plain = sanitise.text(content or described)
    title = _title(entry.title)
    complete = _is_whole(plain, _WHOLE) if content else _is_whole(plain, _WHOLE_DESCRIPTION) and "<p" in described
    summary = sanitise.text(described) if content else plain
    return Found(
        source=source.url,
        url=_address(entry),
        section=source.section,
        title=title or sanitise.summary(plain, _TITLE) or _missing(_nothing(entry)),
        summary=sanitise.summary(summary or plain),
        # What has no title is often a short post, whose summary says no more than the title that we made up.
        content=content or (described if complete or not title else ""),
        guid=sanitise.line(entry.id or "") or None,
        authors=tuple(dict.fromkeys(filter(None, map(_author, (entry.authors or wire.authors)[:_MANY])))),
        image=_image(entry, content or described),
        language=sanitise.language(entry.language) or sanitise.language(wire.language),
        published=moment(entry.published) or moment(entry.updated),
        tags=tuple(dict.fromkeys(filter(None, map(_tag, entry.tags[:_MANY])))),
        complete=complete,
    )


def _address(entry: Entry) -> str:
    if not entry.link:
        _missing("it has no address: neither a link nor a guid that is one")
    url = sanitise.absolute(entry.link, entry.base)
    return canonical(url) if url else _missing(f"its link {(entry.link or '')[:100]!r} is no web address")


def _missing(why: str) -> str:
    raise ValueError(why)


def _nothing(entry: Entry) -> str:
    if any(text and len(text.value) > sanitise.LONGEST for text in (entry.content, entry.summary)):
        return f"it has no title, and a text of more than {sanitise.LONGEST} characters"
    return "it has neither a title nor a text"


def _html(text: Text | None) -> str:
    """The text as clean HTML; "" for one without end, whose page may still be read."""
    if text is None or len(text.value) > sanitise.LONGEST:
        return ""
    html = _clean(text)
    return html if len(html) <= 2 * sanitise.LONGEST else ""


def _clean(text: Text) -> str:
    if text.is_html is False:
        return "".join(
            f"<p>{escape(part.strip(), quote=False)}</p>" for part in text.value.split("\n\n") if part.strip()
        )
    return sanitise.clean(text.value, urljoin(text.base, ""))


def _title(text: Text | None) -> str:
    if text is None:
        return ""
    written = text.value[:_WRITTEN]
    if text.is_html is None:
        return sanitise.title(written)
    return sanitise.text(written) if text.is_html else sanitise.line(written)


def _is_whole(plain: str, words: int) -> bool:
    return len(plain.split()) >= words and not _TRUNCATED.search(plain[-80:])


def _author(written: str) -> str:
    """A name out of "ed@example.org (Ed)", "Ed <ed@example.org>" or "Ed"; "" when it is but a mail address."""
    name = sanitise.title(written[:_WRITTEN])
    address, _, in_brackets = name.rstrip(")").rpartition("(")
    if name.endswith(")") and "@" in address and " " not in address.strip() and in_brackets.strip():
        return in_brackets.strip()
    before, _, last = name.rpartition(" ")
    name = (before if "@" in last else name).strip(' "')
    return "" if "@" in name else name


def _tag(written: str) -> str:
    return sanitise.title(written[:_WRITTEN])


def _image(entry: Entry, html: str) -> str | None:
    for url in entry.images:
        if whole := sanitise.absolute(url, entry.base):
            return whole
    return sanitise.first_image(html)


def _called(entry: Entry, number: int) -> str:
    names = (sanitise.line(entry.id or ""), sanitise.line(entry.link or ""), _title(entry.title))
    return next(filter(None, names), f"item {number}")
