"""What feeds and editions bring beside each story: the rules of picks, asked for all stories of one document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from digest.config import Config, Newsletter
from digest.model import Article, Item, Pick, PickOrigin, Slot
from digest.newsletter import select
from digest.picks import Archive, next_pick, related


def for_feeds(entering: Iterable[Article], archive: Archive, *, outside: bool) -> dict[str, tuple[Pick, ...]]:
    """By id, what articles take into the feeds for ever: the editor's picks, and Related from older articles."""
    return {
        article.id: related(article, archive, until=article.date, outside=outside)
        + _editors_next(article, archive, outside=outside)
        for article in entering
    }


def for_edition(
    config: Config,
    newsletter: Newsletter,
    slot: Slot,
    chosen: Sequence[Article],
    carried: Collection[str],
    archive: Archive,
) -> list[Item]:
    """The stories of an edition with their picks, none of which is a story of it."""
    here = {article.id for article in chosen}
    names = {source.url: source.name for source in config.sources()}
    outside, titles = config.picks.outside, config.section_titles()
    beside = [
        related(article, archive, until=slot.due, without=here, limit=newsletter.related, outside=outside)
        for article in chosen
    ]
    shown = here | {pick.article or pick.url for picks in beside for pick in picks}

    def following(article: Article, without: set[str]) -> Pick | None:
        return next_pick(
            article,
            archive,
            until=slot.due,
            without=without,
            carried=carried,
            section_titles=titles,
            outside=outside,
        )

    items = []
    for article, picks in zip(chosen, beside, strict=True):
        found = following(article, here | {pick.article or pick.url for pick in picks})
        if found and found.origin is PickOrigin.COMPUTED and found.article in shown:
            # A mail shows nothing twice: with another one, the section still ends with something to go on to.
            found = following(article, shown)
        items.append(select.item(article, names.get(article.source, config.site.title), picks, found))
    return items


def _editors_next(article: Article, archive: Archive, *, outside: bool) -> tuple[Pick, ...]:
    """The editor's NEXT, if there is one: a computed Next is no matter for a feed (it does not exist yet)."""
    pick = next_pick(article, archive, until=article.date, outside=outside)
    return (pick,) if pick and pick.origin is PickOrigin.EDITOR else ()
