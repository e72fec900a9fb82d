"""What feeds and editions bring beside each story: the rules of picks, asked for all stories of one document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from digest.config import Config, Newsletter
from digest.language import Language, language
from digest.model import Article, Item, Override, Pick, PickKind, PickOrigin, Slot
from digest.newsletter import select
from digest.picks import Archive, by_editor, next_pick, related

#: Related picks under an entry of a feed.
_MOST = 3

#: By article: what the editor has settled for good about its picks.
Overrides = Mapping[str, Sequence[Override]]


def for_feeds(
    entering: Iterable[Article],
    archive: Archive,
    *,
    computed: Collection[str],
    outside: bool,
    overrides: Overrides,
    words: Language,
) -> dict[str, tuple[Pick, ...]]:
    """By id, what articles take into the feeds for ever: the editor's picks, and Related from older articles.

    A computed Next is no matter for a feed: it does not exist yet.

    Args:
        entering: the articles.
        archive: all that was published.
        computed: ids of those for which Related is looked for; the others take the editor's picks only.
        outside: whether the editor's may lead out of the publication.
        overrides: what the editor has settled.
        words: the language of the reasons.
    """
    found = {}
    for article in entering:
        settled = overrides.get(article.id, ())
        if article.id in computed:
            beside = related(article, archive, until=article.date, outside=outside, overrides=settled, words=words)
        else:
            kind = PickKind.RELATED
            beside = by_editor(article, archive, kind, outside=outside, limit=_MOST, overrides=settled, words=words)
        after = by_editor(article, archive, PickKind.NEXT, outside=outside, limit=1, overrides=settled, words=words)
        found[article.id] = beside + after
    return found


def for_edition(
    config: Config,
    newsletter: Newsletter,
    slot: Slot,
    chosen: Sequence[Article],
    carried: Collection[str],
    archive: Archive,
    overrides: Overrides,
) -> list[Item]:
    """The stories of an edition with their picks, none of which is a story of it."""
    here = {article.id for article in chosen}
    names = {source.url: source.name for source in config.sources()}
    outside, titles = config.picks.outside, config.section_titles()
    words = language(config.language_of(newsletter))
    beside = [
        related(
            article,
            archive,
            until=slot.due,
            without=here,
            limit=newsletter.related,
            outside=outside,
            overrides=overrides.get(article.id, ()),
            words=words,
        )
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
            words=words,
            overrides=overrides.get(article.id, ()),
        )

    items = []
    for article, picks in zip(chosen, beside, strict=True):
        found = following(article, here | {pick.article or pick.url for pick in picks})
        if found and found.origin is PickOrigin.COMPUTED and found.article in shown:
            # A mail shows nothing twice: with another one, the section still ends with something to go on to.
            found = following(article, shown)
        items.append(select.item(article, names.get(article.source, config.site.title), picks, found))
    return items
