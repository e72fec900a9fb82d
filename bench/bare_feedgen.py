"""The peer of `bench.publish`: feedgen, as its documentation uses it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from feedgen.feed import FeedGenerator

from digest.model import Article


def items_per_second(feeds: Sequence[Sequence[Article]]) -> float:
    """Build each feed as RSS and as Atom, in memory; how many items of documents a second."""
    started = time.perf_counter()
    for articles in feeds:
        _generator(articles).rss_str(pretty=True)
        _generator(articles).atom_str(pretty=True)
    return 2 * sum(map(len, feeds)) / (time.perf_counter() - started)


def _generator(articles: Sequence[Article]) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id("https://bench.invalid/")
    generator.title("The Bench")
    generator.description("Invented")
    generator.link(href="https://bench.invalid/", rel="alternate")
    for article in articles:
        made = generator.add_entry()
        made.id(article.id)
        made.title(article.title)
        made.link(href=article.url)
        made.summary(article.summary)
        made.content(article.content, type="html")
        made.author([{"name": name} for name in article.authors])
        made.published(article.date)
        made.updated(article.updated)
    return generator
