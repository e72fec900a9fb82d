"""An entry: an article, or an edition, as it stands in feeds and on pages; clean, whatever a source gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.model import Article, Edition, Enclosure, Pick
from digest.publish.body import content, summary
from digest.publish.clean import line, uri, web_address


class Unfit(ValueError):
    """An article that cannot be published; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of every format, made once: texts without what XML forbids, addresses in ASCII, dates in UTC."""

    id: str  #: a URI, for ever
    url: str
    title: str  #: plain, one line, never empty
    summary: str  #: plain, one line, never empty
    content: str  #: HTML, never empty: the text or the summary with a link, and the picks
    date: datetime  #: whole seconds
    updated: datetime  #: last substantial change; whole seconds
    authors: tuple[str, ...] = ()  #: each once
    categories: tuple[str, ...] = ()  #: each once, the section first
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    picks: tuple[Pick, ...] = ()  #: those that can be linked to, cleaned; a `next` among them is shown so


def of_article(article: Article, related: tuple[Pick, ...] = (), sections: Sequence[str] = ()) -> Entry:
    """An article with the picks that were frozen when it entered its first feed.

    Args:
        article: as it is to be shown.
        related: its frozen picks.
        sections: titles of those that it stands in: its first categories.

    Raises:
        Unfit: it has no title, no address, an id that is no URI, or a date that no calendar has.
    """
    title, url, id = line(article.title), web_address(article.url), uri(article.id)
    if not id:
        raise Unfit("its id is not a URI")
    if not title:
        raise Unfit("its title is empty")
    if not url:
        raise Unfit(f"{line(article.url)!r} is not an http(s) address")
    picks = fit_picks(related)
    return Entry(
        id=id,
        url=url,
        title=title,
        summary=summary(article),
        content=content(article, picks, url),
        date=_utc(article.date),
        updated=_utc(article.updated),
        authors=_once(article.authors),
        categories=_categories((*sections, *article.tags)),
        image=web_address(article.image) if article.image else None,
        enclosures=_fit_enclosures(article.enclosures),
        language=article.language,
        picks=picks,
    )


def fit_picks(found: Iterable[Pick]) -> tuple[Pick, ...]:
    """Those that can be linked to, cleaned."""
    cleaned = ((pick, web_address(pick.url), line(pick.title), line(pick.reason)) for pick in found)
    return tuple(
        Pick(kind=pick.kind, origin=pick.origin, url=url, title=title, reason=reason, article=pick.article)
        for pick, url, title, reason in cleaned
        if url and title
    )


def _fit_enclosures(found: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """Those that can be linked to, cleaned, each once."""
    cleaned = ((web_address(one.url), one) for one in found)
    fit = {url: Enclosure(url=url, type=line(one.type or "") or None, length=one.length) for url, one in cleaned if url}
    return tuple(fit.values())


def _utc(moment: datetime) -> datetime:
    """To the second, as feeds have it. A moment without a zone is UTC, as everywhere in the house."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise Unfit("its date is out of range: no calendar has it in UTC") from None


def _once(raw: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, raw))))


def _categories(raw: Iterable[str]) -> tuple[str, ...]:
    """Each once without regard to case."""
    once: dict[str, str] = {}
    for name in _once(raw):
        once.setdefault(name.casefold(), name)
    return tuple(once.values())


def of_edition(edition: Edition, newsletter_title: str, page_url: str, tag: str) -> Entry:
    """An edition, as it was sent."""
    title = f"{newsletter_title}, {edition.slot.label}"
    return Entry(
        id=f"tag:{tag}:edition/{edition.newsletter}/{edition.slot.label}",
        url=page_url,
        title=title,
        summary=title,
        content=f"<p>{title}</p>",
        date=edition.slot.due,
        updated=edition.slot.due,
    )
