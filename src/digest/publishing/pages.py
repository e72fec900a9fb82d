"""The pages that are no feed's twin: home, editions, articles' own; with what lists them, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

from digest.model import Article, Edition
from digest.publish import addresses, opml, site, sitemap
from digest.publish.entry import Entry
from digest.publish.own_pages import own_file
from digest.publish.publication import Newsletter, Publication, everything, section_name
from digest.publish.sitemap import Listed
from digest.publishing.work import Work, fingerprint

#: Entries of each feed that the home page may show.
_AT_HOME = 13
#: Articles' own pages that are looked at together.
_AT_ONCE = 200


def write(work: Work) -> None:
    """Make those that have changed."""
    sent = repr([(letter.slug, [one.id for one in letter.public]) for letter in work.publication.newsletters])
    shown = {name: [(one.item, one.revision) for one in items] for name, items in work.current.items()}
    for path, content in site.assets(work.templates):
        work.press.put(path, work.look, partial(bytes, content))
    home = fingerprint(work.recipe, repr(shown), sent)
    work.press.put(addresses.page_file(""), home, lambda: site.home(_at_home(work), work.templates)[1])
    listed = partial(opml.published, work.publication.site, work.feeds)
    work.press.put(addresses.OPML, work.look, listed)
    _write_editions(work)
    _write_sitemap(work, work.look, _write_own_pages(work))


def _at_home(work: Work) -> Publication:
    def newest(feed: str) -> tuple[Entry, ...]:
        items = work.current[feed][:_AT_HOME]
        return work.entries.of([(item.item, item.revision) for item in items])

    around = work.publication
    sections = (replace(section, entries=newest(section_name(section.slug))) for section in around.sections)
    return replace(around, sections=tuple(sections), latest=newest(everything(around.site).name))


def _write_editions(work: Work) -> None:
    for letter in work.publication.newsletters:
        for edition in letter.public:
            path = addresses.page_file(addresses.edition_path(edition))
            work.press.put(path, fingerprint(work.look, edition.id), partial(_edition, work, letter, edition))


def _edition(work: Work, letter: Newsletter, edition: Edition) -> bytes:
    whole = work.store.editions.get(edition.id) or edition
    return site.edition_page(work.publication, letter, whole, work.templates)[1]


def _write_own_pages(work: Work) -> list[Listed]:
    """The pages of articles that have no other, each at its own address; what the sitemap says of them."""
    articles = work.store.articles.outlined(work.config.own_paged())
    site_url = work.publication.site.url
    own = [(one, file) for one in articles if (file := own_file(site_url, one.url))]
    made_from = fingerprint(work.look, repr([(one.id, one.revision) for one, _ in own]))
    with work.press.shelf(addresses.OWN_PAGES, made_from) as changed:
        for done in range(0, len(own) if changed else 0, _AT_ONCE):
            some = own[done : done + _AT_ONCE]
            read = cache(partial(_read, work, [(one.id, one.revision) for one, _ in some]))
            for one, file in some:
                make = partial(_own_page, work, (one.id, one.revision), read)
                work.press.put(file, fingerprint(work.look, one.id, str(one.revision)), make)
            work.told("articles' own pages", done + len(some), len(own))
    return [Listed(one.url, one.updated) for one, _ in own]


def _read(work: Work, asked: list[tuple[str, int]]) -> dict[tuple[str, int], Article]:
    return work.store.articles.as_was(asked)


def _own_page(work: Work, asked: tuple[str, int], read: Callable[[], dict[tuple[str, int], Article]]) -> bytes:
    article, entries = read()[asked], work.entries.of([asked])
    html = article.content if article.full else ""
    return site.article_page(work.publication, entries[0], html, work.templates)[1]


def _write_sitemap(work: Work, made_from: str, own: list[Listed]) -> None:
    """One file, or an index and its parts: how many they are is known once they are made."""
    listed = [*_twins(work), *own]
    made_from = fingerprint(made_from, repr(listed))
    with work.press.shelf(addresses.SITEMAP_MANIFEST, made_from) as changed:
        for path, content in sitemap.documents(work.publication.site, listed) if changed else ():
            work.press.put(path, made_from, partial(bytes, content))


def _twins(work: Work) -> Iterator[Listed]:
    """Every page of the site but for articles' own."""
    newest = {name: max((item.updated for item in items), default=None) for name, items in work.current.items()}
    yield from sitemap.of_publication(work.publication, newest)
    for feed in work.feeds:
        for number in range(1, work.closed(feed) + 1):
            yield Listed(addresses.absolute(work.publication.site.url, addresses.archive_path(feed.folder, number)))
