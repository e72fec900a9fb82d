"""Entries of feeds, made from what the store keeps: each once for all formats and feeds that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from digest.config import Config, Newsletter
from digest.language import language
from digest.model import Article, Edition, Pick
from digest.publish import addresses
from digest.publish.entry import Entry, Unfit, of_article, of_edition
from digest.publish.publication import PUBLIC_STATES
from digest.store.seam import Store

#: Entries that are remembered: more than the current documents of a hundred sections have.
_REMEMBERED = 8_000
#: What names the feeds among the sources of rejected items.
_FEEDS = "feeds"


class Entries:
    """What the documents of one publish hold."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._titles = config.section_titles()
        self._words = language(config.site.language)
        self._made: dict[tuple[str, int], Entry | None] = {}
        self._looked_at: set[str] = set()  #: ids of what entries were made from
        self._rejected: dict[str, str] = {}  #: article, or edition → why no feed can take it

    def of(self, items: Sequence[tuple[str, int]]) -> tuple[Entry, ...]:
        """Articles by (id, revision), in their order; those that are fit for a feed."""
        if len(self._made) > _REMEMBERED:
            self._made.clear()
        if asked := [item for item in items if item not in self._made]:
            articles = self._store.articles.as_was(asked)
            picks = self._store.entries.frozen({id for id, _ in asked})
            for item in asked:
                article = articles.get(item)
                self._made[item] = self._entry(article, picks.get(item[0], ())) if article else None
        return tuple(entry for item in items if (entry := self._made[item]))

    def of_editions(self, newsletter: Newsletter, ids: Iterable[str]) -> tuple[Entry, ...]:
        """A newsletter's editions, in their order; those that everybody may see."""
        found = (self._store.editions.get(id) for id in ids)
        public = (edition for edition in found if edition is not None and edition.state in PUBLIC_STATES)
        return tuple(filter(None, (self._edition(newsletter, edition) for edition in public)))

    def reject(self, rejected: Iterable[tuple[str, str]]) -> None:
        """What a document could not take: (id, why)."""
        self._rejected |= dict(rejected)

    def record(self, now: datetime) -> int:
        """Have it known what no feed can take, and why; how many. What was not looked at again is as it was."""
        known = {item: why for source, item, why, _ in self._store.runs.rejected() if source == _FEEDS}
        kept = {item: why for item, why in known.items() if item not in self._looked_at}
        if (rejected := kept | self._rejected) != known:
            self._store.runs.reject(_FEEDS, rejected, now)
        return len(rejected)

    def _edition(self, newsletter: Newsletter, edition: Edition) -> Entry | None:
        url = addresses.absolute(self._config.site.url, addresses.edition_path(edition))
        try:
            words = language(self._config.language_of(newsletter))
            return of_edition(edition, newsletter.title, url, self._config.site.tag, words)
        except Unfit as error:
            self._rejected[edition.id] = str(error)
            return None

    def _entry(self, article: Article, picks: tuple[Pick, ...]) -> Entry | None:
        self._looked_at.add(article.id)
        titles = [self._titles[slug] for slug in article.sections if slug in self._titles]
        try:
            return of_article(article, picks, titles, self._words)
        except Unfit as error:
            if self._is_of_today(article):
                self._rejected[article.id] = str(error)
            return None

    def _is_of_today(self, article: Article) -> bool:
        """What an archive document could not take of an article that was corrected since is nobody's trouble."""
        return self._store.articles.get([article.id])[article.id].revision == article.revision
