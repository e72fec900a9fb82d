"""Pages for people: a home, a page for each section (the twin of its feed), and every edition of each newsletter.

They are made from `templates/web/`, need no script, and are the same bytes for the same publication. Links between
pages are relative, so the folder may be served from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import Edition
from digest.publish import addresses
from digest.publish.clean import line, text
from digest.publish.dates import day, edition_day
from digest.publish.publication import Newsletter, Publication, Section
from digest.publish.stories import of_entries, of_items
from digest.templates import Templates

#: What the service may send with every page: nothing is loaded but our own style sheet and the stories' images.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' http: https: data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def pages(publication: Publication, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file: pages, and the style sheet they share.

    Raises:
        RenderError: a template has a mistake.
    """
    yield addresses.STYLE_SHEET, text(templates.text("web/site.css")).encode()
    yield home(publication, templates)
    for section in publication.sections:
        yield section_page(publication, section, templates)
    for newsletter in publication.newsletters:
        yield archive_page(publication, newsletter, templates)
        for edition in newsletter.public:
            yield edition_page(publication, newsletter, edition, templates)


def home(publication: Publication, templates: Templates) -> tuple[str, bytes]:
    """The front page: the newest story, the sections with their latest, the newsletters, the feeds."""
    newest = max(
        (entry for section in publication.sections for entry in section.entries),
        key=lambda entry: (entry.date, entry.id),
        default=None,
    )
    lead = of_entries((newest,)) if newest else ()
    stories = {section.slug: of_entries(section.entries) for section in publication.sections}
    homes = [s for s in publication.sections if newest and newest in s.entries]
    values = {"lead": lead[0] if lead else None, "lead_section": homes[0] if homes else None, "stories": stories}
    return _page("home", "", publication, templates, **values)


def section_page(publication: Publication, section: Section, templates: Templates) -> tuple[str, bytes]:
    """A section's page: the items of its feed, and how to subscribe to that."""
    path = addresses.section_path(section.slug)
    return _page("section", path, publication, templates, section=section, stories=of_entries(section.entries))


def archive_page(publication: Publication, newsletter: Newsletter, templates: Templates) -> tuple[str, bytes]:
    """The list of a newsletter's editions, newest first."""
    path = addresses.newsletter_path(newsletter.slug)
    return _page("archive", path, publication, templates, newsletter=newsletter)


def edition_page(
    publication: Publication, newsletter: Newsletter, edition: Edition, templates: Templates
) -> tuple[str, bytes]:
    """One edition as a page of the site."""
    path = addresses.edition_path(edition)
    told = [(section.title, of_items(section.items)) for section in edition.sections]
    return _page("edition", path, publication, templates, newsletter=newsletter, edition=edition, told=told)


def _page(name: str, path: str, publication: Publication, templates: Templates, **values: object) -> tuple[str, bytes]:
    rendered = templates.render(
        f"web/{name}.html",
        publication=publication,
        site=publication.site,
        root=addresses.way_home(path) or "./",
        canonical=addresses.absolute(publication.site.url, path),
        at=addresses,
        day=day,
        edition_day=edition_day,
        line=line,
        **values,
    )
    return addresses.page_file(path), text(rendered).encode()
