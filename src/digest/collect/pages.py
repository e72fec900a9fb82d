"""The pages that sources named, read in turn: robots.txt? ─▶ fetch ─▶ extract ─▶ hold back? ─▶ identify ─▶ store."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

from digest.collect import interval
from digest.collect.held_back import HeldBack
from digest.collect.net.fetch import Answer, Fetcher, Request, Response
from digest.collect.net.robots import Robots
from digest.collect.page_record import PageRecord, ReadPage
from digest.collect.report import Report
from digest.collect.sift import Sieve
from digest.errors import SourceError
from digest.model import Page, Source, SourceState
from digest.store.seam import Store

T = TypeVar("T")

#: Pages read of one source in one round; the rest waits for the next, so that a huge listing starves nobody.
_PAGES = 200
#: Seconds that one round spends on a host that asks for a long pause (Crawl-delay); the rest waits as well.
_PATIENCE = 300
#: Seconds of reading after which what was read is stored, whatever else lies ready.
_TOGETHER = 1.0


class Pages:
    """Reads what waits to be read."""

    def __init__(
        self, store: Store, fetcher: Fetcher, robots: Robots, sieve: Sieve, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._robots = robots
        self._sieve = sieve
        self._clock = clock

    def read(
        self,
        sources: Sequence[Source],
        reports: dict[str, Report],
        told: Callable[[str, int, int], None],
        stop: Callable[[], bool],
    ) -> None:
        """Read the pages of these sources that are due; what they bring is added to their reports."""
        now = self._clock()
        due = self._waiting(sources, now)
        record = PageRecord(self._store, self._sieve, self._clock, reports)
        asked = []
        for source, page, refusal in self._judged(due):
            if refusal is None:
                asked.append((source, page))
            else:
                record.unread(source, page, refusal)
        self._ask(asked, record, lambda left: told("pages", len(due) - left, len(due)), stop)
        for source in {source for source, _ in due}:
            if reports[source.url].failure is None:
                state = self._store.sources.state(source.url)
                after = replace(state, outcome=reports[source.url].words, due=self._due(source, state, now))
                self._store.sources.checked(after)

    def _waiting(self, sources: Sequence[Source], now: datetime) -> list[tuple[Source, Page]]:
        awaiting = self._store.articles.awaiting(now)
        return [
            (source, page)
            for source in sources
            if source.url in awaiting
            for page in self._store.articles.pages(source.url, now, _PAGES)
        ]

    def _due(self, source: Source, state: SourceState, now: datetime) -> datetime | None:
        """When to look again: what is learnt of a source's pace does not hold up pages that are still to be read."""
        waiting = self._store.articles.pages(source.url, now + interval.LONGEST, 1)
        if not waiting or state.due is None:
            return state.due
        return min(state.due, max(waiting[0].due or now, now + source.every))

    def _judged(self, due: Sequence[tuple[Source, Page]]) -> Iterator[tuple[Source, Page, SourceError | None]]:
        """Each page with why robots.txt keeps us from asking it; None when it does not."""
        self._robots.learn((page.found.url for _, page in due), self._clock())
        return ((source, page, self._robots.refusal(page.found.url)) for source, page in due)

    def _ask(
        self,
        pages: Sequence[tuple[Source, Page]],
        record: PageRecord,
        told: Callable[[int], None],
        stop: Callable[[], bool],
    ) -> None:
        """Ask for pages, read and store them; those of a host that we do not know well yet all together."""
        now = patient(pages, lambda one: one[1].found.url, self._robots.delay)
        requests = [Request(url=page.found.url, tag=(source, page)) for source, page in now]
        held = HeldBack(host_of(request.url) for request in requests)
        self._read_all(requests, held, record, told, stop)
        record.put(held.rest())  # also when we are told to stop: nobody is asked twice

    def _read_all(
        self,
        requests: Sequence[Request],
        held: HeldBack,
        record: PageRecord,
        told: Callable[[int], None],
        stop: Callable[[], bool],
    ) -> None:
        left = len(requests)
        with closing(self._fetcher.batches(requests)) as batches:
            for answers in map(deque, batches):
                left -= len(answers)
                while answers:
                    pages = self._read_some(answers, held, record, stop)
                    record.put(held.add(pages, self._store.hosts.habits({one.host for one in pages})))
                    told(left + len(answers))
                    if stop():
                        return

    def _read_some(
        self, answers: deque[tuple[Request, Answer]], held: HeldBack, record: PageRecord, stop: Callable[[], bool]
    ) -> list[ReadPage]:
        """Take answers and read them, for about a second."""
        began = time.monotonic()
        pages = []
        while answers:
            request, answer = answers.popleft()
            assert isinstance(request.tag, tuple)
            source, page = request.tag
            held.answered(host_of(request.url))
            try:
                judged = self._robots.judged(answer, self._clock())
                pages.append(_read(source, page, judged))
            except SourceError as error:
                record.unread(source, page, error)
            if stop() or time.monotonic() - began > _TOGETHER:
                break
        return pages


def host_of(url: str) -> str:
    """Who answers at an address; with its port, if it has one of its own."""
    return urlsplit(url).netloc.rpartition("@")[2].casefold().removeprefix("www.")


def patient(things: Iterable[T], url: Callable[[T], str], delay: Callable[[str], float]) -> list[T]:
    """What one round asks for: of a host that wants a long pause (seconds) only what fits into five minutes."""
    seconds: Counter[str] = Counter()
    kept = []
    for thing in things:
        host, pause = urlsplit(url(thing)).netloc, delay(url(thing))
        if pause == 0 or seconds[host] + pause <= _PATIENCE:
            kept.append(thing)
            seconds[host] += ceil(pause)
    return kept


def _read(source: Source, page: Page, answer: Response | SourceError) -> ReadPage:
    if isinstance(answer, SourceError):
        raise answer
    from digest.collect.guard import guarded

    found = guarded.article(answer.body, source, url=answer.url, known=page.found)
    return ReadPage(source=source, page=page, found=found, host=host_of(answer.url))
