"""Articles for `bench.publish`: invented ones, the same each time, or those of a benchmark's archive."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote

from bench import archive, scale_archive
from digest.model import Article, Pick, PickKind, PickOrigin

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAG = "bench.invalid,2026"

_APART = timedelta(minutes=17)
_FIRST_YEAR = 1000  #: what is older has no date that readers could show
#: Put into titles and texts by turns, as articles have such things.
_ODD = ("& <tea>", "المطر", "🍵", "café", "“quoted” text", "a < b > c", "日本語", "]]>")


def invented(number: int, sections: int, last: int) -> Article:
    """Article 0, 1, 2, …, each later than the one before; the one numbered `last` is of today."""
    article, odd = scale_archive.invented(number), _ODD[number % len(_ODD)]
    date = NOW - _APART * (last - number)
    return replace(
        article,
        section=f"section-{number % sections}",
        title=f"{article.title} {odd}",
        content=f"{article.content}<p>{escape(odd)}, <em>as they say</em>.</p>",
        image=f"https://bench.invalid/picture/{number}.jpg" if number % 3 else None,
        published=date,
        date=date,
        collected=date,
        updated=date,
    )


def picks(number: int) -> tuple[Pick, ...]:
    """Two older articles, as Related would give them."""
    chosen = (scale_archive.invented(number * step % max(number, 1)) for step in (7, 13))
    return tuple(
        Pick(
            kind=PickKind.RELATED,
            origin=PickOrigin.COMPUTED,
            url=article.url,
            title=article.title,
            reason="Also about compost",
            article=article.id,
        )
        for article in chosen
    )


def read(path: Path) -> tuple[list[Article], dict[str, str]]:
    """The articles of an archive file (bench/archive.py) as the store would have them, and their sections by slug.

    What has no date is of today; what names no section is in "everything".
    """
    articles: list[Article] = []
    titles: dict[str, str] = {}
    for article in archive.articles(path):
        articles.append(_published(article))
        titles.setdefault(articles[-1].section, article.section or "Everything")
    return articles, titles


def _published(article: Article) -> Article:
    id = f"tag:{TAG}:article/{quote(article.id)}"
    date = article.date if article.date.year >= _FIRST_YEAR else NOW
    slug = "-".join(re.findall("[a-z0-9]+", article.section.casefold())) or "everything"
    return replace(article, id=id, section=slug, date=date, updated=date, collected=date, digest=article.id)
