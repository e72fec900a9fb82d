"""The words of the house as frozen values. Times are aware and in UTC; absence is None, never "".

Order of appearance is the order of the flow: source, article, pick, newsletter, edition, subscriber, delivery.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class SourceKind(StrEnum):
    FEED = "feed"
    LISTING = "listing"
    SITEMAP = "sitemap"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where articles come from, as configured."""

    url: str  #: what names it for ever: the feed's, listing page's or sitemap's address, or the folder's path
    kind: SourceKind
    section: str  #: slug of the section its articles go to
    name: str  #: what readers see as the story's origin ("Moms")
    full: bool  #: whether the whole text may be republished, or a summary and a link (rights)
    every: timedelta  #: how long to wait between checks, until its own pace is known
    from_page: bool  #: whether the section that the page names wins over `section`
    selector: str | None = None  #: CSS selector of the article links on a listing page; None finds them by itself
    base_url: str | None = None  #: folder only: the address under which its files are public
    pages: int = 1  #: listing only: how many pages are read at most, until one is known
    via: str | None = None  #: what is asked while the feed `url` is dead; `kind` is then that address's


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A feed that is dead, and what is asked in its place once that is found."""

    since: datetime  #: the feed's last good answer; when it was found dead if it never gave one
    why: str  #: what it answered then
    tried: datetime  #: when it was last asked itself
    floor: datetime | None = None  #: the date of its newest story: what is older, and unknown, is not new
    looked: datetime | None = None  #: when its site was last searched; None: not yet
    kind: SourceKind | None = None  #: of `url`
    url: str | None = None  #: what stands in; None while nothing does
    under: str = "/"  #: the path under which the source's stories lie
    etag: str | None = None  #: of what stands in
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One of the files that a source consists of, as it was last read."""

    url: str
    changed: datetime | None  #: as the source said then
    at: datetime  #: when it was read
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The lines that a host has in many of its articles, each as a fingerprint (collect/article/habits.py)."""

    latest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: article → its lines; longest ago first
    at_edges: tuple[str, ...] = ()  #: what is no article's own at the beginning and the end of it
    anywhere: tuple[str, ...] = ()  #: what is none amid it either


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What we remember of a source between checks."""

    url: str
    etag: str | None = None  #: validators, byte for byte as the server gave them
    last_modified: str | None = None
    checked: datetime | None = None  #: last time it was tried
    succeeded: datetime | None = None  #: last time it answered as it should
    due: datetime | None = None  #: not to be tried again before; None: now
    failures: int = 0  #: in a row
    outcome: str = "never checked"  #: the last check in words
    moved_to: str | None = None  #: where permanent redirects lead; asked instead of `url` when it lasts
    moved_since: datetime | None = None  #: since when they lead there
    pace: timedelta | None = None  #: between two of its latest items; see collect/interval.py
    newest: datetime | None = None  #: the date of its newest item
    ttl: timedelta | None = None  #: how long it says that an answer may be kept
    skip_hours: tuple[int, ...] = ()  #: hours of the day, UTC, in which it does not want to be asked
    stand_in: StandIn | None = None  #: None while the source itself is well, or not found dead yet
    memory: tuple[Visited, ...] = ()  #: of a sitemap: the sitemaps that it names
    terms: str | None = None  #: a fingerprint of what the config said of its stories at the last check


class PickKind(StrEnum):
    RELATED = "related"
    NEXT = "next"


class PickOrigin(StrEnum):
    EDITOR = "editor"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A pointer from an article to another."""

    kind: PickKind
    origin: PickOrigin
    url: str  #: absolute
    title: str  #: plain text
    reason: str = ""  #: for a reader ("Part 2 of Building the shed"); "" only before it is resolved
    article: str | None = None  #: id of the article it points to; None when we do not have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What an editor has settled for good about one pick of an article."""

    kind: PickKind
    other: str  #: id of the article that is picked, or struck
    place: int | None  #: from 0, among the editor's picks; None: it is struck, and never shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An article's place in a series."""

    key: str  #: the same for all its parts, folded case
    title: str  #: as a reader knows it ("Building the shed")
    part: int = 0  #: from 1; 0 where nothing numbers them: their dates are their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to an article: the sound of a podcast, a PDF. Not its image."""

    url: str  #: absolute
    type: str | None = None  #: media type ("audio/mpeg")
    length: int | None = None  #: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story as one source gave it: cleaned, sanitised, not yet identified."""

    source: str  #: Source.url
    url: str  #: canonical, absolute
    section: str  #: slug
    title: str  #: plain text, one line, never empty
    summary: str = ""  #: plain text
    content: str = ""  #: sanitised HTML with absolute URLs
    guid: str | None = None  #: the feed's own id
    authors: tuple[str, ...] = ()
    image: str | None = None  #: absolute URL
    language: str | None = None  #: BCP 47
    published: datetime | None = None  #: by the source, in the zone that it gave; None if it gave none
    page_section: str | None = None  #: what the page called its section, in its own words
    tags: tuple[str, ...] = ()
    series: Series | None = None  #: as front matter or markup states it; picks/ also reads titles
    picks: tuple[Pick, ...] = ()  #: the editor's, in the page's order
    enclosures: tuple[Enclosure, ...] = ()
    complete: bool = True  #: False when only a summary is known and the page is still to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where else a story stands: with another source than the article's own."""

    source: str  #: Source.url
    section: str  #: slug
    url: str  #: the story's address there


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One story as we keep it."""

    id: str  #: a tag: URI, minted once (RFC 4151)
    key: str  #: canonical address without scheme, what makes two findings the same (collect/identity/decision.py)
    source: str
    url: str
    section: str
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    image: str | None
    language: str | None
    published: datetime | None  #: by the source, as it said
    date: datetime  #: the date we go by: `published`, repaired; else `collected`
    collected: datetime  #: by us, first time
    updated: datetime  #: last substantial change; equals `date` at first
    revision: int  #: from 1
    digest: str  #: fingerprint of all that readers see; equal means nothing to do
    page_section: str | None = None
    tags: tuple[str, ...] = ()
    series: Series | None = None
    picks: tuple[Pick, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    full: bool = True  #: rights: whether `content` may be republished
    complete: bool = True
    likeness: str | None = None  #: fingerprint of its title and text (collect/identity/likeness.py)
    places: tuple[Place, ...] = ()  #: by source
    withdrawn: datetime | None = None  #: when it was taken back: it is shown nowhere, and nothing brings it again

    @property
    def sections(self) -> tuple[str, ...]:
        """Every section that it stands in, its own first."""
        return tuple(dict.fromkeys((self.section, *(place.section for place in self.places))))

    @property
    def words(self) -> int:
        """Length of the text in words, markup left out roughly."""
        return len((self.content or self.summary).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """An article that feeds have still to take in: as much of it as decides where it goes."""

    id: str
    revision: int
    date: datetime
    updated: datetime
    sections: tuple[str, ...]  #: every one that it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """As much of an article as tells where its page is, and whether it has changed."""

    id: str
    revision: int
    url: str
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An article, or an edition, as it came into a feed."""

    item: str  #: its id
    revision: int
    date: datetime  #: of the item
    updated: datetime  #: its last substantial change when it came


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """As much of an article as tells whether a finding may be it."""

    id: str
    key: str
    title: str
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as picks know it: what their rules need, without its text."""

    id: str
    number: int  #: its place in the index
    story: str  #: the same for all articles that tell one story
    url: str
    title: str
    source: str
    section: str  #: slug
    date: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    series: Series | None  #: as the article states it
    language: str  #: that it was read in, see Indexed
    telling: bytes = field(repr=False)  #: see Indexed


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What is read out of an article for picks."""

    article: Article  #: as it was read
    language: str  #: primary subtag (BCP 47), "und" if it cannot be told
    vector: bytes  #: picks/vector.py
    telling: bytes  #: picks/telling.py
    handles: frozenset[int]  #: picks/handles.py; -2^63 to 2^63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A finished piece of the index."""

    first: int  #: the lowest number of an article in it
    last: int  #: the highest
    content: bytes  #: picks/postings.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The address of a story that a source named and whose page is still to be read."""

    key: str  #: see Article.key
    found: Found  #: what the source said; its `title` may be the link's text
    attempts: int = 0
    due: datetime | None = None
    error: str | None = None


class EditionState(StrEnum):
    COMPOSED = "composed"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story inside an edition, frozen when composed."""

    article: str  #: id
    url: str
    title: str
    summary: str
    section: str  #: slug
    source: str  #: name for readers
    authors: tuple[str, ...]
    image: str | None
    date: datetime
    minutes: int  #: reading time, at least 1
    related: tuple[Pick, ...] = ()
    next: Pick | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSection:
    slug: str
    title: str
    items: tuple[Item, ...]  #: never empty

    @property
    def next(self) -> Pick | None:
        """What closes the section: a Next of one of its stories that is not a Related above it, the editor's first."""
        shown = {pick.url for item in self.items for pick in item.related}
        left = [item.next for item in self.items if item.next and item.next.url not in shown]
        return next((pick for pick in left if pick.origin is PickOrigin.EDITOR), next(iter(left), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words by the editor, as they stand in an edition."""

    text: str  #: Markdown, as it was written; also what the text part shows
    html: str  #: the same, sanitised


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """The one block of an edition that somebody pays for; always marked as such."""

    name: str  #: plain text, one line
    url: str  #: absolute
    passage: Passage
    image: str | None = None  #: absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated newsletter, frozen when composed."""

    id: str  #: the slot's name ("weekly:2026-11-23T08:00")
    newsletter: str  #: slug
    slot: Slot
    state: EditionState
    composed: datetime
    sections: tuple[EditionSection, ...] = ()
    reason: str | None = None  #: why it was skipped, held or cancelled
    release: datetime | None = None  #: when a held edition goes by itself; None: only by hand
    audience: int = 0  #: deliveries, suppressed ones included
    changed: datetime | None = None  #: last change of state; None while it is a draft
    introduction: Passage | None = None  #: the editor's, of this edition alone
    lead: str | None = None  #: id of the article that the editor has lead; None: the first one does
    sponsor: Sponsor | None = None
    drafted: tuple[Item, ...] = ()  #: all its stories as they were composed, once the editor has moved or dropped some
    despite_errors: bool = False  #: whether somebody let it go though preflight found errors

    @property
    def stories(self) -> frozenset[str]:
        """The ids of the articles that it carries."""
        return frozenset(item.article for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """One due time of a schedule, named by its local wall time, which folds autumn's double hour."""

    schedule: str  #: the newsletter's slug
    label: str  #: "2026-11-23T08:00", local
    due: datetime  #: UTC

    @property
    def name(self) -> str:
        return f"{self.schedule}:{self.label}"


class SubscriberState(StrEnum):
    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """One address and what it chose of one newsletter."""

    id: int
    newsletter: str
    address: str  #: as its owner wrote it; unique without regard to case
    sections: tuple[str, ...]  #: slugs; () means all, also those added later
    state: SubscriberState
    consent: str  #: how and when it was given, in words ("imported from people.csv, 2026-11-22")
    since: datetime


class DeliveryState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    HANDED = "handed"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


#: Deliveries in these states still have something to do.
OPEN_STATES = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.HANDED, DeliveryState.DEFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition to one subscriber, while somebody works on it."""

    id: int
    edition: str
    subscriber: int
    address: str
    sections: tuple[str, ...]  #: as the subscriber chose; () means all
    fence: int  #: grows with every claim; an older one writes nothing
    attempts: int
    begun: datetime | None = None  #: first hand-over; None before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a transport answered for one message."""

    state: DeliveryState  #: ACCEPTED, DEFERRED, FAILED, UNKNOWN; PLANNED when nothing was handed over after all
    detail: str  #: the server's words, or the path written
    due: datetime | None = None  #: when to try again; of an UNKNOWN one: once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The mail of one delivery, as bytes ready for DATA."""

    id: str  #: Message-ID, with its angle brackets
    sender: str  #: envelope MAIL FROM
    recipient: str  #: envelope RCPT TO
    content: bytes  #: RFC 5322, CRLF line ends
    utf8: bool = False  #: whether a header holds an address beyond ASCII: a server must know SMTPUTF8 (RFC 6531)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something an operator should know, from when it began until it is well again."""

    kind: str  #: "source dead", "edition held", "late", "skipped twice", "sending stopped", "store unwritable", ...
    thing: str  #: which source, newsletter, edition, path
    detail: str
    since: datetime
    told: datetime | None = None  #: last mail about it
    ended: datetime | None = None
    closed: datetime | None = None  #: when its end was told
