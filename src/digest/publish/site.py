"""Pages for people: a home, the twin of each feed with its archive, every edition, and articles' own pages.

They are made from `templates/web/`, need no script, and are the same bytes for the same publication. Links between
pages are relative, so the folder may be served from anywhere. Of the publication a page takes what stands around it:
the site, and the titles of sections and newsletters; what it shows itself it is handed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from digest.language import language
from digest.model import Edition
from digest.publish import addresses
from digest.publish.article_text import fitted
from digest.publish.clean import line, text
from digest.publish.dates import edition_day
from digest.publish.entry import Entry
from digest.publish.kept import Kept
from digest.publish.own_pages import own_file
from digest.publish.publication import (
    Feed,
    Newsletter,
    Place,
    Publication,
    Section,
    everything,
    of_newsletter,
    of_section,
)
from digest.publish.stories import of_entries, of_items
from digest.templates import Templates

#: What the service may send with every page: nothing is loaded but our own style sheet, our own script, which no page
#: needs, and the stories' images.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' http: https: data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

#: From so many sections on, home is a list of contents, and navigation leads there.
MANY_SECTIONS = 13

#: The document that goes on changing.
CURRENT = Place()

_ABOVE = Markup("\ufdd0")  #: a noncharacter, as no text of ours has: where what stands above a story goes
_ROUGHLY = 1000  #: characters of a part of a page
_NEWEST_AT_HOME = 13  #: stories, the lead among them, where home is a list of contents


def assets(templates: Templates) -> Iterator[tuple[str, bytes]]:
    """What the pages share."""
    for path, name in ((addresses.STYLE_SHEET, "web/site.css"), (addresses.SCRIPT, "web/site.js")):
        yield path, text(templates.text(name)).encode()


def home(publication: Publication, templates: Templates) -> tuple[str, bytes]:
    """The front page: the newest story, the sections with their latest, the newsletters, the feeds.

    A publication of many sections shows its newest stories instead, and a list of contents.
    """
    words = language(publication.site.language)
    newest = of_entries(publication.latest[:_NEWEST_AT_HOME], words)
    stories = {section.slug: of_entries(section.entries[:5], words) for section in publication.sections}
    feed = everything(publication.site)
    return _page("home", "", publication, templates, feed=feed, newest=newest, stories=stories)


def latest_page(
    publication: Publication,
    entries: tuple[Entry, ...],
    templates: Templates,
    place: Place = CURRENT,
    kept: Kept | None = None,
) -> tuple[str, bytes]:
    """The twin of the feed of everything."""
    feed, words = everything(publication.site), language(publication.site.language)
    return _twin("latest", publication, feed, templates, place, stories=of_entries(entries, words), once=_once(kept))


def section_page(
    publication: Publication,
    section: Section,
    templates: Templates,
    place: Place = CURRENT,
    kept: Kept | None = None,
) -> tuple[str, bytes]:
    """The twin of a section's feed; its entries are those of the document at `place`."""
    feed, stories = (
        of_section(publication.site, section),
        of_entries(section.entries, language(publication.site.language)),
    )
    return _twin("section", publication, feed, templates, place, section=section, stories=stories, once=_once(kept))


def newsletter_page(
    publication: Publication, newsletter: Newsletter, templates: Templates, place: Place = CURRENT
) -> tuple[str, bytes]:
    """The twin of a newsletter's feed: its public editions, newest first, those of the document at `place`."""
    feed = of_newsletter(publication.site, newsletter)
    return _twin("newsletter", publication, feed, templates, place, newsletter=newsletter)


def edition_page(
    publication: Publication, newsletter: Newsletter, edition: Edition, templates: Templates
) -> tuple[str, bytes]:
    """One edition as a page of the site, in the newsletter's language."""
    path = addresses.edition_path(edition)
    feed = of_newsletter(publication.site, newsletter)
    words = language(feed.language or publication.site.language)
    told = [(line(section.title), of_items(section.items, words)) for section in edition.sections]
    return _page("edition", path, publication, templates, newsletter=newsletter, edition=edition, told=told, feed=feed)


def article_page(publication: Publication, entry: Entry, article_html: str, templates: Templates) -> tuple[str, bytes]:
    """An article's own page, at its own address.

    Args:
        publication: what stands around it.
        entry: the article as feeds have it, with its picks.
        article_html: its whole text, sanitised when it was stored; without the picks.
        templates: where the page's template is.

    Raises:
        ValueError: no page of ours can lie at its address.
        RenderError: the template has a mistake.
    """
    file = own_file(publication.site.url, entry.url)
    if file is None:
        raise ValueError(f"{entry.url} is no address for a page of {publication.site.url}")
    story = of_entries((entry,), language(publication.site.language))[0]
    section = _by_title(publication)(story.section)
    feed = of_section(publication.site, section) if section else everything(publication.site)
    values = {"entry": entry, "story": story, "home_section": section}
    content = fitted(article_html)
    # An address may lack its last "/", and servers differ in what "../" means there: so the way home is the host's.
    around = {"root": urlsplit(publication.site.url).path, "canonical": entry.url, "content": content}
    return file, _page("article", "", publication, templates, feed=feed, **values, **around)[1]


def _twin(
    name: str, publication: Publication, feed: Feed, templates: Templates, place: Place, **values: object
) -> tuple[str, bytes]:
    """A page with the items of one of a feed's documents, and the way to those before and after it."""
    path = addresses.archive_path(feed.folder, place.number) if place.number else feed.page
    older = addresses.archive_path(feed.folder, place.before) if place.before else None
    newer = addresses.archive_path(feed.folder, place.after) if place.after else feed.page
    around = {"place": place, "older": older, "newer": newer if place.number else None}
    return _page(name, path, publication, templates, feed=feed, **around, **values)


def _once(kept: Kept | None) -> Callable[..., str]:
    """Renders a macro of the templates with these values, if that was not done before; `above` may differ each time."""
    kept = kept or Kept()

    # By the macro itself: a user's templates may have another one of that name.
    def once(macro: Any, *values: object, above: str = "") -> str:
        made: Markup = kept.of((macro, *values), _ROUGHLY, partial(macro, *values, above=_ABOVE))
        return made.replace(_ABOVE, escape(above))

    return once


def _by_title(publication: Publication) -> Callable[[str], Section | None]:
    """Finds a section by what stands as the first category of its entries."""
    titles = cache(lambda: {line(section.title): section for section in publication.sections})
    return lambda title: titles().get(title)


def _page(
    name: str, path: str, publication: Publication, templates: Templates, *, feed: Feed, **values: object
) -> tuple[str, bytes]:
    """A page in the language of its feed."""
    words = language(feed.language or publication.site.language)
    around = {
        "publication": publication,
        "site": publication.site,
        "everything": everything(publication.site),
        "many": len(publication.sections) >= MANY_SECTIONS,
        "root": addresses.way_home(path),
        "canonical": addresses.absolute(publication.site.url, path),
        "at": addresses,
        "feed": feed,
        "day": words.day,
        "edition_day": partial(edition_day, words=words),
        "line": line,
        "section_named": _by_title(publication),
    }
    rendered = templates.speaking(words).render(f"web/{name}.html", **(around | values))
    return addresses.page_file(path), text(rendered).encode()
