"""When a page was published: as its readers see, as its data says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from digest.collect.article import json_ld
from digest.collect.article.visible_date import shown
from digest.collect.text.dates import stated

_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued", "sailthru.date", "publish_date", "pubdate",
    "publishdate", "published_time", "publication_date", "citation_publication_date", "citation_date",
    "cxenseparse:recs:publishtime",
)  # fmt: skip

_DAY = timedelta(days=1)


def names_of_dates() -> tuple[str, ...]:
    """The <meta> elements that tell it, the surest first."""
    return _METAS


def published(
    tree: HtmlElement, metas: Sequence[str], article: json_ld.Node, title: str, language: str | None
) -> datetime | None:
    """What the page's data says, on the day that its readers see beside the headline.

    Where these differ by a day, the page is written in the zone of its place, and its data in UTC: it is the instant of
    the day shown that is nearest to the data. Where they differ by more, the day shown holds, at midnight. The day of a
    change is never taken, but it decides where the data itself names several days of publication. The answer keeps the
    zone that the page gives, so that its day is the page's own.

    Args:
        tree: the page.
        metas: what its <meta> elements of `names_of_dates` say.
        article: its JSON-LD.
        title: what its headline says.
        language: the page's.
    """
    data = [found for one in _written(metas, article) if (found := stated(one))]
    day = shown(tree, title, language)
    if day.published:
        return _on(day.published, data)
    changed = {one.date() for one in day.changed}
    agreed = (one for one in data if one.date() in changed)
    return next(agreed, None) or next(iter(data), None) or _marked_up(tree)


def _on(day: datetime, data: Sequence[datetime]) -> datetime:
    """The instant of a day that is shown which the data knows; else the day."""
    for one in data:
        # 3/4 may be meant as 4/3; the data knows.
        if one.date() == day.date() or (one.year, one.month, one.day) == (day.year, day.day, day.month):
            return one
    is_eve = any(one.date() - day.date() == _DAY for one in data)
    return day + _DAY - timedelta(seconds=1) if is_eve else day


def _written(metas: Sequence[str], article: json_ld.Node) -> list[str]:
    """JSON-LD, then <meta>; never the date of a change."""
    return [*json_ld.texts(article.get("datePublished")), *metas]


def _marked_up(tree: HtmlElement) -> datetime | None:
    """The first date that is marked as one."""
    written = [
        *(one.get("datetime") or one.get("content") for one in tree.xpath("//*[@itemprop='datePublished']")),
        *(one.get("datetime") for one in tree.xpath("(//article//time[@datetime])[1]")),
        *(one.get("datetime") for one in tree.xpath("(//main//time[@datetime] | //time[@pubdate])[1]")),
    ]
    return next((found for one in written if (found := stated(one))), None)
