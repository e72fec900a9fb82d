"""One round of collecting: what is due is asked, read, identified and stored, each source on its own.

source ─▶ fetch ─▶ read ─▶ identify ─▶ store, with the source's validators, in one transaction
└────▶ pages still to be read ─▶ fetch ─▶ extract ─▶ identify ─▶ store
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.collect import identity
from digest.collect.fetch import Fetcher, Request, Response
from digest.collect.harvest import Harvest
from digest.errors import SourceError
from digest.model import Article, Found, Page, Source, SourceKind, SourceState
from digest.store.seam import Store

#: Pages read of one source in one round; the rest waits for the next, so that a huge listing starves nobody.
_PAGES = 200
_UNCHANGED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one source brought."""

    source: str
    items: int | None = None  #: how many it named; None when it was not read (not modified, or a failure)
    new: int = 0
    revised: int = 0
    unread: int = 0  #: pages that could not be read this time
    rejected: int = 0  #: items that could not be taken
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
        facts = ["not modified" if self.items is None else f"{self.items} items"]
        facts += [f"{self.new} new, {self.revised} revised"] if self.items is not None or self.changed else []
        facts += [f"{self.unread} pages could not be read"] if self.unread else []
        facts += [f"{self.rejected} items could not be taken"] if self.rejected else []
        return ", ".join(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the publication says about identity and place."""

    tag: str  #: authority of the ids
    sections: Mapping[str, tuple[str, ...]]  #: slug → title and aliases


class Round:
    """Collects; safe to repeat and to interrupt."""

    def __init__(self, store: Store, fetcher: Fetcher, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._fetcher = fetcher
        self._rules = rules
        self._clock = clock

    def run(self, sources: Sequence[Source], told: Callable[[str, int, int], None]) -> list[Report]:
        """Check all of these sources, then read the pages they named; one report each, in their order.

        Args:
            sources: what to check.
            told: called with (what, done, total) as the work goes on.
        """
        reports: dict[str, Report] = {}
        for source, answer in self._answers(sources):
            reports[source.url] = self._check(source, answer)
            told("sources", len(reports), len(sources))
        self._read_pages(sources, reports, told)
        return [reports[source.url] for source in sources]

    def _answers(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Response | SourceError | None]]:
        """Each source with what it answered; None for a folder, which is only looked into."""
        yield from ((source, None) for source in sources if source.kind is SourceKind.FOLDER)
        requests = [self._request(source) for source in sources if source.kind is not SourceKind.FOLDER]
        by_url = {source.url: source for source in sources}
        for request, answer in self._fetcher.each(requests):
            yield by_url[request.url], answer

    def _request(self, source: Source) -> Request:
        state = self._store.sources.state(source.url)
        return Request(url=source.url, etag=state.etag, last_modified=state.last_modified)

    def _check(self, source: Source, answer: Response | SourceError | None) -> Report:
        now = self._clock()
        state = self._store.sources.state(source.url)
        try:
            if isinstance(answer, SourceError):
                raise answer
            if answer is not None and answer.status == _UNCHANGED:
                report = Report(source=source.url)
                self._store.sources.checked(succeeded(state, source, None, now, report.words))
                return report
            harvest = read(source, answer)
        except SourceError as error:
            self._store.sources.checked(failed(state, source, error, now))
            return Report(source=source.url, failure=str(error))
        return self._store_harvest(source, state, answer, harvest, now)

    def _store_harvest(
        self, source: Source, state: SourceState, answer: Response | None, harvest: Harvest, now: datetime
    ) -> Report:
        known = self._known(source, harvest.found)
        changed: dict[str, Article] = {}
        guids: dict[str, str] = {}
        pages: list[Page] = []
        new: set[str] = set()
        for found in harvest.found:
            key = identity.article_key(found.url)
            name = found.guid or key
            before = known.get(name) or known.get(key)
            if needs_page(source, found, before):
                pages.append(Page(key=key, found=found))
                continue
            after = self._decide(source, found, before, now)
            if after is not None:
                # Also what comes twice in one document is one article.
                changed[after.id] = known[key] = known[name] = after
                new |= {after.id} if before is None else set()
                pages += [] if found.complete else [Page(key=key, found=found)]
            guids[name] = (after or known.get(name) or known[key]).id
        report = Report(
            source=source.url,
            items=len(harvest.found),
            new=len(new),
            revised=len(changed) - len(new),
            rejected=len(harvest.rejected),
        )
        checked = succeeded(state, source, answer, now, report.words)
        self._store.articles.collect(checked, list(changed.values()), guids=guids, pages=pages)
        self._reject(source, harvest, now)
        return report

    def _known(self, source: Source, found: Iterable[Found]) -> dict[str, Article]:
        """What we have of these already, by key and by guid."""
        keys = {identity.article_key(one.url): one.guid for one in found}
        names = {guid or key for key, guid in keys.items()}
        return {**self._store.articles.known(keys), **self._store.articles.by_guid(source.url, names)}

    def _decide(self, source: Source, found: Found, before: Article | None, now: datetime) -> Article | None:
        section = source.section
        if source.from_page:
            section = identity.section_for(found.page_section, self._rules.sections, source.section)
        return identity.decide(found, before, tag=self._rules.tag, section=section, full=source.full, now=now)

    def _reject(self, source: Source, harvest: Harvest, now: datetime) -> None:
        for item, why in harvest.rejected:
            self._store.runs.reject(source.url, item, why, now)
        still = {item for item, _ in harvest.rejected}
        before = {item for url, item, *_ in self._store.runs.rejected() if url == source.url}
        if well := before - still:
            self._store.runs.accept(source.url, well)

    def _read_pages(
        self, sources: Sequence[Source], reports: dict[str, Report], told: Callable[[str, int, int], None]
    ) -> None:
        now = self._clock()
        due = [(source, page) for source in sources for page in self._store.articles.pages(source.url, now, _PAGES)]
        requests = [Request(url=page.found.url, tag=(source, page)) for source, page in due]
        for done, (request, answer) in enumerate(self._fetcher.each(requests), 1):
            assert isinstance(request.tag, tuple)
            source, page = request.tag
            reports[source.url] = self._read_page(source, page, answer, reports[source.url])
            told("pages", done, len(due))
        for url in {source.url for source, _ in due}:
            if reports[url].failure is None:
                state = self._store.sources.state(url)
                self._store.sources.checked(replace(state, outcome=reports[url].words))

    def _read_page(self, source: Source, page: Page, answer: Response | SourceError, report: Report) -> Report:
        now = self._clock()
        state = self._store.sources.state(source.url)
        try:
            found = _extract(source, page, answer)
        except SourceError as error:
            return self._unread(source, state, page, error, report, now)
        key = identity.article_key(found.url)
        name = page.found.guid or page.key
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
        self, source: Source, state: SourceState, page: Page, error: SourceError, report: Report, now: datetime
    ) -> Report:
        """Try the page again later; what the feed itself said is an article meanwhile."""
        wait = min(timedelta(hours=1) * (1 << min(page.attempts, 16)), timedelta(days=30))
        again = replace(page, attempts=page.attempts + 1, due=now + wait, error=str(error))
        meanwhile: list[Article] = []
        guids: dict[str, str] = {}
        if page.found.summary or page.found.content:
            name = page.found.guid or page.key
            known = self._known(source, [page.found])
            article = self._decide(source, page.found, known.get(name) or known.get(page.key), now)
            meanwhile = [article] if article else []
            guids = {name: article.id} if article else {}
        self._store.articles.collect(state, meanwhile, guids=guids, pages=[again])
        return replace(report, unread=report.unread + 1, new=report.new + len(meanwhile))


def needs_page(source: Source, found: Found, before: Article | None) -> bool:
    """Whether all that is to be done with it is to read its page.

    A listing only names what we may not know yet; a feed's summary of an unknown story waits for the page, too.
    """
    if found.complete:
        return False
    return before is None or (source.kind is SourceKind.LISTING and not before.complete)


def succeeded(state: SourceState, source: Source, answer: Response | None, now: datetime, outcome: str) -> SourceState:
    """The state after a check that brought what it should; `answer` None leaves the validators as they were."""
    return replace(
        state,
        etag=answer.etag if answer else state.etag,
        last_modified=answer.last_modified if answer else state.last_modified,
        checked=now,
        succeeded=now,
        due=now + source.every,
        failures=0,
        outcome=outcome,
    )


def failed(state: SourceState, source: Source, error: SourceError, now: datetime) -> SourceState:
    """The state after a check that failed: the wait doubles, up to a day, or is as long as the server asks for."""
    wait = min(source.every * (1 << min(state.failures, 10)), max(source.every, timedelta(days=1)))
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        wait = max(wait, timedelta(seconds=asked))
    return replace(state, checked=now, due=now + wait, failures=state.failures + 1, outcome=str(error))


def read(source: Source, answer: Response | None) -> Harvest:
    """What a source holds; `answer` is None for a folder.

    Raises:
        SourceError: it is not what it should be.
    """
    # The readers bring heavy libraries: they are loaded when there is something to read.
    if answer is None:
        from digest.collect import folder

        return folder.files(source)
    if source.kind is SourceKind.LISTING:
        from digest.collect import page

        return page.links(answer.body, source, url=answer.url)
    from digest.collect import feed

    return feed.articles(answer.body, source, url=answer.url, content_type=answer.content_type)


def _extract(source: Source, page: Page, answer: Response | SourceError) -> Found:
    if isinstance(answer, SourceError):
        raise answer
    from digest.collect import extract

    return extract.article(answer.body, source, url=answer.url, known=page.found)
