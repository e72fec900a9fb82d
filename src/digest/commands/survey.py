"""Looks around a site: which of its feeds, listing pages and sitemaps can be read, and which make the better sources.

front page, robots.txt ─▶ feeds, sitemaps ─▶ pages of sections ─▶ feeds of sections ─▶ choice, with its reasons
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

from digest.collect.guard import guarded
from digest.collect.listings import discover, sitemap
from digest.collect.listings.discover import Front, Place
from digest.collect.net.fetch import Answer, Fetcher, Request, Response
from digest.collect.reach import Reach
from digest.commands.findings import Chosen, Left, Read, Survey, answer_url, lies_in, reason, spoken
from digest.errors import PageUnreadable, SourceError, WrongUse
from digest.model import Source, SourceKind
from digest.pipeline import utc_now

Told = Callable[[str, int, int], None]

_SECTIONS = 8  #: chosen at most; more than that is no choice for readers
_LOOKED_AT = 12  #: sections that are asked about
_FEEDS = 16
_SITEMAPS = 5
_LINKS = 3  #: on a page that is a listing
_TAGS = 12  #: more different categories than that are tags


@dataclass(frozen=True, slots=True)
class _Near:
    """Where the feed of a section may lie."""

    feeds: tuple[str, ...]
    is_named: bool  #: whether its page says so


def survey(url: str, fetcher: Fetcher, told: Told) -> Survey:
    """Look around the site at `url`.

    Raises:
        SourceError: its front page does not answer, or is no page.
        WrongUse: there is nothing to collect from, or `url` is a feed.
    """
    return _Visit(fetcher, told).around(url)


class _Visit:
    def __init__(self, fetcher: Fetcher, told: Told) -> None:
        self._fetcher = fetcher
        self._told = told
        self._left: dict[str, Left] = {}
        self._sitemaps: list[Response] = []

    def around(self, url: str) -> Survey:
        self._told("site", 0, 1)
        answer = self._fetcher.get(Request(url=url))
        if discover.looks_like_feed(answer.body):
            raise WrongUse(f'{url} is a feed; give the address of the site, or write it as `feed = "{url}"` yourself')
        front = discover.front(answer.body, answer.url)
        main, named = self._main(front)
        candidates = self._candidates(front, named)
        sections = [Chosen(place.title, read) for place, read in self._sections(front, candidates, main)]
        chosen = self._choose(front, main, sections, answer) or self._by_sitemap()
        if not chosen:
            # What was not looked at explains nothing.
            tried = [
                f"{left.name}: {left.why}" for left in self._left.values() if not left.why.startswith("only the first")
            ]
            reasons = f" ({'; '.join(tried[:3])})" if tried else ""
            raise WrongUse(
                f"{url}: no feed and no list of articles was found"
                f"{reasons}; `digest init FOLDER` writes a config.toml to fill in yourself"
            )
        languages = Counter(one.language for each in chosen if each.source for one in each.source.harvest.found)
        heard = next((language for language, _ in languages.most_common() if language), None)
        taken = {each.source.url for each in chosen if each.source}
        left = tuple(left for left in self._left.values() if left.name not in taken)
        return Survey(front, front.language or heard, chosen, left)

    def _main(self, front: Front) -> tuple[Read | None, list[tuple[Place, Read]]]:
        """The feed of the whole site, and the others; sitemaps are noted on the way."""
        stated = [place for place in front.feeds if not discover.is_of_comments(place)][:_FEEDS]
        for place in front.feeds:
            if discover.is_of_comments(place):
                self._leave("feed", place.url, "it holds comments")
        wanted = stated or [Place(one, "") for one in discover.common_feeds(front.url)]
        robots, usual = urljoin(front.url, "/robots.txt"), urljoin(front.url, "/sitemap.xml")
        answers = self._ask("site", [robots, usual, *(place.url for place in wanted)])
        self._note_sitemaps(answers, robots, usual)
        found = [(place, read) for place in wanted if (read := self._feed(answers.get(place.url), told=bool(stated)))]
        main = next((read for place, read in found if discover.is_of_whole_site(place.url, front.url)), None)
        others = [(place, read) for place, read in found if read is not main]
        if main is None and len(found) == 1:
            return found[0][1], []
        return main, [one for one in others if not self._is_same(one[1], main)]

    def _note_sitemaps(self, answers: dict[str, Answer], robots: str, usual: str) -> None:
        said = answers[robots]
        named = discover.sitemaps(said.body, said.url) if isinstance(said, Response) else ()
        more = self._ask("sitemaps", [url for url in named[:_SITEMAPS] if url != usual])
        for url, answer in {**more, usual: answers[usual]}.items():
            if isinstance(answer, Response) and discover.is_sitemap(answer.body):
                self._sitemaps.append(answer)
                self._leave("sitemap", url, "it names the pages of all sections; feeds and listing pages tell sooner")
            elif url in named:
                self._leave("sitemap", url, f"robots.txt names it, but {reason(answer, 'there is no sitemap in it')}")

    def _candidates(self, front: Front, named: list[tuple[Place, Read]]) -> list[tuple[Place, Read | None]]:
        """Sections in the order of the site, with the feeds that its front page names for them."""
        open_ = list(named)
        found: list[tuple[Place, Read | None]] = []
        for place in front.sections:
            own = next((one for one in open_ if lies_in(one[0].url, place.url)), None)
            if own is not None:
                open_.remove(own)
            found.append((place, own[1] if own else None))
        for place, feed_ in open_:
            title = discover.feed_title(place.title, front.title) or spoken(place.url)
            found.append((Place(place.url, title), feed_))
        # Those that are known to have a feed are surely sections.
        found.sort(key=lambda one: one[1] is None and not front.are_named)
        for place, read in found[_LOOKED_AT:]:
            what = "feed" if read else "section"
            self._leave(what, read.url if read else place.url, f"only the first {_LOOKED_AT} sections were looked at")
        return found[:_LOOKED_AT]

    def _sections(
        self, front: Front, candidates: list[tuple[Place, Read | None]], main: Read | None
    ) -> list[tuple[Place, Read]]:
        """Those with a source: a feed of its own, else its page, when that lists articles."""
        pages = self._ask("sections", [place.url for place, read in candidates if read is None])
        near = {
            place.url: self._near(front, place.url, pages[place.url], main) for place, read in candidates if not read
        }
        answers = self._ask("feeds", [url for each in near.values() for url in each.feeds])
        found: list[tuple[Place, Read]] = []
        seen: list[Read] = []
        for place, known in candidates:
            read = known or self._section(place, pages[place.url], near[place.url], answers, main)
            twin = next((one for one in seen if read and one.stories == read.stories), None)
            if read and twin:
                self._leave(read.kind, read.url, f"it has the same stories as {twin.url}")
            elif read:
                seen.append(read)
                found.append((place, read))
        return found

    def _near(self, front: Front, url: str, answer: Answer, main: Read | None) -> _Near:
        """Where the feed of a section may lie."""
        if isinstance(answer, SourceError):
            return _Near((), is_named=False)
        try:
            places = discover.feeds_of(answer.body, answer.url)
        except PageUnreadable:
            return _Near((), is_named=False)
        known = {place.url for place in front.feeds} | ({main.url} if main else set())
        own = [place.url for place in places if place.url not in known and not discover.is_of_comments(place)]
        if own:
            return _Near((own[0],), is_named=True)
        guesses = discover.section_feeds(url, main.url if main else None, is_wordpress=front.is_wordpress)
        return _Near(guesses, is_named=False)

    def _section(
        self,
        place: Place,
        answer: Answer,
        near: _Near,
        answers: dict[str, Answer],
        main: Read | None,
    ) -> Read | None:
        for url in near.feeds:
            read = self._feed(answers[url], told=near.is_named)
            if read and not self._is_same(read, main):
                return read
        read = self._listing(answer, place.url)
        if read is None:
            why = reason(answer, "it has no feed, and its page lists no articles")
            self._leave("section", f"{place.title}, {place.url}", why)
        return read

    def _choose(self, front: Front, main: Read | None, sections: list[Chosen], answer: Response) -> tuple[Chosen, ...]:
        for one in sections[_SECTIONS:]:
            assert one.source
            self._leave(one.source.kind, one.source.url, f"{one.title}: {_SECTIONS} sections are enough to begin with")
        chosen = sections[:_SECTIONS]
        feeds = sum(one.source is not None and one.source.kind == "feed" for one in chosen)
        if main is None or feeds > 1 or (front.are_named and len(chosen) > 1):
            if main is not None:
                self._leave("feed", main.url, "it has the stories of all sections, which come from their own sources")
            return self._or_front(front, chosen, answer)
        for one in chosen:
            assert one.source
            why = f"{one.title}: the feed of the whole site has its stories, as far as is known"
            self._leave(one.source.kind, one.source.url, why)
        return self._by_category(main)

    def _or_front(self, front: Front, chosen: list[Chosen], answer: Response) -> tuple[Chosen, ...]:
        """Sections; the front page's list where there are none, or but one of the menu with fewer stories."""
        listed = self._listing(answer, front.url)
        only = chosen[0].source if len(chosen) == 1 and not front.are_named else None
        is_poor = only is not None and only.kind == "listing" and listed is not None
        if listed is None or (chosen and not (is_poor and only and len(only.stories) < len(listed.stories))):
            return tuple(chosen)
        for one in chosen:
            assert one.source
            self._leave(one.source.kind, one.source.url, f"{one.title}: the front page lists more stories")
        return (Chosen("News", listed),)

    def _by_sitemap(self) -> tuple[Chosen, ...]:
        """One section with the sitemap that names the most pages, where a site has nothing better."""
        reads = []
        for answer in self._sitemaps:
            reach = Reach(fetch=lambda requests: self._fetcher.each(requests[:_SITEMAPS]), now=utc_now())
            with suppress(SourceError):
                harvest = sitemap.articles(answer, _source(answer.asked, SourceKind.SITEMAP), reach)
                reads.append(Read("sitemap", answer.permanent_url or answer.asked, harvest))
        best = max(reads, key=lambda read: len(read.harvest.found), default=None)
        return (Chosen("News", best),) if best and len(best.harvest.found) >= _LINKS else ()

    def _by_category(self, main: Read) -> tuple[Chosen, ...]:
        """One section with the only feed, and one for each category that its stories name often."""
        counts = Counter(tag for one in main.harvest.found for tag in one.tags)
        often = [tag for tag, count in counts.most_common() if count > 1]
        if len(counts) > _TAGS or len(often) < 2:  # noqa: PLR2004 - one section is no choice
            for tag in often[:_SECTIONS]:
                self._leave("category", tag, f"{counts[tag]} stories of the feed name it; they may be tags")
            return (Chosen("News", main),)
        if all(one.complete for one in main.harvest.found):
            for tag in often[:_SECTIONS]:
                why = "the feed has whole texts, so that the pages, which name their section, are not read"
                self._leave("category", tag, f"{counts[tag]} stories of the feed name it; {why}")
            return (Chosen("News", main),)
        named = [Chosen(tag, None) for tag in often[: _SECTIONS - 1]]
        return (Chosen("News", main, from_page=True), *named)

    def _feed(self, answer: Answer | None, *, told: bool) -> Read | None:
        """The feed in an answer; None when there is none, or nothing in it, which is noted when somebody named it."""
        if not isinstance(answer, Response):
            if told and answer is not None:
                self._leave("feed", answer_url(answer), reason(answer, ""))
            return None
        try:
            source = _source(answer.asked, SourceKind.FEED)
            harvest = guarded.articles(answer.body, source, url=answer.url, content_type=answer.content_type)
        except SourceError as error:
            if told:
                self._leave("feed", answer.asked, reason(error, ""))
            return None
        if not harvest.found:
            if told:
                self._leave("feed", answer.asked, "there is no story in it")
            return None
        return Read("feed", answer.permanent_url or answer.asked, harvest)

    def _listing(self, answer: Answer, url: str) -> Read | None:
        if isinstance(answer, SourceError):
            return None
        try:
            harvest = guarded.links(answer.body, _source(url, SourceKind.LISTING), url=answer.url)
        except PageUnreadable:
            return None
        return Read("listing", answer.permanent_url or url, harvest) if len(harvest.found) >= _LINKS else None

    def _is_same(self, read: Read, main: Read | None) -> bool:
        """Whether a feed is the main one once more, in another format or whatever its address says."""
        if main is None or read.stories != main.stories:
            return False
        if read.url != main.url:
            self._leave("feed", read.url, f"it has the same stories as {main.url}")
        return True

    def _ask(self, what: str, urls: Iterable[str]) -> dict[str, Answer]:
        """The answers by the address that was asked, in the order of asking."""
        wanted = list(dict.fromkeys(urls))
        answers: dict[str, Answer] = {}
        for request, answer in self._fetcher.each([Request(url=url) for url in wanted]):
            answers[request.url] = answer
            self._told(what, len(answers), len(wanted))
        return {url: answers[url] for url in wanted}

    def _leave(self, what: str, name: str, why: str) -> None:
        self._left.setdefault(name, Left(what, name, why))


def _source(url: str, kind: SourceKind) -> Source:
    return Source(url=url, kind=kind, section="", name="", full=True, every=timedelta(hours=1), from_page=False)
