"""What we publish, as plain values: the site, its sections and newsletters, and the entries that their feeds carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Article, Edition, EditionState, Pick
from digest.publish import addresses
from digest.publish.addresses import Kind

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as it stands in feeds and on section pages."""

    article: Article
    related: tuple[Pick, ...] = ()  #: frozen when the article entered its first feed; a `next` among them is shown so
    section_title: str = ""  #: "" leaves it out of the categories


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says about itself."""

    title: str
    description: str  #: "" becomes the title: RSS asks for one
    page_url: str  #: the HTML page with the same items
    self_url: str  #: where this very document lies
    id: str  #: a tag: URI; the same for ever
    author: str  #: whom to name for an article without an author
    language: str
    updated_floor: datetime  #: what an empty feed gives as its last change
    ttl: int = 60  #: minutes that a reader may wait before it asks again (RSS)


def channel(site: Site, section: Section | None, kind: Kind, updated_floor: datetime) -> Channel:
    """The feed of one section, or of all of them."""
    slug = section.slug if section else None
    return Channel(
        title=f"{section.title} · {site.title}" if section else site.title,
        description=(section.description if section else "") or site.description,
        page_url=addresses.absolute(site.url, addresses.section_path(slug)),
        self_url=addresses.absolute(site.url, addresses.feed_path(slug, kind)),
        id=addresses.feed_id(site.tag, slug),
        author=site.title,
        language=site.language,
        updated_floor=updated_floor,
    )
