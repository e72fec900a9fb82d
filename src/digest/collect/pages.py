"""The pages that sources named, read in turn: robots.txt? ─▶ fetch ─▶ extract ─▶ identify ─▶ store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

from digest.collect import identity, interval
from digest.collect.fetch import Answer, Fetcher, Request, Response
from digest.collect.report import Report
from digest.collect.robots import Robots
from digest.collect.sift import Sieve, name_of
from digest.errors import DigestError, SourceError, StoreRefused
from digest.model import Article, Found, Page, Source, SourceState
from digest.store.seam import Store

T = TypeVar("T")

#: Pages read of one source in one round; the rest waits for the next, so that a huge listing starves nobody.
_PAGES = 200
#: Seconds that one round spends on a host that asks for a long pause (Crawl-delay); the rest waits as well.
_PATIENCE = 300


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
        awaiting = self._store.articles.awaiting(now)
        due = [
            (source, page)
            for source in sources
            if source.url in awaiting
            for page in self._store.articles.pages(source.url, now, _PAGES)
        ]
        with closing(self._page_answers(due)) as answers:
            for done, (source, page, answer) in enumerate(answers, 1):
                reports[source.url] = self._read_page(source, page, answer, reports[source.url])
                told("pages", done, len(due))
                if stop():
                    break
        for source in {source for source, _ in due}:
            if reports[source.url].failure is None:
                state = self._store.sources.state(source.url)
                after = replace(state, outcome=reports[source.url].words, due=self._due(source, state, now))
                self._store.sources.checked(after)

    def _due(self, source: Source, state: SourceState, now: datetime) -> datetime | None:
        """When to look again: what is learnt of a source's pace does not hold up pages that are still to be read."""
        waiting = self._store.articles.pages(source.url, now + interval.LONGEST, 1)
        if not waiting or state.due is None:
            return state.due
        return min(state.due, max(waiting[0].due or now, now + source.every))

    def _page_answers(self, due: Sequence[tuple[Source, Page]]) -> Generator[tuple[Source, Page, Answer]]:
        """Each page with what it answered, or with why robots.txt keeps us from asking it."""
        self._robots.learn((page.found.url for _, page in due), self._clock())
        allowed: list[tuple[Source, Page]] = []
        for source, page in due:
            refusal = self._robots.refusal(page.found.url)
            if refusal is None:
                allowed.append((source, page))
            else:
                yield source, page, refusal
        now = patient(allowed, lambda one: one[1].found.url, self._robots.delay)
        requests = [Request(url=page.found.url, tag=(source, page)) for source, page in now]
        with closing(self._fetcher.each(requests)) as answers:
            for request, answer in answers:
                assert isinstance(request.tag, tuple)
                yield *request.tag, self._robots.judged(answer, self._clock())

    def _read_page(self, source: Source, page: Page, answer: Response | SourceError, report: Report) -> Report:
        now = self._clock()
        state = self._store.sources.state(source.url)
        try:
            return self._store_page(source, state, page, _extract(source, page, answer), report, now)
        except (SourceError, StoreRefused) as error:
            return self._unread(source, state, page, error, report, now)

    def _store_page(
        self, source: Source, state: SourceState, page: Page, found: Found, report: Report, now: datetime
    ) -> Report:
        key = identity.article_key(found.url)
        name = name_of(page.found)
        known = self._store.articles.known({key, page.key}) | self._store.articles.by_guid(source.url, {name})
        before = known.get(name) or known.get(key) or known.get(page.key)
        article = self._sieve.decide(source, found, before, now)
        kept = article or before
        assert kept is not None, "what is not known is new"
        self._store.articles.collect(state, [article] if article else [], guids={name: kept.id}, read=[page.key])
        if article is None:
            return report
        return replace(report, new=report.new + (before is None), revised=report.revised + (before is not None))

    def _unread(
        self, source: Source, state: SourceState, page: Page, error: DigestError, report: Report, now: datetime
    ) -> Report:
        """Try the page again later; what the feed itself said is an article meanwhile."""
        wait = min(timedelta(hours=1) * (1 << min(page.attempts, 16)), timedelta(days=30))
        again = replace(page, attempts=page.attempts + 1, due=now + wait, error=str(error))
        meanwhile: list[Article] = []
        guids: dict[str, str] = {}
        if page.found.summary or page.found.content:
            name = name_of(page.found)
            known = self._sieve.known([(source, [page.found])]).of(source, page.key, name)
            article = self._sieve.decide(source, page.found, known, now)
            meanwhile = [article] if article else []
            guids = {name: article.id} if article else {}
        self._store.articles.collect(state, meanwhile, guids=guids, pages=[again])
        return replace(report, unread=report.unread + 1, new=report.new + len(meanwhile))


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


def _extract(source: Source, page: Page, answer: Response | SourceError) -> Found:
    if isinstance(answer, SourceError):
        raise answer
    from digest.collect import guarded

    return guarded.article(answer.body, source, url=answer.url, known=page.found)
