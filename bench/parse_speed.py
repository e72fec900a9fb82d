"""How fast feeds are read, against feedparser on the same bytes in the same run: invented feeds of 1,000 long items."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import feedparser

from bench import invented
from digest.collect.feeds import feed
from digest.collect.harvest import Harvest
from digest.model import Source

_ITEMS = 1_000
_TIMES = 3  #: of which the best counts


def measured(source: Source) -> dict[str, Any]:
    """Ratios to feedparser's default, as of the form in which ours is slowest, and seconds for each form.

    `ratio_unsanitised` is for the entries as the format has them, `ratio_sanitised` for clean articles,
    `ratio_second_poll` for the same when one of 1,000 items has changed; `sanitised_on_second_poll` counts what was
    cleaned then. feedparser sanitises, each time all, and knows no JSON Feed.
    """
    htmls = invented.texts(_ITEMS)
    forms = {name: _form(form, htmls, source) for name, form in invented.FORMS.items()}
    peers = [one for one in forms.values() if one["feedparser"] is not None]
    return {
        "ratio_unsanitised": min(round(one["feedparser"] / one["read"], 1) for one in peers),
        "ratio_sanitised": min(round(one["feedparser"] / one["articles"], 1) for one in peers),
        "ratio_second_poll": min(round(one["feedparser"] / one["second poll"], 1) for one in peers),
        "sanitised_on_second_poll": max(one["sanitised on second poll"] for one in forms.values()),
        "seconds": forms,
    }


def _form(form: Callable[[list[str]], bytes], htmls: list[str], source: Source) -> dict[str, Any]:
    body, again = form(htmls), form([*htmls[:-1], htmls[-1] + "<p>One line more.</p>"])
    seen = frozenset(_articles(body, source).fingerprints)
    return {
        "feedparser": None if form is invented.json_feed else _best(lambda: feedparser.parse(body)),
        "read": _best(lambda: feed.read(body, url=source.url, content_type="")),
        "articles": _best(lambda: _articles(body, source)),
        "second poll": _best(lambda: _articles(again, source, seen)),
        "sanitised on second poll": len(_articles(again, source, seen).found),
    }


def _articles(body: bytes, source: Source, seen: frozenset[str] = frozenset()) -> Harvest:
    return feed.articles(body, source, url=source.url, content_type="", seen=seen)


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return round(min(seconds), 4)
