"""The store as the rest of the house sees it: one small protocol for each group of tables.

Every method is one transaction and safe to repeat. `sql.py` joins the one implementation (SQLite, PostgreSQL).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from digest.model import (
    Article,
    Card,
    Delivery,
    DeliveryState,
    Edition,
    EditionState,
    Entering,
    FeedItem,
    Habits,
    Indexed,
    Outcome,
    Outline,
    Override,
    Page,
    Pick,
    PickKind,
    Place,
    Problem,
    Segment,
    Sketch,
    Slot,
    SourceState,
    Subscriber,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check of a source brought, to be recorded whole or not at all."""

    state: SourceState  #: the new one; its validators are safe to send back only because all else is stored with it
    changed: Sequence[Article] = ()  #: new articles and new revisions
    guids: Mapping[str, str] = field(default_factory=dict)  #: guid → article id, whoever's it was, for `named`
    fingerprints: Mapping[str, str] = field(default_factory=dict)  #: guid → fingerprint of its entry, for some `guids`
    places: Mapping[str, Place] = field(default_factory=dict)  #: article id → where this source, not its own, has it
    gone: Collection[str] = ()  #: fingerprints of entries that its document does not hold any more
    pages: Sequence[Page] = ()  #: addresses to read later, or to try again
    read: Collection[str] = ()  #: keys of pages that need not be read any more
    rejected: Mapping[str, str] | None = None  #: item → why, of all that could not be taken; None leaves what is known
    habits: Mapping[str, Habits] = field(default_factory=dict)  #: host → what it is known by from now on


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a source has brought."""

    stories: int = 0
    latest: datetime | None = None  #: when the last of them was collected; None: none was
    waiting: int = 0  #: pages that are still to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """One document that changed, and that a hub is still to be told of."""

    hub: str
    topic: str  #: the document's address
    since: datetime  #: the first change that the hub was not told of
    due: datetime  #: when to try; while it is under way, when another process may
    attempts: int  #: tries begun
    error: str | None = None  #: of the last try


class Sources(Protocol):
    """What we remember of each source."""

    def state(self, url: str) -> SourceState:
        """The state of one source; a fresh one if it was never checked."""

    def of(self, urls: Collection[str]) -> dict[str, SourceState]:
        """The state of each of these sources; a fresh one of those that were never checked."""

    def states(self) -> list[SourceState]:
        """Every source ever checked, by url."""

    def tallies(self) -> dict[str, Tally]:
        """What each source has brought, by url; those that brought nothing are left out."""

    def checked(self, state: SourceState) -> None:
        """Record a check that brought nothing to store (304, or a failure)."""


class Hosts(Protocol):
    """What we remember of each host; a `Check` writes it."""

    def habits(self, names: Collection[str]) -> dict[str, Habits]:
        """What the articles of each of these hosts have in common; nothing, of one that is not known."""


class Articles(Protocol):
    """Articles, their revisions, other names, editor's picks and pages still to be read."""

    def known(self, keys: Collection[str]) -> dict[str, Article]:
        """The articles that have one of these keys, by key."""

    def alike(self, likenesses: Collection[str]) -> dict[str, list[Article]]:
        """The articles of these likenesses, by likeness, oldest first."""

    def sketches(self, sources: Collection[str], limit: int) -> dict[str, list[Sketch]]:
        """The newest articles that each of these sources has named, by source, newest first."""

    def named(self, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        """The articles that sources have given under these names, by (source, guid)."""

    def fingerprints(self, sources: Collection[str]) -> dict[str, set[str]]:
        """Of each of these sources, the fingerprints of the entries that its latest document holds."""

    def collect(
        self,
        state: SourceState,
        changed: Sequence[Article],
        *,
        guids: Mapping[str, str],
        places: Mapping[str, Place] | None = None,
        pages: Sequence[Page] = (),
        read: Collection[str] = (),
        rejected: Mapping[str, str] | None = None,
    ) -> None:
        """Record one `Check`; see `collect_all`."""

    def collect_all(self, checks: Sequence[Check]) -> None:
        """Record checks in their order, all of them or none.

        Raises:
            StoreRefused: the database takes one of these values for none; nothing is written.
        """

    def awaiting(self, now: datetime) -> set[str]:
        """Sources that have pages to be read that are due."""

    def awaited(self, keys: Collection[str]) -> dict[str, str]:
        """Of these keys those of pages that nobody has tried to read yet, and which source's they are."""

    def pages(self, source: str, now: datetime, limit: int) -> list[Page]:
        """Pages of this source that are due, longest waiting first."""

    def waiting(self) -> list[Page]:
        """Every page that failed at least once and is still to be read."""

    def latest(self, section: str | None, limit: int) -> list[Article]:
        """The newest with a place in a section (None: of all), by (date, id), newest first."""

    def between(self, after: datetime, until: datetime, sections: Collection[str]) -> list[Article]:
        """Articles with a place in one of these sections and after < date <= until, newest first, each once."""

    def archive(self, until: datetime | None = None, *, sources: Collection[str] | None = None) -> Iterator[Article]:
        """Every article dated no later than `until`, oldest first, streamed; of `sources`, those that they have."""

    def get(self, ids: Collection[str]) -> dict[str, Article]:
        """Articles by id; unknown ids are left out."""

    def outlined(self, sources: Collection[str]) -> list[Outline]:
        """All articles of these sources that were not taken back, by id."""

    def as_was(self, asked: Collection[tuple[str, int]]) -> dict[tuple[str, int], Article]:
        """Articles as readers saw them at a revision, by (id, revision); unknown ones are left out.

        Section, series, picks and places are those of today; so is all but title, summary, content and `updated`
        where the revision was kept before more of it was.
        """

    def texts(self, ids: Collection[str]) -> dict[str, Article]:
        """The same, but without the editor's picks and the other places."""

    def mentioning(self, words: Collection[str], limit: int) -> list[Sketch]:
        """Articles with one of these words in their title or key; those with most of them first, then the newest."""

    def counts(self) -> dict[str, int]:
        """How many articles have a place in each section."""


class Catalogue(Protocol):
    """What picks know of the archive: a card an article, and the index over their words. It can all be made again."""

    def unread(self, reading: int, limit: int) -> list[Article]:
        """Articles to be read: new, changed, or read by another version of the code; by (collected, id)."""

    def waiting(self, reading: int) -> int:
        """How many are to be read."""

    def put(self, read: Sequence[Indexed], reading: int) -> None:
        """Keep what was read, in the place of what was known of these articles; each gets a new, higher number.

        They stay unread until their stories are settled; meanwhile each is its own.

        Args:
            read: a value an article.
            reading: the version of the code that has read them.
        """

    def settle(self, stories: Mapping[str, str], read: Sequence[Indexed]) -> None:
        """Keep which stories articles tell (id → story), and that these were read."""

    def numbers(self) -> list[int]:
        """The numbers of all articles that were read, rising."""

    def segments(self) -> Iterator[Segment]:
        """The finished pieces of the index, by their numbers."""

    def loose(self) -> list[tuple[int, datetime, bytes]]:
        """(number, date, vector) of the articles behind the last segment, by number."""

    def growing(self) -> int:
        """How many articles are behind the last segment."""

    def thin(self, least: int) -> list[int]:
        """The `first` of the segments of whose articles fewer than so many are left as they were."""

    def seal(self, segment: Segment) -> None:
        """Keep a finished piece; nothing, if another process was first."""

    def unseal(self, first: int) -> None:
        """Take a finished piece apart again: what is left of its articles gets new numbers, and is loose."""

    def cards(self, ids: Collection[str]) -> dict[str, Card]:
        """The cards of these articles, by id; those of articles that are not read yet are left out."""

    def numbered(self, numbers: Collection[int]) -> dict[int, Card]:
        """The cards with these numbers."""

    def vectors(self, numbers: Collection[int]) -> dict[int, bytes]:
        """The vectors with these numbers."""

    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]:
        """The ids of the articles that have at least so many of these handles: those with most first, then by id."""

    def counted(self, handles: Collection[int]) -> dict[int, int]:
        """How many articles have each of these handles; those that none has are left out."""

    def named(self, handles: Collection[int], date: datetime, limit: int) -> list[str]:
        """The ids of the articles with one of these handles; of many, the nearest `limit` on each side of a date."""

    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]:
        """The ids of the articles that tell these stories, by story, each list in the order of ids."""

    def newest(self, section: str, until: datetime, before: Card | None, limit: int) -> list[Card]:
        """The articles with a place in a section, dated no later than `until`, newest first by (date, id).

        Args:
            section: slug.
            until: the latest date.
            before: go on after this one of the same question; None: from the beginning.
            limit: how many at most.
        """

    def followed(self, id: str) -> dict[str, int]:
        """How many readers went on from this article, by the id of where they went."""


class Entries(Protocol):
    """What entered a feed, with the picks frozen at that moment."""

    def frozen(self, articles: Collection[str]) -> dict[str, tuple[Pick, ...]]:
        """Picks by article id, for those that have entered a feed."""

    def freeze(self, picks: Mapping[str, tuple[Pick, ...]], now: datetime) -> None:
        """Record these; an article that has entered already keeps what it has."""


class Feeds(Protocol):
    """What feeds hold, and in which of their documents; a feed is known by its name (publish/publication.py)."""

    def entering(self) -> list[Entering]:
        """Articles that are new or revised since feeds last took them in, oldest first by (date, id)."""

    def enter(self, coming: Mapping[str, Sequence[FeedItem]], limit: int, done: Sequence[Entering]) -> None:
        """Take items into feeds, in their order, and close archive documents of `limit` items as they become full.

        An item that the feed has comes again only with a later `updated`. Into a feed that had items before, more than
        `limit` at once are a backlog: all that is open is closed with it, so that it pushes nothing new out of the
        current document.

        Args:
            coming: by feed.
            limit: items in an archive document, at least 1.
            done: what is not entering any more, unless it was revised meanwhile.
        """

    def current(self, feed: str, limit: int) -> list[FeedItem]:
        """The items of a feed's current document, newest first: all that no archive document has, and the newest.

        Each with its revision and its last substantial change as they are now.
        """

    def known(self, feed: str) -> set[str]:
        """Every item that a feed has."""

    def sizes(self) -> dict[str, tuple[int, int]]:
        """By feed: how many archive documents are closed, and how often something was taken out of one."""

    def versions(self, feed: str) -> dict[int, int]:
        """By archive document, from 1: how often it was written, so that what was taken out makes it another one."""

    def document(self, feed: str, number: int) -> list[FeedItem]:
        """What an archive document holds, newest first by (date, item)."""

    def take_out(self, feed: str, items: Collection[str]) -> None:
        """Have a feed, and its archive documents, hold these items no more; those that it does not hold are no harm."""

    def withdraw(self, article: str, now: datetime) -> bool:
        """Take an article back, for good: out of every feed, list, newsletter to come and pick to come, with its text.

        Its address and names are kept, so that no source brings it again. False if it is not there, or was taken back.
        """


class Editions(Protocol):
    """Slots and the editions composed for them."""

    def register(self, newsletter: str, schedule: str, now: datetime) -> datetime:
        """Remember the newsletter's schedule; returns since when it has been as it is.

        No slot before that moment is due by itself: a new or changed schedule sends nothing for the past.
        """

    def taken(self, slots: Collection[str]) -> dict[str, str]:
        """Slot name → what became of it, for those that are settled ("sent", "missed: ...")."""

    def compose(
        self,
        edition: Edition,
        suppressed: Mapping[int, str],
        audience: Sequence[Subscriber],
        *,
        again: bool = False,
        by_hand: str = "",
    ) -> bool:
        """Win the slot and write the edition with one planned delivery each, or nothing at all.

        Args:
            edition: state COMPOSED, HELD or SKIPPED.
            suppressed: subscriber id → why, for those of `audience` who get no mail of this edition.
            again: whether a slot that was settled as missed or skipped may be taken after all.
            by_hand: what its editor wrote ahead, in words, to be recorded among its changes; "" for nothing.

        Returns:
            False when the slot was settled before (another process, an earlier run); nothing is written.

        Raises:
            StoryCarried: another edition has taken one of its stories since it was drafted; nothing is written.
        """

    def miss(self, slot: Slot, why: str, now: datetime) -> bool:
        """Settle a slot without an edition; False if it was settled before."""

    def get(self, id: str) -> Edition | None:
        """One edition."""

    def latest(self, newsletter: str | None, limit: int | None = None) -> list[Edition]:
        """The newest editions, by due time, newest first; all, without a limit."""

    def outlined(self, newsletter: str, states: Collection[EditionState]) -> list[Edition]:
        """All of a newsletter's editions in these states, newest first, without stories and the editor's words."""

    def open(self) -> list[Edition]:
        """Editions with something left to do (composed, held, sending), oldest first."""

    def move(
        self, id: str, old: Collection[EditionState], new: EditionState, now: datetime, *, by_hand: str = ""
    ) -> bool:
        """Change an edition's state if it is one of `old`; False if it was not.

        Args:
            by_hand: what somebody did, in words, to be recorded among its changes; "" when it goes by itself.
        """

    def release(self, id: str, now: datetime, what: str, *, despite_errors: bool) -> bool:
        """Let a held edition go, and record it in these words; False if it is not held.

        Args:
            despite_errors: whether it is to go whatever preflight finds; False leaves that as it is.
        """

    def recompose(
        self,
        before: Edition,
        after: Edition,
        what: str,
        now: datetime,
        *,
        nothing_for: Callable[[tuple[str, ...]], bool],
        why: str,
    ) -> bool:
        """Put another content in the place of an edition's, record it, and plan its mails anew.

        Args:
            before: as it was read; the change is made only to this.
            after: the same edition with other stories, order, lead, words, or reason.
            what: the change in words.
            now: the present.
            nothing_for: whether it has nothing for those who chose these sections.
            why: what is told of mails that are suppressed for that; those that were are planned if they have something.

        Returns:
            False when it is not composed or held any more, or was changed since `before`; nothing is written.

        Raises:
            StoryCarried: another edition has taken a story that would come back; nothing is written.
        """

    def hold(self, id: str, why: str, now: datetime) -> bool:
        """Hold an edition that is composed, or held, until somebody lets it go; False if it is neither."""

    def changes(self, id: str) -> list[tuple[datetime, str]]:
        """(when, what in words) was done to an edition by hand, oldest first."""

    def carried(self, newsletter: str) -> set[str]:
        """Ids of the articles that this newsletter has carried, or will with an edition that may still go out."""


class Overrides(Protocol):
    """What editors have settled for good about the picks of articles."""

    def of(self, articles: Collection[str]) -> dict[str, tuple[Override, ...]]:
        """By article, for those that have any: what is picked, by kind and place, then what is struck."""

    def put(self, article: str, override: Override, now: datetime) -> None:
        """Settle one pick, in the stead of what was settled of it; those from its place on move on by one."""

    def forget(self, article: str, other: str, kinds: Collection[PickKind]) -> bool:
        """Leave these picks to the rules again; False if nothing was settled of them."""


class Ledger(Protocol):
    """All deliveries, their states and history: promise 3."""

    def claim(self, edition: str, owner: str, now: datetime, limit: int) -> list[Delivery]:
        """Take up to `limit` deliveries that are planned, or deferred and due, under a lease."""

    def recover(self, edition: str, now: datetime, *, resend: bool, gone: Collection[str] = ()) -> dict[str, int]:
        """Take back what a dead or silent owner held: claimed → planned, handed → unknown (→ planned if `resend`).

        Args:
            gone: owners known to be dead, whose leases need not run out first.

        Returns:
            How many of each: {"planned": n, "unknown": m}.
        """

    def owners(self, edition: str) -> set[str]:
        """Who holds claims on this edition."""

    def step(self, now: datetime, owner: str, done: tuple[Delivery, Outcome] | None, ahead: Delivery | None) -> bool:
        """In one transaction: record the outcome of one message, and that the next is handed over.

        An UNKNOWN outcome with a time to try again is deferred the first time, and stays unknown the second.

        Returns:
            False when `ahead` is not ours any more (its lease ran out, or its reader left): do not send it.
        """

    def release(self, edition: str, owner: str, now: datetime) -> None:
        """Give back what this owner has claimed of the edition and not handed over."""

    def books(self, edition: str) -> dict[DeliveryState, int]:
        """How many deliveries stand in each state; their sum is the audience."""

    def choices(self, edition: str) -> dict[tuple[str, ...], int]:
        """How many of an edition's readers chose these sections (slugs, sorted; () means all), those most chosen first.

        Those who get no mail of it are not counted.
        """

    def due(self, edition: str) -> datetime | None:
        """When the next deferred delivery is to be tried again; None if none is."""

    def history(
        self, edition: str, states: Collection[DeliveryState], *, limit: int
    ) -> list[tuple[str, DeliveryState, str]]:
        """(address, state, detail) of up to `limit` deliveries in these states."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of people who were to be added."""

    added: int
    changed: int  #: chose other sections
    left: tuple[str, ...]  #: addresses that have unsubscribed, and stay so


class Subscribers(Protocol):
    """Addresses, what they chose, and how they consented."""

    def add(self, people: Iterable[Subscriber], *, choices: bool = True) -> Added:
        """Add or change, a batch at a time; `id` is ignored.

        Who has unsubscribed stays so. `choices` False leaves the sections of those who are known as they are.
        """

    def listed(self, newsletter: str | None = None) -> list[Subscriber]:
        """All, in the order they came."""

    def active(self, newsletter: str) -> list[Subscriber]:
        """Those who get the newsletter, by id."""

    def count(self, newsletter: str) -> int:
        """How many get the newsletter."""

    def get(self, id: int) -> Subscriber | None:
        """One."""

    def unsubscribe(self, id: int, how: str, now: datetime) -> bool:
        """End a subscription; False if it had ended before. What is planned for it is suppressed."""


class Runs(Protocol):
    """What each run did, and what is wrong now."""

    def record(self, kind: str, thing: str, started: datetime, ended: datetime, outcome: str) -> None:
        """Remember one run in words (promise 7)."""

    def latest(self, limit: int) -> list[tuple[str, str, datetime, datetime, str]]:
        """(kind, thing, started, ended, outcome), newest first."""

    def reject(self, source: str, rejected: Mapping[str, str], now: datetime) -> None:
        """Remember these items (item → why) as all that this source has that cannot be taken or published."""

    def rejected(self) -> list[tuple[str, str, str, datetime]]:
        """(source, item, why, when) of all that is rejected now."""

    def raise_problem(self, kind: str, thing: str, detail: str, now: datetime) -> None:
        """Begin or go on with a problem; one row a kind and thing.

        One that begins again within a day keeps when it was last told, so that it is told once a day.
        """

    def end_problem(self, kind: str, thing: str, now: datetime, *, quiet: bool = False) -> None:
        """It is well again; nothing if there was none.

        Args:
            quiet: nobody is to be told of it.
        """

    def problems(self) -> list[Problem]:
        """What is open, and what has ended and was told but whose end was not; oldest first."""

    def told(self, problem: Problem, now: datetime) -> bool:
        """Take on to tell of this problem, or of its end, before a mail goes out; an end that was told is closed.

        Returns:
            False when it is not any more as it was read: another service took it on, or it began or ended anew.
        """

    def untold(self, problem: Problem, now: datetime) -> None:
        """Give back what `told` took at `now`: nobody was told.

        Args:
            problem: as it was handed to `told`.
        """


class Pings(Protocol):
    """What hubs are still to be told. A ping may go out twice, but none is lost."""

    def add(self, hub: str, topics: Collection[str], now: datetime) -> None:
        """These documents changed: each is due now, also one that waits for a later try or is under way."""

    def take(self, hub: str, now: datetime, until: datetime) -> Ping | None:
        """One that is due, those with the fewest attempts first; nobody else gets it before `until`, its new `due`."""

    def told(self, ping: Ping, now: datetime) -> None:
        """The hub has taken it; if the document changed since it was taken here, that change is still to be told."""

    def forget(self, ping: Ping) -> None:
        """The hub will not take it: the same, but for `taken`."""

    def failed(self, ping: Ping, error: str, due: datetime) -> None:
        """Try again at `due`; a document that changed since it was taken stays due at once."""

    def away(self, ping: Ping, error: str, now: datetime, due: datetime) -> None:
        """The hub takes nothing now: try this one, and all others that are due at `now`, again at `due`."""

    def taken(self, hub: str) -> datetime | None:
        """When this hub last took something; None: it never did."""

    def waiting(self, hub: str) -> list[Ping]:
        """All that this hub is still to be told, longest waiting first."""

    def keep(self, hub: str | None) -> None:
        """Forget what is for other hubs; None: for any."""


class Store(Protocol):
    """All of them, over one database."""

    @property
    def sources(self) -> Sources: ...
    @property
    def hosts(self) -> Hosts: ...
    @property
    def articles(self) -> Articles: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def editions(self) -> Editions: ...
    @property
    def overrides(self) -> Overrides: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def subscribers(self) -> Subscribers: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def pings(self) -> Pings: ...

    def writable(self) -> None:
        """Raises: StoreUnavailable when nothing can be written."""

    def close(self) -> None:
        """Give the connections back."""
