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
from dataclasses import replace
from datetime import datetime

from digest.collect.leftovers import seldom_searched
from digest.collect.look import Look, holds_entries, look, read
from digest.collect.net.fetch import Answer, Fetcher, Request
from digest.collect.net.robots import Robots
from digest.collect.pages import Pages
from digest.collect.reach import Reach
from digest.collect.record import record
from digest.collect.report import Report
from digest.collect.settled import settle, terms
from digest.collect.sift import Rules, Sieve
from digest.collect.stand_in import StandIns
from digest.collect.standing import request
from digest.model import Source, SourceKind, SourceState
from digest.store.seam import Store

#: Seconds of reading after which what was read is stored, whatever else lies ready.
_TOGETHER = 1.0

#: Sources with what they answered.
_Answers = deque[tuple[Source, Answer]]


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
        self._rules = rules
        self._sieve = Sieve(store.articles, rules)
        self._pages = Pages(store, fetcher, self._robots, self._sieve, clock)
        self._stand_ins = StandIns(store, fetcher, self._robots, self._sieve, read, clock)

    def settle(self, sources: Sequence[Source]) -> None:
        """Let the stories that we have follow what the config says of their sources now."""
        states = self._store.sources.of([source.url for source in sources])
        settle(sources, states, self._store.articles, self._rules)

    def run(
        self, sources: Sequence[Source], told: Callable[[str, int, int], None], stop: Callable[[], bool]
    ) -> list[Report]:
        """Check these sources, then read the pages they named; a report for each that was checked, in their order.

        Args:
            sources: what to check.
            told: called with (what, done, total) as the work goes on.
            stop: whether to end after the answer in hand; what is left has its turn next time.
        """
        with seldom_searched():
            return self._run(sources, told, stop)

    def _run(
        self, sources: Sequence[Source], told: Callable[[str, int, int], None], stop: Callable[[], bool]
    ) -> list[Report]:
        reports: dict[str, Report] = {}

        def check(these: Sequence[Source]) -> None:
            for report in self._checked(these, told, stop):
                reports[report.source] = report
                told("sources", len(reports), len(sources))

        check(sources)
        checked = [source for source in sources if source.url in reports]
        check(self._stand_ins.called((source for source in checked if reports[source.url].failure), stop))
        if not stop():
            self._pages.read(checked, reports, told, stop)
        return [reports[source.url] for source in checked]

    def _checked(
        self, sources: Sequence[Source], told: Callable[[str, int, int], None], stop: Callable[[], bool]
    ) -> Generator[Report]:
        """Ask, read and store; a report for each that was, and for one at least."""
        states = self._states(sources)
        is_begun = False
        with closing(self._answers(sources, states)) as batches:
            for answers in batches:
                while answers and not (is_begun and stop()):
                    is_begun = True
                    looks = self._looks(answers, states, told, stop)
                    yield from record(looks, self._sieve, self._store.articles)
                if stop():
                    return

    def _states(self, sources: Sequence[Source]) -> dict[str, SourceState]:
        """What is remembered of these sources, with what the config says of them, which is stored with their check."""
        states = self._store.sources.of([source.url for source in sources])
        return {s.url: replace(states[s.url], terms=terms(s, self._rules)) for s in sources}

    def _answers(self, sources: Sequence[Source], states: Mapping[str, SourceState]) -> Generator[_Answers]:
        """What the sources answered, as much at a time as lies ready."""
        yield deque(
            (source, _folder(source, states[source.url])) for source in sources if source.kind is SourceKind.FOLDER
        )
        now = self._clock()
        asked = [source for source in sources if source.kind is not SourceKind.FOLDER]
        requests = [request(source, states[source.url], now) for source in asked]
        listings = [one for one in requests if _source_of(one).kind is SourceKind.LISTING]
        self._robots.learn((one.url for one in listings), now)
        refused = {one.url: why for one in listings if (why := self._robots.refusal(one.url))}
        yield deque((_source_of(one), refused[one.url]) for one in listings if one.url in refused)
        late: _Answers = deque()
        with closing(self._fetcher.batches(one for one in requests if one.url not in refused)) as batches:
            for answers in batches:
                batch: _Answers = deque()
                for asking, answer in answers:
                    source = _source_of(asking)
                    is_listing = source.kind is SourceKind.LISTING
                    judged = self._robots.judged(answer, now) if is_listing else answer
                    # A sitemap's index has more to ask, which the others need not wait for.
                    (late if source.kind is SourceKind.SITEMAP else batch).append((source, judged))
                yield batch
        yield late

    def _looks(
        self,
        answers: _Answers,
        states: Mapping[str, SourceState],
        told: Callable[[str, int, int], None],
        stop: Callable[[], bool],
    ) -> list[Look]:
        """Take answers and read them, for about a second."""
        began = time.monotonic()
        kept = self._store.articles.fingerprints([source.url for source, one in answers if holds_entries(source, one)])
        looks = []
        while answers:
            source, answer = answers.popleft()
            before = states[source.url]
            one = look(source, answer, before, kept.get(source.url, ()), self._reach(before, told))
            if source.via and one.harvest is not None:
                one = replace(one, harvest=self._stand_ins.continuing(source, before, one.harvest))
            looks.append(one)
            if stop() or time.monotonic() - began > _TOGETHER:
                break
        return looks

    def _reach(self, state: SourceState, told: Callable[[str, int, int], None]) -> Reach:
        return Reach(
            fetch=self._fetcher.each,
            now=self._clock(),
            visited=state.memory,
            knows=self._store.articles.known,
            may_read=lambda url: self._robots.refusal(url) is None,
            told=told,
        )


def _folder(source: Source, state: SourceState) -> Answer:
    from digest.collect.listings import folder

    return folder.answer(source, state.etag)


def _source_of(request: Request) -> Source:
    assert isinstance(request.tag, Source)
    return request.tag
