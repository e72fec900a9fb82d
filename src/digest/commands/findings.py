"""What a look around a site found: sources that were read, sections that were chosen, what was left, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from digest.collect.harvest import Harvest
from digest.collect.identity.urls import article_key
from digest.collect.listings.discover import Front
from digest.collect.net.fetch import Answer
from digest.errors import SourceError
from digest.words import counted

Kind = Literal["feed", "listing", "sitemap"]


@dataclass(frozen=True, slots=True)
class Read:
    """A source that was read."""

    kind: Kind
    url: str
    harvest: Harvest

    @property
    def stories(self) -> frozenset[str]:
        return frozenset(article_key(one.url) for one in self.harvest.found)

    @property
    def words(self) -> str:
        dates = [one.published for one in self.harvest.found if one.published]
        newest = f", the newest of {max(dates):%Y-%m-%d}" if dates else ""
        return counted(len(self.harvest.found), "story", "stories") + newest


@dataclass(frozen=True, slots=True)
class Chosen:
    """A section for config.toml."""

    title: str
    source: Read | None  #: None for one that is filled from the pages of another's source
    from_page: bool = False  #: whether its pages say which section they belong to


@dataclass(frozen=True, slots=True)
class Left:
    """What was found and not chosen."""

    what: str  #: "feed", "listing", "sitemap", "section"
    name: str  #: its address, or what it is called
    why: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to begin with."""

    front: Front
    language: str | None
    sections: tuple[Chosen, ...]
    left: tuple[Left, ...]


def answer_url(error: SourceError) -> str:
    """The address that an error is about."""
    return str(getattr(error, "url", ""))


def reason(answer: Answer, otherwise: str) -> str:
    if not isinstance(answer, SourceError):
        return otherwise
    return str(answer).removeprefix(f"{answer_url(answer)}: ").partition("; check the address")[0]


def lies_in(feed_url: str, section: str) -> bool:
    """Whether a feed's address begins with a section's, or names it ("/feeds/town.xml" for "/town/")."""
    of_feed, of_section = urlsplit(feed_url), urlsplit(section)
    folder = of_section.path.rstrip("/") + "/"
    last = of_section.path.rstrip("/").rpartition("/")[2].lower()
    return of_feed.path.startswith(folder) or last in of_feed.path.lower().replace(".", "/").split("/")


def spoken(url: str) -> str:
    """A name for a feed that has none: the last part of its address that says something."""
    parts = [part.partition(".")[0] for part in urlsplit(url).path.split("/")]
    telling = [part for part in parts if part.lower() not in ("", "feed", "feeds", "rss", "atom", "index")]
    return telling[-1].replace("-", " ").replace("_", " ").title() if telling else "More"
