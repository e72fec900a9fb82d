"""What pages brought → the store: many in one transaction, with what was learnt of their hosts.

What the store refuses costs itself only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from digest.collect.article import habits
from digest.collect.article.repeated import marks
from digest.collect.identity import article_key
from digest.collect.identity.called import name_of
from digest.collect.identity.likeness import likeness
from digest.collect.report import Report
from digest.collect.sift import Brought, Sieve
from digest.errors import DigestError, StoreRefused
from digest.model import Found, Habits, Page, Source
from digest.store.seam import Check, Store

_TOGETHER = 100  #: pages in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page that was read, and is still to be stored."""

    source: Source
    page: Page
    found: Found  #: what stands on it, with all that its host says on every page
    host: str  #: where it came from, after redirects


@dataclass(slots=True)
class PageRecord:
    """Stores what becomes of pages."""

    store: Store
    sieve: Sieve
    clock: Callable[[], datetime]
    reports: dict[str, Report] = field(default_factory=dict)  #: by source; what pages bring is added to them

    def put(self, pages: Sequence[ReadPage]) -> None:
        """Store these, each without what its host says on every page."""
        known = self.store.hosts.habits({one.host for one in pages})
        for one in pages:
            known[one.host] = habits.learnt(known[one.host], article_key(one.found.url), marks(one.found.content))
        own = [replace(one, found=habits.own(one.found, known[one.host])) for one in pages]
        for some in _apart(own):
            self._put(some, known)

    def unread(self, source: Source, page: Page, error: DigestError) -> None:
        """Try the page again later; what the feed itself said is an article meanwhile."""
        now = self.clock()
        wait = min(timedelta(hours=1) * (1 << min(page.attempts, 16)), timedelta(days=30))
        again = replace(page, attempts=page.attempts + 1, due=now + wait, error=str(error))
        meanwhile = Brought(rejected={})
        if page.found.summary or page.found.content:
            meanwhile = self.sieve.read(source, page, page.found, now)
        self.store.articles.collect(
            self.store.sources.state(source.url),
            meanwhile.changed,
            guids=meanwhile.guids,
            places=meanwhile.places,
            pages=[again],
        )
        self._tell(source, meanwhile, unread=1)

    def _put(self, pages: Sequence[ReadPage], known: dict[str, Habits]) -> None:
        """Store pages that have nothing to do with one another."""
        states = self.store.sources.of({one.source.url for one in pages})
        try:
            brought = [self.sieve.read(one.source, one.page, one.found, self.clock()) for one in pages]
            self.store.articles.collect_all(
                [
                    Check(
                        state=states[one.source.url],
                        changed=it.changed,
                        guids=it.guids,
                        places=it.places,
                        read=[one.page.key],
                        habits={one.host: known[one.host]},
                    )
                    for one, it in zip(pages, brought, strict=True)
                ]
            )
        except StoreRefused as error:
            if len(pages) > 1:
                for one in pages:
                    self._put([one], known)
            else:
                self.unread(pages[0].source, pages[0].page, error)
            return
        for one, it in zip(pages, brought, strict=True):
            self._tell(one.source, it)

    def _tell(self, source: Source, brought: Brought, unread: int = 0) -> None:
        report = self.reports[source.url]
        self.reports[source.url] = replace(
            report,
            new=report.new + len(brought.new),
            revised=report.revised + len(brought.changed) - len(brought.new),
            placed=report.placed + len(brought.places),
            unread=report.unread + unread,
        )


def _apart(pages: Sequence[ReadPage]) -> Iterator[list[ReadPage]]:
    """The same in their order, in lists whose pages cannot be one story: what is stored first is known to the next."""
    some: list[ReadPage] = []
    names: set[str | None] = set()
    for one in pages:
        found = one.found
        own = {one.page.key, article_key(found.url), name_of(one.page.found), likeness(found)} - {None}
        if names & own or len(some) >= _TOGETHER:
            yield some
            some, names = [], set()
        some.append(one)
        names |= own
    if some:
        yield some
