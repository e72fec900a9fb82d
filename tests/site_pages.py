"""Every page of a publication that a test holds in its hands, as `publishing/pages.py` makes them from a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digest.publish import addresses, opml, site, sitemap
from digest.publish.publication import Publication, all_feeds, everything, section_name
from digest.templates import Templates


def pages(
    publication: Publication, templates: Templates, further: Iterable[sitemap.Listed] = ()
) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every current file for people.

    Args:
        publication: with the entries and editions of all of its feeds' current documents.
        templates: where the pages' templates are.
        further: what else the sitemap names.
    """
    yield from site.assets(templates)
    yield addresses.OPML, opml.published(publication.site, all_feeds(publication))
    shown = {section_name(section.slug): section.entries for section in publication.sections}
    shown[everything(publication.site).name] = publication.latest
    changed = {feed: max((entry.updated for entry in entries), default=None) for feed, entries in shown.items()}
    yield from sitemap.documents(publication.site, (*sitemap.of_publication(publication, changed), *further))
    yield site.home(publication, templates)
    yield site.latest_page(publication, publication.latest, templates)
    for section in publication.sections:
        yield site.section_page(publication, section, templates)
    for newsletter in publication.newsletters:
        yield site.newsletter_page(publication, newsletter, templates)
        for edition in newsletter.public:
            yield site.edition_page(publication, newsletter, edition, templates)
