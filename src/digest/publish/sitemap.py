"""Sitemaps for search engines: every page of ours with its last true change. Source: sitemaps.org/protocol.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import chain

from digest.publish import addresses
from digest.publish.publication import Newsletter, Publication, Site, everything, section_name

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000  #: addresses in one file, and files in an index
_LARGEST = 50_000_000  #: bytes of a file; the protocol's 50 MB, in the smaller of its readings
_ROOM = 500  #: bytes for what stands around the addresses


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as a sitemap names it."""

    url: str  #: absolute
    changed: datetime | None = None  #: when what it shows last changed; None where that is not known


def documents(site: Site, pages: Iterable[Listed]) -> list[tuple[str, bytes]]:
    """(path, content) of the sitemap: one file, or an index and the files that it names ("sitemap-1.xml").

    Addresses come in their order, each once with what was said last; what does not lie under `site.url` is left out, as
    the protocol asks.
    """
    known = {page.url: page for page in pages if page.url.startswith(site.url)}
    parts = list(_parts(known.values()))
    if len(parts) <= 1:
        return [(addresses.SITEMAP, _url_set(parts[0] if parts else []))]
    named = [(_part_path(number), part) for number, part in enumerate(parts, 1)]
    index = [(addresses.absolute(site.url, path), _latest(part)) for path, part in named]
    return [(addresses.SITEMAP, _index(index)), *((path, _url_set(part)) for path, part in named)]


def of_publication(publication: Publication, changed: Mapping[str, datetime | None]) -> Iterator[Listed]:
    """The pages that every publication has: home, the latest, sections, newsletters and their editions.

    `changed`: by feed, when what it shows last changed as far as readers care; None, or no such feed: not known.
    """
    site = publication.site
    newest = changed.get(everything(site).name)
    for path in ("", addresses.LATEST):
        yield Listed(addresses.absolute(site.url, path), newest)
    for section in publication.sections:
        yield Listed(
            addresses.absolute(site.url, addresses.section_path(section.slug)), changed.get(section_name(section.slug))
        )
    yield from chain.from_iterable(_editions(site, newsletter) for newsletter in publication.newsletters)


def _editions(site: Site, newsletter: Newsletter) -> Iterator[Listed]:
    # An edition is frozen when it is composed; its time is its slot's, whenever that was done.
    newest = max((edition.slot.due for edition in newsletter.public), default=None)
    yield Listed(addresses.absolute(site.url, addresses.newsletter_path(newsletter.slug)), newest)
    for edition in newsletter.public:
        yield Listed(addresses.absolute(site.url, addresses.edition_path(edition)), edition.slot.due)


def _parts(pages: Iterable[Listed]) -> Iterator[list[Listed]]:
    """As few files as the protocol's limits allow, filled in order."""
    part: list[Listed] = []
    room = _LARGEST - _ROOM
    for page in pages:
        size = len(_row("url", page.url, page.changed).encode())
        if part and (len(part) == _MOST or size > room):
            yield part
            part, room = [], _LARGEST - _ROOM
        part.append(page)
        room -= size
    if part:
        yield part


def _part_path(number: int) -> str:
    stem, dot, suffix = addresses.SITEMAP.rpartition(".")
    return f"{stem}-{number}{dot}{suffix}"


def _latest(part: list[Listed]) -> datetime | None:
    return max((page.changed for page in part if page.changed), default=None)


def _url_set(pages: list[Listed]) -> bytes:
    return _document("urlset", [_row("url", page.url, page.changed) for page in pages])


def _index(files: list[tuple[str, datetime | None]]) -> bytes:
    return _document("sitemapindex", [_row("sitemap", url, changed) for url, changed in files])


def _document(root: str, rows: list[str]) -> bytes:
    # Written out by hand: 50,000 rows of two texts each need no tree.
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return f"{head}{''.join(rows)}</{root}>\n".encode()


def _row(name: str, url: str, changed: datetime | None) -> str:
    when = f"<lastmod>{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    return f"<{name}><loc>{escape(url)}</loc>{when}</{name}>\n"
