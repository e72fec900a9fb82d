"""What the worker process can be asked: for each task, the reader that does it, and the shapes of question and answer.

Questions and answers cross as JSON and are checked against their shapes on the other side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from digest.collect.feeds.seen import Seen
from digest.collect.feeds.wire import NotThis, Wire
from digest.collect.harvest import Harvest
from digest.collect.listings.sitemap_file import Map
from digest.errors import FeedUnreadable, PageUnreadable
from digest.model import Found, Source

_MEMORY = 80 << 20  #: bytes; 33 million are the readers' own, and the heaviest honest page we know needs 32
_LARGE_MEMORY = 120 << 20  #: for sitemaps, which may name 50,000 addresses

Q = TypeVar("Q")
A = TypeVar("A")


class Refused(Exception):
    """The document was read and is not what it should be; the text is the reader's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed or sitemap of anybody."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of a source."""

    source: Source
    url: str
    content_type: str
    seen: frozenset[str]  #: see `feed.articles`


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a feed of a source holds."""

    harvest: Harvest
    met: frozenset[str]  #: those of `Feed.seen` that it still holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with an article on it; see `extract.article`."""

    source: Source
    url: str
    known: Found | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page with links to articles."""

    source: Source
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The address of a page; None for no page."""

    url: str | None


class Task(Generic[Q, A]):
    """One thing that the worker can be asked."""

    def __init__(
        self, name: str, question: type[Q], answer: type[A], run: Callable[[Q, bytes], A], memory: int = _MEMORY
    ) -> None:
        """`run` reads a body, and raises Refused to say no; it may have `memory` bytes of data."""
        self.name = name
        self.run = run
        self.memory = memory
        self._question = TypeAdapter(question)
        self._answer = TypeAdapter(answer)

    def question(self, asked: Q) -> bytes:
        """What is sent."""
        return self.name.encode() + b"\n" + _packed(self._question, asked)

    def answered(self, question: bytes, body: bytes) -> bytes:
        """What is sent back."""
        return _packed(self._answer, self.run(self._question.validate_json(question), body))

    def answer(self, said: bytes) -> A:
        """What that means."""
        return self._answer.validate_json(said)


def answer(question: bytes, body: bytes) -> bytes:
    """What the worker answers to `Task.question`; see `worker`."""
    name, _, asked = question.partition(b"\n")
    return _TASKS[name.decode()].answered(asked, body)


def _packed(shape: TypeAdapter[Any], value: object) -> bytes:
    """The value as JSON; halves of characters, which no other program takes, are left out."""
    return json.dumps(shape.dump_python(value, mode="json"), ensure_ascii=False).encode("utf-8", "ignore")


@contextmanager
def _refusing() -> Iterator[None]:
    """Say no in the reader's words; what the reader took for the document's fault is the want of memory's if it was."""
    try:
        yield
    except (FeedUnreadable, PageUnreadable, NotThis) as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        raise Refused(str(error) if isinstance(error, NotThis) else error.why) from None


# The readers bring heavy libraries, which the parent does not need.


def _wire(asked: Document, body: bytes) -> Wire:
    from digest.collect.feeds import forgiving

    with _refusing():
        return forgiving.parsed(body, asked.url, asked.content_type)


def _feed(asked: Feed, body: bytes) -> Entries:
    from digest.collect.feeds import feed

    seen = Seen(asked.seen)
    with _refusing():
        harvest = feed.articles(body, asked.source, url=asked.url, content_type=asked.content_type, seen=seen)
    return Entries(harvest=harvest, met=frozenset(seen.met))


def _page(asked: Page, body: bytes) -> Found:
    from digest.collect.article import extract

    with _refusing():
        return extract.article(body, asked.source, url=asked.url, known=asked.known)


def _listing(asked: Listing, body: bytes) -> Harvest:
    from digest.collect.listings import page

    with _refusing():
        return page.links(body, asked.source, url=asked.url)


def _sitemap(asked: Document, body: bytes) -> Map:
    from digest.collect.listings import sitemap_file

    with _refusing():
        return sitemap_file.read(body, url=asked.url, content_type=asked.content_type)


def _following(asked: Place, body: bytes) -> Place:
    from digest.collect.listings import pagination

    return Place(url=pagination.following(body, asked.url or ""))


WIRE = Task("wire", Document, Wire, _wire)
FEED = Task("feed", Feed, Entries, _feed)
PAGE = Task("page", Page, Found, _page)
LISTING = Task("listing", Listing, Harvest, _listing)
SITEMAP = Task("sitemap", Document, Map, _sitemap, _LARGE_MEMORY)
FOLLOWING = Task("following", Place, Place, _following)
_TASKS: dict[str, Task[Any, Any]] = {task.name: task for task in (WIRE, FEED, PAGE, LISTING, SITEMAP, FOLLOWING)}
