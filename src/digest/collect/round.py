"""One round of collecting: what is due is asked, read, identified and stored, each source on its own.

source ─▶ fetch ─▶ read ─▶ sift ─▶ store, with the source's validators, in one transaction
└────▶ pages still to be read (pages.py)
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from digest.collect.fetch import Answer, Fetch, Fetcher, Request, Response
from digest.collect.harvest import Harvest
from digest.collect.pages import Pages
from digest.collect.report import Report
from digest.collect.robots import Robots
from digest.collect.sift import LONGEST_NAME, Brought, Rules, Sieve
from digest.collect.standing import address, failed, moved, succeeded
from digest.errors import SourceError, StoreRefused
from digest.model import Source, SourceKind, SourceState
from digest.store.seam import Store

_UNCHANGED = 304


class Round:
    """Collects; safe to repeat and to interrupt."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        rules: Rules,
        clock: Callable[[], datetime],
        robots: Robots | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._robots = robots or Robots(fetcher)
        self._sieve = Sieve(store.articles, rules)
        self._pages = Pages(store, fetcher, self._robots, self._sieve, clock)

    def run(
        self, sources: Sequence[Source], told: Callable[[str, int, int], None], stop: Callable[[], bool]
    ) -> list[Report]:
        """Check these sources, then read the pages they named; a report for each that was checked, in their order.

        Args:
            sources: what to check.
            told: called with (what, done, total) as the work goes on.
            stop: whether to end after the answer in hand; what is left has its turn next time.
        """
        reports: dict[str, Report] = {}
        with closing(self._answers(sources)) as answers:
            for source, answer in answers:
                reports[source.url] = self._check(source, answer)
                told("sources", len(reports), len(sources))
                if stop():
                    break
        checked = [source for source in sources if source.url in reports]
        if not stop():
            self._pages.read(checked, reports, told, stop)
        return [reports[source.url] for source in checked]

    def _answers(self, sources: Sequence[Source]) -> Generator[tuple[Source, Response | SourceError | None]]:
        """Each source with what it answered; None for a folder, which is only looked into."""
        yield from ((source, None) for source in sources if source.kind is SourceKind.FOLDER)
        requests = [self._request(source) for source in sources if source.kind is not SourceKind.FOLDER]
        listings = [one for one in requests if _source_of(one).kind is SourceKind.LISTING]
        self._robots.learn((request.url for request in listings), self._clock())
        refused = {one.url: why for one in listings if (why := self._robots.refusal(one.url))}
        yield from ((_source_of(request), refused[request.url]) for request in listings if request.url in refused)
        late: list[tuple[Source, Answer]] = []
        with closing(self._fetcher.each(one for one in requests if one.url not in refused)) as answers:
            for request, answer in answers:
                source = _source_of(request)
                if source.kind is SourceKind.SITEMAP:
                    late.append((source, answer))  # an index has more to ask, which the others need not wait for
                else:
                    yield source, answer
        yield from late

    def _request(self, source: Source) -> Request:
        state = self._store.sources.state(source.url)
        url = address(state, source, self._clock())
        return Request(url=url, etag=state.etag, last_modified=state.last_modified, tag=source)

    def _check(self, source: Source, answer: Response | SourceError | None) -> Report:
        now = self._clock()
        state = self._store.sources.state(source.url)
        try:
            if isinstance(answer, SourceError):
                raise answer
            if answer is not None and answer.status == _UNCHANGED:
                report = Report(source=source.url, moved=moved(state, source, answer, now)[0])
                self._store.sources.checked(succeeded(state, source, answer, None, now, report.words))
                return report
            harvest = read(source, answer, self._fetcher.each)
        except SourceError as error:
            self._store.sources.checked(failed(state, source, error, now))
            return Report(source=source.url, failure=str(error))
        return self._store_harvest(source, state, answer, harvest, now)

    def _store_harvest(
        self, source: Source, state: SourceState, answer: Response | None, harvest: Harvest, now: datetime
    ) -> Report:
        brought = self._sieve.sifted(source, harvest, now)
        report = Report(
            source=source.url,
            items=len(harvest.found),
            new=len(brought.new),
            revised=len(brought.changed) - len(brought.new),
            rejected=len(brought.rejected),
            moved=moved(state, source, answer, now)[0],
        )
        return self._put(succeeded(state, source, answer, harvest, now, report.words), report, brought, state)

    def _put(self, checked: SourceState, report: Report, brought: Brought, before: SourceState) -> Report:
        """Store what a check brought, with the source's new state; what the database refuses costs itself only."""
        try:
            self._store.articles.collect(
                checked, brought.changed, guids=brought.guids, pages=brought.pages, rejected=brought.rejected
            )
        except StoreRefused:
            fine = self._one_by_one(brought, before)
            report = replace(report, rejected=len(fine.rejected))
            checked = replace(checked, outcome=report.words)
            self._store.articles.collect(checked, [], guids={}, rejected=fine.rejected)
        return report

    def _one_by_one(self, brought: Brought, before: SourceState) -> Brought:
        """Store each article and page on its own, so that the one that the database refuses is found and named."""
        rejected = dict(brought.rejected)
        names = {id: name for name, id in brought.guids.items()}
        for article in brought.changed:
            guids = {names[article.id]: article.id} if article.id in names else {}
            try:
                self._store.articles.collect(before, [article], guids=guids)
            except StoreRefused as error:
                rejected[article.url[:LONGEST_NAME]] = str(error)
        for page in brought.pages:
            try:
                self._store.articles.collect(before, [], guids={}, pages=[page])
            except StoreRefused as error:
                rejected[page.found.url[:LONGEST_NAME]] = str(error)
        return replace(brought, rejected=rejected)


def _source_of(request: Request) -> Source:
    assert isinstance(request.tag, Source)
    return request.tag


def read(source: Source, answer: Response | None, fetch: Fetch) -> Harvest:
    """What a source holds; `answer` is None for a folder, `fetch` asks for the sitemaps of an index.

    Raises:
        SourceError: it is not what it should be.
    """
    # The readers bring heavy libraries: they are loaded when there is something to read.
    if answer is None:
        from digest.collect import folder

        return folder.files(source)
    if source.kind is SourceKind.LISTING:
        from digest.collect import guarded

        return guarded.links(answer.body, source, url=answer.url)
    if source.kind is SourceKind.SITEMAP:
        from digest.collect import sitemap

        return sitemap.articles(answer, source, fetch)
    from digest.collect import guarded

    return guarded.articles(answer.body, source, url=answer.url, content_type=answer.content_type)
