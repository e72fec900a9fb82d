"""When a feed dies, its site is searched for what goes on with it: other feeds, then sitemaps, then listing pages.

What is found stands in for it: asked in its place, for its section and with its rights, until it is back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import urljoin

from digest.collect.continuing import Fit, fit, fresh
from digest.collect.harvest import Harvest
from digest.collect.identity.urls import is_same_site
from digest.collect.net.fetch import Answer, Fetcher, Request, Response
from digest.collect.net.robots import Robots
from digest.collect.reach import Reach
from digest.collect.sift import Sieve
from digest.collect.standing import asked_now
from digest.errors import PageUnreadable, SourceError
from digest.model import Found, Source, SourceKind, SourceState, StandIn
from digest.store.seam import Store

#: What reads an answer as a source of its kind; see look.py.
Read = Callable[[Source, Response, Reach], Harvest]

_SEARCHED = timedelta(days=7)  #: how often the site of a dead feed is searched while nobody stands in
_SEARCHES = 5  #: in one round: each takes a while, and holds up the others
_FEEDS = 8
_SITEMAPS = 3
_FILES = 5  #: of an index; the newest tell whether it is the right one


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An address that may stand in."""

    kind: SourceKind
    url: str
    answer: Response


class StandIns:
    """Finds what stands in for feeds that are dead, and keeps the rest of it out."""

    def __init__(
        self, store: Store, fetcher: Fetcher, robots: Robots, sieve: Sieve, read: Read, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._robots = robots
        self._sieve = sieve
        self._read = read
        self._clock = clock

    def called(self, failing: Iterable[Source], stop: Callable[[], bool]) -> list[Source]:
        """What is to be asked now in the place of feeds that have just failed; of some, the site is searched first."""
        found: list[Source] = []
        searches = 0
        for source in failing:
            state, now = self._store.sources.state(source.url), self._clock()
            dead = state.stand_in
            if dead is None or stop():
                continue
            is_search = dead.url is None and (dead.looked is None or now - dead.looked >= _SEARCHED)
            if is_search and searches < _SEARCHES:
                searches += 1
                state = replace(state, stand_in=self._search(source, dead, now))
                self._store.sources.checked(state)
            asked = asked_now(source, state, now)
            if asked.via and (is_search or (state.due is not None and state.due <= now)):
                found.append(asked)
        return found

    def continuing(self, source: Source, state: SourceState, harvest: Harvest) -> Harvest:
        """Of what stands in: the stories that we know, and those that are newer than the dead feed's last."""
        if source.via is None or state.stand_in is None:
            return harvest
        dead, known = state.stand_in, self._known(source, harvest)
        return harvest.only(fresh(harvest.found, known, dead.floor, source.kind, dead.under))

    def _search(self, source: Source, dead: StandIn, now: datetime) -> StandIn:
        """The same with what was found; what the feed had decides, and then feeds before sitemaps before pages."""
        best: tuple[_Candidate, Fit] | None = None
        for candidates in self._candidates(source, now):
            for one in candidates:
                judged = self._judged(source, dead, one, now)
                if judged is not None and (best is None or judged.ours > best[1].ours):
                    best = (one, judged)
            if best is not None and best[1].ours:
                break
        if best is None:
            return replace(dead, looked=now)
        candidate, judged = best
        return replace(dead, looked=now, kind=candidate.kind, url=candidate.url, under=judged.under)

    def _candidates(self, source: Source, now: datetime) -> Iterator[list[_Candidate]]:
        """Feeds, then sitemaps, then pages; each is asked for only when it is wanted."""
        pages = self._pages(source, now)
        yield self._asked(SourceKind.FEED, self._feeds(source, pages))
        named = sorted(self._robots.sitemaps(source.url), key=lambda url: "news" not in url.lower())
        maps = dict.fromkeys([*named[:_SITEMAPS], urljoin(source.url, "/sitemap.xml")])
        yield self._asked(SourceKind.SITEMAP, [url for url in maps if is_same_site(url, source.url)])
        yield [_Candidate(SourceKind.LISTING, page.asked, page) for page in pages]

    def _pages(self, source: Source, now: datetime) -> list[Response]:
        """The page beside the feed (of "/tea/feed/" it is "/tea/"), and the front page, as far as robots.txt allows."""
        beside = urljoin(source.url.partition("?")[0].rstrip("/"), ".")
        urls = list(dict.fromkeys([beside, urljoin(source.url, "/")]))
        self._robots.learn(urls, now)
        answers = self._answers(url for url in urls if self._robots.refusal(url) is None)
        return [answer for answer in answers if is_same_site(answer.url, source.url)]

    def _feeds(self, source: Source, pages: Sequence[Response]) -> list[str]:
        from digest.collect.listings import discover

        places: list[discover.Place] = []
        for page in pages:
            with suppress(PageUnreadable):
                places += discover.feeds_of(page.body, page.url)
        stated = [place.url for place in places if not discover.is_of_comments(place)]
        guesses = list(chain.from_iterable(discover.common_feeds(page.url) for page in pages))
        wanted = [url for url in stated or guesses if url != source.url and is_same_site(url, source.url)]
        return list(dict.fromkeys(wanted))[:_FEEDS]

    def _asked(self, kind: SourceKind, urls: Iterable[str]) -> list[_Candidate]:
        return [_Candidate(kind, answer.asked, answer) for answer in self._answers(urls)]

    def _answers(self, urls: Iterable[str]) -> list[Response]:
        """Those that answer, in the order of the addresses."""
        wanted = list(urls)
        answers = {request.url: answer for request, answer in self._fetcher.each([Request(url=url) for url in wanted])}
        return [answer for url in wanted if isinstance(answer := answers[url], Response)]

    def _judged(self, source: Source, dead: StandIn, one: _Candidate, now: datetime) -> Fit | None:
        as_source = replace(source, kind=one.kind, via=one.url, selector=None)
        try:
            harvest = self._read(as_source, one.answer, Reach(fetch=self._few, now=now))
        except SourceError:
            return None
        ours = fit(harvest.found, self._known(source, harvest), dead.floor, one.kind)
        return ours or (_whole(source, one, harvest.found, dead) if one.kind is SourceKind.FEED else None)

    def _few(self, requests: list[Request]) -> Iterable[tuple[Request, Answer]]:
        """The first files of an index; the others count as empty."""
        return self._fetcher.each(requests[:_FILES])

    def _known(self, source: Source, harvest: Harvest) -> set[str]:
        """Keys of the stories that the source has given."""
        known = self._sieve.known([(source, harvest)])[source.url]
        had = ((one.key, known.article(one)) for one in known.entries)
        return {key for key, article in had if article is not None and article.source == source.url}


def _whole(source: Source, one: _Candidate, found: Sequence[Found], dead: StandIn) -> Fit | None:
    """Nothing in it is ours: a feed of the whole site still goes on with one of the whole site."""
    from digest.collect.listings import discover

    front = urljoin(source.url, "/")
    both = all(discover.is_of_whole_site(url, front) for url in (source.url, one.url))
    is_later = dead.floor is None or all(each.published and each.published > dead.floor for each in found)
    return Fit(ours=0, under="/") if found and both and is_later else None
