"""What we have of a document's entries already, whatever they are called now.

name (guid, address) ─▶ likeness (title and text) ─▶ title, when all names of the source have changed at once
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digest.collect import renamed
from digest.collect.likeness import APART, is_telling, likeness
from digest.collect.called import Called, bounded, is_unlike
from digest.model import Article, Source, SourceKind
from digest.store.seam import Articles

#: The articles of a source that entries without a known name are compared with; feeds hold no more.
_COMPARED = 500


class Known:
    """The articles that the entries of one document are; looked up at once, and only as far as needed.

    `is_document` is False for one page, which does not tell what else its source has.
    """

    def __init__(
        self, articles: Articles, source: Source, called: Sequence[Called], *, is_document: bool = True
    ) -> None:
        self._source = source
        self._is_document = is_document
        self._by_key = articles.known({one.key for one in called})
        names = {name for one in called for name in one.names} - {bounded(key) for key in self._by_key}
        self._by_name = articles.by_guid(source.url, names | {one.name for one in called})
        self._alike: dict[str, list[Article]] = {}
        self._renamed: dict[str, Article] = {}
        self.renamed = 0  #: how many entries are known although all names of the source have changed
        self.oldest: datetime | None = None  #: the date of what is not known of them, and has none
        unknown = [one for one in called if self._named(one) is None and _is_told(one, source)]
        self._here = {article.id for one in called if (article := self._named(one))}
        if unknown:
            self._compare(articles, unknown, len(called))

    def of(self, one: Called) -> Article | None:
        """The article that an entry is; None for a new one."""
        return self._named(one) or self._like(one) or self._renamed.get(one.key)

    def has_moved(self, one: Called, article: Article) -> bool:
        """Whether this address is new for an article that is known."""
        there = self._addressed(one)
        return there is None or there.id != article.id

    def learn(self, one: Called, article: Article) -> None:
        """Know from now on that this entry is this article."""
        for name in one.names:
            self._by_name[name] = article
        if article.likeness and is_telling(article.likeness):
            others = self._alike.get(article.likeness, [])
            self._alike[article.likeness] = [article, *(other for other in others if other.id != article.id)]
        self._here.add(article.id)

    def _named(self, one: Called) -> Article | None:
        addressed = self._addressed(one)
        named = self._by_name.get(one.name)
        if named is None or (addressed is not None and addressed.id == named.id):
            return addressed
        return addressed if _is_reused(one, named) else named

    def _addressed(self, one: Called) -> Article | None:
        return self._by_key.get(one.key) or self._by_name.get(bounded(one.key))

    def _like(self, one: Called) -> Article | None:
        fingerprint = likeness(one.found) if self._alike else None
        alike = [article for article in self._alike.get(fingerprint or "", ()) if self._may_be(one, article)]
        return min(alike, key=lambda article: article.source != self._source.url, default=None)

    def _may_be(self, one: Called, article: Article) -> bool:
        date, is_here = one.found.published, article.id in self._here
        if not is_telling(article.likeness or ""):
            # Two pictures of one day, both called "Picture", are two: the document itself tells them apart.
            return article.source == self._source.url and self._is_document and not is_here
        return date is None or abs(date - article.date) <= (timedelta(0) if is_here else APART)

    def _compare(self, articles: Articles, unknown: Sequence[Called], entries: int) -> None:
        self._alike = articles.alike({print_ for one in unknown if (print_ := likeness(one.found))})
        if not renamed.is_suspected(len(unknown), entries):
            return
        sketches = articles.sketches(self._source.url, _COMPARED)
        if len(sketches) < renamed.FEWEST:
            return
        left = [one for one in unknown if self._like(one) is None]
        recognised = len(unknown) - len(left)
        candidates = renamed.candidates(left, sketches)
        found = articles.get({candidate.article for candidate in candidates.values()})
        self._renamed = renamed.confirmed(left, candidates, found, recognised=recognised)
        recognised += len(self._renamed)
        if renamed.is_renaming(recognised, len(unknown)):
            self.renamed = recognised
            self.oldest = sketches[-1].date


def _is_told(one: Called, source: Source) -> bool:
    """Whether more is known of an entry than its address: of a sitemap's only when its page has been read."""
    return source.kind is not SourceKind.SITEMAP or one.found.complete


def _is_reused(one: Called, named: Article) -> bool:
    """Whether a guid stands at another story now: its address, title, date and text are all different."""
    found = one.found
    if found.published is None or named.published is None or found.published == named.published:
        return False
    both = found.complete and named.complete
    return is_unlike(found, named.title, (both and named.content) or named.summary)
