"""Which documents and pages there are, and what each is made from.

One is made anew when what it shows has changed: its items, or what all are made by (the config, the templates, this
code). An archive document is made once, and again only when something in it was withdrawn (RFC 5005 §4: it does not
change). So a publish costs what has changed, however much was published before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from digest import joints
from digest import publish as room
from digest.config import Config
from digest.publish import addresses, site
from digest.publish.addresses import FEED_FILES, Kind
from digest.publish.clean import text
from digest.publish.entry import Entry
from digest.publish.feeds import Document, atom, rss
from digest.publish.files import Publisher
from digest.publish.press import Press
from digest.publish.publication import (
    Channel,
    Feed,
    Place,
    Publication,
    Section,
    channel,
    everything,
    newsletter_name,
    of_newsletter,
    of_section,
    section_name,
)
from digest.publishing.entering import enter
from digest.publishing.entries import Entries
from digest.store.seam import Store
from digest.templates import Templates

Told = Callable[[str, int, int], None]  #: called with (what, done, total) as long work goes on
Items = Sequence[tuple[str, int]]  #: (id, revision)

_WRITERS: dict[Kind, Callable[[Channel, Iterable[Entry]], Document]] = {"rss": rss, "atom": atom}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish wrote."""

    feeds: int  #: feed documents that changed
    pages: int  #: other files that changed
    rejected: int  #: items that no feed could take
    topics: tuple[str, ...] = ()  #: addresses of the current documents that changed


def publish(
    config: Config,
    store: Store,
    out: Publisher,
    templates: Templates,
    now: datetime,
    told: Told,
    *,
    anew: bool = False,
) -> Published:
    """Write every document and page whose bytes changed; the others are not touched.

    `anew`: make all of them, archive documents too, as after a move to another address.

    Raises:
        PublishError: some files could not be written; the last good ones stay, all others are up to date.
        RenderError: a template has a mistake; all that does not need it is up to date.
    """
    enter(config, store, now, told)
    with out.alone():
        press = Press(out, anew=anew)
        work = _Work(config, store, templates, press, told)
        try:
            work.feeds()
            work.pages()
        finally:
            work.reject(now)
        press.close()
    current = {
        path for feed in work.all_feeds for path in (addresses.feed_path(feed.folder, kind) for kind in _WRITERS)
    }
    documents = [path for path in press.written if path.rpartition("/")[2] in FEED_FILES.values()]
    return Published(
        feeds=len(documents),
        pages=len(press.written) - len(documents),
        rejected=len(work.rejected),
        topics=tuple(addresses.absolute(config.site.url, path) for path in documents if path in current),
    )


class _Work:
    """One publish."""

    def __init__(self, config: Config, store: Store, templates: Templates, press: Press, told: Told) -> None:
        self._config = config
        self._store = store
        self._templates = templates
        self._press = press
        self._told = told
        self._entries = Entries(config, store)
        self._site = joints.site(config)
        self._look = _fingerprint(_code(), templates.fingerprint("web"), repr(self._site))
        # What decides what stands in feeds and on pages, but for what the store has.
        shown = config.model_dump_json(exclude={"root", "store", "collect", "mail", "alerts", "web"})
        self._recipe = _fingerprint(self._look, shown)
        self._current: dict[str, Items] = {}
        self._sizes = store.feeds.sizes()
        self._newsletters = joints.newsletters(config, store)
        self._sections = tuple(
            Section(slug=table.slug, title=table.title, description=table.description) for table in config.section
        )
        self.all_feeds = (
            everything(self._site),
            *(of_section(self._site, section) for section in self._sections),
            *(of_newsletter(self._site, newsletter) for newsletter in self._newsletters),
        )

    @property
    def rejected(self) -> dict[str, str]:
        return self._entries.rejected

    def feeds(self) -> None:
        """The documents of every feed."""
        for done, feed in enumerate(self.all_feeds, 1):
            self._current[feed.name] = self._store.feeds.current(feed.name, self._config.publish.limit)
            self._document(feed, Place(before=self._closed(feed) or None))
            self._archive(feed)
            self._told("feeds", done, len(self.all_feeds))

    def pages(self) -> None:
        """Everything for people."""
        read, look = self._templates, self._look
        self._press.put(addresses.STYLE_SHEET, look, lambda: text(read.text("web/site.css")).encode())
        whole = cache(self._publication)
        sent = repr([(letter.slug, [one.id for one in letter.public]) for letter in self._newsletters])
        held = {feed: items for feed, items in self._current.items() if not feed.startswith("newsletter/")}
        self._page("", _fingerprint(self._recipe, repr(held), sent), lambda: site.home(whole(), read))
        for place, section in enumerate(self._sections):
            made_from = _fingerprint(self._recipe, repr(self._current[section_name(section.slug)]))
            path = addresses.section_path(section.slug)
            self._page(path, made_from, partial(self._section_page, whole, place))
        for letter in self._newsletters:
            made_from = _fingerprint(self._recipe, sent)
            path = addresses.newsletter_path(letter.slug)
            self._page(path, made_from, partial(site.archive_page, self._bare(), letter, read))
            for edition in letter.public:
                make = partial(site.edition_page, self._bare(), letter, edition, read)
                self._page(addresses.edition_path(edition), _fingerprint(self._recipe, edition.id), make)

    def _page(self, path: str, made_from: str, make: Callable[[], tuple[str, bytes]]) -> None:
        self._press.put(addresses.page_file(path), made_from, lambda: make()[1])

    def _section_page(self, whole: Callable[[], Publication], place: int) -> tuple[str, bytes]:
        return site.section_page(whole(), whole().sections[place], self._templates)

    def _bare(self) -> Publication:
        return Publication(site=self._site, sections=self._sections, newsletters=self._newsletters)

    def _publication(self) -> Publication:
        sections = (
            replace(section, entries=self._entries.of(self._current[section_name(section.slug)]))
            for section in self._sections
        )
        return replace(self._bare(), sections=tuple(sections))

    def reject(self, now: datetime) -> None:
        """Record what no feed could take; what was not looked at again stays as it is."""
        known = {item: why for source, item, why, _ in self._store.runs.rejected() if source == _FEEDS}
        kept = {item: why for item, why in known.items() if item not in self._entries.looked_at}
        if (rejected := kept | self._entries.rejected) != known:
            self._store.runs.reject(_FEEDS, rejected, now)

    def _closed(self, feed: Feed) -> int:
        return self._sizes.get(feed.name, (0, 0))[0]

    def _document(self, feed: Feed, place: Place) -> None:
        """The current document, in each format."""
        items = self._current[feed.name]
        made_from = _fingerprint(self._recipe, repr(place), repr(items))
        for kind in _WRITERS:
            make = partial(self._made, feed, kind, place, partial(self._held, feed, items))
            self._press.put(addresses.feed_path(feed.folder, kind), made_from, make)

    def _archive(self, feed: Feed) -> None:
        """The archive documents, with an open one after the last: what follows a closed one has its address already."""
        closed, taken_out = self._sizes.get(feed.name, (0, 0))
        if not closed:
            return
        folder, made_from = f"{feed.folder}archive/", f"{closed} closed, {taken_out} taken out, {self._look}"
        with self._press.shelf(folder, made_from) as changed:
            if not changed:
                return
            versions = self._store.feeds.versions(feed.name)
            for number in range(1, closed + 2):
                place = Place(number, before=number - 1 or None, after=number + 1 if number <= closed else None)
                self._archive_document(feed, place, versions.get(number))
                self._told(f"archive of {feed.title}", number, closed + 1)

    def _archive_document(self, feed: Feed, place: Place, version: int | None) -> None:
        made_from = f"closed, version {version}" if version else "open"
        folder = addresses.archive_path(feed.folder, place.number)
        held = partial(self._as_it_was, feed, place.number) if version else tuple
        for kind in _WRITERS:
            make = partial(self._made, feed, kind, place, held)
            self._press.put(addresses.feed_path(folder, kind), made_from, make)

    def _made(self, feed: Feed, kind: Kind, place: Place, held: Callable[[], tuple[Entry, ...]]) -> bytes:
        about = channel(self._site, feed, kind, joints.floor(self._config.site.tag), place)
        document = _WRITERS[kind](about, held())
        self._entries.rejected |= dict(document.rejected)
        return document.content

    def _held(self, feed: Feed, items: Items) -> tuple[Entry, ...]:
        newsletter = next((n for n in self._config.newsletter if newsletter_name(n.slug) == feed.name), None)
        if newsletter is not None:
            return self._entries.of_editions(newsletter, [id for id, _ in items])
        return self._entries.of(items)

    def _as_it_was(self, feed: Feed, number: int) -> tuple[Entry, ...]:
        return self._held(feed, [(item.item, item.revision) for item in self._store.feeds.document(feed.name, number)])


_FEEDS = "feeds"  #: what names the feeds among the sources of rejected items


def _fingerprint(*made_from: str) -> str:
    return sha256("\0".join(made_from).encode("utf-8", "surrogatepass")).hexdigest()


def _code() -> str:
    """Changes when the code does that decides what is published: an upgrade makes everything anew once."""
    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *Path(room.__file__).parent.glob("*.py")])
    return _fingerprint(*(sha256(file.read_bytes()).hexdigest() for file in files))
