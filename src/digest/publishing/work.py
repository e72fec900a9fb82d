"""What all parts of one publish share: what is configured, what each feed holds now, and what things are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from digest import joints
from digest import language as words_room
from digest import publish as room
from digest.config import Config
from digest.language import Language, language
from digest.model import FeedItem
from digest.publish.entry import Entry
from digest.publish.kept import Kept
from digest.publish.press import Press
from digest.publish.publication import Feed, all_feeds, newsletter_name
from digest.publishing.entries import Entries
from digest.store.seam import Store
from digest.templates import Templates

Told = Callable[[str, int, int], None]  #: called with (what, done, total) as long work goes on


class Work:
    """One publish."""

    def __init__(self, config: Config, store: Store, templates: Templates, press: Press, told: Told) -> None:
        """Read what decides what is made; nothing is made yet."""
        self.config = config
        self.store = store
        self.templates = templates
        self.press = press
        self.told = told
        self.entries = Entries(config, store)
        self.kept = Kept()
        #: Without an entry: titles, and the editions of newsletters.
        self.publication = replace(joints.outlined(config), newsletters=joints.newsletters(config, store))
        self.feeds = all_feeds(self.publication)
        #: By feed: how many archive documents are closed, and how often something was taken out of one.
        self.sizes = store.feeds.sizes()
        self._newsletters = {newsletter_name(newsletter.slug): newsletter for newsletter in config.newsletter}

    @cached_property
    def look(self) -> str:
        """Changes with what every page is made by: templates, code, words, titles."""
        return fingerprint(
            _code(), words_room.fingerprint(), self.templates.fingerprint("web"), repr(joints.outlined(self.config))
        )

    @cached_property
    def recipe(self) -> str:
        """Changes with what decides what stands in documents and on pages, but for what the store has."""
        return fingerprint(self.look, self.config.publish.model_dump_json())

    @cached_property
    def current(self) -> dict[str, list[FeedItem]]:
        """By feed, what its current document holds."""
        limit = self.config.publish.limit
        return {feed.name: self.store.feeds.current(feed.name, limit) for feed in self.feeds}

    def words(self, feed: Feed) -> Language:
        """The language of our own words in a feed."""
        return language(feed.language or self.publication.site.language)

    def closed(self, feed: Feed) -> int:
        """How many of its archive documents are closed."""
        return self.sizes.get(feed.name, (0, 0))[0]

    def held(self, feed: Feed, items: Sequence[FeedItem]) -> tuple[Entry, ...]:
        """The entries of some items of a feed, in their order."""
        if newsletter := self._newsletters.get(feed.name):
            return self.entries.of_editions(newsletter, [item.item for item in items])
        return self.entries.of([(item.item, item.revision) for item in items])

    def archived(self, feed: Feed, number: int) -> tuple[Entry, ...]:
        """The entries of an archive document, as they were when they came."""
        return self.held(feed, self.store.feeds.document(feed.name, number))


def fingerprint(*made_from: str) -> str:
    """Changes when one of these does."""
    return sha256("\0".join(made_from).encode("utf-8", "surrogatepass")).hexdigest()


def _code() -> str:
    """Changes when the code does that decides what is published: an upgrade makes everything anew once."""
    folders = (Path(__file__).parent, Path(str(room.__file__)).parent)
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    return fingerprint(*(sha256(file.read_bytes()).hexdigest() for file in files))
