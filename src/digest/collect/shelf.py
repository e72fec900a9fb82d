"""The articles that entries of several documents may be, looked up at once, so that one source learns from another."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from digest.collect.identity.called import Called
from digest.collect.identity.likeness import is_telling
from digest.model import Article
from digest.store.seam import Articles


class Shelf:
    """Articles by their keys, by what sources call them, and by what they are like; each as it stands now."""

    def __init__(self) -> None:
        self._articles: dict[str, Article] = {}
        self._keys: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._alike: dict[str, list[str]] = {}
        self._pages: dict[str, str] = {}

    def fetch(self, articles: Articles, entries: Collection[tuple[str, Called]]) -> None:
        """Fetch what has the names of these (source, entry)."""
        by_key = articles.known({one.key for _, one in entries})
        addresses = {(source, one.address) for source, one in entries if one.key not in by_key}
        by_name = articles.named({(source, one.name) for source, one in entries} | addresses)
        self._articles |= {article.id: article for article in (*by_key.values(), *by_name.values())}
        self._keys |= {key: article.id for key, article in by_key.items()}
        self._names |= {name: article.id for name, article in by_name.items()}

    def fetch_alike(self, articles: Articles, likenesses: Iterable[str]) -> None:
        """Fetch what is like this."""
        for likeness, some in articles.alike(set(likenesses)).items():
            self._alike[likeness] = [self._articles.setdefault(article.id, article).id for article in some]

    def fetch_pages(self, articles: Articles, keys: Iterable[str]) -> None:
        """Fetch whose the pages of these keys are that are still to be read."""
        self._pages |= articles.awaited(set(keys))

    def with_key(self, key: str) -> Article | None:
        """The article with this key."""
        return self._articles.get(self._keys.get(key, ""))

    def named(self, source: str, name: str) -> Article | None:
        """The article that a source calls so."""
        return self._articles.get(self._names.get((source, name), ""))

    def alike(self, likeness: str) -> list[Article]:
        """The articles of this likeness, oldest first."""
        return [self._articles[id] for id in self._alike.get(likeness, ())]

    def awaits(self, source: str, key: str) -> bool:
        """Whether this source is the one to read the page; the first one that asks is."""
        return self._pages.setdefault(key, source) == source

    def learn(self, source: str, one: Called, article: Article) -> None:
        """From now on, this entry is this article."""
        self._articles[article.id] = article
        self._keys[article.key] = article.id
        for name in one.names:
            self._names[source, name] = article.id
        if article.likeness and is_telling(article.likeness):
            alike = self._alike.setdefault(article.likeness, [])
            alike.extend([] if article.id in alike else [article.id])
