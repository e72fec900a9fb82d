"""A feed whose entries can be called by other names, and a house that collects it, for tests of identity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from conftest import NOW
from digest.collect.net.robots import Robots
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.model import Article, Source, SourceKind
from digest.newsletter import select
from digest.store.sql import SqlStore
from loopback import Host, fetcher
from make import slot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECTIONS = {"news": ("News",), "moms": ("Moms",)}


@dataclass(frozen=True)
class Entry:
    """One item of a feed."""

    number: int
    guid: str | None
    link: str
    title: str
    text: str
    date: datetime | None


def entries(count: int = 12, first: int = 0) -> list[Entry]:
    """A day apart, the newest first, an hour old; each with a hundred words of its own."""
    return [
        Entry(
            number=n,
            guid=f"https://old.example/?p={n}",
            link=f"https://old.example/2026/story-{n}/",
            title=f"Story number {n} of the goose",
            text="<p>" + " ".join(f"word{n}x{k}" for k in range(100)) + "</p>",
            date=NOW - HOUR - n * DAY,
        )
        for n in range(first, first + count)
    ]


def moved(one: Entry) -> Entry:
    """The same story on another host, program and address."""
    return replace(one, guid=f"urn:new:{one.number}", link=f"https://new.example/stories/{one.number * 7}")


def marked_up(one: Entry) -> Entry:
    """The same words in another template."""
    return replace(one, text=f'<div class="body">{one.text.replace(" ", "  ")}</div>', title=f" {one.title} ")


def extended(one: Entry) -> Entry:
    """A line more than before."""
    return replace(one, text=f"{one.text}<p>Read more on our new site.</p>")


def undated(one: Entry) -> Entry:
    return replace(one, date=None)


def untold(one: Entry) -> Entry:
    return replace(one, text="")


def rss(some: list[Entry]) -> str:
    return f'<rss version="2.0"><channel><title>P</title>{"".join(map(_item, some))}</channel></rss>'


def _item(one: Entry) -> str:
    guid = f'<guid isPermaLink="false">{escape(one.guid)}</guid>' if one.guid else ""
    date = f"<pubDate>{format_datetime(one.date)}</pubDate>" if one.date else ""
    text = f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">{escape(one.text)}</c:encoded>'
    return f"<item><title>{one.title}</title><link>{one.link}</link>{guid}{date}{text if one.text else ''}</item>"


class House:
    """A store, a server, and what collects from the one into the other."""

    def __init__(self, store: SqlStore, host: Host) -> None:
        self.store = store
        self.host = host
        self.sources: frozenset[str] = frozenset()  #: those of the config
        self.has_validators = False
        self._fetcher = fetcher()
        self._robots = Robots(self._fetcher)

    def collect(self, some: list[Entry], now: datetime = NOW, *, path: str = "/feed", section: str = "news") -> Report:
        """What a feed of these brings."""
        [report] = self.ask_all([self.put(some, path, section)], now)
        return report

    def put(self, some: list[Entry], path: str, section: str = "news") -> Source:
        """Answer with a feed of these from now on; the source."""
        document = rss(some)
        etag = {"ETag": f'"{sha256(document.encode()).hexdigest()}"'} if self.has_validators else {}
        return Source(
            url=self.host.put(path, document, **etag),
            kind=SourceKind.FEED,
            section=section,
            name="Paper",
            full=True,
            every=HOUR,
            from_page=False,
        )

    def ask_all(self, sources: list[Source], now: datetime = NOW) -> list[Report]:
        """What these bring in one round."""
        rules = Rules(tag="t.example,2026", sections=SECTIONS, sources=self.sources)
        round_ = Round(self.store, self._fetcher, rules, lambda: now, self._robots)
        round_.settle(sources)
        return round_.run(sources, lambda *_: None, lambda: False)

    def articles(self) -> dict[str, Article]:
        return {article.id: article for article in self.store.articles.latest(None, 1000)}

    def news(self, now: datetime, *carried: str) -> list[str]:
        """Titles of what a weekly newsletter would hold."""
        due = replace(slot(), due=now)
        some = self.store.articles.between(*select.window(due, 14 * DAY), ["news"])
        return sorted(one.title for one in select.select(some, carried, ["news"], limit=100))
