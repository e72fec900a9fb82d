"""What is new for a newsletter at a slot, and in which order it stands. Pure: no I/O, no clock, no chance."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest.model import Article, Edition, EditionSection, EditionState, Item, Pick, Slot, Subscriber

#: Words that people read in a minute (Brysbaert 2019, "How many words do we read per minute?").
WORDS_A_MINUTE = 238


def window(slot: Slot, reach: timedelta) -> tuple[datetime, datetime]:
    """(after, until) of the dates that are new at this slot: after < date <= until."""
    return slot.due - reach, slot.due


def select(
    candidates: Iterable[Article],
    carried: Collection[str],
    sections: Sequence[str],
    *,
    limit: int,
    stories: Mapping[str, str] | None = None,
    told: Collection[str] = (),
) -> list[Article]:
    """The articles of an edition: new, one of each story, in the newsletter's order of sections, newest first in each.

    A story that stands in several sections comes once, in the first of them, which is then its `section`.

    Args:
        candidates: articles whose date lies in the slot's window.
        carried: ids of what this newsletter has carried.
        sections: slugs, in the newsletter's order; articles of others are left out.
        limit: how many at most. The sections take turns, so that a busy one does not crowd out a quiet one; what is
            left over is not lost, it is still new next time.
        stories: id → the story that it tells, which others may tell too (from another source, in other words); an
            article that is not there tells a story of its own.
        told: stories that this newsletter has carried.
    """
    fresh: dict[str, Article] = {}
    for article in sorted(candidates, key=lambda a: (a.date, a.id), reverse=True):
        home = next((slug for slug in sections if slug in article.sections), None)
        if home is None or article.id in carried:
            continue
        story = (stories or {}).get(article.id, article.id)
        if story not in told and story not in fresh:
            fresh[story] = replace(article, section=home)
    by_section: dict[str, list[Article]] = defaultdict(list)
    for article in fresh.values():
        by_section[article.section].append(article)
    taken = _in_turn([by_section[slug] for slug in sections], limit)
    return [article for slug in sections for article in by_section[slug][: taken[slug]]]


def _in_turn(queues: list[list[Article]], limit: int) -> Mapping[str, int]:
    """How many of each section there is room for, when they take turns."""
    taken: dict[str, int] = defaultdict(int)
    left = limit
    for place in range(max(map(len, queues), default=0)):
        for queue in queues:
            if left and place < len(queue):
                taken[queue[0].section] += 1
                left -= 1
    return taken


def item(article: Article, source: str, related: tuple[Pick, ...], following: Pick | None) -> Item:
    """One story as the edition freezes it."""
    return Item(
        article=article.id,
        url=article.url,
        title=article.title,
        summary=article.summary,
        section=article.section,
        source=source,
        authors=article.authors,
        image=article.image,
        date=article.date,
        minutes=max(1, math.ceil(article.words / WORDS_A_MINUTE)),
        related=related,
        next=following,
    )


def arranged(items: Iterable[Item], titles: Mapping[str, str]) -> tuple[EditionSection, ...]:
    """Items under their sections; sections stand in the order of their first item."""
    by_section: dict[str, list[Item]] = {}
    for one in items:
        by_section.setdefault(one.section, []).append(one)
    return tuple(
        EditionSection(slug=slug, title=titles.get(slug, slug), items=tuple(some)) for slug, some in by_section.items()
    )


#: Why somebody gets no mail of an edition: nobody gets an empty one.
NOTHING_NEW = "nothing new in the sections chosen"


def has_nothing_for(edition: Edition, sections: Collection[str]) -> bool:
    """Whether an edition would be empty for those who chose these sections; () is all of them."""
    return bool(sections) and not {section.slug for section in edition.sections} & set(sections)


def suppressed(edition: Edition, audience: Iterable[Subscriber]) -> dict[int, str]:
    """Subscriber id → why, for those whom this edition has nothing for."""
    return {reader.id: NOTHING_NEW for reader in audience if has_nothing_for(edition, reader.sections)}


def first_state(review: timedelta | str, composed: datetime) -> tuple[EditionState, datetime | None, str | None]:
    """(state, release, reason) of an edition that is worth sending."""
    if review == "off":
        return EditionState.COMPOSED, None, None
    if isinstance(review, timedelta):
        release = composed + review
        return EditionState.HELD, release, f"for review until {release:%Y-%m-%d %H:%M} UTC"
    return EditionState.HELD, None, "for review: it waits until it is released"
