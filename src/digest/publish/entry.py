"""An entry: an article, or an edition, as it stands in feeds and on pages; clean, whatever a source gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape

from digest.language import ENGLISH, Language
from digest.model import Article, Edition, Enclosure, Pick
from digest.publish.body import content, edition_content, edition_summary, summary
from digest.publish.clean import line, uri, web_address
from digest.publish.dates import edition_day
from digest.publish.picked import fit_picks

_TAG = re.compile(r"<[^<>]*>")
_ODD_IN_NAMES = re.compile("[<&]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, as far as it matters
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")  # RFC 6838 §4.2; without parameters


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


def of_article(
    article: Article, related: tuple[Pick, ...] = (), sections: Sequence[str] = (), words: Language = ENGLISH
) -> Entry:
    """An article with the picks that were frozen when it entered its first feed.

    Args:
        article: as it is to be shown.
        related: its frozen picks.
        sections: titles of those that it stands in: its first categories.
        words: the language of our own words in it.

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
        content=content(article, picks, url, words),
        date=_utc(article.date),
        updated=_utc(article.updated),
        authors=_names(article.authors),
        categories=_categories((*sections, *article.tags)),
        image=web_address(article.image) if article.image else None,
        enclosures=fit_enclosures(article.enclosures),
        language=article.language if _LANGUAGE.fullmatch(article.language or "") else None,
        picks=picks,
    )


def of_edition(edition: Edition, newsletter_title: str, page_url: str, tag: str, words: Language = ENGLISH) -> Entry:
    """An edition as an item of its newsletter's feed. What was frozen when it was composed never changes here either.

    Args:
        edition: a public one.
        newsletter_title: what readers know the newsletter by.
        page_url: the edition's page, absolute.
        tag: authority of tag: URIs ("example.org,2026").
        words: the language of our own words in it.
    """
    title = line(f"{newsletter_title}, {edition_day(edition, words)}")
    images = (item.image for section in edition.sections for item in section.items if item.image)
    return Entry(
        id=f"tag:{tag}:edition/{edition.newsletter}/{edition.slot.label}",
        url=page_url,
        title=title,
        summary=edition_summary(edition) or title,
        content=edition_content(edition, words)
        or f'<p><a href="{escape(page_url)}">{escape(title, quote=False)}</a></p>',
        # Not `changed`: that moves when the last mail is out, and readers would take the item for a corrected one.
        date=_utc(edition.slot.due),
        updated=_utc(edition.slot.due),
        categories=_categories(section.title for section in edition.sections),
        image=next(filter(None, map(web_address, images)), None),
    )


def _utc(moment: datetime) -> datetime:
    """To the second, as feeds have it. A moment without a zone is UTC, as everywhere in the house."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise Unfit("its date is out of range: no calendar has it in UTC") from None


def _once(raw: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, raw))))


def _names(raw: Iterable[str]) -> tuple[str, ...]:
    """Without markup: a name can nowhere say that it is plain text."""
    return _once(_TAG.sub(" ", unescape(name)) if _ODD_IN_NAMES.search(name) else name for name in raw)


def fit_enclosures(found: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """Those that can be linked to, each once; types that are none and lengths that cannot be are not told."""
    once: dict[str, Enclosure] = {}
    for enclosure in found:
        if url := web_address(enclosure.url):
            type = line(enclosure.type or "").lower()
            length = enclosure.length if enclosure.length and enclosure.length > 0 else None
            once.setdefault(url, Enclosure(url=url, type=type if _TYPE.fullmatch(type) else None, length=length))
    return tuple(once.values())


def _categories(raw: Iterable[str]) -> tuple[str, ...]:
    """Each once without regard to case."""
    once: dict[str, str] = {}
    for name in _once(raw):
        once.setdefault(name.casefold(), name)
    return tuple(once.values())
