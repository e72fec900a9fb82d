"""One round of collecting: what is due is asked, read, identified and stored, each source on its own.

source ─▶ fetch ─▶ read ─▶ identify ─▶ store, with the source's validators, in one transaction
└────▶ pages still to be read ─▶ robots.txt? ─▶ fetch ─▶ extract ─▶ identify ─▶ store
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

from digest.collect import identity, interval
from digest.collect.fetch import Answer, Fetch, Fetcher, Request, Response
from digest.collect.harvest import Harvest
from digest.collect.robots import Robots
from digest.collect.standing import address, failed, moved, succeeded
from digest.errors import DigestError, SourceError, StoreRefused
from digest.model import Article, Found, Page, Source, SourceKind, SourceState
from digest.store.seam import Store
from digest.words import counted

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Pages read of one source in one round; the rest waits for the next, so that a huge listing starves nobody.
_PAGES = 200
#: Seconds that one round spends on a host that asks for a long pause (Crawl-delay); the rest waits as well.
_PATIENCE = 300
_UNCHANGED = 304
#: PostgreSQL's indexes take no value of more than 2,704 bytes.
_LONGEST_NAME = 500
#: Sources that tell of a story hardly more than its address.
_ONLY_NAMING = (SourceKind.LISTING, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one source brought."""

    source: str
    items: int | None = None  #: how many it named; None when it was not read (not modified, or a failure)
    new: int = 0
    revised: int = 0
    unread: int = 0  #: pages that could not be read this time
    rejected: int = 0  #: items that could not be taken
    moved: str | None = None  #: where its address permanently redirects to
    failure: str | None = None  #: why nothing was brought

    @property
    def changed(self) -> int:
        """How many articles are new or different."""
        return self.new + self.revised

    @property
    def words(self) -> str:
        """What it brought, for `digest status`."""
        if self.failure is not None:
            return self.failure
        facts = ["not modified" if self.items is None else counted(self.items, "item")]
        facts += [f"{self.new} new, {self.revised} revised"] if self.items is not None or self.changed else []
        facts += [f"{counted(self.unread, 'page')} could not be read"] if self.unread else []
        facts += [f"{counted(self.rejected, 'item')} could not be taken"] if self.rejected else []
        facts += [f"moved for good to {self.moved}"] if self.moved else []
        return ", ".join(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the publication says about identity and place."""

    tag: str  #: authority of the ids
    sections: Mapping[str, tuple[str, ...]]  #: slug → title and aliases


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a check of a source brought."""

    rejected: dict[str, str]
    changed: list[Article] = field(default_factory=list)
    new: set[str] = field(default_factory=set)  #: ids of the changed ones that were not known
    guids: dict[str, str] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)


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
        self._rules = rules
        self._clock = clock
        self._robots = robots or Robots(fetcher)

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
            self._read_pages(checked, reports, told, stop)
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
        brought = self._sorted(source, harvest, now)
        report = Report(
            source=source.url,
            items=len(harvest.found),
            new=len(brought.new),
            revised=len(brought.changed) - len(brought.new),
            rejected=len(brought.rejected),
            moved=moved(state, source, answer, now)[0],
        )
        return self._put(succeeded(state, source, answer, harvest, now, report.words), report, brought, state)

    def _sorted(self, source: Source, harvest: Harvest, now: datetime) -> _Brought:
        """What is new, what has changed, and what is only an address so far."""
        known = self._known(source, harvest.found)
        brought = _Brought(rejected=dict(harvest.rejected))
        seen: set[str] = set()
        for found in harvest.found:
            key, name = identity.article_key(found.url), _name(found)
            before = known.get(name) or known.get(key)
            if needs_page(source, found, before):
                brought.pages.append(Page(key=key, found=found, due=turn(source, found, now)))
                continue
            if before is not None and source.kind is SourceKind.SITEMAP:
                continue  # it only names what we have
            # What comes twice in one document is one article, as it came first; else each would revise the other.
            again = before is not None and before.id in seen
            after = None if again else self._decide(source, found, before, now)
            if after is not None:
                brought.changed.append(after)
                brought.new.update([after.id] if before is None else [])
                brought.pages.extend([] if found.complete else [Page(key=key, found=found)])
            kept = after or before
            assert kept is not None, "what is not known is new"
            known[key] = known[name] = kept
            seen.add(kept.id)
            brought.guids[name] = kept.id
        return brought

    def _put(self, checked: SourceState, report: Report, brought: _Brought, before: SourceState) -> Report:
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

    def _one_by_one(self, brought: _Brought, before: SourceState) -> _Brought:
        """Store each article and page on its own, so that the one that the database refuses is found and named."""
        rejected = dict(brought.rejected)
        names = {id: name for name, id in brought.guids.items()}
        for article in brought.changed:
            guids = {names[article.id]: article.id} if article.id in names else {}
            try:
                self._store.articles.collect(before, [article], guids=guids)
            except StoreRefused as error:
                rejected[article.url[:_LONGEST_NAME]] = str(error)
        for page in brought.pages:
            try:
                self._store.articles.collect(before, [], guids={}, pages=[page])
            except StoreRefused as error:
                rejected[page.found.url[:_LONGEST_NAME]] = str(error)
        return replace(brought, rejected=rejected)

    def _known(self, source: Source, found: Collection[Found]) -> dict[str, Article]:
        """What we have of these already, by key and by guid."""
        keys = {identity.article_key(one.url) for one in found}
        names = {_name(one) for one in found}
        return {**self._store.articles.known(keys), **self._store.articles.by_guid(source.url, names)}

    def _decide(self, source: Source, found: Found, before: Article | None, now: datetime) -> Article | None:
        section = source.section
        if source.from_page:
            section = identity.section_for(found.page_section, self._rules.sections, source.section)
        return identity.decide(found, before, tag=self._rules.tag, section=section, full=source.full, now=now)

    def _read_pages(
        self,
        sources: Sequence[Source],
        reports: dict[str, Report],
        told: Callable[[str, int, int], None],
        stop: Callable[[], bool],
    ) -> None:
        now = self._clock()
        due = [(source, page) for source in sources for page in self._store.articles.pages(source.url, now, _PAGES)]
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
                yield *request.tag, answer

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
        name = _name(page.found)
        known = self._store.articles.known({key, page.key}) | self._store.articles.by_guid(source.url, {name})
        before = known.get(name) or known.get(key) or known.get(page.key)
        article = self._decide(source, found, before, now)
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
            name = _name(page.found)
            known = self._known(source, [page.found])
            article = self._decide(source, page.found, known.get(name) or known.get(page.key), now)
            meanwhile = [article] if article else []
            guids = {name: article.id} if article else {}
        self._store.articles.collect(state, meanwhile, guids=guids, pages=[again])
        return replace(report, unread=report.unread + 1, new=report.new + len(meanwhile))


def _name(found: Found) -> str:
    """What its source calls it: the guid, or its address; a very long one by its fingerprint, as an index needs."""
    name = found.guid or identity.article_key(found.url)
    return name if len(name) <= _LONGEST_NAME else f"sha256:{sha256(name.encode()).hexdigest()}"


def needs_page(source: Source, found: Found, before: Article | None) -> bool:
    """Whether all that is to be done with it is to read its page.

    A listing or sitemap only names what we may not know yet; a feed's summary of an unknown story waits for
    the page, too.
    """
    if found.complete:
        return False
    return before is None or (source.kind in _ONLY_NAMING and not before.complete)


def turn(source: Source, found: Found, now: datetime) -> datetime | None:
    """When a page may be read: at once, those of a sitemap in an order that puts the newest first.

    A sitemap may name an archive that takes days to read, and today's stories do not wait for it.
    """
    if source.kind is not SourceKind.SITEMAP:
        return None
    age = now - min(max(found.published or _EPOCH, _EPOCH), now)
    return _EPOCH + age


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


def _extract(source: Source, page: Page, answer: Response | SourceError) -> Found:
    if isinstance(answer, SourceError):
        raise answer
    from digest.collect import guarded

    return guarded.article(answer.body, source, url=answer.url, known=page.found)
