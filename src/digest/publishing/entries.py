"""Entries of feeds, made from what the store keeps: each once for all formats and feeds that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.config import Config, Newsletter
from digest.model import Article, Pick
from digest.publish import addresses
from digest.publish.entry import Entry, Unfit, of_article, of_edition
from digest.publish.publication import PUBLIC_STATES
from digest.store.seam import Store

#: Entries that are remembered: more than the current documents of a hundred sections have.
_REMEMBERED = 8_000


class Entries:
    """What the documents of one publish hold."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._titles = config.section_titles()
        self._made: dict[tuple[str, int], Entry | None] = {}
        self.looked_at: set[str] = set()  #: ids of the articles that entries were made from
        self.rejected: dict[str, str] = {}  #: article → why no feed can take it

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
        return tuple(
            of_edition(
                edition,
                newsletter.title,
                addresses.absolute(self._config.site.url, addresses.edition_path(edition)),
                self._config.site.tag,
            )
            for edition in found
            if edition is not None and edition.state in PUBLIC_STATES
        )

    def _entry(self, article: Article, picks: tuple[Pick, ...]) -> Entry | None:
        self.looked_at.add(article.id)
        titles = [self._titles[slug] for slug in article.sections if slug in self._titles]
        try:
            return of_article(article, picks, titles)
        except Unfit as error:
            self.rejected[article.id] = str(error)
            return None
