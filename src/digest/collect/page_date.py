"""When a page was published: as its readers see, as its data says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from digest.collect import json_ld
from digest.collect.dates import stated
from digest.collect.visible_date import visible_day

_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued", "sailthru.date", "publish_date", "pubdate",
    "publishdate", "published_time", "publication_date", "citation_publication_date", "citation_date",
    "cxenseparse:recs:publishtime",
)  # fmt: skip


def names_of_dates() -> tuple[str, ...]:
    """The <meta> elements that tell it, the surest first."""
    return _METAS


def published(
    tree: HtmlElement, metas: Sequence[str], article: json_ld.Node, title: str, language: str | None
) -> datetime | None:
    """What the page's data says, on the day that its readers see beside the headline.

    Where these differ by a day, the page is written in the zone of its place, and its data in UTC: it is the instant of
    the day shown that is nearest to the data. Where they differ by more, the day shown holds, at midnight. The answer
    keeps the zone that the page gives, so that its day is the page's own.

    Args:
        tree: the page.
        metas: what its <meta> elements of `names_of_dates` say.
        article: its JSON-LD.
        title: what its headline says.
        language: the page's.
    """
    data = next((found for one in _written(tree, metas, article) if (found := stated(one))), None)
    shown = visible_day(tree, title, language)
    if data is None or shown is None:
        return data or shown
    apart = (data.date() - shown.date()).days
    if apart == 1:
        return shown + timedelta(days=1, seconds=-1)
    return data if apart == 0 else shown


def _written(tree: HtmlElement, metas: Sequence[str], article: json_ld.Node) -> list[str | None]:
    """JSON-LD, then <meta>, then the first <time>; never the date of a change."""
    return [
        next(iter(json_ld.texts(article.get("datePublished"))), None),
        *metas,
        *(one.get("datetime") or one.get("content") for one in tree.xpath("//*[@itemprop='datePublished']")),
        *(one.get("datetime") for one in tree.xpath("(//article//time[@datetime])[1]")),
        *(one.get("datetime") for one in tree.xpath("(//main//time[@datetime] | //time[@pubdate])[1]")),
    ]
