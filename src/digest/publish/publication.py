"""What we publish, as plain values: the site, its sections and newsletters, and the entries that their feeds carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Edition, EditionState
from digest.publish import addresses
from digest.publish.addresses import Kind
from digest.publish.entry import Entry

#: The name of the feed of everything.
ALL = "all"
#: Editions in these states are for everybody's eyes; one that is held or only composed is not.
PUBLIC_STATES = (EditionState.SENDING, EditionState.SENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The publication itself."""

    title: str
    url: str  #: absolute, ends with "/"
    tag: str  #: authority of tag: URIs ("example.org,2026")
    language: str = "en"  #: BCP 47
    description: str = ""
    hub: str | None = None  #: the WebSub hub that tells feed readers of changes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands among those of its feed."""

    number: int = 0  #: of the archive document, from 1; 0 is the current document
    before: int | None = None  #: the archive document before it
    after: int | None = None  #: the archive document after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of the publication: of everything, of a section, of a newsletter's editions."""

    name: str  #: "all", "section/garden", "newsletter/weekly": for ever, it stands in its id
    folder: str  #: where its documents lie ("sections/garden/")
    page: str  #: its twin for people
    title: str
    description: str = ""
    language: str | None = None  #: None: the site's


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section with what its feed holds."""

    slug: str
    title: str
    description: str = ""
    entries: tuple[Entry, ...] = ()  #: newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """One newsletter with its editions."""

    slug: str
    title: str
    introduction: str = ""
    language: str | None = None  #: None: the site's
    editions: tuple[Edition, ...] = ()  #: newest first; only the public ones are shown

    @property
    def public(self) -> tuple[Edition, ...]:
        """The editions that everybody may see, newest first."""
        return tuple(edition for edition in self.editions if edition.state in PUBLIC_STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that the pages show."""

    site: Site
    sections: tuple[Section, ...]  #: in the publisher's order
    newsletters: tuple[Newsletter, ...] = ()
    latest: tuple[Entry, ...] = ()  #: the newest of all sections, newest first, each once


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What one document of a feed says about itself."""

    title: str
    description: str  #: "" becomes the title: RSS asks for one
    page_url: str  #: the HTML page with the same items
    self_url: str  #: where this very document lies
    id: str  #: a tag: URI; the same for ever
    author: str  #: whom to name for an entry without an author
    language: str
    updated_floor: datetime  #: what an empty feed gives as its last change
    ttl: int = 60  #: minutes that a reader may wait before it asks again (RSS)
    hub: str | None = None  #: the WebSub hub that tells of changes
    prev_archive: str | None = None  #: the archive document with what came before; None in the first (RFC 5005 §4)
    next_archive: str | None = None  #: archive documents only: the one with what came next
    current: str | None = None  #: archive documents only: the document that goes on changing

    @property
    def is_archive(self) -> bool:
        """Whether this document is closed: nothing is added to it any more."""
        return self.current is not None


def section_name(slug: str) -> str:
    """The name of a section's feed."""
    return f"section/{slug}"


def newsletter_name(slug: str) -> str:
    """The name of the feed of a newsletter's editions."""
    return f"newsletter/{slug}"


def everything(site: Site) -> Feed:
    """The feed of all sections."""
    return Feed(name=ALL, folder="", page=addresses.LATEST, title=site.title, description=site.description)


def of_section(site: Site, section: Section) -> Feed:
    """The feed of one section."""
    path = addresses.section_path(section.slug)
    title, description = f"{section.title} · {site.title}", section.description or site.description
    return Feed(name=section_name(section.slug), folder=path, page=path, title=title, description=description)


def of_newsletter(site: Site, newsletter: Newsletter) -> Feed:
    """The feed of a newsletter's editions."""
    path = addresses.newsletter_path(newsletter.slug)
    title, description = f"{newsletter.title} · {site.title}", newsletter.introduction or site.description
    return Feed(
        name=newsletter_name(newsletter.slug),
        folder=path,
        page=path,
        title=title,
        description=description,
        language=newsletter.language,
    )


def all_feeds(publication: Publication) -> tuple[Feed, ...]:
    """All feeds: of everything, of each section, of each newsletter."""
    site = publication.site
    sections = (of_section(site, section) for section in publication.sections)
    newsletters = (of_newsletter(site, newsletter) for newsletter in publication.newsletters)
    return (everything(site), *sections, *newsletters)


def channel(site: Site, feed: Feed, kind: Kind, updated_floor: datetime, place: Place = Place()) -> Channel:
    """One document of a feed, in one format.

    Args:
        site: the publication.
        feed: whose document.
        kind: the format.
        updated_floor: what an empty feed gives as its last change.
        place: which of its documents.
    """

    def document(number: int | None) -> str | None:
        if number is None:
            return None
        folder = addresses.archive_path(feed.folder, number) if number else feed.folder
        return addresses.absolute(site.url, addresses.feed_path(folder, kind))

    here, page = document(place.number), feed.page
    if place.number:
        page = addresses.archive_path(feed.folder, place.number)
    assert here is not None
    return Channel(
        title=feed.title,
        description=feed.description,
        page_url=addresses.absolute(site.url, page),
        self_url=here,
        id=addresses.feed_id(site.tag, feed.name),
        author=site.title,
        language=feed.language or site.language,
        updated_floor=updated_floor,
        hub=None if place.number else site.hub,
        prev_archive=document(place.before),
        next_archive=document(place.after),
        current=document(0) if place.number else None,
    )
