"""The readers of what strangers wrote, within limits: small and plain feeds are read here, all else by the worker.

Each function has the name, the arguments and the answer of the reader that it guards. What the worker may
use stands in `tasks` (memory) and `keeper` (time).
"""

from __future__ import annotations

import atexit
from collections.abc import Collection
from contextlib import suppress
from typing import TypeVar

from digest.collect.feeds.seen import Seen
from digest.collect.feeds.wire import NotThis, Wire
from digest.collect.guard import tasks
from digest.collect.guard.keeper import Keeper, Overtaxed
from digest.collect.guard.modest import is_modest
from digest.collect.guard.tasks import Refused, Task
from digest.collect.guard.worker import is_worker
from digest.collect.harvest import Harvest
from digest.collect.listings import sitemap_file
from digest.collect.listings.sitemap_file import Map
from digest.errors import FeedUnreadable, PageUnreadable
from digest.model import Found, Source

Q = TypeVar("Q")
A = TypeVar("A")

_keeper = Keeper()
atexit.register(_keeper.close)


def articles(
    body: bytes, source: Source, *, url: str, content_type: str, seen: Collection[str] = frozenset()
) -> Harvest:
    """See `feed.articles`.

    Raises:
        FeedUnreadable: there is no feed in it, or it takes too much time or memory to find out.
    """
    from digest.collect.feeds import feed

    if is_modest(body, content_type):
        return feed.articles(body, source, url=url, content_type=content_type, seen=seen)
    try:
        asked = tasks.Feed(source=source, url=url, content_type=content_type, seen=frozenset(seen))
        entries = _asked(tasks.FEED, asked, body)
    except Refused as refusal:
        raise FeedUnreadable(url, str(refusal)) from None
    except Overtaxed as error:
        raise FeedUnreadable(url, f"something that {error}") from None
    if isinstance(seen, Seen):
        seen.met.update(entries.met)
    return entries.harvest


def wire(body: bytes, url: str, content_type: str) -> Wire:
    """See `forgiving.parsed`.

    Raises:
        NotThis: there is no feed in it, or it takes too much time or memory to find out.
    """
    try:
        return _asked(tasks.WIRE, tasks.Document(url=url, content_type=content_type), body)
    except Refused as refusal:
        raise NotThis(str(refusal)) from None
    except Overtaxed as error:
        raise NotThis(f"something that {error}") from None


def article(body: bytes, source: Source, *, url: str, known: Found | None) -> Found:
    """See `extract.article`.

    Raises:
        PageUnreadable: there is no article on it, or it takes too much time or memory to find out.
    """
    return _of_page(tasks.PAGE, tasks.Page(source=source, url=url, known=known), body, url)


def links(body: bytes, source: Source, *, url: str) -> Harvest:
    """See `page.links`.

    Raises:
        PageUnreadable: there are none, or it takes too much time or memory to find them.
    """
    return _of_page(tasks.LISTING, tasks.Listing(source=source, url=url), body, url)


def following(body: bytes, *, url: str) -> str | None:
    """See `pagination.following`; None also when it takes too much time or memory to find out."""
    with suppress(Overtaxed):
        return _asked(tasks.FOLLOWING, tasks.Place(url=url), body).url
    return None


def sitemap(body: bytes, *, url: str, content_type: str) -> Map:
    """See `sitemap_file.read`.

    Raises:
        PageUnreadable: it is no sitemap, or it takes too much time or memory to find out.
    """
    if is_modest(body, content_type):
        return sitemap_file.read(body, url=url, content_type=content_type)
    return _of_page(tasks.SITEMAP, tasks.Document(url=url, content_type=content_type), body, url)


def _of_page(task: Task[Q, A], question: Q, body: bytes, url: str) -> A:
    try:
        return _asked(task, question, body)
    except Refused as refusal:
        raise PageUnreadable(url, str(refusal)) from None
    except Overtaxed as error:
        raise PageUnreadable(url, f"it {error}") from None


def _asked(task: Task[Q, A], question: Q, body: bytes) -> A:
    if is_worker():
        return task.run(question, body)
    try:
        return task.answer(_keeper.ask(task.question(question), body, memory=task.memory))
    except ValueError:
        raise Overtaxed("makes its reader talk nonsense") from None
