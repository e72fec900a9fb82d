"""What enters which feed, with the picks that it takes along for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from digest import indexing, picking
from digest.config import Config
from digest.language import language
from digest.model import EditionState, Entering, FeedItem
from digest.publish.publication import ALL, PUBLIC_STATES, newsletter_name, section_name
from digest.publishing.work import Told
from digest.store.seam import Store

#: Articles that are looked at together.
_AT_ONCE = 500


def enter(config: Config, store: Store, now: datetime, told: Told) -> None:
    """Take into the feeds what has come, or has changed, since this was last done; a kill at any instant is no harm."""
    entering = store.feeds.entering()
    coming = _coming(entering)
    if entering:
        _freeze_picks(config, store, coming, now, told)
    coming |= _sent(config, store)
    _take_out_cancelled(config, store)
    if coming:
        store.feeds.enter(coming, config.publish.limit, entering)


def _coming(entering: Iterable[Entering]) -> dict[str, list[FeedItem]]:
    """By feed, oldest first. Sections that config.toml does not name have feeds too: they may come, or come back."""
    coming: dict[str, list[FeedItem]] = defaultdict(list)
    for one in entering:
        item = FeedItem(item=one.id, revision=one.revision, date=one.date, updated=one.updated)
        for feed in (ALL, *map(section_name, one.sections)):
            coming[feed].append(item)
    return dict(coming)


def _sent(config: Config, store: Store) -> dict[str, list[FeedItem]]:
    """What newsletters have sent, oldest first."""
    coming = {}
    for newsletter in config.newsletter:
        feed = newsletter_name(newsletter.slug)
        known = store.feeds.known(feed)
        items = [
            FeedItem(item=one.id, revision=1, date=one.slot.due, updated=one.slot.due)
            for one in reversed(store.editions.outlined(newsletter.slug, PUBLIC_STATES))
            if one.id not in known
        ]
        if items:
            coming[feed] = items
    return coming


def _take_out_cancelled(config: Config, store: Store) -> None:
    """An edition that is cancelled when some mails are out is nobody's any more, as an article that is withdrawn."""
    for newsletter in config.newsletter:
        cancelled = store.editions.outlined(newsletter.slug, [EditionState.CANCELLED])
        store.feeds.take_out(newsletter_name(newsletter.slug), [one.id for one in cancelled])


def _freeze_picks(
    config: Config, store: Store, coming: Mapping[str, Sequence[FeedItem]], now: datetime, told: Told
) -> None:
    """What enters gets its picks, for ever: the editor's, and Related from older articles.

    What goes straight into an archive document, since there is so much, gets the editor's only: it is nobody's news,
    and to look for all the others of a large archive would take an hour.
    """
    fresh = {item.item for items in coming.values() for item in items[-config.publish.limit :]}
    ids = [item.item for item in coming[ALL]]
    frozen = store.entries.frozen(ids)
    entering = [id for id in ids if id not in frozen]
    if not entering:
        return
    indexing.index(store, told)
    archive, words = indexing.archive(store), language(config.site.language)
    for done in range(0, len(entering), _AT_ONCE):
        some = entering[done : done + _AT_ONCE]
        overrides = store.overrides.of(some)
        articles = [
            article
            for article in store.articles.get(some).values()
            if article.id in fresh or article.picks or article.id in overrides
        ]
        picks = picking.for_feeds(
            articles, archive, computed=fresh, outside=config.picks.outside, overrides=overrides, words=words
        )
        store.entries.freeze(dict.fromkeys(some, ()) | picks, now)
        told("articles entered the feeds", done + len(some), len(entering))
