"""One round of collecting: what is due is asked, read, identified and stored, each source on its own.

source ─▶ fetch ─▶ read (look.py) ─▶ sift ─▶ store (record.py), with the source's validators, in one transaction
└────▶ pages still to be read (pages.py)

Answers are taken as many at a time as lie ready, and stored together; a kill in between means that these few are asked
again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from datetime import datetime

from digest.collect.fetch import Answer, Fetcher, Request
from digest.collect.look import Look, holds_entries, look
from digest.collect.pages import Pages
from digest.collect.record import record
from digest.collect.report import Report
from digest.collect.robots import Robots
from digest.collect.sift import Rules, Sieve
from digest.collect.standing import address
from digest.model import Source, SourceKind, SourceState
from digest.store.seam import Store

#: Seconds of reading after which what was read is stored, whatever else lies ready.
_TOGETHER = 1.0

#: Sources with what they answered; None for a folder, which is only looked into.
_Answers = deque[tuple[Source, Answer | None]]


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
        states = self._store.sources.of([source.url for source in sources])
        reports: dict[str, Report] = {}
        with closing(self._answers(sources, states)) as batches:
            for answers in batches:
                while answers and not (reports and stop()):
                    for report in record(self._looks(answers, states, stop), self._sieve, self._store.articles):
                        reports[report.source] = report
                        told("sources", len(reports), len(sources))
                if stop():
                    break
        checked = [source for source in sources if source.url in reports]
        if not stop():
            self._pages.read(checked, reports, told, stop)
        return [reports[source.url] for source in checked]

    def _answers(self, sources: Sequence[Source], states: Mapping[str, SourceState]) -> Generator[_Answers]:
        """What the sources answered, as much at a time as lies ready."""
        yield deque((source, None) for source in sources if source.kind is SourceKind.FOLDER)
        now = self._clock()
        asked = [source for source in sources if source.kind is not SourceKind.FOLDER]
        requests = [_request(source, states[source.url], now) for source in asked]
        listings = [one for one in requests if _source_of(one).kind is SourceKind.LISTING]
        self._robots.learn((request.url for request in listings), now)
        refused = {one.url: why for one in listings if (why := self._robots.refusal(one.url))}
        yield deque((_source_of(request), refused[request.url]) for request in listings if request.url in refused)
        late: _Answers = deque()
        with closing(self._fetcher.batches(one for one in requests if one.url not in refused)) as batches:
            for answers in batches:
                batch: _Answers = deque()
                for request, answer in answers:
                    source = _source_of(request)
                    is_listing = source.kind is SourceKind.LISTING
                    judged = self._robots.judged(answer, now) if is_listing else answer
                    # A sitemap's index has more to ask, which the others need not wait for.
                    (late if source.kind is SourceKind.SITEMAP else batch).append((source, judged))
                yield batch
        yield late

    def _looks(self, answers: _Answers, states: Mapping[str, SourceState], stop: Callable[[], bool]) -> list[Look]:
        """Take answers and read them, for about a second."""
        began = time.monotonic()
        kept = self._store.articles.fingerprints([source.url for source, one in answers if holds_entries(source, one)])
        looks = []
        while answers:
            source, answer = answers.popleft()
            entries = kept.get(source.url, ())
            looks.append(look(source, answer, states[source.url], entries, self._fetcher.each, self._clock()))
            if stop() or time.monotonic() - began > _TOGETHER:
                break
        return looks


def _request(source: Source, state: SourceState, now: datetime) -> Request:
    url = address(state, source, now)
    return Request(url=url, etag=state.etag, last_modified=state.last_modified, tag=source)


def _source_of(request: Request) -> Source:
    assert isinstance(request.tag, Source)
    return request.tag
